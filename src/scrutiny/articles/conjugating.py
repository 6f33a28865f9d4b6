"""The forms of a verb, without accents: a wording names the verb, not the twenty forms that the press prints.

In the files of words `{reject}` stands for every form of a verb that tells what is done, `{reject:p}` for its past participle only.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

_PLACE = re.compile(r"\{([a-z][a-z -]*)(?::([a-z]))?\}")

_IRREGULAR_EN = {
    "be": ("was|were", "been"), "beat": ("beat", "beaten"), "become": ("became", "become"), "begin": ("began", "begun"),
    "bring": ("brought", "brought"), "break": ("broke", "broken"), "cast": ("cast", "cast"), "come": ("came", "come"), "cry": ("cried", "cried"),
    "draw": ("drew", "drawn"), "find": ("found", "found"), "get": ("got", "gotten|got"), "give": ("gave", "given"), "go": ("went", "gone"),
    "hand": ("handed", "handed"), "hold": ("held", "held"), "keep": ("kept", "kept"), "lead": ("led", "led"), "make": ("made", "made"),
    "overthrow": ("overthrew", "overthrown"), "put": ("put", "put"), "rule": ("ruled", "ruled"), "say": ("said", "said"),
    "see": ("saw", "seen"), "seek": ("sought", "sought"), "send": ("sent", "sent"), "set": ("set", "set"), "show": ("showed", "shown"),
    "speak": ("spoke", "spoken"), "stand": ("stood", "stood"), "steal": ("stole", "stolen"), "strike": ("struck", "struck"),
    "take": ("took", "taken"), "tell": ("told", "told"), "think": ("thought", "thought"), "throw": ("threw", "thrown"),
    "uphold": ("upheld", "upheld"), "win": ("won", "won"), "withdraw": ("withdrew", "withdrawn"), "withhold": ("withheld", "withheld"),
    "write": ("wrote", "written"), "swear": ("swore", "sworn"), "sweep": ("swept", "swept"), "fall": ("fell", "fallen"),
    "cut": ("cut", "cut"), "freeze": ("froze", "frozen"), "refer": ("referred", "referred"), "admit": ("admitted", "admitted"),
    "permit": ("permitted", "permitted"), "expel": ("expelled", "expelled"), "rig": ("rigged", "rigged"), "annul": ("annulled", "annulled"),
    "tamper": ("tampered", "tampered"), "regret": ("regretted", "regretted"), "grab": ("grabbed", "grabbed"), "forgive": ("forgave", "forgiven"),
    "bid": ("bid", "bid"), "let": ("let", "let"), "mislead": ("misled", "misled"), "forecast": ("forecast", "forecast"),
    "meet": ("met", "met"), "stop": ("stopped", "stopped"), "plan": ("planned", "planned"), "shut": ("shut", "shut"), "pay": ("paid", "paid"),
    "call": ("called", "called"), "label": ("labelled|labeled", "labelled|labeled"), "cancel": ("cancelled|canceled", "cancelled|canceled"),
    "overcome": ("overcame", "overcome"), "undo": ("undid", "undone"), "renege": ("reneged", "reneged"), "leave": ("left", "left"), "eat": ("ate", "eaten"), "ring": ("rang", "rung"),
    "sit": ("sat", "sat"), "lend": ("lent", "lent"), "foresee": ("foresaw", "foreseen"), "do": ("did", "done"), "hit": ("hit", "hit"), "rise": ("rose", "risen"),
}  # fmt: skip


def english(verb: str) -> dict[str, str]:
    """Forms of an English verb, which may have words behind it (throw out): all, past participle, gerund.

    Examples
    --------
    >>> english("throw out")["p"], english("deny")["a"]
    ('thrown out', 'deny|denies|denied|denying')
    """
    base, _space, rest = verb.partition(" ")
    rest = f" {rest}" if rest else ""
    if base.endswith("y") and base[-2] not in "aeou":
        third, past, gerund = base[:-1] + "ies", base[:-1] + "ied", base + "ing"
    elif base.endswith(("s", "sh", "ch", "x", "z", "o")):
        third, past, gerund = base + "es", base + "ed", base + "ing"
    elif base.endswith("ee"):
        third, past, gerund = base + "s", base + "d", base + "ing"
    elif base.endswith("e"):
        third, past, gerund = base + "s", base + "d", base[:-1] + "ing"
    else:
        third, past, gerund = base + "s", base + "ed", base + "ing"
    simple, participle = _IRREGULAR_EN.get(base, (past, past))
    if simple.split("|")[0].endswith(("tted", "lled", "pped", "gged", "rred", "nned")) and not base.endswith("ll"):
        gerund = simple.split("|")[0][:-2] + "ing"
    elif base in ("put", "set", "cut", "let", "get", "bid", "shut", "stop", "plan", "begin", "win"):
        gerund = base + base[-1] + "ing"
    forms = dict.fromkeys([base, third, *simple.split("|"), *participle.split("|"), gerund])
    return {
        "a": "|".join(form + rest for form in forms),
        "p": "|".join(form + rest for form in participle.split("|")),
        "g": gerund + rest,
    }


def _regular_er(stem: str) -> list[str]:
    soft = stem + "e" if stem.endswith("g") else stem
    strong = [stem + stem[-1]] if re.search(r"(?:jet|pel|cel|el)$", stem) else []
    light = [stem, *strong] if not stem.endswith(("oy", "uy", "ay")) else [stem, stem[:-1] + "i"]
    return [
        *(form + ending for form in light for ending in ("e", "ent", "era", "eront", "erait", "eraient", "erons", "erai")),
        *(soft + ending for ending in ("ait", "aient", "a", "ant", "ons")),
        stem + "erent", stem + "er",
    ]  # fmt: skip


_FRENCH_ENDS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    # Ending of the infinitive, the endings that replace it, that of the participle.
    ("aitre", ("ait", "aissent", "aissait", "aissaient", "aissant", "aissons", "ut", "urent", "aitra", "aitront", "aitrait", "aitraient", "aisse"), "u"),
    ("prendre", ("prend", "prennent", "prenait", "prenaient", "prenant", "prenons", "prit", "prirent", "prendra", "prendront", "prendrait", "prenne"), "pris"),
    ("enir", ("ient", "iennent", "enait", "enaient", "enant", "enons", "int", "inrent", "iendra", "iendront", "iendrait", "ienne"), "enu"),
    ("mettre", ("met", "mettent", "mettait", "mettaient", "mettant", "mettons", "mit", "mirent", "mettra", "mettront", "mettrait", "mette"), "mis"),
    ("battre", ("bat", "battent", "battait", "battaient", "battant", "battons", "battit", "battirent", "battra", "battront", "batte"), "battu"),
    ("rompre", ("rompt", "rompent", "rompait", "rompaient", "rompant", "rompons", "rompit", "rompirent", "rompra", "rompront", "rompe"), "rompu"),
    ("vaincre", ("vainc", "vainquent", "vainquait", "vainquaient", "vainquant", "vainquit", "vainquirent", "vaincra", "vaincront", "vainque"), "vaincu"),
    ("ecrire", ("ecrit", "ecrivent", "ecrivait", "ecrivaient", "ecrivant", "ecrivons", "ecrivit", "ecrira", "ecriront", "ecrive"), "ecrit"),
    ("elire", ("elit", "elisent", "elisait", "elisaient", "elisant", "elira", "eliront", "elise"), "elu"),
    ("croire", ("croit", "croient", "croyait", "croyaient", "croyant", "croyons", "crut", "crurent", "croira", "croiront", "croie"), "cru"),
    ("dire", ("dit", "disent", "disait", "disaient", "disant", "disons", "dirent", "dira", "diront", "dirait", "dise"), "dit"),
    ("clure", ("clut", "cluent", "cluait", "cluaient", "cluant", "cluons", "clurent", "clura", "cluront", "clue"), "clu"),
    ("indre", ("int", "ignent", "ignait", "ignaient", "ignant", "ignons", "ignit", "indra", "indront", "igne"), "int"),
    ("duire", ("duit", "duisent", "duisait", "duisaient", "duisant", "duisons", "duisit", "duira", "duise"), "duit"),
    ("faire", ("fait", "font", "faisait", "faisaient", "faisant", "faisons", "fit", "firent", "fera", "feront", "ferait", "fasse"), "fait"),
    ("prevoir", ("prevoit", "prevoient", "prevoyait", "prevoyaient", "prevoyant", "previt", "prevoira", "prevoie"), "prevu"),
    ("voir", ("voit", "voient", "voyait", "voyaient", "voyant", "vit", "virent", "verra", "verront", "voie"), "vu"),
    ("ouvrir", ("ouvre", "ouvrent", "ouvrait", "ouvraient", "ouvrant", "ouvrit", "ouvrirent", "ouvrira"), "ouvert"),
    ("offrir", ("offre", "offrent", "offrait", "offraient", "offrant", "offrit", "offrirent", "offrira"), "offert"),
    ("entir", ("ent", "entent", "entait", "entaient", "entant", "entit", "entirent", "entira", "ente"), "enti"),
    ("uivre", ("uit", "uivent", "uivait", "uivaient", "uivant", "uivons", "uivit", "uivra", "uivront", "uive"), "uivi"),
    ("dre", ("d", "dent", "dait", "daient", "dant", "dons", "dit", "dirent", "dra", "dront", "drait", "de"), "du"),
    ("ir", ("it", "issent", "issait", "issaient", "issant", "issons", "irent", "ira", "iront", "irait", "isse"), "i"),
)  # fmt: skip


def french(verb: str) -> dict[str, str]:
    """Forms of a French verb, without accents: all but what is yet to come, those too, past and present participle.

    Examples
    --------
    >>> french("rejeter")["p"]
    'rejete|rejetee|rejetes|rejetees'
    >>> "reconnaissent" in french("reconnaitre")["a"].split("|")
    True
    """
    base, _space, rest = verb.partition(" ")
    rest = f" {rest}" if rest else ""
    if base.endswith("er"):
        finite, participle = _regular_er(base[:-2]), base[:-2] + "e"
    else:
        ending, endings, last = next(entry for entry in _FRENCH_ENDS if base.endswith(entry[0]))
        stem = base[: len(base) - len(ending)]
        finite, participle = [stem + end for end in endings] + [base], stem + last
    past = [participle + end for end in (("", "e", "es") if participle.endswith("s") else ("", "e", "s", "es"))]
    gerund = next(form for form in finite if form.endswith("ant"))
    finite = [form for form in dict.fromkeys([*finite, *past]) if form != "maintenant"]
    to_come = re.compile(
        rf"{base}(?:a|ai|ont|ons|ait|aient)$" if base.endswith("er") else r"r(?:a|ai|ont|ons|ait|aient)$"
    )
    done = [form for form in finite if not to_come.match(form) and not (base[-2:] != "er" and to_come.search(form))]
    return {
        "a": "|".join(form + rest for form in done),
        "f": "|".join(form + rest for form in finite),
        "p": "|".join(form + rest for form in past),
        "g": gerund + rest,
    }


_BY_LANGUAGE: dict[str, Callable[[str], dict[str, str]]] = {"en": english, "fr": french}


@functools.cache
def forms(verb: str, language: str, which: str = "a") -> str:
    """The forms of a verb as alternatives of a pattern, the longest first: `a` all, `p` past participle, `g` gerund, `f` with
    the future (French)."""
    made = _BY_LANGUAGE[language](verb)[which].split("|")
    return "|".join(sorted(made, key=len, reverse=True))


def conjugated(pattern: str, language: str) -> str:
    """The pattern with each `{verb}` made into its forms.

    Examples
    --------
    >>> conjugated("{deny:p} it", "en")
    '(?:denied) it'
    """
    if language not in _BY_LANGUAGE:
        return pattern
    return _PLACE.sub(lambda found: f"(?:{forms(found[1], language, found[2] or 'a')})", pattern)
