//! Tests of the checks of text.

mod files;
mod planted;

use sightline_kernel::decimal::Decimal;
use sightline_kernel::defs::Source;
use sightline_kernel::dimension::Cell;
use sightline_kernel::ids::{AreaCode, MeasureId};
use sightline_kernel::period::Period;
use sightline_kernel::query::DataQuery;
use sightline_kernel::sensitivity::Audience;
use sightline_measures::catalogue::Catalogue;
use sightline_measures::compute::{self, Observations};
use sightline_measures::observation::{Key, Observation, Origin, Status, Value};
use sightline_measures::request::Context;
use sightline_measures::words::Thresholds;

use super::{FigureBook, book_requests, check_chapters, check_text};
use crate::answers::{Answers, FigureAnswer};
use crate::chapter::{Manuscript, Names, read_chapters};
use crate::fixture::catalogue;

/// Measure, cell, the year before, the year.
const VALUES: [(&str, &str, i64, i64); 12] = [
    ("crime.offences", "", 15_020, 16_411),
    ("crime.offences", "offence_group=violence-with-injury", 2_010, 2_192),
    ("crime.offences", "offence_group=shoplifting", 1_610, 1_204),
    ("crime.offences", "offence_group=homicide", 1, 3),
    ("da.offences", "", 3_091, 3_155),
    ("da.incidents", "", 2_144, 2_102),
    ("hate.records", "", 448, 511),
    ("adult.contacts", "", 1_955, 2_406),
    ("adult.concerns", "", 648, 1_333),
    ("adult.msp_asked", "", 790, 812),
    ("adult.msp_achieved", "", 404, 371),
    ("adult.plans", "", 31, 29),
];

fn year() -> Period {
    Period::ReportingYear(2021)
}

fn observations() -> Vec<Observation> {
    let mut out = Vec::new();
    for (measure, cell, before, now) in VALUES {
        for (period, value) in [(year().previous(), before), (year(), now)] {
            let revision = "west-mercia-police/figures/r1".parse().unwrap();
            out.push(Observation {
                key: Key {
                    measure: MeasureId::new(measure).unwrap(),
                    period,
                    area: AreaCode::new("E06000051").unwrap(),
                    cell: Cell::parse(cell).unwrap(),
                },
                value: Value::Exact { value: Decimal::from(value) },
                status: Status::Final,
                origin: Origin::Return { revision: std::sync::Arc::new(revision), row: 2 },
                note: None,
            });
        }
    }
    out
}

fn context() -> Context {
    Context {
        area: AreaCode::new("E06000051").unwrap(),
        period: year(),
        audience: Audience::Public,
        protect: false,
    }
}

fn thresholds() -> Thresholds {
    let text = include_str!("../../../../../defs/words/1.toml");
    Source { path: "defs/words/1.toml".into(), text: text.into() }.read().unwrap()
}

/// The book of the year's figures.
fn book(catalogue: &Catalogue) -> FigureBook {
    let loaded = observations();
    let index = Observations::new(&loaded);
    let mut book = FigureBook::new(thresholds(), year());
    for request in book_requests(catalogue, year()) {
        let table = compute::table(catalogue, &index, &context(), &request);
        book.add_all(catalogue, table.figures());
    }
    book
}

/// Reads a chapter, answers it, and checks its text as a report's build does.
fn check_chapter(text: &str) -> Vec<DataQuery> {
    let catalogue = catalogue();
    let source = Source { path: "chapter.md".into(), text: text.into() };
    let Manuscript { chapters, requests, queries, .. } =
        read_chapters(&[source], &Names::new(&catalogue, year()), Audience::Public);
    assert_eq!(queries, []);
    let loaded = observations();
    let index = Observations::new(&loaded);
    let mut book = book(&catalogue);
    let mut answers = Answers::default();
    for ask in &requests.figures {
        let figures: Vec<_> = ask
            .requests
            .iter()
            .map(|request| compute::figure(&catalogue, &index, &context(), request))
            .collect();
        for figure in &figures {
            book.add(&catalogue, figure, Some(&ask.chapter));
        }
        let text = figures[0].printed.clone();
        answers.figures.push(FigureAnswer { figures, text });
    }
    check_chapters(&chapters, &answers, &book)
}

fn check_plain(text: &str) -> Vec<DataQuery> {
    check_text("note.txt", text.as_bytes(), &book(&catalogue()))
}

#[test]
fn a_typed_number_is_listed_with_the_figure_that_it_might_be() {
    let queries = check_plain("The police recorded 3,155 domestic abuse offences in 2021-22.");
    assert_eq!(queries.len(), 1, "{queries:#?}");
    assert_eq!(queries[0].code, "typed-number");
    assert_eq!(queries[0].place.to_string(), "note.txt:1:21");
    assert!(queries[0].message.contains("“Domestic abuse offences, 2021-22” (3,155)"));
    assert_eq!(queries[0].remedy, "Write {{figure da.offences}} in its place.");
}

#[test]
fn a_number_that_is_nearly_a_figure_is_listed_with_it() {
    let queries = check_plain("There were 3,151 domestic abuse offences.");
    assert!(queries[0].message.contains("is not what the sentence names"), "{queries:#?}");
    assert!(queries[0].message.contains("(3,155)"));
}

#[test]
fn a_number_that_is_another_figure_by_chance_is_held_against_what_is_named() {
    // 14% is the change in hate crime records; domestic abuse offences rose by 2%.
    let queries = check_plain("Domestic abuse offences rose by 14%.");
    assert_eq!(queries.len(), 1, "{queries:#?}");
    assert!(
        queries[0].message.contains("“Domestic abuse offences, change in per cent, 2021-22” (+2%)")
    );
    assert!(!queries[0].message.contains("Hate"));
}

#[test]
fn a_wrong_word_is_held_against_the_figure_named_near_it() {
    for (text, fits) in [
        ("Domestic abuse offences fell.", false),
        ("Domestic abuse offences rose.", true),
        ("Adult safeguarding contacts showed a small increase.", false),
        ("Safeguarding concerns more than doubled.", true),
        ("Safeguarding concerns doubled while domestic abuse offences fell.", false),
        ("There were 2,406 contacts, a small increase.", false),
        ("Weather fell.", true),
    ] {
        let wrong = check_plain(text).iter().any(|query| query.code == "typed-word");
        assert_eq!(!wrong, fits, "{text}: {:#?}", check_plain(text));
    }
}

#[test]
fn asked_is_not_achieved() {
    let chapter = |line: &str| format!("+++\ntitle = \"Adults\"\n+++\n{line}\n");
    let codes = |line: &str| -> Vec<String> {
        check_chapter(&chapter(line)).into_iter().map(|query| query.code).collect()
    };
    let wrong = "Outcomes were asked for by {{figure adult.msp_achieved}} people.";
    let right = "Outcomes were achieved by {{figure adult.msp_achieved}} people.";
    let swapped = "{{figure adult.msp_achieved}} were asked for an outcome, and \
                   {{figure adult.msp_asked}} achieved it.";
    let both = "{{figure adult.msp_asked}} were asked for an outcome, and \
                {{figure adult.msp_achieved}} achieved it.";
    assert_eq!(codes(wrong), ["label-mismatch"]);
    assert_eq!(codes(right), Vec::<String>::new());
    assert_eq!(codes(swapped), ["label-mismatch", "label-mismatch"]);
    assert_eq!(codes(both), Vec::<String>::new());
}

#[test]
fn generated_numbers_and_words_are_left_alone() {
    let text = "+++\ntitle = \"Crime\"\nallow = [\"16 Days\"]\n+++\nThe {{figure crime.offences}} \
                offences are {{change-percent crime.offences}} more. 16 Days of action.";
    assert_eq!(check_chapter(text), []);
}
