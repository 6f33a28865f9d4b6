"""The data of a figure as a plain table: for kinds that cannot be drawn."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl

from scrutiny.messages import (
    Chance,
    Code,
    Count,
    Day,
    Message,
    Name,
    Percent,
    Points,
    Quantity,
    Quote,
    Series,
    Value,
    Words,
    _,
)

VALUES = (Count, Percent, Points, Chance, Quantity, Name, Quote, Code, Day, Series, Message)


def rows_of(data: Any, path: str = "") -> list[tuple[str, Any]]:
    """Every single value of nested data with the path that leads to it.

    Examples
    --------
    >>> rows_of({"a": [1, 2], "b": {"c": "x"}})
    [('a 1', 1), ('a 2', 2), ('b c', 'x')]
    """
    if isinstance(data, pl.DataFrame):
        return rows_of(data.to_dicts(), path)
    if isinstance(data, pl.Series):
        return rows_of(data.to_list(), path)
    if isinstance(data, Mapping):
        items = [(str(key), item) for key, item in data.items()]
    elif isinstance(data, Sequence) and not isinstance(data, str):
        items = [(str(number), item) for number, item in enumerate(data, 1)]
    else:
        return [(path, data)]
    return [row for key, item in items for row in rows_of(item, f"{path} {key}".strip())]


def printed(value: Any, words: Words) -> str:
    """Any single value in the reader's convention."""
    if isinstance(value, VALUES):
        return words.value(value)
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value).lower()
    if isinstance(value, int):
        return words.whole(value)
    if isinstance(value, Decimal):
        return words.decimal(value, max(0, -int(value.as_tuple().exponent)))
    if isinstance(value, Fraction):
        return words.decimal(value, 3)
    return str(value)


def as_table(data: Mapping[str, Any], words: Words) -> str:
    """The data as an HTML table, escaped."""
    rows = "".join(
        f'<tr><th scope="row">{html.escape(path)}</th><td class="num">{html.escape(printed(value, words))}</td></tr>'
        for path, value in rows_of(data)
    )
    caption = html.escape(words.translate(_("Data of this figure")))
    return f"<table><caption>{caption}</caption><tbody>{rows}</tbody></table>"


def rows_beside(
    title: str, headings: Sequence[str], rows: Sequence[Sequence[Value]], say_: Callable[[Value], str]
) -> str:
    """A table that is opened below a picture; on a phone each row stands by itself, with its headings."""
    names = [html.escape(heading) for heading in headings]
    head = "".join(f'<th scope="col" role="columnheader">{name}</th>' for name in names)
    body = ""
    for row in rows:
        cells = zip(names, row, strict=True)
        told = "".join(f'<td role="cell" data-label="{name}">{say_(cell)}</td>' for name, cell in cells)
        body += f'<tr role="row">{told}</tr>'
    return (
        f'<details><summary>{html.escape(title)}</summary><div class="inside"><table class="stack" role="table">'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table></div></details>'
    )
