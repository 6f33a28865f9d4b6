"""Declared public data: address, size, sha256, licence, citation.

A case names a set by its id, `<folder>/<file>`. Whichever copy of it is found, its hash is that of the original
content, so that a report repeats byte for byte on another machine.
"""

from __future__ import annotations

from scrutiny.datasets.bringing import bring
from scrutiny.datasets.declared import Dataset, dataset_named, declared
from scrutiny.datasets.finding import AbsentDataset, FoundDataset, find_dataset

__all__ = ["AbsentDataset", "Dataset", "FoundDataset", "bring", "dataset_named", "declared", "find_dataset"]
