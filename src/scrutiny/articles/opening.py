"""Names that open a sentence and that no list holds: told by the verb behind them."""

from __future__ import annotations

import re

from scrutiny.articles.lexicon import Lexicon


def opens(text: str, folded: str, start: int, end: int, lexicon: Lexicon) -> bool:
    """Whether a word that opens a sentence is a name by the verb behind it: "Datincorp otorga", "Zelenski felicitó"."""
    return (
        lexicon.language in ("es", "pt")
        and _VERB_NEXT.match(text, end) is not None
        and not _OPENING.fullmatch(folded[start:end])
        and not any(pattern.fullmatch(folded[start:end]) for pattern in lexicon.nouns.values())
        and not re.search(r"(?:ó|aron|ieron|aram|eram|iram|ou|mente|ndo|ad[oa]s?|id[oa]s?)$", text[start:end])
    )


_VERB_NEXT = re.compile(
    r"(?: (?:y|e) [A-ZÀ-Þ][\wÀ-ÿ'’-]+)? (?:(?:se|lo|la|le|les|los|no|não|ya|já|también|também|ha|tem) )*(?:[a-zà-ÿ]+(?:ó|aron|ieron|ou|iu|eu|aram|eram|iram)|da|dá|otorga|ve|vê|concede|coloca|sitúa|pronostica|atribuye|atribui|"
    r"insiste|exige|pide|pede|dice|diz|afirma|asegura|assegura|denuncia|rechaza|rejeita|felicita|reconoce|reconhece|acusa|considera|sostiene|sustenta|mantiene|mantém|acepta|aceita|convoca|dijo|disse)\b"
)
_OPENING = re.compile(
    r"(?:asi|alli|alla|aqui|ahi|entonces|luego|despues|antes|hubo|quien(?:es)?|nadie|todos?|todas?|ambos|ambas|tampoco|tambien|ningun[oa]?|algun[oa]s?|much[oa]s|otr[oa]s?|cuando|mientras|apenas|casi|jamas|"
    r"nunca|ya|aun|solo|siempre|hoy|ayer|anoche|manana|assim|ali|entao|depois|antes|houve|quem|ninguem|tudo|tudo|tampouco|nenhum[a]?|algu(?:m|ns|mas?)|muit[oa]s|outr[oa]s?|quando|enquanto|quase|jamais|ainda|sempre|"
    r"hoje|ontem|amanha|onde|donde|como|porque|pero|mas|aunque|embora|nada|nem|ni|que|lo|la|el|o|a|os|as|se|le|eso|esto|isso|isto|aquilo|ello|el|ela|ele|eles|elas|ellos|ellas|uno|una|um|uma|tanto|cada|"
    r"abajo|arriba|fuera|dentro|horas|dias|minutos|meses|semanas|fuentes|fontes|resulta|consta|falta|basta|puede|pode|parece|queda|fica|sin|sem|tras|apos|segun|segundo)"
)
