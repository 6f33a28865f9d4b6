"""Actors that are named together: "A, B and C", "the Cuban and Bolivian governments"."""

from __future__ import annotations

import re
from dataclasses import replace

from scrutiny.articles.actor import Actor
from scrutiny.articles.elements import Element

_AND = re.compile(
    r"(?:,? (?:and|y|e|et|&|ni|nor|as well as|asi como|assim como|ainsi que)|,(?: including| among them| incluid[oa]s?|"
    r" entre ellos| entre ellas| incluindo| entre eles| entre elas| notamment| dont| parmi lesquels)?)(?: even| hasta| incluso| ate| meme| tambien| also| de la| de l'| du| des| de| d'| of the| of)?"
    r"(?: his (?:\w+ )?counterpart| her (?:\w+ )?counterpart| su homologo| seu homologo| son homologue| the| his| her| their| its| su| sus| son| sa| ses| leur| seu| sua| el| la| le| los| las| les| o| a| os| as| mr| m\.| l')?"
    r"(?: (?:leaders|presidents|heads of state|governments|lideres|presidentes|mandatarios|gobiernos|governos|dirigeants|chefs d'etat) (?:of|from|de|des|do|da|dos) ?(?:the |los |las |les )?)?(?: d[aoe]s?| del| de la| du| de l')? ?$"
)


def shared(made: list[Actor], found: list[Element], text: str, folded: str) -> list[Actor]:
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


def grouped(made: list[Actor], folded: str) -> list[Actor]:
    """Number the coordinations: "A, B and C" is one subject of three actors."""
    out: list[Actor] = []
    number = -1
    made = _without_places(made, folded)
    for at, actor in enumerate(made):
        group = -1
        for near in ((made[at - 1], actor) if at else None, (actor, made[at + 1]) if at + 1 < len(made) else None):
            if near is None:
                continue
            gap = folded[near[0].end : near[1].start]
            if _AND.fullmatch(gap.rstrip() + (" " if gap.endswith(" ") else "")) and _alike(near[0], near[1]):
                group = number
        before = out[-1] if out else None
        linked = (
            before is not None
            and (_AND.fullmatch(folded[before.end : actor.start]) or _offices(before, actor, folded))
            and _alike(before, actor)
        )
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
            and (_AND.fullmatch(folded[actor.end : made[at + 1].start]) or _offices(actor, made[at + 1], folded))
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
            or (
                len(members) == 2
                and folded[members[0].end :].startswith(", ")
                and not (folded[members[0].end :].startswith((", y ", ", e ")) and _PLURAL.match(folded[members[1].end :]))
            )
        )
    }  # fmt: skip
    return [replace(actor, group=-1) if actor.group in loose else actor for actor in out]


_OFFICE = re.compile(r", (?:y|e) (?:el|la|o|a|su|seu|sua) (?:[^,;.]{3,60}, ?|(?:[a-zç]+ ){1,3})$")
"""An office before the second of two people: "Arthur Lira, y el gobernador electo de São Paulo, Tarcísio de Freitas"."""
_PLURAL = re.compile(
    r"(?:,[^,;.]{3,60},)? (?:(?:se|lo|la|le|les|los|las|no|nao|ya|ja|tambien|tambem|han|habian|tinham|haviam) )*\w+(?:aron|ieron|aban|ian|aram|eram|iram|avam|iam|an|en|am|em|ado|ido)\b"
)
"""A verb of several, behind "A, y B"."""
_AND_MORE = re.compile(
    r",? (?:and|et|y|e) (?:half|much|most|part|others|other|several|some|many|la plupart|une partie|d'autres|otros|outros|la mayoria|parte)\b"
)


"""What ends a list without a name of its own."""


def _without_places(made: list[Actor], folded: str) -> list[Actor]:
    """The actors without what is named only in an office between two people: "y el de la Cámara, Arthur Lira"."""
    kept = list(made)
    for one in made:
        at = kept.index(one) if one in kept else -1
        for two in kept[at + 2 : at + 4] if at >= 0 else []:
            if _offices(one, two, folded):
                del kept[at + 1 : kept.index(two)]
                break
    return kept


def _offices(one: Actor, two: Actor, folded: str) -> bool:
    """Whether two people are joined with their offices and do something together."""
    return (
        one.key.startswith(("person:", "option:"))
        and two.key.startswith(("person:", "option:"))
        and bool(_OFFICE.search(folded[one.end : two.start]))
        and not re.search(r"[;.:]", folded[one.end : two.start])
        and len(folded[one.end : two.start]) < 110
        and bool(_PLURAL.match(folded[two.end :]))
    )


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
