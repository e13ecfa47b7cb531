"""The peer of `sightline import figures`: reads, validates and saves a CSV file with pandas.

    python import.py FILE DEFS DATABASE AGENCY

Holds each row against the same definitions: a known measure; a period of the right form and of a
kind in which the measure is collected; a known area; categories of the measure's own dimensions; a
value that is a number, not below zero, and whole for a count; the supplier; the status; and no
figure twice. A file with an error is not saved.
"""

import re
import sqlite3
import sys
import tomllib
from pathlib import Path

import pandas as pd

COLUMNS = ["measure", "period", "area", "dimensions", "value", "supplier", "status", "note"]

PERIODS = {
    "year": re.compile(r"\d{4}-\d{2}"),
    "quarter": re.compile(r"\d{4}-\d{2}-Q[1-4]"),
    "month": re.compile(r"\d{4}-(0[1-9]|1[0-2])"),
    "calendar-year": re.compile(r"\d{4}"),
    "school-year": re.compile(r"school-\d{4}-\d{2}"),
    "vintage": re.compile(r"mid-\d{4}"),
    "snapshot": re.compile(r"\d{4}-\d{2}-\d{2}"),
}


def definitions(folder):
    """Measures with their dimensions, the areas, and the codes of each list."""
    measures, areas, lists = {}, set(), {}
    for path in sorted(folder.rglob("*.toml")):
        kind = path.relative_to(folder).parts[0]
        if kind not in ("measures", "areas", "lists"):
            continue
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        if kind == "measures":
            measures[table["id"]] = table
        elif kind == "lists":
            lists.setdefault(table["id"], set()).update(c["code"] for c in table.get("category", []))
        else:
            for area in table["area"]:
                areas.update([area["code"], area["name"], *area.get("aliases", [])])
    return measures, areas, lists


def kinds(text):
    """The kinds of period that a text may be; `2021-12` may be a year or a month."""
    return {kind for kind, form in PERIODS.items() if form.fullmatch(text)}


def known_cell(measure, text, lists):
    """Whether a breakdown is one that the measure has."""
    own = {dimension["id"]: lists[dimension["list"]] for dimension in measure.get("dimension", [])}
    pairs = [pair.partition("=") for pair in text.split(";") if pair]
    names = [name for name, _, _ in pairs]
    return len(names) == len(set(names)) and all(
        name in own and (code == "_T" or code in own[name]) for name, _, code in pairs
    )


def problems(frame, measures, areas, lists, agency):
    """Each rule with the rows that break it."""
    yield "no such measure", ~frame["measure"].isin(measures)

    # Texts that repeat are looked at once.
    pairs = frame[["measure", "period"]].drop_duplicates()
    bad = [
        not kinds(period) or (measure in measures and kinds(period).isdisjoint(measures[measure]["frequency"]))
        for measure, period in pairs.itertuples(index=False, name=None)
    ]
    yield "no such period", within(frame, pairs[bad])
    yield "no such area", ~frame["area"].isin(areas) & (frame["area"] != "")
    cells = frame[["measure", "dimensions"]].drop_duplicates()
    bad = [
        measure in measures and not known_cell(measures[measure], text, lists)
        for measure, text in cells.itertuples(index=False, name=None)
    ]
    yield "no such category", within(frame, cells[bad])

    number = pd.to_numeric(frame["value"], errors="coerce")
    yield "not a number", number.isna()
    yield "below zero", number < 0
    counts = [name for name, card in measures.items() if card.get("form", "count") == "count"]
    yield "not whole", frame["measure"].isin(counts) & (number % 1 != 0)
    yield "another supplier", (frame["supplier"] != agency) & (frame["supplier"] != "")
    yield "no such status", ~frame["status"].str.lower().isin(["", "final", "provisional"])
    yield "a figure twice", frame.duplicated(["measure", "period", "area", "dimensions"])


def within(frame, pairs):
    """Which rows hold one of the pairs."""
    if pairs.empty:
        return pd.Series(False, index=frame.index)
    keys = pd.MultiIndex.from_frame(frame[list(pairs.columns)])
    return pd.Series(keys.isin(pd.MultiIndex.from_frame(pairs)), index=frame.index)


def main(file, defs, database, agency):
    measures, areas, lists = definitions(Path(defs))
    frame = pd.read_csv(file, dtype=str, keep_default_na=False)
    if list(frame.columns) != COLUMNS:
        sys.exit(f"{file}: the columns are not {', '.join(COLUMNS)}")
    for column in COLUMNS:
        frame[column] = frame[column].str.strip()
    found = 0
    for what, bad in problems(frame, measures, areas, lists, agency):
        rows = frame.index[bad]
        found += len(rows)
        for row in rows[:200]:
            print(f"row {row + 2}: {what}: {','.join(frame.loc[row])}")
    if found:
        sys.exit(f"{found} errors; nothing was saved")
    frame["value"] = pd.to_numeric(frame["value"])
    frame["row"] = range(2, len(frame) + 2)
    connection = sqlite3.connect(database)
    with connection:
        frame.to_sql("observations", connection, index=False, if_exists="fail", chunksize=50_000)
    connection.close()
    print(f"{len(frame)} rows saved")


if __name__ == "__main__":
    main(*sys.argv[1:5])
