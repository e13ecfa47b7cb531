//! A quick look at whether a sentence can hold a word of direction or size at all.

use std::collections::BTreeSet;

use sightline_measures::words::Thresholds;

/// Words without which no listed phrase and no fraction stands.
#[derive(Debug, Clone, Default)]
pub(crate) struct Triggers(BTreeSet<String>);

/// Words that stand in phrases and say nothing alone.
const PLAIN: [&str; 18] = [
    "a", "an", "the", "of", "in", "on", "by", "to", "than", "more", "less", "no", "not", "very",
    "there", "was", "as", "and",
];

/// Words of fractions.
const FRACTIONS: [&str; 22] = [
    "half",
    "halves",
    "third",
    "thirds",
    "quarter",
    "quarters",
    "fifth",
    "fifths",
    "sixth",
    "sixths",
    "seventh",
    "sevenths",
    "eighth",
    "eighths",
    "ninth",
    "ninths",
    "tenth",
    "tenths",
    "twentieth",
    "twentieths",
    "hundredth",
    "in",
];

impl Triggers {
    /// The triggers of the listed words.
    pub(crate) fn new(thresholds: &Thresholds) -> Self {
        let mut words: BTreeSet<String> = FRACTIONS.into_iter().map(str::to_owned).collect();
        words.remove("in");
        for phrase in thresholds.judge.iter().flat_map(|judge| &judge.words) {
            let parts: Vec<String> = split(phrase).collect();
            let telling: Vec<&String> =
                parts.iter().filter(|word| !PLAIN.contains(&word.as_str())).collect();
            if telling.is_empty() {
                words.extend(parts);
            } else {
                words.extend(telling.into_iter().cloned());
            }
        }
        Self(words)
    }

    /// Whether the text can hold a claim.
    pub(crate) fn any(&self, text: &str) -> bool {
        let mut before = String::new();
        for word in split(text) {
            let number = before.bytes().all(|b| b.is_ascii_digit()) || is_number(&before);
            if self.0.contains(&word) || (word == "in" && !before.is_empty() && number) {
                return true;
            }
            before = word;
        }
        false
    }
}

fn is_number(word: &str) -> bool {
    matches!(
        word,
        "one" | "two" | "three" | "four" | "five" | "six" | "seven" | "eight" | "nine" | "ten"
    )
}

/// The words of a text in lower case; hyphens part words.
fn split(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sightline_kernel::defs::Source;
    use sightline_measures::words;

    #[test]
    fn no_claim_is_passed_over() {
        let text = include_str!("../../../../defs/words/1.toml");
        let source = Source { path: "words".into(), text: text.into() };
        let thresholds: Thresholds = source.read().unwrap();
        let triggers = Triggers::new(&thresholds);
        let listed = thresholds.judge.iter().flat_map(|judge| judge.words.clone());
        let fractions = ["one in five", "3 in 4", "two-thirds", "a fifth", "Just over half"];
        for phrase in listed.chain(fractions.map(str::to_owned)) {
            assert!(triggers.any(&format!("Well, {phrase} it is")), "{phrase}");
            assert!(!words::find(&thresholds, &phrase).is_empty(), "{phrase}");
        }
        assert!(!triggers.any("The board met in October and agreed its plan."));
    }
}
