"""The words of a language, read once: who can speak, which wordings are which act."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from scrutiny.articles.conjugating import conjugated
from scrutiny.articles.iberian import filled


@dataclass(frozen=True)
class Rule:
    """One wording of an act."""

    act: str
    form: str
    """active (the speaker before), passive (after "by"), noun ("congratulations from"), content (what somebody is said to
    have said), narrator (nobody)."""
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
    affirm: bool = False
    """Whether a negation before it turns it off although the act is one of refusing."""
    participle: re.Pattern[str] | None = None
    """Forms that are passive behind "to be"."""


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
    quoting: re.Pattern[str]
    """Verbs that also stand beside a quotation without telling what else is said."""
    first: Mapping[str, re.Pattern[str]]
    families: tuple[Rule, ...] = ()
    """Words of an act, whatever their construction."""


def words(name: str) -> dict[str, Any]:
    """A file of words that is shipped."""
    file = resources.files("scrutiny.articles").joinpath("words", f"{name}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _filled(pattern: str, classes: Mapping[str, str], language: str) -> str:
    for _turn in range(3):
        for name, value in classes.items():
            pattern = pattern.replace(f"<{name}>", value)
    return _mentioned(filled(pattern, language))


_MENTION = re.compile(r"\[[^\]]*\]|\(\?<[=!][^()]*\)|@(?![+*?])")


def _mentioned(pattern: str) -> str:
    """The pattern with each `@` made into a whole mention: every letter of a mention is masked by one `@`."""
    return _MENTION.sub(lambda found: "@++" if found[0] == "@" else found[0], pattern)


def _quotable(pattern: str) -> str:
    """The pattern with a quotation mark allowed beside each blank: he "categorically rejects" the result."""
    made, depth, at = [], 0, 0
    behind, closed = -1, -1  # where the last look-behind begins and ends
    while at < len(pattern):
        char = pattern[at]
        if pattern.startswith("(?<", at - 3) and at >= 3:
            behind, closed = at - 3, pattern.find(")", at - 3)
        if char == "\\":
            made.append(pattern[at : at + 2])
            at += 2
            continue
        if char == "[":
            depth += 1
        elif char == "]" and depth:
            depth -= 1
        inside = behind >= 0 and closed >= at
        made.append(
            "'? '? ?"
            if char == " " and not depth and not inside and pattern[at + 1 : at + 2] not in ("?", "{")
            else char
        )
        at += 1
    return "".join(made)


_BE = {"en": "(?:is|are|was|were|been|be|being)", "fr": "(?:est|sont|etait|etaient|fut|furent|ete|etre|etant)"}
_BY = {"en": "by", "fr": "(?:par|de la part de)"}
_MORE = {
    "en": r"(?: (?:\w+ly|on \w+day|\w+day|in \w+ \d{4}|as [\w@ -]{3,30}|by \S+ votes? to \w+|out|down|also|too|back))",
    "fr": r"(?: (?:\w+ment|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|\w+ soir|hier|aussi|egalement|comme [\w@' -]{3,30}))",
}


def _of_verbs(verb: Mapping[str, Any], language: str) -> Iterator[dict[str, Any]]:
    """The wordings of a family of verbs: somebody does it, it is done by somebody."""
    names = [name.strip() for name in verb["verbs"].split(",")]
    every, passive = ("|".join(f"{{{name}{which}}}" for name in names) for which in ("", ":p"))
    kept = {key: verb[key] for key in ("roles", "not", "weak", "clitic", "affirm") if key in verb}
    within, obj = verb.get("within", 90), verb["object"]
    inner = verb.get("between", "")
    yield {
        "act": verb["act"], "form": "active", "match": f"\\b(?:{every})\\b{inner}(?=[^.;]{{0,{within}}}?(?:{obj}))",
        "participle": f"(?:{passive})\\b", **kept,
    }  # fmt: skip
    if verb.get("passive", True):
        # Folded, a French participle may be a present: "rejette par" is no passive, "rejetee par" is one.
        yield {
            "act": verb["act"], "form": "passive", "need": obj,
            "match": f"(?:{_BE[language]} (?:\\w+ ){{0,2}}?)?\\b(?:{passive}){_MORE[language]}{{0,2}}? {_BY[language]}\\b", **kept,
        }  # fmt: skip


def _first(rule: Mapping[str, Any]) -> tuple[bool, bool]:
    """Narrators' wordings before all; a candidate's "celebrated his victory" before a state's "celebrated the victory of"."""
    return rule["form"] != "narrator" and not rule.get("early"), rule["act"] in ("congratulates", "recognises", "proclaims", "calls_for_new_vote",
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
        return re.compile(conjugated(_filled(pattern, classes, language), language))

    def loose(pattern: str) -> re.Pattern[str]:
        return re.compile(_quotable(conjugated(_filled(pattern, classes, language), language)))

    listed = [*data["rule"], *(rule for verb in data.get("verb", ()) for rule in _of_verbs(verb, language))]

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
            affirm=rule.get("affirm", False),
            participle=made(rule["participle"]) if "participle" in rule else None,
        )
        for number, rule in enumerate(sorted(listed, key=_first))
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
        speech=made(rf"\b(?:{data['speech']['verbs']})\b"),
        quoting=made(rf"\b(?:{data['speech']['verbs']}{'|' if 'quoting' in data['speech'] else ''}{data['speech'].get('quoting', '')})\b"),
        families=tuple(
            Rule(
                act=family["act"], form="active", match=loose(rf"\b(?:{family['match']})"),
                need=made(family["need"]) if "need" in family else None, roles=family.get("roles", ""), clitic=False, weak=False,
                exclude=made(family["not"]) if "not" in family else None, id=f"{language}.{family['act']}.family",
            )
            for family in data.get("family", ())
        ),
        first={act: made(pattern) for act, pattern in data["first"].items()},
    )  # fmt: skip
