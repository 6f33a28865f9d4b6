"""Commands that write into a case: new, add, replace, withdraw, claim."""

from __future__ import annotations

import re
import sys
from dataclasses import replace as with_changes
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from scrutiny.cli.terminal import given, maybe, tell, today
from scrutiny.errors import CaseError, Problem

if TYPE_CHECKING:
    from scrutiny.evidence.editing import Added, Custody

Several = Parameter(consume_multiple=True)


def new(
    folder: Path,
    /,
    *,
    from_: Annotated[Path | None, Parameter(name="--from")] = None,
    title: str | None = None,
    country: str | None = None,
    day: str | None = None,
    publisher: str = "",
) -> None:
    """Make a case folder with commented files to fill in.

    With --from it looks at a file of results, copies it into the case, and proposes what its columns mean; every
    proposal is marked, and is yours to confirm.

    Parameters
    ----------
    folder
        The folder to be made. Nothing is ever overwritten.
    from_
        A file of results (CSV, XLSX, ODS, Parquet, JSON lines).
    title
        The heading of the report: country, office, day.
    country
        Two letters (ISO 3166-1): VE, PL, BO.
    day
        The day of voting: 2024-07-28.
    publisher
        With --from: whose figures these are.
    """
    from scrutiny.evidence import editing
    from scrutiny.evidence.template import Beginning

    if country is not None and not re.fullmatch(r"[A-Za-z]{2}", country.strip()):
        raise CaseError(Problem("--country", repr(country), "two letters (ISO 3166-1): VE, PL, BO"))
    begin = Beginning()
    lines: tuple[str, ...] = ()
    if from_ is not None:
        from scrutiny.proposing import propose

        if not from_.is_file():
            raise CaseError(Problem(str(from_), "no such file", "a file of results"))
        proposal = propose(from_, editing.source_id(from_.name))
        begin, lines = proposal.begin, proposal.lines
    if title is not None:
        begin = with_changes(begin, title=title)
    if country is not None:
        begin = with_changes(begin, country=country.strip().upper())
    if day is not None:
        moment = given("--day", _day, day)
        begin = with_changes(begin, day=moment)
    custody = editing.Custody(publisher=publisher, fetched_at=today())
    editing.new_case(folder, begin, from_, custody)
    tell(f"{folder} is made.")
    for line in lines:
        tell(line)
    tell(f"Next: fill in {folder / 'case.toml'} (each key is explained there), then: scrutiny examine {folder}")


def _day(text: str) -> Any:
    from datetime import date

    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"{text!r} is not a day; write 2024-07-28") from None


def _custody(publisher: str, date: str | None, title: str, about: str, url: str | None, by: str, place: str) -> Custody:
    from scrutiny.evidence.editing import Custody
    from scrutiny.evidence.typed import moment

    return Custody(
        publisher=publisher,
        published=maybe("--date", moment, date),
        title=title,
        about=about,
        url=url,
        fetched_by=by,
        fetched_from=place,
    )


def add(
    case: Path,
    file: Path,
    /,
    *,
    publisher: str = "",
    date: str | None = None,
    title: str = "",
    about: str = "",
    url: str | None = None,
    fetched_by: str = "",
    fetched_at: str | None = None,
    fetched_from: str = "",
    personal: bool = False,
    id: str = "",
) -> None:
    """Add a file to a case: the original is kept unchanged under sources/, its hash and custody are written down.

    Parameters
    ----------
    case
        The case folder.
    file
        The file as it was received.
    publisher
        Whose figures these are.
    date
        When it was published: 2024-07-29, or with a time.
    title
        How the report calls it; by default the file's name.
    about
        What it is, and what it is not: "a transcription of tally sheets, not the paper".
    url
        Where it was published.
    fetched_by
        Who fetched it.
    fetched_at
        When it was fetched; today (UTC) by default.
    fetched_from
        From where: an address, a person, a medium.
    personal
        It holds names, signatures or identity numbers: it is linked to, never shown.
    id
        A short name for it, made from the file's name by default.
    """
    from scrutiny.evidence import editing
    from scrutiny.evidence.typed import moment

    custody = with_changes(
        _custody(publisher, date, title, about, url, fetched_by, fetched_from),
        fetched_at=maybe("--fetched-at", moment, fetched_at) or today(),
        personal=personal,
    )
    added = editing.add_source(case, file, custody, id)
    if added.already:
        tell(f"Nothing was added: this very file is in the case already, as {added.id} ({added.file}).")
        return
    _say_added(added)
    tell(f"Next: say what its columns mean, in a [[tables]] with source = {added.id!r} in {case / 'case.toml'}")


def _say_added(added: Added) -> None:
    tell(f"Added {added.id}: {added.file}, {added.bytes:,} bytes")
    tell(f"sha256 {added.sha256}")
    if not added.bytes:
        print("The file is empty: nothing can be read from it.", file=sys.stderr)


def replace(
    case: Path,
    source: str,
    file: Path,
    /,
    *,
    why: str,
    by: str = "",
    publisher: str = "",
    date: str | None = None,
    title: str = "",
    about: str = "",
    url: str | None = None,
    fetched_by: str = "",
    fetched_from: str = "",
) -> None:
    """Put another file in the place of a source. The old one stays in the folder, with the reason and the day.

    Parameters
    ----------
    case
        The case folder.
    source
        The source to be replaced: its id, or its file.
    file
        The file that takes its place.
    why
        The reason; the report prints it.
    by
        Who replaces it.
    publisher
        As in `add`; taken from the old source when left out.
    date
        When the new file was published.
    title
        As in `add`; taken from the old source when left out.
    about
        As in `add`; taken from the old source when left out.
    url
        Where the new file was published.
    fetched_by
        Who fetched the new file.
    fetched_from
        From where.
    """
    from scrutiny.evidence import editing

    custody = with_changes(_custody(publisher, date, title, about, url, fetched_by, fetched_from), fetched_at=today())
    added = editing.replace_source(case, source, file, why, today(), by, custody)
    _say_added(added)
    tell(f"It stands in the place of {source}, which stays in the folder with the reason: {why}")


def withdraw(case: Path, source: str, /, *, why: str, by: str = "") -> None:
    """Take a source out of the examination. Its file stays in the folder, with the reason and the day.

    Parameters
    ----------
    case
        The case folder.
    source
        The source: its id, or its file.
    why
        The reason; the report prints it.
    by
        Who withdraws it.
    """
    from scrutiny.evidence import editing

    id_ = editing.withdraw_source(case, source, why, today(), by)
    tell(f"{id_} is withdrawn; its file stays. The reason that the report prints: {why}")


def claim(
    case: Path,
    /,
    *,
    id: str | None = None,
    act: str | None = None,
    speaker: str | None = None,
    role: str | None = None,
    country: str | None = None,
    contest: str | None = None,
    about: str | None = None,
    title: str | None = None,
    said: str | None = None,
    place: str | None = None,
    words: str | None = None,
    summary: str | None = None,
    irreversible: bool = False,
    state: str | None = None,
    source: str | None = None,
    corrects: str | None = None,
    votes: Annotated[list[str] | None, Several] = None,
    shares: Annotated[list[str] | None, Several] = None,
    shares_of: str | None = None,
    valid: str | None = None,
    invalid: str | None = None,
    blank: str | None = None,
    invalid_share: str | None = None,
    valid_share: str | None = None,
    cast: str | None = None,
    registered: str | None = None,
    turnout: str | None = None,
    coverage: str | None = None,
    coverage_of: str | None = None,
    counted_units: str | None = None,
) -> None:
    """Type in what somebody said: an announcement with figures, a claim of victory, a position, a poll.

    Without options it asks field by field; with options it takes them, for scripts.

    Parameters
    ----------
    case
        The case folder.
    id
        Short and of its own: bulletin-1.
    act
        What is done by saying it: announces_figure, proclaims, claims_victory, concedes, congratulates, recognises, ...
    speaker
        Who, as printed.
    role
        What the speaker is: authority, candidate, party, state, organisation, observer_mission, media, ...
    country
        Two letters (ISO 3166-1) of the speaker.
    contest
        The contest that it is about; the first by default.
    about
        The option, claim or source that it is about.
    title
        A short name for it: "Bulletin 1".
    said
        When: 2024-07-29, or 2024-07-29T00:05-04:00.
    place
        For the figures of one place: level=id.
    words
        The words, as quoted.
    summary
        What was said, in a sentence, where there is no quote.
    irreversible
        The result was called irreversible on these figures.
    state
        verified, reported or disputed.
    source
        Where it is written.
    corrects
        The claim that it replaces.
    votes
        Votes by option: NM=5150092 EG=4445978
    shares
        Shares in percent by option, with the decimals that were printed: NM=51.20 EG=44.2
    shares_of
        What the shares are shares of: valid, cast or registered.
    valid
        Valid votes.
    invalid
        Invalid (null) votes.
    blank
        Blank votes, where they are told apart.
    invalid_share
        Percent of the ballots cast that were invalid.
    valid_share
        Percent of the ballots cast that were valid.
    cast
        Ballots cast.
    registered
        The register as announced.
    turnout
        Participation in percent, as printed.
    coverage
        Percent of the stations counted, as printed.
    coverage_of
        The level that the coverage counts; station by default.
    counted_units
        How many stations were counted.
    """
    fields = {name: value for name, value in locals().items() if name != "case" and value not in (None, False)}
    from scrutiny.cli.asking import ask_fields, typed_claim
    from scrutiny.evidence import editing
    from scrutiny.evidence.folder import CaseFolder

    folder = CaseFolder(case)
    if not fields and sys.stdin.isatty():
        fields = ask_fields(folder.case, input, tell)
    missing = [name for name in ("id", "act", "speaker") if not fields.get(name)]
    if missing:
        raise CaseError(
            Problem(f"--{name}", "missing", do="give it, or call `scrutiny claim` in a terminal to be asked")
            for name in missing
        )
    made = editing.add_claim(case, typed_claim(fields))
    tell(f"{made.label} is written into {case / 'claims.toml'}")
