//! The statements of a text that was published elsewhere, as a file of claims beside the content.

use sightline_kernel::defs::Source;
use sightline_kernel::query::{DataQuery, Place};
use sightline_measures::claims::{Claim, ClaimRow, ClaimsMap};
use sightline_tables::Limits;

use crate::error::Error;

/// Reads `claims.csv` by `claims-map.toml`; nothing where there is no such file.
///
/// A row in no known form is a data query of its own and does not stop the others.
///
/// # Errors
/// When a file cannot be read at all.
pub(super) fn read(content: &[Source]) -> Result<(Vec<Claim>, Vec<DataQuery>), Error> {
    let named = |name: &str| content.iter().find(|source| source.path.ends_with(name));
    let Some(file) = named("/claims.csv") else { return Ok((Vec::new(), Vec::new())) };
    let map = named("/claims-map.toml").map(ClaimsMap::read).transpose().map_err(Error::query)?;
    let map = map.unwrap_or_default();
    let (mut claims, mut queries) = (Vec::new(), Vec::new());
    for row in rows(file)? {
        let number = u64::from(row.row);
        match sightline_measures::claims::read("claims.csv", row, &map) {
            Ok(claim) => claims.push(claim),
            Err(unread) => {
                let place = Place::row("claims.csv", number, Some("stated"));
                queries.push(DataQuery::note("claim-unread", place, format!("{unread}.")).remedy(
                    "Write it in one of the forms that the guide lists, or compare it by hand.",
                ));
            }
        }
    }
    Ok((claims, queries))
}

fn rows(file: &Source) -> Result<Vec<ClaimRow>, Error> {
    let bad = |error: sightline_tables::ReadError| Error::new("file", format!("{error}"), "");
    let mut rows =
        sightline_tables::csv::from_bytes("claims.csv", file.text.as_bytes(), &Limits::default())
            .map_err(bad)?;
    let mut claims = Vec::new();
    while let Some(row) = rows.next_row().map_err(bad)? {
        let text = |column| row.get(column).unwrap_or("").trim().to_owned();
        if row.number() > 1 && !text(0).is_empty() {
            claims.push(ClaimRow {
                row: row.number(),
                section: text(0),
                claim: text(1),
                dimension: text(2),
                period: text(3),
                base: text(4),
                stated: text(5),
            });
        }
    }
    Ok(claims)
}
