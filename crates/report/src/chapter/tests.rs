//! Tests of the parser as a whole.

use std::collections::BTreeSet;

use proptest::prelude::*;
use sightline_kernel::defs::Source;
use sightline_kernel::ids::ChecklistId;
use sightline_kernel::query::{DataQuery, Severity};
use sightline_kernel::sensitivity::Audience;
use sightline_measures::request::{Indicator, Order, Rows};

use super::ast::{Block, ChartKind, Inline};
use super::requests::{Form, ShownAs, Words};
use super::{Chapter, Manuscript, Names, read_chapters};
use crate::fixture::catalogue;

const GOOD: &str = r#"+++
title = "Crime"
order = 3
answers = ["sab-annual-report/plan"]
+++

The police recorded {{figure crime.offences}} offences, {{words change crime.offences since=2020-21}}.[^a]
Of these {{share crime.offences offence_group="Violence with injury"}} were **violent, {{rate crime.offences per=1000 vintage=mid-2019}}**.

## What was recorded

::: table crime.offences by=offence_group top=2
title: Offences by group
columns: value, share of="crime.offences", value period=2020-21 as="Last year, in full"
caption: The year is {{figure crime.offences period=2020-21}}
  in the return.
:::

::: chart bar crime.offences by=ward
title: Offences by ward
alt: One ward is far ahead
:::
::: chart line da.offences
title: Month by month
alt: A flat line
rows: months
:::

- one {{rank crime.offences offence_group=homicide}}
- two

| Group | Meets |
| --- | --- |
| A | {{figure hate.records}} |

::: checklist sab-annual-report
:::

[^a]: Footnote with {{ratio adult.concerns to=adult.contacts}}.
"#;

fn names(catalogue: &sightline_measures::catalogue::Catalogue) -> Names<'_> {
    let mut names = Names::new(catalogue, "2021-22".parse().unwrap());
    names.checklists.insert(
        ChecklistId::new("sab-annual-report").unwrap(),
        BTreeSet::from(["plan".to_owned(), "reviews".to_owned()]),
    );
    names.groups.insert("neglect-group".to_owned());
    names.quotations.insert("parent-1".to_owned());
    names
}

fn read(texts: &[(&str, &str)]) -> Manuscript {
    let catalogue = catalogue();
    let sources: Vec<Source> = texts
        .iter()
        .map(|(path, text)| Source { path: (*path).to_owned(), text: (*text).to_owned() })
        .collect();
    read_chapters(&sources, &names(&catalogue), Audience::Public)
}

fn body(text: &str) -> Manuscript {
    read(&[("c.md", &format!("+++\ntitle = \"T\"\n+++\n{text}"))])
}

fn seen(query: &DataQuery) -> (String, u64, String) {
    let column = query.place.column.clone().unwrap_or_default();
    (query.code.clone(), query.place.row.unwrap_or(0), column)
}

#[test]
fn reads_a_whole_chapter() {
    let manuscript = read(&[("chapters/04-crime.md", GOOD)]);
    assert_eq!(manuscript.queries, []);
    let Manuscript { chapters, requests, .. } = manuscript;
    let [chapter]: [Chapter; 1] = chapters.try_into().unwrap();
    assert_eq!((chapter.id.as_str(), chapter.title.as_str(), chapter.order), ("crime", "Crime", 3));
    assert_eq!(chapter.answers[0].item, "plan");
    assert_eq!(chapter.footnotes.len(), 1);
    assert_eq!(requests.figures.len(), 8);
    let words = &requests.figures[1];
    assert_eq!(words.form, Form::Words(Words::Change));
    assert_eq!(words.requests.len(), 4);
    let since = Some("2020-21".parse().unwrap());
    assert_eq!(words.requests[2].indicator, Indicator::ChangePercent { since });
    assert_eq!(words.place.to_string(), "chapters/04-crime.md:7:57");
    let share = &requests.figures[2].requests[0];
    assert_eq!(share.of.cell.to_string(), "offence_group=violence-with-injury");
    let kinds: Vec<_> = requests.tables.iter().map(|ask| (ask.shown_as, ask.id.as_str())).collect();
    assert_eq!(
        kinds,
        [
            (ShownAs::Table, "crime-table-1"),
            (ShownAs::Chart(ChartKind::Bar), "crime-chart-1"),
            (ShownAs::Chart(ChartKind::Line), "crime-chart-2"),
        ]
    );
    let table = &requests.tables[0].request;
    assert_eq!((table.top, table.order, table.columns.len()), (Some(2), Order::Largest, 3));
    assert_eq!(table.columns[2].heading.as_deref(), Some("Last year, in full"));
    assert_eq!(table.title.as_deref(), Some("Offences by group"));
    let Rows::Periods(months) = &requests.tables[2].request.rows else { panic!("months") };
    assert_eq!(months.len(), 12);
    let blocks: Vec<&str> = chapter
        .blocks
        .iter()
        .map(|block| match block {
            Block::Heading { id, .. } => id.as_str(),
            Block::Paragraph(_) => "p",
            Block::List { .. } => "list",
            Block::TextTable(_) => "text-table",
            Block::Table(_) => "table",
            Block::Chart(_) => "chart",
            Block::Record(_) => "record",
            _ => "?",
        })
        .collect();
    assert_eq!(
        blocks,
        ["p", "what-was-recorded", "table", "chart", "chart", "list", "text-table", "record"]
    );
}

#[test]
fn runs_of_text_know_their_place() {
    let manuscript = body("Ünder {{figure da.offences}} and *more* text\nnext & line\n");
    let Block::Paragraph(text) = &manuscript.chapters[0].blocks[0] else { panic!("paragraph") };
    let runs: Vec<_> = text
        .iter()
        .filter_map(|inline| match inline {
            Inline::Text(run) => Some((run.text.as_str(), run.line, run.column)),
            _ => None,
        })
        .collect();
    assert_eq!(
        runs,
        [("Ünder ", 4, 1), (" and ", 4, 29), (" text", 4, 40), (" ", 4, 45), ("next & line", 5, 1)]
    );
}

/// Text, code, line and column, and a word that the remedy must hold.
const BROKEN: &[(&str, &str, u64, &str, &str)] = &[
    ("a {{figure crime.offenses}}", "unknown-name", 4, "12", "crime.offences"),
    ("a {{figur crime.offences}}", "unknown-name", 4, "5", "figure"),
    (
        "a {{figure crime.offences offense_group=homicide}}",
        "unknown-name",
        4,
        "27",
        "offence_group",
    ),
    ("a {{figure crime.offences offence_group=homicid}}", "unknown-name", 4, "41", "homicide"),
    ("a {{figure crime.offences perod=2020-21}}", "unknown-name", 4, "27", "period"),
    ("a {{figure crime.offences period=2020-23}}", "not-a-period", 4, "34", ""),
    ("a {{figure crime.offences area=Shropshir}}", "unknown-name", 4, "32", "Shropshire"),
    ("a {{figure crime.offences since=2020-21}}", "broken-directive", 4, "27", "period"),
    ("a {{words chnge da.offences}}", "unknown-name", 4, "11", "change"),
    ("a {{words da.offences}}", "broken-directive", 4, "5", "words change"),
    ("a {{ratio adult.concerns}}", "broken-directive", 4, "5", "to="),
    ("a {{rate da.offences}}", "broken-directive", 4, "5", "rate"),
    ("a {{rate crime.offences per=500}}", "broken-directive", 4, "29", "1000"),
    ("a {{figure crime.offences ward=\"x}}", "broken-directive", 4, "32", "Close"),
    ("a {{figure crime.offences", "broken-directive", 4, "3", "Close"),
    ("a {{}}", "broken-directive", 4, "5", "theme.measure"),
    ("a {{figure crime.offences homicide}}", "broken-directive", 4, "27", "quotes"),
    ("::: tabel crime.offences\n:::", "unknown-name", 4, "5", "table"),
    ("::: table crime.offences by=offence\n:::", "unknown-name", 4, "29", "offence_group"),
    ("::: table crime.offences\ntitle: x", "broken-directive", 4, "1", "Close"),
    ("::: table crime.offences\ncolums: value\n:::", "unknown-name", 5, "1", "columns"),
    ("::: table crime.offences\ncolumns: valeu\n:::", "unknown-name", 5, "10", "value"),
    ("::: table crime.offences order=bigest\n:::", "unknown-name", 4, "32", "largest"),
    ("::: table crime.offences top=0\n:::", "broken-directive", 4, "30", "top=10"),
    ("::: table\n:::", "broken-directive", 4, "1", "crime.offences"),
    ("::: table crime.offences\nno key here\n:::", "broken-directive", 5, "1", "title"),
    ("::: chart bar crime.offences by=ward\nalt: x\n:::", "missing-title", 4, "1", "title"),
    ("::: chart bar crime.offences by=ward\ntitle: x\n:::", "missing-alt", 4, "1", "alt"),
    (
        "::: chart bar crime.offences by=ward\ntitle: A b.\nalt: a  B\n:::",
        "alt-repeats",
        4,
        "1",
        "",
    ),
    (
        "::: chart pie crime.offences by=ward\ntitle: x\nalt: y\n:::",
        "unknown-name",
        4,
        "11",
        "line",
    ),
    (
        "::: chart line crime.offences by=ward\ntitle: x\nalt: y\n:::",
        "broken-directive",
        4,
        "1",
        "months",
    ),
    ("::: checklist sab-anual-report\n:::", "unknown-name", 4, "15", "sab-annual-report"),
    ("::: we-said-we-did group=neglct-group\n:::", "unknown-name", 4, "26", "neglect-group"),
    ("::: quotation\n:::", "broken-directive", 4, "1", "id="),
    ("::: statement agency=west-mercia-polic\n:::", "unknown-name", 4, "22", "west-mercia-police"),
    ("::: structure now\n:::", "broken-directive", 4, "15", "Remove"),
    ("<b>x</b>", "chapter-text", 4, "1", "backslash"),
    ("a [x](nowhere)", "broken-link", 4, "4", "chapter"),
    ("a [x](http://a.b)", "chapter-text", 4, "3", "https"),
    ("a[^1] b", "footnote", 4, "2", "[^1]: …"),
    ("#### Deep\n\ntext", "heading-order", 4, "1", "##"),
];

#[test]
fn says_what_is_wrong_where_and_what_to_do() {
    let mut wrong = Vec::new();
    for (text, code, row, column, remedy) in BROKEN {
        let queries = body(text).queries;
        let want = ((*code).to_owned(), *row, (*column).to_owned());
        let hit = queries.iter().any(|q| seen(q) == want && q.remedy.contains(remedy));
        if !hit {
            wrong.push(format!("{text:?}: {queries:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn front_matter_is_checked() {
    let cases = [
        ("text", "front-matter", 1, "+++"),
        ("+++\ntitle = \"a\"\n", "front-matter", 1, "+++"),
        ("+++\ntitel = \"a\"\n+++\nx", "front-matter", 2, "title"),
        ("+++\norder = 1\n+++\nx", "front-matter", 1, "title"),
        (
            "+++\ntitle = \"a\"\nanswers = [\"sab-anual-report/plan\"]\n+++\nx",
            "unknown-name",
            3,
            "sab-annual",
        ),
        (
            "+++\ntitle = \"a\"\nanswers = [\"sab-annual-report/plam\"]\n+++\nx",
            "unknown-name",
            3,
            "plan",
        ),
        ("+++\ntitle = \"a\"\nid = \"Not So\"\n+++\nx", "front-matter", 1, "lower-case"),
    ];
    for (text, code, row, remedy) in cases {
        let queries = read(&[("a.md", text)]).queries;
        let hit = queries
            .iter()
            .any(|q| q.code == code && q.place.row == Some(row) && q.remedy.contains(remedy));
        assert!(hit, "{text:?}: {queries:#?}");
    }
}

#[test]
fn two_from_one_query_and_two_of_one_name_are_noted() {
    let table = "+++\ntitle = \"T\"\n+++\n::: table da.offences\ntitle: One\n:::\n";
    let manuscript = read(&[("a/x.md", table), ("b/x.md", &table.replace("One", "Two"))]);
    let codes: Vec<_> = manuscript.queries.iter().map(|q| (q.code.as_str(), q.severity)).collect();
    assert_eq!(codes, [("front-matter", Severity::Error), ("same-query", Severity::Warning)]);
    assert_eq!(manuscript.chapters.len(), 2);
    assert_ne!(manuscript.chapters[0].id, manuscript.chapters[1].id);
}

#[test]
fn deep_nesting_is_flattened_and_noted() {
    let deep = "> ".repeat(3000) + "text\n\nend";
    let manuscript = body(&deep);
    assert!(manuscript.queries.iter().any(|q| q.message.contains("nested too deeply")));
    assert!(matches!(manuscript.chapters[0].blocks.last(), Some(Block::Paragraph(_))));
}

#[test]
fn links_between_chapters_hold() {
    let first = "+++\ntitle = \"A\"\n+++\n[there](b#a-heading) and [here](#own)\n\n## Own\n\nx";
    let second = "+++\ntitle = \"B\"\n+++\n## A heading\n\n[back](a)";
    assert_eq!(read(&[("a.md", first), ("b.md", second)]).queries, []);
}

/// Changes a text at one place: cuts, doubles or puts something nasty there.
fn mutate(text: &str, at: usize, length: usize, kind: u8) -> String {
    let floor = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let (from, to) = (floor(at), floor(at + length));
    const NASTY: [&str; 12] =
        ["{{", "}}", ":::", "\n\n", "\"", "“", "=", "[^a]", "> ", "\u{E000}1\u{E001}", "|", "\r\n"];
    match kind {
        0 => format!("{}{}", &text[..from], &text[to..]),
        1 => format!("{}{}", &text[..to], &text[from..]),
        other => {
            let nasty = NASTY[usize::from(other) % NASTY.len()];
            format!("{}{nasty}{}", &text[..from], &text[from..])
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    /// A damaged chapter never panics, every place lies in the file, and every reference that the
    /// text holds has its request.
    #[test]
    fn damaged_chapters_are_read_safely(
        changes in prop::collection::vec((0usize..1700, 0usize..60, 0u8..14), 1..6)
    ) {
        let mut text = GOOD.to_owned();
        for (at, length, kind) in changes {
            text = mutate(&text, at, length, kind);
        }
        let manuscript = read(&[("x.md", &text)]);
        let lines = text.matches('\n').count() as u64 + 1;
        for query in &manuscript.queries {
            let row = query.place.row.unwrap();
            prop_assert!((1..=lines).contains(&row), "{query}");
        }
        for chapter in &manuscript.chapters {
            super::parse::each_inline(&chapter.blocks, &mut |inline| {
                if let Inline::Figure(at) = inline {
                    assert!(at.0 < manuscript.requests.figures.len());
                }
                if let Inline::Text(run) = inline {
                    assert!(!run.text.contains(['\u{E000}', '\u{E001}', '\u{E002}']));
                }
            });
        }
    }

    /// Any text at all is read without a panic.
    #[test]
    fn any_text_is_read(text in "(?s).{0,200}") {
        let _ = body(&text);
    }
}

#[test]
fn the_guide_names_every_directive_and_every_code() {
    let guide = include_str!("../../../../docs/guide/writing-chapters.md");
    let checks = include_str!("../../../../docs/guide/text-checks.md");
    let blocks = super::block::DIRECTIVES.map(|name| format!("::: {name}"));
    let verbs = super::select::VERBS.into_iter().filter(|verb| *verb != "value");
    let verbs = verbs.map(|verb| format!("`{{{{{verb} "));
    let words = super::inline::WORDS.map(|word| format!("`{{{{words {word} "));
    let charts = ChartKind::ALL.map(|kind| format!("| `{}` |", kind.word()));
    let codes: BTreeSet<&str> = BROKEN.iter().map(|(_, code, ..)| *code).collect();
    let codes = codes.into_iter().map(|code| format!("`{code}`"));
    let named = blocks.into_iter().chain(verbs).chain(words).chain(charts).chain(codes);
    for name in named {
        assert!(guide.contains(&name), "docs/guide/writing-chapters.md lacks {name}");
    }
    for code in ["typed-number", "typed-word", "label-mismatch", "no-figure", "unreadable"] {
        assert!(
            checks.contains(&format!("\n## {code}\n")),
            "docs/guide/text-checks.md lacks {code}"
        );
    }
}
