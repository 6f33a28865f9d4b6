"""What turns an act round: a negation, a verb that governs it, a condition, somebody who is only asked to do it."""

from __future__ import annotations

import re

from scrutiny.articles.lexicon import Rule

_AGAINST = re.compile(
    r"\b(?:far from|regret\w*(?: having| d'avoir| de l'avoir)?|rul\w+ out|hold\w* (?:off|back)(?: on| from)?|held (?:off|back)(?: on| from)?|refrain\w* from|abstain\w* from|short of|instead of|rather than|avoid\w*|delay\w*|"
    r"postpon\w+|defer\w*|unwilling to|reluctan\w+ to|hesitat\w+ to|resist\w*|against|declin\w+|refus\w+|oppos(?:e[sd]?|ing)|unable to|no (?:plans?|intention) (?:to|of)|shy\w* away from|balk\w* at|ceas\w+|stopp\w+|"
    r"abst\w+ de|evit\w+ de|renonc\w+ a|gard\w+ (?:bien )?de|hesit\w+ a|au lieu de|plutot que de|loin de|exclu\w* de|differ\w+|sans|avant de|refus\w* (?:\w+ )?(?:de|a)|reserv\w+|oppos(?!ition)\w+ a|cess\w+ de|"
    r"abst\w+ (?:de|por)|evit\w+|en lugar de|en vez de|em vez de|antes de|descart\w+|lament\w+|arrepent\w+ de|arrepint\w+ de|rehus\w+|recus\w+(?:-se)?(?: a)?|neg\w+(?:-se)? a|resist\w+ a|aplaz\w+|adi\w+)"
    r" (?:[\w']+ ){0,3}(?:d'|l')?$"
)


"""Verbs that turn round the one that they govern."""


_NEGATION = {
    "en": re.compile(r"(?:\bnot|n't|\bnever|\bwithout|\bnobody|\bno one|\bno longer|\bneither|\bnor|\brefus\w+ to|\bdeclin\w+ to|\byet to|"
                     r"\bdeni(?:ed|es)|\bdenying|\bno evidence|\bnone|\bfailed to|\bfar from|\bstop\w+ short of|\brejected|\bdismissed)\b(?: [\w'-]+){0,3}\W{0,2}$"),
    "es": re.compile(r"(?:\bno|\bnunca|\bjamas|\bsin|\bnadie|\bni|\btampoco|\bningun[oa]?|\bneg(?:o|aron|ar)|\bniega[n]?|\bdesmint\w+|\bdescart\w+|\bevit\w+)\b(?: (?!que)[\w'-]+){0,2}\W{0,2}$"),
    "pt": re.compile(r"(?:\bnao|\bnunca|\bjamais|\bsem|\bninguem|\bnem|\btampouco|\bnenhum[a]?|\bneg(?:ou|aram|a)|\bdesment\w+|\bdescart\w+|\bevit\w+)\b(?: (?!que)[\w'-]+){0,2}\W{0,2}$"),
    "fr": re.compile(r"(?:\bne|\bn'|\bsans|\bpersonne n|\bni|\baucun[e]?|\bnie[nt]*|\bdement\w*|\bsans avoir)(?:\b|(?<='))(?: ?[\w'-]+){0,2}\W{0,2}$"),
}  # fmt: skip


NOTHING_FOUND = re.compile(
    r"\b(?:no|nao) (?:se )?(?:encontr|hall|detect|detet|observ|vio|viu|vieron|viram|constat|registr|regist|hubo|houve|hay|ha|existen?|existem|aprecia|tiene|tem)\w*(?: [\w-]+){0,4} $|"
    r"\bn'(?:a|ont|avait|avaient|y a) (?:pas |jamais |rien |aucun\w* )?(?:trouve|constate|releve|observe|decele|vu|eu)?\w*(?: [\w'-]+){0,4} $|"
    r"\b(?:found|saw|seen|detected|observed|noted|is|was|were|had|has|there's) no (?:\w+ )?(?:evidence|signs?|indications?|proof|trace|hint)(?: [\w-]+){0,3} $"
)
"""Nothing was found of what comes next: "no encontró indicios de un fraude"."""
_NEGATION_AFTER = {
    "en": re.compile(r"^\W{0,2}(?:nobody|no one|neither|none)\b"),
    "es": re.compile(r"^ (?:a )?(?:nadie|ningun[oa]?)\b"),
    "pt": re.compile(r"^ (?:a )?(?:ninguem|nenhum[a]?)\b"),
    "fr": re.compile(r"^ (?:pas|personne|aucun[e]?|ni|jamais|plus)\b"),
}


_UNREAL = {
    "en": re.compile(r"(?:\b(?:un)?likely to|\bconsider(?:s|ed|ing)?|\bcontemplat\w+|\bweigh(?:s|ed|ing)?|\bmull(?:s|ed|ing)|\bintend\w* to|\bprepar\w+ to|\bset to|\babout to|\bpoised to|\bhop\w+ to|"
                     r"\bpress\w* to|\bfree to|\bable to|\bwilling to|\bwhether|\bif|\bwould|\bcould|\bmight|\bmay|\bshould|\bto decide|\bexpected to|\bready to|\bplan\w* to|\bhas to|"
                     r"\burg\w+ [\w ]{1,30} to|\bcall\w* on [\w ]{1,30} to|\bask\w* [\w ]{1,30} to|\bmust|\bthreaten\w* to|\bpromis\w+ to|\bbefore|\bwant\w* [\w ]{1,20} to)(?: [\w'-]+){0,3} $"),
    "es": re.compile(r"(?:\bsi|\bpodria[n]?|\bdeberia[n]?|\bhabria[n]?|\bllam\w+ a|\bpid\w+ a [\w ]{1,30}|\ba punto de|\bpara(?! quien| el cual| la cual)|\bantes de|\bdebe[n]?|\bpromet\w+|\bamenaz\w+ con)(?: [\w'-]+){0,2} $"),
    "pt": re.compile(r"(?:\bse|\bpoderia[m]?|\bdeveria[m]?|\bteria[m]?|\bpara(?! quem| o qual| a qual)|\bantes de|\bdeve[m]?|\bpromet\w+|\bameac\w+)(?: [\w'-]+){0,2} $"),
    "fr": re.compile(r"(?:\benvisag\w+|\bsong\w+ a|\bs'appret\w+ a|\bprevoi\w* de|\bcompt\w+|\bhesit\w+ a|\bentend\w*|\bprete?s? a|\bintention de|\bsusceptibles? de|\btent\w+ de|\bdispose\w* a|\bsi|\bpourrai\w+|\bdevrai\w+|\baurai\w+|\bpour|\bavant de|\bdoi\w+|\bappel\w+ [\w' ]{1,30} a|\b(?:press|somm|pri|invit|enjoi|conjur|recommand|conseill|ordonn)\w+ [\w'@ .-]{1,40} d[e']|\bexhort\w+ [\w' ]{1,30} a|\bpromet\w*|\bmenac\w+ de)(?: [\w'-]+){0,2} $"),
}  # fmt: skip


_KEEP_UNREAL = ("withholds_recognition", "refuses_to_recognise", "predicts", "observes", "calls_for_audit", "calls_for_publication",
                "calls_for_new_vote", "calls_for_calm", "calls_for_protest", "alleges_irregularity", "alleges_attack", "takes_note")  # fmt: skip


_GIVEN = (
    "alleges_irregularity",
    "alleges_attack",
    "recognises",
    "congratulates",
    "proclaims",
    "concedes",
    "claims_victory",
    "rules",
)


_TALK_REFUSED = re.compile(
    r"\b(?:reject|dismiss|refut|rebut|rechaz|desestim|desmint|desmient|rebat|rejeit|desment|rejet|dement|refut|ecart)\w*\b(?: [\w'-]+){0,2} "
    r"(?:claims?|allegations?|accusations?|suggestions?|reports?|denuncias?|acusaci\w+|alegaci\w+|senalamientos|acusac\w+|alegac\w+|soupcons|allegations)\b[^.;,]*$"
)
"""Talk of fraud that somebody rejects."""


def real(masked: str, start: int, end: int, rule: Rule, language: str) -> bool:
    """Whether the act is done: not denied, not merely possible, not asked of somebody else."""
    before = masked[max(0, start - 60) : start]
    before = re.split(r"[;:.]\s", before)[-1]
    if rule.act == "observes":
        return language not in ("es", "pt") or not re.search(r"\b(?:no|nao|ni|nem) (?:lo |se |o )?$", before) or bool(
            _NEGATES.match(masked[start:end]))  # fmt: skip
    if rule.act.startswith("alleges") and (
        _REBUTTED.search(before) or _TALK_REFUSED.search(before) or NOTHING_FOUND.search(before)
    ):
        return False
    if language in _SAID_NO and (
        (BARE.match(masked[start:end]) and GOVERNED.search(before))
        or (rule.act == "refuses_to_recognise" and _LATER.match(masked[start:end]) and _IN_CASE.search(masked[:start]))
        or _SAID_NO[language].search(before)
        or (rule.act == "congratulates" and CITIZENS.match(masked, end))
        or (rule.act.startswith("alleges") and _BELITTLED.search(masked[start : end + 60]))
        or (rule.act.startswith("alleges") and rule.form == "content" and _TALK_OF.search(before))
        or (rule.act.startswith("calls_for") and _WAIT.search(before) and masked.startswith("espera", start))
    ):
        return False
    if sport(rule.act, masked):
        return False
    if rule.act.startswith("calls_for") and _CALL_REFUSED.search(before):
        return False
    if rule.act == "refuses_to_recognise" and _THOUGH.search(before):
        return False
    if language in _NO_FRAUD and rule.act.startswith("alleges") and (
        _NO_FRAUD[language].search(masked[max(0, start - 90) : end]) or _NO_FRAUD[language].search(masked[start : end + 70])
    ):  # fmt: skip
        return False
    if language in _NO_FRAUD and rule.act.startswith("alleges") and _FEARED.search(masked[start : end + 70]):
        return False
    if language in _OTHERS_ASKED:
        asked = before + ("a " if language == "fr" and _A_VERB.match(masked, start) else "")
        if _BLOCKED.search(before) and _GERUND.match(masked, start):
            return False
        if (rule.act in (*_GIVEN, "takes_note") or rule.act.startswith("calls_for")) and _OTHERS_ASKED[language].search(asked) and not (
            rule.act == "congratulates" and _EAGER.search(before)
        ):  # fmt: skip
            return False
        if rule.act not in ("observes", "predicts") and rule.form == "active" and _MAYBE[language].search(before):
            return False
        if rule.act in _GIVEN and not rule.act.startswith("alleges") and _WILL[language].search(before):
            return False
        if rule.form == "content" and rule.act in _GIVEN and _CLAIM_THAT.search(before):
            return False
        if rule.act == "congratulates" and PEOPLE.match(masked[end:]):
            return False
        if _OR_NOT[language].search(masked[max(0, start - 90) : start]):
            return False
    if (_DENIED.search(before) and not _NEW_CLAUSE.search(before + masked[start:end])) or (
        _INFINITIVE.match(masked[start:end]) and _TO.search(before)
    ):
        return False
    if rule.act == "calls_for_calm" and _RESIGN.search(masked[start:end]):
        return False
    if rule.act in ("refuses_to_recognise", "withholds_recognition") and _ONLY.match(masked, end):
        return False
    if _ATTRIBUTIVE.match(masked[start:end]) and re.search(
        r"(?:\b(?:the|a|an|first|this|last|hotly|bitterly|most|much|now)|'s)(?: \w+ly)? $", before
    ):
        return False
    if (
        rule.affirm
        or rule.act not in ("withholds_recognition", "refuses_to_recognise")
        or rule.match.pattern.startswith(r"\b(?:reject")
        or (language in ("es", "pt") and not _NEGATES.match(masked[start:end]))
        or (language in ("en", "fr") and not _CARRIES.search(masked[start:end]))
    ):
        if (
            _NEGATION[language].search(before)
            and not _affirms(before, language, rule)
            and not (language in _SAID_NO and _PROMPT.match(masked, start))
        ):
            return False
        if _NEGATION_AFTER[language].match(masked[end:]):
            return False
    if rule.act in _GIVEN and _NOR.match(re.split(r", ", before)[-1] if len(before) < 60 else before):
        return False
    if (
        rule.act in _GIVEN
        and rule.form != "content"
        and _AGAINST.search(before)
        and not _affirms(before, language, rule)
        and not _EAGER.search(before)
    ):
        return False
    if _EAGER.search(before):
        return True
    return not (rule.act not in _KEEP_UNREAL and rule.form != "narrator" and _UNREAL[language].search(before))


def sport(act: str, masked: str) -> bool:
    """Whether a victory or defeat is one on the field."""
    return act in _WON_OR_LOST and bool(_SPORT.search(masked)) and not _POLLS.search(masked)


_NO_FRAUD = {
    "en": re.compile(
        r"\b(?:no|not any|never any|nor any) (?:[\w-]+ ){0,3}?(?:evidence|proof|sign|signs|trace|hint)\b(?! (?:but|although))|\b(?:no|without|not any|never any|nor any|lack of|absence of|any) (?:[\w-]+ ){0,3}?(?:fraud|rigging|irregularit\w+|manipulation|cheating|wrongdoing)\b(?! (?:but|although))|"
        r"\b(?:not|n't|never) (?:been |be |have been |was |were )?(?:\w+ ){0,1}?(?:rigged|stolen|manipulated|falsified|tampered|fraudulent|forged|marred|hacked)"
    ),
    "fr": re.compile(
        r"\b(?:ne |n')(?:[\w']+ ){0,5}?(?:pas|aucune?|jamais|nulle?|ni)\b[^,;.]{0,40}\b(?:fraud\w*|irregularit\w+|manipul\w+|truqu\w+|vole\w*|falsif\w+|trich\w+|anomal\w+|preuves?|pirat\w+)|"
        r"\b(?:aucune?|sans|absence de|pas de|nulle|pas la moindre|nul) (?:\w+ ){0,2}?(?:fraud\w*|irregularit\w+|manipul\w+|anomal\w+|trucage)"
    ),
}
"""Words that say there was no fraud."""


_FEARED = re.compile(
    r"^[^,;.]{0,50}\b(?:in (?:the )?(?:event|case) of|risks? of|possib\w+ of|potential|prevent\w*|avoid\w*|guard\w* against|combat\w*|fight\w*|future|rule out|"
    r"en cas de|risques? de|eviter|empecher|prevenir|lutter contre|contre (?:toute|la)|eventuel\w*|possible) (?:[\w']+ ){0,2}(?:d')?(?:fraud|rig|cheat|manipul|irregularit|trich|vol\b|tamper|falsif)"
)
"""Fraud that may come, or that is to be kept from coming."""


_OTHERS_ASKED = {
    "en": re.compile(
        r"\b(?:(?:ask|urg|call|invit|press|want|expect|beg|implor|persuad|convinc|pressur|encourag|appeal|plead|forc|compel|push|get|got|allow|advis|tell|told|order|lobby|lobbi|help|need|lead(?!er)|led)\w*"
        r"(?: (?:on|upon|to|with|for))? [\w@',. -]{2,60}? to|(?:was|were|been|be|is|are|being) (?:\w+ )?(?:urged|asked|told|pressed|pressured|called (?:on|upon)|invited|advised|forced|expected|ordered|under pressure|due|set|likely|about|able|free|to blame) to|"
        r"(?:debat|discuss|consider|tabl|examin|draft|prepar)\w* (?:a |an |the )?(?:\w+ )?(?:motion|resolution|bill|proposal|draft)) (?:\w+ly )?$"
    ),
    "fr": re.compile(
        r"(?:\b(?:appel|exhort|invit|press|encourag|pri(?![nsvxm])|convain|persuad|pouss|incit|forc(?!es)|contrai|oblig|demand|reclam|conjur|implor|somm|aid|amen|presse|reuss)\w* (?:a |au |aux )?[\w@',. -]{2,60}? (?:a|de)|"
        r"\b(?:appel|exhort|invit|press|encourag|pri(?![nsvxm])|convain|persuad|pouss|incit|forc(?!es)|contrai|oblig|demand|reclam|conjur|implor|somm|aid|amen|reuss)\w* (?:a |au |aux )?[\w@',. -]{2,60}? d'|"
        r"\b(?:debat|discut|examin|prepar|depos)\w* (?:\w+ )?(?:d'une |d'un |une |un |de la |du |la |le )?(?:motion|resolution|texte|projet|proposition)(?: de \w+)?) ?(?:le |la |les |l'|les? )?$"
    ),
}
"""What others are asked or brought to do is not done by whoever asks."""


_BLOCKED = re.compile(
    r"\b(?:block|veto|oppos|reject|against|prevent|stall|shelv|bury|buri|defeat|bloqu|rejet|empech|enterr|contre|torpill|sabord)\w*[^.;,]{0,50} '?$"
)
_GERUND = re.compile(r"\w+(?:ing|ant)\b")
"""A text that recognises somebody, and that is blocked."""


_A_VERB = re.compile(r"a (?:\w+ )?\w+(?:er|re|ir)\b")
"""`à` before an infinitive, folded like the `a` of a past tense."""


_MAYBE = {
    "en": re.compile(
        r"\b(?:might|may|could|would rather|likely to|expected to|set to|due to|plan(?:s|ned|ning)? to|intend(?:s|ed|ing)? to|threaten(?:s|ed|ing)? to|prepar(?:es|ed|ing) to|expect\w* [\w@' -]{2,40} to|want\w* [\w@' -]{2,40} to) (?:\w+ly |also |still |now )?$"
    ),
    "fr": re.compile(
        r"\b(?:pourrai\w+|devrai\w+|risqu\w+ de|menac\w+ de|compt\w+|envisag\w+ de|entend\w*|s'appret\w+ a|prevoi\w* de) (?:\w+ment |aussi |egalement )?$"
    ),
}
"""What somebody may do, or means to do."""


_WILL = {
    "en": re.compile(r"\b(?:will|shall|'ll|(?:is|are|was|were) to|going to) (?:\w+ly |also |soon |now |then |not )?$"),
    "fr": re.compile(r"\b(?:va|vont|allait|allaient|doi(?:t|vent)|devrai(?:t|ent)) (?:\w+ment |aussi |bientot )?$"),
}
"""What is still to come."""
_CLAIM_THAT = re.compile(
    r"(?<!his )(?<!her )(?<!their )(?<!its )\b(?:claims?|assertions?|notion|idea|suggestions?|allegations?|accusations?|theory|l'idee|l'affirmation|les affirmations|l'hypothese|la these) "
    r"(?:that |selon laquelle |selon lesquelles |que |qu')(?:[\w@']+ ){0,4}$"
)
"""Somebody else's claim, which the sentence only speaks of."""


PEOPLE = re.compile(
    r" ?(?:to |a |au |aux )?(?:the |all |its |their |le |la |les |l')?(?:[\w-]+ ){0,2}?(?:people|voters|citizens|electorate|nation|population|peuple|electeurs|citoyens|electrices|populations?|[a-z-]{4,}s (?=(?:on|for|pour) (?:the|their|its|holding|le|la|leur|l)\b))\b(?![^.;]{0,70}@)"
)
"""Who congratulates the people congratulates nobody on a result."""


_OR_NOT = {
    "en": re.compile(r"(?:\bnot\b|n't\b|\bnever\b|\bneither\b)[^.;,]{2,70}\b(?:or|nor) (?:\w+ly )?$"),
    "fr": re.compile(r"(?:\bne |\bn')[^.;,]{0,20}\bni\b[^.;,]{2,60}\bni $"),
}
"""A negation that reaches over "or": "did not mention X or concede"."""


_CARRIES = re.compile(
    r"\b(?:not|never|no|cannot|refus\w*|neither|nor|declin\w*|with(?:he|ho)ld\w*|un\w+|without|rul\w+ out|yet|still|only|stop\w*|pas|ne|ni|jamais|sans|aucune?|gard\w+|abst\w+|differ\w*|"
    r"reserv\w*|evit\w*|attend\w*|tard\w+|hesit\w*|avoid\w*|hold\w*|held|refrain\w*|abstain\w*|wait\w*|delay\w*|defer\w*|rejet|rejection|repudiation|tear|boycott)\b|n't|\bn'"
)


"""A wording in English or French that holds its own negation."""


_NEGATES = re.compile(
    r"(?:no|nunca|jamas|tampoco|nao|nem|ni|sin|sem|aun|ainda|todavia|sigue|segue|continua|hasta|ate)\b"
)


"""A wording that holds its own negation."""


_INFINITIVE = re.compile(
    r"(?:challenge|reject|dispute|contest|challenge|disown|repudiate|rechazar|repudiar|desconocer|impugnar|rejeitar|contestar|desconhecer|rejeter|contester|recuser)\b"
)


_TO = re.compile(r"(?:\bto|\bde|\ba|\bpara|\bd'|\bque|\bpour)\s?$")


_RESIGN = re.compile(
    r"step(?:ping)? down|leave power|leave office|hand(?:ing)? over|cede\b|transfer of power|(?:abandon|dej|entreg|ced)\w+ (?:el|o) poder|quitter le pouvoir|"
    r"ceder le pouvoir|deixar o poder|renunci"
)


_REBUTTED = re.compile(
    r"\b(?:reject|dismiss|refut|rebuff|rebut|den[iy]|scoff|rejet|balay|ecart|dement|rechaz|desestim|rejeit|refut)\w* (?:at |as \w+ )?(?:the |all |any |these |les |des |ces |las |los |as |os )?(?:\w+ )?"
    r"(?:claims?|allegations?|accusations?|reports?|suggestions?|charges|complaints?|critic\w+|soupcons|acusacion\w*|acusac\w*|denuncias?|denonciations?|narrative)\b[^.;]{0,60}$"
)
_WON_OR_LOST = ("claims_victory", "concedes", "congratulates", "recognises", "proclaims")
_SPORT = re.compile(
    r"\b(?:seleccion|selecao|futbol|futebol|copa (?:del mundo|do mundo|america|libertadores)|mundial(?:es)? de|final de la copa|campeonato|goles?|gols?|liga\b|torneo|torneio|estadio|entrenador|treinador|"
    r"clasico|classico|derby|torcida|torcedor\w*|aficionad\w*|hinchas?|maraton|jugador\w*|jogador\w*|atletas?|olimpic\w+|medalla|medalha|tenista|ciclista|baloncesto|basquete|beisbol|semifinal\w*|cuartos de final|football|match nul|championnat|coupe d|ballon)\b"
)
_POLLS = re.compile(
    r"\b(?:elec\w+|eleic\w+|elect\w+|comicios|presidencia\w*|president\w* ele\w+|vot\w+|urnas?|pleito|scrutin|presidentielle)\b"
)
_SAID_NO = {
    "es": re.compile(r"\b(?:tem\w+|espera\w*|confi\w+ en|(?:es |sea |parece |ve )?(?:probable|posible|previsible|imposible|improbable)|evit\w+|imped\w+|impid\w+) que (?:[\w@]+ ){0,5}(?:acab\w+ |termin\w+ )?$"),
    "pt": re.compile(r"\b(?:tem[ei]\w*|recei\w+|espera\w*|confia\w* em|(?:e |seja |parece )?(?:provavel|possivel|previsivel|impossivel|improvavel)|evit\w+|imped\w+) que (?:[\w@]+ ){0,5}(?:acab\w+ (?:por )?)?$"),
}  # fmt: skip
"""What somebody fears, hopes or keeps from coming is not done."""
_PROMPT = re.compile(r"(?:tard|dud|vacil|hesit|demor)\w+ (?:en|em|a) ")
"""Who did not hesitate to do it did it."""
BARE = re.compile(
    r"(?:(?:no|nao) )?(?:lo |la |los |las |o |a |os |as )?\w{3,}(?:ar|er|ir)(?:l[oea]s?|-l[oa]s?|-[oa]s?)?\b"
)
"""An infinitive: what it is governed by says whether it is done."""
GOVERNED = re.compile(
    r"\b(?:plane\w+|estud[ií]a\w*|estuda\w*|pretend\w+|piensa\w*|pensaba\w*|pensa[mv]?\w*|medita\w*|valora\w*|sopesa\w*|pondera\w*|considera\w*|baraja\w*|dispuest[oa]s? a|dispost[oa]s? a|dispon\w+ a|dispoe\w* a|"
    r"prepara\w*(?:-se)? (?:a|para)|quier\w+|quer(?:em|ia|iam|er)?|quis\w*|dese[aj]\w*|espera\w*|busca\w*|intent\w+|tent\w+|trat\w+ de|amenaz\w+(?: con)?|ameac\w+(?: com)?|amag\w+ con|podria\w*|podra\w*|pued\w+|poder\w+|pode[m]?|"
    r"deb\w+|dev\w+|pid\w+|ped\w+|exig\w+|inst(?:o|a|an|aron|ou|aram|ando)|llam\w+|cham\w+|exhort\w+|exort\w+|invit\w+|convid\w+|urg\w+|anim\w+|recomend\w+|aconsej\w+|aconselh\w+|suger\w+|suguir\w+|orden\w+|permit\w+|"
    r"promet\w+|jur\w+|prev\w+|motivos?|razon\w*|raz(?:ao|oes)|pression\w+|presion\w+|forz\w+|forc\w+|oblig\w+|obrig\w+|capaz de|propuso|propos|propone|propoe|pedid[oa]s?|conmin\w+|emplaz\w+|intim\w+|defend\w+)"
    r"(?: (?:a|ao|aos|as|al|de|con|com|en|em|para|el|la|los|las|o|os|no|nao|se|que|[\w@-]+)){0,6} $"
)
"""What is only planned, asked, possible or promised."""
_LATER = re.compile(r"(?:no |nao )?(?:lo |la |los |las |o |a )?(?:\w+ra[no]?\b|va[n]? a|vai|vao)")
_IN_CASE = re.compile(r"(?:^|; )\W*(?:si|se|caso|en caso de|em caso de)\b[^;]{3,80}, [^;]{0,60}$")
CITIZENS = re.compile(
    r"(?: tambien| tambem)? (?:a los |al |a la |a las |a sus? |o |os |as |a |aos? |todos os |toda a )?(?:[\w-]+ )?(?:pueblo|pueblos|ciudadan\w+|votantes|electores|poblacion|jugador\w+|futbolistas|atletas?|deportistas|funcionari\w+|"
    r"seleccion|equipo|jovenes|mujeres|povo|povos|cidada\w+|eleitor\w+|populacao|jogador\w+|atletas?|funcionari\w+|mesari\w+|selecao|equipa|equipe)\b(?![^.;]{0,70}@)(?![^.;]{0,40}(?:victoria|triunfo|reelec|vitoria|presidente ele))"
)
"""Who congratulates the people or a team congratulates nobody on a result."""
_BELITTLED = re.compile(
    r"(?:tild|tach|calific|qualific|classific|cham)\w+ (?:de |como )?(?:\w+ )?(?:mentira|falsedad|falsidade|infundi|infund|fals[oa]|invenc|ridicul|burd|bulo|disparat|absurd)\w* [^.;]{0,30}(?:denunci|acusac|alega|sospech|suspeit)|"
    r"^(?:\w+ )?(?:respond|contest|replic|rebat|desminti|desmenti|minimiz|ignor|desestim|reaccion|reagi)\w* (?:\w+ ){0,2}(?:a|as|aos|ante|contra|sobre|de|d[ao]s)? ?(?:las |los |as |os )?(?:denunci|acusac|alega|senalam|suspeit|sospech)"
)
"""Claims of fraud that are answered or made light of."""
_TALK_OF = re.compile(
    r"\b(?:denuncias?|acusaci\w+|acusac\w+|alegac\w+|alegatos?|suspeitas?|sospechas?|rumores|senalamientos) de (?:\w+ )?$"
)
_WAIT = re.compile(r"\b(?:a la|en|la|una|larga) $")
_CALL_REFUSED = re.compile(
    r"\b(?:rechaz|descart|desestim|desoy|ignor|desech|rejeit|recus|indefer|neg[oó])\w* (?:(?:el|la|los|las|o|a|os|as|todos|cualquier|este|esta|esos|ese|qualquer) )*(?:\w+ )?(?:de )?$"
)
"""A demand that somebody turns down: "rechazó los llamamientos a celebrar nuevas elecciones"."""
_THOUGH = re.compile(r"\b(?:pese a|a pesar de|apesar de|aunque|embora|mesmo) (?:\w+ )?$")
_NEW_CLAUSE = re.compile(
    r"\b(?:neg|nieg|desmint|desment)\w*\b[^,;.]* (?:y|e|pero|mas) (?:(?:se|lo|la|los|las) )?\w+(?:aron|ieron|aram|eram|iram)\b"
)
"""A finite verb joined to what was denied: "se negaron a ocupar sus escaños y desconocieron"."""
_DENIED = re.compile(
    r"\b(?:neg(?:o|aron|ou|aram)|niega[n]?|nega[m]?|negando|desmintiendo|desmentindo|desmint\w+|desment\w+|deni(?:ed|es)|deny|denying|nie|nient|a nie|ont nie|dement\w*)\b"
    r"(?: having| avoir| haber| ter| que| that| qu')? ?(?:[\w'@-]+ ){0,7}$"
)


_ONLY = re.compile(
    r" ?(?:a )?(?:anyone |anybody |nobody |nadie |ninguem |personne |otro \w+ |outro \w+ |autre \w+ |any other \w+ |ningun otro \w+ )?(?:mas que|other than|but\b|que (?:a |le |la |m\. |o |@)|qu'|d'autre que|alem de)"
)


_ATTRIBUTIVE = re.compile(r"(?:disputed|contested|rejected|denounced)\b")


_EAGER = re.compile(
    r"(?:rush\w*|hasten\w*|quick|hurr\w+|among the first|the first|lined up|joined [\w ]{1,20}|corr(?:eram|ieron)|apress\w+(?:-se)?|se apresur\w+|"
    r"empress\w+|phoned [\w@ ]{1,20}|called [\w@ ]{1,20}|telefon\w* [\w@ ]{1,45}|habl\w+ (?:por telefono )?con [\w@ ]{1,40}|(?:ligou|falou com) [\w@ ]{1,40}|(?:mensaj\w+|mensag\w+|carta|nota|llamada|chamada|tuit|comunicado)|telephone [\w@ ]{1,45}|appele [\w@ .]{1,30}|llamo [\w@ ]{1,45}|se comunico con [\w@ ]{1,45}|tard\w+ (?:en|a)|(?:pas|sans) attend\w+ [\w' ]{0,50}(?= pour)|not wait\w* [\w' ]{0,50}(?= to)|messages? [\w@' ]{0,30}(?= pour| to)|primer\w* (?:pais |en )+|premier\w* (?:pays )?)"
    r"(?: to| a| para| de| d'| em| pour)? (?:[\w-]+ )?$"
)


def _affirms(before: str, language: str, rule: Rule) -> bool:
    """`not only`, `no solo`: no negation; `wasted no time` neither; nor what is denied before a new verb."""
    if language == "en" and re.search(r"(?:not only|no time|not just|no doubt|nor did|no less) ?[\w ]{0,30}$", before):
        return True
    if language in ("es", "pt") and re.search(
        r"(?:no solo|nao so|sin dudar|sem hesitar|sin demora|no tardo en|nao tardou a) ?[\w ]{0,20}$", before
    ):
        return True
    return language == "fr" and bool(
        re.search(
            r"(?:non seulement|(?:aucun|pas de|nul) doute[\w ']{0,30}|n'a pas tarde a|sans tarder|sans attendre|(?:pas|sans) attend\w+ [\w' ]{0,50}pour) ?[\w ]{0,20}$",
            before,
        )
    )


_NOR = re.compile(r"\W*(?:nor|neither|tampoco|tampouco|nem|ni|pas question|hors de question)\b")
