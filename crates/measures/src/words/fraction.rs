//! Fractions in words: “one in five”, “nearly half”, “two thirds”, “over a quarter”.

/// A typed fraction and on which side of it the share is said to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fraction {
    pub(super) top: u32,
    pub(super) bottom: u32,
    pub(super) side: Side,
}

/// On which side of the fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    About,
    Above,
    Below,
    JustAbove,
    JustBelow,
}

const SIDES: [(&str, Side); 22] = [
    ("slightly more than ", Side::JustAbove),
    ("just more than ", Side::JustAbove),
    ("just over ", Side::JustAbove),
    ("slightly over ", Side::JustAbove),
    ("a little over ", Side::JustAbove),
    ("little over ", Side::JustAbove),
    ("slightly less than ", Side::JustBelow),
    ("just under ", Side::JustBelow),
    ("slightly under ", Side::JustBelow),
    ("nearly ", Side::JustBelow),
    ("almost ", Side::JustBelow),
    ("more than ", Side::Above),
    ("well over ", Side::Above),
    ("over ", Side::Above),
    ("fewer than ", Side::Below),
    ("less than ", Side::Below),
    ("under ", Side::Below),
    ("about ", Side::About),
    ("around ", Side::About),
    ("roughly ", Side::About),
    ("approximately ", Side::About),
    ("some ", Side::About),
];

const NUMBERS: [&str; 21] = [
    "nil",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];

const PARTS: [(&str, u32); 8] = [
    ("half", 2),
    ("third", 3),
    ("quarter", 4),
    ("fifth", 5),
    ("sixth", 6),
    ("seventh", 7),
    ("eighth", 8),
    ("tenth", 10),
];

/// Reads lower-case words with single spaces; `None` when they are no fraction.
pub(super) fn read(text: &str) -> Option<Fraction> {
    let (side, rest) = SIDES
        .iter()
        .find_map(|(words, side)| text.strip_prefix(words).map(|rest| (*side, rest)))
        .unwrap_or((Side::About, text));
    // “a third” is a fraction; a bare “third” is a place in an order and a bare “quarter” a season.
    let (rest, bare) = rest.strip_prefix("a ").map_or((rest, true), |rest| (rest, false));
    let (top, bottom) = in_so_many(rest).or_else(|| parts(rest, bare))?;
    (top > 0 && top < bottom).then_some(Fraction { top, bottom, side })
}

/// “one in five”, “3 out of 4”, “two in every three”.
fn in_so_many(text: &str) -> Option<(u32, u32)> {
    let words: Vec<&str> = text.split(' ').collect();
    match words.as_slice() {
        [top, "in", bottom] | [top, "out", "of", bottom] | [top, "in", "every", bottom] => {
            // “48 in 2021” and “3 in 10,000” are not fractions that anybody says in words.
            Some((number(top)?, number(bottom).filter(|bottom| *bottom <= 20)?))
        }
        _ => None,
    }
}

/// “half”, “a third”, “two thirds”, “three quarters”.
fn parts(text: &str, bare: bool) -> Option<(u32, u32)> {
    if let Some((_, bottom)) = PARTS.iter().find(|(name, _)| *name == text) {
        return (!bare || *bottom == 2).then_some((1, *bottom));
    }
    let (top, part) = text.split_once(' ')?;
    let (top, singular) = (number(top)?, part.strip_suffix('s').unwrap_or(part));
    let (_, bottom) = PARTS.iter().find(|(name, _)| *name == singular)?;
    ((top == 1) == (part == singular)).then_some((top, *bottom))
}

fn number(text: &str) -> Option<u32> {
    let spelt = NUMBERS.iter().position(|name| *name == text);
    spelt.and_then(|at| u32::try_from(at).ok()).or_else(|| text.parse().ok())
}
