"""Works the headlines out again with nothing but Python's own library (3.9 or newer): python3 -I -S check.py

inputs.json has what was announced, the registers and the numbers of units, each with who says it; data/ has a row for
each unit. headlines.json has a formula for each number of a finding, made of the functions below; what it gives is
compared with findings.json. Ends with 0 if everything is the same, with 1 if not. No line of it is Scrutiny's own.
"""
import ast, csv, hashlib, itertools, json
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
HERE = Path(__file__).resolve().parent
INPUTS, HEADLINES, REPORT = (json.loads((HERE / f"{n}.json").read_bytes()) for n in ("inputs", "headlines", "findings"))
# What somebody said. A percentage is a rounded figure: it stands for every number that is printed so.
def printed(who, name):  # as it stands there: printed('bulletin-1', 'coverage'), printed('bulletin-1', 'votes:A')
    kind, _, option = name.partition(":")
    return INPUTS["said"][who][kind][option] if option else INPUTS["said"][who][name]
def said(who, name):
    return Fraction(printed(who, name))
def ends(who, name, rule):  # the least and the greatest number that is printed so, and whether each end is one of them
    value, step = said(who, name), Fraction(1, 10 ** len(str(printed(who, name)).partition(".")[2]))
    known = {"down": (0, 1, True, False), "up": (1, 0, False, True), "largest_remainder": (1, 1, False, False)}
    even = rule == "unknown" or (rule == "half_even" and value / step % 2 == 0)  # whether halves may be printed so
    before, after, first, last = known.get(rule, (Fraction(1, 2), Fraction(1, 2), rule == "half_up" or even, even))
    return value - before * step, value + after * step, first, last
def fits(least, most, who, name, rule):  # whether some number from least to most is printed so
    a, b, with_a, with_b = ends(who, name, rule)
    return (most > a or (with_a and most == a)) and (least < b or (with_b and least == b))
def left_out(who, units, rule):  # how many of so many units an announced coverage leaves out at the most
    a, b, with_a, with_b = ends(who, "coverage", rule)
    least = -(-a * units // 100) + (not with_a and a * units % 100 == 0)
    return max(0, units - max(0, min(least, b * units // 100 - (not with_b and b * units % 100 == 0))))
# The records. A cell with a word in place of a number holds none, and that is never taken for 0.
def number(text):
    return int(text) if text.lstrip("-").isdigit() else None
@lru_cache(None)
def rows(table):
    with (HERE / INPUTS["tables"][table]["file"]).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
def votes(table, row):  # by option; None where one is missing. Who did not stand there (no_such_field) has none
    cells = {option: row["option:" + option] for option in INPUTS["tables"][table]["valid"]}
    without = [cell for cell in cells.values() if number(cell) is None]
    if len(without) == len(cells) or any(cell != "no_such_field" for cell in without):
        return None
    return {option: number(cell) or 0 for option, cell in cells.items()}
def figure(table, row, item):  # of one unit, None where it is missing; what has no column is the sum of its parts
    for column in ("measure:" + item, "option:" + item):
        if column in row:
            nobody = row[column] == "no_such_field" and item in (votes(table, row) or ())
            return 0 if nobody else number(row[column])
    if item in ("valid", "sum(options)"):
        return None if votes(table, row) is None else sum(votes(table, row).values())
    parts = INPUTS["tables"][table]["members"].get(item) or ["valid", "invalid", "blank"][:2 + ("measure:blank" in row)]
    found = [figure(table, row, part) for part in parts]
    return None if None in found else sum(found)
@lru_cache(None)
def column(table, *items):  # the first item, at the units that have all of them
    found = [[figure(table, row, item) for item in items] for row in rows(table)]
    return [figures[0] for figures in found if None not in figures]
@lru_cache(None)
def known(table):  # units whose votes are known; one that stands twice counts once, or not at all if its rows differ
    groups = {}
    for row in rows(table):
        held = [text for name, text in row.items() if name.startswith("option:") or name == "measure:registered"]
        groups.setdefault(row["unit"], {})[str(held)] = row
    single = [row for group in groups.values() if len(group) == 1 for row in group.values()]
    return [row for row in single if votes(table, row) is not None]
def total(table, item):  # over the known units
    return sum(figure(table, row, item) or 0 for row in known(table))
def done(table):  # voters who cannot vote elsewhere: the register; where units share one, those of them who voted
    return sum(figure(table, r, "valid" if r.get("register_group") else "registered") or 0 for r in known(table))
@lru_cache(None)
def piles(table, items, level):  # votes for "A" (for "A+B" together) by sheet, or by place of a level; largest first
    if "value" in rows(table)[0]:  # a table that says how many sheets have each value
        return ranked([int(r["value"]) for r in rows(table) if r["item"] == items for _ in range(int(r["sheets"]))])
    here, places = {}, {}
    for row in rows(table):
        each = [figure(table, row, item) for item in items.split("+")]
        if any(n is not None for n in each):
            pile = sum(n or 0 for n in each)  # a unit that stands twice counts with its smaller figure
            here[row["unit"]] = min(here.get(row["unit"], (pile,))[0], pile), row.get("place:" + level, row["unit"])
    for pile, place in here.values():
        places[place] = places.get(place, 0) + pile
    return ranked(places.values())
def largest(pile, sheets):  # what so many sheets hold at the most
    return sum(n for n in pile[:int(sheets)] if n > 0)
def fewest(pile, amount):  # how many sheets hold so much at the least
    held = itertools.accumulate(pile, initial=0)
    return next(sheets for sheets, sum_ in enumerate(held) if sum_ >= amount)
@lru_cache(None)
def differences(table, identity):  # "cast = valid + invalid": left less right, at each unit that has all of it
    sign, found = next(sign for sign in ("<=", ">=", "=") if sign in identity), []
    for row in rows(table):
        left, right = ([figure(table, row, w) for w in side.split() if w != "+"] for side in identity.split(sign))
        if None not in left + right and not (row.get("register_group") and "registered" in identity):
            found.append(sum(left) - sum(right))
    return found
def apart(one, other, item):  # the second record less the first, at each unit in both with the figure in both
    a, b = ({row["unit"]: number(row[item]) for row in rows(table)} for table in (one, other))
    return [b[unit] - a[unit] for unit in a if unit in b and None not in (a[unit], b[unit])]
def alike(table, least):  # rows with so many votes or more, and how many of them repeat all figures of another unit
    options = INPUTS["tables"][table]["valid"]
    large = [row for row in rows(table) if sum(number(row["option:" + option]) or 0 for option in options) >= least]
    figures = [(r["unit"], str([number(r[c]) for c in r if c.startswith(("measure:", "option:"))])) for r in large]
    return len(large), len(set(figures)) - len({f for _, f in figures})
def ranked(numbers):
    return sorted(numbers, reverse=True)
FUNCTIONS = {f.__name__: f for f in (
    said, ends, fits, left_out, rows, column, known, total, done, piles, largest, fewest, differences, apart, alike,
    ranked, figure, sum, len, set, max, min, abs, any, all, int)}
FUNCTIONS["ratio"] = lambda one, other: Fraction(one) / other
FUNCTIONS["texts"] = lambda table, column: [row[column] for row in rows(table) if row[column]]
# Formulas: numbers, texts, lists, + - * //, comparisons, "x if y else z", and functions; this('x') is its number x.
WORDS = (ast.Expression, ast.Constant, ast.List, ast.ListComp, ast.comprehension, ast.BinOp, ast.operator, ast.Compare,
         ast.cmpop, ast.BoolOp, ast.boolop, ast.UnaryOp, ast.USub, ast.IfExp, ast.Subscript, ast.Call, ast.Name,
         ast.Load, ast.Store, ast.Slice)
def value(formula, this):
    tree = ast.parse(formula, mode="eval")
    if not all(isinstance(node, WORDS) for node in ast.walk(tree)):
        raise ValueError(f"{formula} is no formula")
    return eval(compile(tree, "formula", "eval"), {"__builtins__": {}, "this": this.__getitem__, **FUNCTIONS})
def expected(finding):  # what the report says: its verdict and its numbers
    held = {name: next(iter(n["value"].items())) for name, n in finding.get("numbers", {}).items()}
    told = {name: Fraction(n) for name, (kind, n) in held.items() if kind in ("count", "percent", "points", "quantity")}
    return {"verdict": finding.get("verdict"), **told}
# First the files, then the headlines, then what is not worked out again.
differing, report, sums = 0, {finding["id"]: finding for finding in REPORT["findings"]}, HERE / "SHA256SUMS"
listed = [line.partition("  ") for line in sums.read_text("utf-8").splitlines()] if sums.is_file() else []
for digest, _, name in listed:
    if not (HERE / name).is_file() or hashlib.sha256((HERE / name).read_bytes()).hexdigest() != digest:
        print(f"differs: {name} is not the file that SHA256SUMS lists")
        differing += 1
for path in sorted({f for f in HERE.rglob("*") if f.is_file()} - {HERE / name for *_, name in listed} - {sums}):
    print(f"not listed in SHA256SUMS, so not part of the bundle: {path.relative_to(HERE)}")
for id_, formulas in HEADLINES["formulas"].items():
    told, this, wrong = expected(report.get(id_, {})), {}, []
    for name, formula in formulas.items():
        try:
            this[name] = value(formula, this)
        except Exception as error:  # a file that was changed may hold no numbers any more
            this[name] = f"nothing ({type(error).__name__}: {error})"
        wrong += [f"{name}: expected {told.get(name)}, got {this[name]}"] if told.get(name) != this[name] else []
    verdict = told["verdict"] if "verdict" in this else "verdict not worked out"
    what = f"same: {id_} ({verdict}; {len(this)} of its {len(told)} numbers)"
    differing += bool(wrong)
    print(f"differs: {id_}: {'; '.join(wrong)}" if wrong else what)
for id_, why in HEADLINES["not_worked_out"].items():
    print(f"not worked out again: {id_} ({why})")
told = f"{differing} differ." if differing else "Everything that was compared is the same." if listed else "No files."
print(f"Compared: {len(listed)} files, {len(HEADLINES['formulas'])} headlines; sentences by their hash alone.\n{told}")
raise SystemExit(bool(differing) or not listed)
