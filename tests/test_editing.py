"""Writing into a case: what stands there stays as it was typed, and what is added is whole, hashed and checked."""

from __future__ import annotations

import hashlib
import re
import tomllib
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from scrutiny.errors import CaseError
from scrutiny.evidence.claim import Claim
from scrutiny.evidence.editing import (
    Custody,
    add_claim,
    add_source,
    new_case,
    replace_source,
    source_id,
    withdraw_source,
)
from scrutiny.evidence.folder import CaseFolder
from scrutiny.evidence.template import COUNTRY, TITLE, Beginning
from scrutiny.evidence.toml_text import appended, block_text, changed, value_text

# Sources and tables in turns, comments everywhere, a header inside a text: what a person's file may look like.
TYPED = """\
# My case.   Spacing  matters to me.
schema = 1
title = "Case"      # the title
country = "VE"
summary = '''
[[sources]]
no header'''

[[elections]]
id = "e"
name = "E"
date = 2024-07-28

[[contests]]
id = "c"
name = "C"
election = "e"
options = [{ id = "A", name = "a" }, { id = "B", name = "b" }]

[[sources]]
id = "first"   # keep me
title = "First"
publisher = "Council"
about = "by station"
published = 2024-07-29
file = 'sources/first.csv'

[[tables]]
source = "first"     # reads first
level = "station"

[[sources]]
title = "Second"
id = "second"
file = "sources/second.csv"

[[tables]]
source = 'second'
instead_of = "first"
long = { value = "votes", item = "code", lookup = { source = "first", key = "code", value = "name" } }
# the end
"""


@pytest.fixture
def case(tmp_path: Path) -> Path:
    folder = tmp_path / "case"
    (folder / "sources").mkdir(parents=True)
    (folder / "case.toml").write_text(TYPED)
    (folder / "sources" / "first.csv").write_text("1")
    (folder / "sources" / "second.csv").write_text("2")
    return folder


@pytest.fixture
def results(tmp_path: Path) -> Path:
    file = tmp_path / "Résultats 2024.csv"
    file.write_bytes(b"station,A,B\r\n0001,10,20\r\n")
    return file


def _without(lines: str, added: str) -> str:
    """`added` with every line that `lines` lacks removed."""
    known = set(lines.splitlines())
    return "\n".join(line for line in added.splitlines() if line in known) + "\n"


def test_a_new_case_is_valid_and_every_section_is_explained(tmp_path: Path) -> None:
    folder = new_case(tmp_path / "mycase", Beginning())
    made = CaseFolder(folder)
    assert (made.case.title, made.case.country) == (TITLE, COUNTRY)
    assert made.plan.checks == () and made.case.claims == ()
    assert sorted(path.name for path in folder.iterdir()) == ["case.toml", "claims.toml", "plan.toml", "sources"]
    assert [path.name for path in tmp_path.iterdir()] == ["mycase"]
    lines = (folder / "case.toml").read_text().splitlines()
    for position, line in enumerate(lines):  # a key without a comment above its block would be a riddle
        if line.startswith("[["):
            assert lines[position - 1].startswith("#"), line


def test_the_commented_examples_are_valid_when_the_comment_signs_are_taken_away(tmp_path: Path) -> None:
    folder = new_case(tmp_path / "mycase", Beginning())
    for name in ("case.toml", "claims.toml", "plan.toml"):
        path = folder / name
        keys = [
            re.sub(r"^# (?=\[|\w+ = )", "", line)  # an example, and not a sentence
            for line in path.read_text().splitlines()
        ]
        path.write_text("\n".join(keys).replace('= "the id of a source"', '= "s"'))
    text = (folder / "case.toml").read_text()
    (folder / "case.toml").write_text(text + '\n[[sources]]\nid = "s"\ntitle = "s"\nfile = "sources/s.csv"\n')
    made = CaseFolder(folder)
    case, plan = made.case, made.plan
    assert case.tables[0].measures["registered"] == "REGISTER"
    assert (case.frames[0].number, case.registers[0].number, case.facts.largest_register) == (30026, 21321805, 1000)
    assert case.samples[0].stations == {"North": 812, "South": 1204} and case.samples[0].drawn_number == 120
    assert case.claims[0].figures is not None and str(case.claims[0].figures.shares["B"]) == "44.20"
    assert plan.settings == {"counted.bounds": {"turnout": 80}} and plan.made == date(2000, 1, 2)


def test_a_new_case_never_takes_the_place_of_anything(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    new_case(tmp_path / "empty", Beginning())
    (tmp_path / "file").write_text("x")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").write_text("x")
    for name in ("empty", "file", "full"):
        with pytest.raises(CaseError, match="is there already"):
            new_case(tmp_path / name, Beginning())
    with pytest.raises(CaseError, match="no such file"):
        new_case(tmp_path / "other", Beginning(), tmp_path / "nowhere.csv")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "file", "full"]


def test_strange_titles_survive(tmp_path: Path) -> None:
    title = '@DAY@ Quote " backslash \\ line\nbreak \x7f \u2028 ünï'
    assert CaseFolder(new_case(tmp_path / "mycase", Beginning(title=title))).case.title == title


def test_added_with_hash_and_custody_and_nothing_else_changed(case: Path, results: Path) -> None:
    custody = Custody(
        publisher="Electoral council",
        published=date(2024, 7, 29),
        url="https://example.org/r.csv",
        fetched_by="me",
        fetched_at=date(2024, 8, 1),
        fetched_from="its site",
    )
    added = add_source(case, results, custody)
    copy = case / "sources" / "Résultats 2024.csv"
    assert copy.read_bytes() == results.read_bytes()
    assert added.sha256 == hashlib.sha256(results.read_bytes()).hexdigest()
    source = CaseFolder(case).case.source_by_id["resultats-2024"]
    assert (source.file, source.sha256, source.bytes) == ("sources/Résultats 2024.csv", added.sha256, 25)
    assert (source.publisher, source.published, source.fetched_at) == (
        "Electoral council",
        date(2024, 7, 29),
        date(2024, 8, 1),
    )
    assert (case / "case.toml").read_text().startswith(TYPED)


def test_the_same_file_twice_is_said_and_changes_nothing(case: Path, results: Path, tmp_path: Path) -> None:
    first = add_source(case, results, Custody())
    before = (case / "case.toml").read_bytes()
    renamed = tmp_path / "other name.csv"
    renamed.write_bytes(results.read_bytes())
    again = add_source(case, renamed, Custody(publisher="somebody"))
    assert again.already and again.id == first.id
    assert (case / "case.toml").read_bytes() == before
    assert not (case / "sources" / "other name.csv").exists()


def test_an_original_is_never_overwritten(case: Path, results: Path, tmp_path: Path) -> None:
    first = add_source(case, results, Custody())
    other = tmp_path / "later" / results.name
    other.parent.mkdir()
    other.write_bytes(b"station,A,B\r\n0001,10,21\r\n")
    second = add_source(case, other, Custody())
    assert (first.id, second.id) == ("resultats-2024", "resultats-2024-2")
    assert (first.file, second.file) == ("sources/Résultats 2024.csv", "sources/Résultats 2024-2.csv")
    assert (case / first.file).read_bytes() == results.read_bytes()
    assert (case / second.file).read_bytes() == other.read_bytes()


def test_a_file_put_into_sources_by_hand_is_used_where_it_lies(case: Path) -> None:
    added = add_source(case, case / "sources" / "first.csv", Custody(), "by-hand")
    assert added.file == "sources/first.csv"
    assert sorted(path.name for path in (case / "sources").iterdir()) == ["first.csv", "second.csv"]


def test_a_replaced_source_stays_with_the_reason_and_tables_read_the_new_one(case: Path, results: Path) -> None:
    added = replace_source(case, "first.csv", results, "the first export lacked a state", date(2024, 8, 3), "me")
    made = CaseFolder(case).case
    old, new = made.source_by_id["first"], made.source_by_id[added.id]
    assert old.withdrawn is not None
    assert (old.withdrawn.why, old.withdrawn.when, old.withdrawn.by, old.withdrawn.replaced_by) == (
        "the first export lacked a state",
        date(2024, 8, 3),
        "me",
        "resultats-2024",
    )
    assert (case / "sources" / "first.csv").read_text() == "1"
    assert (new.publisher, new.about, new.published) == ("Council", "by station", None)  # published is the file's own
    assert [table.source for table in made.tables] == ["resultats-2024", "second"]
    assert made.tables[1].instead_of == "resultats-2024"
    assert made.tables[1].long is not None and made.tables[1].long.lookup is not None
    assert made.tables[1].long.lookup.source == "resultats-2024"
    text = (case / "case.toml").read_text()
    for line in TYPED.splitlines():  # every line that says nothing about the old source is as it was
        assert line in text or '"first"' in line, line
    assert 'source = "resultats-2024"     # reads first' in text


def test_withdrawn_with_a_reason_and_only_once(case: Path) -> None:
    with pytest.raises(CaseError, match="no reason is given"):
        withdraw_source(case, "second", "  ", date(2024, 8, 3))
    assert withdraw_source(case, "second", 'a "forgery"', date(2024, 8, 3)) == "second"
    text = (case / "case.toml").read_text()
    assert _without(TYPED, text) == TYPED
    withdrawn = CaseFolder(case).case.source_by_id["second"].withdrawn
    assert withdrawn is not None and withdrawn.why == 'a "forgery"'
    with pytest.raises(CaseError, match="was withdrawn before"):
        withdraw_source(case, "second", "again", date(2024, 8, 4))
    with pytest.raises(CaseError, match="no such source") as caught:
        withdraw_source(case, "third", "why", date(2024, 8, 4))
    assert caught.value.problems[0].expected == "one of: first"


def test_a_withdrawn_file_can_be_added_again(case: Path, results: Path) -> None:
    add_source(case, results, Custody())
    withdraw_source(case, "resultats-2024", "by mistake", date(2024, 8, 3))
    again = add_source(case, results, Custody())
    assert (again.already, again.id, again.file) == (False, "resultats-2024-2", "sources/Résultats 2024.csv")


def test_replacing_a_file_by_itself_is_refused(case: Path, results: Path) -> None:
    add_source(case, results, Custody())
    with pytest.raises(CaseError, match="the very file"):
        replace_source(case, "resultats-2024", results, "why", date(2024, 8, 3))


def test_lists_in_one_line_windows_line_ends_and_a_mark_at_the_start(tmp_path: Path, results: Path) -> None:
    (tmp_path / "case.toml").write_bytes(
        b'\xef\xbb\xbftitle = "t"\r\ncountry = "VE"\r\n'
        b'sources = [{ id = "a", title = "a", file = "sources/a" }] # mine\r\n'
        b'elections = [{ id = "e", name = "e", date = 2024-07-28 }]\r\n'
        b'contests = [{ id = "c", name = "c", election = "e" }]\r\n'
    )
    add_source(tmp_path, results, Custody())
    withdraw_source(tmp_path, "a", "wrong", date(2024, 8, 3))
    raw = (tmp_path / "case.toml").read_bytes()
    assert raw.startswith(b'\xef\xbb\xbftitle = "t"\r\n') and b"# mine" in raw
    assert [s.withdrawn is None for s in CaseFolder(tmp_path).case.sources] == [False, True]


def test_an_id_that_is_taken_or_cannot_be_part_of_a_link(case: Path, results: Path) -> None:
    for id_ in ("first", "a/b"):
        with pytest.raises(CaseError, match="an id of its own"):
            add_source(case, results, Custody(), id_)
    assert not (case / "sources" / results.name).exists()


def test_a_file_can_be_added_to_a_case_that_is_not_yet_filled_in(tmp_path: Path, results: Path) -> None:
    (tmp_path / "case.toml").write_text("title = 3\n")
    assert add_source(tmp_path, results, Custody()).id == "resultats-2024"


CLAIM = {
    "id": "bulletin-1",
    "act": "announces_figure",
    "speaker": 'The "Council"',
    "said": datetime.fromisoformat("2024-07-29T00:05:00-04:00"),
    "irreversible": True,
    "figures": {"votes": {"A": 5150092, "B": 4445978}, "shares": {"A": Decimal("51.20")}, "coverage": Decimal("80")},
}


def test_a_claim_is_appended_and_read_back_as_it_was_typed(case: Path) -> None:
    (case / "claims.toml").write_text('# mine\n[[claims]]\nid = "x"\nact = "other"\nspeaker = "s"\n')
    made = add_claim(case, CLAIM)
    assert isinstance(made, Claim)
    read = CaseFolder(case).case.claim_by_id["bulletin-1"]
    assert read == made
    assert read.figures is not None and str(read.figures.shares["A"]) == "51.20"
    assert (case / "claims.toml").read_text().startswith('# mine\n[[claims]]\nid = "x"')
    with pytest.raises(CaseError, match="another claim of this case"):
        add_claim(case, CLAIM)


def test_a_claim_that_does_not_fit_the_case_is_refused_and_nothing_is_written(case: Path) -> None:
    wrong: list[tuple[dict[str, object], str]] = [
        ({"figures": {"votes": {"Z": 1}}}, "is no option of c"),
        ({"id": "y/z"}, "an id without /"),
        ({"place": "Zulia"}, "a place as level=id"),
        ({"place": "planet=earth"}, "'planet' is no level"),
        ({"corrects": "nobody"}, "'nobody' is no claim"),
        ({"about": "the weather"}, "is no option, claim or source"),
        ({"contest": "senate"}, "no contest"),
        ({"act": "shouts"}, "shouts"),
        ({"said": "yesterday"}, "yesterday"),
    ]
    for change, told in wrong:
        with pytest.raises(CaseError, match=told):
            add_claim(case, CLAIM | change)
    assert not (case / "claims.toml").exists()


def test_a_text_that_would_mean_something_else_is_never_written() -> None:
    text = "sources = []\n"
    made = changed(
        text,
        "case.toml",
        lambda data: data["sources"].append({"id": "a"}),
        lambda old: appended(old, block_text("sources", {"id": "a"})),  # [[sources]] after a list is no TOML
    )
    assert tomllib.loads(made) == {"sources": [{"id": "a"}]}
    with pytest.raises(CaseError, match="cannot be changed by machine"):
        changed("a = 1\n", "case.toml", lambda data: data.update(b=object()), lambda old: old)


def test_values_are_written_as_toml_reads_them() -> None:
    data = {
        "text": 'a "b" \\ \n\t\x7f ñ',
        "whole": 10**20,
        "share": Decimal("51.20"),
        "tiny": Decimal("1E-7"),
        "yes": True,
        "day": date(2024, 7, 28),
        "moment": datetime.fromisoformat("2024-07-29T00:05:00-04:00"),
        "list": ["a", {"b c": 1}],
    }
    text = "".join(f"{key} = {value_text(value)}\n" for key, value in data.items())
    assert tomllib.loads(text, parse_float=Decimal) == data
    assert str(tomllib.loads(text, parse_float=Decimal)["share"]) == "51.20"


def test_ids_made_from_names() -> None:
    names = ("results.csv", "Wyniki ŁÓDŹ (1).xlsx", "2004.csv.zip", "...", "תוצאות.csv", "a.b.c.d")
    assert [source_id(name) for name in names] == ["results", "wyniki-łodz-1", "2004", "source", "תוצאות", "a-b"]
    assert source_id("results.csv", {"results": 1, "results-2": 1}) == "results-3"


def test_a_link_in_the_place_of_sources_is_refused(case: Path, tmp_path: Path) -> None:
    """What is added must lie in the case folder; through a link it would lie elsewhere."""
    elsewhere = tmp_path / "elsewhere"
    (case / "sources").rename(elsewhere) if (case / "sources").exists() else elsewhere.mkdir()
    (case / "sources").symlink_to(elsewhere)
    before = sorted(elsewhere.iterdir())
    file = tmp_path / "new-one.csv"
    file.write_text("a,b\n1,2\n")
    with pytest.raises(CaseError, match="is a link or a file"):
        add_source(case, file, Custody())
    assert sorted(elsewhere.iterdir()) == before
