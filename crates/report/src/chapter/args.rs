//! The words of a directive: `crime.offences offence_group="Violence with injury" top=10`.

/// One word of a directive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Arg {
    /// What stands before `=`; nothing for a plain word.
    pub(crate) key: Option<String>,
    /// The word, or what stands after `=`, without quotes.
    pub(crate) value: String,
    /// Where it begins in the source.
    pub(crate) offset: usize,
    /// Where the value begins in the source.
    pub(crate) value_offset: usize,
}

/// A quote that is opened and not closed, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OpenQuote(pub(crate) usize);

/// The closing mark that belongs to an opening one.
fn closing(open: char) -> Option<char> {
    match open {
        '"' => Some('"'),
        '“' => Some('”'),
        _ => None,
    }
}

/// Splits the text at spaces outside quotes.
pub(crate) fn split(text: &str, base: usize) -> Result<Vec<Arg>, OpenQuote> {
    let mut args = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return Ok(args);
        }
        let offset = base + text.len() - rest.len();
        let (word, after) = word(rest, offset)?;
        args.push(arg(word, offset));
        rest = after;
    }
}

/// The first word of a text and what follows it.
fn word(text: &str, offset: usize) -> Result<(&str, &str), OpenQuote> {
    let mut open: Option<(char, usize)> = None;
    for (at, c) in text.char_indices() {
        match open {
            Some((close, _)) if c == close => open = None,
            Some(_) => {}
            None if c.is_whitespace() => return Ok(text.split_at(at)),
            None => open = closing(c).map(|close| (close, at)),
        }
    }
    match open {
        Some((_, at)) => Err(OpenQuote(offset + at)),
        None => Ok((text, "")),
    }
}

fn arg(word: &str, offset: usize) -> Arg {
    let plain = |text: &str| text.chars().filter(|c| !matches!(c, '"' | '“' | '”')).collect();
    let key = word.split_once('=').filter(|(key, _)| !key.contains(['"', '“', '”']));
    match key {
        Some((key, value)) => Arg {
            key: Some(key.to_owned()),
            value: plain(value),
            offset,
            value_offset: offset + key.len() + 1 + quote_length(value),
        },
        None => {
            Arg { key: None, value: plain(word), offset, value_offset: offset + quote_length(word) }
        }
    }
}

fn quote_length(text: &str) -> usize {
    text.chars().next().filter(|c| closing(*c).is_some()).map_or(0, char::len_utf8)
}

/// Splits at commas outside quotes; each part comes with its offset in the source.
pub(crate) fn list(text: &str, base: usize) -> Vec<(&str, usize)> {
    let mut parts = Vec::new();
    let mut open: Option<char> = None;
    let mut from = 0;
    let mut push = |from: usize, to: usize| {
        let part = text.get(from..to).unwrap_or("");
        let lead = part.len() - part.trim_start().len();
        if !part.trim().is_empty() {
            parts.push((part.trim(), base + from + lead));
        }
    };
    for (at, c) in text.char_indices() {
        match open {
            Some(close) if c == close => open = None,
            Some(_) => {}
            None if c == ',' => {
                push(from, at);
                from = at + 1;
            }
            None => open = closing(c),
        }
    }
    push(from, text.len());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_words_and_keys() {
        let args = split("figure crime.offences  ward=\"Oswestry East\" of=“a.b c=d”", 10).unwrap();
        let seen: Vec<_> = args
            .iter()
            .map(|arg| (arg.key.as_deref(), arg.value.as_str(), arg.offset, arg.value_offset))
            .collect();
        assert_eq!(
            seen,
            [
                (None, "figure", 10, 10),
                (None, "crime.offences", 17, 17),
                (Some("ward"), "Oswestry East", 33, 39),
                (Some("of"), "a.b c=d", 54, 60),
            ]
        );
        assert_eq!(split("a b=\"c", 0), Err(OpenQuote(4)));
        assert_eq!(split("  ", 0), Ok(Vec::new()));
    }

    #[test]
    fn lists_keep_commas_in_quotes() {
        assert_eq!(
            list("value, share as=\"Share, in %\", ,rate", 5),
            [("value", 5), ("share as=\"Share, in %\"", 12), ("rate", 37)]
        );
    }
}
