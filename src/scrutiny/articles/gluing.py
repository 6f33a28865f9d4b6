"""Which elements belong to one name: "Senegal's foreign minister, Mankeur Ndiaye"."""

from __future__ import annotations

import re

from scrutiny.articles.elements import PERSONS, Element

NOUNS = frozenset(
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
HEADS = NOUNS | {"party", "authority", "court", "organisation", "observer_mission"}
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
OF = re.compile(
    r" (?:of|for|of an|of the|for the|from the|from|at the|by|to the|de|del|de la|de los|de las|de l'|du|des|d'|do|da|dos|das|"
    r"d'un|d'une|de su|de sus|de un|de una|of a|pour|para|en|in|a|de el) ?$"
)
APPOSED = re.compile(
    r",? (?:the|its|his|her|their|a|an|el|la|los|su|le|son|sa|leur|o|seu|sua|l'|un|une|um|uma|me|maitre) ?(?:(?:actual|current|"
    r"former|new|long-time|veteran|actuel|ancien|antiguo|atual|antigo|ex-) ?)?$|, $|,? (?:mr|mrs|ms|m\.|mme|dr|don|dona|"
    r"dr\.|general|me|imam|dom) $"
)
_QUALIFIED = re.compile(
    r"(?: (?!que\b|qui\b|quien\b|quem\b|y\b|e\b|et\b|o\b|ou\b|no\b|nao\b|se\b)[\w'-]+){0,5}, (?:el |la |le |o |a |l')?(?:[\w-]+ )?"
)
"""The rest of an office before the name: "el presidente interino, X", "a presidente da comissão de honra, X"."""
_TITLE_GAP = re.compile(r" (?:mr\.?|mrs\.?|ms\.?|m\.|mme|dr\.?|don|dona|general|gen\.|me|sr\.|senor|dom)? ?$")
BODY = re.compile(
    r"elec|elei|consej|commiss|comis|tribunal|council|consei|conselh|cour|cort|suprem|board|junta|plurinac"
)


_PERSONAL = re.compile(
    r"leader|lider|dirig|jef|chef|chief|porta|porte|spokes|vocer|abogad|advogad|avocat|lawyer|founder|chair|fonte|figure|deputad|diputad|agent|"
    r"manager|directeur|mate|candidat|president|judge|juez|juiz|justice|magistra|general|fiscal|procur|prosecut|rector|commissioner|boss|speaker|"
    r"rival|advers|incumbent|sortant|mandat|opposant|opositor|colist|official|funcionario|ministro relator|head"
)


def personal(part: Element) -> bool:
    """Whether a noun stands for one person, not for a body."""
    if part.kind in ("state_head", "spoke", "candidate_ref"):
        return True
    return part.kind in _SINGULAR and bool(_PERSONAL.search(part.key)) and not re.search(r"leaders|lideres", part.key)


def glued(run: list[Element], following: Element, gap: str, text_gap: str, english: bool) -> bool:
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
            return last.kind == "name" and following.kind in ("name",) and gap == " "
        if last.kind in ("state", "capital"):
            return english and following.kind in NOUNS | {"leader", "name"} and gap == " " and following.kind != "collective_ref" \
                and (following.kind in NOUNS)  # fmt: skip
        if last.kind == "demonym":
            return following.kind in NOUNS | set(PERSONS)
        if last.kind in HEADS:
            if following.kind == "pollster":
                return last.kind == "pollster_ref"
            if following.kind == "party":
                return personal(last) or english or last.kind == "party_ref"
            if following.kind in ("authority", "court") and personal(last):
                # The case names the person who speaks for the body: IEBC chairman Wafula Chebukati.
                return " " in following.text and not BODY.search(following.text.lower())
            return (
                following.kind in {"demonym", *PERSONS, *NOUNS, "organisation"} and following.kind != "collective_ref"
            )
        return False
    if gap in ("'s ", "' ", "'s former ", "'s outgoing "):
        return following.kind in NOUNS | set(PERSONS) | {"party", "authority", "court"}
    if OF.match(gap):
        if has_person and (english or last.kind not in NOUNS):
            return False
        if " by" in gap:
            return last.kind == "pollster_ref" and following.kind in ("name", "organisation", "media_ref", "pollster")
        if gap.strip() in ("in", "en", "a", "at the"):
            return last.kind == "state_body" and following.kind in ("capital", "state", "name")
        if last.kind == "demonym" and len(run) > 1:
            last = run[-2]
        if following.kind == "name":
            return last.kind in ("pollster_ref", "party_ref", "observer_ref", "spoke", "party", "authority_ref") or (
                last.kind == "state_head" and gap.strip() not in ("para", "for", "pour"))  # fmt: skip
        if last.kind == "pollster_ref":
            return following.kind == "pollster"
        if last.kind == "state_body" and following.kind == "leader":
            return True
        return last.kind in HEADS and following.kind in (
            NOUNS | {"state", "capital", "organisation", "observer_mission", "authority", "court", "party", "option", "demonym"}
        ) and following.kind != "collective_ref"  # fmt: skip
    if (
        following.kind in PERSONS
        and not has_person
        and not english
        and any(map(personal, run))
        and _QUALIFIED.fullmatch(gap)
        and text_gap.lower() == text_gap
    ):
        return True
    if APPOSED.match(gap):
        headed = any(part.kind in NOUNS for part in run)
        only_bodies = not any(personal(part) for part in run)
        if following.kind in PERSONS or following.kind in ("party", "authority", "court", "organisation"):
            if following.kind == "organisation" and " " not in following.text:
                return False
            return headed and not has_person and not only_bodies
        if has_person and personal(following) and gap.startswith(","):
            return last.kind in ("name", "leader") and not headed
        return False
    return False
