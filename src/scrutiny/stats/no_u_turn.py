"""NumPyro's no-U-turn sampler, compiled once for a model, and what tells whether its chains saw the same thing."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

Real = npt.NDArray[np.float64]

MOST_RHAT, LEAST_ESS, MOST_DIVERGENT = 1.05, 100.0, 0.01
"""Chains have converged when no r-hat is above, no effective size below, and no more of the draws diverged."""


@dataclass(frozen=True)
class Convergence:
    """What tells whether the chains saw the same thing: the worst of all series, and divergent draws."""

    rhat: float
    ess: float
    divergent: int
    draws: int

    @property
    def reached(self) -> bool:
        few = self.divergent <= MOST_DIVERGENT * self.draws
        return self.rhat <= MOST_RHAT and self.ess >= LEAST_ESS and few


def convergence(watched: Iterable[Real], divergent: int, more: Iterable[Real] = ()) -> Convergence:
    """The worst r-hat and effective size of series of draws, each of shape (chains, draws).

    Parameters
    ----------
    watched
        Series of which both are taken.
    divergent
        How many draws diverged.
    more
        Series, perhaps with fewer draws, of which only the r-hat is taken.
    """
    from numpyro.diagnostics import effective_sample_size, split_gelman_rubin

    series = list(watched)
    with np.errstate(all="ignore"):
        rhats = [float(split_gelman_rubin(one)) for one in [*series, *more]]
        sizes = [float(effective_sample_size(one)) for one in series]
    return Convergence(
        # A chain that stands still has no r-hat: it did not converge.
        rhat=max(value if math.isfinite(value) else math.inf for value in rhats),
        ess=min(value if math.isfinite(value) else 0.0 for value in sizes),
        divergent=divergent,
        draws=series[0].size,
    )


@lru_cache(maxsize=8)
def sampler(model: Callable[..., None], chains: int, warmup: int, draws: int, dense: bool) -> Callable[..., Any]:
    """A sampler of a model, all chains in step: compiled when it first runs with data of a shape.

    The kernel is NumPyro's; the loop about it is ours, because `MCMC` compiles anew with every run. Called with a key
    and a start for each chain and with the data, a tuple of arrays; gives unconstrained draws and which diverged.

    Parameters
    ----------
    model
        A function of the arrays of the data; the same object for each run, or it is compiled again.
    chains, warmup, draws
        How many chains, and how many draws of each are thrown away and kept.
    dense
        Whether the mass matrix has covariances: for models of few parameters.
    """
    from functools import partial

    import jax
    from numpyro.infer.hmc import hmc
    from numpyro.infer.util import potential_energy

    start, move = hmc(potential_fn_gen=lambda *args: partial(potential_energy, model, args, {}), algo="NUTS")

    def chain(key: Any, begin: Any, data: Any) -> Any:
        state = start(
            begin, warmup, dense_mass=dense, target_accept_prob=0.8, max_tree_depth=6, model_args=data, rng_key=key
        )

        def step(state: Any, _: Any) -> Any:
            moved = move(state, data)
            return moved, (moved.z, moved.diverging)

        _last, (drawn, diverging) = jax.lax.scan(step, state, None, length=warmup + draws)
        return {name: values[warmup:] for name, values in drawn.items()}, diverging[warmup:]

    made: Callable[..., Any] = jax.jit(jax.vmap(chain, in_axes=(0, 0, None)))
    return made
