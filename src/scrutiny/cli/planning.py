"""The command about what will be asked: plan."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scrutiny.errors import CaseError, Problem

if TYPE_CHECKING:
    from scrutiny.evidence.plan import Plan


def plan(case: Path | None = None, /, *, write: bool = False, by: str = "") -> None:
    """Print what will be examined, in full, with a digest to publish before the results are seen.

    Every check and every setting stands in it, those by default too. The report prints the same digest: the SHA-256
    of this text. Whoever published it beforehand can show that nothing was chosen afterwards.

    Parameters
    ----------
    case
        The case folder; without one, the plan by default is printed.
    write
        Write it as plan.toml into the case folder, with the time of now.
    by
        Who made it, with --write.
    """
    from scrutiny.evidence.plan import DEFAULT
    from scrutiny.planning import digest_of, plan_text

    if by and not write:
        raise CaseError(Problem("--by", by, "only together with --write", "scrutiny plan CASE --write --by NAME"))
    if case is None:
        if write:
            raise CaseError(Problem("--write", "no case folder", "one to write into", "scrutiny plan CASE --write"))
        made = DEFAULT
    else:
        made = _written(case, by) if write else _of(case)
    text = plan_text(made)
    sys.stdout.write(text)
    print(f"SHA-256 of this text: {digest_of(made)}", file=sys.stderr)
    if write:
        print(f"Written into {case}/plan.toml. Publish the digest before the results are seen.", file=sys.stderr)


def _of(case: Path) -> Plan:
    from scrutiny.examination import open_case

    return open_case(case).plan


def _written(case: Path, by: str) -> Plan:
    """The plan of the case with the time of now, written in full where nobody has written a plan yet."""
    from dataclasses import replace
    from datetime import UTC, datetime

    from scrutiny.evidence.folder import PLAN
    from scrutiny.evidence.plan import DEFAULT
    from scrutiny.evidence.storing import one_writer, write_whole
    from scrutiny.planning import plan_text

    if _of(case) != DEFAULT:
        raise CaseError(
            Problem(
                str(case / PLAN),
                "holds a plan already",
                "no plan, or the empty one of `scrutiny new`",
                "write `made` and `by` into it yourself; without --write it is printed in full with its digest",
            )
        )
    made = replace(DEFAULT, made=datetime.now(UTC).replace(microsecond=0), by=by)
    with one_writer(case):
        write_whole(case / PLAN, plan_text(made).encode())
    return made
