//! An edition with one of every part, hostile text included.

use jiff::civil::date;
use sightline_kernel::decimal::Decimal;
use sightline_kernel::ids::ChecklistId;
use sightline_kernel::period::Period;
use sightline_kernel::query::Place;
use sightline_kernel::sensitivity::Audience;
use sightline_measures::table::RowKind;

use super::{At, figure, table, year};
use crate::answers::{Answers, FigureAnswer};
use crate::chapter::ast::{
    Block, ChartBlock, ChartKind, FigureRef, Footnote, MapBlock, RecordBlock, RecordRef, Run,
    TableBlock, TableRef, TextTable,
};
use crate::chapter::{Chapter, Inline};
use crate::edition::{Edition, Names, Settings, Stage};
use crate::records::{
    AbsenceLine, AreaContext, AreaFact, ChecklistCoverage, CoveredItem, GlossaryEntry, GroupNode,
    Objective, ObjectiveStatus, PartnerStatement, Quotation, RecordAnswer, ReviewLine, SourceLine,
    StructureChart, WeSaidWeDid,
};

const PART: RowKind = RowKind::Part;

fn text(words: &str) -> Inline {
    Inline::Text(Run { text: words.to_owned(), line: 1, column: 1 })
}

fn place() -> Place {
    Place::default()
}

fn paragraph(words: &str) -> Block {
    Block::Paragraph(vec![text(words)])
}

fn heading(level: u8, id: &str, words: &str) -> Block {
    Block::Heading { level, id: id.to_owned(), text: vec![text(words)] }
}

fn chart(id: &str, table: usize, kind: ChartKind, title: &str) -> Block {
    Block::Chart(ChartBlock {
        id: id.to_owned(),
        table: TableRef(table),
        kind,
        title: vec![text(title)],
        alt: vec![text(&format!("{title} The longest bar is at the top; one value is missing."))],
        caption: Some(vec![text("A sentence below the chart says what to make of it.")]),
        place: place(),
    })
}

fn record(id: &str, record: usize) -> Block {
    Block::Record(RecordBlock {
        id: id.to_owned(),
        record: RecordRef(record),
        title: None,
        place: place(),
    })
}

fn tables() -> Vec<sightline_measures::table::Table> {
    let offences = table(
        "Recorded offences by group, 2021-22",
        &["Offences"],
        &[
            ("Violence against the person", PART, &[At::N(6_411)]),
            ("Criminal damage and arson", PART, &[At::N(1_873)]),
            ("Public order", PART, &[At::N(1_640)]),
            ("Robbery", PART, &[At::Small]),
            ("Theft from a person", PART, &[At::Blank]),
            ("Homicide", PART, &[At::N(0)]),
            ("Total", RowKind::Total, &[At::N(9_930)]),
            ("Incidents (not crimes)", RowKind::Apart, &[At::N(77)]),
        ],
    );
    let ages = table(
        "People by age and sex",
        &["Female", "Male"],
        &[
            ("0 to 15", PART, &[At::N(25_001), At::N(26_104)]),
            ("16 to 29", PART, &[At::N(21_022), At::N(22_933)]),
            ("30 to 44", PART, &[At::N(26_513), At::N(25_846)]),
            ("45 to 64", PART, &[At::N(48_427), At::N(45_119)]),
            ("65 to 79", PART, &[At::N(32_555), At::N(30_613)]),
            ("80 and over", PART, &[At::N(12_786), At::Small]),
        ],
    );
    let names = ["April", "May", "June", "July", "August", "September", "October", "November"];
    let cells: Vec<[At; 3]> = (0..8)
        .map(|n| [At::N(410 + n * 37 % 90), At::N(300 - n * 21), At::N(120 + n * 9)])
        .collect();
    let rows: Vec<(&str, RowKind, &[At])> =
        names.iter().zip(&cells).map(|(name, cells)| (*name, PART, &cells[..])).collect();
    let months = table("Reports a month", &["Reported", "Recorded", "Solved"], &rows);
    let steps = table(
        "From contact to plan",
        &["People"],
        &[
            ("Contacts", PART, &[At::N(5_210)]),
            ("Safeguarding concerns", PART, &[At::N(2_480)]),
            ("Enquiries under section 42", PART, &[At::N(702)]),
            ("Protection plans", PART, &[At::N(88)]),
        ],
    );
    let heads: Vec<String> = (1..=24).map(|n| format!("Month {n}")).collect();
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let cells: Vec<At> = (0..24).map(|n| At::N(1_000 + n * 13)).collect();
    let wide = table("A table that is wider than the page", &heads, &[("Reports", PART, &cells)]);
    let many: Vec<(String, [At; 1])> =
        (0..60).map(|n| (format!("Ward number {n}"), [At::N(n * 7)])).collect();
    let rows: Vec<(&str, RowKind, &[At])> =
        many.iter().map(|(label, cells)| (label.as_str(), PART, &cells[..])).collect();
    let long = table("A table longer than a page", &["Reports"], &rows);
    vec![offences, ages, months, steps, wide, long]
}

#[expect(clippy::too_many_lines, reason = "a list of samples, one of each part")]
fn crime() -> Chapter {
    let numbers = Block::Paragraph(vec![
        text("Police recorded "),
        Inline::Figure(FigureRef(0)),
        text(" offences"),
        Inline::Footnote(1),
        text(", and said so "),
        Inline::Emphasis(vec![text("twice")]),
        Inline::Footnote(1),
        text(": <b> & #strong[no] $x$ @nobody `code` \\ "),
        Inline::Strong(vec![text("strong words")]),
        text(". See "),
        Inline::Link {
            to: "https://example.org/?a=1&b=2".to_owned(),
            text: vec![text("a page elsewhere")],
        },
        text(", "),
        Inline::Link { to: "people#structure".to_owned(), text: vec![text("the groups")] },
        text(" and "),
        Inline::Link { to: "#harm".to_owned(), text: vec![text("below")] },
        text("."),
        Inline::Break,
        Inline::Code(Run { text: "measure@1".to_owned(), line: 1, column: 1 }),
    ]);
    let table = |id: &str, at: usize| {
        Block::Table(TableBlock {
            id: id.to_owned(),
            table: TableRef(at),
            title: None,
            caption: None,
            place: place(),
        })
    };
    Chapter {
        id: "crime".to_owned(),
        title: "Crime and disorder".to_owned(),
        order: 1,
        audience: Audience::Public,
        draft: false,
        answers: Vec::new(),
        source: "chapters/crime.md".to_owned(),
        blocks: vec![
            numbers,
            heading(2, "harm", "Harm"),
            paragraph("Most of what is recorded is violence. The numbers below say how much."),
            table("crime-table-1", 0),
            chart("crime-chart-1", 0, ChartKind::Bar, "Violence is the largest group of offences."),
            heading(3, "months", "Month by month"),
            chart("crime-chart-2", 2, ChartKind::Line, "Fewer reports are recorded each month."),
            heading(2, "wide", "Wide and long tables"),
            table("crime-table-2", 4),
            table("crime-table-3", 5),
            heading(2, "lists", "Lists"),
            Block::List {
                start: None,
                items: vec![
                    vec![paragraph("One")],
                    vec![
                        paragraph("Two"),
                        Block::List {
                            start: Some(3),
                            items: vec![vec![paragraph("Three")], vec![paragraph("Four")]],
                        },
                    ],
                ],
            },
            Block::Aside(vec![paragraph("An aside, set apart.")]),
            Block::TextTable(TextTable {
                heads: vec![vec![text("Word")], vec![text("What it means to us")]],
                rows: vec![vec![
                    vec![text("Concern")],
                    vec![text("A sign that an adult may be abused or neglected.")],
                ]],
            }),
            Block::Map(MapBlock {
                id: "crime-map-1".to_owned(),
                table: TableRef(0),
                title: vec![text("Offences by place")],
                alt: vec![text("Most in the towns.")],
                caption: None,
                place: place(),
            }),
        ],
        footnotes: vec![Footnote {
            number: 1,
            blocks: vec![paragraph("An offence is counted once.")],
        }],
        allow: Vec::new(),
    }
}

fn people() -> Chapter {
    let mut blocks = vec![heading(2, "age", "Age")];
    blocks.push(chart(
        "people-chart-1",
        1,
        ChartKind::Pyramid,
        "Most people are between 45 and 64.",
    ));
    blocks.push(chart(
        "people-chart-2",
        1,
        ChartKind::GroupedBar,
        "Women outnumber men among the old.",
    ));
    blocks.push(chart(
        "people-chart-3",
        1,
        ChartKind::StackedShare,
        "About half of each band are women.",
    ));
    blocks.push(chart("people-chart-4", 3, ChartKind::Funnel, "Few contacts end in a plan."));
    blocks.push(heading(2, "structure", "Groups"));
    blocks.extend((0..11).map(|n| record(&format!("people-record-{n}"), n)));
    Chapter {
        id: "people".to_owned(),
        title: "People and partners".to_owned(),
        order: 2,
        audience: Audience::Public,
        draft: true,
        answers: Vec::new(),
        source: "chapters/people.md".to_owned(),
        blocks,
        footnotes: Vec::new(),
        allow: Vec::new(),
    }
}

fn group(id: &str, name: &str, parent: Option<&str>) -> GroupNode {
    GroupNode {
        id: id.to_owned(),
        name: name.to_owned(),
        former_names: Vec::new(),
        roles: vec!["a board by agreement".to_owned()],
        parent: parent.map(str::to_owned),
    }
}

#[expect(clippy::too_many_lines, reason = "a list of samples, one of each record")]
fn records() -> Vec<RecordAnswer> {
    vec![
        RecordAnswer::Structure(StructureChart {
            groups: vec![
                group("board", "Safeguarding Board", None),
                group("crime", "Community Safety Group", Some("board")),
                group("da", "Domestic Abuse Group", Some("crime")),
                group("adults", "Adults Group", Some("board")),
            ],
        }),
        RecordAnswer::WeSaidWeDid(WeSaidWeDid {
            group: "Community Safety Group".to_owned(),
            items: vec![Objective {
                said: "Train every front desk.".to_owned(),
                did: "Trained most of them.".to_owned(),
                status: ObjectiveStatus::UnderWay,
                next: Some("Train the rest by June.".to_owned()),
                audience: Audience::Public,
            }],
        }),
        RecordAnswer::Statements(vec![PartnerStatement {
            agency: "Sample Police".to_owned(),
            role_title: "Chief Superintendent".to_owned(),
            text: "We did this.\n\nAnd that.".to_owned(),
            period: year(),
            source: None,
            audience: Audience::Public,
        }]),
        RecordAnswer::Quotation(Quotation {
            id: "q1".to_owned(),
            text: "They listened to me.".to_owned(),
            source: "A parent".to_owned(),
            consent: "Agreed for this report in March 2022.".to_owned(),
            what_changed: "Letters now say whom to call.".to_owned(),
            audience: Audience::Public,
        }),
        RecordAnswer::AreaContext(AreaContext {
            area: "Sample Shire".to_owned(),
            facts: vec![AreaFact {
                label: "People living in the area".to_owned(),
                figure: figure("pop.all", "all", Period::Vintage(2021), At::N(323_606)),
            }],
            tables: vec![table(
                "Area by age",
                &["People"],
                &[("All", RowKind::Total, &[At::N(323_606)])],
            )],
        }),
        RecordAnswer::Reviews(vec![ReviewLine {
            id: "SAR-2021-1".to_owned(),
            kind: "sar".to_owned(),
            kind_title: "Safeguarding adult review".to_owned(),
            label: None,
            state: "Published".to_owned(),
            action: None,
            published: Some(date(2021, 9, 1)),
            link: Some("https://example.org/review".to_owned()),
        }]),
        RecordAnswer::Glossary(vec![GlossaryEntry {
            term: "MARAC".to_owned(),
            meaning: "A meeting about people at high risk of domestic abuse.".to_owned(),
        }]),
        RecordAnswer::Sources(vec![SourceLine {
            agency: "Sample Police".to_owned(),
            revision: "figures, revision 1".to_owned(),
            period: year(),
            licence: None,
            measures: vec!["Recorded crime".to_owned()],
        }]),
        RecordAnswer::Absences(vec![AbsenceLine {
            measure: "Reoffending".to_owned(),
            period: year(),
            cell: String::new(),
            agency: "Sample Police".to_owned(),
            kind: "not supplied".to_owned(),
            reason: "the unit was closed".to_owned(),
            count: 1,
        }]),
        RecordAnswer::Checklist(ChecklistCoverage {
            checklist: ChecklistId::new("sab").unwrap(),
            title: "What a board's report must say".to_owned(),
            source: "Care Act 2014, schedule 2".to_owned(),
            items: vec![
                CoveredItem {
                    id: "a".to_owned(),
                    text: "What it has done to achieve its objective".to_owned(),
                    rule: "paragraph 4(1)(a)".to_owned(),
                    required: true,
                    chapters: vec![("crime".to_owned(), "Crime and disorder".to_owned())],
                },
                CoveredItem {
                    id: "b".to_owned(),
                    text: "What each member has done".to_owned(),
                    rule: "paragraph 4(1)(c)".to_owned(),
                    required: true,
                    chapters: Vec::new(),
                },
            ],
        }),
        RecordAnswer::NotHeld("No survey was held in the year.".to_owned()),
    ]
}

/// A demonstration edition in two chapters.
pub(crate) fn edition() -> Edition {
    let total = figure("crime.offences", "_T", year(), At::N(9_930));
    Edition {
        chapters: vec![people(), crime()],
        answers: Answers {
            figures: vec![FigureAnswer { text: total.printed.clone(), figures: vec![total] }],
            tables: tables(),
            records: records(),
        },
        settings: Settings {
            title: "Annual report 2021-22".to_owned(),
            partnership: "Sample Shire Safeguarding Partnership".to_owned(),
            year: year(),
            audience: Audience::Public,
            demonstration: Some("This is a demonstration. No partnership published it.".to_owned()),
            stage: Stage::Draft,
            date: date(2022, 9, 30),
            contact: Some("the business unit".to_owned()),
            links: vec![("Partnership".to_owned(), "https://example.org/".to_owned())],
            names: Names::default(),
        },
    }
}

/// The sample's chapters so many times, with ids of their own: a report of the usual length.
pub(crate) fn long_edition(times: usize) -> Edition {
    let mut edition = edition();
    let once = std::mem::take(&mut edition.chapters);
    for time in 0..times {
        for mut chapter in once.clone() {
            chapter.id = format!("{}-{time}", chapter.id);
            for block in &mut chapter.blocks {
                match block {
                    Block::Table(TableBlock { id, .. })
                    | Block::Chart(ChartBlock { id, .. })
                    | Block::Map(MapBlock { id, .. })
                    | Block::Record(RecordBlock { id, .. }) => id.push_str(&format!("-{time}")),
                    _ => {}
                }
            }
            edition.chapters.push(chapter);
        }
    }
    edition
}

#[test]
fn sample_numbers_are_decimals() {
    assert_eq!(figure("crime.offences", "x", year(), At::N(3)).number, Some(Decimal::from(3)));
}
