//! The audit entry and its hash chain: each entry's hash covers the one before.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{PartnershipId, Sha256};

/// Who did what to what, and why. Written in the same transaction as the change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// The partnership whose record it is.
    pub partnership: PartnershipId,
    /// Counts up from 1 within the partnership, without gaps.
    pub sequence: u64,
    /// When the change was made.
    pub at: Timestamp,
    /// Who made it.
    pub actor: String,
    /// What was done, as a stable word such as `return.revise`.
    pub action: String,
    /// What it was done to, such as `west-mercia-police/figures-2021-22/r1`.
    pub resource: String,
    /// Why, in the person's words or the command line.
    pub reason: String,
    /// What changed from what to what: a JSON object.
    pub change: serde_json::Value,
}

impl AuditEntry {
    /// The entry's hash: SHA-256 over the previous hash and the entry as JSON with sorted keys.
    #[must_use]
    pub fn hash(&self, previous: Sha256) -> Sha256 {
        Sha256::of(format!("{previous}\n{}", canonical(&self.value())).as_bytes())
    }

    fn value(&self) -> serde_json::Value {
        serde_json::json!({
            "partnership": self.partnership.as_str(),
            "sequence": self.sequence,
            "at": self.at.to_string(),
            "actor": self.actor,
            "action": self.action,
            "resource": self.resource,
            "reason": self.reason,
            "change": self.change,
        })
    }
}

/// The hash before the first entry.
pub const GENESIS: Sha256 = Sha256([0; 32]);

/// JSON with the keys of every object in order and no spaces, so that equal values have equal bytes.
#[must_use]
pub fn canonical(value: &serde_json::Value) -> String {
    use serde_json::Value;
    match value {
        Value::Object(map) => {
            let mut keys: Vec<_> = map.iter().collect();
            keys.sort_by(|a, b| a.0.cmp(b.0));
            let inner: Vec<String> = keys
                .into_iter()
                .map(|(key, value)| format!("{}:{}", Value::from(key.as_str()), canonical(value)))
                .collect();
            format!("{{{}}}", inner.join(","))
        }
        Value::Array(items) => {
            let inner: Vec<String> = items.iter().map(canonical).collect();
            format!("[{}]", inner.join(","))
        }
        other => other.to_string(),
    }
}

/// Where a chain of entries stops being true.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChainBreak {
    /// An entry's content does not give its stored hash.
    #[error("entry {0} was changed after it was written")]
    Changed(u64),
    /// A number is missing or out of order.
    #[error("entry {expected} is missing (entry {found} follows)")]
    Missing {
        /// The number that should come.
        expected: u64,
        /// The number that came.
        found: u64,
    },
}

/// Checks a chain from its start and gives its head.
///
/// # Errors
/// The first place at which the chain does not hold.
pub fn verify_chain<'a>(
    entries: impl IntoIterator<Item = (&'a AuditEntry, Sha256)>,
) -> Result<Sha256, ChainBreak> {
    let mut head = GENESIS;
    for (expected, (entry, stored)) in (1u64..).zip(entries) {
        if entry.sequence != expected {
            return Err(ChainBreak::Missing { expected, found: entry.sequence });
        }
        head = entry.hash(head);
        if head != stored {
            return Err(ChainBreak::Changed(expected));
        }
    }
    Ok(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(sequence: u64) -> AuditEntry {
        AuditEntry {
            partnership: PartnershipId::new("demo").unwrap(),
            sequence,
            at: Timestamp::UNIX_EPOCH,
            actor: "operator".into(),
            action: "return.revise".into(),
            resource: "a/b/r1".into(),
            reason: String::new(),
            change: serde_json::json!({"b": 1, "a": [2, {"d": 3, "c": 4}]}),
        }
    }

    #[test]
    fn a_chain_holds_and_a_change_is_named() {
        let mut entries: Vec<_> = (1..=3).map(entry).collect();
        let mut head = GENESIS;
        let hashes: Vec<_> = entries
            .iter()
            .map(|e| {
                head = e.hash(head);
                head
            })
            .collect();
        let chain =
            |entries: &[AuditEntry]| verify_chain(entries.iter().zip(hashes.iter().copied()));
        assert_eq!(chain(&entries), Ok(head));
        entries[1].actor = "somebody else".into();
        assert_eq!(chain(&entries), Err(ChainBreak::Changed(2)));
        entries.remove(1);
        let gap = verify_chain([(&entries[0], hashes[0]), (&entries[1], hashes[2])]);
        assert_eq!(gap, Err(ChainBreak::Missing { expected: 2, found: 3 }));
    }

    #[test]
    fn keys_are_sorted() {
        assert_eq!(canonical(&entry(1).change), r#"{"a":[2,{"c":4,"d":3}],"b":1}"#);
    }
}
