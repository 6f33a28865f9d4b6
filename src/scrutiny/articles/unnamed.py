"""Subjects that no list holds: "cinco gobernadores reconocieron", "o arcebispo pediu", "ningún país ha felicitado".

Spanish and Portuguese leave a subject out where it was named before. So before a verb without a known subject is given to
whoever spoke last, it is looked whether a noun stands there that nobody knows.
"""

from __future__ import annotations

import re

from scrutiny.articles.actor import Actor
from scrutiny.articles.clauses import COORDINATED, Sentence, joints

_NUMBER = {
    "es": r"dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|quince|veinte|treinta|\d+",
    "pt": r"dois|duas|tres|quatro|cinco|seis|sete|oito|nove|dez|onze|doze|quinze|vinte|trinta|\d+",
}
_SOME = {
    "es": r"vari[oa]s|algun[oa]s?|much[oa]s|numeros[oa]s|divers[oa]s|otr[oa]s?|tod[oa]s|amb[oa]s|cientos de|miles de|decenas de|centenares de|"
          r"una? (?:veintena|docena|treintena|decena|centena|grupo|veintena|serie|mayoria) de|la (?:mayoria|mitad) de|buena parte de|parte de",
    "pt": r"vari[oa]s|algu(?:m|ns|mas?)|muit[oa]s|numeros[oa]s|divers[oa]s|outr[oa]s?|tod[oa]s|amb[oa]s|centenas de|milhares de|dezenas de|"
          r"uma? (?:vintena|duzia|dezena|centena|grupo|serie|maioria) de|a (?:maioria|metade) d[aeo]s?|boa parte d[aeo]s?|parte d[aeo]s?",
}  # fmt: skip
_ARTICLE = {
    "es": r"el|la|los|las|un|una|unos|unas|su|sus|este|esta|estos|estas|ese|esa|esos|esas|aquel|aquella",
    "pt": r"o|a|os|as|um|uma|uns|umas|seu|sua|seus|suas|este|esta|estes|estas|esse|essa|esses|essas|aquele|aquela",
}
_NOBODY = re.compile(r"(?:ni )?(?:ningun[oa]?|nenhuma?|nadie|ninguem|nem um|ni un[oa]?|poc[oa]s|pouc[oa]s)\b")
_PHRASE = {
    language: re.compile(
        rf"(?:(?:solo|so|apenas|hasta|ate|incluso|tambien|tambem) )?(?P<all>(?:(?:{_NUMBER[language]}|{_SOME[language]}) (?:de |d[aeo]s )?|(?:{_ARTICLE[language]}) )+"
        rf"(?P<noun>[a-z-]{{3,}})(?P<rest>.{{0,110}}))$"
    )
    for language in ("es", "pt")
}
_THINGS = re.compile(
    r"(?:comunicado|carta|nota|texto|resoluci|informe|documento|declarac|mensaj|misiva|peticion|propuesta|mocion|iniciativa|medida|ley\b|decision|sentencia|fallo|"
    r"video|tuit|post|publicaci|relator|resoluc|mensag|missiva|peticao|proposta|mocao|decisao|acordao|lei\b|noticia|titular|manchete|capa|editorial|acta|ata\b|dia|noche|noite|"
    r"semana|mes\b|ano\b|manana|manha|tarde|hora|vez|caso|hecho|facto|fato\b|final|resto|tema|cosa|coisa|motivo|razon|razao|idea|ideia|plan\b|plano|paso|passo|ambiente|clima|"
    r"tension|tensao|crisis|crise|problema|pregunta|pergunta|respuesta|resposta|primer|ultim|mism|mesm|propi|propri|cual|qual|que\b|lunes|martes|miercoles|jueves|viernes|sabado|domingo|"
    r"segunda|terca|quarta|quinta|sexta|anuncio|acuerdo|acordo|recuento|contagem|conteo|resultado|victoria|vitoria|triunfo|voto|urna|cifra|numero|dato|dado|palabra|palavra|gesto|silencio|"
    r"discurso|entrevista|rueda|conferencia de|reuni|encuentro|encontro|llamada|chamada|telefonema|telegrama|oficio|escrito|pronunciamiento|pronunciamento|posicion|posicao|postura)"
)
"""What speaks only in a manner of speaking: whose letter it is, is told elsewhere."""
_ABSTRACT = re.compile(r"(?:cion|sion|dad|miento|ura|eza|cao|sao|dade|mento|agem|aje|ncia|ismo)(?:es|s)?$")
_BODIES = re.compile(
    r"organizac|coalic|coliga|coaliz|federac|confederac|asociac|associac|fundac|delegac|comision|comissao|agrupac|formac|oposic|administrac|universidad|"
    r"entidad|autoridad|comunidad|hermandad|congregac|corporac|instituc|movimiento|movimento|juventud|ayuntamiento|parlamento|mision|missao|prelatura|union|uniao|prefeitura|audiencia"
)
_NO_NOUN = re.compile(
    r"que|cual|quien|quem|qual|(?:rechaz|acept|aceit|reconoc|reconhec|felicit|consider|calific|qualific|classific|llam|cham|acus|apoy|apoi|salud|saud|recib|receb|tild|tach|conden|denunci|exig|pid|ped|"
    r"convoc|anunci|declar|proclam|rejeit|hiz|hac|fez|faz|dij|dic|diss|diz|ha|han|habia|tem|tinha|haya|sea|seja|critic|cuestion|question|obtuv|obtev)(?:a|an|am|e|en|em|o|ou|io|eu|aron|aram|ieron|eram|aba|ava|ia)?"
)
"""A verb behind a pronoun that looks like an article: "la rechaza"."""
_SHORT = re.compile(r"(?: (?:de |del |de la |de los |da |do |dos |das )?\S+){0,2}")
_NAME = re.compile(
    r"(?P<name>[A-ZÀ-Þ][a-zà-ÿ'’-]{2,}(?<!ó)(?<!aron)(?<!ieron)(?<!ou)(?<!aram)(?<!eram)(?<!iram)(?<!mente)(?<!ndo)) (?:(?:se|lo|la|le|les|no|não|ya|já|también|também|ha|tem) )*"
    r"[a-zà-ÿ]+(?:[^aeir\W]ó|ió|ou|iu|eu|ado|ido)\b"
)
"""A name that no list holds and that opens the sentence, before its verb: "Zelenski conversó"."""
_ACCENTED = re.compile(r" \w+(?:[^aeir\W]ó|ió|aron|ieron|ou|iu|eu|aram|eram|iram)\b")
"""A verb in the past, told by its accent or ending."""
_FINITE = re.compile(
    r"\b(?:fue(?:ron)?|era[n]?|es|son|esta[n]?|ha[n]?|habia[n]?|foi|foram|sao|estao|tem|tinha[m]?|havia[m]?|\w+(?:aron|ieron|aram|eram|iram))\b"
)


ADVERBIAL = (
    r"(?:(?:el|este|esta|la|na|no|nesta|neste|nessa|em|en|tras|con|com|por|sobre|ante|al|ao|desde|durante|luego|despues|antes|segun|sin|sem|entre|apos|"
    r"depois|ontem|hoje|ayer|hoy|para|a|aquella|aquel|minutos|horas|dias|dos|tres|poco|pouco)\b[^,.;]{0,60}, )+"
)
"""Where, when and after what: words that stand before a verb without being its subject."""


def without_time(lead: str) -> str:
    """A lead with blanks for the words of place and time that it begins with."""
    return re.sub(rf"^\W*(?:que )?(?:{ADVERBIAL})?", lambda found: " " * len(found[0]), lead)


def clause(sentence: Sentence, at: int, language: str) -> int:
    """Where the clause of a verb begins, over the joints of coordinated verbs."""
    start = 0
    for _begin, end, words in reversed([b for b in joints(sentence, language) if b[1] <= at]):
        if not COORDINATED.match(words) or words[0] in ":;":
            start = end
            break
    return start


def unnamed(sentence: Sentence, lead: str, start: int, language: str) -> Actor | None:
    """The unknown noun that a lead before a verb begins with; a bare actor without a name where it can be nobody's.

    `lead` is the folded text between `start` and the verb.
    """
    skip = len(lead) - len(lead.lstrip(" ,'"))
    lead, start = lead.strip(" ,'"), start + skip
    if _NOBODY.match(lead):
        return Actor(start, start, "", "nobody", "other", None, bare=True)
    if start == 0 and (called := _NAME.match(sentence.text)):
        name = called["name"]
        return Actor(0, len(name), name, f"person:{name.lower()}", "other", None)
    found = _PHRASE[language].match(lead)
    if found is None or _NO_NOUN.fullmatch(found["noun"]):
        return None
    noun = found["noun"]
    rest = found["rest"]
    if _THINGS.match(noun) or (_ABSTRACT.search(noun) and not _BODIES.match(noun)):
        return Actor(start, start, "", "nobody", "other", None, bare=True)
    named = re.split(r",| que | quien | quem |\(", rest)[0]
    if spoken := _ACCENTED.search(sentence.text, start + found.end("noun"), start + found.end("rest")):
        named = named[: max(0, spoken.start() - start - found.end("noun"))]
    if _FINITE.search(named) or len(named) > 60:
        short = _SHORT.match(named)
        named = short[0] if short is not None and not _FINITE.search(short[0]) else ""
    begin = start + found.start("noun")
    end = found.end("noun") + start + len(named)
    while end > begin and sentence.text[end - 1] in " ,;":
        end -= 1
    return Actor(begin, end, sentence.text[begin:end], f"noun:{noun}", "other", None, many=noun.endswith("s"))
