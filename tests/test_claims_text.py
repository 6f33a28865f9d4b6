"""Claims changed in a file that a person wrote: what stands there stays as it was typed."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from scrutiny.errors import CaseError
from scrutiny.evidence.claim import Claim, Figures, Report
from scrutiny.evidence.claims_text import with_claim, with_claim_replaced, with_report, without_claim, without_report
from scrutiny.evidence.readings import Kept, reading_toml
from scrutiny.evidence.schema import build, parse_toml
from scrutiny.reviewing.correcting import FIELDS, as_typed, corrected
from tests.helpers_articles import DAY, reader, three

HAND = """\
# The claims.

[[claims]]   # the first
id = "one"
act = "other"
speaker = "Ana"
words = '''
[[claims]]
no header'''

# above the second
[[claims]]
id = "two"
act = "concedes"
speaker = "Ben"
[[claims.reports]]
by = "The Paper"   # seen
[[claims.reports]]
by = "The Post"

# the end
"""


class TestText:
    """What a person typed stays, whatever is done beside it."""

    def of(self, text: str) -> list[dict[str, Any]]:
        return list(tomllib.loads(text, parse_float=Decimal)["claims"])

    def test_in_and_out_again(self) -> None:
        claim = Claim("new", "other", "Eva", figures=Figures(shares={"A": Decimal("1.20")}), reports=(Report("P"),))
        text = with_claim(HAND, claim)
        assert text.startswith(HAND) and self.of(text)[2]["figures"]["shares"]["A"] == Decimal("1.20")
        assert without_claim(text, 2) == HAND

    def test_a_claim_in_the_middle(self) -> None:
        text = without_claim(HAND, 1)
        assert [one["id"] for one in self.of(text)] == ["one"] and "# above the second" in text and "# the end" in text
        text = with_claim_replaced(HAND, 1, Claim("2", "other", "Eva"))
        assert [one["id"] for one in self.of(text)] == ["one", "2"] and "# above the second\n[[claims]]" in text

    def test_a_claim_whose_words_look_like_a_header(self) -> None:
        assert [one["id"] for one in self.of(without_claim(HAND, 0))] == ["two"]

    def test_reports(self) -> None:
        text = with_report(HAND, 1, Report("The Sun", figures=Figures(turnout=Decimal("59.0"))))
        assert [one["by"] for one in self.of(text)[1]["reports"]] == ["The Paper", "The Post", "The Sun"]
        assert 'by = "The Paper"   # seen' in text
        assert without_report(text, 1, 2) == HAND
        assert [one["by"] for one in self.of(without_report(HAND, 1, 0))[1]["reports"]] == ["The Post"]
        first = with_report(HAND, 0, Report("P"))
        assert self.of(first)[0]["reports"] == [{"by": "P"}] and len(self.of(first)[1]["reports"]) == 2

    def test_reports_written_in_one_line(self) -> None:
        typed = '[[claims]]\nid = "one"\nact = "other"\nspeaker = "Ana"\nreports = [{ by = "P" }] # here\n'
        text = with_report(typed, 0, Report("Q"))
        assert [one["by"] for one in self.of(text)[0]["reports"]] == ["P", "Q"] and "# here" in text

    def test_line_ends_stay(self) -> None:
        typed = HAND.replace("\n", "\r\n")
        text = with_claim(typed, Claim("new", "other", "Eva"))
        assert text.startswith(typed) and "\n" not in text.replace("\r\n", "")
        assert without_claim(text, 2) == typed

    def test_every_field_of_the_form_is_typed_and_read_back(self) -> None:
        full = Claim(
            "c", "announces_figure", "Ana", "authority", "VE", "president", "NM", "Bulletin", DAY, "state=N", "words",
            "summary", True,
            Figures({"NM": 5, "EG": 4}, {"NM": Decimal("51.20")}, "cast", 9, 1, 2, Decimal("1.0"), Decimal("2.0"), 12,
                    20, Decimal("59"), Decimal("80.0"), "centre", 3),
            quote="partial", hedge="alleged", of_election="other",
        )  # fmt: skip
        typed = as_typed(full)
        assert all(typed[name] for name in FIELDS)
        assert corrected(Claim("c", "other", "x"), typed) == full
        emptied = corrected(full, {name: "" for name in FIELDS if name not in ("act", "speaker")})
        assert emptied == Claim("c", "announces_figure", "Ana")

    def test_every_mistake_of_a_correction_is_told(self) -> None:
        with pytest.raises(CaseError) as told:
            corrected(
                three()[0].claim, {"said": "Sunday", "votes": "Ana:5", "turnout": "much", "speaker": " ", "id": "x"}
            )
        assert [one.where for one in told.value.problems] == ["said", "votes", "turnout", "id", "speaker"]

    def test_a_reading_is_its_toml(self) -> None:
        kept = Kept(Path(), "x", reader(*three())(Path(__file__), context=None)[0])
        text = reading_toml(kept.reading)
        assert build(type(kept.reading), parse_toml(text, "x"), text, "x") == kept.reading
