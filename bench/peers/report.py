"""The peer of `sightline report build`: the same tables and charts by pandas, matplotlib, Jinja
and WeasyPrint.

    python report.py OUTLINE.json DATA OUT

OUTLINE.json says what stands on which page (see outline.py); DATA holds one CSV file for each
table and chart, with every number already computed and every text already printed. It writes an
HTML page for each chapter, one PDF and the same open data.
"""

import io
import json
import sys
from pathlib import Path

import matplotlib

matplotlib.use("svg")

import jinja2
import pandas as pd
from markupsafe import Markup
from matplotlib.figure import Figure
from matplotlib.ticker import StrMethodFormatter
from weasyprint import HTML

HERE = Path(__file__).parent
COLOURS = ["#1f4e79", "#d2691e", "#0f7d76", "#7a1f5c", "#6b6b00", "#4a5562"]
LINES = ["-", "--", ":", "-.", (0, (1, 1)), (0, (5, 1))]

matplotlib.rcParams.update(
    {
        # Text stays text: a smaller file, quicker to write, and a reader can select it.
        "svg.fonttype": "none",
        "font.family": "DejaVu Sans",
        "font.size": 10,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
    }
)


class Exhibit:
    """A table or chart with its data: numbers apart from the texts as printed."""

    def __init__(self, block, folder):
        self.block = block
        self.id = block["exhibit"]
        self.chart = block["chart"]
        self.raw = pd.read_csv(folder / f"{self.id}.csv", dtype=str, keep_default_na=False)
        printed = [name for name in self.raw.columns if name.endswith("_printed")]
        self.names = [name.removesuffix("_printed") for name in printed]
        # A text that a spreadsheet could take for a formula has an apostrophe before it in the file.
        table = self.raw[["label", *printed]].replace(r"^'(?=[=+\-@])", "", regex=True)
        self.rows = list(zip(self.raw["row"], table.itertuples(index=False, name=None)))

    def numbers(self):
        """The parts (and the rest) as numbers, for drawing."""
        parts = self.raw[self.raw["row"].isin(["part", "rest"])]
        numbers = parts[self.names].apply(pd.to_numeric, errors="coerce")
        numbers.columns = self.block["heads"][1:]
        numbers.index = parts["label"]
        return numbers

    def printed(self):
        """The texts of the parts (and the rest), for labels."""
        parts = self.raw[self.raw["row"].isin(["part", "rest"])]
        return [parts[f"{name}_printed"].tolist() for name in self.names]


def bar(axes, numbers, texts):
    """Horizontal bars; with several columns a group for each row."""
    count = len(numbers.columns)
    height = 0.8 / count
    places = range(len(numbers))
    for at, name in enumerate(numbers.columns):
        at_y = [place - 0.4 + height * (at + 0.5) for place in places]
        bars = axes.barh(at_y, numbers[name].fillna(0), height, color=COLOURS[at], label=name)
        axes.bar_label(bars, texts[at], padding=3)
    axes.set_yticks(list(places), numbers.index)
    axes.invert_yaxis()
    axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    axes.grid(axis="x", color="#d5dbe2")
    if count > 1:
        above(axes)


def above(axes):
    """The key above the plot, where it hides nothing."""
    axes.legend(frameon=False, loc="lower left", bbox_to_anchor=(0, 1), ncol=3)


def line(axes, numbers, texts):
    """A line for each column over the periods."""
    for at, name in enumerate(numbers.columns):
        axes.plot(
            numbers.index, numbers[name], color=COLOURS[at], linestyle=LINES[at], marker="o", label=name
        )
        axes.annotate(
            texts[at][-1],
            (len(numbers) - 1, numbers[name].iloc[-1]),
            xytext=(6, 0),
            textcoords="offset points",
        )
    axes.set_ylim(bottom=0)
    axes.tick_params(axis="x", rotation=45)
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    axes.grid(axis="y", color="#d5dbe2")
    if len(numbers.columns) > 1:
        above(axes)


def stacked_share(axes, numbers, texts):
    """One bar a row, its parts adding up to all of it."""
    shares = numbers.div(numbers.sum(axis=1), axis=0) * 100
    left = pd.Series(0.0, index=range(len(shares)))
    places = list(range(len(shares)))
    for at, name in enumerate(shares.columns):
        widths = shares[name].fillna(0).tolist()
        bars = axes.barh(places, widths, 0.7, left=left.tolist(), color=COLOURS[at], label=name)
        axes.bar_label(bars, texts[at], label_type="center", color="white")
        left += widths
    axes.set_yticks(places, shares.index)
    axes.invert_yaxis()
    axes.set_xlim(0, 100)
    above(axes)


def pyramid(axes, numbers, texts):
    """Two columns back to back."""
    left, right = numbers.columns[:2]
    places = list(range(len(numbers)))
    bars = axes.barh(places, -numbers[left].fillna(0), color=COLOURS[0], label=left)
    axes.bar_label(bars, texts[0], padding=3)
    bars = axes.barh(places, numbers[right].fillna(0), color=COLOURS[1], label=right)
    axes.bar_label(bars, texts[1], padding=3)
    axes.set_yticks(places, numbers.index)
    axes.xaxis.set_major_formatter(lambda value, _: f"{abs(value):,.0f}")
    above(axes)


def funnel(axes, numbers, texts):
    """Bars around a middle line, each narrower than the one above it."""
    widths = numbers.iloc[:, 0].fillna(0)
    places = list(range(len(widths)))
    bars = axes.barh(places, widths, left=-widths / 2, color=COLOURS[0])
    axes.bar_label(bars, texts[0], label_type="center", color="white")
    axes.set_yticks(places, widths.index)
    axes.invert_yaxis()
    axes.xaxis.set_visible(False)


DRAW = {
    "bar": bar,
    "grouped-bar": bar,
    "line": line,
    "stacked-share": stacked_share,
    "pyramid": pyramid,
    "funnel": funnel,
}


def picture(exhibit):
    """The chart as SVG for the page."""
    numbers = exhibit.numbers()
    across = exhibit.chart == "line"
    tall = 3.6 if across else 1.0 + 0.32 * len(numbers) * (len(numbers.columns) ** 0.5)
    figure = Figure(figsize=(6.8, tall), layout="constrained")
    DRAW[exhibit.chart](figure.add_subplot(), numbers, exhibit.printed())
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None})
    text = out.getvalue()
    return Markup(text[text.index("<svg") :])


def main(outline, data, out):
    outline = json.loads(outline.read_text(encoding="utf-8"))
    (out / "data").mkdir(parents=True, exist_ok=True)
    for page in outline["pages"]:
        for block in page["blocks"]:
            if "exhibit" in block:
                exhibit = Exhibit(block, data)
                block["rows"] = exhibit.rows
                block["svg"] = picture(exhibit) if exhibit.chart else None
                exhibit.raw.to_csv(out / "data" / f"{exhibit.id}.csv", index=False, lineterminator="\r\n")
    figures = pd.read_csv(data.parent / "figures.csv", dtype=str, keep_default_na=False)
    figures.to_csv(out / "figures.csv", index=False, lineterminator="\r\n")

    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    (out / "report.css").write_text((HERE / "templates" / "report.css").read_text(encoding="utf-8"))
    (out / "index.html").write_text(
        templates.get_template("index.html").render(outline=outline), encoding="utf-8"
    )
    chapter = templates.get_template("chapter.html")
    for page in outline["pages"]:
        text = chapter.render(outline=outline, page=page)
        (out / f"{page['name']}.html").write_text(text, encoding="utf-8")
    book = templates.get_template("book.html").render(outline=outline)
    # Tagged, as the other side's is.
    HTML(string=book, base_url=str(out)).write_pdf(out / "report.pdf", pdf_variant="pdf/ua-1")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
