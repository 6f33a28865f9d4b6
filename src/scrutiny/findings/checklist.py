"""What can be published of an election so that others can follow the count, and which text asks for it.

Only texts that were read are cited; the order is that of an election.
"""

from __future__ import annotations

from dataclasses import dataclass

from scrutiny.messages import _

OPEN_DATA = "Open Election Data Initiative"
COMMITMENTS = "OSCE/ODIHR, Existing Commitments for Democratic Elections (2003), page 73"
COPENHAGEN = "OSCE, Copenhagen Document (1990), paragraph 7.4"
GENERAL_COMMENT = "Human Rights Committee, General Comment 25 (1996), paragraph 20"


@dataclass(frozen=True)
class Item:
    """Something that can be published.

    Parameters
    ----------
    id, title
        Short and stable; as it is printed.
    why
        What it is good for.
    standards
        Texts that ask for it, as they were read.
    """

    id: str
    title: str
    why: str
    standards: tuple[str, ...] = ()


CHECKLIST: tuple[Item, ...] = (
    Item(
        "register",
        _("number of registered voters by polling station"),
        _("Without it nobody can say how many voters are outside the results that are known."),
        (f"{OPEN_DATA}, categories of data: voter registration, voter lists, polling stations",),
    ),
    Item(
        "stations",
        _("list of polling stations"),
        _("It says which results should exist, so that a missing one is seen."),
        (f"{OPEN_DATA}, categories of data: polling stations",),
    ),
    Item(
        "counting_attended",
        _("counting and adding up in the presence of candidates or their agents"),
        _("Those who saw the count can hold its result against what is announced."),
        (
            GENERAL_COMMENT,
            COMMITMENTS,
        ),
    ),
    Item(
        "copies",
        _("copies of the tally sheets for representatives and observers"),
        _("A copy in other hands shows whether a sheet was altered."),
        (COMMITMENTS,),
    ),
    Item(
        "results",
        _("official results in numbers of votes"),
        _("Percentages alone are rounded figures and hide how many votes there were."),
        (
            COPENHAGEN,
            COMMITMENTS,
        ),
    ),
    Item(
        "results_by_station",
        _("results of each polling station"),
        _("Only they let anybody add up the total again."),
        (
            COMMITMENTS,
            f"{OPEN_DATA}, principle 2 (granular)",
        ),
    ),
    Item(
        "machine_readable",
        _("results as one file that a program can read"),
        _("Thousands of pages cannot be added up by hand before complaints are due."),
        (f"{OPEN_DATA}, principles 4 (complete and in bulk), 5 (analyzable) and 6 (non-proprietary)",),
    ),
    Item(
        "sheet_images",
        _("pictures of the tally sheets"),
        _("They show what the tables of results were read from."),
        (),
    ),
    Item(
        "coverage",
        _("how many polling stations each announcement counted"),
        _("It says how much an announcement may have left out."),
        (),
    ),
    Item(
        "invalid",
        _("invalid and blank votes"),
        _("With them the votes can be held against the ballots."),
        (),
    ),
    Item(
        "audits",
        _("audits and recounts, with their results"),
        _("They compare a sample of the ballots or sheets with what was announced."),
        (),
    ),
    Item(
        "system_logs",
        _("logs and code of systems that transmit or add up"),
        _("They show what a system did with the results, and when."),
        (f"{OPEN_DATA}, categories of data: electronic voting and counting",),
    ),
    Item(
        "complaints",
        _("complaints and how they were decided"),
        _("They say what was contested, and with which reasons it was settled."),
        (f"{OPEN_DATA}, categories of data: electoral complaints, disputes and resolution",),
    ),
)
