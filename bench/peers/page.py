"""A small tree of an HTML page, enough to read a report back: used before and after the timing."""

from html.parser import HTMLParser

VOID = {"meta", "link", "br", "img", "hr", "input", "wbr", "col"}


class Node:
    """An element with its attributes and what it holds: elements and pieces of text."""

    def __init__(self, tag, attributes):
        self.tag = tag
        self.attributes = attributes
        self.children = []

    @property
    def classes(self):
        return (self.attributes.get("class") or "").split()

    def walk(self):
        """Itself and every element within it, in the order of the page."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    def all(self, tag):
        return [node for node in self.walk() if node.tag == tag]

    def text(self):
        """The text as a person reads it: without what only a screen reader says."""
        if "visually-hidden" in self.classes:
            return ""
        parts = [child if isinstance(child, str) else child.text() for child in self.children]
        return " ".join("".join(parts).split()) if self.tag != "span" else "".join(parts)


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = Node("root", {})
        self.open = [self.root]

    def handle_starttag(self, tag, attrs):
        node = Node(tag, dict(attrs))
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag, attrs):
        self.open[-1].children.append(Node(tag, dict(attrs)))

    def handle_endtag(self, tag):
        for at in range(len(self.open) - 1, 0, -1):
            if self.open[at].tag == tag:
                del self.open[at:]
                return

    def handle_data(self, data):
        self.open[-1].children.append(data)


def read(path):
    """The tree of a page."""
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader.root


def cells(table):
    """The texts of a table's rows; the heading row first."""
    rows = [
        [cell.text() for cell in row.children if isinstance(cell, Node) and cell.tag in ("th", "td")]
        for row in table.all("tr")
    ]
    return [row for row in rows if row]


def exhibits(root):
    """The tables and charts of a page that carry figures: id, whether a chart, its table."""
    for node in root.walk():
        if "exhibit" not in node.classes or "id" not in node.attributes:
            continue
        tables = [table for table in node.all("table") if "figures" in table.classes]
        if tables:
            yield node.attributes["id"], node, tables[0]
