//! What the fuzz targets and the short run in the tests call: any bytes go in, nothing may panic, and
//! what comes out must hold together.

use std::io::{Cursor, Write as _};

use sightline_kernel::defs::Source;
use sightline_kernel::period::Period;
use sightline_kernel::query::DataQuery;
use sightline_kernel::sensitivity::Audience;
use sightline_measures::catalogue::Catalogue;

use crate::chapter::{Names, read_chapters};
use crate::check::{FigureBook, check_text};

const YEAR: Period = Period::ReportingYear(2021);

/// Reads bytes as a text that somebody wants checked: Markdown, plain text, or a Word document.
///
/// # Panics
/// What was read does not hold together: that is a bug here.
pub fn check_file(bytes: &[u8], catalogue: &Catalogue) {
    let Some(thresholds) = catalogue.thresholds(YEAR.end()) else { return };
    let book = FigureBook::new(thresholds.clone(), YEAR);
    for name in ["fuzz.md", "fuzz.txt"] {
        let queries = check_text(name, bytes, &book);
        sound(&queries);
        assert_eq!(queries, check_text(name, bytes, &book), "the same each time");
    }
}

/// Reads bytes as the text part of a sound Word document, so that a fuzzer gets past its checksums.
///
/// # Panics
/// What was read does not hold together: that is a bug here.
pub fn docx_content(bytes: &[u8], catalogue: &Catalogue) {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let started = archive.start_file("word/document.xml", zip::write::SimpleFileOptions::default());
    assert!(started.is_ok() && archive.write_all(bytes).is_ok(), "writing to memory works");
    let file = archive.finish().map(Cursor::into_inner).unwrap_or_default();
    check_file(&file, catalogue);
}

/// Reads a text as a chapter of a report.
///
/// # Panics
/// What was read does not hold together: that is a bug here.
pub fn chapter(text: &str, catalogue: &Catalogue) {
    let names = Names::new(catalogue, YEAR);
    let sources = [Source { path: "content/fuzz.md".to_owned(), text: text.to_owned() }];
    let manuscript = read_chapters(&sources, &names, Audience::Partners);
    assert_eq!(manuscript.chapters.len(), 1, "a text is a chapter");
    let lines = text.matches('\n').count() as u64 + 1;
    for query in &manuscript.queries {
        let row = query.place.row.unwrap_or(1);
        assert!((1..=lines).contains(&row), "{query} lies within the text");
    }
    sound(&manuscript.queries);
    assert_eq!(
        manuscript,
        read_chapters(&sources, &names, Audience::Partners),
        "the same each time"
    );
}

fn sound(queries: &[DataQuery]) {
    for query in queries {
        assert!(!query.code.is_empty() && !query.message.is_empty(), "a query says something");
        assert!(query.place.file.is_some(), "a query names its file");
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

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

    const MARKS: [&[u8]; 14] = [
        b"{{", b"}}", b":::", b"+++", b"\n", b"|", b"[^", b"]", b"\"", b"<", b"&", b"/>", b"\xff",
        b"=",
    ];

    /// Changes a few places: marks put in, parts cut out, doubled or broken off.
    fn mutate(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
        let mut out = bytes.to_vec();
        for _ in 0..=dice.roll(4) {
            let at = dice.roll(out.len() + 1);
            let end = (at + dice.roll(40)).min(out.len());
            match dice.roll(5) {
                0 | 1 => drop(out.splice(at..at, MARKS[dice.roll(MARKS.len())].iter().copied())),
                2 => drop(out.drain(at..end)),
                3 => {
                    let part = out[at..end].to_vec();
                    drop(out.splice(at..at, part));
                }
                _ => out.truncate(at.max(1)),
            }
        }
        out
    }

    fn run(seeds: &[&str], rounds: usize, target: impl Fn(&[u8])) {
        let mut dice = Dice(0x51_6874);
        for round in 0..rounds {
            let bytes = mutate(seeds[round % seeds.len()].as_bytes(), &mut dice);
            let failed = catch_unwind(AssertUnwindSafe(|| target(&bytes))).is_err();
            assert!(!failed, "round {round} failed on {:?}", String::from_utf8_lossy(&bytes));
        }
    }

    const CHAPTER: &str = "+++\ntitle = \"Crime\"\norder = 10\nanswers = [\"a/b\"]\n+++\n\n## A part {#part}\n\n\
        The police recorded {{figure crime.offences}} offences, {{rate crime.offences}} for a thousand[^1].\n\n\
        ::: table crime.offences by=offence_group order=largest\ncolumns: value, share, rate\ntitle: T\ncaption: C\n:::\n\n\
        ::: chart bar crime.offences by=offence_group top=8\ntitle: T\nalt: A\n:::\n\n- one\n- *two* [three](#part)\n\n[^1]: A note.\n";
    const PROSE: &str = "# Report\n\nThere were 16,411 offences, a small increase on 15,990 (2.6%).\n\nOne in five, the majority, 3\u{2013}4 people; \u{a3}5m in 2021-22.\n\n| a | b |\n| - | - |\n| 1 | 45% |\n";
    const WORD: &str = "<?xml version=\"1.0\"?><w:document xmlns:w=\"w\"><w:body><w:p><w:pPr><w:outlineLvl w:val=\"0\"/></w:pPr><w:r><w:t>Crime rose by 5%</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t xml:space=\"preserve\">16,411 &amp; </w:t><w:tab/><w:br/></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>";

    fn catalogue() -> Catalogue {
        let mut catalogue = crate::fixture::catalogue();
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../defs/words/1.toml");
        let text = std::fs::read_to_string(path).unwrap();
        catalogue.words = vec![Source { path: path.to_owned(), text }.read().unwrap()];
        catalogue
    }

    #[test]
    fn broken_chapters_never_panic() {
        let catalogue = catalogue();
        run(&[CHAPTER, PROSE], 4_000, |bytes| {
            chapter(&String::from_utf8_lossy(bytes), &catalogue);
        });
    }

    #[test]
    fn broken_texts_never_panic() {
        let catalogue = catalogue();
        run(&[PROSE, CHAPTER], 2_000, |bytes| check_file(bytes, &catalogue));
    }

    #[test]
    fn broken_word_documents_never_panic() {
        let catalogue = catalogue();
        run(&[WORD], 2_000, |bytes| docx_content(bytes, &catalogue));
    }
}
