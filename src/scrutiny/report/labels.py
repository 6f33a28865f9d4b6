"""The report's own words: headings, labels, what the verdicts mean. All of them are translated."""

from __future__ import annotations

from collections.abc import Mapping

from scrutiny.findings.finding import HEADINGS, Kind, Verdict
from scrutiny.messages import Message, _, say


def heading(verdict: Verdict) -> Message:
    return say(HEADINGS[verdict])


TONES: Mapping[Verdict, str] = {
    Verdict.CONTRADICTS: "no",
    Verdict.OUTSIDE: "no",
    Verdict.DECIDES: "firm",
    Verdict.LEAVES_OPEN: "firm",
    Verdict.UNUSUAL: "odd",
    Verdict.AGREES: "ok",
    Verdict.WITHIN: "ok",
    Verdict.NOTHING_UNUSUAL: "quiet",
    Verdict.RECORDED: "quiet",
    Verdict.CANNOT_TELL: "quiet",
    Verdict.NOT_APPLICABLE: "quiet",
}
"""Which of the five status colours; the mark and the word always stand with it."""

ORDER: tuple[Verdict, ...] = (
    Verdict.CONTRADICTS,
    Verdict.DECIDES,
    Verdict.LEAVES_OPEN,
    Verdict.UNUSUAL,
    Verdict.OUTSIDE,
    Verdict.AGREES,
    Verdict.WITHIN,
    Verdict.NOTHING_UNUSUAL,
    Verdict.RECORDED,
    Verdict.CANNOT_TELL,
    Verdict.NOT_APPLICABLE,
)
"""The order in which kinds of answer are told."""

RANKS: Mapping[Verdict, int] = {
    Verdict.CONTRADICTS: 0,
    Verdict.DECIDES: 1,
    Verdict.LEAVES_OPEN: 2,
    Verdict.UNUSUAL: 3,
    Verdict.OUTSIDE: 4,
    Verdict.CANNOT_TELL: 5,
    Verdict.AGREES: 6,
    Verdict.WITHIN: 6,
    Verdict.NOTHING_UNUSUAL: 6,
    Verdict.RECORDED: 7,
    Verdict.NOT_APPLICABLE: 8,
}
"""The order of the findings within a chapter; those of one rank stay in the order of the examination."""

MEANINGS: Mapping[Verdict, str] = {
    Verdict.CONTRADICTS: _(
        "Two things that somebody stands by cannot both be true. It does not say which of them is false."
    ),
    Verdict.DECIDES: _(
        "Whatever is missing, the outcome of this evidence stands, as long as the evidence itself is true."
    ),
    Verdict.LEAVES_OPEN: _("What is missing could still alter the outcome of this evidence."),
    Verdict.UNUSUAL: _(
        "An honest election that fits the stated assumptions would rarely look like this. It is no proof of anything "
        "else, and the honest causes are named."
    ),
    Verdict.OUTSIDE: _("The value lies outside the interval that the sample and its error allow."),
    Verdict.AGREES: _("The figures that were compared fit together. Slips of single sheets are counted and shown."),
    Verdict.WITHIN: _("The value lies within the interval that the sample and its error allow."),
    Verdict.NOTHING_UNUSUAL: _("The test found nothing. That is no agreement: the test says what it would have seen."),
    Verdict.RECORDED: _("Written down as it was found, without a verdict."),
    Verdict.CANNOT_TELL: _("The evidence does not answer this question."),
    Verdict.NOT_APPLICABLE: _("The check could not be run on this evidence, for the reason that is given."),
}

KINDS: Mapping[Kind, str] = {
    Kind.ARITHMETIC: _("arithmetic"),
    Kind.BOUND: _("bound"),
    Kind.TEST: _("test"),
    Kind.ESTIMATE: _("estimate"),
    Kind.RECORD: _("record"),
}

ACTS: Mapping[str, str] = {
    "claims_victory": _("Claim victory"),
    "concedes": _("Concede"),
    "proclaims": _("Proclaim a winner"),
    "announces_figure": _("Announce figures"),
    "rules": _("Rule"),
    "congratulates": _("Congratulate"),
    "recognises": _("Recognise the announced result"),
    "withholds_recognition": _("Withhold recognition for now"),
    "refuses_to_recognise": _("Refuse to recognise the announced result"),
    "alleges_irregularity": _("Allege irregularities"),
    "alleges_attack": _("Allege an attack"),
    "calls_for_publication": _("Call for publication of the results"),
    "calls_for_audit": _("Call for an audit"),
    "calls_for_new_vote": _("Call for a new vote"),
    "calls_for_protest": _("Call for protest"),
    "calls_for_calm": _("Call for calm"),
    "expresses_concern": _("Express concern"),
    "observes": _("Observed"),
    "takes_note": _("Take note"),
    "predicts": _("Polls, forecasts and parallel counts"),
    "breaks_relations": _("Break off or suspend relations"),
    "retracts": _("Retract"),
    "other": _("Other statements"),
}
"""What is done by saying it, in the order of the report; nothing is said about whom or what."""

ACTS_ABOUT: Mapping[str, str] = {
    "proclaims": _("Proclaim {name} the winner"),
    "congratulates": _("Congratulate {name}"),
    "recognises": _("Recognise {name}"),
    "withholds_recognition": _("Withhold recognition of {name} for now"),
    "refuses_to_recognise": _("Refuse to recognise {name}"),
    "alleges_irregularity": _("Allege irregularities, about {name}"),
    "alleges_attack": _("Allege an attack, about {name}"),
    "calls_for_publication": _("Call for publication of the results, about {name}"),
    "calls_for_audit": _("Call for an audit, about {name}"),
    "expresses_concern": _("Express concern, about {name}"),
    "observes": _("Observed, about {name}"),
    "rules": _("Rule, about {name}"),
    "takes_note": _("Take note, about {name}"),
}
"""The same, about an option, an announcement or a source. Who claims a victory or concedes names it himself."""

THINGS: Mapping[str, str] = {"result": _("the result"), "process": _("how the election was run")}
"""What a claim may be about, where it is neither an option nor another claim nor a source."""

ROLES: Mapping[str, str] = {
    "authority": _("electoral authority"),
    "candidate": _("candidate"),
    "party": _("party"),
    "state": _("state"),
    "organisation": _("organisation"),
    "parliament": _("parliament"),
    "observer_mission": _("observer mission"),
    "pollster": _("pollster"),
    "court": _("court"),
    "prosecutor": _("prosecutor"),
    "media": _("media"),
    "analyst": _("analyst"),
    "other": _("other"),
}

COLUMNS: Mapping[str, str] = {
    "unit": _("unit"),
    "row": _("row"),
    "locator": _("where in the file"),
    "image": _("image"),
    "image_other": _("image in the other record"),
    "level": _("level"),
    "place": _("place"),
    "source": _("source"),
    "record": _("record"),
    "what": _("what"),
    "how": _("how"),
    "value": _("value"),
    "found": _("found"),
    "expected": _("expected"),
    "difference": _("difference"),
    "left": _("left side"),
    "right": _("right side"),
    "identity": _("identity"),
    "registered": _("registered"),
    "cast": _("ballots cast"),
    "valid": _("valid votes"),
    "invalid": _("invalid votes"),
    "blank": _("blank votes"),
    "sheets": _("sheets"),
    "expected_sheets": _("sheets expected"),
    "missing": _("missing"),
    "turnout": _("turnout"),
    "lead": _("lead"),
    "votes": _("votes"),
    "total": _("total"),
    "sum": _("sum"),
    "state": _("state"),
    "municipality": _("municipality"),
    "parish": _("parish"),
    "centre": _("centre"),
    "station": _("polling station"),
    "district": _("district"),
    "effect": _("effect on the lead"),
    "stations": _("stations"),
    "ballots": _("ballots"),
    "places": _("places with several stations"),
    "chance": _("chance, before places are counted together"),
    "patterns.integer_percentages:observed": _("at whole percentages"),
    "patterns.integer_percentages:excess": _("more than expected"),
    "patterns.digits:ends": _("% that end with 0 or 5"),
    "patterns.neighbours:ratio": _("difference between stations of one place, chance being 1"),
    "patterns.late_counts:late_units": _("late units"),
    "patterns.late_counts:places": _("polling places with both"),
    "patterns.late_counts:difference": _("late less early inside polling places (points)"),
    "patterns.late_counts:error": _("its standard error (points)"),
    "patterns.turnout_share:peak": _("peak of turnout in percent"),
    "patterns.turnout_share:excess": _("% of the ballots beyond the ratio"),
    "patterns.fingerprint:skewness": _("skewness of the logarithmic rate"),
    "patterns.fingerprint:kurtosis": _("kurtosis of the logarithmic rate"),
    "house": _("made by"),
    "asked_until": _("asked until"),
    "people": _("people asked"),
    "ahead": _("saw ahead"),
}
"""Headings of the columns of units, some of them for one check only; others are printed as they are called."""
