"""Reads a built report back into an outline that a peer can print: not part of any timing.

    python outline.py REPORT CHAPTERS OUTLINE.json

REPORT is what `sightline report build` wrote, CHAPTERS the folder of the chapters in Markdown,
from which the kind of each chart is taken.
"""

import json
import re
import sys
from pathlib import Path

import page

KINDS = re.compile(r"^::: chart (\S+)", re.MULTILINE)


def chart_kinds(folder):
    """The kinds of the charts of each chapter, by its name, in the order of the text."""
    kinds = {}
    for path in sorted(folder.glob("*.md")):
        name = re.sub(r"^\d+-", "", path.stem)
        kinds[name] = KINDS.findall(path.read_text(encoding="utf-8"))
    return kinds


def first_text(node, name):
    found = [part.text() for part in node.walk() if name in part.classes]
    return found[0] if found else ""


def exhibit(node, table, kinds):
    """A table or chart of figures: what stands around its numbers, never the numbers."""
    charts = [part for part in node.all("svg") if "chart" in part.classes]
    title = first_text(node, "title")
    if not title:
        title = " ".join(part.text() for part in node.all("figcaption"))
    number = first_text(node, "count")
    return {
        "exhibit": node.attributes["id"],
        "chart": kinds.pop(0) if charts else None,
        "title": title.removeprefix(number).strip(),
        "number": number,
        "alt": charts[0].all("desc")[0].text() if charts else "",
        "heads": page.cells(table)[0],
        "caption": first_text(node, "caption"),
        "notes": [part.text() for part in node.walk() if "note" in part.classes],
        "source": first_text(node, "source").partition(" Where these figures")[0],
    }


def blocks(node, kinds, out):
    """The blocks of a page in order: headings, paragraphs, items, tables of words, exhibits."""
    for child in node.children:
        if not isinstance(child, page.Node) or child.tag in ("svg", "nav", "script"):
            continue
        figures = [table for table in child.all("table") if "figures" in table.classes]
        if figures and "exhibit" in child.classes:
            out.append(exhibit(child, figures[0], kinds))
        elif child.tag == "table":
            out.append({"words": page.cells(child)})
        elif child.tag in ("h1", "h2", "h3", "h4"):
            out.append({"heading": int(child.tag[1]), "text": child.text()})
        elif child.tag in ("p", "dt", "dd", "li") and not child.all("table"):
            out.append({"text": child.text(), "item": child.tag == "li"})
        else:
            blocks(child, kinds, out)
    return out


def main(report, chapters, out):
    kinds = chart_kinds(chapters)
    pages = []
    contents = page.read(report / "index.html")
    listed = [link.attributes.get("href", "") for link in contents.all("a")]
    for name in dict.fromkeys(href for href in listed if re.fullmatch(r"[a-z0-9-]+\.html", href)):
        if name == "index.html":
            continue
        root = page.read(report / name)
        body = root.all("main")[0]
        title = body.all("h1")[0].text()
        stem = name.removesuffix(".html")
        pages.append({"name": stem, "title": title, "blocks": blocks(body, kinds.get(stem, []), [])})
    outline = {"title": contents.all("h1")[0].text(), "pages": pages}
    out.write_text(json.dumps(outline, ensure_ascii=False, indent=1), encoding="utf-8")
    found = [block for each in pages for block in each["blocks"] if "exhibit" in block]
    charts = sum(1 for block in found if block["chart"])
    print(f"{len(pages)} pages, {len(found) - charts} tables, {charts} charts")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
