"""Writing into `replies.toml`: an answer to a report, a correction of one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.editing import append_block
from scrutiny.evidence.folder import REPLIES, RepliesFile
from scrutiny.evidence.schema import build
from scrutiny.evidence.toml_text import block_text, present

BEGINNING = """\
# What was said about the report of this case after it was published. `scrutiny reply` writes [[replies]] here, and
# `scrutiny compare OLD NEW --record` writes [[corrections]]. They are printed in the report and change no finding.
"""


def add_reply(folder: Path, reply: Mapping[str, Any]) -> bool:
    """Append a reply; False when the case holds the very same one already."""
    data = present(reply)
    made = build(RepliesFile, {"replies": (data,)}, block_text("replies", data), "the reply").replies[0]

    def fits(case: CaseFile) -> bool:
        return made not in case.replies

    return append_block(folder, REPLIES, "replies", data, "the reply", fits, BEGINNING)


def add_correction(folder: Path, correction: Mapping[str, Any]) -> bool:
    """Append a correction; False when the case tells the same change, from one digest to the other, already."""
    data = present(correction)
    block = block_text("corrections", data)
    made = build(RepliesFile, {"corrections": (data,)}, block, "the correction").corrections[0]

    def fits(case: CaseFile) -> bool:
        return not any(
            (one.before, one.after, one.what) == (made.before, made.after, made.what) for one in case.corrections
        )

    return append_block(folder, REPLIES, "corrections", data, "the correction", fits, BEGINNING)
