//! Data queries and what was decided about them; overrides of small-number suppression.

use std::collections::HashMap;

use sightline_kernel::ids::Sha256;
use sightline_kernel::query::{DataQuery, Severity};
use sightline_kernel::sensitivity::Audience;

use super::{Reader, revision_of};
use crate::db::Row;
use crate::error::{Result, StoreError, unreadable};
use crate::model::{
    Decision, DecisionKind, QueryFilter, StoredQuery, SuppressionOverride, Withdrawal,
};

impl Reader {
    /// The data queries that imports raised, in the order in which they were raised.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn queries(&self, filter: &QueryFilter) -> Result<Vec<StoredQuery>> {
        let decisions = self.decisions().await?;
        // The text only narrows down; `passes` decides. A place has its measure as plain text.
        let (narrow, values) = match &filter.measure {
            Some(measure) => ("AND q.place LIKE $2", vec![format!("%{measure}%").into()]),
            None => ("", Vec::new()),
        };
        let sql = format!(
            "SELECT a.key, r.collection, r.number, q.code, q.severity, q.place, q.message,
                q.remedy, r.state
            FROM data_queries q JOIN revisions r ON r.id = q.revision
            JOIN agencies a ON a.id = r.agency
            WHERE q.partnership = $1 {narrow} ORDER BY q.revision, q.id"
        );
        let mut queries = Vec::new();
        for row in self.rows(&sql, values).await? {
            let query = read_query(&row)?;
            let revision = revision_of(&row, 0)?;
            let decision = decisions.get(&query.fingerprint()).cloned();
            let superseded = row.get::<String>(8)? == "superseded";
            let stored = StoredQuery { query, revision, decision };
            if passes(filter, &stored, superseded) {
                queries.push(stored);
            }
        }
        Ok(queries)
    }

    /// The newest decision about each data query, by `DataQuery::fingerprint`; also about queries that are
    /// computed on reading and stored nowhere.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn decisions(&self) -> Result<HashMap<Sha256, Decision>> {
        let sql = "SELECT fingerprint, kind, reason, decided_by, decided_at FROM query_decisions
            WHERE partnership = $1 ORDER BY id";
        let mut decisions = HashMap::new();
        for row in self.rows(sql, Vec::new()).await? {
            let kind: String = row.get(1)?;
            let decision = Decision {
                kind: DecisionKind::from_code(&kind)
                    .ok_or_else(|| StoreError::Unreadable(format!("a decision “{kind}”")))?,
                reason: row.get(2)?,
                by: row.get(3)?,
                at: row.parse(4, "a time")?,
            };
            let print = Sha256::try_from(row.get::<String>(0)?).map_err(unreadable("a SHA-256"))?;
            decisions.insert(print, decision);
        }
        Ok(decisions)
    }

    /// Every signed override of small-number suppression, those taken back included, oldest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn suppression_overrides(&self) -> Result<Vec<SuppressionOverride>> {
        let sql = "SELECT id, subject, rule, audience, reason, signed_by, signed_at, withdrawn_by,
                withdrawn_at, withdrawn_reason
            FROM suppression_overrides WHERE partnership = $1 ORDER BY id";
        self.rows(sql, Vec::new()).await?.iter().map(suppression_override).collect()
    }
}

fn passes(filter: &QueryFilter, stored: &StoredQuery, superseded: bool) -> bool {
    filter.revision.as_ref().is_none_or(|revision| *revision == stored.revision)
        && filter
            .measure
            .as_ref()
            .is_none_or(|m| stored.query.place.measure.as_deref() == Some(m.as_str()))
        && filter.least.is_none_or(|least| stored.query.severity >= least)
        && !(filter.current && superseded)
        && (!filter.open || stored.is_open())
}

fn read_query(row: &Row) -> Result<DataQuery> {
    let severity: String = row.get(4)?;
    let place: String = row.get(5)?;
    Ok(DataQuery {
        code: row.get(3)?,
        severity: from_word::<Severity>(&severity)?,
        place: serde_json::from_str(&place).map_err(unreadable("a place"))?,
        message: row.get(6)?,
        remedy: row.get(7)?,
        cites: Vec::new(),
    })
}

fn from_word<T: serde::de::DeserializeOwned>(word: &str) -> Result<T> {
    serde_json::from_value(word.into()).map_err(unreadable("a word"))
}

fn suppression_override(row: &Row) -> Result<SuppressionOverride> {
    let withdrawn = match row.get::<Option<String>>(7)? {
        Some(by) => Some(Withdrawal { by, at: row.parse(8, "a time")?, reason: row.get(9)? }),
        None => None,
    };
    Ok(SuppressionOverride {
        id: row.get(0)?,
        subject: row.get(1)?,
        rule: row.parse(2, "a rule")?,
        audience: from_word::<Audience>(&row.get::<String>(3)?)?,
        reason: row.get(4)?,
        signed_by: row.get(5)?,
        signed_at: row.parse(6, "a time")?,
        withdrawn,
    })
}
