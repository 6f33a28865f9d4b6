"""Who can be named: states by name, capital, metonym and adjective in four languages, leaders, organisations.

Names of states come from CLDR in all four languages; what CLDR lacks stands in `words/states.toml`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from scrutiny.articles.folding import fold
from scrutiny.articles.lexicon import words

TOKEN = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_DOTTED = {
    "US": re.compile(r"\bU\. ?S\.(?: ?A\.)?(?!\w)|\bEE\.? ?UU\.?(?!\w)|\bE\.U\.A\.(?!\w)|\bEUA\b|\bUSA?\b"),
    "GB": re.compile(r"\bU\.K\.(?!\w)|\bUK\b"),
    "un": re.compile(r"\bU\.N\.(?!\w)"),
    "eu": re.compile(r"\bE\.U\.(?! ?A)(?!\w)"),
}


@dataclass(frozen=True)
class Named:
    """What a name stands for."""

    kind: str
    """state, capital, demonym, leader, organisation, observer_mission; option, party, authority, court by the case."""
    key: str
    """ISO code, or the key of the organisation or option."""
    name: str = ""
    """As listed."""


Trie = dict[str, list[tuple[tuple[str, ...], Named, str]]]


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(fold(match[0]) for match in TOKEN.finditer(text))


def add(trie: Trie, text: str, named: Named, how: str = "capital") -> None:
    """Enter a name; `how`: upper (an acronym), capital (begins with a capital), any."""
    tokens = _tokens(text)
    if not tokens:
        return
    if how == "capital" and len(text) <= 8 and text.isupper() and len(text) > 1:
        how = "upper"
    trie.setdefault(tokens[0], []).append((tokens, named, how))


_ENDINGS = (
    ("ien", ("ien", "ienne", "iens", "iennes")),
    ("een", ("een", "eenne", "eens", "eennes")),
    ("ain", ("ain", "aine", "ains", "aines")),
    ("ais", ("ais", "aise", "aises")),
    ("ois", ("ois", "oise", "oises")),
    ("es", ("es", "esa", "eses", "esas")),
    ("an", ("an", "ana", "anes", "anas", "ans", "ane")),
    ("ao", ("ao", "aos", "aes", "a")),
    ("o", ("o", "a", "os", "as")),
    ("ol", ("ol", "ola", "oles", "olas")),
    ("u", ("u", "us", "eia", "eias")),
    ("and", ("and", "ands", "ande", "andes")),
    ("at", ("at", "ats", "ate")),
)


def _forms(adjective: str) -> Iterable[str]:
    for ending, forms in _ENDINGS:
        if adjective.endswith(ending):
            return (*tuple(adjective[: len(adjective) - len(ending)] + form for form in forms), adjective + "e")
    return (adjective, adjective + "s", adjective + "e", adjective + "es")


_NOT_NAMES = {"males", "chade"}


@functools.cache
def world() -> Trie:
    """Everything that is known without the case."""
    from babel import Locale

    trie: Trie = {}
    states = words("states")
    for language in ("en", "es", "pt", "pt_PT", "fr"):
        territories = Locale.parse(language).territories
        for code in states:
            text = re.sub(r"\s*[\(\[].*", "", str(territories.get(code, "")))
            if len(text) > 2 and text.lower() != "male":
                add(trie, text, Named("state", code, text))
                if " e " in text or "-" in text:
                    add(trie, text.replace("-", " "), Named("state", code, text))
    for code, (capitals, names, adjectives) in states.items():
        for text in filter(None, map(str.strip, names.split(","))):
            add(trie, text, Named("state", code, text))
        for text in filter(None, map(str.strip, capitals.split(","))):
            # Offices that stand for a government are also printed small: le département d'État.
            small = re.match(r"(?:State Dep|Depart|Départ|White House|Foreign Off|Maison|Casa Bl|Casa Br)", text)
            add(trie, text, Named("capital", code, text), "any" if small else "capital")
        for text in filter(None, map(str.strip, adjectives.split(","))):
            for form in _forms(text) if text != "us" else ():
                if form not in _NOT_NAMES and len(form) > 3:
                    add(trie, form, Named("demonym", code, form), "any")
    for code, names in words("leaders").items():
        for text in filter(None, map(str.strip, names.split(","))):
            add(trie, text, Named("leader", code, text))
    for role, listed in words("organisations").items():
        for key, names in listed.items():
            for text in filter(None, map(str.strip, names.split(","))):
                add(trie, text, Named(role, key, text))
    for entries in trie.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return trie


@dataclass(frozen=True)
class Found:
    """A name found in a text."""

    start: int
    end: int
    named: Named


def find(trie: Trie, text: str, folded: str) -> list[Found]:
    """Every longest name of a trie in a text.

    Examples
    --------
    >>> [(found.named.kind, found.named.key) for found in find(world(), "Moscow spoke", "moscow spoke")]
    [('capital', 'RU')]
    """
    tokens = [(match.start(), match.end()) for match in TOKEN.finditer(folded)]
    made: list[Found] = []
    at = 0
    while at < len(tokens):
        start, end = tokens[at]
        best: tuple[int, Named] | None = None
        for wanted, named, how in trie.get(folded[start:end], ()):
            length = len(wanted)
            if at + length > len(tokens):
                continue
            if any(folded[tokens[at + k][0] : tokens[at + k][1]] != wanted[k] for k in range(1, length)):
                continue
            last = tokens[at + length - 1][1]
            inner = folded[start:last]
            if re.search(r"[,;:.!?()\"«»]\s", inner) or "\n" in inner:
                continue
            if how == "capital" and not text[start].isupper():
                continue
            if how == "upper" and text[start:last] != text[start:last].upper():
                continue
            best = (length, named)
            break
        if best is None:
            at += 1
            continue
        made.append(Found(start, tokens[at + best[0] - 1][1], best[1]))
        at += best[0]
    return made


def dotted(text: str) -> list[Found]:
    """Acronyms with dots, which are no tokens: U.S., EE. UU."""
    made: list[Found] = []
    for key, pattern in _DOTTED.items():
        kind = "state" if key.isupper() else "organisation"
        made.extend(Found(match.start(), match.end(), Named(kind, key, match[0])) for match in pattern.finditer(text))
    return made
