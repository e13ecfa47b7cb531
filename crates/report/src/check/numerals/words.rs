//! Numbers written in words: “twenty-five”, “two hundred and six”, “a dozen”, “3 million”.

use sightline_kernel::decimal::Decimal;

use super::Part;

const UNITS: [&str; 20] = [
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
];
const TENS: [&str; 8] =
    ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// The value of one word below a hundred, with `twenty-five` as one word.
fn small(word: &str) -> Option<u32> {
    if let Some((tens, unit)) = word.split_once('-') {
        let (tens, unit) = (tens_of(tens)?, small(unit)?);
        return (1..10).contains(&unit).then_some(tens + unit);
    }
    if word == "zero" {
        return Some(0);
    }
    let unit = UNITS.iter().position(|known| *known == word).and_then(|at| u32::try_from(at).ok());
    unit.or_else(|| tens_of(word))
}

fn tens_of(word: &str) -> Option<u32> {
    let at = TENS.iter().position(|known| *known == word)?;
    u32::try_from(at).ok().map(|at| 20 + 10 * at)
}

fn scale(word: &str) -> Option<u32> {
    match word {
        "dozen" => Some(12),
        "hundred" => Some(100),
        "thousand" => Some(1_000),
        "million" => Some(1_000_000),
        _ => None,
    }
}

/// The number that begins at a part, and how many parts it takes.
pub(super) fn read(parts: &[Part], at: usize) -> Option<(Decimal, usize)> {
    let first = parts.get(at)?;
    let mut total: u32 = 0;
    let mut used = 0;
    let mut current = match (small(&first.lower), first.lower.as_str()) {
        (Some(value), _) => value,
        (None, "a") if parts.get(at + 1).is_some_and(|next| scale(&next.lower).is_some()) => 1,
        _ => return None,
    };
    used += 1;
    while let Some(part) = parts.get(at + used) {
        let touching = parts.get(at + used - 1).is_some_and(|last| last.after.trim().is_empty());
        if !touching {
            break;
        }
        if let Some(times) = scale(&part.lower) {
            current = current.checked_mul(times)?;
            if times >= 1_000 {
                total = total.checked_add(current)?;
                current = 0;
            }
            used += 1;
            continue;
        }
        let joined = part.lower == "and" && (current >= 100 || total > 0);
        let skip = usize::from(joined);
        let Some(value) = parts.get(at + used + skip).and_then(|next| small(&next.lower)) else {
            break;
        };
        let tens =
            (20..100).contains(&(current % 100)) && current % 10 == 0 && value < 10 && !joined;
        if !(joined || tens || (current == 0 && total > 0)) {
            break;
        }
        current = current.checked_add(value)?;
        used += 1 + skip;
    }
    Some((Decimal::from(total.checked_add(current)?), used))
}

/// The power that a word after digits stands for: “3 million”.
pub(super) fn power(word: &str) -> Option<Decimal> {
    match word {
        "thousand" => Some(Decimal::from(1_000)),
        "million" => Some(Decimal::from(1_000_000)),
        "billion" => Some(Decimal::from(1_000_000_000)),
        _ => None,
    }
}
