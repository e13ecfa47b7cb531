//! Typed ids: a word of one kind can never stand where another belongs.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Why a text is not an id of the kind asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{text}” is not a {kind}: {rule}")]
pub struct IdError {
    /// What the id would have named, in words.
    pub kind: &'static str,
    /// The text as given.
    pub text: String,
    /// The rule it breaks, in words.
    pub rule: &'static str,
}

/// The spelling rules that ids follow.
mod rule {
    pub(super) const SLUG: &str =
        "use lower-case letters, digits, hyphens and underscores, starting with a letter";
    pub(super) const DOTTED: &str = "use lower-case words joined by dots, such as crime.offences";
    pub(super) const TEXT: &str = "use 1 to 200 characters without control characters";

    pub(super) fn slug(text: &str) -> bool {
        let mut chars = text.chars();
        chars.next().is_some_and(|c| c.is_ascii_lowercase())
            && chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c))
            && text.len() <= 100
    }

    pub(super) fn dotted(text: &str) -> bool {
        text.contains('.') && text.split('.').all(slug)
    }

    pub(super) fn text(text: &str) -> bool {
        !text.is_empty()
            && text.trim() == text
            && text.chars().count() <= 200
            && !text.chars().any(char::is_control)
    }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $kind:literal, $check:path, $rule:path) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Arc<str>);

        impl $name {
            /// Takes the text if it is spelt as such an id.
            ///
            /// # Errors
            /// Names the spelling rule that the text breaks.
            pub fn new(text: impl AsRef<str>) -> Result<Self, IdError> {
                let text = text.as_ref();
                if $check(text) {
                    Ok(Self(Arc::from(text)))
                } else {
                    Err(IdError { kind: $kind, text: text.to_owned(), rule: $rule })
                }
            }

            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), &self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                Self::new(text)
            }
        }

        impl std::str::FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0.as_ref().to_owned()
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

id!(/// A partnership: the tenant. `shropshire-demo`.
    PartnershipId, "partnership id", rule::slug, rule::SLUG);
id!(/// An agency that owes returns, or a publisher. `west-mercia-police`.
    AgencyId, "agency id", rule::slug, rule::SLUG);
id!(/// A collection: one round of asking. `figures-2021-22`.
    CollectionId, "collection id", rule::slug, rule::SLUG);
id!(/// One thing counted. `crime.offences`.
    MeasureId, "measure id", rule::dotted, rule::DOTTED);
id!(/// A breakdown. `offence_group`.
    DimensionId, "dimension id", rule::slug, rule::SLUG);
id!(/// A list of codes with their names. `offence-group`.
    CodeListId, "code list id", rule::slug, rule::SLUG);
id!(/// A code in a dimension; `_T` is the total. Open lists hold free text.
    CategoryCode, "category code", rule::text, rule::TEXT);
id!(/// An area by its code: `E06000051`, `prevent-region:north-east`.
    AreaCode, "area code", rule::text, rule::TEXT);
id!(/// A small-number suppression rule. `dfe-cin`.
    RuleId, "suppression rule id", rule::slug, rule::SLUG);
id!(/// A set of comparators. `statistical-neighbours-2021`.
    ComparatorId, "comparator set id", rule::slug, rule::SLUG);
id!(/// A statutory checklist. `sab-annual-report`.
    ChecklistId, "checklist id", rule::slug, rule::SLUG);

impl CategoryCode {
    /// The code that marks a supplied total.
    pub const TOTAL: &'static str = "_T";

    /// The total's code as a value.
    #[must_use]
    pub fn total() -> Self {
        Self(Arc::from(Self::TOTAL))
    }

    /// Whether this is the total's code.
    #[must_use]
    pub fn is_total(&self) -> bool {
        &*self.0 == Self::TOTAL
    }
}

/// A return's identity within a partnership: which agency answers which collection.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ReturnId {
    /// The agency that owes the return.
    pub agency: AgencyId,
    /// The collection that asked for it.
    pub collection: CollectionId,
}

impl fmt::Display for ReturnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.agency, self.collection)
    }
}

/// One revision of a return: `west-mercia-police/figures-2021-22/r1`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RevisionId {
    /// The return.
    pub of: ReturnId,
    /// 1 for the first revision, and so on.
    pub number: u32,
}

impl fmt::Display for RevisionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/r{}", self.of, self.number)
    }
}

impl std::str::FromStr for RevisionId {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        let bad = || IdError {
            kind: "revision id",
            text: text.to_owned(),
            rule: "write agency/collection/rN, such as west-mercia-police/figures-2021-22/r1",
        };
        let mut parts = text.split('/');
        let (Some(agency), Some(collection), Some(number), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(bad());
        };
        let number = number.strip_prefix('r').and_then(|n| n.parse().ok()).ok_or_else(bad)?;
        Ok(Self {
            of: ReturnId {
                agency: AgencyId::new(agency)?,
                collection: CollectionId::new(collection)?,
            },
            number,
        })
    }
}

/// A SHA-256 as lower-case hexadecimal text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sha256(pub [u8; 32]);

impl Sha256 {
    /// The hash of the bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        use sha2::Digest as _;
        Self(sha2::Sha256::digest(bytes).into())
    }
}

impl fmt::Display for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

impl fmt::Debug for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sha256({self})")
    }
}

impl From<Sha256> for String {
    fn from(hash: Sha256) -> String {
        hash.to_string()
    }
}

impl TryFrom<String> for Sha256 {
    type Error = IdError;
    fn try_from(text: String) -> Result<Self, IdError> {
        let bad =
            || IdError { kind: "SHA-256", text: text.clone(), rule: "use 64 hexadecimal digits" };
        if text.len() != 64 || !text.is_ascii() {
            return Err(bad());
        }
        let mut hash = [0u8; 32];
        for (byte, pair) in hash.iter_mut().zip(text.as_bytes().chunks(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| bad())?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| bad())?;
        }
        Ok(Self(hash))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_hold_to_their_spelling() {
        assert!(MeasureId::new("crime.offences").is_ok());
        for bad in ["crime", "Crime.offences", "crime..x", "", "crime.offences ", ".x"] {
            assert!(MeasureId::new(bad).is_err(), "{bad:?}");
        }
        assert!(CategoryCode::new("Child Neglect: recognising and responding").is_ok());
        assert!(CategoryCode::new(" padded").is_err());
        assert!(CategoryCode::total().is_total());
    }

    #[test]
    fn a_revision_reads_back() {
        let id: RevisionId = "west-mercia-police/figures-2021-22/r3".parse().unwrap();
        assert_eq!(id.to_string(), "west-mercia-police/figures-2021-22/r3");
        assert!("a/b".parse::<RevisionId>().is_err());
    }

    #[test]
    fn a_hash_reads_back() {
        let hash = Sha256::of(b"abc");
        assert_eq!(Sha256::try_from(hash.to_string()).unwrap(), hash);
        assert!(hash.to_string().starts_with("ba7816bf"));
    }
}
