"""The words of a language, read once: who can speak, which wordings are which act."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from scrutiny.articles.conjugating import filled


@dataclass(frozen=True)
class Rule:
    """One wording of an act."""

    act: str
    form: str
    """active (the speaker before), passive (after "by"), noun ("congratulations from"), narrator (nobody), said (what
    somebody is said to have said: "according to X, there was fraud")."""
    match: re.Pattern[str]
    need: re.Pattern[str] | None
    """What the clause must also hold."""
    roles: str
    """Who may do it: side, body, judge, observer, pollster, foreign, or "" for anybody."""
    clitic: bool
    """Whether the object is a pronoun of the verb."""
    weak: bool
    exclude: re.Pattern[str] | None
    """Verbs that the pattern finds and that do not count."""
    id: str


@dataclass(frozen=True)
class Lexicon:
    """The words of one language."""

    language: str
    function: frozenset[str]
    titles: frozenset[str]
    time: frozenset[str]
    nouns: Mapping[str, re.Pattern[str]]
    classes: Mapping[str, re.Pattern[str]]
    rules: tuple[Rule, ...]
    speech: re.Pattern[str]
    first: Mapping[str, re.Pattern[str]]


def words(name: str) -> dict[str, Any]:
    """A file of words that is shipped."""
    file = resources.files("scrutiny.articles").joinpath("words", f"{name}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _filled(pattern: str, classes: Mapping[str, str], language: str) -> str:
    for _turn in range(3):
        for name, value in classes.items():
            pattern = pattern.replace(f"<{name}>", value)
    return filled(pattern, language)


def _quotable(pattern: str) -> str:
    """The pattern with a quotation mark allowed beside each blank: he "categorically rejects" the result."""
    made, depth, at = [], 0, 0
    while at < len(pattern):
        char = pattern[at]
        if char == "\\":
            made.append(pattern[at : at + 2])
            at += 2
            continue
        if char == "[":
            depth += 1
        elif char == "]" and depth:
            depth -= 1
        behind = pattern.rfind("(?<", 0, at)
        inside = behind >= 0 and pattern.find(")", behind) >= at
        made.append(
            "'? '? ?"
            if char == " " and not depth and not inside and pattern[at + 1 : at + 2] not in ("?", "{")
            else char
        )
        at += 1
    return "".join(made)


def _first(rule: Mapping[str, Any]) -> tuple[bool, bool]:
    """Narrators' wordings before all; a candidate's "celebrated his victory" before a state's "celebrated the victory of"."""
    return rule["form"] != "narrator", rule["act"] in ("congratulates", "recognises", "proclaims", "calls_for_new_vote",
        "calls_for_publication", "calls_for_audit", "calls_for_protest", "calls_for_calm", "breaks_relations", "alleges_attack",
        "expresses_concern", "takes_note", "rules", "observes", "alleges_irregularity", "predicts")  # fmt: skip


@functools.cache
def lexicon(language: str) -> Lexicon:
    """The words of a language.

    Examples
    --------
    >>> "the" in lexicon("en").function
    True
    """
    data = words(language)
    classes: dict[str, str] = data["classes"]

    def made(pattern: str) -> re.Pattern[str]:
        return re.compile(_filled(pattern, classes, language))

    def loose(pattern: str) -> re.Pattern[str]:
        return re.compile(_quotable(_filled(pattern, classes, language)))

    rules = tuple(
        Rule(
            act=rule["act"],
            form=rule["form"],
            match=loose(rf"(?<![^\W_])(?:{rule['match']})"),
            need=made(rule["need"]) if "need" in rule else None,
            roles=rule.get("roles", ""),
            clitic=rule.get("clitic", False),
            weak=rule.get("weak", False),
            exclude=made(rule["not"]) if "not" in rule else None,
            id=f"{language}.{rule['act']}.{number}",
        )
        for number, rule in enumerate(sorted(data["rule"], key=_first))
    )
    return Lexicon(
        language=language,
        function=frozenset(data["function"].split()),
        titles=frozenset(data["titles"].split()),
        time=frozenset(data["time"].split()),
        nouns={name: re.compile(rf"(?<![\w-])(?:{_filled(pattern, classes, language)})(?![\w])")
               for name, pattern in data["nouns"].items()},
        classes={name: re.compile(rf"\b{_filled(pattern, classes, language)}") for name, pattern in classes.items()},
        rules=rules,
        speech=re.compile(rf"\b(?:{data['speech']['verbs']})\b"),
        first={act: made(pattern) for act, pattern in data["first"].items()},
    )  # fmt: skip
