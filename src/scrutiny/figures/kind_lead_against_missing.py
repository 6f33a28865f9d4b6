"""A lead beside all registered voters outside the record, for each register: does the one fit into the other?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scrutiny.figures.bars import Row, bars, colour_of
from scrutiny.figures.paint import HATCHED
from scrutiny.messages import Words, _, say


def specification(data: Mapping[str, Any], words: Words, width: int, slots: Mapping[str, int]) -> dict[str, Any]:
    """One bar for the lead, one striped bar for each register; a mark at the lead stands in each of them."""
    lead = int(data["lead"])
    first = say(_("lead of {first} over {second}"), first=str(data["first_name"]), second=str(data["second_name"]))
    rows = [Row(words.plain(first), words.whole(lead), ((0, lead, colour_of(str(data["first"]), slots)),))]
    for register in data["registers"]:
        name = words.plain(say(_("outside the record: {register}"), register=str(register["name"])))
        missing = int(register["missing"])
        rows.append(Row(name, words.whole(missing), ((0, max(0, missing), HATCHED),)))
    return bars(rows, words, width, lead)
