"""Whether two databases hold the same figures: not part of any timing.

    python same_import.py OURS THEIRS

Ours keeps the cells of one measure, period, breakdown and area as one JSON text,
`[1,[cell,row,"value"],…]`; theirs has a row for each figure. Compares for each measure how many
figures there are, the sum of their values and the sum of their rows' numbers in the file.
"""

import json
import sqlite3
import sys
from collections import Counter
from decimal import Decimal


def ours(database):
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    measures = dict(connection.execute("SELECT id, text FROM terms WHERE kind = 1"))
    figures, values, rows = Counter(), Counter(), Counter()
    for measure, cells in connection.execute(
        "SELECT measure, cells FROM slices WHERE superseded_by IS NULL"
    ):
        for _, row, value, *_ in json.loads(cells)[1:]:
            figures[measures[measure]] += 1
            values[measures[measure]] += Decimal(value)
            rows[measures[measure]] += row
    return {name: (figures[name], values[name], rows[name]) for name in figures}


def theirs(database):
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    found = connection.execute(
        'SELECT measure, count(*), sum(value), sum("row") FROM observations GROUP BY measure'
    )
    return {name: (figures, Decimal(value), rows) for name, figures, value, rows in found}


if __name__ == "__main__":
    one, other = ours(sys.argv[1]), theirs(sys.argv[2])
    differ = [f"{name}: {one.get(name)} {other.get(name)}" for name in sorted(one.keys() | other.keys()) if one.get(name) != other.get(name)]
    if differ:
        sys.exit("\n".join(differ))
    print(
        f"{sum(figures for figures, _, _ in one.values())} figures with the sum "
        f"{sum(value for _, value, _ in one.values())}, the same for each of {len(one)} measures"
    )
