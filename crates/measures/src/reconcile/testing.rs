//! A made world for the tests of rules: a few cards, rows added one by one.

use std::collections::BTreeMap;
use std::sync::Arc;

use sightline_kernel::ids::{AreaCode, CollectionId};
use sightline_kernel::period::Period;
use sightline_kernel::query::DataQuery;

use super::testing_cards::catalogue;
use super::{ReviewRecord, Settings, World, check};
use crate::catalogue::Catalogue;
use crate::claims::{Claim, ClaimRow, ClaimsMap, read};
use crate::observation::{Absence, AbsenceKind, Key, Observation, Origin, Status, Value};

const MAP: &str = r#"
[[map]]
section = "Crime"
measure = "crime.offences"
dimension = "offence_group"
[[map]]
section = "Crime wards"
measure = "crime.offences"
dimension = "ward"
[[map]]
section = "Shares"
measure = "child.referrals_share"
dimension = "gender"
[[map]]
section = "Regions"
claim = "Offences"
measure = "crime.offences"
areas = true
[[map]]
section = "Regions"
claim = "Incidents"
measure = "crime.incidents"
areas = true
"#;

/// A world under construction.
pub(crate) struct Made {
    pub(crate) catalogue: Catalogue,
    pub(crate) observations: Vec<Observation>,
    pub(crate) claims: Vec<Claim>,
    pub(crate) reviews: Option<Vec<ReviewRecord>>,
}

impl Made {
    pub(crate) fn new() -> Self {
        Self { catalogue: catalogue(), observations: Vec::new(), claims: Vec::new(), reviews: None }
    }

    pub(crate) fn add(&mut self, measure: &str, period: &str, cell: &str, value: &str) {
        self.push("police", "home", measure, period, cell, value);
    }

    pub(crate) fn add_from(
        &mut self,
        agency: &str,
        measure: &str,
        period: &str,
        cell: &str,
        value: &str,
    ) {
        self.push(agency, "home", measure, period, cell, value);
    }

    pub(crate) fn add_in(
        &mut self,
        area: &str,
        measure: &str,
        period: &str,
        cell: &str,
        value: &str,
    ) {
        self.push("police", area, measure, period, cell, value);
    }

    fn push(
        &mut self,
        agency: &str,
        area: &str,
        measure: &str,
        period: &str,
        cell: &str,
        value: &str,
    ) {
        let row = u32::try_from(self.observations.len()).unwrap() + 2;
        self.observations.push(observation(agency, area, measure, period, cell, value, row));
    }

    pub(crate) fn claim(
        &mut self,
        section: &str,
        claim: &str,
        dimension: &str,
        period: &str,
        base: &str,
        stated: &str,
    ) {
        let map: ClaimsMap = toml::from_str(MAP).unwrap();
        let row = ClaimRow {
            row: u32::try_from(self.claims.len()).unwrap() + 2,
            section: section.to_owned(),
            claim: claim.to_owned(),
            dimension: dimension.to_owned(),
            period: period.to_owned(),
            base: base.to_owned(),
            stated: stated.to_owned(),
        };
        self.claims.push(read("claims.csv", row, &map).unwrap());
    }
}

/// One observation from texts; a blank value is “not stated”, `<5` a bound.
pub(crate) fn observation(
    agency: &str,
    area: &str,
    measure: &str,
    period: &str,
    cell: &str,
    value: &str,
    row: u32,
) -> Observation {
    let value = if value.is_empty() {
        Value::Absent(Absence {
            kind: AbsenceKind::NotStated,
            reason: "blank in the source".to_owned(),
            by: agency.to_owned(),
            on: jiff::civil::date(2022, 5, 1),
        })
    } else if let Some(above) = value.strip_prefix('<') {
        let above: i64 = above.parse().unwrap();
        Value::Bounded {
            low: Some(0.into()),
            high: Some((above - 1).into()),
            text: value.to_owned(),
        }
    } else {
        Value::Exact { value: value.parse().unwrap() }
    };
    Observation {
        key: Key {
            measure: measure.parse().unwrap(),
            period: period.parse().unwrap(),
            area: AreaCode::new(area).unwrap(),
            cell: sightline_kernel::dimension::Cell::parse(cell).unwrap(),
        },
        value,
        status: Status::Final,
        origin: Origin::Return {
            revision: Arc::new(format!("{agency}/figures-2021-22/r1").parse().unwrap()),
            row,
        },
        note: None,
    }
}

/// All data queries of a code.
pub(crate) fn queries(made: &Made, code: &str) -> Vec<DataQuery> {
    let year: Period = "2021-22".parse().unwrap();
    let collections = BTreeMap::from([(CollectionId::new("figures-2021-22").unwrap(), year)]);
    let settings = Settings::default();
    let world = World {
        period: year,
        area: &AreaCode::new("home").unwrap(),
        observations: &made.observations,
        reviews: made.reviews.as_deref(),
        claims: &made.claims,
        collections: &collections,
        settings: &settings,
    };
    let mut all = check(&made.catalogue, &world);
    all.retain(|query| query.code == code);
    assert!(all.iter().all(|query| !query.remedy.is_empty()), "each says what to do");
    all
}

/// Their messages.
pub(crate) fn messages(made: &Made, code: &str) -> Vec<String> {
    queries(made, code).into_iter().map(|query| query.message).collect()
}
