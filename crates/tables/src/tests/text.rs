//! CSV: separators, quotes, encodings, places.

use std::io::Read;

use proptest::prelude::*;

use super::samples::{code, notice, notices, open, texts};
use crate::csv::{self, Bom, Dialect};
use crate::encoding::Encoding;
use crate::{Field, Limits, ReadError};

/// Row number, line and cells of each row.
type Rows = Vec<(u32, u64, Vec<String>)>;

fn rows(bytes: &[u8]) -> Result<Rows, ReadError> {
    rows_within(bytes, &Limits::default())
}

fn rows_within(bytes: &[u8], limits: &Limits) -> Result<Rows, ReadError> {
    let mut reader = csv::from_bytes("in.csv", bytes, limits)?;
    let mut rows = Vec::new();
    while let Some(row) = reader.next_row()? {
        rows.push((row.number(), row.line(), row.fields().map(str::to_owned).collect()));
    }
    Ok(rows)
}

fn cells(bytes: &[u8]) -> Vec<Vec<String>> {
    rows(bytes).unwrap().into_iter().map(|(_, _, cells)| cells).collect()
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

#[test]
fn plain_rows_end_with_either_line_end() {
    for text in ["a,b\n1,2\n", "a,b\r\n1,2\r\n", "a,b\n1,2", "a,b\r1,2\r", "a,b\r1,2"] {
        assert_eq!(cells(text.as_bytes()), [["a", "b"], ["1", "2"]], "{text:?}");
    }
}

#[test]
fn separators_are_found_by_content() {
    for (text, delimiter) in [
        ("a,b;x\n1,2;3\n", ','),
        ("a;b\n1,5;2\n3,5;4\n", ';'),
        ("a\tb, c\n1\t2\n", '\t'),
        ("a|b\n1|2\n", '|'),
        ("sep=;\na;b,c,d\n1;2\n", ';'),
        ("\"a,b,c\";d\n1;2\n", ';'),
        ("only\n1\n", ','),
    ] {
        assert_eq!(open("in.csv", text.as_bytes()).delimiter, Some(delimiter), "{text:?}");
    }
    let document = open("in.csv", b"sep=;\r\na;b\r\n1;2\r\n");
    assert_eq!(notices(&document), ["separator-line", "delimiter"]);
    assert_eq!(document.sheets[0].rows[0].number, 2, "the rows keep the numbers that people see");
}

#[test]
fn quoted_cells_hold_separators_lines_and_quotes() {
    let text = b"name,note\r\nA,\"one, two\"\r\nB,\"line 1\r\nline 2\"\r\nC,\"say \"\"yes\"\"\"\r\nD,5\" pipe\r\n";
    let expected: Rows = vec![
        (1, 1, vec!["name".into(), "note".into()]),
        (2, 2, vec!["A".into(), "one, two".into()]),
        (3, 3, vec!["B".into(), "line 1\r\nline 2".into()]),
        (4, 5, vec!["C".into(), "say \"yes\"".into()]),
        (5, 6, vec!["D".into(), "5\" pipe".into()]),
    ];
    assert_eq!(rows(text).unwrap(), expected);
}

#[test]
fn blank_lines_are_counted_and_left_out() {
    let found = rows(b"a,b\n\n\r\n1,2\n\n").unwrap();
    assert_eq!(
        found.iter().map(|(number, line, _)| (*number, *line)).collect::<Vec<_>>(),
        [(1, 1), (4, 4)]
    );
    assert_eq!(cells(b"a,b\n,\n"), [["a", "b"], ["", ""]]);
}

#[test]
fn broken_quotes_name_the_row_where_they_open() {
    for (text, code, place) in [
        ("a,b\n1,2\n3,\"open\n4,5\n", "quote-unclosed", "row 3, column B"),
        ("a,b\n\"1\"x,2\n", "quote-text-after", "row 2, column A"),
        ("a,b\n\"x\ny\",\"1\"2\n", "quote-text-after", "row 2, line 3, column B"),
        ("a,b\n\"1\" ,2\n", "quote-text-after", "row 2, column A"),
    ] {
        let error = rows(text.as_bytes()).unwrap_err();
        assert_eq!(
            (error.problem.code(), error.place.to_string().as_str()),
            (code, place),
            "{text:?}"
        );
    }
}

#[test]
fn encodings_are_told_apart() {
    let text = "area,note\nShropshire,Caf\u{e9} \u{a3}5 \u{2013} \u{2019}\n";
    let cp1252 = b"area,note\nShropshire,Caf\xe9 \xa35 \x96 \x92\n";
    let le = |unit: u16| unit.to_le_bytes();
    let be = |unit: u16| unit.to_be_bytes();
    let marked = |mark: &[u8], rest: Vec<u8>| [mark, rest.as_slice()].concat();
    for (bytes, encoding, codes) in [
        (text.as_bytes().to_vec(), Encoding::Utf8, vec![]),
        (marked(b"\xef\xbb\xbf", text.into()), Encoding::Utf8, vec!["byte-order-mark"]),
        (marked(b"\xff\xfe", utf16(text, le)), Encoding::Utf16Le, vec!["encoding-assumed"]),
        (marked(b"\xfe\xff", utf16(text, be)), Encoding::Utf16Be, vec!["encoding-assumed"]),
        (utf16(text, le), Encoding::Utf16Le, vec!["encoding-assumed"]),
        (utf16(text, be), Encoding::Utf16Be, vec!["encoding-assumed"]),
        (cp1252.to_vec(), Encoding::Windows1252, vec!["encoding-assumed"]),
    ] {
        let document = open("in.csv", &bytes);
        assert_eq!(document.encoding, Some(encoding));
        assert_eq!(
            document.sheets[0].cell(2, 2).unwrap().text.as_ref(),
            "Café £5 – ’",
            "{encoding}"
        );
        let found: Vec<_> = notices(&document);
        assert_eq!(found, codes, "{encoding}");
    }
}

#[test]
fn a_byte_of_no_encoding_is_named_with_its_place() {
    // Whole UTF-8 letters before and after: damaged UTF-8, not Windows-1252.
    let damaged = b"a,b\nx,Caf\xc3\xa9 \xc3\xa9\n1,2\xff3\n";
    let error = rows(damaged).unwrap_err();
    assert_eq!(error.problem.code(), "text-encoding");
    assert_eq!((error.place.line, error.place.column), (Some(3), Some(2)));
    assert!(
        error.to_string().starts_with("in.csv, line 3, column B: byte 0xff is not UTF-8"),
        "{error}"
    );
    assert!(error.to_string().contains("CSV UTF-8"), "{error}");
    // A byte that Windows-1252 does not have either.
    let error = rows(b"a,b\n1,\x81\n").unwrap_err();
    assert_eq!((error.problem.code(), error.place.line), ("text-encoding", Some(2)));
    // A mark says UTF-8, so the rest may not be anything else.
    let error = rows(b"\xef\xbb\xbfa,b\n1,\xa3\n").unwrap_err();
    assert_eq!((error.problem.code(), error.place.line), ("text-encoding", Some(2)));
    // UTF-16 that ends in half a character.
    let mut odd = utf16("a,b\n1,2\n", u16::to_le_bytes);
    odd.insert(0, 0xfe);
    odd.insert(0, 0xff);
    odd.push(0x41);
    assert_eq!(rows(&odd).unwrap_err().problem.code(), "text-encoding");
}

#[test]
fn a_letter_cut_by_a_chunk_is_still_utf8() {
    // The scan reads 256 KiB at a time; a two-byte letter lies across the edge.
    let mut text = "a\n".to_owned();
    while text.len() < (256 << 10) - 1 {
        text.push_str("xxxxxxxxxxxxxxx\n");
    }
    text.truncate((256 << 10) - 1);
    text.push_str("é\n");
    let document = csv::from_bytes("in.csv", text.as_bytes(), &Limits::default()).unwrap();
    assert_eq!(document.dialect().encoding, Encoding::Utf8);
}

#[test]
fn nul_and_binary_are_refused() {
    let error = rows(b"a,b\n1,2\n3,\x004\n").unwrap_err();
    assert_eq!(
        (error.problem.code(), error.place.to_string().as_str()),
        ("text-nul", "row 3, column B")
    );
    let junk: Vec<u8> = (0..4096u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    assert_eq!(code("in.csv", &junk), "not-a-table");
}

#[test]
fn empty_files_are_refused_and_a_lone_header_is_told() {
    for bytes in [&b""[..], b"\n\n", b"\xef\xbb\xbf", b"  \r\n", b",,\n,,\n"] {
        assert_eq!(code("in.csv", bytes), "file-empty", "{bytes:?}");
    }
    assert_eq!(notices(&open("in.csv", b"measure,value\n")), ["header-only"]);
}

#[test]
fn ragged_rows_are_told_once_with_the_first_place() {
    let document = open("in.csv", b"a,b,c\n1,2,3\n1,2\n1,2,3,4\n");
    let (kind, place) = notice(&document, "rows-ragged");
    assert_eq!(place, "row 3");
    assert_eq!(
        kind.to_string(),
        "2 row(s) have another number of cells than the first row's 3; the first of them has 2"
    );
    assert_eq!(
        texts(&document, 0)[3],
        (4, vec![(1, "1".into()), (2, "2".into()), (3, "3".into()), (4, "4".into())])
    );
}

#[test]
fn limits_name_their_place() {
    let limits = Limits {
        cell_bytes: 10,
        row_bytes: 30,
        columns: 4,
        rows: 3,
        cells: 5,
        ..Limits::default()
    };
    for (text, code, place) in [
        ("a,b\n1,12345678901\n", "cell-too-long", "row 2, column B"),
        ("a,b\n1,\"12345678901\"\n", "cell-too-long", "row 2, column B"),
        ("a,b\n1,\"12345678901", "cell-too-long", "row 2, column B"),
        ("a\n1234567,1234567,1234567,1234567\n", "row-too-long", "row 2, column A"),
        ("a,b,c,d,e\n", "too-many", "row 1, column E"),
        ("a\n1\n2\n3\n", "too-many", "row 4, column A"),
    ] {
        let error = rows_within(text.as_bytes(), &limits).unwrap_err();
        assert_eq!(
            (error.problem.code(), error.place.to_string().as_str()),
            (code, place),
            "{text:?}"
        );
    }
    let error = crate::read("in.csv", b"a,b\n1,2\n3,4\n", &limits).unwrap_err();
    assert_eq!((error.problem.code(), error.place.row), ("too-many", Some(3)));
    let error = crate::read("in.csv", b"a,b\n", &Limits { csv_bytes: 3, ..limits }).unwrap_err();
    assert_eq!(error.problem.code(), "file-too-large");
}

#[test]
fn long_rows_make_the_buffer_grow() {
    let long = "x".repeat(300 << 10);
    let limits = Limits { cell_bytes: 1 << 20, ..Limits::default() };
    for text in [format!("a,b\n{long},{long}\n1,2\n"), format!("a,b\n\"{long}\",\"{long}\"\n1,2\n")]
    {
        let found = rows_within(text.as_bytes(), &limits).unwrap();
        assert_eq!(found[1].2, [long.as_str(), long.as_str()]);
        assert_eq!(found[2].2, ["1", "2"]);
    }
    let error = rows_within("x".repeat(3 << 20).as_bytes(), &limits).unwrap_err();
    assert_eq!(error.problem.code(), "row-too-long");
}

#[test]
fn a_wrong_name_is_told() {
    let document = open("returns.xlsx", b"a,b\n1,2\n");
    let (kind, _) = notice(&document, "name-lies");
    assert!(kind.to_string().contains("ends in .xlsx but it is a CSV text file"), "{kind}");
}

/// Gives a few bytes at a time, as a slow pipe does.
struct Drops<'a>(&'a [u8], usize);

impl Read for Drops<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let count = self.1.min(self.0.len()).min(out.len());
        let (now, later) = self.0.split_at(count);
        out[..count].copy_from_slice(now);
        self.0 = later;
        Ok(count)
    }
}

/// A second, naive reader for comparison: letter by letter.
fn naive(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let (mut quoted, mut letters) = (false, text.chars().peekable());
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => cell.extend(letters.next()),
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() => quoted = true,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            '\r' if !quoted && letters.peek() == Some(&'\n') => {}
            other => cell.push(other),
        }
    }
    rows
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(
        table in prop::collection::vec(prop::collection::vec("[a-z ,;\"\n\r\t'=+@é-]{0,8}", 1..5), 1..8),
        size in 1usize..9,
    ) {
        let out = csv::write(table.iter().map(|row| row.iter().map(|text| Field::from(text.as_str()))), Bom::Without).unwrap();
        let text = String::from_utf8(out.clone()).unwrap();
        let mut reader = csv::with_dialect("in.csv", Drops(&out, size), Dialect::default(), &Limits::default()).unwrap();
        let mut found = Vec::new();
        while let Some(row) = reader.next_row().unwrap() {
            found.push(row.fields().map(str::to_owned).collect::<Vec<_>>());
        }
        prop_assert_eq!(&found, &naive(&text));
        let back: Vec<Vec<String>> = found.iter().map(|row| row.iter().map(|text| crate::neutral::deneutralise(text).to_owned()).collect()).collect();
        prop_assert_eq!(back, table);
    }

    #[test]
    fn utf16_reads_as_utf8_does(table in prop::collection::vec(prop::collection::vec("[a-zé€😀]{0,6}", 2..4), 1..6)) {
        let text = table.iter().map(|row| row.join(",") + "\n").collect::<String>();
        let bytes = [vec![0xff, 0xfe], utf16(&text, u16::to_le_bytes)].concat();
        prop_assert_eq!(rows(&bytes).ok(), rows([b"\xef\xbb\xbf", text.as_bytes()].concat().as_slice()).ok());
    }
}
