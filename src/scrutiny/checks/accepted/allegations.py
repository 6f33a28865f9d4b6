"""What irregularities are alleged, and which findings of this case speak to them, if any can?

Null: none; a record. Each allegation stands with its words and source, and beside it the findings of this case that
speak to its kind: votes made from round shares, sums that do not fit, counts by station that differ from what was
announced. It says which they are, and not what follows: `counted.allegations` takes allegations with figures at their
word and computes them; here nothing is computed, and every allegation has its place, with figures or without. Some
kinds no check of counts can speak to: violence, intimidation, who was kept out. They are recorded as claims, and the
page says so. Assumes: the case names the kinds that its speaker means. Honest causes: an allegation may be right, wrong
or a misunderstanding. Cannot show: whether it is true.
Reference: Kenya 2022, four commissioners: shares that add to 100.01 %; announced.sums speaks to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from scrutiny.evidence.claim import Claim
from scrutiny.evidence.irregularity import Irregularity
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.finding import HEADINGS, Finding, Kind, Listing, Verdict
from scrutiny.findings.moments import by_time
from scrutiny.findings.one_text import printed_by
from scrutiny.findings.position_words import object_of, words_of
from scrutiny.findings.speakers import told_of
from scrutiny.messages import Day, Message, Name, Value, _, say, sentences, series

ORDER = 50
ACTS = ("alleges_irregularity", "alleges_attack")
NAMED = 4
"""So many findings are named in the sentence; all stand in the list."""

KINDS: Mapping[Irregularity, tuple[str, tuple[str, ...]]] = {
    "figures_from_shares": (
        _("that figures were made from shares"),
        ("announced.round_shares", "announced.rounding", "patterns.integer_percentages"),
    ),
    "figures_do_not_add": (
        _("that figures do not add up"),
        ("announced.sums", "announced.rounding", "announced.turnout", "counted.allegations"),
    ),
    "figures_changed": (_("that figures were changed"), ("announced.bulletins", "announced.versions")),
    "declared_too_early": (_("that a winner was declared too early"), ("announced.irreversible", "counted.bounds")),
    "results_not_published": (_("that results were not published"), ("announced.transparency",)),
    "counts_differ": (
        _("that counts by station differ from what was announced"),
        ("counted.against_announced", "counted.joint", "counted.agreement", "announced.two_results"),
    ),
    "sheets_false": (
        _("that sheets are false or altered"),
        ("counted.allegations", "counted.agreement", "counted.arithmetic", "counted.duplicates", "patterns.duplicates"),
    ),
    "sheets_missing": (_("that sheets are missing"), ("counted.coverage", "counted.bounds")),
    "votes_added": (
        _("that votes were added"),
        ("counted.allegations", "counted.register", "counted.arithmetic", "patterns.turnout_share"),
    ),
    "votes_missing": (_("that votes are missing"), ("counted.allegations", "counted.bounds", "counted.coverage")),
    "counts_copied": (_("that counts were copied"), ("counted.duplicates", "patterns.duplicates")),
    "late_counts": (_("that late counts are not like the others"), ("patterns.late_counts", "announced.bulletins")),
    "invalid_votes": (_("that votes were declared invalid"), ("counted.invalid_share", "patterns.invalid_votes")),
    "register": (_("that the register is wrong"), ("counted.register", "announced.turnout")),
    "systems": (_("that machines or transmission were attacked or failed"), ()),
    "access": (_("that witnesses or observers were kept out"), ()),
    "procedure": (_("that a rule or a time limit was not kept"), ()),
    "intimidation": (_("intimidation"), ()),
    "violence": (_("violence"), ()),
    "vote_buying": (_("that votes were bought"), ()),
    "candidates_excluded": (_("that candidates were excluded"), ()),
    "media": (_("that media were not fair"), ()),
    "other": (_("another irregularity"), ()),
}
"""What is alleged, in words, and the checks whose findings speak to it; none where no check of counts can."""
OF_FIGURES: Mapping[str, Irregularity] = {
    "units_false": "sheets_false",
    "votes_missing": "votes_missing",
    "votes_added": "votes_added",
    "shares_sum": "figures_do_not_add",
}
CHECKS = tuple(dict.fromkeys(check for _words, checks in KINDS.values() for check in checks))


def _claims(subject: Subject) -> list[Claim]:
    return by_time([claim for claim in subject.claims if claim.act in ACTS or claim.alleges or claim.irregularities])


def _applies(subject: Subject) -> Message | None:
    if not _claims(subject):
        return say(_("{contest}: the case holds no allegation"), contest=subject.contest.name)
    return None


def compute(subject: Subject, settings: Any) -> Iterable[Finding]:
    for claim in _claims(subject):
        yield _finding(subject, claim)


def _kinds(claim: Claim) -> list[Irregularity]:
    """The kinds that the case names; with those of its figures, and of its act."""
    made = [*claim.irregularities, *(OF_FIGURES[alleged.kind] for alleged in claim.alleges)]
    if claim.act == "alleges_attack":
        made.append("systems")
    return [kind for kind in KINDS if kind in made]


def _finding(subject: Subject, claim: Claim) -> Finding:
    kinds = _kinds(claim)
    speaking = _speaking(subject, claim, kinds)
    values: dict[str, Value] = {
        "speaker": told_of(claim),
        "kinds": series([say(KINDS[kind][0]) for kind in kinds]),
        "about": object_of(subject.case, claim),
    }
    if claim.said is not None:
        values["day"] = Day(claim.said)
        head = _("Alleged by {speaker} ({day}): {kinds}. It is about: {about}.")
        vague = _(
            "An irregularity is alleged by {speaker} ({day}), of a kind that is not recorded. It is about: {about}."
        )
    else:
        head = _("Alleged by {speaker}: {kinds}. It is about: {about}.")
        vague = _("An irregularity is alleged by {speaker}, of a kind that is not recorded. It is about: {about}.")
    parts = [Message(head if kinds else vague, values)]
    if speaking:
        told_once: list[Value] = []
        for finding in speaking:  # two findings of one heading and one answer are told once
            if _told(finding) not in told_once:
                told_once.append(_told(finding))
        named = told_once[:NAMED]
        if len(told_once) > NAMED:
            named.append(say(_("others that are listed below")))
        parts.append(say(_("Findings of this case that speak to it: {findings}."), findings=series(named)))
    elif any(KINDS[kind][1] for kind in kinds):
        parts.append(say(_("No finding of this case speaks to it.")))
    silent = [kind for kind in kinds if not KINDS[kind][1]]
    if silent:
        told = series([say(KINDS[kind][0]) for kind in silent])
        parts.append(say(_("No check of counts can speak to this, which is recorded as a claim: {kinds}."), kinds=told))
    made = sentences(parts)
    return Finding(
        check=CHECK.id,
        kind=Kind.RECORD,
        verdict=Verdict.RECORDED,
        about=(subject.contest.id, claim.id),
        title=say(_("Alleged by {speaker}"), speaker=told_of(claim)),
        statement=made,
        rests_on=(say(_("The kinds of irregularity are those that the case names.")),),
        does_not_show=say(_("Whether the allegation is true.")),
        would_settle=say(_("Which units, votes or acts are meant, how many, and what shows it.")),
        sources=(claim.id,),
        listing=_listing(claim, speaking),
    )


def _speaking(subject: Subject, claim: Claim, kinds: list[Irregularity]) -> list[Finding]:
    """Findings of the checks that speak to its kinds; those about what the allegation is about, where there are any."""
    wanted = list(dict.fromkeys(check for kind in kinds for check in KINDS[kind][1]))
    found = [f for f in subject.findings if f.check in wanted and not f.placebo and _is_mine(f, claim)]
    meant = {claim.about, *(a.announcement for a in claim.alleges), *(a.record for a in claim.alleges)} - {None}
    nearer = [f for f in found if meant & {*f.about, *f.sources}]
    return sorted(nearer or found, key=lambda finding: (wanted.index(finding.check), finding.about))


def _is_mine(finding: Finding, claim: Claim) -> bool:
    """A finding that takes an allegation at its word speaks to that one only, and only where it could compute it."""
    return finding.check != "counted.allegations" or (claim.id in finding.about and finding.kind is not Kind.RECORD)


def _told(finding: Finding) -> Message:
    """A finding by its heading and its word; of a test the heading only: its word rests on how many tests are run."""
    if finding.kind is Kind.TEST:
        return say(_("“{title}”"), title=finding.title)
    return say(_("“{title}” ({word})"), title=finding.title, word=say(HEADINGS[finding.verdict]))


def _listing(claim: Claim, speaking: list[Finding]) -> Listing:
    columns = (say(_("what")), say(_("words, or answer")), say(_("printed by, or check")))
    rows: list[tuple[Value, ...]] = [(Name(claim.speaker, "claim", claim.id), words_of(claim), printed_by(claim))]
    for finding in speaking:
        word: Value = say(_("a test")) if finding.kind is Kind.TEST else say(HEADINGS[finding.verdict])
        rows.append((finding.title, word, Name(finding.check, "finding", finding.id)))
    return Listing(say(_("The allegation, and the findings that speak to it")), columns, tuple(rows))


CHECK = Check(
    id="accepted.allegations",
    title=_("What is alleged, and what speaks to it"),
    asks=_("What irregularities are alleged, and which findings of this case speak to them, if any can?"),
    kind=Kind.RECORD,
    needs=Needs(per="contest", when=_applies),
    compute=compute,
    needs_findings=CHECKS,
    assumes=_("The case names the kinds of irregularity that its speaker means, as far as they can be told."),
    honest_causes=_(
        "An allegation may be right, wrong, or a misunderstanding; a finding that speaks to it settles little."
    ),
    cannot_show=_(
        "Whether an allegation is true. No check of counts can speak to violence, intimidation, bought votes, who was "
        "kept out or what a machine did; to record them says neither that they happened nor that they did not."
    ),
    references=(
        "Kenya 2022, four members of the electoral commission, 16 August: shares that add to 100.01 %.",
        "Venezuela 2024, J. Rodríguez, 2 August: published sheets are forged; T. W. Saab, 29 July: an attack.",
    ),
    example=_(
        "Venezuela 2024: no check of counts can speak to an alleged attack on the transmission; it stands as a claim."
    ),
)
