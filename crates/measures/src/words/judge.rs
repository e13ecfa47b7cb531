//! Whether typed words agree with a figure, and where such words stand in a text.

use std::collections::HashMap;
use std::ops::Range;

use sightline_kernel::decimal::{Decimal, Ratio};

use super::fraction::{self, Fraction};
use super::say::{about, exact, say};
use super::thresholds::{About, Thresholds};
use crate::table::{Figure, Unit};

/// Whether typed words agree with a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Agreement {
    /// They fit.
    Agrees,
    /// They do not fit; these words would.
    Disagrees {
        /// What the figure says in words, or as printed where there are none.
        says: String,
    },
    /// The words, or the figure, do not allow a judgement; the reason in words.
    CannotTell {
        /// Why.
        why: String,
    },
}

/// A word of direction, size or proportion that stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordClaim {
    /// Where, in bytes.
    pub at: Range<usize>,
    /// What it is about.
    pub of: About,
    /// The words as typed.
    pub words: String,
}

/// Whether the words, typed by a person, agree with the figure.
///
/// Takes words such as “small increase”, “the majority”, “one in five”, “fell”, in any case and with
/// or without “a” or “the”, and a change or share. The exact value decides, not the rounded one.
#[must_use]
pub fn judge(thresholds: &Thresholds, words: &str, figure: &Figure) -> Agreement {
    let cannot = |why: &str| Agreement::CannotTell { why: why.to_owned() };
    let Some(claim) = Lexicon::new(thresholds).meaning(&spaced(words)) else {
        return cannot("these words say nothing that can be checked");
    };
    let Some(held) = about(figure) else {
        return cannot("the figure is neither a change nor a share");
    };
    let (claimed, right) = match &claim {
        Meaning::Listed(about, ranges) => {
            let by_sign = ranges.iter().all(|range| range.by_sign());
            if *about == About::Change && figure.unit != Unit::Percent && !by_sign {
                return cannot("the size of a change is judged in per cent");
            }
            let right = |percent: &Ratio| ranges.iter().any(|range| range.holds(percent));
            (*about, exact(figure).map(right))
        }
        Meaning::Fraction(fraction) => {
            let right = |percent: &Ratio| fraction.holds(percent, &thresholds.fraction);
            (About::Share, exact(figure).map(right))
        }
    };
    if claimed != held {
        return cannot(match held {
            About::Change => "the figure is a change and the words are about a share",
            About::Share => "the figure is a share and the words are about a change",
        });
    }
    match right {
        None => cannot("the figure has no number"),
        Some(true) => Agreement::Agrees,
        Some(false) => Agreement::Disagrees {
            says: say(thresholds, figure).unwrap_or_else(|| figure.printed.clone()),
        },
    }
}

/// What typed words mean.
enum Meaning<'t> {
    /// Words of the list, with every range in which they are right.
    Listed(About, Vec<&'t super::thresholds::Range>),
    /// “one in five”, “nearly half”.
    Fraction(Fraction),
}

/// The listed words by their plain spelling, so that a long text is searched in one pass.
struct Lexicon<'t> {
    listed: HashMap<String, (About, Vec<&'t super::thresholds::Range>)>,
    /// How many words the longest known phrase has, article and fractions included.
    most: usize,
}

impl<'t> Lexicon<'t> {
    fn new(thresholds: &'t Thresholds) -> Self {
        const LONGEST_FRACTION: usize = 7;
        let mut lexicon = Self { listed: HashMap::new(), most: LONGEST_FRACTION };
        for judge in &thresholds.judge {
            for words in &judge.words {
                let words = spaced(words);
                lexicon.most = lexicon.most.max(words.split(' ').count() + 1);
                let known = lexicon.listed.entry(plain(&words).to_owned());
                known.or_insert((judge.of, Vec::new())).1.push(&judge.when);
            }
        }
        lexicon
    }

    /// What words mean; takes them spaced.
    fn meaning(&self, words: &str) -> Option<Meaning<'t>> {
        match self.listed.get(plain(words)) {
            Some((about, ranges)) => Some(Meaning::Listed(*about, ranges.clone())),
            None => fraction::read(words).map(Meaning::Fraction),
        }
    }
}

/// Lower case, single spaces, hyphens as spaces.
fn spaced(words: &str) -> String {
    let lower = words.to_lowercase().replace(['-', '\u{2010}', '\u{2011}'], " ");
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Spaced words without a leading article.
fn plain(words: &str) -> &str {
    let short = ["a ", "an ", "the "].iter().find_map(|article| words.strip_prefix(article));
    short.unwrap_or(words)
}

/// All words of direction, size and proportion in a text, in the order in which they stand. Where
/// several fit, the longest is taken: “more than doubled”, not “doubled”.
#[must_use]
pub fn find(thresholds: &Thresholds, text: &str) -> Vec<WordClaim> {
    let lexicon = Lexicon::new(thresholds);
    let words = words_of(text);
    let mut claims = Vec::new();
    let mut at = 0;
    while let Some(from) = words.get(at..).filter(|from| !from.is_empty()) {
        match claim_at(&lexicon, text, from) {
            Some((claim, used)) => {
                claims.push(claim);
                at += used;
            }
            None => at += 1,
        }
    }
    claims
}

/// The longest claim that begins with the first of the words, and how many words it takes.
fn claim_at(
    lexicon: &Lexicon<'_>,
    text: &str,
    words: &[Range<usize>],
) -> Option<(WordClaim, usize)> {
    let start = words.first()?.start;
    // Spaced words, longer and longer, up to the end of the phrase in the text.
    let mut tries: Vec<(String, usize)> = Vec::new();
    let mut typed = String::new();
    let mut last = start;
    for word in words.iter().take(lexicon.most) {
        let between = text.get(last..word.start)?;
        // A phrase may run on over the end of a line, not over an empty one.
        let apart = between.contains(|c: char| !c.is_whitespace());
        if apart || between.matches('\n').count() > 1 {
            break;
        }
        if !typed.is_empty() {
            typed.push(' ');
        }
        typed.push_str(&spaced(text.get(word.clone())?));
        last = word.end;
        tries.push((typed.clone(), last));
    }
    let found = tries.iter().enumerate().rev().find_map(|(at, (typed, end))| {
        lexicon.meaning(typed).map(|meaning| (at + 1, *end, meaning))
    });
    let (used, end, meaning) = found?;
    let of = match meaning {
        Meaning::Listed(about, _) => about,
        Meaning::Fraction(_) => About::Share,
    };
    let words = text.get(start..end)?.to_owned();
    Some((WordClaim { at: start..end, of, words }, used))
}

/// Where the words of a text stand: runs of letters, digits, hyphens and apostrophes.
fn words_of(text: &str) -> Vec<Range<usize>> {
    let part = |c: char| c.is_alphanumeric() || "-'’%".contains(c);
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices() {
        match (part(c), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push(from..at);
                start = None;
            }
            _ => {}
        }
    }
    words.extend(start.map(|from| from..text.len()));
    words
}

impl Fraction {
    /// Whether a share, in per cent, is what the fraction says.
    fn holds(&self, percent: &Ratio, rule: &super::thresholds::FractionRule) -> bool {
        use fraction::Side;
        let hundred = Ratio::whole(100);
        let parts = |n: u32| Ratio::from(Decimal::from(n));
        let Some(said) = parts(self.top).times(&hundred).over(&parts(self.bottom)) else {
            return false;
        };
        let off = percent.minus(&said);
        let within = |reach: Decimal| off.abs() <= Ratio::from(reach);
        match self.side {
            Side::About => within(rule.about),
            Side::Above => !off.is_negative() && !off.is_zero(),
            Side::Below => off.is_negative(),
            Side::JustAbove => !off.is_negative() && within(rule.near),
            Side::JustBelow => (off.is_negative() || off.is_zero()) && within(rule.near),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sightline_kernel::defs::Source;

    fn thresholds() -> Thresholds {
        let text = include_str!("../../../../defs/words/1.toml");
        Source { path: "defs/words/1.toml".into(), text: text.into() }.read().unwrap()
    }

    fn found(text: &str) -> Vec<String> {
        find(&thresholds(), text).into_iter().map(|claim| claim.words).collect()
    }

    #[test]
    fn finds_the_longest_words_and_where_they_stand() {
        let text = "Reports more than doubled, and a small increase in drugs followed; the vast majority — \
            one in five of them — fell.";
        let claims = find(&thresholds(), text);
        for claim in &claims {
            assert_eq!(&text[claim.at.clone()], claim.words);
        }
        let words: Vec<&str> = claims.iter().map(|claim| claim.words.as_str()).collect();
        let want =
            ["more than doubled", "a small increase", "the vast majority", "one in five", "fell"];
        assert_eq!(words, want);
        assert_eq!(claims[2].of, About::Share);
    }

    #[test]
    fn a_phrase_may_run_over_the_end_of_a_line_but_not_of_a_paragraph() {
        assert_eq!(found("Reports more than\ndoubled."), ["more than\ndoubled"]);
        assert_eq!(found("Reports more than\n\ndoubled."), ["doubled"]);
        assert_eq!(found("more than — doubled"), ["doubled"]);
    }

    #[test]
    fn finds_fractions_of_every_form() {
        assert_eq!(
            found("Just over a third, two thirds and 3 in 4."),
            ["Just over a third", "two thirds", "3 in 4"]
        );
        assert_eq!(found("Nearly half; one in every three"), ["Nearly half", "one in every three"]);
    }

    #[test]
    fn leaves_what_is_no_claim() {
        for text in [
            "In the third quarter",
            "48 in 2021 and 1 in 2022",
            "This quarter the board met",
            "The Third Sector forum",
            "Case five, in ten days",
            "",
        ] {
            assert!(found(text).is_empty(), "{text}: {:?}", found(text));
        }
    }

    #[test]
    fn every_spelling_is_read_back() {
        let thresholds = thresholds();
        for judge in &thresholds.judge {
            for words in &judge.words {
                let claims = find(&thresholds, words);
                assert_eq!(claims.len(), 1, "{words}");
                assert_eq!((&claims[0].words, claims[0].of), (words, judge.of), "{words}");
            }
        }
    }

    #[test]
    fn words_that_are_said_agree_with_the_numbers_that_they_are_said_of() {
        // What Sightline itself says of a share must never be a query when it is typed.
        let thresholds = thresholds();
        for tenths in 0..=1000i64 {
            let percent = Ratio::of(tenths.into(), 10.into()).unwrap();
            let shares = thresholds.say.iter().filter(|say| say.of == About::Share);
            let said = shares.clone().find(|say| say.when.holds(&percent)).unwrap();
            let meaning = Lexicon::new(&thresholds).meaning(&said.words);
            if let Some(Meaning::Fraction(fraction)) = meaning {
                let agrees = fraction.holds(&percent, &thresholds.fraction);
                assert!(agrees, "{} of {percent}", said.words);
            }
        }
        for percent in -100..=400 {
            let percent = Ratio::whole(percent);
            let changes = thresholds.say.iter().filter(|say| say.of == About::Change);
            assert!(changes.clone().any(|say| say.when.holds(&percent)), "{percent}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_searched(text in "\\PC{0,60}", more in "[a-z0-9 ,.'é—-]{0,60}") {
            let text = format!("{text} one in {more} more than doubled the majority");
            for claim in find(&thresholds(), &text) {
                proptest::prop_assert_eq!(text.get(claim.at.clone()), Some(claim.words.as_str()));
            }
        }
    }
}
