"""The dispute itself: what was announced by whom, what was published, who said what about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from scrutiny.evidence.answers import in_order
from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.claim import Claim, Figures
from scrutiny.evidence.contest import Contest
from scrutiny.evidence.counts import Counts
from scrutiny.evidence.record import Evidence
from scrutiny.findings.examined import Examined
from scrutiny.messages import Count, Day, Message, Name, Percent, Quote, Value, _, say, series
from scrutiny.report.answers import corrected
from scrutiny.report.blocks import Cell, Headline, Link, Opening, Picture, Side, Voice, Voices, href, web_address
from scrutiny.report.labels import ACTS, ACTS_ABOUT, THINGS

LINES, FEW = 3, 5
"""Options that a side shows with large figures where it has more than a few; the same number for every side."""
VOICES, POLLS = 2, 6
"""Utterances of one kind in the opening; all of them are in their chapter."""


def opening(
    examined: Examined, picture: Picture | None, language: str = "", articles: tuple[Link, ...] = ()
) -> Opening:
    evidence = examined.evidence
    case = evidence.case
    contest = case.contests[0]
    slots = slots_of(evidence, contest)
    return Opening(
        title=Name(case.title),
        summary=Name(case.summary) if case.summary else None,
        plan=plan_sentence(examined),
        sides=(*_announced(evidence, contest, slots), *_published(evidence, contest, slots)),
        voices=voices(evidence),
        picture=picture,
        language=_language_note(case, language),
        corrected=corrected(examined),
        articles=articles,
    )


def _language_note(case: CaseFile, language: str) -> Message | None:
    """Which language the texts of the case are in, where it is not that of the report."""
    from babel import Locale

    own = case.language.replace("_", "-").partition("-")[0].lower()
    if not language or language == own:
        return None
    name = Name(str(Locale.parse(language).languages.get(own, own)))
    if case.translations.get(language):
        return say(_("Quotes of this case, and texts that it does not translate, are in {language}."), language=name)
    return say(_("The texts of this case (names, summaries, quotes) are in {language}."), language=name)


def plan_sentence(examined: Examined) -> Message:
    """Whether what is checked was decided before the result was known."""
    made = examined.plan.made
    known = _known_since(examined.evidence)
    if made is None:
        return say(
            _("No plan was written down beforehand: this is the default plan, every check at its default settings")
        )
    if known is None:
        return say(_("The plan was made on {made}"), made=Day(made))
    if in_order(made) > in_order(known):
        return say(
            _("The plan was made on {made}, after the result was known ({known})"), made=Day(made), known=Day(known)
        )
    return say(
        _("The plan was made on {made}, before the result was known ({known})"), made=Day(made), known=Day(known)
    )


def _known_since(evidence: Evidence) -> date | datetime | None:
    """The first announcement; without one, the (last) day of voting."""
    said = [claim.said for claim in evidence.case.claims if claim.announces and claim.said is not None]
    if said:
        return min(said, key=in_order)
    days = [election.date for election in evidence.case.elections]
    return max(days) if days else None


def slots_of(evidence: Evidence, contest: Contest) -> Mapping[str, int]:
    """A number for each option, alike on the whole page: the options with the largest shares come first.

    An option's share is the largest that any announcement or record gives it, so that no side's order leads; options
    that no source gives a share stay in the order in which they are named.
    """
    shares: dict[str, Fraction] = {}

    def held(option: str, share: Fraction) -> None:
        shares[option] = max(shares.get(option, Fraction(0)), share)

    for claim in evidence.case.announcements(contest.id):
        assert claim.figures is not None
        votes = claim.figures.votes
        total = max(claim.figures.valid or 0, sum(votes.values()), 1)
        for option in {**claim.figures.shares, **votes}:
            share = claim.figures.shares.get(option)
            held(option, Fraction(share) / 100 if share is not None else Fraction(votes[option], total))
    for counts in evidence.counts_of(contest.id):
        options = _top_options(counts)
        totals = counts.totals_of(options)
        whole = max(1, sum(total.value for total in totals.values()))
        for option in options:
            held(option, Fraction(totals[option].value, whole))
    ranked = sorted(shares, key=lambda option: -shares[option])
    return {option: number for number, option in enumerate(ranked, 1)}


def _headlines(contest: Contest, values: Mapping[str, Value], slots: Mapping[str, int]) -> tuple[Headline, ...]:
    """The largest options of one side, by that side's own figures."""

    def size(item: tuple[str, Value]) -> Fraction:
        value = item[1]
        return Fraction(value.value) if isinstance(value, (Percent, Count)) else Fraction(0)

    ranked = sorted(values.items(), key=lambda item: (-size(item), item[0]))
    shown = ranked if len(ranked) <= FEW else ranked[:LINES]
    made = [
        Headline(Name(contest.name_of(option), "option", option), value, slots.get(option, 0))
        for option, value in shown
    ]
    if left := _together([value for _option, value in ranked[len(shown) :]]):
        made.append(Headline(say(_("all others")), left, 0))
    return tuple(made)


def _together(values: Sequence[Value]) -> Value | None:
    """Shares, or votes, of several options added up."""
    shares = [value for value in values if isinstance(value, Percent)]
    if shares and len(shares) == len(values):
        total = sum((Fraction(share.value) for share in shares), Fraction(0))
        return Percent(total, max(share.places for share in shares))
    votes = [value for value in values if isinstance(value, Count)]
    return Count(sum(value.value for value in votes)) if votes and len(votes) == len(values) else None


def figures_of(figures: Figures) -> dict[str, Value]:
    """Shares where they were given, else votes."""
    if figures.shares:
        return {option: Percent.as_announced(Decimal(share)) for option, share in figures.shares.items()}
    return {option: Count(votes) for option, votes in figures.votes.items()}


def as_series(contest: Contest, figures: Figures) -> Value:
    """The figures of a claim in one line: "A 51.2%, B 44.2%"."""
    return series([_figure(contest, option, value) for option, value in figures_of(figures).items()])


def _figure(contest: Contest, option: str, value: Value) -> Message:
    return say(_("{option} {value}"), option=Name(contest.name_of(option), "option", option), value=value)


def _announced(evidence: Evidence, contest: Contest, slots: Mapping[str, int]) -> list[Side]:
    speakers: dict[str, list[Claim]] = {}
    for claim in evidence.case.announcements(contest.id):
        assert claim.figures is not None
        if figures_of(claim.figures):
            speakers.setdefault(claim.speaker, []).append(claim)
    repeated = _under_another_name(speakers)
    made = []
    for speaker, claims in speakers.items():
        if speaker in repeated:
            continue
        # Those without a day stay in the order of the case; the last word of a speaker is the one that stands.
        *earlier, last = sorted(claims, key=lambda c: in_order(c.said) if c.said is not None else (date.min, 0.0))
        assert last.figures is not None
        headlines = _headlines(contest, _grouped(contest, last.figures), slots)
        notes: list[Value] = [_when(last)]
        for claim in reversed(earlier):
            assert claim.figures is not None
            figures = _same_options(contest, figures_of(claim.figures), headlines)
            notes.append(say(_("Before that, {announcement}: {figures}"), announcement=_when(claim), figures=figures))
        for other, first in repeated.items():
            if first == speaker:
                told = series([Name(claim.label, "claim", claim.id) for claim in speakers[other]])
                notes.append(say(_("The same figures as those of {speaker}: {told}"), speaker=Name(other), told=told))
        title = say(_("{speaker} announced"), speaker=Name(speaker, "speaker"))
        made.append(Side(title, headlines, tuple(notes)))
    return made


def _under_another_name(speakers: Mapping[str, Sequence[Claim]]) -> dict[str, str]:
    """Speakers who only repeat what another of their kind announced: "the electoral authorities" for the council.

    An article that tells an older bulletin names its speaker in its own way. As an announcement of its own it would
    stand as the last word of somebody. Its figures are those of the bulletin, or some of them, so it is told there.
    """
    made: dict[str, str] = {}
    for speaker, claims in speakers.items():
        for other, theirs in speakers.items():
            if other == speaker or other in made or speaker in made.values():
                continue
            if all(any(_repeats(claim, whole) for whole in theirs) for claim in claims):
                made[speaker] = other
                break
    return made


def _repeats(claim: Claim, whole: Claim) -> bool:
    """Whether all figures of a claim are among another's, and it says less, or is told by others only."""
    assert claim.figures is not None
    assert whole.figures is not None
    if (claim.role, claim.country or whole.country) != (whole.role, whole.country or claim.country):
        return False
    some, all_ = figures_of(claim.figures), figures_of(whole.figures)
    within = len(some) > 1 and all(_number(value) == _number(all_.get(option)) for option, value in some.items())
    covered, of = claim.figures.coverage, whole.figures.coverage
    return within and (covered is None or covered == of) and (len(some) < len(all_) or bool(claim.reports))


def _number(value: Value | None) -> Fraction | None:
    return Fraction(value.value) if isinstance(value, (Percent, Count)) else None


def _grouped(contest: Contest, figures: Figures) -> dict[str, Value]:
    """Figures with the members of a declared group together, so that both sides are shown by the same options.

    The share of a group is that of its votes; its members' printed shares are rounded figures and are not added.
    """
    made = figures_of(figures)
    total = figures.valid or sum(figures.votes.values())
    for group, members in contest.children.items():
        if group in made or not total or not all(m in made and m in figures.votes for m in members):
            continue
        places = max(value.places for m in members if isinstance(value := made[m], Percent)) if figures.shares else 0
        votes = sum(figures.votes[member] for member in members)
        made = {option: value for option, value in made.items() if option not in members}
        made[group] = Percent.of(votes, total, places) if figures.shares else Count(votes)
    return made


def _same_options(contest: Contest, values: Mapping[str, Value], headlines: tuple[Headline, ...]) -> Value:
    """The figures of the options that stand above; the rest together."""
    above = [h.option.id for h in headlines if isinstance(h.option, Name) and h.option.id in values]
    left = {option: value for option, value in values.items() if option not in above}
    shown: list[Value] = [_figure(contest, option, values[option]) for option in above]
    if len(left) == 1:
        shown += [_figure(contest, option, value) for option, value in left.items()]
    elif (rest := _together(list(left.values()))) is not None:
        shown.append(say(_("all others {value}"), value=rest))
    return series(shown)


def _when(claim: Claim) -> Message:
    """Which announcement, on which day, covering how much."""
    label = Name(claim.label, "claim", claim.id)
    coverage = claim.figures.coverage if claim.figures is not None else None
    if claim.said is None:
        if coverage is None:
            return say(_("{claim}"), claim=label)
        return say(_("{claim}, with {coverage} counted"), claim=label, coverage=Percent.as_announced(coverage))
    if coverage is None:
        return say(_("{claim}, {day}"), claim=label, day=Day(claim.said))
    return say(
        _("{claim}, {day}, with {coverage} counted"),
        claim=label,
        day=Day(claim.said),
        coverage=Percent.as_announced(coverage),
    )


def _top_options(counts: Counts) -> list[str]:
    """Options at the top of the tree that the record can give, else its own columns."""
    tops = [o.id for o in counts.contest.options if o.parent is None and o.valid and counts.has(o.id)]
    return tops or list(counts.valid_options)


def _published(evidence: Evidence, contest: Contest, slots: Mapping[str, int]) -> list[Side]:
    made = []
    # Sheets of a sample are no result: their sums without weights would be read as one.
    samples = {sample.design.record for sample in evidence.samples if sample.contest == contest.id}
    for counts in evidence.counts_of(contest.id):
        options = _top_options(counts)
        if not options or not counts.has("valid") or counts.record in samples:
            continue
        totals = counts.totals_of([*options, "valid"])
        valid = totals["valid"].value
        if valid <= 0:
            continue
        shares: dict[str, Value] = {o: Percent.of(totals[o].value, valid, 1) for o in options}
        level = evidence.case.level_names.get(counts.level, counts.level)
        notes: list[Value] = [_covered(evidence, counts, level)]
        for source in (evidence.case.source_by_id.get(id_) for id_ in counts.sources):
            if source is not None:
                notes += [Name(text) for text in (source.about, *source.notes[:1]) if text]
        notes.append(say(_("shares computed here from the votes")))
        title = _who_published(counts)
        made.append(Side(title, _headlines(contest, shares, slots), tuple(notes)))
    return made


def _who_published(counts: Counts) -> Message:
    """Whose figures they are; of a file whose publisher nobody names, that they stand in it."""
    if counts.publisher in ("", counts.title):
        return say(_("In the file {record}"), record=Name(counts.title, "source", counts.record))
    return say(_("{publisher} published"), publisher=Name(counts.publisher, "source", counts.record))


def _covered(evidence: Evidence, counts: Counts, level: str) -> Message:
    """How much of the whole a record holds, where somebody says how large the whole is."""
    frames = evidence.case.frames_of(counts.contest.id, counts.level)
    if counts.is_by_unit and frames and frames[0].number >= counts.units:
        return say(
            _("{n} of {all} units ({share}; level: {level}), read here from: {record}"),
            n=counts.units,
            all=frames[0].number,
            share=Percent.of(counts.units, frames[0].number, 1),
            level=Name(level),
            record=Name(counts.title, "source", counts.record),
        )
    if counts.is_by_unit:
        return say(
            _("{n} rows ({level}), read here from: {record}"), n=counts.units, level=Name(level), record=counts.title
        )
    return say(
        _("{n} tally sheets, as totals in {rows} rows ({level}), read here from: {record}"),
        n=counts.sheets,
        rows=counts.units,
        level=Name(level),
        record=counts.title,
    )


@dataclass(frozen=True)
class Saying:
    """Claims that do the same thing, about the same option, announcement or source."""

    title: Message
    anchor: str
    claims: tuple[Claim, ...]
    polls: bool


def sayings(evidence: Evidence) -> tuple[Saying, ...]:
    """All that was said, by what is done by saying it and by whom or what it is about, in the order of the report.

    Announced figures are the sides' and are left to them by the opening.
    """
    made: list[Saying] = []
    for act in ACTS:
        by_about: dict[str, list[Claim]] = {}
        for claim in evidence.case.claims:
            if claim.act == act and claim.of_election == "this":
                by_about.setdefault(_subject(claim), []).append(claim)
        polls = act == "predicts"
        for about, claims in by_about.items():
            anchor = f"{'sampled' if polls else 'accepted'}-{act}" + (f"-{'_'.join(about.split())}" if about else "")
            made.append(Saying(deed(evidence, claims[0]), anchor, tuple(claims), polls))
    others = tuple(claim for claim in evidence.case.claims if claim.of_election == "other")
    if others:
        made.append(Saying(say(_("Said about other elections")), "accepted-other-elections", others, False))
    return tuple(made)


def deed(evidence: Evidence, claim: Claim) -> Message:
    """What is done by saying it, and to whom or what."""
    about = _subject(claim)
    return say(ACTS_ABOUT[claim.act], name=_about(evidence, about, claim)) if about else say(ACTS[claim.act])


def _subject(claim: Claim) -> str:
    return claim.about if claim.about is not None and claim.act in ACTS_ABOUT else ""


def _about(evidence: Evidence, about: str, claim: Claim) -> Name | Message:
    """The name of an option, or how an announcement or a source is called."""
    if about in THINGS:
        return say(THINGS[about])
    case = evidence.case
    name = case.contest_by_id[case.contest_of(claim)].name_of(about)
    if name != about:
        return Name(name, "option", about)
    if about in case.claim_by_id:
        return Name(case.claim_by_id[about].label, "claim", about)
    if about in case.source_by_id:
        return Name(case.source_by_id[about].title, "source", about)
    return Name(about)


def voices(evidence: Evidence) -> tuple[Voices, ...]:
    """The first utterances of each kind, and a link to all of them."""
    made: list[Voices] = []
    for saying in sayings(evidence):
        found = [claim for claim in saying.claims if not claim.announces and claim.of_election == "this"]
        if not found:
            continue
        most = POLLS if saying.polls else VOICES
        more = Link(say(_("all {n}"), n=len(saying.claims)), href(saying.anchor)) if len(found) > most else None
        made.append(Voices(saying.title, tuple(_voice(evidence, claim) for claim in found[:most]), more))
    return tuple(made)


def _voice(evidence: Evidence, claim: Claim) -> Voice:
    contest = evidence.case.contest_by_id[evidence.case.contest_of(claim)]
    words = claim.quoted
    figures: tuple[Headline, ...] = ()
    if claim.figures is not None:
        figures = tuple(
            Headline(Name(contest.name_of(o), "option", o), value, 0) for o, value in figures_of(claim.figures).items()
        )
    return Voice(
        speaker=Name(claim.speaker, "speaker"),
        summary=Name(claim.summary) if claim.summary else None,
        words=Quote(words) if words else None,
        day=Day(claim.said) if claim.said is not None else None,
        links=claim_links(claim),
        figures=figures,
    )


def claim_links(claim: Claim) -> tuple[Cell, ...]:
    """Where a claim is printed: each report with its address, or the source that was typed."""
    made: list[Cell] = []
    for report in claim.reports:
        address = web_address(report.url)
        outlet: Name | Message = Name(report.by, "source")
        if report.on is not None:
            outlet = say(_("{outlet}, {day}"), outlet=outlet, day=Day(report.on))
        made.append(Link(outlet, address) if address else outlet)
    if not made and claim.source:
        address = web_address(claim.source)
        made.append(Link(Name(claim.source), address) if address else Name(claim.source))
    return tuple(made)
