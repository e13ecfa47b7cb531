//! Which encoding a text file has, and its text as UTF-8.

use std::fmt;
use std::io::{self, Read};

use encoding_rs::{Decoder, DecoderResult};

use crate::error::Problem;

/// Encoding of a text file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte-order mark.
    Utf8,
    /// UTF-16, low byte first: what Excel calls "Unicode text".
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// Windows-1252: what Excel calls "CSV" on a British machine.
    Windows1252,
}

impl Encoding {
    /// The name that people know.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16 (little-endian)",
            Self::Utf16Be => "UTF-16 (big-endian)",
            Self::Windows1252 => "Windows-1252",
        }
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Bytes at the start of a file that decide about its encoding and separator.
pub(crate) const HEAD: usize = 64 << 10;

/// What the first bytes alone say: the encoding and the length of the mark.
/// UTF-8 here means "not UTF-16"; [`Scan`] tells UTF-8 from Windows-1252.
pub(crate) fn from_head(head: &[u8]) -> (Encoding, usize) {
    if head.starts_with(&[0xef, 0xbb, 0xbf]) {
        (Encoding::Utf8, 3)
    } else if head.starts_with(&[0xff, 0xfe]) {
        (Encoding::Utf16Le, 2)
    } else if head.starts_with(&[0xfe, 0xff]) {
        (Encoding::Utf16Be, 2)
    } else {
        (pattern(head), 0)
    }
}

/// UTF-16 without a mark: western text has a zero in every second byte.
fn pattern(head: &[u8]) -> Encoding {
    let pairs = head.len() / 2;
    let zeros =
        |place: usize| head.chunks_exact(2).filter(|pair| pair.get(place) == Some(&0)).count();
    let (first, second) = (zeros(0), zeros(1));
    if pairs >= 2 && second * 5 > pairs * 2 && first * 20 <= pairs {
        Encoding::Utf16Le
    } else if pairs >= 2 && first * 5 > pairs * 2 && second * 20 <= pairs {
        Encoding::Utf16Be
    } else {
        Encoding::Utf8
    }
}

/// True when the bytes hold so many control characters that they are no text.
pub(crate) fn is_binary(head: &[u8]) -> bool {
    let control =
        |byte: &&u8| **byte < 0x20 && !matches!(**byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1a);
    let count = head.iter().filter(control).count();
    count > 8 && count * 50 > head.len()
}

/// Windows-1252 leaves five bytes without a character.
fn is_undefined_1252(byte: u8) -> bool {
    matches!(byte, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d)
}

/// A byte and where it stands, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BadByte {
    pub(crate) offset: u64,
    pub(crate) byte: u8,
}

/// Goes through a whole file once and tells UTF-8 from Windows-1252.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    offset: u64,
    carry: Vec<u8>,
    first_bad: Option<BadByte>,
    bad: u64,
    multibyte: u64,
    undefined: bool,
}

impl Scan {
    /// Takes the next bytes.
    pub(crate) fn feed(&mut self, chunk: &[u8]) {
        if self.first_bad.is_none() && self.carry.is_empty() && chunk.is_ascii() {
            self.offset += chunk.len() as u64;
            return;
        }
        let joined;
        let bytes = if self.carry.is_empty() {
            chunk
        } else {
            joined = [std::mem::take(&mut self.carry).as_slice(), chunk].concat();
            joined.as_slice()
        };
        let mut rest = 0;
        for part in bytes.utf8_chunks() {
            self.multibyte += part.valid().bytes().filter(|byte| *byte >= 0xc0).count() as u64;
            rest += part.valid().len();
            let invalid = part.invalid();
            let at_end = rest + invalid.len() == bytes.len();
            if at_end && is_incomplete(invalid) {
                self.carry = invalid.to_vec();
            } else {
                self.bad(self.offset + rest as u64, invalid);
            }
            rest += invalid.len();
        }
        self.offset += (bytes.len() - self.carry.len()) as u64;
    }

    fn bad(&mut self, offset: u64, invalid: &[u8]) {
        let Some(byte) = invalid.first().copied() else { return };
        self.first_bad.get_or_insert(BadByte { offset, byte });
        self.bad += 1;
        self.undefined |= invalid.iter().any(|byte| is_undefined_1252(*byte));
    }

    /// The encoding, or the byte that fits none.
    ///
    /// A file that a mark names as UTF-8, or with more whole UTF-8 characters
    /// than broken ones, is damaged UTF-8; one with none, or fewer, was written
    /// in Windows-1252.
    pub(crate) fn finish(mut self, marked: bool) -> Result<Encoding, (BadByte, &'static str)> {
        let left = std::mem::take(&mut self.carry);
        self.bad(self.offset, &left);
        match self.first_bad {
            None => Ok(Encoding::Utf8),
            Some(bad) if marked || self.multibyte > self.bad => {
                Err((bad, "UTF-8, which the rest of the file is"))
            }
            Some(bad) if self.undefined => {
                Err((bad, "UTF-8, and the file is not Windows-1252 either"))
            }
            Some(_) => Ok(Encoding::Windows1252),
        }
    }
}

/// True for the beginning of a UTF-8 character whose rest may follow in the
/// next chunk.
fn is_incomplete(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

/// Gives the bytes of a source as UTF-8, in chunks. A problem is kept back
/// until what stood before it has been taken, so that the reader above knows
/// the row it stands in.
pub(crate) struct Utf8Source<R> {
    inner: R,
    decoder: Option<Decoder>,
    encoding: Encoding,
    raw: Vec<u8>,
    raw_start: usize,
    raw_end: usize,
    finished: bool,
    pending: Option<Problem>,
}

impl<R: Read> Utf8Source<R> {
    /// A source that stands behind the byte-order mark.
    pub(crate) fn new(inner: R, encoding: Encoding) -> Self {
        let decoder = match encoding {
            Encoding::Utf8 => None,
            Encoding::Utf16Le => Some(encoding_rs::UTF_16LE),
            Encoding::Utf16Be => Some(encoding_rs::UTF_16BE),
            Encoding::Windows1252 => Some(encoding_rs::WINDOWS_1252),
        };
        let decoder = decoder.map(encoding_rs::Encoding::new_decoder_without_bom_handling);
        let raw = if decoder.is_some() { vec![0; HEAD] } else { Vec::new() };
        Self {
            inner,
            decoder,
            encoding,
            raw,
            raw_start: 0,
            raw_end: 0,
            finished: false,
            pending: None,
        }
    }

    /// Writes the next bytes of UTF-8 and says how many; 0 at the end.
    pub(crate) fn fill(&mut self, out: &mut [u8]) -> Result<usize, Problem> {
        if let Some(problem) = self.pending.take() {
            self.finished = true;
            return Err(problem);
        }
        if self.finished {
            return Ok(0);
        }
        let written = match &mut self.decoder {
            None => read_some(&mut self.inner, out)?,
            Some(_) => self.decode(out)?,
        };
        let fresh = out.get(..written).unwrap_or_default();
        match memchr::memchr(0, fresh) {
            None => Ok(written),
            Some(0) => {
                self.finished = true;
                Err(Problem::NulByte)
            }
            Some(before) => {
                self.pending = Some(Problem::NulByte);
                Ok(before)
            }
        }
    }

    fn decode(&mut self, out: &mut [u8]) -> Result<usize, Problem> {
        let mut total = 0;
        while total == 0 && !self.finished && self.pending.is_none() {
            if self.raw_start == self.raw_end {
                self.raw_end = read_some(&mut self.inner, &mut self.raw)?;
                self.raw_start = 0;
            }
            let last = self.raw_end == 0;
            let Some(decoder) = self.decoder.as_mut() else { return Ok(0) };
            let input = self.raw.get(self.raw_start..self.raw_end).unwrap_or_default();
            let (result, read, written) =
                decoder.decode_to_utf8_without_replacement(input, out, last);
            let culprit = input.get(read.saturating_sub(1)).copied().unwrap_or_default();
            self.raw_start += read;
            total += written;
            if let DecoderResult::Malformed(..) = result {
                self.pending =
                    Some(Problem::Encoding { byte: culprit, encoding: self.encoding.name() });
            }
            self.finished = last && self.pending.is_none();
        }
        if total == 0
            && let Some(problem) = self.pending.take()
        {
            self.finished = true;
            return Err(problem);
        }
        Ok(total)
    }
}

/// Reads once, trying again when a signal interrupts.
pub(crate) fn read_some(source: &mut impl Read, out: &mut [u8]) -> Result<usize, Problem> {
    loop {
        match source.read(out) {
            Ok(count) => return Ok(count),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(Problem::Io(error.to_string())),
        }
    }
}

/// The beginning of a text, for a look at its separator.
pub(crate) fn head_as_text(head: &[u8], encoding: Encoding, mark: usize) -> String {
    let bytes = head.get(mark..).unwrap_or_default();
    let decoder = match encoding {
        Encoding::Utf8 => return String::from_utf8_lossy(bytes).into_owned(),
        Encoding::Utf16Le => encoding_rs::UTF_16LE,
        Encoding::Utf16Be => encoding_rs::UTF_16BE,
        Encoding::Windows1252 => encoding_rs::WINDOWS_1252,
    };
    let mut text = String::with_capacity(bytes.len() * 3);
    let (_result, _read, _) =
        decoder.new_decoder_without_bom_handling().decode_to_string(bytes, &mut text, false);
    text
}
