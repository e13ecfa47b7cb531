//! Where the database is and how it is opened.

use std::path::PathBuf;

/// What the store needs to know to open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Where the database is.
    pub place: Place,
    /// How many readers may read at once.
    pub readers: u32,
    /// The largest size in bytes that an SQLite file may grow to; none for as much as the disk holds.
    pub max_bytes: Option<u64>,
}

/// Where the database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// An SQLite file.
    Sqlite(PathBuf),
    /// A PostgreSQL server.
    Postgres {
        /// `postgres://user@host:port/database`.
        url: String,
        /// The schema that holds the tables; the server's default where absent.
        schema: Option<String>,
    },
}

impl Settings {
    /// An SQLite file with four readers.
    #[must_use]
    pub fn sqlite(path: impl Into<PathBuf>) -> Self {
        Self { place: Place::Sqlite(path.into()), readers: 4, max_bytes: None }
    }

    /// A PostgreSQL server with four readers.
    #[must_use]
    pub fn postgres(url: impl Into<String>) -> Self {
        Self {
            place: Place::Postgres { url: url.into(), schema: None },
            readers: 4,
            max_bytes: None,
        }
    }

    /// The place as it is said to people, without a password.
    #[must_use]
    pub fn said(&self) -> String {
        match &self.place {
            Place::Sqlite(path) => path.display().to_string(),
            Place::Postgres { url, .. } => match url.rsplit_once('@') {
                Some((_, host)) => format!("postgres://…@{host}"),
                None => "the PostgreSQL server".to_owned(),
            },
        }
    }
}
