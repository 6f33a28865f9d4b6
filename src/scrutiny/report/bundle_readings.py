"""Readings of articles in a bundle: what was proposed and decided, and the article's text where it may be handed on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.folder import READINGS, CaseFolder
from scrutiny.evidence.readings import Kept, readings
from scrutiny.evidence.source import Source
from scrutiny.messages import Code, Message, _, say


def readings_in(
    folder: CaseFolder | None, case: CaseFile, may_be_copied: Callable[[Source], bool]
) -> tuple[dict[str, bytes], list[Message]]:
    """The files of the readings by their names in the bundle, and what is said about them.

    A reading quotes single sentences, with where they stand: whoever doubts a claim sees what it rests on and who
    accepted it. The whole text goes with the original: only where its licence allows. Of an article that is marked as
    personal nothing is handed on.
    """
    files: dict[str, bytes] = {}
    told: list[Message] = []
    if folder is None:
        return files, told
    sources = {source.file: source for source in case.sources}
    for kept in readings(folder.path):
        source = sources.get(kept.reading.article.file)
        if source is None or source.personal:
            told.append(say(_("Not in it: {file}, the reading of an article that is kept back."), file=Code(kept.file)))
            continue
        files[f"case/{kept.file}"] = kept.path.read_bytes()
        if may_be_copied(source):
            files |= dict(_texts(kept))
            told.append(
                say(_("{file}: what was proposed from an article, and what was decided."), file=Code(kept.file))
            )
        else:
            text = _("{file}: what was proposed from an article, and what was decided; without the article’s text, for "
                     "which no licence is stated.")  # fmt: skip
            told.append(say(text, file=Code(kept.file)))
    return files, told


def _texts(kept: Kept) -> Iterator[tuple[str, bytes]]:
    for path in sorted(kept.path.parent.glob("*.txt")):
        if re.fullmatch(rf"{re.escape(kept.stem)}(\.[0-9a-f]{{12}})?", path.stem):  # earlier texts bear their digest
            yield f"case/{READINGS}/{path.name}", path.read_bytes()
