"""Kinds of irregularity that are alleged of elections, as the author of a case names them."""

from __future__ import annotations

from typing import Literal

Irregularity = Literal[
    "figures_from_shares",
    "figures_do_not_add",
    "figures_changed",
    "declared_too_early",
    "results_not_published",
    "counts_differ",
    "sheets_false",
    "sheets_missing",
    "votes_added",
    "votes_missing",
    "counts_copied",
    "late_counts",
    "invalid_votes",
    "register",
    "systems",
    "access",
    "procedure",
    "intimidation",
    "violence",
    "vote_buying",
    "candidates_excluded",
    "media",
    "other",
]
"""What is alleged, not whether it is so. `figures_from_shares`: votes made from round percentages.
`figures_do_not_add`: sums or shares that do not fit. `figures_changed`: an announcement altered, or lower than one
before. `declared_too_early`: a winner named before the count was far enough. `results_not_published`. `counts_differ`:
polling stations that do not add up to what was announced. `sheets_false`, `sheets_missing`. `votes_added`,
`votes_missing`. `counts_copied`. `late_counts`. `invalid_votes`. `register`: names that should not be in it, or are
lacking. `systems`: an attack on machines or transmission, or a fault of theirs. `access`: witnesses or observers kept
out. `procedure`: a rule or a time limit not kept. `intimidation`, `violence`, `vote_buying`, `candidates_excluded`,
`media`."""
