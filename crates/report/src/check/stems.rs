//! Words that carry meaning, cut to their stems, so that “offences” and “offence” are one.

use std::collections::BTreeSet;

/// Words that say nothing about what is counted.
const EMPTY: [&str; 77] = [
    "a", "about", "after", "all", "also", "among", "an", "and", "any", "are", "as", "at", "been",
    "being", "both", "but", "by", "count", "counts", "during", "each", "figure", "figures",
    "first", "for", "from", "had", "has", "have", "in", "into", "is", "it", "its", "last", "local",
    "may", "more", "most", "no", "not", "number", "numbers", "of", "on", "one", "only", "or",
    "other", "out", "over", "people", "person", "per", "period", "same", "some", "such", "than",
    "that", "the", "their", "them", "there", "these", "they", "this", "those", "to", "total",
    "was", "were", "which", "who", "with", "year", "years",
];

/// The stems of the words of a text that carry meaning.
pub(crate) fn of(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '’' && c != '\'')
        .filter(|word| word.chars().any(char::is_alphabetic))
        .map(str::to_lowercase)
        .filter(|word| word.len() > 1 && !EMPTY.contains(&word.as_str()))
        .map(|word| stem(&word))
        .collect()
}

/// A word without its ending.
pub(crate) fn stem(word: &str) -> String {
    let word = word.trim_end_matches("’s").trim_end_matches("'s").trim_end_matches(['’', '\'']);
    if let Some(base) = word.strip_suffix("ies").filter(|base| base.len() >= 2) {
        return format!("{base}y");
    }
    let enough = |base: &&str| base.chars().count() >= 3;
    for ending in ["ing", "ed", "es", "s", "e"] {
        let keeps_s = ending == "s" && word.ends_with("ss");
        if let Some(base) = word.strip_suffix(ending).filter(enough)
            && !keeps_s
        {
            return base.trim_end_matches('e').to_owned();
        }
    }
    word.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_do_not_matter() {
        for (one, other) in [
            ("offences", "offence"),
            ("asked", "asking"),
            ("achieved", "achieve"),
            ("enquiries", "enquiry"),
            ("children’s", "children"),
            ("reviews", "review"),
        ] {
            assert_eq!(stem(one), stem(other), "{one}");
        }
        assert_ne!(stem("asked"), stem("achieved"));
        assert_eq!(stem("illness"), "illness");
    }
}
