"""From elements to speakers: "Senegal's foreign minister, Mankeur Ndiaye" is one actor with a role and a country."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from scrutiny.articles.context import Context
from scrutiny.articles.elements import PERSONS, Element
from scrutiny.articles.gazetteer import find, world
from scrutiny.articles.gluing import APPOSED, BODY, HEADS, NOUNS, OF, glued, personal
from scrutiny.evidence.claim import Role

_AND = re.compile(
    r"(?:,? (?:and|y|e|et|&|ni|nor|as well as|asi como|assim como|ainsi que)|,)(?: even| hasta| incluso| ate| meme| tambien| also| de la| de l'| du| des| de| d'| of the| of)?"
    r"(?: his (?:\w+ )?counterpart| her (?:\w+ )?counterpart| su homologo| seu homologo| son homologue| the| his| her| their| its| su| sus| son| sa| ses| leur| seu| sua| el| la| le| los| las| les| o| a| os| as| mr| m\.| l')? ?$"
)
_GOVERNING = ("un", "eu")


@dataclass(frozen=True)
class Actor:
    """Somebody who may speak, as a sentence names them."""

    start: int
    end: int
    name: str
    """As printed: a person's name, else the whole phrase."""
    key: str
    """The same for the same entity: option:maduro, state:RU, person:boric, noun:mandatario."""
    role: Role
    country: str | None
    option: str = ""
    """The option, where it is one."""
    heads: frozenset[str] = frozenset()
    """Classes of the nouns in it."""
    bare: bool = False
    """Only a noun: "the foreign minister"; who that is must be found elsewhere."""
    many: bool = False
    """A collective without names."""
    place: str = ""
    """Country of a capital or state in it, also where it is no part of the role."""
    group: int = -1
    """Number of the coordination that it is part of."""
    nouns: tuple[str, ...] = ()
    side: str = ""
    """The option that a party, a running mate, a spokesman stands for."""


def actors(text: str, folded: str, found: list[Element], context: Context, english: bool) -> list[Actor]:
    """The actors of a sentence, in order."""
    made: list[Actor] = []
    at = 0
    while at < len(found):
        run = [found[at]]
        at += 1
        while at < len(found):
            gap = folded[run[-1].end : found[at].start]
            if not glued(run, found[at], gap, text[run[-1].end : found[at].start], english):
                break
            if (
                run[-1].kind in ("state_head", "demonym")
                and found[at].kind == "name"
                and OF.match(gap)
                and any(part.kind == "state_head" for part in run)
            ):
                # "ministre de la Justice": the name is that of the office.
                run.append(replace(found[at], kind="office"))
                at += 1
                continue
            run.append(found[at])
            at += 1
        actor = _actor(run, text, folded, context)
        if actor is not None:
            made.append(actor)
    return _grouped(_shared(made, found, text, folded), folded)


def _shared(made: list[Actor], found: list[Element], text: str, folded: str) -> list[Actor]:
    """Two governments named by one noun: "the Cuban and Bolivian governments", "les gouvernements cubain et bolivien"."""
    out = list(made)
    inside = {(actor.start, actor.end) for actor in made}
    joined = re.compile(r"(?: (?:and|et|y|e) |, )")
    added: list[Actor] = []
    for at, part in enumerate(found):
        if part.kind != "demonym" or any(start <= part.start and part.end <= end for start, end in inside):
            continue
        before = next(
            (a for a in out if 0 < part.start - a.end <= 5 and a.role == "state" and (a.heads or a in added)), None
        )
        after = next((a for a in out if 0 < a.start - part.end <= 5 and a.role == "state" and a.heads), None)
        mine = Actor(
            part.start, part.end, text[part.start : part.end], f"state:{part.key}", "state", part.key, place=part.key
        )
        if before is not None and found[at - 1].kind == "demonym" and joined.fullmatch(folded[before.end : part.start]):
            if before in added or re.search(r"\w+s \w+$", folded[before.start : before.end]):
                out[out.index(before)] = replace(before, name=text[found[at - 1].start : found[at - 1].end])
                out.append(mine)
                added.append(mine)
        elif after is not None and joined.fullmatch(folded[part.end : after.start]) and folded[after.end - 1] == "s":
            out[out.index(after)] = replace(after, name=after.name.split()[0])
            out.append(mine)
    return sorted(out, key=lambda actor: actor.start)


def _grouped(made: list[Actor], folded: str) -> list[Actor]:
    """Number the coordinations: "A, B and C" is one subject of three actors."""
    out: list[Actor] = []
    number = -1
    for at, actor in enumerate(made):
        group = -1
        for near in ((made[at - 1], actor) if at else None, (actor, made[at + 1]) if at + 1 < len(made) else None):
            if near is None:
                continue
            gap = folded[near[0].end : near[1].start]
            if _AND.fullmatch(gap.rstrip() + (" " if gap.endswith(" ") else "")) and _alike(near[0], near[1]):
                group = number
        before = out[-1] if out else None
        linked = before is not None and _AND.fullmatch(folded[before.end : actor.start]) and _alike(before, actor)
        paired = (
            before is not None
            and folded[: before.start].endswith(("tanto ", "tanto el ", "tanto la ", "tant ", "tanto o ", "tanto a "))
            and re.fullmatch(
                r" (?:como|quanto|que) (?:el |la |los |o |a |l'|les |le )?", folded[before.end : actor.start]
            )
        )
        if paired and before is not None:
            number += 1
            group = number
            out[-1] = replace(before, group=group)
        elif linked and before is not None and before.group >= 0:
            group = before.group
        elif (
            group >= -1
            and at + 1 < len(made)
            and _AND.fullmatch(folded[actor.end : made[at + 1].start])
            and _alike(actor, made[at + 1])
        ):
            number += 1
            group = number
        else:
            group = -1
        out.append(replace(actor, group=group))
    counted: dict[int, list[Actor]] = {}
    for actor in out:
        counted.setdefault(actor.group, []).append(actor)
    loose = {
        group for group, members in counted.items()
        if group >= 0 and (
            not _AND_MORE.match(folded[members[-1].end :]) or len(members) < 2
        ) and (
            len(members) < 2 or not _closed(members, folded)
            or (len(members) == 2 and folded[members[0].end :].startswith(", "))
        )
    }  # fmt: skip
    return [replace(actor, group=-1) if actor.group in loose else actor for actor in out]


_AND_MORE = re.compile(
    r",? (?:and|et|y|e) (?:half|much|most|part|others|other|several|some|many|la plupart|une partie|d'autres|otros|outros|la mayoria|parte)\b"
)
"""What ends a list without a name of its own."""


def _closed(members: list[Actor], folded: str) -> bool:
    """Whether a list ends in "and": "A, B" alone may be a name and its explanation."""
    gap = folded[members[-2].end : members[-1].start]
    return bool(re.search(r"\b(?:and|y|e|et|ni|nor|well|como|quanto|que)\b|&", gap)) or len(members) > 2


_STATELIKE = frozenset(("state", "organisation", "observer_mission", "party"))


def _alike(one: Actor, two: Actor) -> bool:
    if one.bare and two.bare and not (one.many or two.many):
        return one.role == two.role
    if one.key == two.key:
        return False
    return one.role == two.role or (one.role in _STATELIKE and two.role in _STATELIKE) or "other" in (one.role, two.role) \
        or {one.role, two.role} <= {"candidate", "party", "state"}  # fmt: skip


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
    return before is not None and before.kind in HEADS and bool(OF.match(gap))


def _actor(run: list[Element], text: str, folded: str, context: Context) -> Actor | None:
    kinds = [part.kind for part in run]
    persons = [part for part in run if part.kind in PERSONS and not _owned(part, run, text)]
    nouns = [part for part in run if part.kind in NOUNS]
    start, end = run[0].start, run[-1].end
    place = next((part.key for part in run if part.kind in ("state", "demonym", "capital")), "")
    if not place:
        # An adjective within a noun: ministre polonais des Affaires étrangères.
        inner = [found.named.key for part in run if part.kind in ("state_head", "state_body") for found in find(world(), part.key, part.key)
                 if found.named.kind == "demonym"]  # fmt: skip
        place = inner[0] if inner else ""
    heads = frozenset(kinds) & NOUNS
    if kinds == ["demonym"] and (not text[start].isupper() or True):
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
    if role == "candidate" and place and place != context.country and not owner:
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
            and not BODY.search(folded[part.start : part.end])
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
        and any(map(personal, nouns))
    ):
        own = run[-1]
    if own is not None and not (own.kind == "party" and heads & {"other_ref"}):
        option = own.key if own.kind == "party" else ""
        return Actor(start, end, _printed(text, start, end, own, run), f"{own.kind}:{own.key}", role, country, "", heads,
                     place=place, nouns=noun_texts) if not option else Actor(
            start, end, own.text if kinds[0] == "party" or any(map(personal, nouns)) else text[start:end],
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
    heads = frozenset(part.kind for part in run) & NOUNS
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


def _printed(text: str, start: int, end: int, own: Element, run: list[Element]) -> str:
    return (
        own.text
        if run[0] is own
        or (
            own.kind in ("organisation", "authority", "court")
            and run[-1] is own
            and APPOSED.match(text[run[-2].end : own.start].lower())
        )
        else re.sub(r" \([^()]*\)$", "", text[start:end])
    )


def _role(run: list[Element], person: Element | None, place: str, context: Context) -> Role:
    kinds = {part.kind for part in run}
    first = next((part.kind for part in run if part.kind in NOUNS), "")
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
        inner = next((part.kind for part in run if part.kind in NOUNS and part.kind != "spoke"), "")
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
