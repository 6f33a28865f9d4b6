"""What may be quoted from a finding, each sentence with its condition, and what must not be written from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrutiny import __version__
from scrutiny.errors import CaseError, Problem
from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.record import Evidence
from scrutiny.findings.examined import Examined
from scrutiny.findings.finding import HEADINGS, MARKS, Finding, Verdict
from scrutiny.messages import Chance, Code, Day, Message, Name, Series, Value, Words, _, say, series
from scrutiny.report.blocks import anchor_of, web_address
from scrutiny.report.labels import MEANINGS, TONES

if TYPE_CHECKING:
    from scrutiny.figures.share_picture import Share

NEAR = 5
"""So many ids that are like a mistyped one are named."""
CONDITIONS = 2
"""So many of the things that a finding rests on stand in a sentence; the report has all of them."""
DIGITS = 12
"""So much of the digest of the evidence stands on a picture."""
OPENS_WITH_ITS_CONDITION = ("If ", "Unless ", "As ", "By ", "Under ", "Read with ")


@dataclass(frozen=True)
class Forbidden:
    """A sentence that does not follow from a finding, and why not."""

    sentence: Message
    why: Message


@dataclass(frozen=True)
class Quotes:
    """A finding for those who quote it.

    Parameters
    ----------
    sentences
        The statement, the breaking point, the limits: three texts that can stand alone.
    forbidden
        What must not be written from it.
    """

    finding: Finding
    sentences: tuple[Message, Message, Message]
    forbidden: tuple[Forbidden, ...]


def find(findings: Sequence[Finding], asked: str) -> Finding:
    """The finding of that id, or the only one whose id begins or ends so.

    Raises
    ------
    CaseError
        Where there is none, or several, with the ids that come near.
    """
    from difflib import get_close_matches

    wanted = asked.strip()
    ids = [finding.id for finding in findings]
    for fits in (
        lambda id_: wanted in (id_, anchor_of(id_)),
        lambda id_: bool(wanted) and (id_.startswith(wanted) or id_.endswith(wanted)),
    ):
        found = [finding for finding in findings if fits(finding.id)]
        if len(found) == 1:
            return found[0]
        if found:
            raise CaseError(
                Problem(
                    f"finding {asked!r}",
                    f"{len(found)} findings have ids like that: {_listed(f.id for f in found)}",
                    "one id, or enough of its beginning or end",
                )
            )
    near = get_close_matches(wanted, ids, NEAR, 0.3) or ids[:NEAR]
    raise CaseError(
        Problem(
            f"finding {asked!r}",
            "this case has no such finding",
            f"an id as the report prints it, such as {_listed(near)}" if near else "a case with findings",
            "scrutiny examine CASE prints all of them",
        )
    )


def _listed(ids: Iterable[str]) -> str:
    shown = list(ids)
    more = f" and {len(shown) - NEAR} more" if len(shown) > NEAR else ""
    return ", ".join(shown[:NEAR]) + more


def quotes(finding: Finding, evidence: Evidence) -> Quotes:
    """Three texts to quote from a finding, and what must not be written from it."""
    head = _head(finding, evidence.case)
    rests = _together(finding.rests_on[:CONDITIONS])
    word = say(HEADINGS[finding.verdict])
    first: dict[str, Value] = {"head": head, "statement": finding.statement}
    if rests is not None and not finding.statement.text.startswith(OPENS_WITH_ITS_CONDITION):
        statement = Message(_("{head}: {statement} This rests on: {rests}"), {**first, "rests": rests})
    else:
        statement = Message(_("{head}: {statement}"), first)
    about: dict[str, Value] = {"head": head, "title": finding.title, "word": word}
    if rests is None:
        about["rests"] = say(_("The figures stand in the sources as they were read."))
    else:
        about["rests"] = rests
    breaks = _together(finding.breaks_if) or say(_("One of these conditions is not met."))
    limits = finding.does_not_show or say(MEANINGS[finding.verdict])
    settle = finding.would_settle or say(_("The originals of the sources."))
    return Quotes(
        finding,
        (
            statement,
            Message(
                _("{head}: the answer on “{title}” is “{word}”, which rests on: {rests} It falls if: {breaks}"),
                {**about, "breaks": breaks},
            ),
            Message(
                _(
                    "{head}: the answer on “{title}” is “{word}”, which rests on: {rests} What it does not show: "
                    "{limits} What would settle more: {settle}"
                ),
                {**about, "limits": limits, "settle": settle},
            ),
        ),
        tuple(_forbidden(finding, evidence.case)),
    )


def _together(messages: Sequence[Message]) -> Message | None:
    """Sentences one after another, as one."""
    if not messages:
        return None
    made = messages[0]
    for other in messages[1:]:
        made = say("{made} {other}", made=made, other=other)
    return made


def _head(finding: Finding, case: CaseFile) -> Message:
    """Which case, which day of voting, whose figures: what lets a sentence stand alone."""
    sources = sources_told(finding, case)
    election = next((e for e in case.elections if e.id == _election(finding, case)), case.elections[0])
    values: dict[str, Value] = {"case": Name(case.title), "day": Day(election.date)}
    dated = Words("en").print(values["day"]) in case.title  # a title that gives the day need not give it twice
    if not sources:
        return Message("{case}" if dated else _("{case} (vote of {day})"), values)
    values["sources"] = series(sources)
    return Message(_("{case}, from {sources}") if dated else _("{case} (vote of {day}), from {sources}"), values)


def _election(finding: Finding, case: CaseFile) -> str:
    contest = case.contest_by_id.get(finding.contest, case.contests[0])
    return contest.election


def sources_told(finding: Finding, case: CaseFile) -> list[Value]:
    """The sources and announcements that a finding rests on, each with whose figures they are and when they came."""
    made: list[Value] = []
    for id_ in dict.fromkeys(finding.sources):
        values: dict[str, Value]
        if id_ in case.source_by_id:
            source = case.source_by_id[id_]
            values = {"what": Name(source.title, "source", id_), "who": Name(source.publisher), "when": Name("")}
            said = source.published
        elif id_ in case.claim_by_id:
            claim = case.claim_by_id[id_]
            values = {"what": Name(claim.label, "claim", id_), "who": Name(claim.speaker), "when": Name("")}
            said = claim.said
        else:
            continue
        who = isinstance(values["who"], Name) and bool(values["who"].text)
        if said is not None:
            values["when"] = Day(said)
        if who and said is not None:
            made.append(Message(_("{what} ({who}, {when})"), values))
        elif who or said is not None:
            values["who"] = values["who"] if who else values["when"]
            made.append(Message(_("{what} ({who})"), values))
        else:
            made.append(values["what"])
    return made


def _names(value: Value, of: str) -> Iterator[Name]:
    """The names of options, sources or announcements in a sentence, in the order in which they stand there."""
    match value:
        case Name(_text, kind, _id) if kind == of:
            yield value
        case Series(items):
            for item in items:
                yield from _names(item, of)
        case Message():
            places = sorted(value.values, key=value.text.find)
            for place in places:
                yield from _names(value.values[place], of)


def _forbidden(finding: Finding, case: CaseFile) -> Iterator[Forbidden]:
    """Sentences that are often made of such a finding and do not follow from it, with its own names."""
    sentences = (finding.title, finding.statement)
    named = list(dict.fromkeys(n for s in sentences for kind in ("claim", "source") for n in _names(s, kind)))
    options = list(dict.fromkeys(_names(finding.statement, "option")))
    what: Value = series(named) if named else Name(case.title)
    if finding.check == "counted.allegations":
        yield from _of_an_allegation(finding, case)
        return
    match finding.verdict:
        case Verdict.CONTRADICTS | Verdict.OUTSIDE:
            yield from _of_a_contradiction(finding, case, named or [Name(case.title)], options)
        case Verdict.DECIDES:
            yield from _of_a_bound(what, options)
        case Verdict.LEAVES_OPEN:
            yield from _of_an_open_bound(what, options)
        case Verdict.UNUSUAL:
            yield from _of_an_alarm(finding, case, what)
        case Verdict.NOTHING_UNUSUAL:
            yield Forbidden(
                say(_("There was no manipulation of the figures of {what}."), what=what),
                say(_("a test that found nothing excludes only what it would have seen")),
            )
            yield Forbidden(
                say(_("The figures of {what} are genuine."), what=what),
                say(_("the absence of one pattern says nothing about where figures come from")),
            )
        case Verdict.AGREES | Verdict.WITHIN:
            yield Forbidden(
                say(_("Scrutiny confirms the result of {what}."), what=what),
                say(_("only the figures named here were compared, and figures that fit together may all be wrong")),
            )
            yield Forbidden(
                say(_("The figures of {what} are genuine."), what=what),
                say(_("figures that fit together need not be what was counted")),
            )
        case Verdict.RECORDED:
            recorded = say(_("it is written down as it was found, without a verdict"))
            yield Forbidden(say(_("Scrutiny found that something is wrong with {what}."), what=what), recorded)
            yield Forbidden(say(_("Scrutiny confirms the result of {what}."), what=what), recorded)
        case _:
            silent = say(_("the evidence does not answer the question, in either direction"))
            yield Forbidden(say(_("Scrutiny doubts the figures of {what}."), what=what), silent)
            yield Forbidden(say(_("Scrutiny found nothing wrong with {what}."), what=what), silent)


def _authors(finding: Finding, case: CaseFile) -> list[Name]:
    """Whose figures a finding speaks of: speakers and publishers alike, each once."""
    found = [case.source_by_id[id_].publisher for id_ in finding.sources if id_ in case.source_by_id]
    found += [case.claim_by_id[id_].speaker for id_ in finding.sources if id_ in case.claim_by_id]
    return [Name(author) for author in dict.fromkeys(found) if author]


def _of_a_contradiction(
    finding: Finding, case: CaseFile, named: Sequence[Name], options: Sequence[Name]
) -> Iterator[Forbidden]:
    """Two things cannot both be true: the same sentences are refused about each of them and each author."""
    which = say(_("of two things that cannot both be true it does not follow which is wrong"))
    for thing in named:
        yield Forbidden(say(_("The figures of {what} are false."), what=thing), which)
    hand = say(_("figures that do not fit together do not say who made them so, or whether anybody meant to"))
    for author in _authors(finding, case):
        yield Forbidden(say(_("{who} falsified the result."), who=author), hand)
    counted = say(_("figures that exclude each other do not say which of them was counted"))
    for option in options:
        yield Forbidden(say(_("This proves that {option} won."), option=option), counted)
        yield Forbidden(say(_("This proves that {option} did not win."), option=option), counted)


def _of_a_bound(what: Value, options: Sequence[Name]) -> Iterator[Forbidden]:
    """Whatever is missing, the outcome stands: said without its condition it is another statement."""
    if options:
        yield Forbidden(
            say(_("{option} won."), option=options[0]),
            say(_("it holds only if the figures of {what} are what was counted, which is not shown here"), what=what),
        )
    yield Forbidden(
        say(_("Nothing can change the result any more.")),
        say(_("only what is missing from {what} cannot; figures in it that are wrong could"), what=what),
    )
    yield Forbidden(
        say(_("The figures of {what} are genuine."), what=what),
        say(_("a bound takes its figures as given and says nothing about where they come from")),
    )


def _of_an_allegation(finding: Finding, case: CaseFile) -> Iterator[Forbidden]:
    """What would follow if an allegation were right: neither that it is nor that it is not, for every option alike."""
    whose = next((c for c in case.claims if c.id in finding.about), None)
    who = Name(whose.speaker) if whose is not None else Name(case.title)
    if_ = say(_("it is computed what follows if the allegation is right; whether it is, no arithmetic shows"))
    yield Forbidden(say(_("Scrutiny confirms the allegation of {who}."), who=who), if_)
    yield Forbidden(say(_("Scrutiny refutes the allegation of {who}."), who=who), if_)
    contest = case.contest_by_id.get(finding.contest)
    for option in contest.options if contest is not None else ():
        if option.parent is None and option.valid:
            name = Name(option.name, "option", option.id)
            yield Forbidden(say(_("In truth {option} won."), option=name), if_)


def _of_an_open_bound(what: Value, options: Sequence[Name]) -> Iterator[Forbidden]:
    """What is missing could alter the outcome: neither that it did nor that it did not."""
    open_ = say(_("what is missing could alter the outcome; that it did is not shown"))
    yield Forbidden(say(_("Scrutiny doubts the figures of {what}."), what=what), open_)
    for option in options[:2]:
        yield Forbidden(
            say(_("With all the votes, {option} would have won."), option=option),
            say(_("how the missing votes fell is not known")),
        )


def _of_an_alarm(finding: Finding, case: CaseFile, what: Value) -> Iterator[Forbidden]:
    """How rarely honest figures look so is not how probably they are false."""
    reason = say(_("the number says how rarely honest figures look so, not how probable it is that these are honest"))
    for chance in [value for value in finding.statement.values.values() if isinstance(value, Chance)]:
        yield Forbidden(say(_("The probability that {what} is true is {chance}."), what=what, chance=chance), reason)
    yield Forbidden(say(_("The figures of {what} are almost certainly false."), what=what), reason)
    hand = say(_("an unusual pattern can have honest causes, which the report names, and shows no hand"))
    yield Forbidden(say(_("The figures of {what} were manipulated."), what=what), hand)
    for author in _authors(finding, case):
        yield Forbidden(say(_("{who} invented the figures."), who=author), hand)


@dataclass(frozen=True)
class Shared:
    """The files of a card by their endings, and the text that is printed.

    Parameters
    ----------
    name
        The name of the files, without ending.
    """

    name: str
    picture: bytes
    drawing: str
    text: str


def shared(examined: Examined, finding: Finding, words: Words, address: str = "") -> Shared:
    """The card of a finding: its picture, and a text with what may and what must not be quoted.

    Raises
    ------
    CaseError
        Where the address is none, or the words are too many for a picture.
    """
    from scrutiny.figures.share_picture import alternative, png, svg

    if address and web_address(address) is None:
        raise CaseError(Problem("--url", repr(address), "an address that begins with https:// or http://"))
    made = quotes(finding, examined.evidence)
    share = _share(finding, examined, words, address)
    try:
        drawing = svg(share)
    except ValueError:
        raise CaseError(
            Problem(
                f"finding {finding.id}",
                "its condition and its breaking point are too long for a picture, even in small type",
                "names of sources and a title of the case that are short",
                "shorten the titles in case.toml; the sentences are in the report",
            )
        ) from None
    return Shared(safe_name(finding), png(drawing), drawing, _text(made, words, alternative(share), address))


def safe_name(finding: Finding) -> str:
    """The name of a card's files: the finding's id in signs that every system allows."""
    import hashlib
    import re

    plain = re.sub(r"[^A-Za-z0-9._-]+|\.{2,}", "-", finding.id.replace("/", "--"))
    # Two ids that differ in other signs only must not share a name, and a name has a limit.
    if plain.replace("--", "/") != finding.id or len(plain) > 100:
        plain = f"{plain[:90]}-{hashlib.sha256(finding.id.encode()).hexdigest()[:8]}"
    return f"card-{plain}"


def _share(finding: Finding, examined: Examined, words: Words, address: str) -> Share:
    from scrutiny.figures.share_picture import Below, Share

    evidence = examined.evidence
    rests, breaks = finding.rests_on[:1], finding.breaks_if[:1]
    below = [Below(words.plain(_("Rests on")), words.plain(message)) for message in rests]
    below += [Below(words.plain(_("Breaks if")), words.plain(message)) for message in breaks]
    told = sources_told(finding, evidence.case)
    foot = []
    if told:
        foot.append(words.plain(say(_("Figures: {sources}"), sources=series(told))))
    days = series([Day(election.date) for election in evidence.case.elections])
    stamp = say(
        _("Vote of {days}; evidence {digest}; Scrutiny {version}"),
        days=days,
        digest=Code(evidence.digest[:DIGITS]),
        version=Code(__version__),
    )
    foot.append(words.plain(stamp))
    if address:
        foot.append(words.plain(say(_("Read the whole: {address}"), address=Code(address))))
    short: dict[str, Value] = {"title": finding.title, "word": say(HEADINGS[finding.verdict])}
    return Share(
        mark=MARKS[finding.verdict],
        word=words.plain(HEADINGS[finding.verdict]),
        tone=TONES[finding.verdict],
        title=words.named(evidence.case.title),
        statement=words.plain(finding.statement),
        short=words.plain(Message(_("{title}: {word}, under the condition below."), short)),
        below=tuple(below),
        foot=tuple(foot),
        language=words.language,
    )


def _text(made: Quotes, words: Words, alternative: str, address: str) -> str:
    """What stands beside the picture: sentences to quote, sentences not to write, words for those who do not see it."""
    finding = made.finding
    lines = [f"{words.plain(finding.title)}: {words.plain(HEADINGS[finding.verdict])}", f"[{finding.id}]", ""]
    lines += [words.plain(_("Three texts to quote, each with its condition")), ""]
    for number, sentence in enumerate(made.sentences, 1):
        lines += [f"{number}. {words.plain(sentence)}", ""]
    lines += [words.plain(_("What must not be written from it")), ""]
    for one in made.forbidden:
        pair: dict[str, Value] = {"sentence": one.sentence, "why": one.why}
        lines.append("- " + words.plain(Message(_("Not “{sentence}”: {why}."), pair)))
    lines += ["", words.plain(_("Text alternative of the picture")), "", alternative]
    if address:
        lines += ["", address]
    return "\n".join(lines) + "\n"
