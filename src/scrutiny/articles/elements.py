"""Everything in a sentence that can be part of a speaker's name: names, states, adjectives, nouns for offices."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from scrutiny.articles.context import Context
from scrutiny.articles.gazetteer import TOKEN, Found, Named, Trie, add, dotted, find, world
from scrutiny.articles.lexicon import Lexicon
from scrutiny.articles.opening import opens

PERSONS = ("option", "leader", "name")
_ABBREVIATION = re.compile(r" \((?:[A-Z][\w./-]{1,14}|[A-Z][\w-]+)(?:, [^()]{2,40})?\)")


@dataclass(frozen=True)
class Element:
    """A stretch of a sentence."""

    start: int
    end: int
    kind: str
    """option, party, authority, court, state, capital, demonym, leader, organisation, observer_mission, name, or the
    class of a noun (state_head, spoke, ...)."""
    key: str
    text: str


_NO_PERSON = re.compile(
    r"part[iy]|partido|coali|moviment|mouvement|movement|allian|alian|union|front|plataforma|platform|comando|comunidad|national|nacional|unida|unitar|"
    r"elec|elei|consej|commiss|comis|tribunal|council|consei|conselh|cour|cort|suprem|board|junta|dream|reve|sueno|sonho|democra|social|liberal|for |"
    r"liga|league|kwanza|umoja|chavismo|camp|list|bloc|change|opposition|oposi"
)


_COMMON = frozenset(
    [
        "juan",
        "jose",
        "josé",
        "maria",
        "maría",
        "daniel",
        "carlos",
        "luis",
        "luís",
        "john",
        "william",
        "david",
        "peter",
        "paul",
        "jean",
        "pedro",
        "joao",
        "joão",
        "antonio",
        "antónio",
        "manuel",
        "jorge",
        "alex",
        "alexander",
        "aleksandr",
        "alexandre",
        "james",
        "michael",
        "robert",
        "george",
        "francisco",
        "miguel",
        "pierre",
        "michel",
        "ali",
        "salvador",
        "mohamed",
        "mohammed",
        "ahmed",
        "joseph",
        "thomas",
        "ana",
        "anna",
        "martin",
        "marcos",
        "mario",
        "andres",
        "andrés",
        "fernando",
        "rafael",
        "roberto",
        "oscar",
        "victor",
        "víctor",
        "hugo",
        "henri",
        "henrique",
        "edgar",
        "samuel",
        "joel",
        "abdou",
        "ibrahim",
    ]
)


def _surname_of(name: str) -> str:
    """The surname of a name that reads as a person's; "" for bodies, parties and single words."""
    from scrutiny.articles.folding import fold

    words = name.split()
    if (
        not 2 <= len(words) <= 4
        or _NO_PERSON.search(fold(name))
        or not all(w[0].isupper() or len(w) <= 3 for w in words)
    ):
        return ""
    return words[-1] if len(words[-1]) > 3 and words[-1].isalpha() else ""


_GENERIC = frozenset(["jurado", "consejo", "conselho", "comision", "comissao", "tribunal", "junta", "corte", "oficina"])


def _bodies(context: Context) -> dict[str, tuple[str, str]]:
    """The first word of a body's name where it can mean one body only: "el Jurado" for the Jurado Nacional de Elecciones."""
    from scrutiny.articles.folding import fold

    made: dict[str, set[tuple[str, str]]] = {}
    for kind, names in (("authority", context.authority), ("court", context.court)):
        for name in names:
            first = name.split()[0]
            if len(name.split()) > 1 and fold(first) in _GENERIC:
                made.setdefault(first, set()).add((kind, name))
    return {first: next(iter(found)) for first, found in made.items() if len({kind for kind, _name in found}) == 1}


def case_trie(context: Context) -> Trie:
    """The names that the case tells."""
    trie: Trie = {}
    for option in context.options:
        for name in option.names:
            add(trie, name, Named("option", option.id, name))
        for name in option.party:
            add(trie, name, Named("party", option.id, name), "any" if name[:1].islower() else "capital")
            if surname := _surname_of(name):
                add(trie, surname, Named("party", option.id, surname))
    for name in context.authority:
        add(trie, name, Named("authority", "authority", name))
        if surname := _surname_of(name):
            add(trie, surname, Named("authority", "authority", surname))
    for name in context.court:
        add(trie, name, Named("court", "court", name))
        if surname := _surname_of(name):
            add(trie, surname, Named("court", "court", surname))
    for first, (kind, name) in _bodies(context).items():
        add(trie, first, Named(kind, kind, name))
    for option in context.options:
        given = option.names[0].split()[0] if option.names and _surname_of(option.names[0]) else ""
        if len(given) > 2 and given.lower() not in _COMMON:
            add(trie, given, Named("option", option.id, "given"))
    surnames = {option.id: _surname_of(option.names[0]) for option in context.options if option.names}
    for id_, surname in surnames.items():
        if surname and list(surnames.values()).count(surname) == 1:
            add(trie, surname, Named("option", id_, surname))
    for entries in trie.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return trie


_PARTICLES = frozenset(("de", "da", "do", "dos", "das", "del", "la", "las", "los", "van", "von", "der", "den", "bin", "al", "el", "ibn", "ben", "ould", "du", "ter", "le"))  # fmt: skip


def _capitals(text: str, folded: str, lexicon: Lexicon, known: Collection[str]) -> list[Element]:
    """Runs of capitalised words that no list holds: names of people, parties, papers."""
    tokens = [(match.start(), match.end()) for match in TOKEN.finditer(text)]
    made: list[Element] = []
    at = 0
    while at < len(tokens):
        run: list[int] = []
        here = at
        while here < len(tokens):
            start, end = tokens[here]
            word = folded[start:end]
            gap = text[tokens[run[-1]][1] : start] if run else " "
            joined = gap == " " or (gap in ("'", "’", ". ") and tokens[run[-1]][1] - tokens[run[-1]][0] <= 2)
            if run and not joined:
                break
            if text[start].isupper() and word not in lexicon.time and not word.isdigit():
                initial = (
                    end - start == 1
                    and word not in lexicon.titles
                    and re.match(r"\. ?[A-ZÀ-Þ][a-zà-ÿ]", text[end : end + 4])
                )
                if not run and word in lexicon.function and not initial:
                    break
                run.append(here)
            elif run and word in _PARTICLES and here + 1 < len(tokens) and text[tokens[here + 1][0]].isupper() \
                    and text[end : tokens[here + 1][0]] in (" ", "'", "’"):  # fmt: skip
                run.append(here)
            else:
                break
            here += 1
        while run and (
            folded[slice(*tokens[run[0]])] in lexicon.titles or folded[slice(*tokens[run[0]])] in lexicon.function
        ):
            run.pop(0)
        if run:
            start, end = tokens[run[0]][0], tokens[run[-1]][1]
            first = re.search(r"(?:^|[.!?:]\s|[“«—–]\s?|(?:^|\s)\")$", text[:start]) is not None
            single = len(run) == 1
            if (
                not (
                    single and first and folded[start:end] not in known and not opens(text, folded, start, end, lexicon)
                )
                and end - start > 1
                and folded[start:end] not in _MEDIA
                and not (single and folded[start:end] in _NO_NAMES)
                and not (
                    single
                    and text[start:end].isupper()
                    and end - start > 4
                    and lexicon.speech.fullmatch(folded[start:end])
                )
            ):
                made.append(Element(start, end, "name", folded[start:end], text[start:end]))
        at = max(here, at + 1)
    return made


def _other_person(found: Found, text: str, folded: str, context: Context, lexicon: Lexicon) -> bool:
    """Whether a surname of an option belongs to somebody else: another given name stands before it."""
    if found.named.kind != "option" or " " in text[found.start : found.end]:
        return False
    own = {folded_token for option in context.options if option.id == found.named.key
           for name in option.names for folded_token in _folded_tokens(name)}  # fmt: skip
    before = re.search(r"((?:[^\W\d_][\w'’.-]*\s)+)$", text[: found.start])
    if before is None:
        return False
    given = []
    if re.search(r"['’]s?\s$", before[1]):
        return False
    for word in reversed(before[1].split()):
        low = _folded_tokens(word)
        if re.fullmatch(r"(?:[^\W\d_]\.-?)+", word) and low[0] not in lexicon.titles:
            if any(token.startswith(low[0]) for token in own):
                return False
            given.append(low[0])
            continue
        if not word[0].isupper() or not low or low[0] in lexicon.function | lexicon.titles | lexicon.time:
            break
        if any(pattern.fullmatch(low[0]) for pattern in lexicon.nouns.values()) or any(
            len(entry[0]) == 1 and entry[1].kind in ("state", "capital", "demonym") for entry in world().get(low[0], ())
        ):
            break
        given.append(low[0])
    if not given:
        return False
    return not any(word in own for word in given)


def _folded_tokens(text: str) -> list[str]:
    from scrutiny.articles.folding import fold

    return [fold(match[0]) for match in TOKEN.finditer(text)]


def elements(
    text: str, folded: str, lexicon: Lexicon, context: Context, trie: Trie, known: Collection[str]
) -> list[Element]:
    """The elements of a sentence, in order, none within another: what the case names, then the world, then nouns."""
    taken = bytearray(len(text))
    made: list[Element] = []

    def take(start: int, end: int, kind: str, key: str) -> bool:
        if any(taken[start:end]):
            return False
        taken[start:end] = b"\x01" * (end - start)
        made.append(Element(start, end, kind, key, text[start:end]))
        return True

    leaders = list(find(world(), text, folded))
    longer = {(found.start, found.end) for found in leaders if found.named.kind == "leader"}
    for start, end, kind, key in _spelled_out(text, folded, trie):
        take(start, end, kind, key)
    for found in find(trie, text, folded):
        if any(start < found.start and end >= found.end for start, end in longer):
            continue
        if found.named.name == "given" and re.match(r"[ -][A-ZÀ-Þ]", text[found.end :]):
            continue
        if found.named.kind in ("authority", "court") and (
            whole := lexicon.nouns["authority_ref"].match(folded, found.start)
        ) and whole.end() > found.end:  # fmt: skip
            # "Tribunal" alone may be the case's own; "Tribunal Superior Electoral" is named in full.
            take(whole.start(), whole.end(), "authority_ref", whole[0])
            continue
        if not _other_person(found, text, folded, context, lexicon):
            take(found.start, found.end, found.named.kind, found.named.key)
    for match in lexicon.nouns["collective_ref"].finditer(folded):
        take(match.start(), match.end(), "collective_ref", match[0])
    for found in dotted(text):
        take(found.start, found.end, found.named.kind, found.named.key)
    english = lexicon.language == "en"
    names = _capitals(text, folded, lexicon, known)
    wide = {(name.start, name.end) for name in names}
    heavy = sorted(leaders, key=lambda found: -(found.end - found.start))
    for found in heavy:
        if found.named.kind == "demonym" and english and not text[found.start].isupper():
            continue
        if (
            found.named.kind == "leader"
            and " " not in text[found.start : found.end]
            and _given(found, text, lexicon, folded)
        ):
            continue
        if found.named.kind == "capital" and _surname(found, text, wide):
            continue
        if found.named.key == "us" or (
            lexicon.language in ("es", "pt") and folded[found.start : found.end] == "america"
        ):
            continue
        take(found.start, found.end, found.named.kind, found.named.key)
    for kind in _NOUN_ORDER:
        for match in lexicon.nouns[kind].finditer(folded):
            if not take(match.start(), match.end(), kind, match[0]) and " " in match[0]:
                # "presidente da República Popular da China": what is left of the office is still one.
                short = match[0].split()[0]
                if lexicon.nouns[kind].fullmatch(short):
                    take(match.start(), match.start() + len(short), kind, short)
    for name in names:
        if not take(name.start, name.end, "name", name.key):
            _pieces(name, text, taken, take, lexicon, folded)
    made.sort(key=lambda element: element.start)
    return [_with_abbreviation(element, text) for element in made if not _inside(element, made, text)]


_ACRONYM = re.compile(r" \((?P<short>[A-Z][A-Za-z]{1,9})(?:, [^()]{2,40})?\)")


def _spelled_out(text: str, folded: str, trie: Trie) -> list[tuple[int, int, str, str]]:
    """Long names before their acronym: "Partido ... da Guiné e Cabo Verde (PAIGC)"."""
    made = []
    for found in _ACRONYM.finditer(text):
        letters = [letter for letter in found["short"].lower() if letter.isalpha()]
        words = [(m.start(), m.end()) for m in TOKEN.finditer(text, max(0, found.start() - 120), found.start())]
        start, wanted = None, len(letters)
        for at in range(len(words) - 1, -1, -1):
            first, last = words[at]
            if re.search(r"[.;:!?(),]", text[last : words[at + 1][0]] if at + 1 < len(words) else ""):
                break
            if text[first].isupper():
                start = first
                wanted -= 1
                if wanted <= 0 and folded[first] == letters[0]:
                    break
            elif (
                folded[first:last] not in _PARTICLES
                and folded[first:last]
                not in (
                    "of",
                    "for",
                    "the",
                    "pour",
                    "des",
                    "du",
                    "para",
                    "and",
                    "et",
                    "a",
                    "o",
                    "os",
                    "as",
                    "with",
                )
                and (not any(text[a].isupper() and folded[a] in letters for a, _b in words[at : at + 3]) or wanted <= 0)
            ):
                break
        if (
            start is None
            or folded[start] not in letters
            or wanted > len(letters) // 2
            or text[start : found.start()].count(" ") < 1
        ):
            continue
        named = find(trie, found["short"], found["short"].lower()) or find(
            world(), found["short"], found["short"].lower()
        )
        low = folded[start : found.start()]
        if named:
            made.append((start, found.start(), named[0].named.kind, named[0].named.key))
        elif (
            re.match(
                r"(?:partido|parti|party|movimiento|mouvement|movimento|front|frente|union|alianza|alliance|alianca|coalic)",
                low,
            )
            or "party" in low
        ):
            made.append((start, found.start(), "party_ref", low))
        elif re.search(r"elec?t|elei[ct]", low) and re.match(
            r"(?:consejo|comision|tribunal|conseil|commission|conselho|comissao|national|central|independent|junta)",
            low,
        ):
            made.append((start, found.start(), "authority_ref", low))
    return made


_NO_NAMES = frozenset(
    [
        "constitucion", "constituicao", "estado", "justicia", "justica", "republica", "patria", "nacion", "nacao", "democracia", "internet",
        "df", "tv", "latina", "america", "africa", "europa", "asia", "dios", "deus", "codigo", "ley", "lei", "carta", "palacio", "plaza", "praca", "avenida", "ministerio", "defensa", "interior",
    ]
)  # fmt: skip
"""Words with a capital that name nobody who speaks."""
_MEDIA = frozenset(["twitter", "facebook", "telegram", "instagram", "youtube", "whatsapp", "tiktok", "x"])


def _inside(element: Element, made: list[Element], text: str) -> bool:
    """Whether an element is only the acronym in brackets behind another."""
    return any(
        other.end < element.start and (found := _ABBREVIATION.match(text, other.end)) is not None and found.end() > element.end
        and other.kind not in ("name", "capital", "demonym")
        and text[other.end : other.end + 2] == " (" and element.start == other.end + 2
        for other in made
        if other is not element
    )  # fmt: skip


_NOUN_ORDER = (
    "collective_ref", "authority_ref", "court_ref", "prosecutor_ref", "pollster_ref", "observer_ref", "party_ref",
    "candidate_ref", "parliament_ref", "state_head", "state_body", "spoke", "body_ref", "media_ref", "other_ref",
)  # fmt: skip


def _pieces(
    name: Element,
    text: str,
    taken: bytearray,
    take: Callable[[int, int, str, str], bool],
    lexicon: Lexicon,
    folded: str,
) -> None:
    """What is left of a run of capitals around an element: `Presidente Rebelo` minus `Presidente`."""
    left = [(match.start() + name.start, match.end() + name.start) for match in TOKEN.finditer(name.text)]
    run: list[tuple[int, int]] = []
    for start, end in [*left, (0, 0)]:
        free = end > start and not any(taken[start:end]) and folded[start:end] not in lexicon.function | lexicon.titles
        if free:
            run.append((start, end))
            continue
        while run and folded[slice(*run[-1])] in _PARTICLES:
            run.pop()
        if run:
            first, last = run[0][0], run[-1][1]
            if (
                last - first > 2
                and folded[first:last] not in _NO_NAMES
                and not re.fullmatch(r"(?:[A-ZÀ-Þ]\W*)+", text[first:last])
            ):
                take(first, last, "name", folded[first:last])
        run = []


def _given(found: Found, text: str, lexicon: Lexicon, folded: str) -> bool:
    """Whether a lone leader's surname has another person's given name before it."""
    before = re.search(r"([A-ZÀ-Þ][\w'’-]+) $", text[: found.start])
    if before is None:
        return False
    word = folded[before.start(1) : before.end(1)]
    if word in lexicon.function | lexicon.titles | lexicon.time:
        return False
    return not any(pattern.fullmatch(word) for pattern in lexicon.nouns.values()) and not any(
        entry[0] == (word,) for entry in world().get(word, ())
    )


def _surname(found: Found, text: str, wide: set[tuple[int, int]]) -> bool:
    """Whether a capital's name is part of a person's: Santiago Abascal."""
    return any(start <= found.start and end > found.end and text[found.end] == " " and start == found.start
               for start, end in wide) and not text[found.end :].startswith("'")  # fmt: skip


def _with_abbreviation(element: Element, text: str) -> Element:
    if element.kind in ("demonym",):
        return element
    found = _ABBREVIATION.match(text, element.end)
    if found is None:
        return element
    return Element(element.start, found.end(), element.kind, element.key, element.text)
