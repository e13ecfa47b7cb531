//! The store, each test on SQLite and, where there is one, on PostgreSQL.

mod audit;
mod place;
mod releases;
mod returns;
mod scope;
mod sqlite;
