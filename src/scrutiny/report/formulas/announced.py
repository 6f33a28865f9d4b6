"""Formulas for what is computed from announced figures alone."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from scrutiny.evidence.claim import Claim, Figures
from scrutiny.findings.check import Subject
from scrutiny.findings.finding import Verdict
from scrutiny.findings.parts import ballots_cast, parts
from scrutiny.findings.sequence import steps
from scrutiny.messages import Message, _, say
from scrutiny.report.formulas.about import (
    About,
    Formulas,
    ballots_said,
    bracketed,
    claim_key,
    either,
    figures_of,
    least_needed,
    percent_of,
    plus,
    register_key,
    said,
    this,
    votes_said,
)
from scrutiny.stats.rounding import fits

USUAL = ("half_up", "half_even", "down", "up")
"""Rules of rounding that look at one figure at a time."""


def sums(about: About) -> Formulas | Message:
    claim, what = about.claim(), about.finding.about[2]
    figures, who = figures_of(claim), claim_key(claim)
    if what == "coverage":
        return _coverage(about, figures, who)
    if what in ("valid-share", "invalid-share"):
        return _share_of_ballots(about, figures, who, what.removesuffix("-share"))
    if what == "shares":
        return _shares(about, figures, who)
    listed = parts(about.contest, figures.votes)
    options = votes_said(who, listed.options)
    added: str | None = None
    total = said(who, "valid")
    if what == "votes":
        added = options
        if figures.blank is not None and sum(figures.votes[o] for o in listed.options) + figures.blank == figures.valid:
            added = plus([options, said(who, "blank")])
    elif what == "ballots":
        total = said(who, "cast")
        without_blank = (figures.valid or 0) + (figures.invalid or 0) == figures.cast or figures.blank is None
        added = plus(said(who, n) for n in (("valid", "invalid") if without_blank else ("valid", "invalid", "blank")))
    elif what.startswith("group-"):
        group = what.removeprefix("group-")
        total = said(who, f"votes:{group}")
        added = votes_said(who, [m for m in about.contest.children.get(group, ()) if m in figures.votes])
    elif what == "valid-of-cast":
        total, added = said(who, "cast"), said(who, "valid") if figures.valid is not None else options
    elif what == "cast-of-registered":
        total = said(who, "registered")
        valid = said(who, "valid") if figures.valid is not None else options
        added = f"max({bracketed([valid] if figures.cast is None else [valid, said(who, 'cast')])})"
    if added is None:
        return say(_("check.py has no formula for this finding"))
    return {
        "parts": added,
        "total": total,
        "difference": f"abs({this('parts')} - {this('total')})",
        "verdict": either(f"{this('parts')} == {this('total')}", Verdict.AGREES, Verdict.CONTRADICTS),
    }


def _fits(share: str, who: str, name: str, rule: str) -> str:
    return f"fits({share}, {share}, {who!r}, {name!r}, {rule!r})"


def _coverage(about: About, figures: Figures, who: str) -> Formulas:
    frames = about.frames(figures.coverage_of)
    shares = [percent_of(this("units"), frame) for frame in frames]
    fine = f"any({bracketed(_fits(share, who, 'coverage', rule) for share in shares for rule in about.rules)})"
    return {
        "printed": said(who, "coverage"),
        "units": said(who, "counted_units"),
        "share": shares[0],
        "verdict": either(fine, Verdict.AGREES, Verdict.CANNOT_TELL),
    }


def _share_of_ballots(about: About, figures: Figures, who: str, what: str) -> Formulas:
    fine = f"any({bracketed(_fits(this('share'), who, f'{what}_share', rule) for rule in about.rules)})"
    return {
        "printed": said(who, f"{what}_share"),
        "total": said(who, what),
        "cast": ballots_said(figures, who) or "",
        "share": percent_of(this("total"), this("cast")),
        "verdict": either(fine, Verdict.AGREES, Verdict.CONTRADICTS),
    }


def _shares(about: About, figures: Figures, who: str) -> Formulas:
    listed = parts(about.contest, figures.shares)
    names = bracketed(repr(f"shares:{option}") for option in listed.options)

    def end(place: int, rule: str) -> str:
        return f"[ends({who!r}, name, {rule!r})[{place}] for name in {names}]"

    def may(rule: str) -> str:
        """Whether the numbers that the shares stand for may add to 100, which an end may or may not reach."""
        least, most = f"sum({end(0, rule)})", f"sum({end(1, rule)})"
        below = f"({least} < 100 or {least} == 100 and all({end(2, rule)}))"
        above = f"({most} > 100 or {most} == 100 and all({end(3, rule)}))"
        return f"{below} and {above}" if listed.complete else below

    made = {"parts": f"sum([said({who!r}, name) for name in {names}])"}
    for name, place in (("least", 0), ("most", 1)):
        tried = [f"sum({end(place, rule)}) if {may(rule)} else " for rule in about.rules[:-1]]
        last = f"sum({end(place, about.rules[-1])}) if {may(about.rules[-1])} else " if tried else ""
        made[name] = "".join([*tried, last, f"sum({end(place, about.rules[0])})"])
    fine = " or ".join(f"({may(rule)})" for rule in about.rules)
    return {**made, "verdict": either(fine, Verdict.AGREES, Verdict.CONTRADICTS)}


def turnout(about: About) -> Formulas | Message:
    claim = about.claim()
    figures, who = figures_of(claim), claim_key(claim)
    valid = said(who, "valid") if figures.valid is not None else None
    ballots = ballots_said(figures, who) or valid or votes_said(who, parts(about.contest, figures.votes).options)
    made = {"turnout": said(who, "turnout"), "ballots": ballots}
    fitting: list[str] = []
    keys = ["announced", *(register.id for register in about.evidence.case.registers_of(about.contest.id))]
    for key in keys:
        if not about.has(key):
            continue
        number = said(who, "registered") if key == "announced" else said(register_key(key), "number")
        made[key] = percent_of(this("ballots"), number)
        fitting.append(_fits(this(key), who, "turnout", about.rounding))
        if about.has(f"{key}-counted"):
            ends = f"ends({who!r}, 'coverage', {about.rounding!r})"
            made[f"{key}-counted"] = f"ratio(100 * {this(key)}, min({ends}[1], 100))"
            most = f"{key}-counted-most" if about.has(f"{key}-counted-most") else f"{key}-counted"
            made[f"{key}-counted-most"] = f"ratio(100 * {this(key)}, {ends}[0])"
            fitting.append(f"fits({this(f'{key}-counted')}, {this(most)}, {who!r}, 'turnout', {about.rounding!r})")
    return {**made, "verdict": either(f"any({bracketed(fitting)})", Verdict.AGREES, Verdict.CONTRADICTS)}


def rounding(about: About) -> Formulas | Message:
    claim = about.claim()
    figures, who = figures_of(claim), claim_key(claim)
    if not about.has("total") or about.finding.about[2] != "together":
        return say(_("the possible totals are searched for among whole numbers, for which check.py has no formula"))
    pairs = [option for option in figures.shares if option in figures.votes]
    valid = (
        said(who, "valid")
        if figures.valid is not None
        else votes_said(who, parts(about.contest, figures.votes).options)
    )
    together = sum(figures.votes[o] for o in parts(about.contest, figures.votes).options)
    known: Mapping[str, tuple[int | None, str | None]] = {
        "valid": (figures.valid if figures.valid is not None else together, valid),
        "cast": (ballots_cast(figures), ballots_said(figures, who)),
        "registered": (figures.registered, said(who, "registered")),
    }
    order = [figures.shares_of, *(name for name in known if name != figures.shares_of)]
    total = next((known[name] for name in order if known[name][0] == about.count("total")), (None, None))
    if total[0] is None or total[1] is None:
        return say(_("check.py has no formula for this finding"))
    made: Formulas = {"total": total[1]}
    for option in pairs:
        made[f"share-{option}"] = percent_of(said(who, f"votes:{option}"), this("total"))
        made[f"printed-{option}"] = said(who, f"shares:{option}")
    number = total[0]
    one_by_one = any(
        all(fits(Fraction(100 * figures.votes[o], number), figures.shares[o], rule) for o in pairs) for rule in USUAL
    )
    if one_by_one or about.finding.verdict is Verdict.CONTRADICTS:  # else by largest remainders, all shares together
        share = percent_of(f"said({who!r}, 'votes:' + option)", this("total"))
        each = (
            f"[fits({share}, {share}, {who!r}, 'shares:' + option, rule) for option in {bracketed(map(repr, pairs))}]"
        )
        fine = f"any([all({each}) for rule in {bracketed(map(repr, USUAL))}])"
        made["verdict"] = either(fine, Verdict.AGREES, Verdict.CONTRADICTS)
    return made


def bulletins(about: About) -> Formulas | Message:
    earlier, later = about.claim(1), about.claim(2)
    case = about.evidence.case
    subject = Subject(about.evidence, about.contest, case.announcements(about.contest.id))
    step = next((s for s in steps(subject) if (s.earlier.id, s.later.id) == (earlier.id, later.id)), None)
    if step is None:
        return say(_("check.py has no formula for this finding"))

    def votes(claim: Claim, option: str) -> str:
        if option in figures_of(claim).votes:
            return said(claim_key(claim), f"votes:{option}")
        return plus(votes(claim, member) for member in about.contest.children.get(option, ()))

    made = {
        "first": plus(votes(earlier, option) for option in step.first),
        "second": plus(votes(later, option) for option in step.first),
        "added": f"{this('second')} - {this('first')}",
    }
    for option in step.first:
        made[f"added:{option}"] = f"{votes(later, option)} - ({votes(earlier, option)})"
        made[f"share:{option}"] = percent_of(this(f"added:{option}"), this("added"))
    if not about.has("largest"):
        least = f"min({bracketed(this(f'added:{option}') for option in step.first)})"
        made["verdict"] = either(f"{least} >= 0", Verdict.AGREES, Verdict.CONTRADICTS)
    return made


def irreversible(about: About) -> Formulas | Message:
    claim = about.claim()
    figures, who = figures_of(claim), claim_key(claim)
    options = parts(about.contest, figures.votes).options
    votes = [said(who, f"votes:{option}") for option in options]
    ranked = f"ranked({bracketed(votes)})"
    needed = least_needed(about, votes)
    ends = f"ends({who!r}, 'coverage', {about.rounding!r})"
    covered = f"max({ends}[0], 0)", f"min({ends}[1], 100)"
    if figures.counted_units is not None:
        frames = about.frames(figures.coverage_of)
        if frames:
            covered = (f"min(100, {percent_of(said(who, 'counted_units'), frames[0])})",) * 2
    least, most = this("coverage-least"), this("coverage-most")
    rest = f"{this('votes')} * (100 - {least})"
    made = {
        "votes": plus(votes),
        "lead": f"{ranked}[0] - {ranked}[1]",
        "coverage-least": covered[0],
        "coverage-most": covered[1],
        "rest-least": f"{this('votes')} * (100 - {most}) // {most}",
        "rest-most": f"{rest} // {least}",
    }
    lefts = []
    for key in ("announced", *(register.id for register in about.evidence.case.registers_of(about.contest.id))):
        if about.has(f"left-{key}"):
            number = said(who, "registered") if key == "announced" else said(register_key(key), "number")
            made[f"left-{key}"] = f"{number} - ({ballots_said(figures, who) or this('votes')})"
            lefts.append(this(f"left-{key}"))
    if needed is not None:
        made["needed"] = needed
        decided = [f"{least} == 100"] + ([f"max({bracketed(lefts)}) < {this('needed')}"] if lefts else [])
        open_ = f"ratio({rest}, {least}) >= {this('needed')}"
        made["verdict"] = (
            f"{Verdict.DECIDES.value!r} if {' or '.join(decided)} else "
            f"{Verdict.LEAVES_OPEN.value!r} if {open_} else {Verdict.CANNOT_TELL.value!r}"
        )
    return made
