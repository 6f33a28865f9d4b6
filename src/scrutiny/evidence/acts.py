"""What is done by saying something: the vocabulary of claims, each word with its meaning and its nearest relatives.

The codes of other vocabularies are approximate. CAMEO and PLOVER (Open Event Data Alliance: text_to_CAMEO,
CAMEO_codefile.txt, and PLOVER, CAMEO2PLOVER-2021.txt) code what one actor does to another, and have no word for
announcing a result, claiming a victory or publishing tally sheets. Wikidata has no property for the recognition of a
result; the ones named here say something near it. A word without a near relative names none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Meaning:
    """What a word of the vocabulary means.

    Parameters
    ----------
    definition
        What is done.
    not_this
        What looks like it and is another act.
    cameo, plover
        The nearest code of CAMEO 0.7b5, and the event type of PLOVER that it is mapped to; empty where none is near.
    wikidata
        The nearest property of Wikidata; empty where none is near.
    """

    definition: str
    not_this: str = ""
    cameo: str = ""
    plover: str = ""
    wikidata: str = ""


ACTS: Mapping[str, Meaning] = {
    "announces_figure": Meaning(
        "Gives figures of a count: votes or shares, of all or of some polling stations.",
        "Figures of a poll or of a count of samples are *predicts*.",
        wikidata="P1111 (votes received)",
    ),
    "proclaims": Meaning(
        "Somebody whose office it is declares a winner.",
        "A candidate who declares himself the winner *claims victory*.",
        wikidata="P991 (successful candidate)",
    ),
    "claims_victory": Meaning(
        "A candidate, or who speaks for one, says that he has won.",
        "“His victory” inside a congratulation is presupposed by the speaker, not claimed.",
        wikidata="P1310 (statement disputed by), where the other side claims it too",
    ),
    "concedes": Meaning(
        "Accepts to have lost.",
        "Spanish “conceder” (to grant), as in “the authority granted the re-election”, is an announcement.",
        cameo="080 (yield)",
        plover="CONCEDE",
    ),
    "congratulates": Meaning(
        "Congratulates somebody on his election. It is what it says, and not yet a recognition.",
        "To hail the people or the day of voting congratulates no winner.",
        cameo="051 (praise or endorse)",
        plover="SUPPORT",
        wikidata="P3680 (statement supported by)",
    ),
    "recognises": Meaning(
        "Calls somebody the winner, the president or the president-elect, or the announced result the result.",
        "To recognise irregularities is no recognition of a result; “won the most votes” is less than "
        "“president-elect”, and both are kept in their own words.",
        cameo="054 (grant diplomatic recognition)",
        plover="SUPPORT",
        wikidata="P3680 (statement supported by)",
    ),
    "takes_note": Meaning(
        "Takes note of a result, or respects what voters chose, without calling it right or wrong.",
        "It does not recognise, and it does not refuse.",
        cameo="010 (make statement)",
    ),
    "withholds_recognition": Meaning(
        "Says that it waits: it does not recognise a result until something happens.",
        "Who says nothing withholds nothing: a silence is no act.",
        cameo="010 (make statement)",
    ),
    "refuses_to_recognise": Meaning(
        "Rejects a result, or says that it will not recognise it.",
        "Spanish “desconocer” means to refuse recognition, not to be unaware.",
        cameo="120 (reject) or 111 (criticise)",
        plover="REJECT",
        wikidata="P1310 (statement disputed by)",
    ),
    "calls_for_publication": Meaning(
        "Asks that tally sheets or results by polling station be published.",
        cameo="100 (demand)",
        plover="DEMAND",
    ),
    "calls_for_audit": Meaning(
        "Asks for a recount, an audit or an independent verification.",
        "To ask for calm or for patience is another act.",
        cameo="1055 (demand that target allows international involvement), where it is to be international",
        plover="DEMAND",
    ),
    "calls_for_new_vote": Meaning(
        "Asks that the vote be held again, in whole or in part.",
        cameo="104 (demand political reform)",
        plover="DEMAND",
    ),
    "expresses_concern": Meaning(
        "Says that it is worried, or doubts a result, and neither recognises nor refuses it.",
        cameo="110 (disapprove) or 012 (pessimistic comment)",
        plover="ACCUSE",
    ),
    "alleges_irregularity": Meaning(
        "Says that a rule was broken or figures were falsified.",
        "The allegation is recorded; whether it is right is another question.",
        cameo="112 (accuse)",
        plover="ACCUSE",
    ),
    "alleges_attack": Meaning(
        "Says that machines or transmission were attacked.",
        cameo="112 (accuse)",
        plover="ACCUSE",
    ),
    "observes": Meaning(
        "Somebody who observed the election says what he saw, or how it meets a standard.",
        cameo="010 (make statement)",
    ),
    "predicts": Meaning(
        "Says what the result will be or should be, from a poll, an exit poll or a count of samples.",
        cameo="010 (make statement)",
        wikidata="P5102 (nature of statement)",
    ),
    "rules": Meaning(
        "A court, or who has its office here, decides: validates, annuls, orders.",
    ),
    "calls_for_protest": Meaning(
        "Asks people to demonstrate.",
        cameo="053 (rally support)",
        plover="SUPPORT",
    ),
    "calls_for_calm": Meaning(
        "Asks for calm, restraint or talks.",
        cameo="027 (appeal to settle dispute)",
    ),
    "breaks_relations": Meaning(
        "Breaks off or reduces relations, recalls or expels envoys.",
        cameo="161 (reduce or break diplomatic relations)",
        plover="SANCTION",
    ),
    "retracts": Meaning(
        "Takes back what was said before, or says that it was said under duress.",
        "The earlier statement stays in the record beside it.",
    ),
    "other": Meaning(
        "Anything else that was said about the result and should be on record.",
    ),
}
"""In the order of their meaning, not of any scale."""


def acts_page() -> str:
    """The vocabulary as a page of the documentation.

    Examples
    --------
    >>> acts_page().splitlines()[0]
    '# What is done by saying it'
    """
    lines = [
        "# What is done by saying it",
        "",
        "A claim has an `act`: one word for what is done by saying it. The words are classes, not a scale: to take",
        "note is not a weak recognition, and nothing is counted as a vote on what is true. Made from",
        "`scrutiny.evidence.acts`; the codes of other vocabularies are approximate.",
        "",
        "| act | what is done | what it is not | CAMEO 0.7b5 | PLOVER | Wikidata |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for act, meaning in ACTS.items():
        cells = (meaning.definition, meaning.not_this, meaning.cameo, meaning.plover, meaning.wikidata)
        lines.append(f"| `{act}` | " + " | ".join(cell or "—" for cell in cells) + " |")
    lines += [
        "",
        'A claim about an earlier election, or another country\'s, has `of_election = "other"` and is kept apart from',
        "all others. A list of supporters that one side published is that side's claim: `told_by` names the side.",
    ]
    return "\n".join(lines) + "\n"
