//! The audit chain: its entries, its head, and whether it holds.

use std::ops::RangeInclusive;

use sightline_kernel::audit::{AuditEntry, ChainBreak, GENESIS};
use sightline_kernel::ids::Sha256;

use super::Reader;
use crate::db::Row;
use crate::error::{Result, unreadable};
use crate::model::{AuditCheck, AuditHead};

/// An entry with the hash that was stored beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRecord {
    /// The entry.
    pub entry: AuditEntry,
    /// The stored hash.
    pub hash: Sha256,
}

/// How many entries are read at a time, so that a long chain needs little memory.
const PAGE: u64 = 1000;

impl Reader {
    /// The entries with these numbers, oldest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn audit(&self, range: RangeInclusive<u64>) -> Result<Vec<AuditRecord>> {
        let sql = "SELECT sequence, at, actor, action, resource, reason, change, hash
            FROM audit_entries WHERE partnership = $1 AND sequence BETWEEN $2 AND $3
            ORDER BY sequence";
        let bound = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        let values = vec![bound(*range.start()).into(), bound(*range.end()).into()];
        let rows = self.rows(sql, values).await?;
        rows.iter().map(|row| self.record(row)).collect()
    }

    fn record(&self, row: &Row) -> Result<AuditRecord> {
        let change: String = row.get(6)?;
        Ok(AuditRecord {
            entry: AuditEntry {
                partnership: self.partnership.id.clone(),
                sequence: row.count(0)?,
                at: row.parse(1, "a time")?,
                actor: row.get(2)?,
                action: row.get(3)?,
                resource: row.get(4)?,
                reason: row.get(5)?,
                change: serde_json::from_str(&change).map_err(unreadable("an audit entry"))?,
            },
            hash: Sha256::try_from(row.get::<String>(7)?).map_err(unreadable("a SHA-256"))?,
        })
    }

    /// The newest entry's number and hash; 0 and the hash of nothing where there is none.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn audit_head(&self) -> Result<AuditHead> {
        head(&self.transaction, self.pid).await
    }

    /// Walks the whole chain, a page at a time, and looks up the head of every release in it.
    ///
    /// # Errors
    /// When the database cannot be read. A chain that does not hold is an answer, not an error.
    pub async fn verify_audit(&self) -> Result<AuditCheck> {
        let releases = self.releases().await?;
        let mut awaited: Vec<_> = releases.iter().map(|r| (r.audit, r.id.clone())).collect();
        let mut reached = AuditHead { sequence: 0, hash: GENESIS };
        let mut broken = None;
        'walk: loop {
            awaited.retain(|(head, _)| *head != reached);
            let page = self.audit(reached.sequence + 1..=reached.sequence + PAGE).await?;
            if page.is_empty() {
                break;
            }
            for record in page {
                match follow(reached, &record) {
                    Ok(next) => reached = next,
                    Err(error) => {
                        broken = Some(error);
                        break 'walk;
                    }
                }
                awaited.retain(|(head, _)| *head != reached);
            }
        }
        if broken.is_none() {
            broken = self.gap_after(reached).await?;
        }
        let releases_off = awaited.into_iter().map(|(_, id)| id).collect();
        Ok(AuditCheck { head: reached, broken, releases_off })
    }

    /// A gap of more than a page looks like the end; the newest number tells.
    async fn gap_after(&self, reached: AuditHead) -> Result<Option<ChainBreak>> {
        let newest = self.audit_head().await?;
        let expected = reached.sequence + 1;
        Ok((newest.sequence > reached.sequence)
            .then_some(ChainBreak::Missing { expected, found: newest.sequence }))
    }
}

fn follow(reached: AuditHead, record: &AuditRecord) -> std::result::Result<AuditHead, ChainBreak> {
    let expected = reached.sequence + 1;
    let found = record.entry.sequence;
    if found != expected {
        return Err(ChainBreak::Missing { expected, found });
    }
    let hash = record.entry.hash(reached.hash);
    if hash == record.hash {
        Ok(AuditHead { sequence: found, hash })
    } else {
        Err(ChainBreak::Changed(found))
    }
}

/// The head of a partnership's chain, within a transaction.
pub(crate) async fn head(transaction: &crate::db::Transaction, pid: i32) -> Result<AuditHead> {
    let sql = "SELECT sequence, hash FROM audit_entries WHERE partnership = $1
        ORDER BY sequence DESC LIMIT 1";
    match transaction.one(sql, vec![pid.into()]).await? {
        Some(row) => Ok(AuditHead {
            sequence: row.count(0)?,
            hash: Sha256::try_from(row.get::<String>(1)?).map_err(unreadable("a SHA-256"))?,
        }),
        None => Ok(AuditHead { sequence: 0, hash: GENESIS }),
    }
}
