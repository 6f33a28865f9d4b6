"""Acts in a sentence: a wording, its subject, its object, and what turns it round (negation, condition, another year)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from scrutiny.articles.accents import no_verb, passive_participle, several
from scrutiny.articles.attributing import told
from scrutiny.articles.clauses import Sentence, Subject
from scrutiny.articles.doing import who_does
from scrutiny.articles.lexicon import Lexicon, Rule
from scrutiny.articles.naming import Actor

_AGAINST = re.compile(
    r"\b(?:far from|regret\w*(?: having| d'avoir| de l'avoir)?|rul\w+ out|hold\w* (?:off|back)(?: on| from)?|held (?:off|back)(?: on| from)?|refrain\w* from|abstain\w* from|short of|instead of|rather than|avoid\w*|delay\w*|"
    r"postpon\w+|defer\w*|unwilling to|reluctan\w+ to|hesitat\w+ to|resist\w*|against|declin\w+|refus\w+|oppos\w+|unable to|no (?:plans?|intention) (?:to|of)|shy\w* away from|balk\w* at|ceas\w+|stopp\w+|"
    r"abst\w+ de|evit\w+ de|renonc\w+ a|gard\w+ (?:bien )?de|hesit\w+ a|au lieu de|plutot que de|loin de|exclu\w* de|differ\w+|sans|avant de|refus\w* (?:\w+ )?(?:de|a)|reserv\w+|oppos\w+ a|cess\w+ de|"
    r"abst\w+ (?:de|por)|evit\w+|en lugar de|en vez de|em vez de|antes de|descart\w+|rehus\w+|recus\w+(?:-se)?(?: a)?|neg\w+(?:-se)? a|resist\w+ a|aplaz\w+|adi\w+)"
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
    "es": re.compile(r"(?:\bsi|\bpodria[n]?|\bdeberia[n]?|\bhabria[n]?|\bllam\w+ a|\bpid\w+ a [\w ]{1,30}|\ba punto de|\bpara|\bantes de|\bdebe[n]?|\bpromet\w+|\bamenaz\w+ con)(?: [\w'-]+){0,2} $"),
    "pt": re.compile(r"(?:\bse|\bpoderia[m]?|\bdeveria[m]?|\bteria[m]?|\bpara|\bantes de|\bdeve[m]?|\bpromet\w+|\bameac\w+)(?: [\w'-]+){0,2} $"),
    "fr": re.compile(r"(?:\benvisag\w+|\bsong\w+ a|\bs'appret\w+ a|\bprevoi\w* de|\bcompt\w+|\bhesit\w+ a|\bentend\w*|\bprete?s? a|\bintention de|\bsusceptibles? de|\btent\w+ de|\bdispose\w* a|\bsi|\bpourrai\w+|\bdevrai\w+|\baurai\w+|\bpour|\bavant de|\bdoi\w+|\bappel\w+ [\w' ]{1,30} a|\bexhort\w+ [\w' ]{1,30} a|\bpromet\w*|\bmenac\w+ de)(?: [\w'-]+){0,2} $"),
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
FOR_FEW = ("observer", "mission", "judge", "court", "pollster", "abroad", "body")
"""Roles of rules that take no words from others as long as their speaker is not known."""
_SIDE = ("candidate", "party", "other", "state", "parliament")
_BODY = ("authority", "court", "parliament", "media")


@dataclass(frozen=True)
class Acted:
    """An act found in a sentence."""

    act: str
    rule: Rule
    start: int
    """Of the wording."""
    end: int
    subject: Subject
    quoted: bool = False


def allowed(rule: Rule, actor: Actor, home: str = "") -> bool:
    """Whether somebody of this kind does what the rule says; `home` is the contest's country, where it is known."""
    match rule.roles:
        case "":
            return True
        case "not_observer":
            return actor.role != "observer_mission"
        case "mission":
            return actor.role == "observer_mission"
        case "side":
            if home and actor.role == "state" and actor.country not in (None, home):
                return False
            return actor.role in ("candidate", "party") or bool(actor.option) or (
                actor.role in ("other", "state", "parliament") and not actor.many)  # fmt: skip
        case "body":
            return actor.role in ("authority", "court", "parliament")
        case "court":
            return actor.role == "court"
        case "partisan":
            return actor.role in ("candidate", "party") or bool(actor.option)
        case "candidate":
            return actor.role in ("candidate", "party") or bool(actor.option) or bool(actor.side)
        case "authority":
            return actor.role == "authority"
        case "judge":
            return actor.role in ("court", "authority")
        case "observer":
            return actor.role in ("observer_mission", "organisation")
        case "pollster" if rule.act == "predicts":
            return actor.role == "pollster"
        case "foreign":
            return actor.role in ("state", "organisation", "candidate", "party", "parliament", "other")
        case "abroad":
            return actor.role in ("state", "organisation")
        case "not_court":
            return actor.role not in ("court", "authority", "pollster", "media", "observer_mission")
    return True


def _apart(rule: Rule, masked: str, taken: list[tuple[int, int, str]]) -> Iterator[re.Match[str]]:
    """Matches of a rule outside what other acts took; one that runs into such words is sought again behind them."""
    at = 0
    while found := rule.match.search(masked, at):
        start, end = found.span()
        if end == start:
            at = end + 1
            continue
        found = _latest(rule, masked, found)
        start, end = found.span()
        over = [b for a, b, act in taken if start < b and a < end and not _together(act, rule.act)]
        if over:
            # The words of another act stand in between: what comes after them may still be an act of its own.
            at = max(start + 1, min(over)) if min(over) <= start + 1 else min(over)
            continue
        yield found
        at = end


_JOINT = re.compile(r"(?:,|;| y| e| mas| pero| and| but| while| et| mais) ")


def _latest(rule: Rule, masked: str, found: re.Match[str]) -> re.Match[str]:
    """The last verb before the object that a rule seeks: "pidió A y exigió B" asks for B with the second verb."""
    if rule.form != "active" or not rule.act.startswith(("calls_for", "alleges", "expresses")):
        return found
    first, short = found.start(), found.end() - found.start() <= 25
    reach = found.end() + 130 if short else found.end()
    at = first + 1
    while (later := rule.match.search(masked, at)) and later.start() < reach:
        joined = _JOINT.search(masked[found.start() : later.start()]) and not _INNER.match(masked, later.start())
        if joined and (short or later.end() == found.end()):
            found = later
        at = later.start() + 1
    return found


_INNER = re.compile(r"(?:deb|es |dev|hac|hay)")


def acts(sentence: Sentence, lexicon: Lexicon, home: str = "") -> list[Acted]:
    """Every act of a sentence outside whole quotations, in order; an earlier rule takes its words from later ones."""
    language = lexicon.language
    made: list[Acted] = []
    taken: list[tuple[int, int, str]] = []
    attributed = told(sentence, lexicon)
    for rule in lexicon.rules:
        for found in _apart(rule, sentence.masked, taken):
            start, end = found.span()
            within = next((quote for quote in sentence.quotes if quote[0] <= start < quote[1]), None)
            if within is not None and rule.act not in ("congratulates", "recognises"):
                continue
            if rule.exclude is not None and rule.exclude.search(found[0]):
                continue
            if any(actor.start <= start and end <= actor.end for actor in sentence.actors):
                continue
            if language == "en" and rule.form == "active" and _ALSO_NOUN.match(found[0]) and _DETERMINED.search(
                sentence.masked[max(0, start - 20) : start]
            ):  # fmt: skip
                continue
            if rule.act == "alleges_attack" and _NOT_THAT.search(found[0]):
                continue
            if rule.need is not None and not rule.need.search(sentence.masked):
                continue
            if (
                rule.form == "active"
                and _BE.search(sentence.masked[max(0, start - 30) : start])
                and (_PARTICIPLE.match(found[0]) or (rule.participle is not None and rule.participle.match(found[0])))
            ):
                continue
            if language in ("es", "pt") and (
                passive_participle(sentence.masked, start, rule) or no_verb(sentence, start, end, rule, language)
            ):
                continue
            if not _real(sentence.masked, start, end, rule, language):
                taken.append((start, min(end, start + 14), rule.act))
                continue
            who = who_does(sentence, rule, start, end, language, attributed)
            if (
                who is None
                or who.how == "nobody"
                or (language in ("es", "pt") and several(sentence.masked, start, who, rule))
            ):
                continue
            if within is not None and not (
                who.actors and who.how == "before" and who.actors[0].start >= within[0] and not who.actors[0].option
            ):
                continue
            if (
                who.actors
                and who.how in ("before", "agent", "after", "told", "listed")
                and rule.roles
                and not any(
                    allowed(rule, actor, home)
                    or (actor.role == "other" and rule.roles not in ("mission", "court"))
                    or (actor.bare and actor.role in ("state", "organisation"))
                    for actor in who.actors
                )
            ):
                continue
            if (
                rule.act == "rules"
                and re.match(
                    r"(?:ratific|confirm)\w+ ?(?:a |la victoria|el triunfo|a vitoria|la victoire)",
                    sentence.masked[start : end + 12],
                )
                and (who.actors and who.actors[0].role == "authority")
            ):
                continue
            if (
                rule.act == "rules"
                and _REFUSES.match(sentence.masked[start:end])
                and not _PETITION.search(sentence.masked[start : end + 90])
            ):
                continue
            made.append(Acted(rule.act, rule, start, end, who))
            if (
                language not in ("es", "pt")
                or rule.roles not in FOR_FEW
                or any(allowed(rule, actor, home) for actor in who.actors)
            ):
                taken.append((start, end, rule.act))
    made.sort(key=lambda acted: acted.start)
    if language in ("en", "fr"):
        made = _continued(made, sentence, language)
    return [acted for acted in made if not _object_of(acted, made, sentence)]


def _continued(made: list[Acted], sentence: Sentence, language: str) -> list[Acted]:
    """A second verb of one subject: "X congratulated Y, and appealed for calm" is no appeal of Y's."""
    out: list[Acted] = []
    for acted in made:
        before = out[-1] if out else None
        who = acted.subject
        if (
            before is not None
            and who.how == "before"
            and acted.rule.form == "active"
            and before.end <= who.actors[0].start
            and before.subject.how in ("before", "relative", "pronoun", "none")
            and (joint := _LAST_JOINT[language].search(sentence.masked, max(a.end for a in who.actors), acted.start))
            and len(sentence.masked[joint.end() : acted.start].split()) <= 3
        ):
            acted = replace(acted, subject=before.subject)
        out.append(acted)
    return out


_LAST_JOINT = {
    "en": re.compile(r",? and (?!the\b)(?!.*,? and )|; (?!.*,? and )"),
    "fr": re.compile(r",? et (?!.*,? et )"),
}


def _object_of(acted: Acted, made: list[Acted], sentence: Sentence) -> bool:
    """Whether alleged irregularities are only what another act is about: concern at claims of fraud."""
    if acted.act == "alleges_irregularity" and any(
        other.act in ("refuses_to_recognise", "withholds_recognition")
        and other.end <= acted.start
        and re.search(r", ?(?:which|that|qu[e'])", sentence.masked[other.end : acted.end])
        for other in made
    ):
        return True
    if acted.act == "alleges_irregularity" and acted.rule.form == "active":
        return any(
            other.act in ("refuses_to_recognise", "withholds_recognition", "calls_for_audit", "expresses_concern")
            and acted.start < other.start
            and other.subject.actors == acted.subject.actors
            and not re.search(r";| and | et | y | e ", sentence.masked[acted.end : other.start])
            for other in made
        )
    return (
        acted.act == "alleges_irregularity"
        and acted.rule.form == "content"
        and any(
            other is not acted and other.act != acted.act and other.end <= acted.end and other.start < acted.start
            and acted.start - other.end <= 70 and not re.search(r"[;,]", sentence.masked[other.end : acted.start])
            for other in made
        )
    )  # fmt: skip


_ALSO_NOUN = re.compile(
    r"(?:report|claim|charge|call|protest|document|demand|appeal|request|doubt|question|praise|rule|order|challenge|review|welcome|offer|cry|cries|address|plan|propos|want|need|support|sign)s?\b"
)
_DETERMINED = re.compile(
    r"(?:\b(?:the|a|an|all|any|of|these|those|every|each|his|her|their|its|our|several|many|numerous|more|with|from|despite|amid|over|single|some|no|such|new)|'s) '?$"
)
_NOT_THAT = re.compile(
    r"(?:\bnot|\bno|\bwithout|\bnever|\bnor|\bsans|\bpas|\baucune?|\bni|\bsem|\bsin|\bningun\w*|\bnenhuma?)\b(?: [\w']{1,8}){0,2}\W{1,2}[\w-]+(?: [\w-]+)?$"
)
_REFUSES = re.compile(
    r"(?:reject|dismiss|threw|throw|rechaz|desestim|inadmit|rejeit|indefer|chumb|neg|(?:a |ont |avait )?(?:rejet|debout))"
)
_PETITION = re.compile(
    r"petition|appeal|challenge|complaint|lawsuit|request|\bcases?\b|recours|requete|plainte|recurso|impugnac|demanda|solicitud|apelaci|pedido|"
    r"reclamac|representac|peticao|peticion|acao|queixa|suit\b"
)
_PAIRS = frozenset((frozenset(("calls_for_publication", "calls_for_audit")), frozenset(("calls_for_calm", "calls_for_audit")),
                    frozenset(("calls_for_calm", "calls_for_publication"))))  # fmt: skip


def _together(one: str, two: str) -> bool:
    return frozenset((one, two)) in _PAIRS


def _real(masked: str, start: int, end: int, rule: Rule, language: str) -> bool:
    """Whether the act is done: not denied, not merely possible, not asked of somebody else."""
    before = masked[max(0, start - 60) : start]
    before = re.split(r"[;:.]\s", before)[-1]
    if rule.act == "observes":
        return language not in ("es", "pt") or not re.search(r"\b(?:no|nao|ni|nem) (?:lo |se |o )?$", before) or bool(
            _NEGATES.match(masked[start:end]))  # fmt: skip
    if _DENIED.search(before) or (_INFINITIVE.match(masked[start:end]) and _TO.search(before)):
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
        if _NEGATION[language].search(before) and not _affirms(before, language, rule):
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


_BE = re.compile(
    r"\b(?:fue(?:ron)?|sido|es|son|era|was|were|be|been|being|is|are|etre|foi|foram|e|sao|ete|est|sont|fut)(?: \w+mente| \w+ment| \w+ly| tambien| tambem| also| aussi| egalement)? $"
)
_PARTICIPLE = re.compile(
    r"(?:recogni[sz]ed|congratulated|rejected|reconocid[oa]|felicitad[oa]|rechazad[oa]|reconhecid[oa]|felicitad[oa]|rejeitad[oa]|reconnue?|felicitee?|rejetee?)\b"
)
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
    r"(?:reject|dispute|contest|disown|repudiate|rechazar|repudiar|desconocer|impugnar|rejeitar|contestar|desconhecer|rejeter|contester|recuser)\b"
)
_TO = re.compile(r"(?:\bto|\bde|\ba|\bpara|\bd'|\bque|\bpour)\s?$")
_RESIGN = re.compile(
    r"step(?:ping)? down|leave power|leave office|hand(?:ing)? over|cede\b|transfer of power|(?:abandon|dej|entreg|ced)\w+ (?:el|o) poder|quitter le pouvoir|"
    r"ceder le pouvoir|deixar o poder|renunci"
)
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
    r"empress\w+|phoned [\w@ ]{1,20}|called [\w@ ]{1,20}|telefone\w* [\w@ ]{1,45}|habl\w+ (?:por telefono )?con [\w@ ]{1,40}|(?:ligou|falou com) [\w@ ]{1,40}|(?:mensaj\w+|mensag\w+|carta|nota|llamada|chamada|tuit|comunicado)|telephone [\w@ ]{1,45}|appele [\w@ .]{1,30}|llamo [\w@ ]{1,45}|se comunico con [\w@ ]{1,45}|tard\w+ (?:en|a)|(?:pas|sans) attend\w+ [\w' ]{0,50}(?= pour)|not wait\w* [\w' ]{0,50}(?= to)|messages? [\w@' ]{0,30}(?= pour| to)|primer\w* (?:pais |en )+|premier\w* (?:pays )?)"
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
