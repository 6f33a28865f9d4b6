"""How well a reading matches an annotation: precision, recall, errors of polarity and of country.

A proposal matches a claim when the speaker is the same entity, the act and the election are the same, the subject is
one of those that the annotation accepts, the figures are the same where there are any, and the passages overlap: twice
the common length is at least half of both lengths together. Each claim is matched at most once (maximum bipartite
matching). A proposal that matches an optional claim is neither rewarded nor punished.

Figures are compared as far as the record can hold them: shares and votes of options, turnout and coverage.
"""

from __future__ import annotations

import math
import re
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from scrutiny.articles import Context, read_article
from scrutiny.articles.confidence import kind
from scrutiny.articles.folding import fold
from scrutiny.evidence.proposal import Proposal

FOLDER = Path(__file__).parent
_RECOGNITION = {
    "recognises": 1, "congratulates": 1, "proclaims": 1, "concedes": 1, "withholds_recognition": 0,
    "refuses_to_recognise": -1,
}  # fmt: skip
_EMPTY = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "de",
        "del",
        "la",
        "el",
        "los",
        "las",
        "le",
        "les",
        "du",
        "des",
        "da",
        "do",
        "dos",
        "das",
        "et",
        "y",
        "e",
        "and",
        "president",
        "presidente",
        "presidenta",
        "minister",
        "ministro",
        "ministra",
        "ministre",
        "prime",
        "primer",
        "premier",
        "foreign",
        "secretary",
        "general",
        "spokesman",
        "spokeswoman",
        "portavoz",
        "vocero",
        "porta-voz",
        "porte-parole",
        "leader",
        "lider",
        "chef",
        "chief",
        "mr",
        "mrs",
        "m",
        "mme",
        "senor",
        "don",
        "gobierno",
        "government",
        "governo",
        "gouvernement",
        "in",
        "for",
        "en",
        "em",
        "its",
        "his",
        "her",
        "su",
        "son",
        "sa",
        "seu",
        "sua",
        "that",
        "this",
    ]
)


@dataclass
class Gold:
    """An annotated claim with its place in the text that was read."""

    data: dict[str, Any]
    start: int
    end: int
    options: frozenset[str] = frozenset()
    """Ids of the contest's options: a record has no place for figures of others."""

    @property
    def optional(self) -> bool:
        return bool(self.data["optional"])


@dataclass
class Score:
    """Counts over articles."""

    right: int = 0
    proposed: int = 0
    """Without those that match optional claims only."""
    gold: int = 0
    polarity: list[str] = field(default_factory=list)
    country: list[str] = field(default_factory=list)
    wrong: list[tuple[str, Proposal]] = field(default_factory=list, repr=False)
    missed: list[tuple[str, Gold]] = field(default_factory=list, repr=False)
    hits: list[tuple[str, Proposal, Gold]] = field(default_factory=list, repr=False)
    by_act: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    by_language: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    @property
    def precision(self) -> float:
        return self.right / self.proposed if self.proposed else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.gold if self.gold else 1.0


def wilson(right: int, of: int, z: float = 1.959964) -> tuple[float, float]:
    """The 95 % Wilson interval of a share."""
    if not of:
        return 0.0, 1.0
    p = right / of
    middle = (p + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(p * (1 - p) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def _words(name: str) -> set[str]:
    return set(re.findall(r"[^\W_]+(?:-[^\W_]+)*", fold(name)))


def same_speaker(printed: str, names: list[str]) -> bool:
    """Whether a printed speaker is one of the accepted names: equal, or one holds the other with a telling word."""
    if not names:
        return printed == ""
    own = _words(printed)
    for name in names:
        wanted = _words(name)
        if own == wanted or (wanted and wanted <= own and wanted - _EMPTY) or (own and own <= wanted and own - _EMPTY):
            return True
    return False


def _figures_of(claim: dict[str, Any], options: frozenset[str]) -> set[tuple[str, str, Decimal]]:
    made = set()
    for figure in claim["figures"]:
        if figure["of"] not in options | {"turnout", "coverage"} or figure["unit"] not in ("percent", "votes"):
            continue
        made.add((figure["of"], figure["unit"], Decimal(figure["value"])))
    return made


def _figures(proposal: Proposal) -> set[tuple[str, str, Decimal]]:
    figures = proposal.claim.figures
    if figures is None:
        return set()
    made = {(option, "percent", value) for option, value in figures.shares.items()}
    made |= {(option, "votes", Decimal(value)) for option, value in figures.votes.items()}
    if figures.turnout is not None:
        made.add(("turnout", "percent", figures.turnout))
    if figures.coverage is not None:
        made.add(("coverage", "percent", figures.coverage))
    return made


def _overlap(proposal: Proposal, gold: Gold) -> bool:
    common = min(proposal.at.end, gold.end) - max(proposal.at.start, gold.start)
    both = (proposal.at.end - proposal.at.start) + (gold.end - gold.start)
    return common > 0 and 2 * common >= 0.5 * both


def _touches(proposal: Proposal, gold: Gold) -> bool:
    return min(proposal.at.end, gold.end) > max(proposal.at.start, gold.start)


def _about(proposal: Proposal, wanted: list[str]) -> bool:
    own = proposal.claim.about
    if not wanted:
        return own in (None, "result", "process")
    return own in wanted or (own is None and proposal.claim.of_election == "other")


def matches(proposal: Proposal, gold: Gold) -> bool:
    """Whether a proposal is the annotated claim."""
    claim, data = proposal.claim, gold.data
    wanted = _figures_of(data, gold.options)
    several = len({(of, unit) for of, unit, _value in wanted}) < len(wanted)
    return (
        claim.act == data["act"]
        and claim.of_election == data["election"]
        and same_speaker(claim.speaker, data["speaker"])
        and _about(proposal, data["about"])
        and (_figures(proposal) == wanted or (several and _figures(proposal) <= wanted))
        and _overlap(proposal, gold)
    )


def matching(proposals: list[Proposal], golds: list[Gold]) -> dict[int, int]:
    """The largest one-to-one matching: proposal -> claim; claims that are not optional are served first."""
    edges = {
        p: sorted(
            _own_country(proposal, [g for g, gold in enumerate(golds) if matches(proposal, gold)], golds),
            key=lambda g: golds[g].optional,
        )
        for p, proposal in enumerate(proposals)
    }
    owner: dict[int, int] = {}

    def placed(p: int, seen: set[int]) -> bool:
        for g in edges[p]:
            if g in seen:
                continue
            seen.add(g)
            if g not in owner or placed(owner[g], seen):
                owner[g] = p
                return True
        return False

    for p in sorted(edges, key=lambda p: (all(golds[g].optional for g in edges[p]), p)):
        placed(p, set())
    return {p: g for g, p in owner.items()}


def _own_country(proposal: Proposal, near: list[int], golds: list[Gold]) -> list[int]:
    """Of claims that several made by one name, "the leaders of A and B", those of the proposal's country."""
    own = [g for g in near if golds[g].data["country"] == proposal.claim.country]
    return own or near


def located(text: str, data: dict[str, Any]) -> tuple[int, int] | None:
    """Where an annotated text stands; runs of blanks count as one."""
    pattern = re.compile(r"\s+".join(map(re.escape, data["exact"].split())))
    found = list(pattern.finditer(text))
    nth = int(data.get("nth", 1))
    return found[nth - 1].span() if len(found) >= nth else None


def contexts(language: str = "") -> dict[str, Context]:
    """The contests that the reader is told; a language's own file has the last word on a contest of several files."""
    own = FOLDER / f"contests-{language}.toml"
    files = [file for file in sorted(FOLDER.glob("contests*.toml")) if file != own]
    merged: dict[str, dict[str, Any]] = {}
    for file in [*files, *([own] if own.is_file() else [])]:
        merged |= tomllib.loads(file.read_text(encoding="utf-8"))
    return {id_: Context.from_mapping(value, id_) for id_, value in merged.items()}


def score(annotations: Iterable[Path], told_language: bool = False) -> Score:
    """Read the article of every annotation and compare."""
    made, by_language = Score(), {language: contexts(language) for language in ("en", "es", "fr", "pt")}
    for file in annotations:
        annotation = tomllib.loads(file.read_text(encoding="utf-8"))
        told = by_language[annotation["language"]]
        article = next(path for path in (file.with_suffix(".txt"), file.with_suffix(".html")) if path.is_file())
        reading, text = read_article(
            article,
            context=told[annotation["contest"]],
            language=annotation["language"] if told_language else None,
            published=annotation["published"],
        )
        golds = []
        options = frozenset(choice.id for choice in told[annotation["contest"]].options)
        for data in annotation.get("claims", []):
            span = located(text, data)
            golds.append(Gold(data, *(span or (-1, -1)), options))
        proposals = [proposal for proposal in reading.proposals if not proposal.repeats]
        proposals += [proposal for proposal in reading.proposals if proposal.repeats]
        _counted(made, file.stem, annotation["language"], proposals, golds)
    return made


def _counted(made: Score, name: str, language: str, proposals: list[Proposal], golds: list[Gold]) -> None:
    found = matching(proposals, golds)
    counts = made.by_language[language]
    for p, proposal in enumerate(proposals):
        gold = golds[found[p]] if p in found else None
        if gold is None and any(gold.optional and matches(proposal, gold) for gold in golds):
            continue
        if gold is None and proposal.repeats:
            continue
        _errors(made, name, proposal, gold, golds)
        if gold is not None and gold.optional:
            continue
        made.proposed += 1
        counts["proposed"] += 1
        made.by_act[proposal.claim.act]["proposed"] += 1
        if gold is None:
            made.wrong.append((name, proposal))
        else:
            made.right += 1
            counts["right"] += 1
            made.by_act[proposal.claim.act]["right"] += 1
            made.hits.append((name, proposal, gold))
    reached = set(found.values())
    for g, gold in enumerate(golds):
        if gold.optional:
            continue
        made.gold += 1
        counts["gold"] += 1
        made.by_act[gold.data["act"]]["gold"] += 1
        if g not in reached:
            made.missed.append((name, gold))


def _errors(made: Score, name: str, proposal: Proposal, gold: Gold | None, golds: list[Gold]) -> None:
    claim = proposal.claim
    where = f"{name}: {claim.speaker} {claim.act} {claim.about}: {proposal.at.exact[:90]!r}"
    if gold is not None:
        wanted = gold.data["country"]
        if claim.country is not None and wanted and claim.country != wanted:
            made.country.append(f"{where} ({claim.country} for {wanted})")
        return
    same = [
        other for other in golds if _touches(proposal, other) and same_speaker(claim.speaker, other.data["speaker"])
    ]
    for other in same:
        wanted = other.data["country"]
        if claim.country is not None and wanted and claim.country != wanted:
            made.country.append(f"{where} ({claim.country} for {wanted})")
            break
    ladder = _RECOGNITION.get(claim.act)
    near = [other for other in same if other.data["act"] in _RECOGNITION]
    if ladder is not None and near and all(_RECOGNITION[other.data["act"]] * ladder < 0 for other in near):
        made.polarity.append(where)


def table(made: Score, errors: bool = True) -> str:
    """The result as text: overall, per language, per act, and every error of polarity and country.

    Without `errors` their number only: what is held out is measured and not looked at.
    """

    def line(label: str, right: int, proposed: int, gold: int) -> str:
        p, r = right / proposed if proposed else 1.0, right / gold if gold else 1.0
        low = wilson(right, proposed)[0]
        low_r = wilson(right, gold)[0]
        return f"{label:24} {right:4} {proposed:5} {gold:5}   {p:5.3f} (>= {low:5.3f})   {r:5.3f} (>= {low_r:5.3f})"

    lines = [f"{'':24} {'hit':>4} {'prop.':>5} {'gold':>5}   {'precision':16}   recall (lower 95 % Wilson bound)"]
    lines.append(line("all", made.right, made.proposed, made.gold))
    for label, counts in [*sorted(made.by_language.items()), *sorted(made.by_act.items())]:
        lines.append(line(label, counts["right"], counts["proposed"], counts["gold"]))
    lines += [f"polarity errors: {len(made.polarity)}", *(made.polarity if errors else ())]
    lines += [f"wrong countries: {len(made.country)}", *(made.country if errors else ())]
    return "\n".join(lines)


def kinds(made: Score) -> dict[str, tuple[int, int]]:
    """Right and proposed by kind of proposal, as `scrutiny.articles.confidence` keeps them."""
    right = Counter(kind(proposal.claim) for _name, proposal, _gold in made.hits)
    wrong = Counter(kind(proposal.claim) for _name, proposal in made.wrong)
    return {name: (right[name], right[name] + wrong[name]) for name in sorted(right | wrong)}


def main(arguments: list[str]) -> None:
    """Score `[--totals] [--stages] [FOLDER] [PREFIX]`: the development articles, or those of another folder."""
    from .losses import stages

    flags = {argument for argument in arguments if argument.startswith("--")}
    plain = [argument for argument in arguments if argument not in flags]
    folder, prefix = (*plain, *("dev", "")[len(plain) :])[:2]
    whole = score(sorted((FOLDER / folder).glob(f"{prefix}*.toml")))
    held_out = "--totals" in flags or folder != "dev"
    print(table(whole, errors=not held_out))
    if "--stages" in flags:
        print("\n".join(f"lost by {stage}: {count}" for stage, count in stages(whole).most_common()))
    if not held_out:
        print("\n".join(f'    "{name}": {counts},' for name, counts in kinds(whole).items()))


if __name__ == "__main__":
    main(sys.argv[1:])
