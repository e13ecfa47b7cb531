//! The store, each test on SQLite and on PostgreSQL.

#[cfg(test)]
mod audit;
#[cfg(test)]
mod place;
#[cfg(test)]
mod releases;
#[cfg(test)]
mod returns;
#[cfg(test)]
mod scope;
#[cfg(test)]
mod sqlite;
#[cfg(test)]
mod steps;
