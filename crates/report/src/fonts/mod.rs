//! The width of text, measured from the report's own fonts.
//!
//! Charts and table columns are laid out before they are printed; both need to know how wide a
//! word is. Kerning is left out: it makes text narrower, so nothing measured here overflows.

use std::collections::HashMap;

use crate::edition::PrintError;

/// Advance widths of one cut, in ems.
#[derive(Debug, Clone)]
pub struct Widths {
    ascii: [f32; 128],
    others: HashMap<char, f32>,
    missing: f32,
}

impl Widths {
    /// Reads the widths of every character that a TrueType font has.
    ///
    /// # Errors
    /// When the bytes are not a font; `cut` names it for a person.
    pub fn read(bytes: &[u8], cut: &'static str) -> Result<Self, PrintError> {
        let face = ttf_parser::Face::parse(bytes, 0).map_err(|_| PrintError::Font { cut })?;
        let em = f32::from(face.units_per_em());
        let advance = |c: char| {
            let glyph = face.glyph_index(c)?;
            face.glyph_hor_advance(glyph).map(|units| f32::from(units) / em)
        };
        let missing = advance('m').unwrap_or(1.0);
        let mut ascii = [missing; 128];
        for (slot, byte) in ascii.iter_mut().zip(0u8..) {
            *slot = advance(char::from(byte)).unwrap_or(missing);
        }
        let others = "£–—‘’“”•…−×≥≤≠½±°é→✓ ‑"
            .chars()
            .filter_map(|c| advance(c).map(|width| (c, width)))
            .collect();
        Ok(Self { ascii, others, missing })
    }

    /// The width of the text at a size of 1.
    #[must_use]
    pub fn ems(&self, text: &str) -> f64 {
        text.chars().map(|c| f64::from(self.of(c))).sum()
    }

    fn of(&self, c: char) -> f32 {
        let at = usize::try_from(u32::from(c)).unwrap_or(usize::MAX);
        self.ascii.get(at).or_else(|| self.others.get(&c)).copied().unwrap_or(self.missing)
    }

    /// The width of the longest word at a size of 1.
    #[must_use]
    pub fn longest_word(&self, text: &str) -> f64 {
        text.split_whitespace().map(|word| self.ems(word)).fold(0.0, f64::max)
    }

    /// The text in lines no wider than `width`, at a size of `size`. A word that is wider than a
    /// line stands on a line of its own.
    #[must_use]
    pub fn wrap(&self, text: &str, size: f64, width: f64) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split_whitespace() {
            match lines.last_mut() {
                Some(line) if (self.ems(line) + self.ems(" ") + self.ems(word)) * size <= width => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => lines.push(word.to_owned()),
            }
        }
        if lines.is_empty() {
            lines.push(String::new());
        }
        lines
    }
}

/// The two cuts that layout needs.
#[derive(Debug, Clone)]
pub struct Type {
    /// Upright.
    pub regular: Widths,
    /// Bold.
    pub bold: Widths,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;
    use proptest::prelude::*;

    #[test]
    fn digits_are_tabular_and_bold_is_not_narrower() {
        let face = samples::type_();
        let one = face.regular.ems("1");
        for digit in "0123456789".chars() {
            assert!((face.regular.ems(&digit.to_string()) - one).abs() < 1e-6, "{digit}");
        }
        assert!(face.bold.ems("Safeguarding") > face.regular.ems("Safeguarding"));
    }

    #[test]
    fn bytes_that_are_no_font_are_refused() {
        let error = Widths::read(b"not a font", "bold").unwrap_err().to_string();
        assert!(error.contains("bold font"), "{error}");
    }

    proptest! {
        #[test]
        fn wrapping_keeps_every_word_and_the_width(
            words in proptest::collection::vec("[a-zA-Z0-9]{1,9}", 1..12),
            width in 60.0f64..300.0,
        ) {
            let text = words.join(" ");
            let face = samples::type_();
            let lines = face.regular.wrap(&text, 16.0, width);
            prop_assert_eq!(lines.join(" "), text);
            for line in lines {
                let fits = face.regular.ems(&line) * 16.0 <= width;
                prop_assert!(fits || !line.contains(' '));
            }
        }
    }
}
