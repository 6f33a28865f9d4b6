"""Lines of a saved article that are no text of it: credits, bylines, trailers, related links, captions, cookie notes."""

from __future__ import annotations

import re

from scrutiny.articles.flattening import Flat
from scrutiny.articles.folding import fold

_SKIPPED = re.compile(
    r"^\W*(?:related(?: articles?| stories| news)?\b|read (?:more|also|next)|more on this|see also|also in this|you may also|most read|"
    r"original url|<?https?://|share this|follow us|subscribe|sign up|newsletter|advertisement|photo(?:graph)?s?:|photo by|image:|"
    r"lea tambien|le puede interesar|te puede interesar|mas leidas?|lo mas leido|ver tambien|vea tambien|suscrib|publicidad|foto:|fotos:|siga(?:nos)?\b|"
    r"leia (?:tambem|mais)|veja tambem|saiba mais|mais lidas|assine|publicidade|você pode gostar|voce pode gostar|"
    r"lire aussi|a lire aussi|a lire|voir aussi|sur le meme sujet|les plus lus|abonnez|publicite|credit photo|photo :|"
    r"we (?:and our|use) .*cookies|this site uses|utilizamos cookies|usamos cookies|nous utilisons|a sua privacidade|"
    r"votre vie privee|avec votre accord|©|\(c\) ?\d{4}|copyright|all rights|todos los derechos|todos os direitos|tous droits|"
    r"usted que opina|got a story|comments?\b ?\(|comentarios ?\(|\d+ commentaires|donate|support (?:our|us|independent)|haga su donacion|"
    r"readers' letters|letters to the editor|este artigo foi traduzido|this article was translated|video:|watch:|listen:)"
)
_CREDIT = re.compile(
    r"^\W*(?:\(?(?:reporting|additional reporting|writing|editing|edited|compiled|translated|with (?:files|reporting|information)|por |by |de notre|from our|our |"
    r"reporte de|informacion de|con informacion|escrito por|editado|traducido|redaccion|da redacao|com informac|colaborou|edicao|"
    r"avec (?:l'|afp|reuters)|redaction|traduit|propos recueillis|source ?:|fuente ?:|fonte ?:|published|publicado|publie|updated|actualizado|atualizado|mis a jour))"
)
_ONLY_DATE = re.compile(
    r"^\W*(?:(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|lunes|martes|miercoles|jueves|viernes|sabado|domingo|segunda|terca|"
    r"quarta|quinta|sexta|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)[\w-]*,? )?(?:\d{1,2}|january|february|march|april|may|june|july|"
    r"august|september|october|november|december)\b[\w ,.:h|•·-]{0,40}$"
)
_CAPTION = re.compile(
    r"(?:/ ?(?:ap|afp|reuters|efe|tass|epa|getty|shutterstock|x)\b|\bap photo\b|\bgetty images\b|/\s?(?:ap|afp|reuters))\W*$",
    re.IGNORECASE,
)
_DATELINE = re.compile(
    r"^(?:[A-ZÀ-Þ][\wÀ-ÿ'’. -]{1,40}?)(?:,? (?:[A-ZÀ-Þ][\w’' -]{1,25},? )?)?(?:[,/ ]+(?:\d{1,2}[ º.]*(?:de )?[A-Za-zéûçã]{3,10}\.?|[A-Z][a-z]{2,9}\.? \d{1,2}|"
    r"(?:lunes|martes|miércoles|jueves|viernes|sábado|domingo|[a-z]+-feira|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) \d{1,2})(?:,? (?:de )?\d{4})?[,.]?)?\s?"
    r"(?:\([^()]{2,40}\))?\s?[.,]?\s?[-–—]{1,2}\s"
)
_SHORT_DATELINE = re.compile(r"^[A-ZÀ-Þ][A-ZÀ-Þ'’. -]{2,30}(?:,[^—–-]{0,40})?(?: \([^()]{2,40}\))?\s?[.]?[—–-]\s")
_AGENCIES = (
    "AFP", "Reuters", "EFE", "AP", "Associated Press", "TASS", "Xinhua", "DPA", "ANSA", "Lusa", "Europa Press", "Agência Brasil",
    "Bloomberg", "Interfax", "Anadolu", "Notimex", "Télam", "Telam", "PTI", "ANP", "PA Media", "APA", "IPS",
)  # fmt: skip


def agencies(raw: str) -> tuple[str, ...]:
    """News agencies that a text credits, apart from those that only took a picture.

    Examples
    --------
    >>> agencies("AFP contributed reporting.")
    ('AFP',)
    """
    made: dict[str, None] = {}
    for line in raw.split("\n"):
        line = re.sub(r"<[^>]+>", " ", line).strip()
        if len(line) > 4000 or (_CAPTION.search(line.rstrip("*_ .")) and len(line) < 160 and "(" not in line):
            continue
        for name in _AGENCIES:
            found = re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", line)
            if found is None:
                continue
            before, after = line[max(0, found.start() - 40) : found.start()], line[found.end() : found.end() + 25]
            credited = (
                re.match(r"\s(?:contributed|and [A-Z]\w+ contributed)", after)
                or re.search(r"(?i)(?:reporting (?:by|from)|information (?:from|de)|informaci[oó]n de|informa[cç][oõ]es d[aeo]s?|avec (?:l['’])?)\s?$", before)
                or (re.search(r"\(\s?(?:[A-Z][\w ]{1,20}/)?$", before) and re.match(r"\s?\)\s?[-–—.]?", after) and found.start() < 60)
                or (re.search(r"/\s?$", before) and re.match(r"\s?/\.?", after))
                or re.fullmatch(rf"\W*(?:[Pp]or |[Bb]y |[Pp]ar )?{re.escape(name)}\W*", line)
            )  # fmt: skip
            if credited:
                made[name] = None
    return tuple(made)


def skipped(flat: Flat, number: int, of: int) -> bool:
    """Whether a paragraph is none of the article's text."""
    text = flat.text
    folded = fold(text)
    short = len(text) < 170
    if _SKIPPED.match(folded):
        return True
    if (
        short
        and (_CREDIT.match(folded) and (number < 5 or number > of - 4 or text.startswith("(")))
        and not re.search(r"\d %|\d%", text)
    ):
        return not text.rstrip().endswith(".") or text.startswith("(") or number > of - 4 or number < 4
    if short and _ONLY_DATE.match(folded) and not text.rstrip().endswith(":"):
        return True
    if short and _CAPTION.search(text.rstrip("*_ .")):
        return True
    return bool(short and re.fullmatch(r"[\w-]{2,12}(?:/[\w-]{2,12}){1,3}", text))


def dateline(text: str) -> int:
    """How many characters a date line takes: `CARACAS, 28 jul (Reuters) - `.

    Examples
    --------
    >>> dateline("NAIROBI, Aug 16 (Reuters) - Raila Odinga")
    28
    """
    for pattern in (_SHORT_DATELINE, _DATELINE):
        found = pattern.match(text)
        if found is not None and found.end() < 90 and (pattern is _SHORT_DATELINE or re.search(r"\d|\(", found[0])):
            return found.end()
    found = re.match(r"^[A-ZÀ-Þ]{3,}[A-ZÀ-Þ ]*, [\w. ]{3,20} /?[A-Z]{2,6}/?\.?\s?[-–—]?\s", text)
    return found.end() if found else 0


_NOT_EARNEST = re.compile(
    r"\b(?:satir[ea]|satiric[oa]s?|satirique|satirical|(?:parodia|parody|parodie)(?! (?:d[eo]s? |d'|da |of |electoral))|humoristic[oa]|humoristique|pagina de humor|seccion de humor|"
    r"todo (?:lo )?(?:parecido|ficticio)|faux journal|fausses nouvelles|toute ressemblance|any resemblance|cualquier parecido|"
    r"qualquer semelhanca|noticias? (?:inventadas?|ficticias?)|obra de ficcao)"
)


def not_earnest(title: str, flats: list[Flat]) -> bool:
    """Whether the article says of itself that it is satire."""
    edges = [fold(title), *(fold(flat.text) for flat in (*flats[:4], *flats[-4:]) if len(flat.text) < 300)]
    return any(_NOT_EARNEST.search(edge) for edge in edges)
