"""Forms of Spanish and Portuguese verbs, folded: the lexicon lists infinitives, a text uses any tense.

A pattern of the lexicon holds `<V:pedir,exigir>`; the letter says which forms are meant:

- `V` told: present, preterite, imperfect, perfect ("ha pedido"), gerund, and the infinitive behind a verb that
  makes it happen ("volvió a pedir");
- `F` future and conditional; `S` subjunctive; `I` infinitive, with pronouns; `P` participle in both genders; `W` first
  person, as quotations have it.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Forms:
    """The third person of a verb and what else a pattern may ask for."""

    finite: tuple[str, ...]
    future: tuple[str, ...]
    subjunctive: tuple[str, ...]
    participle: str
    gerund: str
    infinitive: str
    first: tuple[str, ...]


_ES_STEMS = {
    "pedir": ("pid", "pid"), "repetir": ("repit", "repit"), "impedir": ("impid", "impid"), "advertir": ("adviert", "advirt"),
    "requerir": ("requier", "requir"), "sugerir": ("sugier", "sugir"), "referir": ("refier", "refir"),
    "desmentir": ("desmient", "desmint"), "medir": ("mid", "mid"), "despedir": ("despid", "despid"),
    "revertir": ("reviert", "revirt"), "elegir": ("elig", "elig"), "mentir": ("mient", "mint"),
    "negar": ("nieg", "neg"), "denegar": ("denieg", "deneg"), "recomendar": ("recomiend", "recomend"),
    "mostrar": ("muestr", "mostr"), "demostrar": ("demuestr", "demostr"), "manifestar": ("manifiest", "manifest"),
    "defender": ("defiend", "defend"), "encontrar": ("encuentr", "encontr"), "resolver": ("resuelv", "resolv"),
    "probar": ("prueb", "prob"), "aprobar": ("aprueb", "aprob"), "apostar": ("apuest", "apost"),
    "rogar": ("rueg", "rog"), "extender": ("extiend", "extend"), "contar": ("cuent", "cont"), "cerrar": ("cierr", "cerr"),
    "alentar": ("alient", "alent"), "confesar": ("confies", "confes"), "perder": ("pierd", "perd"),
    "devolver": ("devuelv", "devolv"), "pensar": ("piens", "pens"), "volver": ("vuelv", "volv"),
    "acordar": ("acuerd", "acord"), "comenzar": ("comienz", "comenz"), "empezar": ("empiez", "empez"),
    "preferir": ("prefier", "prefir"), "costar": ("cuest", "cost"), "mover": ("muev", "mov"), "promover": ("promuev", "promov"),
    "conferir": ("confier", "confir"), "diferir": ("difier", "difir"), "digerir": ("digier", "digir"), "recordar": ("recuerd", "record"),
    "comprobar": ("comprueb", "comprob"), "reprobar": ("reprueb", "reprob"), "recontar": ("recuent", "recont"),
    "atender": ("atiend", "atend"), "entender": ("entiend", "entend"), "tender": ("tiend", "tend"),
    "sonreir": ("sonri", "sonri"), "corregir": ("corrig", "corrig"), "proseguir": ("prosig", "prosigu"),
    "perseguir": ("persig", "persigu"), "investir": ("invist", "invist"), "invertir": ("inviert", "invirt"), "consentir": ("consient", "consint"),
    "servir": ("sirv", "sirv"), "rendir": ("rind", "rind"),
    "acertar": ("aciert", "acert"), "apretar": ("apriet", "apret"), "sentenciar": ("sentenci", "sentenci"),
}  # fmt: skip
"""Stem of the present and of the third person of the preterite, where they differ from the infinitive's."""
_ES_STRONG = {
    "tener": ("tien", "tuv", "teng", "tendr", "tenido"), "decir": ("dic", "dij", "dig", "dir", "dicho"),
    "hacer": ("hac", "hic", "hag", "har", "hecho"), "poner": ("pon", "pus", "pong", "pondr", "puesto"),
    "querer": ("quier", "quis", "quier", "querr", "querido"), "venir": ("vien", "vin", "veng", "vendr", "venido"),
    "traer": ("tra", "traj", "traig", "traer", "traido"), "poder": ("pued", "pud", "pued", "podr", "podido"),
}  # fmt: skip
"""Present, preterite, subjunctive, future, participle; compounds (sostener, proponer) follow."""
_ES_PARTICIPLES = {"romper": "roto", "resolver": "resuelto", "devolver": "devuelto", "abrir": "abierto",
                   "descubrir": "descubierto", "escribir": "escrito", "describir": "descrito", "ver": "visto", "volver": "vuelto"}  # fmt: skip


def _soft(stem: str) -> str:
    """The stem before e: publi-qu-e, entre-gu-e, avan-c-e."""
    return re.sub(r"c$", "qu", re.sub(r"g$", "gu", re.sub(r"z$", "c", stem)))


def _spanish(verb: str) -> Forms:
    ending, root = verb[-2:], verb[:-2]
    strong = next((base for base in _ES_STRONG if verb.endswith(base)), "")
    if verb == "dar":
        return Forms(("da", "dan", "dio", "dieron", "daba", "daban"), ("dara", "daran", "daria", "darian"),
                     ("de", "den", "diera", "dieran"), "dado", "dando", "dar", ("doy", "damos", "di", "dimos"))  # fmt: skip
    if verb == "ver":
        return Forms(("ve", "ven", "vio", "vieron", "veia", "veian"), ("vera", "veran", "veria", "verian"),
                     ("vea", "vean"), "visto", "viendo", "ver", ("veo", "vemos", "vi", "vimos"))  # fmt: skip
    if strong:
        front = verb[: -len(strong)]
        present, past, subj, future, participle = (front + part for part in _ES_STRONG[strong])
        sing = "hizo" if strong == "hacer" else past.removeprefix(front) + "o"
        plural = past + ("eron" if past.endswith("j") else "ieron")
        gerund = {"decir": "diciendo", "traer": "trayendo", "venir": "viniendo"}.get(strong, strong[:-2] + "iendo")
        return Forms((present + "e", present + "en", front + sing, plural, front + strong[:-2] + "ia", front + strong[:-2] + "ian"),
                     tuple(future + end for end in ("a", "an", "ia", "ian")), (subj + "a", subj + "an", past + ("era" if past.endswith("j") else "iera"), past + ("eran" if past.endswith("j") else "ieran")),
                     participle, front + gerund, verb, (subj + "o", root + ("imos" if ending == "ir" else "emos"), past + "e", past + "imos"))  # fmt: skip
    present, past = _ES_STEMS.get(verb, (root, root))
    hiatus = ending == "ir" and root.endswith("u") and not root.endswith(("gu", "qu"))
    if ending == "ar":
        return Forms((present + "a", present + "an", root + "o", root + "aron", root + "aba", root + "aban"),
                     tuple(verb + end for end in ("a", "an", "ia", "ian")),
                     (_soft(present) + "e", _soft(present) + "en", root + "ara", root + "aran"), root + "ado", root + "ando", verb,
                     (present + "o", root + "amos", _soft(root) + "e", verb + "emos"))  # fmt: skip
    subj = (
        re.sub(r"([aeo])c$", r"\1zc", present)
        if ending == "er"
        else re.sub(r"gu?$", "j", present)
        if verb.endswith("gir")
        else present
    )
    if hiatus:
        present, past, subj = root + "y", root + "y", root + "y"
    i = "" if hiatus else "i"
    return Forms((present + "e", present + "en", past + i + "o", past + i + "eron", root + "ia", root + "ian"),
                 tuple(verb + end for end in ("a", "an", "ia", "ian")), (subj + "a", subj + "an", past + i + "era", past + i + "eran"),
                 _ES_PARTICIPLES.get(verb, root + "ido"), past + i + "endo", verb,
                 (subj + "o", root + ("emos" if ending == "er" else "imos"), root + "i", verb + "emos", root + "imos"))  # fmt: skip


_PT_STRONG = {
    "dizer": (("diz", "dizem", "disse", "disseram", "dizia", "diziam"), "dir", ("diga", "digam", "dissesse"), "dito", "dizendo", ("digo", "dizemos", "disse", "dissemos")),
    "fazer": (("faz", "fazem", "fez", "fizeram", "fazia", "faziam", "fizera"), "far", ("faca", "facam", "fizesse"), "feito", "fazendo", ("faco", "fazemos", "fiz", "fizemos")),
    "trazer": (("traz", "trazem", "trouxe", "trouxeram", "trazia"), "trar", ("traga", "tragam"), "trazido", "trazendo", ("trago", "trazemos")),
    "dar": (("da", "dao", "deu", "deram", "dava", "davam", "dera"), "dar", ("de", "deem", "desse"), "dado", "dando", ("dou", "damos", "demos")),
    "ver": (("ve", "veem", "viu", "viram", "via", "viam", "vira"), "ver", ("veja", "vejam", "visse"), "visto", "vendo", ("vejo", "vemos", "vimos")),
    "por": (("poe", "poem", "pos", "puseram", "punha", "punham", "pusera"), "por", ("ponha", "ponham", "pusesse"), "posto", "pondo", ("ponho", "pomos", "pusemos")),
    "ter": (("tem", "teve", "tiveram", "tinha", "tinham", "tivera"), "ter", ("tenha", "tenham", "tivesse"), "tido", "tendo", ("tenho", "temos", "tivemos")),
    "vir": (("vem", "veio", "vieram", "vinha", "vinham", "viera"), "vir", ("venha", "venham"), "vindo", "vindo", ("venho", "vimos", "viemos")),
    "querer": (("quer", "querem", "quis", "quiseram", "queria", "queriam"), "querer", ("queira", "queiram"), "querido", "querendo", ("quero", "queremos")),
}  # fmt: skip
_PT_PARTICIPLES = {"escrever": "escrito", "descrever": "descrito", "abrir": "aberto", "descobrir": "descoberto"}


def _portuguese(verb: str) -> Forms:
    ending, root = verb[-2:], verb[:-2]
    strong = verb if verb in _PT_STRONG else next(
        (base for base in ("dizer", "fazer", "por", "ter") if verb.endswith(base) and (verb in _PT_COMPOUNDS or base == "por")), "")  # fmt: skip
    if strong:
        front = verb[: -len(strong)]
        told, future, wishes, participle, gerund, first = _PT_STRONG[strong]
        return Forms(tuple(front + form for form in told), tuple(front + future + end for end in ("a", "ao", "ia", "iam")),
                     tuple(front + form for form in wishes), front + participle, front + gerund, verb, tuple(front + form for form in first))  # fmt: skip
    if ending == "ar":
        soft = re.sub(r"c$", "(?:qu|c)", re.sub(r"g$", "gu", root))
        return Forms((root + "a", root + "am", root + "ou", root + "aram", root + "ava", root + "avam", root + "ara"),
                     tuple(verb + end for end in ("a", "ao", "ia", "iam")), (soft + "e", soft + "em", root + "asse", root + "assem"),
                     root + "ado", root + "ando", verb, (root + "o", root + "amos", soft + "ei", verb + "emos"))  # fmt: skip
    subj = re.sub(r"^ped$", "pec", re.sub(r"g$", "j", root)) if verb != "requerer" else "requeir"
    hiatus = ending == "ir" and root.endswith("u") and not root.endswith(("gu", "qu"))
    third = (root + "i", root + "em") if hiatus else (root + "e", root + "em")
    vowel = ending[0]
    return Forms((*third, *(("requer", "requerem") if verb == "requerer" else ()), root + vowel + "u", root + vowel + "ram", root + "ia", root + "iam", root + vowel + "ra"),
                 tuple(verb + end for end in ("a", "ao", "ia", "iam")),
                 (subj + "a", subj + "am", root + vowel + "sse", root + vowel + "ssem"), _PT_PARTICIPLES.get(verb, root + "ido"),
                 root + vowel + "ndo", verb, (subj + "o", root + vowel + "mos", root + "i", verb + "emos"))  # fmt: skip


_PT_COMPOUNDS = frozenset(
    [
        "propor",
        "expor",
        "impor",
        "opor",
        "manter",
        "obter",
        "deter",
        "desfazer",
        "desdizer",
        "contradizer",
        "compor",
        "repor",
    ]
)

_PERFECT = {
    "es": r"(?:(?:ha|han|habia|habian|haya|hayan|habiendo|haber)(?: tambien| ya| incluso| igualmente)? )",
    "pt": r"(?:(?:ha|havia|haviam|tem|tinha|tinham|teria|tenha|tenham|ter|terem)(?: tambem| ja| inclusive| igualmente)? )",
}
_MAKES = {
    "es": r"(?:(?:volvi\w+|vuelve[n]?|proced\w+|apresur\w+|corri\w+|corre[n]?|pas(?:o|aron|a)|sali(?:o|eron)|empez\w+|empieza[n]?|comenz\w+|comienza[n]?|"
          r"limit(?:o|aron|a)|vino|vinieron|viene[n]?|lleg(?:o|aron)|entr(?:o|aron)|aventur\w+|atrevi\w+) a|(?:acab|acaba[n]?) de|(?:opt|coincid|aprovech|dud|tard|insist)\w+ (?:por|en|para|y)|"
          r"(?:decid(?:io|ieron|e|en)|acord(?:o|aron)|acuerda[n]?|quis(?:o|ieron)|quiere[n]?|logr(?:o|aron)|suel(?:e|en)|decidid[oa]s? a)|(?:dij(?:o|eron)|dice[n]?|asegur(?:o|a|aron)|afirm(?:o|a|aron)|declar(?:o|a|aron)|anunci(?:o|a|aron)|persist(?:e|en|io) en|al)|primer[oa]?s? (?:\w+ )?en|ultim[oa]s? en|(?:termin|acab)(?:o|aron|a|an) por|se v(?:io|ieron) (?:obligad|forzad)[oa]s? a|se anim(?:o|aron) a) ",
    "pt": r"(?:(?:volt(?:ou|aram|a|am)|pass(?:ou|aram|a|am)|apress(?:ou|aram)(?:-se)?|corre(?:u|ram)|comec(?:ou|aram|a|am)|limit(?:ou|aram)(?:-se)?|cheg(?:ou|aram)|"
          r"esta|estao|estava|estavam|continua|continuam|continuou|veio|vieram|vem) a|acab(?:a|ou|am|aram) (?:de|por)|(?:hesit|demor|tard|insist)\w+ (?:em|a)|(?:opt)\w+ por|"
          r"(?:decid(?:iu|iram|e|em)|resolv(?:eu|eram)|acord(?:ou|aram)|quis|quiseram|veio|vieram|vem|conseguiu|costuma[m]?|foi|foram|aproveitou para|aproveitaram para)|(?:diss(?:e|eram)|diz(?:em)?|afirm(?:ou|a|aram)|declar(?:ou|a|aram)|assegur(?:ou|a|aram)|garant(?:iu|e|iram)|limitara(?:m)?-se a|persiste em|ao)|primeir[oa]s? (?:\w+ )?a|ultim[oa]s? a|(?:termin)(?:ou|aram|a) por|(?:viu|viram)-se (?:obrigad|forcad)[oa]s? a|(?:teve|tiveram) de) ",
}  # fmt: skip
_CLITICS = {
    "es": "(?:le|lo|la|les|los|las|se|selo|sela)?",
    "pt": "(?:-(?:se-)?(?:o|a|os|as|lhe|lhes|se|no|na|nos|nas|lo|la|los|las))?",
}


@functools.cache
def forms(verb: str, language: str) -> Forms:
    """The forms of a verb, without accents.

    Examples
    --------
    >>> forms("pedir", "es").finite
    ('pide', 'piden', 'pidio', 'pidieron', 'pedia', 'pedian')
    >>> forms("parabenizar", "pt").finite[2]
    'parabenizou'
    """
    return _spanish(verb) if language == "es" else _portuguese(verb)


def _any(words: list[str]) -> str:
    return "(?:" + "|".join(sorted(dict.fromkeys(words), key=lambda word: (-len(word), word))) + ")"


@functools.cache
def pattern(which: str, verbs: str, language: str) -> str:
    """The regular expression of some forms of several verbs.

    Examples
    --------
    >>> import re
    >>> bool(re.fullmatch(pattern("V", "pedir,exigir", "es"), "volvio a exigir"))
    True
    >>> bool(re.fullmatch(pattern("V", "felicitar", "pt"), "felicitou-o"))
    True
    """
    made = [forms(verb.strip(), language) for verb in verbs.split(",")]
    clitics = _CLITICS[language]
    infinitive = _any([one.infinitive for one in made])
    if language == "pt":
        infinitive = f"(?:{infinitive}|{_any([one.infinitive[:-1] for one in made])}(?=-l[oa]))"
    match which:
        case "V":
            past = [form for one in made for form in one.subjunctive[2:]] if language == "es" else []
            finite = _any([form for one in made for form in one.finite] + past)
            if language == "pt":
                finite += clitics
            perfect = _PERFECT[language] + _any([one.participle for one in made])
            gerund = _any([one.gerund for one in made]) + clitics
            return rf"(?:(?:{finite}|{perfect}|{gerund}|{_MAKES[language]}{infinitive}{clitics})(?![\w]))"
        case "F":
            return _any([form for one in made for form in one.future]) + r"\b"
        case "S":
            return _any([form for one in made for form in one.subjunctive]) + r"\b"
        case "I":
            return infinitive + clitics + r"(?![\w])"
        case "P":
            return _any([re.sub("o$", "[oa]s?", one.participle) for one in made]) + r"\b"
        case "W":
            return _any([form for one in made for form in one.first]) + r"\b"
    raise ValueError(which)


def filled(text: str, language: str) -> str:
    """A pattern with its verbs written out."""
    return re.sub(r"<([VFSIPW]):([a-z,]+)>", lambda found: pattern(found[1], found[2], language), text)
