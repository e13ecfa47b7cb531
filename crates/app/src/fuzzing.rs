//! What the fuzz targets and the short run in the tests call: any bytes go in, nothing may panic, and
//! what comes out must hold together.

use std::collections::BTreeSet;

use jiff::civil::date;
use sightline_kernel::ids::{AgencyId, AreaCode, CollectionId, ReturnId};
use sightline_measures::catalogue::Catalogue;
use sightline_tables::Limits;

use crate::import::read::{Again, Observations, read, settle};
use crate::import::rows::Asked;
use crate::import::source;

/// Reads bytes as a return of figures, once held in memory and once as a file too long for that.
///
/// # Panics
/// What was read does not hold together: that is a bug here.
pub fn import_rows(bytes: &[u8], catalogue: &Catalogue) {
    let limits = Limits { cells: 50_000, unpacked_bytes: 8 << 20, ..Limits::default() };
    let (Ok(agency), Ok(area)) = (AgencyId::new("police"), AreaCode::new("E06000051")) else {
        return;
    };
    let Ok((source, notes)) = source::open_bytes("fuzz.csv", bytes.to_vec(), &limits) else {
        return;
    };
    assert!(notes.iter().all(|note| !note.remedy.is_empty()), "each note says what to do");
    let today = date(2022, 4, 1);
    let asked = Asked {
        catalogue,
        file: "fuzz.csv",
        sheet: source.sheet(),
        agency: &agency,
        area: &area,
        today,
    };
    let cards = catalogue.measures.values().flatten();
    let dimensions: BTreeSet<String> =
        cards.flat_map(|card| &card.dimensions).map(|dimension| dimension.id.to_string()).collect();
    let quiet = &|_: crate::Step<'_>| {};
    let whole = read(asked.clone(), &source, &dimensions, (u64::MAX, quiet));
    let long = read(asked.clone(), &source, &dimensions, (0, quiet));
    let (Ok(whole), Ok(long)) = (whole, long) else { return };
    for read in [&whole, &long] {
        assert_eq!(read.rows, read.accepted + read.left_out.rows(), "each row is one or the other");
    }
    assert_eq!((whole.rows, whole.accepted), (long.rows, long.accepted), "read alike");
    let (one, other) = (whole.tally.into_parts(), long.tally.into_parts());
    assert_eq!(one, other, "said alike");
    assert!(one.1.iter().all(|query| query.place.file.is_some() && !query.message.is_empty()));
    let Ok(collection) = CollectionId::new("figures") else { return };
    let of = ReturnId { agency: agency.clone(), collection };
    let Observations::Held(mut held) = whole.observations else { return };
    settle(&mut held, &of, false);
    let Observations::Again { mapping, twice } = long.observations else { return };
    let Ok(mut again) = Again::new(asked, &source, (&mapping, &twice), (&of, false)) else {
        return;
    };
    let mut found = Vec::new();
    while let Ok(Some(observation)) = again.next() {
        found.push(observation);
    }
    assert_eq!(found, held, "the second reading gives what the first one did");
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use sightline_kernel::defs::Source;

    use super::*;

    /// Numbers that look random and are the same on each run.
    struct Dice(u64);

    impl Dice {
        fn roll(&mut self, sides: usize) -> usize {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(self.0 >> 33).unwrap_or(0) % sides.max(1)
        }
    }

    fn catalogue() -> Catalogue {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../defs");
        let wanted = [
            "measures/crime.offences/1.toml",
            "lists/offence-group/1.toml",
            "areas/local-authorities.toml",
        ];
        let files = wanted.map(|path| Source {
            path: format!("defs/{path}"),
            text: std::fs::read_to_string(root.join(path)).unwrap(),
        });
        sightline_measures::catalogue::load(&files).0
    }

    /// Cells that returns bring, sound and not; a file is some of them in rows.
    const CELLS: [&str; 24] = [
        "crime.offences",
        "crime.offences",
        "2021-22",
        "2021-22",
        "2021-04",
        "E06000051",
        "rape",
        "offence_group=rape",
        "offence_group=_T",
        "1082",
        "1,082",
        "\"1,082\"",
        "<5",
        "45%",
        "-1",
        "not-held",
        "provisional",
        "",
        " ",
        "=1+1",
        "\u{e9}",
        "\"",
        "no return: later",
        "9e99",
    ];

    #[test]
    fn broken_returns_never_panic_and_are_read_alike_twice() {
        let catalogue = catalogue();
        let mut dice = Dice(20_211_119);
        let names =
            ["measure", "period", "value", "area", "dimensions", "offence_group", "note", ""];
        for round in 0..3_000 {
            let mut text: String = names[..3 + dice.roll(6)].join(",");
            for _ in 0..dice.roll(9) {
                text.push('\n');
                let cells = (0..dice.roll(9)).map(|_| CELLS[dice.roll(CELLS.len())]);
                text.push_str(&cells.collect::<Vec<_>>().join(","));
            }
            let sound =
                "crime.offences,2021-22,7\ncrime.offences,2020-21,7\ncrime.offences,2021-22,8";
            if dice.roll(3) == 0 {
                text = format!("{text}\n{sound}\n");
            }
            let run = || import_rows(text.as_bytes(), &catalogue);
            assert!(catch_unwind(AssertUnwindSafe(run)).is_ok(), "round {round} failed on {text}");
        }
    }
}
