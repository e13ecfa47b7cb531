"""Whether two reports print the same tables and charts: not part of any timing.

    python same_report.py OURS THEIRS

Compares, for each exhibit of each page, the headings and the text of every cell; the rows of every
CSV file; that each chart is drawn; and that both PDFs print every number of every cell, as often as
it stands there. Needs pdftotext. Ends with 1 and says where they differ.
"""

import csv
import subprocess
import sys
from collections import Counter
from pathlib import Path

import page


def exhibits(folder):
    """Each exhibit by its id: its cells and whether it is drawn."""
    found = {}
    for path in sorted(folder.glob("*.html")):
        for name, node, table in page.exhibits(page.read(path)):
            found[name] = (page.cells(table), bool(node.all("svg")))
    return found


def rows(folder):
    files = [folder / "figures.csv", *sorted((folder / "data").glob("*.csv"))]
    found = {}
    for path in files:
        with path.open(encoding="utf-8", newline="") as file:
            found[str(path.relative_to(folder))] = list(csv.reader(file))
    return found


def numbers(texts):
    """How often each word with a digit stands in the texts, without what surrounds the number."""
    words = (word.strip("()[]:;,.“”") for text in texts for word in text.split())
    return Counter(word for word in words if any(c.isdigit() for c in word))


def not_in_pdf(folder, printed):
    """The numbers of cells that the folder's PDF prints less often than the exhibits."""
    said = subprocess.run(
        ["pdftotext", "-layout", folder / "report.pdf", "-"], capture_output=True, text=True, check=True
    )
    cells = numbers(cell for table, _ in printed.values() for row in table for cell in row)
    missing = cells - numbers(said.stdout.splitlines())
    return [f"{folder / 'report.pdf'} prints {word} {count} times too few" for word, count in missing.items()]


def main(ours, theirs):
    wrong = []
    printed, peer = exhibits(ours), exhibits(theirs)
    for name in sorted(printed.keys() | peer.keys()):
        if printed.get(name) != peer.get(name):
            wrong.append(f"{name}: {printed.get(name)} against {peer.get(name)}")
    data, copied = rows(ours), rows(theirs)
    wrong += [name for name in sorted(data.keys() | copied.keys()) if data.get(name) != copied.get(name)]
    wrong += [f"no {name}" for name in (ours / "report.pdf", theirs / "report.pdf") if not name.is_file()]
    if not wrong:
        wrong = not_in_pdf(ours, printed) + not_in_pdf(theirs, printed)
    if wrong:
        sys.exit("\n".join(wrong[:10]))
    charts = sum(1 for _, drawn in printed.values() if drawn)
    cells = sum(len(row) for table, _ in printed.values() for row in table)
    files = {name: sum(1 for path in name.rglob("*") if path.is_file()) for name in (ours, theirs)}
    print(
        f"{len(printed) - charts} tables and {charts} charts with {cells} equal cells, their numbers in both PDFs, "
        f"{len(data)} equal CSV files; {files[ours]} files ours, {files[theirs]} theirs"
    )


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
