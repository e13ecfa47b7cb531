//! How the process ends. The codes are documented in `docs/guide/command-line.md`.

use sightline_app::Error;

/// Exit codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All is well.
    Done = 0,
    /// The work could not be done.
    Failed = 1,
    /// The command line was not understood.
    Usage = 2,
    /// The work was done and found errors.
    Queries = 3,
    /// A file was refused.
    Refused = 4,
    /// The gate is shut.
    Gate = 5,
    /// A verification found differences.
    Differs = 6,
}

impl Exit {
    /// Every code, in order.
    #[cfg(test)]
    pub(crate) const ALL: [Self; 7] = [
        Self::Done,
        Self::Failed,
        Self::Usage,
        Self::Queries,
        Self::Refused,
        Self::Gate,
        Self::Differs,
    ];

    /// What the code says, as the guide prints it.
    #[cfg(test)]
    pub(crate) fn meaning(self) -> &'static str {
        match self {
            Self::Done => "all is well",
            Self::Failed => "the work could not be done; the message says why and what to do",
            Self::Usage => "the command line was not understood",
            Self::Queries => {
                "the work was done, and data queries of severity error were found; also a dry run of a file that would be refused"
            }
            Self::Refused => {
                "a file was refused, for errors in it or because it is no table that can be read; nothing was written"
            }
            Self::Gate => "the gate is shut; nothing was released",
            Self::Differs => "a verification found differences",
        }
    }

    /// How a failure ends. A dry run refuses nothing: it says what would be refused.
    pub(crate) fn of(error: &Error, dry_run: bool) -> Self {
        match error.code {
            "gate-shut" => Self::Gate,
            "refused" if dry_run => Self::Queries,
            "refused" => Self::Refused,
            "usage" => Self::Usage,
            _ => Self::Failed,
        }
    }
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
