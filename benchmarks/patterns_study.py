"""How often do the tests of patterns ring on elections that nobody disputed, and what do they find of known hands?

    python -m benchmarks.patterns_study [--draws 200] [--honest 500] [--stations 5000] [--workers 2]

Three parts. Real: every contest of tests/corpus that nobody of weight disputed, each option of at least 5 % put in
question in turn, in the whole and in every region with enough stations. Simulated: honest elections of three shapes
taken from the corpus. Hands: every known hand at five doses on the same shapes. The result is written beside the
checks, which rest their verdicts on it, and as tables into docs/patterns-study.md.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.patterns_study_page import write
from scrutiny.calibrate.measured import alarms_of, measured, too_loud
from scrutiny.calibrate.trial import Setting, Trial, every_hand, supposed
from scrutiny.calibrate.work import Work, computed
from scrutiny.calibrations import program, tests_of
from scrutiny.evidence.claim import Claim, Figures
from scrutiny.evidence.counts import PLACE, Counts
from scrutiny.evidence.folder import CaseFolder
from scrutiny.evidence.plan import Plan
from scrutiny.evidence.record import Evidence
from scrutiny.examination import examine
from scrutiny.findings.arrival import attribute_of
from scrutiny.findings.check import Subject
from scrutiny.findings.contenders import contenders
from scrutiny.findings.finding import Verdict
from scrutiny.loading import load
from scrutiny.simulate.estimating import shaped_like
from scrutiny.simulate.recorded import as_draw
from scrutiny.simulate.shape import Shape, Spread, bootstrapped

ROOT = Path(__file__).resolve().parents[1]
PLAN = Plan()
LEVEL = float(PLAN.significance)
SHAPES = (("poland-2020", "pkw-1"), ("spain-2019-11", "count"), ("bolivia-2020", "computo"))
"""Undisputed elections with registers, places and stations of three kinds; the disputed ones give no shape."""
REGION_UNITS = 400
DOSES = (0.01, 0.02, 0.05, 0.1, 0.2)


@dataclass
class Real:
    """What was looked at, what rang, and what could not tell."""

    looked: Counter[str] = field(default_factory=Counter)
    rang: Counter[str] = field(default_factory=Counter)
    alarms: list[tuple[str, str, str, str]] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    contests: list[tuple[str, str, str]] = field(default_factory=list)
    """Check, case and contest of every look, each once: looks at one contest share their stations."""

    def add(self, check: str, verdict: Verdict, where: tuple[str, str, str]) -> None:
        if verdict is Verdict.CANNOT_TELL:
            self.refused[check] += 1
            return
        self.looked[check] += 1
        seen = (check, where[0], where[1].partition("/")[0])
        if seen not in self.contests:
            self.contests.append(seen)
        if verdict is Verdict.UNUSUAL:
            self.rang[check] += 1
            self.alarms.append((check, *where))


def undisputed() -> Iterator[tuple[str, Evidence]]:
    for file in sorted((ROOT / "tests" / "corpus").glob("*/case.toml")):
        folder = CaseFolder(file.parent)
        if all(election.status == "undisputed" for election in folder.case.elections):
            yield file.parent.name, load(folder)


def parts_of(counts: Counts) -> Iterator[tuple[str, Counts]]:
    """The record as a whole, and each region of it with enough stations."""
    yield "whole", counts
    levels = [level for level in counts.levels if level != counts.level]
    if not levels:
        return
    column = PLACE + levels[0]
    for (name, *_rest), part in sorted(counts.table.partition_by(column, as_dict=True).items(), key=str):
        if name is not None and part.height >= REGION_UNITS:
            kept = counts.table.with_row_index("at").filter(pl.col(column) == name)["at"]
            gaps = counts.gaps.filter(pl.col("unit_row").is_in(kept.implode()))
            where = pl.DataFrame({"unit_row": kept, "to": pl.int_range(len(kept), dtype=pl.UInt32, eager=True)})
            gaps = (
                gaps.join(where, on="unit_row").drop("unit_row").rename({"to": "unit_row"}).select(counts.gaps.columns)
            )
            yield str(name), replace(counts, table=part, gaps=gaps)


def questions(evidence: Evidence, counts: Counts) -> Iterator[tuple[str, Evidence]]:
    """The same record with each large option in question in turn."""
    bare = replace(evidence, case=replace(evidence.case, claims=()), counts=(counts,))
    who = contenders(Subject(bare, counts.contest, (), (counts,)))
    for option in who.every:
        yield option, replace(bare, case=replace(bare.case, claims=(put_in_question(counts, option),)))


def put_in_question(counts: Counts, option: str) -> Claim:
    """An announcement by which an option would have won."""
    return Claim(
        id=f"placebo-{option}", act="announces_figure", speaker="Placebo", contest=counts.contest.id,
        figures=Figures(shares={option: Decimal(99)}),
    )  # fmt: skip


def real(into: Real) -> None:
    checks = [check.id for check in tests_of(PLAN)]
    sound = [supposed(check) for check in checks]
    for folder, evidence in undisputed():
        started = time.perf_counter()
        for counts in evidence.counts:
            if not counts.is_by_unit or not counts.valid_options:
                continue
            for part, here in parts_of(counts):
                told: set[tuple[str, ...]] = set()
                for option, case in questions(evidence, here):
                    examined = examine(case, PLAN, only=checks, calibrations=sound, bare=True)
                    for finding in examined.findings:
                        # What is not about an option is the same for every question: it counts once.
                        about = finding.about[2:]
                        if (about and option not in about) or (finding.check, *finding.about) in told:
                            continue
                        told.add((finding.check, *finding.about))
                        into.add(finding.check, finding.verdict, (folder, f"{counts.contest.id}/{part}", option))
        print(f"{folder}: {time.perf_counter() - started:.0f} s", flush=True)


def real_once(file: Path) -> Real:
    """The real part, or what an earlier run in the same folder found: the simulated part may take days."""
    found = Real()
    if file.is_file():
        data = json.loads(file.read_text(encoding="utf-8"))
        found.looked, found.rang, found.refused = (Counter(data[name]) for name in ("looked", "rang", "refused"))
        found.alarms = [tuple(one) for one in data["alarms"]]
        found.contests = [tuple(one) for one in data["contests"]]
        return found
    real(found)
    file.parent.mkdir(parents=True, exist_ok=True)
    data = {name: getattr(found, name) for name in ("looked", "rang", "refused", "alarms", "contests")}
    file.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    return found


def settings(stations: int) -> Iterator[tuple[str, Setting]]:
    """Three shapes of real elections; the two largest options are in question, as where both claim to have won."""
    for folder, record in SHAPES:
        evidence = load(CaseFolder(ROOT / "tests" / "corpus" / folder))
        counts = next(c for c in evidence.counts if c.record == record)
        shape = shaped_like(as_draw(counts, arrival=attribute_of(counts)))
        shape = bootstrapped(shape, stations, np.random.default_rng(20_201_018))
        largest = sorted(counts.valid_options, key=lambda o: -counts.total(o).value)[:2]
        case = replace(evidence.case, claims=tuple(put_in_question(counts, option) for option in largest))
        yield folder, Setting(case, replace(counts, table=counts.table.clear(), gaps=counts.gaps.clear()), shape, PLAN)


ALIKE = ((0.5, 0.7, 0.08), (0.1, 0.9, 0.3))
"""Countries where stations hardly differ: a share, the turnout, and the spread of both on the scale of logits."""


def alike(setting: Setting) -> Iterator[tuple[str, Setting]]:
    """The same stations in a country where they hardly differ: there, shares crowd at a figure by themselves."""
    shape = setting.shape
    for share, turnout, spread in ALIKE:
        size = 4
        station = np.diag([spread, spread, 0.0, 0.0]) ** 2
        place = station / 4
        made = Shape(
            registered=shape.registered, region=shape.region, place=shape.place, turnout=turnout, invalid=0.01,
            shares=(share, 1 - share), spread=Spread(np.zeros((size, size)), place, station),
            options=shape.options[:2],
        )  # fmt: skip
        yield f"alike-{100 * share:g}", replace(setting, shape=made)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--draws", type=int, default=200)
    parser.add_argument("--honest", type=int, default=500)
    parser.add_argument("--stations", type=int, default=5000)
    parser.add_argument("--workers", type=int, default=None)
    parser.add_argument("--log", type=Path, default=Path("patterns-study"))
    options = parser.parse_args()
    found = real_once(options.log / f"real-{program()[:12]}.json")
    made: dict[str, tuple[Setting, list[Trial]]] = {}
    work = Work(options.honest, (), DOSES, options.draws)
    for folder, setting in settings(options.stations):
        if not made:
            for name, other in alike(setting):
                made[name] = (other, tried(name, other, work, options))
        made[folder] = (setting, tried(folder, setting, replace(work, hands=tuple(every_hand(setting))), options))
    simulated = together(made)
    write(found, simulated, options.draws, options.honest, options.stations)


def tried(name: str, setting: Setting, work: Work, options: argparse.Namespace) -> list[Trial]:
    started = time.perf_counter()
    asked = hashlib.sha256(f"{program()} {options.stations} {PLAN}".encode()).hexdigest()[:12]
    made = computed(setting, work, options.log / f"{name}-{asked}.jsonl", options.workers)
    print(f"{name}, simulated: {time.perf_counter() - started:.0f} s", flush=True)
    return made


def together(made: dict[str, tuple[Setting, list[Trial]]]) -> dict[str, list[dict[str, object]]]:
    """What was measured of each shape; which test rings too often is told by all shapes."""
    loud = too_loud(alarms_of([trial for _setting, trials in made.values() for trial in trials]), LEVEL)
    return {name: measured(setting, trials, loud) for name, (setting, trials) in made.items()}


if __name__ == "__main__":
    main()
