"""Figures of a count: which number is turnout, which is coverage, which is whose share or vote."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from scrutiny.articles.clauses import Sentence
from scrutiny.articles.numbers import Number, numbers
from scrutiny.evidence.claim import Figures

_COVERAGE = re.compile(
    r"sheets?|(?:polling )?stations?|machines|precincts|ballots? counted|votes? counted|counted|protocols|reporting|"
    r"ballots? (?:verified|processed|in\b)|verified|processed|boxes|tallied|transmitted|constituenc|districts|"
    r"actas?|mesas|urnas|boletines|transmitid|escrutad|escrutinio|computad|procesad|contabilizad|contad|"
    r"casillas|colegios|paquetes|juntas receptoras|centros de votacion|seccoes|assembleias de voto|circunscric|"
    r"atas?|secoes|apurad|urnas|recintos|editais|proces-verbaux|bureaux|depouill|bulletins depouilles|comptabilis"
)
_TURNOUT = re.compile(
    r"turnout|turned out|participat|participacion|participacao|concurrencia|afluencia|comparec|afluencia|taux de participation|electores"
    r" (?:votaron|acudieron)|asistencia|of (?:registered|eligible) voters"
)
_TURNOUT_PUT = re.compile(r"\b(?:turnout|participation)\b[^,;.\d]{0,55}$")
_COUNTED_SO_FAR = re.compile(
    r"\b(?:(?:depouillement|copies|comptage|counting|count|tallying) (?:of |de |d'|des |du )(?:pres de |plus de |environ |over |about |nearly |more than )?|"
    r"(?:covering|representing|couvrant|representant|portant sur) (?:pres de |plus de |environ |some |over |about |nearly |more than )?)$"
)
_BALLOTS_IN = re.compile(r"\s?(?:des machines|of (?:the )?machines)\b(?! (?:exprim|valid|valab))")
_OPENS = re.compile(
    r"\W*(?:credite\w*|credited|avec|with|on|fort(?:e)? de|having (?:won|taken|secured)|recueillant|winning|taking)\b"
)
"""A share told before whose it is: "Credited with 54 %, X"."""
_TURNOUT_AFTER = re.compile(
    r"\s?(?:of |de |da |do |del |des |d')?(?:the |los |les |os )?(?:registered|eligible|turnout|voter turnout|participa|electores (?:votaron|acudieron)|padron|eleitorado|inscrit)"
)
_ABSTENTION = re.compile(r"absten|abstain")
_NULL = re.compile(r"(?:null|invalid|spoil\w*|rejected|nulos|nulls?|anulados|blancs|brancos|blanco|en blanco)")
_BAR = re.compile(
    r"(?:umbral|barrera|fasquia|limiar|piso|threshold|barre|patamar|minimo) (?:legal |constitucional )?(?:del?|d[ao]s?|of|de los|de la) (?:the |l')?$"
)
_OTHERS = re.compile(
    r"seats?|escanos|sieges|assentos|deputies|prices?|inflation|dollars?|euros?|francs?|years|anos|ans\b|people|"
    r"personas|pessoas|personnes|population|poblacion|degrees|protesters|km|kilomet|boulons|minutes|hours"
)
_THRESHOLD = re.compile(r"threshold|seuil|barre|umbral|limiar|at least|more than the|requis|required|needed to|quorum")
_VOTES = re.compile(
    r"\s?(?:million |millones |milhoes |millions )?(?:de |d'|of the |des )?(?:valid |validos )?(?:votes?|votos|voix|suffrages|sufragios|papeletas|ballots|bulletins)\b"
)
_MARGIN = re.compile(
    r"margin|lead\b|difference|diferenci|diferenca|ecart|ventaja|vantagem|avance|distancia|ahead|points?|gap|majority of|separan|mais do que|mas que|more than (?:his|her)"
)
_TO_AFTER = re.compile(
    r"^(?:[\s,()]|de los? (?:votos?|sufragios)|des (?:voix|suffrages)(?: exprimes)?|dos votos(?: validos)?|of (?:the )?(?:valid )?votes?(?: cast)?|"
    r"of valid votes|votes?|votos?|voix|suffrages|sufragios|papeletas|points?)*\s?"
    r"(?:for|to|went to|against|a|para|al|del?|de la|en favor de|au|aux|a la|pour|en faveur de|do|da|os de|ao|o de|os do|"
    r"los de|los del|corresponde[n]? a|corresponden|went for|d')\s?(?:l'|the |el |la |le |o |m\. |mr |don |[a-z.]+ ){0,3}$"
)


@dataclass
class Bound:
    """Figures of a sentence with what they belong to."""

    votes: dict[str, int] = field(default_factory=dict)
    shares: dict[str, Decimal] = field(default_factory=dict)
    turnout: Decimal | None = None
    coverage: Decimal | None = None
    start: int = 0
    end: int = 0
    sure: bool = True
    """False where a share could belong to another option."""

    @property
    def any(self) -> bool:
        return bool(self.votes or self.shares or self.turnout is not None)

    def joined(self, other: Bound) -> bool:
        """Take in the figures of a following sentence; False where they speak of the same thing twice."""
        if set(self.votes) & set(other.votes) or set(self.shares) & set(other.shares):
            return False
        if (self.turnout is not None and other.turnout is not None) or (
            self.coverage is not None and other.coverage is not None
        ):
            return False
        self.votes |= other.votes
        self.shares |= other.shares
        self.turnout = self.turnout if self.turnout is not None else other.turnout
        self.coverage = self.coverage if self.coverage is not None else other.coverage
        self.sure = self.sure and other.sure
        return True

    def figures(self) -> Figures:
        """As the record keeps them."""
        return Figures(votes=dict(self.votes), shares=dict(self.shares), turnout=self.turnout, coverage=self.coverage)


def _around(folded: str, number: Number, found: list[Number], at: int) -> tuple[str, str]:
    before_from = found[at - 1].end if at else 0
    after_to = found[at + 1].start if at + 1 < len(found) else len(folded)
    before = folded[max(before_from, number.start - 60) : number.start]
    after = folded[number.end : min(after_to, number.end + 50)]
    return re.split(r"[;.]\s", before)[-1], re.split(r"[;.]\s|, ", after)[0]


_THEN = re.compile(r" (?:apres|after|tras|apos|una vez|escrutado|with the|con el|com o|avec) ")
"""What opens another phrase behind a number: "44.2% for B after the counting of 80% of sheets"."""
_NOT_SAID = re.compile(
    r"(?:\bnot|instead of|rather than|far from|lejos de(?:l)?|en vez de|en lugar de|au lieu de|et non|loin de|\by no|\be nao|em vez de|ao inves de|longe d[eo]s?|"
    r"had printed|habiamos publicado|contre toute attente) (?:the |el |los |les |un |our |o |os )?$"
)


def _kind(folded: str, number: Number, found: list[Number], at: int, made_out: list[bool]) -> str:
    """share, votes, turnout, coverage, or "" where it is nothing that is kept."""
    before, after = _around(folded, number, found, at)
    if re.match(r"\s?(?:-|percentage )?(?:points?|puntos?|pontos?)", after) or number.unit == "points":
        return ""
    if _NOT_SAID.search(before) or (at and made_out[at - 1] and len(folded[found[at - 1].end : number.start]) < 14):
        made_out[at] = True
        return ""
    if _THRESHOLD.match(after) or _BAR.search(before):
        return ""
    if number.unit == "percent":
        near = before[-34:]
        if _ABSTENTION.search(after[:30]) or _ABSTENTION.search(near):
            return ""
        if _NULL.search(after[:20]):
            return ""
        if _TURNOUT.search(near) or _TURNOUT_AFTER.match(after) or _TURNOUT_PUT.search(before):
            return "turnout"
        if _COUNTED_SO_FAR.search(near) or _BALLOTS_IN.match(after):
            return "coverage"
        after = _THEN.split(after)[0]
        if re.match(r"\s?in\b", after) and re.search(r"with (?:over |some |about |more than )?$", near):
            return "coverage"
        if _COVERAGE.search(after[:44]) and not re.match(
            r"\s?(?:of|de|des|dos|do) (?:the |los |les |las )?(?:valid )?(?:votes?\b(?! counted)|votos\b|voix|suffrages)",
            after,
        ):
            return "coverage"
        if re.search(r"(?:escrutado|counted|depouille|apurado|computado)s?(?: el| a)?(?: del)? $", near):
            return "coverage"
        if (
            _OTHERS.search(after[:24])
            or _THRESHOLD.search(before[-40:])
            or re.match(r"\s?(?:plus one|\+ ?1|plus une? voix|mas uno|mais um)", after)
        ):
            return ""
        return "share"
    if not number.whole:
        return "maybe"
    if re.fullmatch(r"(?:19|20)\d\d", number.digits):
        return ""
    if re.match(
        r"\s?(?:ballots?|votes?|bulletins|papeletas|votos) (?:were|was|had|not|found|declared|remain|ont|etaient|avaient|fueron|foram)\b",
        folded[number.end :],
    ):
        return ""
    if re.search(r"\b(?:leading|leads|led|lead|ahead|won|winning) by (?:some |about |just |only )?$", before) and not re.match(
        r"[^.;]{0,14}(?: to | against )\d", folded[number.end :]
    ):  # fmt: skip
        return ""
    if _VOTES.match(folded, number.end):
        if (
            _MARGIN.search(before[-30:])
            or (before.endswith(" a ") and re.match(r"\s?vot\w+ d[aeo]", folded[number.end :]))
            or re.match(r"[^.;]{0,18}(?:more|mas|de diferencia|de diferenca|d'ecart|ahead)", folded[number.end :])
        ):
            return ""
        return "votes" if number.value >= 20 else ""
    if number.value >= 1000 and not _OTHERS.match(after.strip()) and not _MARGIN.search(before[-30:]):
        return "maybe_votes"
    return ""


def bind(
    sentence: Sentence, mentions: list[tuple[int, int, str]], ids: list[str], language: str, carried: str = ""
) -> Bound | None:
    """Bind the numbers of a sentence to options.

    `mentions`: start, end and option of every mention in it, pronouns and nouns resolved; `carried`: the option that the
    sentence before was about.
    """
    folded = sentence.folded
    found = numbers(sentence.text, folded, language)
    made_out = [False] * len(found)
    kinds = [_kind(folded, number, found, at, made_out) for at, number in enumerate(found)]
    shares = [n for n, kind in zip(found, kinds, strict=True) if kind == "share"]
    made = Bound()
    kept: list[Number] = []
    for at, (number, kind) in enumerate(zip(found, kinds, strict=True)):
        if kind == "maybe":
            kind = "share" if shares and number.value < 100 and _as_share(folded, number, at, found, kinds) else ""
        if kind == "maybe_votes":
            with_share = (bool(shares) and at > 0) or (at + 1 < len(kinds) and kinds[at + 1] == "share")
            listed = any(k == "votes" for k in kinds) or (_row(folded, number, mentions) and sum(
                _row(folded, n, mentions) for n, k in zip(found, kinds, strict=True) if k == "maybe_votes") > 1)  # fmt: skip
            kind = "votes" if (with_share or listed) and mentions else ""
        if kind == "turnout":
            if made.turnout is not None:
                made.sure = False
            made.turnout = number.value
            kept.append(number)
        elif kind == "coverage":
            if made.coverage is None:
                made.coverage = number.value
                kept.append(number)
        elif kind in ("share", "votes"):
            option = _whose(folded, number, kind, made, mentions, found, at, ids, carried)
            if option == "?":
                left = [id_ for id_ in ids if id_ not in (made.shares if kind == "share" else made.votes)]
                option = left[0] if len(left) == 1 else ""
            if not option:
                if kind == "share":
                    # A share of nobody who is known, after the known ones and in a clause of its own, is left out.
                    loose = (
                        bool(kept)
                        and re.search(r"[;,]", folded[kept[-1].end : number.start])
                        and mentions
                        and mentions[-1][1] < kept[-1].end
                    )
                    made.sure = made.sure and (not mentions or bool(loose))
                continue
            if kind == "share":
                if option in made.shares:
                    made.sure = False
                    continue
                made.shares[option] = number.value
            else:
                if option in made.votes:
                    continue
                made.votes[option] = int(number.value)
            kept.append(number)
    if sum(made.shares.values(), Decimal(0)) > Decimal("100.5") or any(value > 100 for value in made.shares.values()):
        made.sure = False
    if not made.any:
        return None
    made.start, made.end = min(n.start for n in kept), max(n.end for n in kept)
    return made


def _row(folded: str, number: Number, mentions: list[tuple[int, int, str]]) -> bool:
    """Whether a number stands right behind an option, as in a list: "APC 8,794,726; PDP 6,984,520"."""
    return any(re.fullmatch(r"[ :,(–-]{1,3}", folded[end : number.start]) for _start, end, _option in mentions)


def _as_share(folded: str, number: Number, at: int, found: list[Number], kinds: list[str]) -> bool:
    """A figure without its sign after one that has it: 80.23 per cent ... and gave X a mere 9.9."""
    if not any(kind == "share" for kind in kinds[:at]) and not any(kind == "share" for kind in kinds[at + 1 :]):
        return False
    after = folded[number.end : number.end + 14]
    return not re.match(r"\s?(?:million|millon|milh|mil\b|points?|puntos|pontos|[a-z]+ (?:people|years))", after)


_DEFEATED = re.compile(
    r"\b(?:defeat\w*|beat(?:en|ing|s)?|edged|over(?:came)?|overtook|trounced|thrashed|lost to|ahead of|venci\w+ a|derrot\w+|gano a|se impuso (?:a|sobre)|supero a|"
    r"aventaj\w+ a|perdio (?:ante|frente a|contra)|venceu|bateu|superou|perdeu (?:para|contra)|a battu|bat\b|devance|a devance|l'emporte sur|l'a emporte (?:sur|face a)|face a|"
    r"battu par|perdu (?:contre|face a))\b[^.;\d]{0,40}$"
)


_OPPONENT = re.compile(
    r"^[^.;\d]*\b(?:over|against|contra|sobre|frente al?|face a|contre|devant|perante|diante de) (?:(?:the|el|la|le|o|a|su|seu|son|his|her|opositor|rival|opponent|challenger|opposition|l'opposant|candidat[eoa]?|candidate) )*$"
)
"""What stands before the one who was beaten, where no figure stands between the two."""
_WITH = re.compile(
    r"[,)]? ?(?:with|by|con|por|com|avec|par) (?:el |o |un |le |some |about |just |nearly |more than |mas del? |plus de |mais de )?"
)


def _whose(
    folded: str, number: Number, kind: str, made: Bound, mentions: list[tuple[int, int, str]], found: list[Number], at: int,
    ids: list[str], carried: str,
) -> str:  # fmt: skip
    taken = made.shares if kind == "share" else made.votes
    before = [m for m in mentions if m[1] <= number.start]
    tail = number.end
    if at + 1 < len(found):
        # "7,176,141 votes, 50.49 %, for X": both figures belong to whom the second leads to.
        partner = found[at + 1]
        counted = partner if number.unit == "percent" else number
        if (
            (partner.unit == "percent") != (number.unit == "percent")
            and counted.whole
            and counted.value >= 1000
            and partner.start - tail < 45
            and not any(tail <= m[0] < partner.start for m in mentions)
        ):
            tail = partner.end
    after = [m for m in mentions if m[0] >= tail]
    following = after[0] if after else None
    gap = folded[tail : following[0]] if following else ""
    leads = bool(following) and bool(_TO_AFTER.match(gap)) and not re.search(r"[;]", gap)
    if before:
        last = before[-1]
        between = [n for n in found[:at] if n.start >= last[1] and n.unit == number.unit and n.whole == number.whole]
        fresh = last[2] not in taken
        if len(before) > 1 and before[-2][2] != last[2] and _DEFEATED.search(folded[before[-2][1] : last[0]]):
            # "A defeated B with 50.9% to 49.1%": the first figure is the subject's.
            if before[-2][2] not in taken:
                return before[-2][2]
            return last[2] if fresh else ""
        if len(before) > 1 and before[-2][2] != last[2] and before[-2][2] not in taken and not between and (
            _OPPONENT.search(folded[before[-2][1] : last[0]]) and _WITH.fullmatch(folded[last[1] : number.start])
        ):  # fmt: skip
            # "declared A the winner over B, with 51.2%": the figure is that of whom the clause is about.
            return before[-2][2]
        if fresh and not between:
            return last[2]
        if leads and following and following[2] not in taken:
            return following[2]
        if not fresh or between:
            owner = last[2] if last[2] in taken else ""
            others = [id_ for id_ in ids if id_ not in taken]
            stretch = folded[found[at - 1].end if at else 0 : number.start]
            if (
                owner
                and len(ids) == 2
                and len(others) == 1
                and re.fullmatch(
                    r"[^.;]{0,30}?\b(?:to|against|versus|a|frente a(?: un| al)?|contra|contre)\b[^.;\d@]{0,16}", stretch
                )
            ):
                return others[0]
            if kind != "share" and not fresh:
                return ""
        if fresh and not between:
            return last[2]
        return ""
    if leads and following:
        return following[2] if following[2] not in taken else ""
    if following and kind == "share" and not taken and _OPENS.match(folded) and len({m[2] for m in after}) == 1:
        return following[2]
    if carried and carried not in taken and not leads:
        return carried
    return ""
