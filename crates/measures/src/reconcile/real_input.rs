//! The real input: every disagreement that it holds must come out, and none that it does not hold.
//!
//! The expected list was worked out by hand from the two files, at the precision that was printed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sightline_kernel::defs::Source;
use sightline_kernel::ids::CollectionId;
use sightline_kernel::query::{DataQuery, Severity};

use super::testing::observation;
use super::{ReviewRecord, Settings, World, check};
use crate::catalogue::{Catalogue, load};
use crate::claims::{Claim, ClaimRow, ClaimsMap, Statement, read};
use crate::observation::Observation;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn text(path: &str) -> String {
    let path = root().join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn sources(folder: &Path, into: &mut Vec<Source>) {
    let mut entries: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|end| end == "toml" || end == "csv") {
            let name = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
            into.push(Source { path: name, text: std::fs::read_to_string(&path).unwrap() });
        }
    }
}

pub(crate) fn definitions() -> Catalogue {
    let mut all = Vec::new();
    sources(&root().join("defs"), &mut all);
    sources(&root().join("examples/shropshire-2021-22/defs"), &mut all);
    load(&all).0
}

/// Splits CSV with quoted fields; the real reader lives in another crate.
fn rows(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let (mut quoted, mut chars) = (false, text.chars().peekable());
    while let Some(c) = chars.next() {
        let row = rows.last_mut().unwrap();
        match (c, quoted) {
            ('"', true) if chars.peek() == Some(&'"') => {
                chars.next();
                row.last_mut().unwrap().push('"');
            }
            ('"', _) => quoted = !quoted,
            (',', false) => row.push(String::new()),
            ('\n', false) => rows.push(vec![String::new()]),
            (c, _) => row.last_mut().unwrap().push(c),
        }
    }
    rows.retain(|row| row.len() > 1);
    rows.remove(0);
    rows
}

pub(crate) fn observations(catalogue: &Catalogue) -> Vec<Observation> {
    let supplied = rows(&text("examples/shropshire-2021-22/source/observations.csv"));
    let records =
        rows(&text("examples/shropshire-2021-22/returns/police-uk--street-records-by-month.csv"));
    supplied
        .iter()
        .chain(&records)
        .enumerate()
        .map(|(at, row)| {
            let [measure, period, area, cell, value, supplier, _] = row.as_slice() else {
                panic!("{row:?}")
            };
            let area = catalogue.resolve_area(area).map_or(area.as_str(), |a| a.code.as_str());
            let line = u32::try_from(at).unwrap() + 2;
            observation(supplier, area, measure, period, cell, value, line)
        })
        .collect()
}

fn claims() -> Vec<Claim> {
    let file = "examples/shropshire-2021-22/content/2021-22/claims-map.toml";
    let source = Source { path: file.to_owned(), text: text(file) };
    let map = ClaimsMap::read(&source).unwrap();
    rows(&text("examples/shropshire-2021-22/source/claims.csv"))
        .iter()
        .enumerate()
        .map(|(at, row)| {
            let [section, claim, dimension, period, base, stated] = row.clone().try_into().unwrap();
            let row = u32::try_from(at).unwrap() + 2;
            let row = ClaimRow { row, section, claim, dimension, period, base, stated };
            read("claims.csv", row, &map).unwrap()
        })
        .collect()
}

/// The list of reviews that the demonstration keeps beside the real input.
fn reviews() -> Vec<ReviewRecord> {
    let list: toml::Table =
        toml::from_str(&text("examples/shropshire-2021-22/content/2021-22/reviews.toml")).unwrap();
    let day = |review: &toml::Value, key: &str| {
        review.get(key).map(|day| day.as_str().unwrap().parse().unwrap())
    };
    let word = |review: &toml::Value, key: &str| review[key].as_str().unwrap().to_owned();
    list["review"]
        .as_array()
        .unwrap()
        .iter()
        .map(|review| ReviewRecord {
            id: word(review, "id"),
            kind: word(review, "kind"),
            begun: day(review, "begun").unwrap(),
            ended: day(review, "ended"),
            published: day(review, "published"),
        })
        .collect()
}

fn raised() -> Vec<DataQuery> {
    let catalogue = definitions();
    let (observations, claims, settings) =
        (observations(&catalogue), claims(), Settings::default());
    let reviews = reviews();
    let year = "2021-22".parse().unwrap();
    let collections = BTreeMap::from([(CollectionId::new("figures-2021-22").unwrap(), year)]);
    let world = World {
        period: year,
        area: &"E06000051".parse().unwrap(),
        observations: &observations,
        reviews: Some(&reviews),
        claims: &claims,
        collections: &collections,
        settings: &settings,
    };
    check(&catalogue, &world)
}

/// Code, and where: the measure with its row of `observations.csv`, or the row of `claims.csv`.
const DISAGREEMENTS: [(&str, &str); 14] = [
    ("identical-tables", "training.participants 2021-22 row 220"),
    ("mixed-units", "da.records 2021-22 row 45"),
    ("parts-and-total", "adult.plans_ended 2021-22 row 123"),
    ("parts-and-total", "crime.offences 2021-22 row 19"),
    ("parts-and-total", "hate.records 2021-22 row 26"),
    ("parts-and-total", "vwi.offences 2021-22 row 60"),
    ("share-and-base", "claims.csv 8"),
    ("shares-and-hundred", "child.exploitation_referrals_share 2021-22 row 180"),
    ("shares-and-hundred", "claims.csv 10"),
    ("shares-and-hundred", "claims.csv 5"),
    ("stated-change", "claims.csv 28"),
    ("stated-total", "claims.csv 3"),
    ("stated-total", "claims.csv 52"),
    ("stated-total", "claims.csv 79"),
];

fn where_it_is(query: &DataQuery) -> String {
    let place = &query.place;
    match &place.file {
        Some(file) => format!("{file} {}", place.row.unwrap()),
        None => format!(
            "{} {} row {}",
            place.measure.as_deref().unwrap(),
            place.period.as_deref().unwrap(),
            place.row.unwrap()
        ),
    }
}

#[test]
fn every_disagreement_comes_out_and_no_other() {
    let queries = raised();
    let asked = queries.iter().filter(|query| query.severity > Severity::Note);
    let mut got: Vec<(String, String)> =
        asked.map(|query| (query.code.clone(), where_it_is(query))).collect();
    got.sort();
    let want: Vec<(String, String)> = DISAGREEMENTS
        .iter()
        .map(|(code, place)| ((*code).to_owned(), (*place).to_owned()))
        .collect();
    assert_eq!(got, want, "{}", listed(&queries));
}

#[test]
fn the_messages_carry_the_numbers() {
    let all = listed(&raised());
    for part in [
        "add up to 16,369, which is 42 short of the supplied total of 16,411",
        "the sum is 16,371",
        "add up to 2,194, which is 2 more than the supplied value without breakdown of 2,192",
        "add up to 466, which is 45 short of the supplied total of 511. The 511 is the sum of the 5 parts by strand",
        "add up to 23, which is 1 short of the supplied total of 24",
        "add up to 90%",
        "the 32 values under the provider categories",
        "5,257 is the sum of 2,102 crimed incidents and 3,155 offences",
        "stated as 8% of 5,539, but 93 of 5,539 is 1.7%",
        "stated as −25% (−132), but from 337 to 405 is +68 (+20.2%)",
        "which leaves 12%",
        "stated as 16,411, but the 17 rows returned add up to 16,371 (16,369 without",
        "stated as 2,192, but the 8 rows returned add up to 2,194",
        "stated as 24, but 11 and 12 make 23",
    ] {
        assert!(all.contains(part), "nothing says “{part}” in:\n{all}");
    }
}

/// The children's tables hold cells of one to five, which their rule hides.
#[test]
fn small_cells_are_noted_once_a_table() {
    let queries = raised();
    let small: Vec<String> = queries
        .iter()
        .filter(|query| query.code == super::code::SMALL)
        .map(|query| {
            let place = &query.place;
            let (measure, period) = (place.measure.as_deref(), place.period.as_deref());
            format!("{} {}", measure.unwrap(), period.unwrap())
        })
        .collect();
    for table in ["child.cin_plans", "child.cp_plans"] {
        for year in ["2020-21", "2021-22"] {
            let want = format!("{table} {year}");
            assert_eq!(small.iter().filter(|s| **s == want).count(), 1, "{want} in {small:?}");
        }
    }
    assert!(queries.iter().all(|q| q.severity > Severity::Note || q.code == super::code::SMALL));
}

/// Each claim that the map covers finds its row or its rows: none is passed over in silence.
#[test]
fn each_mapped_claim_finds_what_it_speaks_of() {
    let catalogue = definitions();
    let (observations, claims, settings) =
        (observations(&catalogue), claims(), Settings::default());
    let collections = BTreeMap::new();
    let world = World {
        period: "2021-22".parse().unwrap(),
        area: &"E06000051".parse().unwrap(),
        observations: &observations,
        reviews: None,
        claims: &claims,
        collections: &collections,
        settings: &settings,
    };
    let index = super::index::Index::new(&catalogue, &world);
    let unmapped: Vec<String> =
        claims.iter().filter(|c| c.target.is_none()).map(Claim::subject).collect();
    assert_eq!(
        unmapped,
        [
            "Domestic abuse: Offences with a concluded investigation (3,155 - 145)",
            "Domestic abuse: Outcome categories in chart",
            "Prevent and Channel: West Midlands share adopted vs national (82/650 vs 804/6406)",
        ]
    );
    for claim in claims.iter().filter(|claim| claim.target.is_some()) {
        let link = super::stated::link(&index, claim).unwrap();
        let found = match &claim.statement {
            Statement::Total { .. } | Statement::Shares { .. } | Statement::Remainder { .. } => {
                link.whole.is_some() || !link.rows.is_empty()
            }
            Statement::Change { .. } => link.now.is_some() && link.then.is_some(),
            Statement::Compared { .. } => true,
            Statement::Share { .. } => link.now.is_some() && link.whole.is_some(),
            _ => link.now.is_some(),
        };
        assert!(found, "{}", claim.subject());
    }
}

/// The guide has a chapter for each code, and this file's folder a rule for each chapter.
#[test]
fn the_guide_explains_each_code() {
    let guide = text("docs/guide/data-queries.md");
    for code in super::code::ALL {
        assert!(guide.contains(&format!("\n## {code}\n")), "{code} is not in the guide");
    }
}

fn listed(queries: &[DataQuery]) -> String {
    queries.iter().map(|query| format!("{query}\n")).collect()
}
