"""From elements to speakers: "Senegal's foreign minister, Mankeur Ndiaye" is one actor with a role and a country."""

from __future__ import annotations

import re
from dataclasses import replace

from scrutiny.articles.actor import Actor
from scrutiny.articles.context import Context
from scrutiny.articles.elements import PERSONS, Element
from scrutiny.articles.gazetteer import find, world
from scrutiny.articles.joining import grouped, shared
from scrutiny.evidence.claim import Role

_NOUNS = frozenset(
    [
        "collective_ref",
        "authority_ref",
        "court_ref",
        "prosecutor_ref",
        "pollster_ref",
        "observer_ref",
        "party_ref",
        "candidate_ref",
        "parliament_ref",
        "state_head",
        "state_body",
        "spoke",
        "media_ref",
        "other_ref",
        "body_ref",
    ]
)
_HEADS = _NOUNS | {"party", "authority", "court", "organisation", "observer_mission"}
_SINGULAR = frozenset(
    [
        "state_head",
        "spoke",
        "candidate_ref",
        "party_ref",
        "court_ref",
        "prosecutor_ref",
        "parliament_ref",
        "authority_ref",
    ]
)
_OF = re.compile(
    r" (?:of|for|of an|of the|for the|from the|from|at the|by|to the|de|del|de la|de los|de las|de l'|du|des|d'|do|da|dos|das|"
    r"d'un|d'une|de su|de sus|de un|de una|of a|pour|para|en|in|a|de el) ?$"
)
_APPOSED = re.compile(
    r",? (?:the|its|his|her|their|a|an|el|la|los|su|le|son|sa|leur|o|seu|sua|l'|un|une|um|uma|me|maitre) ?(?:(?:actual|current|"
    r"former|new|long-time|veteran|actuel|ancien|antiguo|atual|antigo|ex-) ?)?$|, $|,? (?:mr|mrs|ms|m\.|mme|dr|don|dona|"
    r"dr\.|general|me|imam|dom) $"
)
_QUALIFIED = re.compile(
    r"(?: (?!que\b|qui\b|quien\b|quem\b|y\b|e\b|et\b|o\b|ou\b|no\b|nao\b|se\b)[\w'-]+){0,5}, (?:el |la |le |o |a |l')?(?:[\w-]+ )?"
)
"""The rest of an office before the name: "el presidente interino, X", "a presidente da comissão de honra, X"."""
_WHAT_FOR = re.compile(
    r" (?:foreign |security |human rights |electoral |election |observer |observation |legal |campaign |national )?"
    r"(?:diplomacy|policy|delegation|mission|operations|affairs|campaign|team|department|division|wing|bureau|office|"
    r"committee|council|directorate|network|coalition|alliance|programme|program|service|legislature|bench), "
)
"""The same in English: "the head of EU diplomacy, X"."""
_SAME_OFFICE = re.compile(
    r"(?:^|\W)(?:(?:o|a|os|as) d[aoe]s?|(?:el|la) de(?: la| los)?|celui d[eu]s?(?: la)?|celle d[eu]s?(?: la)?|that of(?: the)?) $"
)
"""The same office of another state: "o presidente da França, X, e o do Canadá, Y"."""
_OWNED = re.compile(
    r"'s? (?:(?!\w+(?:ed|s|ing)\b|\w+ly\b|(?:on|in|at|of|to|by|for|and|or|has|had|will|would|who|that|this|as|with|from|but|then|told|said|won|lost|also|not)\b)[a-z][a-z-]+,? ){1,3}"
)
"""A possessive with an adjective: "Hungary's nationalist prime minister"."""
_TITLE_GAP = re.compile(r" (?:mr\.?|mrs\.?|ms\.?|m\.|mme|dr\.?|don|dona|general|gen\.|me|sr\.|senor|dom)? ?$")


_PERSONAL = re.compile(
    r"leader|lider|dirig|jef|chef|chief|porta|porte|spokes|vocer|abogad|advogad|avocat|lawyer|founder|chair|fonte|figure|deputad|diputad|agent|"
    r"manager|directeur|mate|candidat|president|judge|juez|juiz|justice|magistra|general|fiscal|procur|prosecut|rector|commissioner|boss|speaker|"
    r"rival|advers|incumbent|sortant|mandat|opposant|opositor|colist|official|funcionario|ministro relator|head"
)


_ONE_PERSON = re.compile(
    r"(?:ex[- ]?)?(?:alcald(?:e|esa)|prefect[oa]|prefeit[oa]|gobernador[a]?|governador[a]?|senador[a]?|diputad[oa]|deputad[oa]|concejal[a]?|vereador[a]?|arzobispo|obispo|arcebispo|bispo|cardenal|cardeal|"
    r"analista|politolog[oa]|economista|jurista|historiador[a]?|activista|ativista|periodista|jornalista|juez[a]?|juiza?|congresista|eurodiputad[oa]|eurodeputad[oa])$"
)
"""Offices that belong to one person at a time."""


def _personal(part: Element) -> bool:
    """Whether a noun stands for one person, not for a body."""
    if part.kind in ("state_head", "spoke", "candidate_ref"):
        return True
    if part.kind == "other_ref":
        return bool(_ONE_PERSON.match(part.key))
    return part.kind in _SINGULAR and bool(_PERSONAL.search(part.key)) and not re.search(r"leaders|lideres", part.key)


def _glued(run: list[Element], following: Element, gap: str, text_gap: str, english: bool, before: str) -> bool:
    last = run[-1]
    if not english and (initials := re.search(r"(?:[A-ZÀ-Þ]\.[ -]?)+$", text_gap)):
        gap, text_gap = gap[: initials.start()], text_gap[: initials.start()]
    has_person = any(
        part.kind in PERSONS and not (part.kind == "option" and len(run) > 1 and part is not last) for part in run
    )
    if re.search(r"[.;:!?«»\"“”()—–]", gap):
        return False
    if gap in (" ", "") or _TITLE_GAP.match(gap):
        if last.kind in PERSONS:
            return (
                gap == " " and last.kind == "name" and (following.kind == "name" or _modifies(run, following, english))
            )
        if last.kind in ("state", "capital"):
            return english and following.kind in _NOUNS | {"leader", "name"} and gap == " " and following.kind != "collective_ref" \
                and (following.kind in _NOUNS)  # fmt: skip
        if last.kind == "demonym":
            return following.kind in _NOUNS | set(PERSONS)
        if last.kind == "media_ref" and following.kind == "option":
            return False
        if last.kind in _HEADS:
            if following.kind == "pollster":
                return last.kind == "pollster_ref"
            if following.kind == "party":
                return _personal(last) or english or last.kind == "party_ref"
            if following.kind in ("authority", "court") and _personal(last):
                # The case names the person who speaks for the body: IEBC chairman Wafula Chebukati.
                return " " in following.text and not _BODY.search(following.text.lower())
            return (
                following.kind in {"demonym", *PERSONS, *_NOUNS, "organisation"} and following.kind != "collective_ref"
            )
        return False
    plain = re.sub(r"\bpro-[A-Z]|\banti-[A-Z]", "pro-x", text_gap)
    if gap in ("'s ", "' ") or (english and _OWNED.fullmatch(gap) and plain.lower() == plain):
        if last.kind == "pollster" and following.kind == "pollster_ref":
            return True
        owned = gap not in ("'s ", "' ")
        return following.kind in _NOUNS | set(PERSONS) | {"party", "authority", "court"} and not (
            owned and following.kind in ("pollster_ref", "media_ref", "collective_ref", "body_ref")
        )
    if _OF.match(gap):
        if has_person and (english or last.kind not in _NOUNS):
            return False
        if " by" in gap:
            return last.kind == "pollster_ref" and following.kind in ("name", "organisation", "media_ref", "pollster")
        if gap.strip() in ("in", "en", "a", "at the"):
            return last.kind == "state_body" and following.kind in ("capital", "state", "name")
        if last.kind == "demonym" and len(run) > 1:
            last = run[-2]
        if following.kind == "name":
            if last.kind == "other_ref":
                return _personal(last)
            return last.kind in ("pollster_ref", "party_ref", "observer_ref", "spoke", "party", "authority_ref") or (
                last.kind == "state_head" and gap.strip() not in ("para", "for", "pour"))  # fmt: skip
        if last.kind == "pollster_ref":
            return following.kind == "pollster"
        if last.kind == "state_body" and following.kind == "leader":
            return True
        return last.kind in _HEADS and following.kind in (
            _NOUNS | {"state", "capital", "organisation", "observer_mission", "authority", "court", "party", "option", "demonym"}
        ) and following.kind != "collective_ref"  # fmt: skip
    if (
        following.kind in PERSONS
        and not has_person
        and any(map(_personal, run))
        and (_WHAT_FOR if english else _QUALIFIED).fullmatch(gap)
        and text_gap.lower() == text_gap
    ):
        return True
    if gap == ", " and last.kind in ("state", "capital") and len(run) == 1 and following.kind in PERSONS and (
        _SAME_OFFICE.search(before)
    ):  # fmt: skip
        return True
    if _APPOSED.match(gap):
        headed = any(part.kind in _NOUNS for part in run)
        only_bodies = not any(_personal(part) for part in run)
        if following.kind in PERSONS or following.kind in ("party", "authority", "court", "organisation"):
            if following.kind == "organisation" and " " not in following.text:
                return False
            return headed and not has_person and not only_bodies
        if has_person and _personal(following) and gap.startswith(","):
            return last.kind in ("name", "leader") and not headed
        return False
    return False


def _modifies(run: list[Element], following: Element, english: bool) -> bool:
    """Whether a word with a capital only tells which body or office is meant: "Baltic countries", "Azimio lawyers"."""
    return (
        english
        and following.kind in _NOUNS
        and following.kind not in ("collective_ref", "media_ref")
        and " " not in run[-1].text
        and not any(part.kind in _NOUNS for part in run)
    )


def actors(text: str, folded: str, found: list[Element], context: Context, english: bool) -> list[Actor]:
    """The actors of a sentence, in order."""
    made: list[Actor] = []
    at = 0
    while at < len(found):
        run = [found[at]]
        at += 1
        while at < len(found):
            gap = folded[run[-1].end : found[at].start]
            if not _glued(run, found[at], gap, text[run[-1].end : found[at].start], english, folded[: run[0].start]):
                break
            if (
                run[-1].kind in ("state_head", "demonym", "other_ref")
                and found[at].kind == "name"
                and _OF.match(gap)
                and any(part.kind == "state_head" or (part.kind == "other_ref" and _personal(part)) for part in run)
            ):
                # "ministre de la Justice": the name is that of the office.
                run.append(replace(found[at], kind="office"))
                at += 1
                continue
            if gap == " " and run[-1].kind == "name" and found[at].kind in _NOUNS:
                run[-1] = replace(run[-1], kind="office")
            run.append(found[at])
            at += 1
        actor = _actor(run, text, folded, context)
        if actor is not None:
            made.append(actor)
    return grouped(shared(made, found, text, folded), folded)


_BY_NOUN: dict[str, Role] = {
    "authority_ref": "authority",
    "court_ref": "court",
    "prosecutor_ref": "prosecutor",
    "parliament_ref": "parliament",
    "observer_ref": "observer_mission",
    "pollster_ref": "pollster",
    "party_ref": "party",
    "candidate_ref": "candidate",
    "media_ref": "media",
    "other_ref": "other",
    "collective_ref": "state",
    "state_head": "state",
    "body_ref": "organisation",
    "state_body": "state",
}
_HOME = frozenset(("authority", "court", "prosecutor", "party", "candidate", "parliament"))


def _owned(part: Element, run: list[Element], text: str) -> bool:
    """Whether an option only owns what follows: Odinga's running mate; son of."""
    at = run.index(part)
    following = run[at + 1] if at + 1 < len(run) else None
    if following is not None and text[part.end : following.start].strip() in ("'s", "’s", "'", "’"):
        return True
    before = run[at - 1] if at else None
    gap = (
        re.sub(r"(?:m\.|mr\.?|mme|mrs\.?|dr\.?) ?$", "", text[before.end : part.start].lower())
        if before is not None
        else ""
    )
    return before is not None and before.kind in _HEADS and bool(_OF.match(gap))


def _place(run: list[Element], context: Context) -> str:
    """The state that the parts of a name tell."""
    place = next((part.key for part in run if part.kind in ("state", "demonym", "capital")), "")
    if not place:
        # An adjective within a noun: ministre polonais des Affaires étrangères.
        inner = [found.named.key for part in run if part.kind in ("state_head", "state_body") for found in find(world(), part.key, part.key)
                 if found.named.kind == "demonym"]  # fmt: skip
        place = inner[0] if inner else ""
    if not place and any(part.kind == "state_body" for part in run):
        # "El Gobierno de Boric" is that of his country.
        place = next((part.key for part in run if part.kind == "leader"), "")
    if place in ("CD", "CG") and any(part.kind == "demonym" and part.key == place for part in run):
        # Two Congos share one adjective: the contest's own, or that of a leader who is known, else none.
        leader = next((part.key for part in run if part.kind == "leader"), "")
        place = context.country if context.country in ("CD", "CG") else leader
    return place


_COMMISSIONER = re.compile(
    r"(?:high )?commissioner$|alt[oa] comisionad[oa]$|alt[oa] comissari[oa]$|haut[e]?[- ]commissaire$"
)
"""Another country's commissioner is its envoy: "Canada's High Commissioner, N" is none of the election's own."""


def _actor(run: list[Element], text: str, folded: str, context: Context) -> Actor | None:
    kinds = [part.kind for part in run]
    persons = [part for part in run if part.kind in PERSONS and not _owned(part, run, text)]
    nouns = [part for part in run if part.kind in _NOUNS]
    start, end = run[0].start, run[-1].end
    place = _place(run, context)
    heads = frozenset(kinds) & _NOUNS
    if kinds == ["demonym"]:
        return None
    person = persons[-1] if persons else None
    role = _role(run, person, place, context)
    owner = next((part.key for part in run if part.kind == "option" and part not in persons), "")
    side = owner if role in ("party", "candidate", "other") else ""
    noun_texts = tuple(part.key for part in nouns)
    if person is not None and person.kind == "option":
        return Actor(start, end, person.text, f"option:{person.key}", "candidate", context.country, person.key, heads,
                     nouns=noun_texts)  # fmt: skip
    country: str | None = None
    abroad = bool(place) and place != context.country
    envoy = role == "authority" and person is not None and any(map(_COMMISSIONER.match, noun_texts))
    if abroad and (envoy or (role == "candidate" and not owner)):
        role = "state"
    if role == "state":
        country = place or (person.key if person is not None and person.kind == "leader" else "") or None
    elif role == "parliament" and not place and person is None and any(part.kind == "name" for part in run):
        country = None
    elif role in _HOME:
        country = (
            place if place and role in ("party", "candidate", "parliament", "court", "prosecutor") else context.country
        )
    if person is not None and person.kind == "leader":
        if role in {"other", "state"}:
            role, country = "state", place or person.key
            if person.key == context.country and not heads:
                role = "other"
        elif role == "candidate" and person.key != context.country:
            role, country = "state", place or person.key
        if country is None and role not in ("organisation", "observer_mission"):
            country = person.key
    if person is not None:
        surname = folded[person.start : person.end].rsplit(maxsplit=1)[-1]
        return Actor(start, end, person.text, f"person:{surname}", role, country, "", heads, place=place,
                     nouns=noun_texts, side=side)  # fmt: skip
    company = next((part for part in run if part.kind == "pollster"), None)
    if company is not None:
        return Actor(start, end, company.text, f"pollster:{company.text}", "pollster", None, "", heads)
    human = next(
        (
            part
            for part in reversed(run)
            if part.kind in ("authority", "court")
            and " " in part.text
            and not _BODY.search(folded[part.start : part.end])
        ),
        None,
    )
    if human is not None and len(run) > 1:
        return Actor(
            start, end, human.text, f"{human.kind}:{human.key}", role, country, "", heads, place=place, nouns=noun_texts
        )
    own = next(
        (part for part in run if part.kind in ("party", "authority", "court", "organisation", "observer_mission")), None
    )
    if (
        own is not None
        and run[-1].kind == own.kind == "organisation"
        and " " in run[-1].text
        and any(map(_personal, nouns))
    ):
        own = run[-1]
    if own is not None and not (own.kind == "party" and heads & {"other_ref"}):
        option = own.key if own.kind == "party" else ""
        return Actor(start, end, _printed(text, start, end, own, run), f"{own.kind}:{own.key}", role, country, "", heads,
                     place=place, nouns=noun_texts) if not option else Actor(
            start, end, own.text if kinds[0] == "party" or any(map(_personal, nouns)) else text[start:end],
            f"party:{own.text.lower()}", role,
            context.country, "", heads, place=option, nouns=noun_texts)  # fmt: skip
    if nouns:
        return _by_nouns(run, nouns, text, folded, context, role, country, place, side)
    if kinds[0] in ("state", "capital"):
        return Actor(start, end, run[0].text, f"state:{run[0].key}", "state", run[0].key, "", heads, place=run[0].key)
    if kinds[0] == "option" or "option" in kinds:
        part = next(part for part in run if part.kind == "option")
        return Actor(start, end, part.text, f"option:{part.key}", "candidate", context.country, part.key, heads)
    return None


def _by_nouns(
    run: list[Element], nouns: list[Element], text: str, folded: str, context: Context, role: Role, country: str | None,
    place: str, side: str,
) -> Actor:  # fmt: skip
    """An actor who is named by an office only."""
    start, end = run[0].start, run[-1].end
    heads = frozenset(part.kind for part in run) & _NOUNS
    noun_texts = tuple(part.key for part in nouns)
    many = "collective_ref" in heads
    if role == "state" and not place and "state_body" in heads and any(part.kind == "option" for part in run):
        return Actor(start, end, text[start:end], f"noun:{folded[start:end]}", "state", context.country, "", heads)
    if side:
        return Actor(
            start,
            end,
            text[start:end],
            f"noun:{folded[start:end]}",
            role,
            context.country,
            "",
            heads,
            nouns=noun_texts,
            side=side,
        )
    named = bool(place) and role == "state"
    return Actor(start, end, text[start:end], f"state:{country}" if named and country else f"noun:{nouns[0].key}", role,
                 country, "", heads, bare=not named and not many, many=many, place=place, nouns=noun_texts)  # fmt: skip


_BODY = re.compile(
    r"elec|elei|consej|commiss|comis|tribunal|council|consei|conselh|cour|cort|suprem|board|junta|plurinac"
)


def _printed(text: str, start: int, end: int, own: Element, run: list[Element]) -> str:
    return (
        own.text
        if run[0] is own
        or (
            own.kind in ("organisation", "authority", "court")
            and run[-1] is own
            and _APPOSED.match(text[run[-2].end : own.start].lower())
        )
        else re.sub(r" \([^()]*\)$", "", text[start:end])
    )


def _role(run: list[Element], person: Element | None, place: str, context: Context) -> Role:
    kinds = {part.kind for part in run}
    first = next((part.kind for part in run if part.kind in _NOUNS), "")
    if "observer_ref" in kinds or "observer_mission" in kinds:
        return "observer_mission"
    if "authority" in kinds or "authority_ref" in kinds:
        return "authority"
    if "court" in kinds or first == "court_ref":
        noun = next((part.key for part in run if part.kind == "court_ref"), "")
        counting = any("tribunal" in name.lower() for name in context.authority)
        if (
            counting
            and "court" not in kinds
            and re.search(r"tribunal|magistrad", noun)
            and not re.search(r"suprem|constit|corte", noun)
        ):
            return "authority"
        return "court"
    if "prosecutor_ref" in kinds:
        return "prosecutor"
    if "pollster_ref" in kinds or "pollster" in kinds:
        return "pollster"
    if "organisation" in kinds:
        return "organisation"
    if "parliament_ref" in kinds:
        return "parliament"
    if "party" in kinds or "party_ref" in kinds:
        return "party"
    if first == "spoke":
        owner = next((part for part in run if part.kind == "option"), None)
        inner = next((part.kind for part in run if part.kind in _NOUNS and part.kind != "spoke"), "")
        if inner:
            return _BY_NOUN[inner]
        if owner is not None:
            return "party"
        return "state" if place else "other"
    if first == "state_head" and any("europ" in part.key or "comunitari" in part.key for part in run):
        return "organisation"
    if (
        first == "state_head"
        and person is not None
        and person.kind == "leader"
        and person.key == context.country
        and not place
    ):
        return "state"
    if first:
        return _BY_NOUN.get(first, "other")
    if person is not None:
        return "state" if person.kind == "leader" or place else "other"
    return "state" if place else "other"
