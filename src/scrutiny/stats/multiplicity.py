"""Many tests at once: chances that count the other tests of a family.

Holm (1979) holds the chance of a single false alarm in the whole family, whatever the dependence. Benjamini and
Hochberg (1995) hold the share of false alarms among the alarms, for independent or positively dependent tests. Wang and
Ramdas (2022) hold the same share under any dependence, with e-values in place of chances.
"""

from __future__ import annotations

import math
from collections.abc import Sequence


def holm(chances: Sequence[float]) -> list[float]:
    """Adjusted chances, in the order given.

    Examples
    --------
    >>> [round(p, 3) for p in holm([0.01, 0.04, 0.03, 0.005])]
    [0.03, 0.06, 0.06, 0.02]
    """
    order = sorted(range(len(chances)), key=lambda i: chances[i])
    made = [1.0] * len(chances)
    reached = 0.0
    for position, i in enumerate(order):
        reached = max(reached, min(1.0, (len(chances) - position) * chances[i]))
        made[i] = reached
    return made


def benjamini_hochberg(chances: Sequence[float]) -> list[float]:
    """Adjusted chances, in the order given.

    Examples
    --------
    >>> [round(p, 3) for p in benjamini_hochberg([0.01, 0.04, 0.03, 0.005])]
    [0.02, 0.04, 0.04, 0.02]
    """
    order = sorted(range(len(chances)), key=lambda i: chances[i], reverse=True)
    made = [1.0] * len(chances)
    reached = 1.0
    for position, i in enumerate(order):
        reached = min(reached, chances[i] * len(chances) / (len(chances) - position))
        made[i] = reached
    return made


def e_value(chance: float) -> float:
    """The e-value 1/(2·√p) of a chance: a bet that pays on average at most its stake under the null.

    Examples
    --------
    >>> e_value(1e-8)
    5000.0
    """
    return math.inf if chance <= 0 else 1 / (2 * math.sqrt(chance))


def e_benjamini_hochberg(values: Sequence[float], level: float) -> list[bool]:
    """Which e-values are marked so that at most a share `level` of the marks is false, under any dependence.

    The k* largest are marked, k* the largest k whose k-th largest e-value is at least K/(level·k).

    Examples
    --------
    >>> e_benjamini_hochberg([500.0, 90.0, 1.0], 0.05)
    [True, True, False]
    """
    order = sorted(range(len(values)), key=lambda i: values[i], reverse=True)
    kept = 0
    for k, i in enumerate(order, 1):
        if values[i] >= len(values) / (level * k):
            kept = k
    marked = set(order[:kept])
    return [i in marked for i in range(len(values))]
