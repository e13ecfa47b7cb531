//! A number as printed: what it says, and all that it may stand for.

use sightline_kernel::decimal::{Decimal, Ratio};

/// A printed number. Its decimals say how precisely it was printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Printed {
    /// The number.
    pub value: Decimal,
}

impl Printed {
    /// Reads a number as people print it: `16,411`, `−25%`, `+30%`, `0.30`, `five`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_end_matches('%').trim();
        if let Some(value) = in_words(text) {
            return Some(Self { value });
        }
        let plain: String = text
            .chars()
            .filter(|c| *c != ',')
            .map(|c| if c == '\u{2212}' { '-' } else { c })
            .collect();
        let plain = plain.strip_prefix('+').unwrap_or(&plain);
        let digits = plain.strip_prefix('-').unwrap_or(plain);
        let is_number = digits.starts_with(|c: char| c.is_ascii_digit())
            && digits.chars().all(|c| c.is_ascii_digit() || c == '.');
        plain.parse().ok().filter(|_| is_number).map(|value| Self { value })
    }

    /// Half a unit of the last printed place: how far the exact number may lie away.
    #[must_use]
    pub fn half_unit(&self) -> Ratio {
        Ratio::from(Decimal::new(5, self.value.scale() + 1))
    }

    /// The least number that prints so.
    #[must_use]
    pub fn low(&self) -> Ratio {
        Ratio::from(self.value).minus(&self.half_unit())
    }

    /// The greatest number that prints so. Both ends count, since halves are rounded either way.
    #[must_use]
    pub fn high(&self) -> Ratio {
        Ratio::from(self.value).plus(&self.half_unit())
    }

    /// Whether the exact number may be printed so.
    #[must_use]
    pub fn stands_for(&self, exact: &Ratio) -> bool {
        self.low() <= *exact && *exact <= self.high()
    }
}

/// The numbers that people write out.
fn in_words(text: &str) -> Option<Decimal> {
    const WORDS: [&str; 13] = [
        "none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
    ];
    let lower = text.to_lowercase();
    WORDS.iter().position(|word| *word == lower).map(Decimal::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(top: i64, bottom: i64) -> Ratio {
        Ratio::of(top.into(), bottom.into()).unwrap()
    }

    #[test]
    fn reads_what_people_print() {
        let cases = [
            ("16,411", "16411"),
            ("−25%", "-25"),
            ("-25%", "-25"),
            ("+30%", "30"),
            ("0.30", "0.30"),
            ("five", "5"),
            (" 12.6% ", "12.6"),
        ];
        for (text, want) in cases {
            assert_eq!(Printed::parse(text).unwrap().value.to_string(), want, "{text}");
        }
        for bad in ["", "in line", "4 of 4", "12a", "%", "-", "."] {
            assert!(Printed::parse(bad).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn the_printed_precision_decides() {
        let one_per_cent = Printed::parse("1%").unwrap();
        assert!(one_per_cent.stands_for(&ratio(66, 100)));
        assert!(!one_per_cent.stands_for(&ratio(49, 100)));
        assert!(!Printed::parse("1.0").unwrap().stands_for(&ratio(66, 100)));
        assert!(Printed::parse("2").unwrap().stands_for(&ratio(5, 2)), "halves go either way");
        assert!(Printed::parse("-25").unwrap().stands_for(&ratio(-2532, 100)));
    }
}
