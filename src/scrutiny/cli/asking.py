"""A claim asked for field by field, and what was typed turned into its values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, get_args

from scrutiny.errors import CaseError, Problem, ScrutinyError
from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.claim import Act, Role
from scrutiny.evidence.claims_csv import CLAIM_COLUMNS, FIGURE_COLUMNS, OPTION_COLUMNS
from scrutiny.evidence.typed import share, whole

Ask = Callable[[str], str]
Tell = Callable[[str], None]

QUESTIONS: Mapping[str, str] = {
    "id": "A short name of its own (bulletin-1)",
    "title": "How the report calls it (Bulletin 1)",
    "act": "What is done by saying it",
    "speaker": "Who says it, as printed",
    "role": "What the speaker is",
    "country": "Country of the speaker, two letters",
    "said": "When (2024-07-29, or 2024-07-29T00:05-04:00)",
    "words": "The words, as quoted",
    "summary": "What was said, in a sentence, if there is no quote",
    "about": "The option, claim or source that it is about",
    "irreversible": "Was the result called irreversible on these figures (yes or no)",
    "source": "Where it is written",
    "state": "verified (the original was seen), reported, or disputed",
}
FIGURE_QUESTIONS: Mapping[str, str] = {
    "valid": "Valid votes",
    "invalid": "Invalid votes",
    "cast": "Ballots cast",
    "registered": "The register as announced",
    "turnout": "Turnout in percent, as printed",
    "coverage": "Percent of the stations counted, as printed",
}
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "act": get_args(Act),
    "role": get_args(Role),
    "state": ("verified", "reported", "disputed"),
}
_NEEDED = ("id", "act", "speaker")


def ask_fields(case: CaseFile, ask: Ask, tell: Tell) -> dict[str, Any]:
    """Ask for every field; an empty answer says nothing, a mistake is told and asked again."""
    tell("An empty answer leaves a field out. Only the short name, the act and the speaker are needed.")
    found: dict[str, Any] = {}
    for name, question in QUESTIONS.items():
        if name in _CHOICES:
            tell("  " + ", ".join(_CHOICES[name]))
        answer = _answer(name, question, case, ask, tell)
        if answer:
            found[name] = answer
    if _answer("irreversible", "Does it give figures (yes or no)", case, ask, tell) not in ("", "no", "n"):
        options = case.contests[0].options
        for kind, question in (("votes", "Votes of {}"), ("shares", "Share of {} in percent, with its decimals")):
            answers = {o.id: _answer(f"{kind}:{o.id}", question.format(o.name), case, ask, tell) for o in options}
            given = [f"{option}={answer}" for option, answer in answers.items() if answer]
            if given:
                found[kind] = given
        for name, question in FIGURE_QUESTIONS.items():
            answer = _answer(name, question, case, ask, tell)
            if answer:
                found[name] = answer
    return found


def _answer(name: str, question: str, case: CaseFile, ask: Ask, tell: Tell) -> str:
    while True:
        answer = ask(f"{question}: ").strip()
        fault = _fault(name, answer, case)
        if fault is None:
            return answer
        tell(f"  {fault}")


def _fault(name: str, answer: str, case: CaseFile) -> str | None:
    if not answer:
        return "this one is needed" if name in _NEEDED else None
    if name == "id" and (answer in case.claim_by_id or "/" in answer):
        return "another claim has it, or it holds a /"
    if name in _CHOICES and answer not in _CHOICES[name]:
        return "one of the words above"
    try:
        _value(name, answer)
    except ValueError as error:
        return str(error)
    return None


def _value(name: str, text: str) -> Any:
    kind = name.partition(":")[0]
    convert = CLAIM_COLUMNS.get(kind) or FIGURE_COLUMNS.get(kind) or OPTION_COLUMNS[kind]
    return convert(text)


def typed_claim(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as typed, as the data of a claim; every mistake is told at once."""
    problems: list[Problem] = []
    claim: dict[str, Any] = {}
    figures: dict[str, Any] = {}
    for name, typed in fields.items():
        try:
            if name in OPTION_COLUMNS:
                figures[name] = _pairs(name, typed)
            elif name in FIGURE_COLUMNS:
                figures[name] = _value(name, typed)
            else:
                claim[name] = typed if isinstance(typed, bool) else _value(name, typed)
        except ValueError as error:
            problems.append(Problem(f"--{name.replace('_', '-')}", str(error)))
        except ScrutinyError as error:
            problems += error.problems
    if problems:
        raise CaseError(problems)
    return claim | ({"figures": figures} if figures else {})


def _pairs(name: str, typed: Iterable[str]) -> dict[str, Any]:
    pairs: dict[str, Any] = {}
    for text in typed:
        option, figure = _pair(name, text)
        if option in pairs:
            raise CaseError(Problem(f"--{name}", f"{option!r} is given twice", "each option once"))
        pairs[option] = figure
    return pairs


def _pair(name: str, text: str) -> tuple[str, Any]:
    option, equals, number = text.rpartition("=")
    if not equals or not option.strip():
        raise CaseError(Problem(f"--{name}", repr(text), "an option and its figure: NM=5150092"))
    return option.strip(), (whole if name == "votes" else share)(number)
