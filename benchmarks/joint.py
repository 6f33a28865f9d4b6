"""Joint feasibility on a made election: a contradiction that no single figure shows, and a way in which all can hold.

python -m benchmarks.joint 100000 ours|solver
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from decimal import Decimal

import numpy as np

from scrutiny.evidence.claim import Claim, Figures
from scrutiny.evidence.plan import Plan
from scrutiny.evidence.record import Evidence
from scrutiny.examination import examine
from scrutiny.findings.check import Subject
from scrutiny.findings.finding import Verdict
from scrutiny.findings.joint import Joint
from scrutiny.findings.left_out import most_left_out
from scrutiny.simulate.honest import honest_case
from scrutiny.simulate.shape import invented

OPTIONS, PUBLISHED, COVERAGE = 12, 0.82, Decimal("96.87")


def made(sheets: int, above: int) -> Evidence:
    """A partial publication, and an announcement that gives two options what each alone may have had, and more."""
    stations = round(sheets / PUBLISHED)
    evidence = honest_case(invented(stations, OPTIONS, seed=3), 3)
    whole = evidence.counts[0]
    record = replace(whole, table=whole.table.head(sheets), record="sheets", sources=("sheets",))
    left_out = most_left_out(Figures(coverage=COVERAGE), stations, "unknown") or 0
    votes = {option: record.total(option).value for option in record.options}
    for option in record.options[:2]:
        sorted_ = np.sort(record.values(option).to_numpy())
        votes[option] += above - int(sorted_[len(sorted_) - left_out :].sum())
    figures = Figures(votes=votes, invalid=whole.total("invalid").value, coverage=COVERAGE)
    claim = Claim(id="claim", act="announces_figure", speaker="Council", role="authority", figures=figures)
    return replace(evidence, case=replace(evidence.case, claims=(claim,)), counts=(record,))


def ours(evidence: Evidence) -> str:
    (found,) = examine(evidence, Plan(), only=["counted.joint"]).findings
    return found.verdict.value


def solver(evidence: Evidence) -> str:
    """The same limits as a mixed-integer program, as one would type it by hand."""
    import highspy

    contest = evidence.case.contests[0]
    subject = Subject(evidence, contest, evidence.case.claims, evidence.counts)
    joint = Joint(subject, evidence.case.frames[0])
    system = joint.limits(joint.keys).system
    rows, many = system.things.shape
    matrix = np.hstack([system.things, np.array(system.others, dtype=np.int64)]).astype(float)
    program = highspy.Highs()
    program.silent()
    model = highspy.HighsLp()
    columns = many + len(system.most)
    model.num_col_, model.num_row_ = columns, rows
    model.col_cost_, model.col_lower_ = np.zeros(columns), np.zeros(columns)
    model.col_upper_ = np.r_[np.ones(many), np.array(system.most, dtype=float)]
    model.row_lower_, model.row_upper_ = np.full(rows, -highspy.kHighsInf), np.array(system.bounds, dtype=float)
    held = matrix.T != 0
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.r_[0, np.cumsum(held.sum(axis=1))].astype(np.int32)
    model.a_matrix_.index_ = np.nonzero(held)[1].astype(np.int32)
    model.a_matrix_.value_ = matrix.T[held]
    model.integrality_ = [highspy.HighsVarType.kInteger] * columns
    program.setOptionValue("time_limit", 300.0)
    program.passModel(model)
    program.run()
    return str(program.getModelStatus()).rpartition(".")[2]


def main() -> None:
    sheets, who = int(sys.argv[1]), sys.argv[2]
    for above, expected in ((0, Verdict.CONTRADICTS), (sheets * 30, Verdict.AGREES)):
        evidence = made(sheets, above)
        started = time.perf_counter()
        said = ours(evidence) if who == "ours" else solver(evidence)
        print(f"{expected.value}: {said}, {time.perf_counter() - started:.2f} s")


if __name__ == "__main__":
    main()
