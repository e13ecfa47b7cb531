//! How a text file is written: encoding, separator, line ends.

use std::io::{BufReader, Read, Seek, SeekFrom};

use crate::detect;
use crate::document::{Notice, NoticeKind};
use crate::encoding::{self, BadByte, Encoding, Scan};
use crate::error::{Problem, ReadError};
use crate::limits::Limits;
use crate::place::Place;

/// The character between two cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delimiter {
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// A tab.
    Tab,
    /// `|`
    Bar,
}

impl Delimiter {
    /// In the order in which a tie is settled.
    const ALL: [Self; 4] = [Self::Comma, Self::Semicolon, Self::Tab, Self::Bar];

    /// The byte itself.
    #[must_use]
    pub fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
            Self::Bar => b'|',
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Comma => "commas",
            Self::Semicolon => "semicolons",
            Self::Tab => "tabs",
            Self::Bar => "vertical bars",
        }
    }
}

/// How a text file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    /// Encoding of the bytes.
    pub encoding: Encoding,
    /// Bytes of the byte-order mark to leave out.
    pub mark: usize,
    /// The character between two cells.
    pub delimiter: Delimiter,
    /// True when lines end with a lone carriage return, as old Macs wrote them.
    pub lone_returns: bool,
    /// True when the first line only names the separator (`sep=;`).
    pub separator_line: bool,
}

impl Default for Dialect {
    fn default() -> Self {
        Self {
            encoding: Encoding::Utf8,
            mark: 0,
            delimiter: Delimiter::Comma,
            lone_returns: false,
            separator_line: false,
        }
    }
}

impl Dialect {
    /// What a person should know about how the file is written.
    #[must_use]
    pub fn notices(&self) -> Vec<Notice> {
        let mut kinds = Vec::new();
        if self.encoding != Encoding::Utf8 {
            kinds.push(NoticeKind::Encoding(self.encoding));
        }
        if self.mark > 0 && self.encoding == Encoding::Utf8 {
            kinds.push(NoticeKind::ByteOrderMark);
        }
        if self.separator_line {
            kinds.push(NoticeKind::SeparatorLine);
        }
        if self.delimiter != Delimiter::Comma {
            kinds.push(NoticeKind::Delimiter(self.delimiter.name()));
        }
        kinds.into_iter().map(|kind| Notice { place: Place::default(), kind }).collect()
    }

    /// Looks through a source once and leaves it at its start.
    ///
    /// # Errors
    /// The file is empty, too long, no text, or has a byte that fits no
    /// encoding; the error names its line and column.
    pub fn detect<S: Read + Seek>(
        name: &str,
        source: &mut S,
        limits: &Limits,
    ) -> Result<Self, ReadError> {
        let fail = |problem| ReadError::whole(name, problem);
        let head = read_head(source).map_err(fail)?;
        if detect::kind(&head).map_err(fail)? == detect::Kind::Archive {
            return Err(fail(Problem::NotATable("a workbook or archive; read it as a document")));
        }
        let (mut encoding, mark) = encoding::from_head(&head);
        if encoding == Encoding::Utf8 {
            if encoding::is_binary(&head) {
                return Err(fail(Problem::NotATable("binary data")));
            }
            encoding = scan(name, source, mark > 0, limits)?;
        }
        let text = encoding::head_as_text(&head, encoding, mark);
        if text.trim().is_empty() && head.len() < encoding::HEAD {
            return Err(fail(Problem::Empty));
        }
        rewind(source).map_err(fail)?;
        Ok(Self { encoding, mark, ..Self::from_text(&text) })
    }

    /// Separator and line ends from the beginning of the text.
    fn from_text(text: &str) -> Self {
        let lone_returns = !text.contains('\n') && text.contains('\r');
        let first = text.split(['\n', '\r']).next().unwrap_or_default();
        let named = Delimiter::ALL.into_iter().find(|delimiter| {
            first.strip_prefix("sep=").is_some_and(|rest| rest.as_bytes() == [delimiter.byte()])
        });
        Self {
            delimiter: named.unwrap_or_else(|| likeliest(text)),
            lone_returns,
            separator_line: named.is_some(),
            ..Self::default()
        }
    }
}

/// The separator that cuts the first rows most evenly into most cells.
fn likeliest(text: &str) -> Delimiter {
    let score = |delimiter: Delimiter| {
        let counts = counts(text, delimiter.byte());
        let first = counts.first().copied().unwrap_or(0);
        let even = counts.iter().filter(|count| **count == first).count();
        if first == 0 { (0, 0) } else { (even * 100 / counts.len().max(1), first) }
    };
    let mut best = (Delimiter::Comma, (0, 0));
    for delimiter in Delimiter::ALL {
        let found = score(delimiter);
        if found > best.1 {
            best = (delimiter, found);
        }
    }
    best.0
}

/// How often a separator stands outside quotes in each of the first rows.
fn counts(text: &str, delimiter: u8) -> Vec<usize> {
    let mut counts = Vec::new();
    let (mut count, mut quoted, mut content) = (0, false, false);
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => {
                if content {
                    counts.push(count);
                }
                (count, content) = (0, false);
            }
            _ if byte == delimiter && !quoted => count += 1,
            _ => {}
        }
        content |= !matches!(byte, b'\n' | b'\r');
        if counts.len() >= 50 {
            return counts;
        }
    }
    if content && counts.is_empty() {
        counts.push(count);
    }
    counts
}

/// The first bytes, leaving the source at its start.
pub(crate) fn read_head<S: Read + Seek>(source: &mut S) -> Result<Vec<u8>, Problem> {
    rewind(source)?;
    let mut head = Vec::new();
    let result = source.take(encoding::HEAD as u64).read_to_end(&mut head);
    result.map_err(|error| Problem::Io(error.to_string()))?;
    rewind(source)?;
    Ok(head)
}

fn rewind(source: &mut impl Seek) -> Result<(), Problem> {
    source.seek(SeekFrom::Start(0)).map(drop).map_err(|error| Problem::Io(error.to_string()))
}

/// Goes through the whole source to tell UTF-8 from Windows-1252.
fn scan<S: Read + Seek>(
    name: &str,
    source: &mut S,
    marked: bool,
    limits: &Limits,
) -> Result<Encoding, ReadError> {
    let fail = |problem| ReadError::whole(name, problem);
    let mut scan = Scan::default();
    let mut chunk = vec![0; 256 << 10];
    let mut size = 0u64;
    loop {
        let count = encoding::read_some(source, &mut chunk).map_err(fail)?;
        if count == 0 {
            break;
        }
        size += count as u64;
        if size > limits.csv_bytes {
            return Err(fail(Problem::TooLarge { size, limit: limits.csv_bytes }));
        }
        scan.feed(chunk.get(..count).unwrap_or_default());
    }
    scan.finish(marked).map_err(|(bad, encoding)| locate(name, source, bad, encoding))
}

/// The line and column of a byte, found by reading the file again up to it.
fn locate<S: Read + Seek>(
    name: &str,
    source: &mut S,
    bad: BadByte,
    encoding: &'static str,
) -> ReadError {
    let problem = Problem::Encoding { byte: bad.byte, encoding };
    let head = read_head(source).unwrap_or_default();
    let delimiter = likeliest(&String::from_utf8_lossy(&head)).byte();
    let (mut line, mut column, mut quoted) = (1u64, 1u32, false);
    for byte in BufReader::new(source.take(bad.offset)).bytes().map_while(Result::ok) {
        match byte {
            b'\n' => (line, column) = (line + 1, if quoted { column } else { 1 }),
            b'"' => quoted = !quoted,
            _ if byte == delimiter && !quoted => column += 1,
            _ => {}
        }
    }
    let place = Place { line: Some(line), column: Some(column), ..Place::default() };
    ReadError::at(name, place, problem)
}
