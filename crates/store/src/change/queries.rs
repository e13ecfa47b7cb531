//! Data queries of an import, decisions about them, and overrides of small-number suppression.

use sightline_kernel::ids::RuleId;
use sightline_kernel::query::DataQuery;
use sightline_kernel::sensitivity::Audience;

use super::Change;
use crate::error::{Result, StoreError, unreadable};
use crate::model::DecisionKind;

impl Change<'_> {
    /// Keeps the data queries that the import of a revision raised.
    pub(super) async fn insert_queries(&self, revision: i32, queries: &[DataQuery]) -> Result<()> {
        let sql = "INSERT INTO data_queries
            (partnership, revision, fingerprint, code, severity, place, message, remedy)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        for query in queries {
            let place = serde_json::to_string(&query.place).map_err(unreadable("a place"))?;
            let values = vec![
                revision.into(),
                query.fingerprint().to_string().into(),
                query.code.as_str().into(),
                query.severity.to_string().into(),
                place.into(),
                query.message.as_str().into(),
                query.remedy.as_str().into(),
            ];
            self.run(sql, values).await?;
        }
        Ok(())
    }

    /// Records what somebody decided about a data query, kept or computed. `by` is the office of
    /// the person who decided, which need not be the actor at the desk; the reason is the decision's
    /// own and stands in the audit beside the scope's.
    ///
    /// # Errors
    /// When the reason is empty or the database cannot write.
    pub async fn decide(
        &mut self,
        query: &DataQuery,
        kind: DecisionKind,
        by: &str,
        reason: &str,
    ) -> Result<()> {
        needed("a decision about a data query", reason)?;
        let print = query.fingerprint().to_string();
        let sql = "INSERT INTO query_decisions
            (partnership, fingerprint, kind, reason, decided_by, decided_at)
            VALUES ($1, $2, $3, $4, $5, $6)";
        let values = vec![
            print.as_str().into(),
            kind.code().into(),
            reason.into(),
            by.into(),
            self.clock.now().to_string().into(),
        ];
        self.run(sql, values).await?;
        let detail = serde_json::json!({"decision": kind.code(), "query": query, "by": by, "reason": reason});
        self.note("query.decide", format!("{}/{print}", query.code), detail).await
    }

    /// Signs leave to print what a suppression rule would hide; gives its number. `by` is the office
    /// of the person who takes responsibility, which need not be the actor at the desk.
    ///
    /// # Errors
    /// When the reason is empty or the database cannot write.
    pub async fn sign_suppression_override(
        &mut self,
        subject: &str,
        rule: &RuleId,
        audience: Audience,
        by: &str,
        reason: &str,
    ) -> Result<i32> {
        needed("an override of small-number suppression", reason)?;
        let audience = match serde_json::to_value(audience) {
            Ok(serde_json::Value::String(word)) => word,
            _ => return Err(StoreError::Unreadable("an audience".to_owned())),
        };
        let sql = "INSERT INTO suppression_overrides
            (partnership, subject, rule, audience, reason, signed_by, signed_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id";
        let values = vec![
            subject.into(),
            rule.as_str().into(),
            audience.as_str().into(),
            reason.into(),
            by.into(),
            self.clock.now().to_string().into(),
        ];
        let id = self.insert(sql, values).await?;
        let detail = serde_json::json!({"rule": rule, "audience": audience, "by": by, "reason": reason, "id": id});
        self.note("suppression.override", subject.to_owned(), detail).await?;
        Ok(id)
    }

    /// Takes a signed override back.
    ///
    /// # Errors
    /// Not found, when there is none with this number or it was taken back already.
    pub async fn withdraw_suppression_override(
        &mut self,
        id: i32,
        by: &str,
        reason: &str,
    ) -> Result<()> {
        needed("taking an override back", reason)?;
        let sql = "UPDATE suppression_overrides
            SET withdrawn_by = $3, withdrawn_at = $4, withdrawn_reason = $5
            WHERE partnership = $1 AND id = $2 AND withdrawn_by IS NULL RETURNING subject";
        let values = vec![id.into(), by.into(), self.clock.now().to_string().into(), reason.into()];
        let missing = || StoreError::NotFound { kind: "suppression override", id: id.to_string() };
        let subject: String = self.row(sql, values).await?.ok_or_else(missing)?.get(0)?;
        let detail = serde_json::json!({"id": id, "by": by, "reason": reason});
        self.note("suppression.withdraw", subject, detail).await
    }
}

/// Refuses an empty reason.
pub(super) fn needed(what: &'static str, reason: &str) -> Result<()> {
    if reason.trim().is_empty() { Err(StoreError::NoReason(what)) } else { Ok(()) }
}
