//! The cells of a slice as one JSON text, version 1.
//!
//! ```text
//! [1,[17,45,"123.40"],[18,46,{"high":"4","text":"<5"}],[19,47,"3",{"note":"to 30 June"}]]
//! ```
//!
//! First the version, then one entry for each observation: the number of its cell in `terms`
//! (0 for no breakdown), its row in the kept file counted from 1, and its value: a text of digits
//! is the exact number as supplied; an object is bounds or a typed absence. A fourth part, where
//! there is one, holds the status and the note. Numbers are texts because JSON readers round.

use std::fmt;

use rust_decimal::Decimal;
use serde::de::{self, Deserializer, IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};
use sightline_measures::observation::{Absence, AbsenceKind, Status, Value};

/// One observation inside a slice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The number of the cell in `terms`.
    pub(crate) cell: i32,
    /// The row of the kept file, counted from 1.
    pub(crate) row: u32,
    /// What was supplied.
    pub(crate) value: Value,
    /// Whether it may still change.
    pub(crate) status: Status,
    /// The supplier's note.
    pub(crate) note: Option<String>,
}

/// The version that is written.
const VERSION: u8 = 1;

/// How the text of a slice begins.
pub(crate) const START: &str = "[1";

/// How it ends.
pub(crate) const END: char = ']';

/// Adds one entry to a text that began with [`START`].
pub(crate) fn push(
    text: &mut String,
    cell: i32,
    row: u32,
    value: &Value,
    (status, note): (Status, Option<&str>),
) {
    use fmt::Write as _;
    // Writing to a String cannot fail.
    let _ = match value {
        Value::Exact { value } => write!(text, ",[{cell},{row},\"{value}\""),
        Value::Bounded { low, high, text: supplied } => {
            let bounds = Details { low: *low, high: *high, ..Details::of(supplied) };
            write!(text, ",[{cell},{row},{}", json(&bounds))
        }
        Value::Absent(absence) => {
            write!(text, ",[{cell},{row},{}", json(&Details::from(absence)))
        }
    };
    if status != Status::Final || note.is_some() {
        let extras = Extras { status, note: note.map(ToOwned::to_owned) };
        let _ = write!(text, ",{}", json(&extras));
    }
    text.push(']');
}

/// The entries of a slice's text.
///
/// # Errors
/// When the text is not of a known version or not of its form.
pub(crate) fn entries(text: &str) -> Result<Vec<Entry>, serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let entries = reader.deserialize_seq(SliceVisitor)?;
    reader.end()?;
    Ok(entries)
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// A value that is not one exact number.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Details {
    #[serde(skip_serializing_if = "Option::is_none")]
    low: Option<Decimal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    high: Option<Decimal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    absent: Option<AbsenceKind>,
    #[serde(skip_serializing_if = "String::is_empty")]
    reason: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    on: Option<jiff::civil::Date>,
}

impl Details {
    fn of(supplied: &str) -> Self {
        Self { text: Some(supplied.to_owned()), ..Self::default() }
    }

    fn value(self) -> Option<Value> {
        match (self.text, self.absent, self.on) {
            (Some(text), None, None) => {
                Some(Value::Bounded { low: self.low, high: self.high, text })
            }
            (None, Some(kind), Some(on)) => {
                Some(Value::Absent(Absence { kind, reason: self.reason, by: self.by, on }))
            }
            _ => None,
        }
    }
}

impl From<&Absence> for Details {
    fn from(absence: &Absence) -> Self {
        Self {
            absent: Some(absence.kind),
            reason: absence.reason.clone(),
            by: absence.by.clone(),
            on: Some(absence.on),
            ..Self::default()
        }
    }
}

/// What few observations have.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Extras {
    #[serde(skip_serializing_if = "is_final")]
    status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

fn is_final(status: &Status) -> bool {
    *status == Status::Final
}

struct SliceVisitor;

impl<'de> Visitor<'de> for SliceVisitor {
    type Value = Vec<Entry>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a version and the cells of a slice")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Vec<Entry>, A::Error> {
        match parts.next_element::<u8>()? {
            Some(VERSION) => {}
            other => return Err(de::Error::custom(format!("cells of version {other:?}"))),
        }
        let mut entries = Vec::new();
        while let Some(entry) = parts.next_element()? {
            entries.push(entry);
        }
        Ok(entries)
    }
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(EntryVisitor)
    }
}

struct EntryVisitor;

impl<'de> Visitor<'de> for EntryVisitor {
    type Value = Entry;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("cell, row and value")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Entry, A::Error> {
        let short = || de::Error::invalid_length(0, &self);
        let cell = parts.next_element()?.ok_or_else(short)?;
        let row = parts.next_element()?.ok_or_else(short)?;
        let PackedValue(value) = parts.next_element()?.ok_or_else(short)?;
        let extras = parts.next_element::<Extras>()?.unwrap_or_default();
        if parts.next_element::<IgnoredAny>()?.is_some() {
            return Err(de::Error::invalid_length(5, &self));
        }
        Ok(Entry { cell, row, value, status: extras.status, note: extras.note })
    }
}

struct PackedValue(Value);

impl<'de> Deserialize<'de> for PackedValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor).map(Self)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("digits, bounds or an absence")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Value, E> {
        Decimal::from_str_exact(text).map(|value| Value::Exact { value }).map_err(E::custom)
    }

    fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Value, A::Error> {
        let details = Details::deserialize(de::value::MapAccessDeserializer::new(map))?;
        details.value().ok_or_else(|| de::Error::custom("neither bounds nor an absence"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pack(list: &[Entry]) -> String {
        let mut text = START.to_owned();
        for e in list {
            push(&mut text, e.cell, e.row, &e.value, (e.status, e.note.as_deref()));
        }
        text.push(END);
        text
    }

    fn value() -> impl Strategy<Value = Value> {
        let number = (any::<i64>(), 0u32..12).prop_map(|(m, s)| Decimal::new(m, s));
        let bound = proptest::option::of((0i64..1000).prop_map(Decimal::from));
        prop_oneof![
            4 => number.prop_map(|value| Value::Exact { value }),
            1 => (bound.clone(), bound, "\\PC{0,12}")
                .prop_map(|(low, high, text)| Value::Bounded { low, high, text }),
            1 => (0usize..8, "\\PC{0,12}", "\\PC{0,8}").prop_map(|(kind, reason, by)| {
                let on = jiff::civil::date(2022, 3, 31);
                Value::Absent(Absence { kind: AbsenceKind::ALL[kind], reason, by, on })
            }),
        ]
    }

    fn entry() -> impl Strategy<Value = Entry> {
        let note = proptest::option::of("\\PC{0,20}");
        (0i32..i32::MAX, 1u32.., value(), any::<bool>(), note).prop_map(
            |(cell, row, value, provisional, note)| {
                let status = if provisional { Status::Provisional } else { Status::Final };
                Entry { cell, row, value, status, note }
            },
        )
    }

    proptest! {
        #[test]
        fn what_is_packed_comes_back(list in proptest::collection::vec(entry(), 0..12)) {
            prop_assert_eq!(entries(&pack(&list)).unwrap(), list);
        }

        #[test]
        fn scale_is_kept(mantissa in any::<i64>(), scale in 0u32..20) {
            let value = Decimal::new(mantissa, scale);
            let text = format!("[1,[0,1,\"{value}\"]]");
            let back = entries(&text).unwrap()[0].value.exact().unwrap();
            prop_assert_eq!((back.mantissa(), back.scale()), (value.mantissa(), value.scale()));
        }
    }

    #[test]
    fn the_form_is_the_one_described() {
        let exact = |text: &str| Value::Exact { value: text.parse().unwrap() };
        let list =
            [(17, 45, exact("123.40"), None), (19, 47, exact("3"), Some("to 30 June".to_owned()))]
                .map(|(cell, row, value, note)| Entry {
                    cell,
                    row,
                    value,
                    status: Status::Final,
                    note,
                });
        assert_eq!(pack(&list), r#"[1,[17,45,"123.40"],[19,47,"3",{"note":"to 30 June"}]]"#);
    }

    #[test]
    fn damage_is_refused() {
        for text in [
            "",
            "[]",
            "[2]",
            "[1,[1,2]]",
            r#"[1,[1,2,"x"]]"#,
            r#"[1,[1,2,{}]]"#,
            "[1",
            "[1]x",
            r#"[1,[1,2,"3",{},4]]"#,
            r#"[1,[1,2,{"text":"<5","absent":"not-held"}]]"#,
        ] {
            assert!(entries(text).is_err(), "{text}");
        }
    }
}
