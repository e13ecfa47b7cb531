//! How the process ends. The codes are documented in `docs/guide/command-line.md`.

/// Exit codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All is well.
    Done = 0,
    /// The work could not be done; the message says why and what to do.
    Failed = 1,
    /// The command line was not understood.
    Usage = 2,
    /// The work was done, and data queries of severity error were found.
    Queries = 3,
    /// A file was refused for its errors; nothing was written.
    Refused = 4,
    /// The gate is shut; nothing was released.
    Gate = 5,
    /// A verification found differences.
    Differs = 6,
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
