//! Exact numbers: decimals as supplied, ratios as computed, one rounding at print.

use std::cmp::Ordering;
use std::fmt;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};
pub use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// An exact fraction. Shares, rates and changes are kept as this until they are printed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ratio(BigRational);

impl Ratio {
    /// The whole number.
    #[must_use]
    pub fn whole(n: i64) -> Self {
        Self(BigRational::from_integer(n.into()))
    }

    /// `top / bottom`, or nothing when `bottom` is zero.
    #[must_use]
    pub fn of(top: Decimal, bottom: Decimal) -> Option<Self> {
        Self::from(top).over(&Self::from(bottom))
    }

    /// This divided by `bottom`, or nothing when `bottom` is zero.
    #[must_use]
    pub fn over(&self, bottom: &Self) -> Option<Self> {
        (!bottom.0.is_zero()).then(|| Self(&self.0 / &bottom.0))
    }

    /// The sum.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        Self(&self.0 + &other.0)
    }

    /// The difference.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        Self(&self.0 - &other.0)
    }

    /// The product.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        Self(&self.0 * &other.0)
    }

    /// Without its sign.
    #[must_use]
    pub fn abs(&self) -> Self {
        Self(self.0.abs())
    }

    /// Whether it is zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// Whether it is below zero.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.0.is_negative()
    }

    /// Rounds once to `places` decimals, halves away from zero (as DfE and Excel do).
    ///
    /// Nothing when the result has more digits than [`Decimal`] can hold.
    #[must_use]
    pub fn round(&self, places: u32) -> Option<Decimal> {
        let scaled = &self.0 * BigRational::from_integer(BigInt::from(10u8).pow(places));
        let (top, bottom) = (scaled.numer(), scaled.denom());
        let two = BigInt::from(2u8);
        let doubled: BigInt = (top.abs() * &two + bottom) / (bottom * &two);
        let whole = if top.is_negative() { -doubled } else { doubled };
        Decimal::try_from_i128_with_scale(whole.to_i128()?, places).ok()
    }

    /// Rounds to the nearest multiple of `base` (5 for the Safeguarding Adults Collection).
    #[must_use]
    pub fn round_to(&self, base: u32) -> Option<Decimal> {
        let base = Self::whole(i64::from(base));
        let steps = self.over(&base)?.round(0)?;
        Self::from(steps).times(&base).round(0)
    }

    /// A near floating-point value, for drawing only, never for printing.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        self.0.to_f64().unwrap_or(f64::NAN)
    }
}

impl From<Decimal> for Ratio {
    fn from(value: Decimal) -> Self {
        let scale = BigInt::from(10u8).pow(value.scale());
        Self(BigRational::new(BigInt::from(value.mantissa()), scale))
    }
}

impl fmt::Debug for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.0.numer(), self.0.denom())
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.0.numer(), self.0.denom())
    }
}

impl PartialEq<i64> for Ratio {
    fn eq(&self, other: &i64) -> bool {
        *self == Self::whole(*other)
    }
}

impl PartialOrd<i64> for Ratio {
    fn partial_cmp(&self, other: &i64) -> Option<Ordering> {
        self.partial_cmp(&Self::whole(*other))
    }
}

/// How a number is written: decimals shown and the unit around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Places(pub u32);

/// Writes with a fixed number of decimals and a comma at each thousand: `16,411`, `0.30`, `−25`.
///
/// The minus sign is U+2212 when `typeset`, else the ASCII hyphen.
#[must_use]
pub fn write_number(value: Decimal, places: u32, typeset: bool) -> String {
    let rounded =
        value.round_dp_with_strategy(places, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
    let plain = format!("{:.*}", places as usize, rounded.abs());
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut out = String::new();
    if rounded.is_sign_negative() && !rounded.is_zero() {
        out.push(if typeset { '\u{2212}' } else { '-' });
    }
    let digits = whole.chars().count();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (digits - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn dec(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn rounds_half_away_from_zero_once() {
        let cases = [
            ("1", "8", 2, "0.13"),
            ("-1", "8", 2, "-0.13"),
            ("1", "3", 4, "0.3333"),
            ("2192", "323136", 6, "0.006784"),
            ("5", "2", 0, "3"),
        ];
        for (top, bottom, places, want) in cases {
            assert_eq!(Ratio::of(dec(top), dec(bottom)).unwrap().round(places).unwrap(), dec(want));
        }
        assert!(Ratio::of(dec("1"), dec("0")).is_none());
    }

    #[test]
    fn rounds_to_five() {
        for (n, want) in [(7, 5), (8, 10), (12, 10), (13, 15), (0, 0)] {
            assert_eq!(Ratio::whole(n).round_to(5).unwrap(), Decimal::from(want));
        }
    }

    #[test]
    fn writes_thousands() {
        assert_eq!(write_number(dec("16411"), 0, true), "16,411");
        assert_eq!(write_number(dec("-1234567.5"), 1, true), "−1,234,567.5");
        assert_eq!(write_number(dec("0.3"), 2, false), "0.30");
        assert_eq!(write_number(dec("-0.001"), 2, false), "0.00");
        assert_eq!(write_number(dec("999"), 0, false), "999");
    }

    proptest! {
        #[test]
        fn a_decimal_comes_back(mantissa in any::<i64>(), scale in 0u32..9) {
            let value = Decimal::new(mantissa, scale);
            prop_assert_eq!(Ratio::from(value).round(scale).unwrap(), value);
        }

        #[test]
        fn rounding_is_within_half_a_unit(top in -1_000_000i64..1_000_000, bottom in 1i64..10_000, places in 0u32..5) {
            let ratio = Ratio::of(top.into(), bottom.into()).unwrap();
            let rounded = Ratio::from(ratio.round(places).unwrap());
            let unit = Ratio::of(1.into(), Decimal::from(10i64.pow(places) * 2)).unwrap();
            prop_assert!(ratio.minus(&rounded).abs() <= unit);
        }
    }
}
