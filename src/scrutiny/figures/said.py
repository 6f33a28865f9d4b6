"""What pictures of statements share: a sign for each act, the colour of whom it is about, short days, a key of names.

Each act has a shape of its own, so that no colour is needed to tell it, and its word stands in the key. A colour says
whom a statement is about, never whether it is for or against.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from scrutiny.figures.bars import colour_of
from scrutiny.figures.paint import INK, SOFT
from scrutiny.figures.widths import width as width_of
from scrutiny.messages import Words, _

SHAPES: Mapping[str, str] = {
    "announces_figure": "M-.85,-.85H.85V.85H-.85Z",
    "proclaims": "M0,-1.05L1.05,0L0,1.05L-1.05,0Z",
    "rules": "M-1,-1H1V-.6H-1ZM-1,.6H1V1H-1ZM-.8,-.5H-.4V.5H-.8ZM-.2,-.5H.2V.5H-.2ZM.4,-.5H.8V.5H.4Z",
    "claims_victory": "M0,-1.05L.29,-.34L1.05,-.32L.45,.15L.65,.88L0,.45L-.65,.88L-.45,.15L-1.05,-.32L-.29,-.34Z",
    "concedes": "M-1,-.8H1L0,.95Z",
    "congratulates": "M-.32,-1H.32V-.32H1V.32H.32V1H-.32V.32H-1V-.32H-.32Z",
    "recognises": "M-1.05,.05L-.65,-.4L-.27,.02L.65,-.95L1.05,-.55L-.25,.85Z",
    "takes_note": "M-1,0A1,1 0 1,1 1,0A1,1 0 1,1 -1,0ZM-.6,0A.6,.6 0 1,0 .6,0A.6,.6 0 1,0 -.6,0Z",
    "withholds_recognition": "M-.75,-.9H-.18V.9H-.75ZM.18,-.9H.75V.9H.18Z",
    "calls_for_publication": "M-.75,-1H.35L.75,-.6V1H-.75ZM-.4,-.25V0H.4V-.25ZM-.4,.3V.55H.4V.3Z",
    "calls_for_audit": (
        "M-1,-.25A.75,.75 0 1,1 .5,-.25A.75,.75 0 1,1 -1,-.25ZM-.65,-.25A.4,.4 0 1,0 .15,-.25A.4,.4 0 1,0 -.65,-.25Z"
        "M.2,.4L.5,.1L1.05,.7L.75,1Z"
    ),
    "calls_for_new_vote": "M1,-.9V.9L0,0ZM0,-.9V.9L-1,0Z",
    "expresses_concern": "M-.3,-1H.3L.18,.3H-.18ZM-.25,.52H.25V1H-.25Z",
    "refuses_to_recognise": (
        "M-.95,-.55L-.55,-.95L0,-.4L.55,-.95L.95,-.55L.4,0L.95,.55L.55,.95L0,.4L-.55,.95L-.95,.55L-.4,0Z"
    ),
    "alleges_irregularity": "M0,-1L1.05,.85H-1.05ZM0,-.35L-.5,.52H.5Z",
    "alleges_attack": "M.3,-1.05L-.75,.2H-.1L-.3,1.05L.75,-.2H.1Z",
    "observes": "M-1.1,0L0,-.8L1.1,0L0,.8ZM-.35,0A.35,.35 0 1,0 .35,0A.35,.35 0 1,0 -.35,0Z",
    "predicts": "M0,-1A1,1 0 0,1 1,0H0Z",
    "calls_for_protest": "M0,-1L1,.8H-1Z",
    "calls_for_calm": "M-1,-.3H1V.3H-1Z",
    "breaks_relations": "M-1,-.55H-.1L-.45,.55H-1ZM.45,-.55H1V.55H.1Z",
    "retracts": "M-1,0L-.15,-.85V-.3H1V.3H-.15V.85Z",
    "other": "M-.6,0A.6,.6 0 1,1 .6,0A.6,.6 0 1,1 -.6,0Z",
}
"""Outlines between -1 and 1, of the acts that a claim can be."""

NAMES: Mapping[str, str] = {
    "announces_figure": _("announces figures"),
    "proclaims": _("proclaims"),
    "rules": _("decides"),
    "claims_victory": _("claims victory"),
    "concedes": _("concedes"),
    "congratulates": _("congratulates"),
    "recognises": _("recognises"),
    "takes_note": _("takes note"),
    "withholds_recognition": _("waits"),
    "calls_for_publication": _("asks for sheets"),
    "calls_for_audit": _("asks for audit"),
    "calls_for_new_vote": _("asks for new vote"),
    "expresses_concern": _("concern"),
    "refuses_to_recognise": _("refuses"),
    "alleges_irregularity": _("alleges irregularity"),
    "alleges_attack": _("alleges attack"),
    "observes": _("observed"),
    "predicts": _("predicts"),
    "calls_for_protest": _("calls for protest"),
    "calls_for_calm": _("calls for calm"),
    "breaks_relations": _("breaks off"),
    "retracts": _("retracts"),
    "other": _("something else"),
}
"""The word of each sign."""

LANES: Mapping[str, str] = {
    "authority": _("Electoral authority"),
    "court": _("Courts"),
    "parliament": _("Parliaments"),
    "prosecutor": _("Prosecutors"),
    "candidate": _("Candidates"),
    "party": _("Parties"),
    "state": _("States"),
    "organisation": _("Organisations"),
    "observer_mission": _("Observers"),
    "media": _("Media"),
    "analyst": _("Analysts"),
    "pollster": _("Pollsters"),
    "other": _("Others"),
}
"""Who speaks, in the order of the lanes."""
SIGN_SIZE = 130
ROOMY = 1.14
"""A page draws texts in the reader's own family, which may be wider than the one whose widths are known."""
SWATCH, LINE = 11, 20


def sign_key(acts: Iterable[str], words: Words) -> list[tuple[str, str]]:
    """The signs that occur, each with its word, in the order of the vocabulary."""
    here = set(acts)
    return [(f"path:{SHAPES[act]}", words.translate(NAMES[act])) for act in SHAPES if act in here]


def about_colour(option: str, slots: Mapping[str, int]) -> str:
    """The colour of the option that a statement is about; of one that is about none, the ink."""
    return colour_of(option, slots, SOFT) if option else INK


def short_day(day: date, words: Words) -> str:
    """A day in as few letters as the reader's language has for it: "29 Jul"."""
    return words.short_day(day)


def names_key(
    options: Sequence[Mapping[str, Any]], slots: Mapping[str, int], words: Words, top: float, inner: float
) -> tuple[list[dict[str, Any]], float]:
    """Squares with the names of the options, in lines, and where they end: data for `key_layers`."""
    made: list[dict[str, Any]] = []
    x, y = 0.0, top
    for option in options:
        name = words.named(str(option["name"]))
        wide = SWATCH + 6 + ROOMY * width_of(name, 12) + 18
        if x and x + wide > inner:
            x, y = 0.0, y + LINE
        made.append({"x": x, "x2": x + SWATCH, "y": y, "y2": y + SWATCH, "mid": y + SWATCH / 2, "at": x + SWATCH + 6,
                     "text": name, "fill": about_colour(str(option["option"]), slots)})  # fmt: skip
        x += wide
    return made, (y + LINE if made else top)


def field(inner: float, height: float) -> tuple[dict[str, Any], dict[str, Any]]:
    """Scales in pixels: everything has its place already."""
    x = {"type": "quantitative", "scale": {"domain": [0, inner], "nice": False, "zero": False}, "axis": None}
    y = {"type": "quantitative", "scale": {"domain": [height, 0], "nice": False, "zero": False}, "axis": None}
    return x, y


def boxes(values: list[dict[str, Any]], x: Mapping[str, Any], y: Mapping[str, Any], **mark: Any) -> dict[str, Any]:
    """A layer of rectangles, filled as each says."""
    return {
        "data": {"values": values},
        "mark": {"type": "rect", **mark},
        "encoding": {
            "x": {"field": "x", **x},
            "x2": {"field": "x2"},
            "y": {"field": "y", **y},
            "y2": {"field": "y2"},
            "fill": {"field": "fill", "type": "nominal", "scale": None},
        },
    }


def texts(
    values: list[dict[str, Any]], x: Mapping[str, Any], y: Mapping[str, Any], at: str = "at", **mark: Any
) -> dict[str, Any]:
    """A layer of texts, each from its place on to the right unless the mark says otherwise."""
    return {
        "data": {"values": values},
        "mark": {"type": "text", "align": "left", "baseline": "middle", "fontSize": 12, **mark},
        "encoding": {"x": {"field": at, **x}, "y": {"field": "mid", **y}, "text": {"field": "text"}},
    }


def signs(values: list[dict[str, Any]], x: Mapping[str, Any], y: Mapping[str, Any]) -> dict[str, Any]:
    """A layer of signs with their shapes and colours."""
    none = {"type": "nominal", "scale": None}
    return {
        "data": {"values": values},
        "mark": {"type": "point", "filled": True, "opacity": 1, "size": SIGN_SIZE},
        "encoding": {
            "x": {"field": "sign", **x},
            "y": {"field": "mid", **y},
            "shape": {"field": "shape", **none},
            "color": {"field": "colour", **none},
        },
    }
