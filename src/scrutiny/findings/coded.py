"""A column of names as numbers, for some of the rows of a record."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scrutiny.evidence.counts import Counts

Whole = npt.NDArray[np.int64]


def coded(counts: Counts, column: str, rows: Whole) -> tuple[Whole, list[str]]:
    """The name of each row as a number, and the names that occur there, sorted; a cell without one has the name "".

    Text is sorted and numbered once for the whole record (`Counts.numbered`); here the numbers of names that do not
    occur in these rows are closed up.
    """
    numbers, names = counts.numbered(column)
    here = numbers.to_numpy()[rows]
    occurs = np.bincount(here, minlength=len(names)) > 0
    made: Whole = (np.cumsum(occurs) - 1)[here]
    return made, [name for name, there in zip(names, occurs.tolist(), strict=True) if there]
