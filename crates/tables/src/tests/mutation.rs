//! A short, repeatable run of what the fuzz targets do at length.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::samples::{archive, everything, ods, xlsx};
use crate::fuzzing::{numbers_parse, tables_read};

/// A small generator of numbers, the same on every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % sides.max(1)
    }
}

/// Changes a few bytes: flipped, cut, doubled, taken out.
fn mutate(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for _ in 0..=dice.roll(4) {
        if out.is_empty() {
            return out;
        }
        let at = dice.roll(out.len());
        match dice.roll(6) {
            0 => out[at] ^= 1 << dice.roll(8),
            1 => out[at] = [0, 0xff, b'"', b',', b'\n', b'\r', b'<', b'9'][dice.roll(8)],
            2 => out.truncate(at),
            3 => {
                let end = (at + dice.roll(40)).min(out.len());
                let part = out[at..end].to_vec();
                out.splice(at..at, part);
            }
            4 => drop(out.drain(at..(at + dice.roll(12)).min(out.len()))),
            _ => out.insert(at, u8::try_from(dice.roll(256)).unwrap()),
        }
    }
    out
}

fn run(seeds: &[Vec<u8>], rounds: usize, target: impl Fn(&[u8])) {
    let mut dice = Dice(0x51_6874);
    for round in 0..rounds {
        let bytes = mutate(&seeds[round % seeds.len()], &mut dice);
        if catch_unwind(AssertUnwindSafe(|| target(&bytes))).is_err() {
            panic!("round {round} failed on {:?}", String::from_utf8_lossy(&bytes));
        }
    }
}

const SHEET: &str = r#"<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>x</t></is></c></row><row r="2"><c r="A2"><f t="shared" ref="A2:A3" si="0">B2*2</f><v>4</v></c><c r="B2" t="b"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells>"#;
const TEXTS: &str = r#"<sst uniqueCount="1"><si><t>measure</t></si></sst>"#;
const TABLE: &str = r#"<table:table table:name="A"><table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="3" office:value-type="float" office:value="1.5"/><table:table-cell office:value-type="string" table:number-columns-spanned="2"><text:p>a<text:s text:c="2"/>&amp;</text:p></table:table-cell><table:covered-table-cell/></table:table-row></table:table>"#;

#[test]
fn broken_text_never_panics() {
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let seeds = [
        b"measure,period,value\ncrime.offences,2021-22,5004\n\"a \"\"b\"\"\r\nc\",,-1\n".to_vec(),
        b"\xef\xbb\xbfa;b\r\n1;\"2\"\r\n\r\n3;4".to_vec(),
        b"a\tCaf\xe9\n1\t\xa35\n".to_vec(),
        utf16("\u{feff}a,b\n\"1\n2\",3\n"),
        b"sep=|\ra|b\r1|\"2\"\r".to_vec(),
    ];
    run(&seeds, 6_000, tables_read);
}

#[test]
fn broken_workbooks_never_panic() {
    run(&[everything(), ods(TABLE), xlsx(SHEET, TEXTS)], 600, tables_read);
}

#[test]
fn workbooks_with_broken_content_never_panic() {
    // The archive is sound and its content is not: this gets past the checksums.
    let seeds = [SHEET.as_bytes().to_vec()];
    run(&seeds, 800, |bytes| tables_read(&xlsx(&String::from_utf8_lossy(bytes), TEXTS)));
    run(&[TEXTS.as_bytes().to_vec()], 250, |bytes| {
        tables_read(&xlsx(SHEET, &String::from_utf8_lossy(bytes)))
    });
    run(&[TABLE.as_bytes().to_vec()], 800, |bytes| {
        tables_read(&ods(&String::from_utf8_lossy(bytes)))
    });
    run(&[TABLE.as_bytes().to_vec()], 250, |bytes| {
        tables_read(&archive(&[("content.xml", bytes)]))
    });
}

#[test]
fn broken_numbers_never_panic() {
    let seeds: Vec<Vec<u8>> = [
        "1,234.5",
        "(12)",
        "<5%",
        "1-5",
        "between 1 and 5",
        "-0.1e5",
        "01/04/2021",
        "Apr-21",
        "\u{2212}4",
        "'=1",
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec();
    run(&seeds, 50_000, |bytes| numbers_parse(&String::from_utf8_lossy(bytes)));
}
