//! A database on the tests' server.

use super::sql;

/// A database of its own on the tests' server; its name tells whose it is.
pub(crate) struct OwnDatabase {
    server: String,
    name: String,
}

impl OwnDatabase {
    /// Makes it; the word tells apart those of one test program.
    pub(crate) fn make(server: &str, word: &str) -> Self {
        let made = Self {
            server: server.to_owned(),
            name: format!("sightline_{word}_{}", std::process::id()),
        };
        made.tell(&format!("CREATE DATABASE {}", made.name));
        made
    }

    /// Its address.
    pub(crate) fn url(&self) -> String {
        let (base, options) = self.server.split_once('?').unwrap_or((&self.server, ""));
        let (host, _) = base.rsplit_once('/').unwrap();
        let mark = if options.is_empty() { "" } else { "?" };
        format!("{host}/{}{mark}{options}", self.name)
    }

    fn tell(&self, statement: &str) {
        sql(&self.server, &[statement]).exits(0);
    }
}

impl Drop for OwnDatabase {
    fn drop(&mut self) {
        self.tell(&format!("DROP DATABASE {} WITH (FORCE)", self.name));
    }
}
