"""The files of a new case, with a comment above every key, to be filled in by hand in ten minutes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from scrutiny.evidence.toml_text import value_text

TITLE, COUNTRY, DAY = "Country, office, date", "XX", date(2000, 1, 1)
"""What stands in a new case until its author has filled it in."""


@dataclass(frozen=True)
class Beginning:
    """What is known of a case when its folder is made.

    Parameters
    ----------
    options
        Id and name of each option.
    identities
        What the tally sheets promise, as found in a file.
    mapping
        `[[tables]]` blocks, written by whoever looked at the file.
    checked
        Lines for the author: what was looked at and what is to be confirmed.
    found_options
        Whether the options were found in a file; those of a new case are only an example.
    """

    title: str = TITLE
    country: str = COUNTRY
    day: date = DAY
    options: Sequence[tuple[str, str]] = (("A", "Candidate A"), ("B", "Candidate B"))
    levels: Sequence[str] = ()
    identities: Sequence[str] = ("valid = sum(options)", "cast = valid + invalid", "cast <= registered")
    mapping: str = ""
    checked: Sequence[str] = ()
    found_options: bool = False


def case_toml(begin: Beginning) -> str:
    """The text of a new `case.toml`."""
    options = "\n".join(f"  {{ id = {value_text(id_)}, name = {value_text(name)} }}," for id_, name in begin.options)
    identities = "\n".join(f"  {value_text(text)}," for text in begin.identities)
    levels = value_text(list(begin.levels)) if begin.levels else _LEVELS
    checked = "".join(f"# {line}\n" for line in begin.checked)
    known = {
        "TITLE": value_text(begin.title),
        "COUNTRY": value_text(begin.country),
        "DAY": begin.day.isoformat(),
        "LEVELS": levels,
        "OPTIONS": options,
        "IDENTITIES": identities,
        "PROPOSED": "   # proposed, confirm" if begin.checked else "",
        "MARKED": "   # proposed, confirm" if begin.found_options else "   # an example: write your own",
        "CHECKED": f"#\n{checked}" if checked else "",
    }
    # In one pass: a title may itself hold something that looks like a place to be filled.
    return re.sub(r"@([A-Z]+)@", lambda place: known[place[1]], _CASE) + (begin.mapping or _MAPPING)


_LEVELS = '["state", "municipality", "parish", "centre", "station"]'

_CASE = """\
# A case: what was voted on, what was announced, which files hold counts. Lines that begin with # are comments.
# Fill in the first part, add files with `scrutiny add`, then `scrutiny examine` this folder.
# Every figure should name who says it. What is disputed stands beside its dispute; nothing here is a verdict.
@CHECKED@
# Version of this format.
schema = 1
# The heading of the report: country, office, day.
title = @TITLE@
# The country, two letters (ISO 3166-1): VE, PL, BO, US.
country = @COUNTRY@
# The language of the report: en or es.
language = "en"
# What is in dispute, in two sentences, in nobody's favour.
summary = ""
# How places are nested, from the largest to the smallest. The last is the polling station (table, ballot box).
levels = @LEVELS@@PROPOSED@

# How a level is called in the report, if its name needs explaining.
[level_names]
# station = "polling table (mesa)"

# ---------------------------------------------------------------------------------------------- what was voted on

# One day of voting. A second round, or an earlier election of the same place, is a further [[elections]].
[[elections]]
id = "election"
name = "Election"
date = @DAY@
# "disputed" or "undisputed": whether anyone of weight contested the result. A fact, not an opinion. An undisputed
# election of the same case is examined as a placebo beside the one that is not.
# status = "disputed"

# One question on the ballot. The first contest is the one that the report leads with.
[[contests]]
id = "contest"
# As it should be printed: "President".
name = "Contest"
election = "election"
# How votes become an outcome, and the law that says so. Kinds: "plurality" (most votes), "majority" (more than
# winning_share percent, else a run-off), "majority_or_lead" (or lead_share percent with lead_points ahead).
rule = { kind = "plurality", source = "" }
# What a tally sheet promises. A sheet that breaks it is a note, never an error of the program.
identities = [@PROPOSED@
@IDENTITIES@
]
# Everything that can be voted for. `id` is short and used in files; `name` is printed; `aliases` are other spellings;
# `parent` puts an option into a group, such as "others".
# One of them in full: { id = "C", name = "Candidate C", aliases = ["C. Andidate"], parent = "others" }
options = [@MARKED@
@OPTIONS@
]

# ------------------------------------------------------------------------------------------ how many there should be

# How many polling stations there are, and who says so. Two sources that disagree are two [[frames]].
# [[frames]]
# level = "station"
# number = 30026
# said_by = "Electoral council"
# source = "where it is written"
# leading = true

# How many voters there are, by definition. `of` is one of: all_entries, citizens, at_home, called_to_vote,
# counted_tables, other. Several registers stand beside each other; none of them is *the* register.
# [[registers]]
# id = "called"
# name = "called to vote"
# number = 21321805
# of = "called_to_vote"
# source = "where it is written"

# Rules of the law and of the authority. `rounding` is one of: half_up, half_even, down, up, largest_remainder, unknown.
[facts]
rounding = "unknown"
# share_decimals = 2
# largest_register = 1000
# source = "the law or notice that says so"

# ---------------------------------------------------------------------------------------------------------- the files

# Each file is a [[sources]], written here by `scrutiny add`. Say in `about` what it is and what it is not, and in
# `personal = true` that it holds names, signatures or identity numbers (then it is linked to, never shown).
# A public data set that `scrutiny data` lists is named with `dataset = "folder/file"` instead of `file`.
# How the columns of a file become counts is said in a [[tables]]:
"""

_MAPPING = """
# [[tables]]
# source = "the id of a source"
# level = "station"                                 # what a row is
# unit = ["CENTRE", "TABLE"]                        # the columns that together name a station
# places = { state = "STATE", municipality = ["STATE", "MUNICIPALITY"] }
# measures = { registered = "REGISTER", valid = "VALID", invalid = "NULL" }
# options = { A = "VOTES A", B = "VOTES B" }        # option -> column
# states = { "-" = "not_available" }                # what a text in a number column means; missing is never 0
# image = "URL"                                     # the address of the sheet's picture
# reading = "transcribed"                           # how the figures came from the sheet into the file

# A record of sheets may be a sample of stations (a quick count); docs/sampling.md says more.
# [[samples]]
# id = "quick-count"
# record = "the id of a source"                     # the record that holds the sheets
# strata = ["state"]                                # attributes or levels of its table
# stations = { North = 812, South = 1204 }          # how many there are in each, or a `frame`
# drawn_number = 120                                # or `drawn`, the list of those drawn
# replaced = 0                                      # stations replaced by others; it should be 0
# drawn_by = "who drew it"
"""

CLAIMS_TOML = """\
# Who said what: announcements with figures, claims of victory, who accepts or rejects the result, polls.
# `scrutiny claim` asks for these fields one by one. Words in quotation marks are as printed.
#
# [[claims]]
# id = "bulletin-1"                     # short, of its own
# title = "Bulletin 1"                  # how the report calls it
# act = "announces_figure"              # announces_figure, proclaims, claims_victory, concedes, congratulates,
#                                       # recognises, refuses_to_recognise, calls_for_publication, predicts, ...
# speaker = "Electoral council"         # who, as printed
# role = "authority"                    # authority, candidate, party, state, organisation, observer_mission, media, ...
# country = "XX"
# said = 2000-01-02T00:05:00-04:00      # or only the day: 2000-01-02
# words = "as quoted"
# irreversible = true                   # the result was called irreversible on these figures
#
# [claims.figures]
# votes = { A = 5150092, B = 4445978 }
# shares = { A = 51.2, B = 44.20 }      # with the decimals that were printed: 44.20 is not 44.2
# turnout = 59
# coverage = 80                         # percent of the stations counted
#
# [[claims.reports]]                    # each newspaper or document that prints it, as it prints it
# by = "Newspaper, 2 January 2000"
# url = "https://..."
"""

PLAN_TOML = """\
# What will be examined. Without changes here, every check that applies is run with its documented settings:
# `scrutiny checks` lists them, `scrutiny explain counted.bounds` shows what one asks and its settings.
#
# When this plan was made, and by whom. A report says when that was after the result was known.
# made = 2000-01-02
# by = "Name"
# checks = ["announced", "counted"]     # questions or single checks; all when left out
# without = ["announced.round_shares"]  # named in the report
#
# [settings."counted.bounds"]
# turnout = 80
"""
