//! The list of migrations. It only ever grows at its end: a step that was released never changes.
//! Each step stands in both dialects side by side.

/// One step from one shape of the tables to the next.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Migration {
    /// Counts up from 1.
    pub(crate) number: i32,
    /// What it does, in a few words.
    pub(crate) name: &'static str,
    /// The statements for SQLite.
    pub(crate) sqlite: &'static str,
    /// The statements for PostgreSQL.
    pub(crate) postgres: &'static str,
}

/// Every step, in order.
pub(crate) const ALL: &[Migration] = &[Migration {
    number: 1,
    name: "partnerships, returns, observations, releases, audit",
    sqlite: include_str!("0001_first.sqlite.sql"),
    postgres: include_str!("0001_first.postgres.sql"),
}];
