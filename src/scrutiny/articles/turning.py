"""Acts that their speaker, or another part of the sentence, makes another act."""

from __future__ import annotations

import re
from dataclasses import replace

from scrutiny.articles.acting import Acted
from scrutiny.articles.actor import Actor


def own_defeat(acted: Acted, speaker: Actor) -> Acted:
    """A candidate who accepts the result accepts that he lost."""
    accepts = acted.act == "recognises" and speaker.option
    return replace(acted, act="concedes") if accepts else acted


def as_long_as(acted: Acted, masked: str) -> Acted:
    """A refusal that lasts until something is done: "mientras no se entreguen las actas, México no reconocerá"."""
    waits = acted.act == "refuses_to_recognise" and _UNTIL.search(masked[: acted.start])
    return replace(acted, act="withholds_recognition") if waits else acted


_UNTIL = re.compile(
    r"(?:^|[;:] )\W*(?:mientras no|hasta que|hasta no|en tanto no|sin que|enquanto nao|ate que|ate nao|sem que)\b[^;:]{3,90}, [^;:]{0,60}$"
)
