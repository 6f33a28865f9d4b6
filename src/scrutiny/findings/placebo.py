"""Elections that nobody disputes, examined as placebos beside the one in question.

A case may hold other elections of the same place. One that it calls undisputed, while it holds another that it does
not, goes through the same tests: an alarm that rings there, too, has a general cause. Here such findings are marked
before they are judged, and what they give is set beside the findings in question once all are known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.contest import Election
from scrutiny.evidence.record import Evidence
from scrutiny.findings.finding import Finding, Kind, Verdict
from scrutiny.messages import Code, Message, Name, Value, _, say, series

LESS = 40
"""An alarm that also rings on a placebo is told after those that do not."""


def undisputed(case: CaseFile) -> Mapping[str, Election]:
    """By contest, its election, where that is a placebo.

    Where nobody disputes any election of the case, none of them is in question, and none stands beside another.
    """
    calm = {election.id: election for election in case.elections if election.status == "undisputed"}
    if all(contest.election in calm for contest in case.contests):
        return {}
    return {contest.id: calm[contest.election] for contest in case.contests if contest.election in calm}


def as_placebos(findings: Sequence[Finding], case: CaseFile) -> list[Finding]:
    """The findings, those about the patterns of an undisputed election marked as placebos."""
    of = undisputed(case)
    return [
        _marked(finding, of[finding.contest]) if finding.contest in of and _is_asked(finding) else finding
        for finding in findings
    ]


def _is_asked(finding: Finding) -> bool:
    """Whether it is about a pattern; sums and sheets of another election are findings of their own."""
    return finding.kind is Kind.TEST or finding.check.startswith("patterns.")


def _marked(finding: Finding, election: Election) -> Finding:
    values: dict[str, Value] = {"title": finding.title, "election": Name(election.name)}
    condition = say(
        _(
            "The case says that nobody disputes this election ({election}); it is examined as a placebo beside the one "
            "in question."
        ),
        election=election.name,
    )
    return replace(
        finding,
        placebo=election.id,
        title=Message(_("{title} (placebo: {election})"), values),
        rests_on=(condition, *finding.rests_on),
        prominent=-1,
    )


def title_of(finding: Finding) -> Value:
    """The heading of a placebo without the words that say so."""
    return finding.title.values["title"]


def rang(finding: Finding) -> bool | None:
    """Whether the alarm of a judged finding rang, be it measured how often it does or not; None without a test."""
    match finding.verdict:
        case Verdict.UNUSUAL:
            return True
        case Verdict.NOTHING_UNUSUAL:
            return False
        case Verdict.CANNOT_TELL:
            return any(test.adjusted is not None and test.family == "national" for test in finding.tests) or None
        case _:
            return None


def alarm(finding: Finding) -> Message:
    """The same in a word."""
    said = rang(finding)
    if said is None:
        return say(_("cannot tell")) if finding.kind is Kind.TEST else say(_("no test"))
    return say(_("alarm")) if said else say(_("none"))


def with_placebos(findings: Sequence[Finding], evidence: Evidence) -> list[Finding]:
    """The judged findings, with what the same check gives of placebos beside those in question."""
    known = [finding for finding in findings if finding.placebo]
    if not known:
        return list(findings)
    natures = {finding.id: _nature(finding, evidence) for finding in findings}
    made = []
    for finding in findings:
        same = [] if finding.placebo else [k for k in known if natures[k.id] == natures[finding.id]]
        made.append(_beside(finding, _nearest(finding, same, evidence.case), evidence.case) if same else finding)
    return made


def _nature(finding: Finding, evidence: Evidence) -> tuple[str, ...]:
    """The check and what sort of thing it speaks about: an option, a measure, a record, without saying which."""
    contest = evidence.case.contest_by_id.get(finding.contest)
    records = evidence.counts_of(finding.contest)
    sorts = {claim.id: "claim" for claim in evidence.case.claims}
    sorts |= {one.id: "contest" for one in evidence.case.contests}
    sorts |= {option: "option" for counts in records for option in counts.options}
    sorts |= dict.fromkeys(contest.by_id if contest is not None else (), "option")
    sorts |= {counts.record: "record" for counts in evidence.counts}
    return (finding.check, *(sorts.get(part, part) for part in finding.about))


def _nearest(finding: Finding, same: Sequence[Finding], case: CaseFile) -> list[Finding]:
    """Of each placebo the contest of the same name, where it has one; else all that it has."""
    names = {contest.id: contest.name for contest in case.contests}
    here = names.get(finding.contest)
    named = {one.placebo for one in same if names.get(one.contest) == here}
    return [one for one in same if one.placebo not in named or names.get(one.contest) == here]


def _beside(finding: Finding, same: Sequence[Finding], case: CaseFile) -> Finding:
    numbers, labels, origins = dict(finding.numbers), dict(finding.labels), dict(finding.origins)
    for one in same:
        given = [name for name in dict.fromkeys((one.effect, "adjusted")) if name in one.numbers]
        told = {name: (one.numbers[name], one.labels[name]) for name in given}
        if one.kind is Kind.TEST:
            told["alarm"] = (alarm(one), say(_("alarm")))
        for name, (value, what) in told.items():
            key = f"placebo:{'/'.join(one.about)}:{name}"
            numbers[key] = value
            labels[key] = say(_("{finding}: {what}"), finding=one.title, what=what)
            origins[key] = say(_("the finding {id}"), id=Code(one.id))
    finding = replace(finding, numbers=numbers, labels=labels, origins=origins)
    ringing = list(dict.fromkeys(one.placebo for one in same if rang(one)))
    if not rang(finding) or not ringing:
        return finding
    names = {election.id: election.name for election in case.elections}
    return replace(
        finding,
        statement=say(
            _(
                "{said} The same alarm rings on {elections}, which nobody disputes; an alarm that rings there, too, "
                "says little."
            ),
            said=finding.statement,
            elections=series([Name(names[id_]) for id_ in ringing]),
        ),
        prominent=min(finding.prominent, LESS),
    )
