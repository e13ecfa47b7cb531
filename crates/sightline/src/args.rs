//! The command line, as a person types it. `docs/guide/command-line.md` prints the help of each command.

use std::path::PathBuf;

use clap::{Args, CommandFactory as _, Parser, Subcommand, ValueEnum};
use sightline_kernel::sensitivity::Audience;

/// Sightline carries a safeguarding partnership's year: from partners' figures to the annual report.
#[derive(Debug, Parser)]
#[command(name = "sightline", version, propagate_version = true)]
pub(crate) struct Cli {
    /// The data folder.
    #[arg(long, global = true, default_value = "sightline-data", value_name = "DIR")]
    pub(crate) data: PathBuf,
    /// How results are written.
    #[arg(long, global = true, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    /// The time to work at, for rebuilds that must be equal to the byte (RFC 3339).
    #[arg(long, global = true, value_name = "TIME", hide = true)]
    pub(crate) at: Option<jiff::Timestamp>,
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// How results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// For programs; the shape is documented and stable (not of serve and demo).
    Json,
    /// For spreadsheets (figures only).
    Csv,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a data folder: configuration, database, definitions.
    Init(Init),
    /// Take in what an agency returned.
    #[command(subcommand)]
    Import(Import),
    /// List data queries: what a check of the figures wants a person to look at.
    Check(Check),
    /// Check the definition files, shipped and own.
    CheckDefs,
    /// Sign for small numbers, so that they are printed, and take it back.
    #[command(subcommand)]
    Suppression(Suppression),
    /// Show a measure's figures, and where each comes from.
    Figures(Figures),
    /// Build, release and verify reports, and check texts.
    #[command(subcommand)]
    Report(Report),
    /// Serve the pages on this machine.
    Serve(Serve),
    /// Check the data folder: database, audit chain, kept files, releases.
    Doctor(Doctor),
    /// Bring the database up to date with this version.
    Migrate,
    /// Make, fill and serve the demonstration partnership.
    Demo(Demo),
}

/// `sightline init`
#[derive(Debug, Args)]
pub(crate) struct Init {
    /// The folder to make.
    pub(crate) dir: PathBuf,
    /// The partnership's id.
    #[arg(long, default_value = "partnership")]
    pub(crate) partnership: sightline_kernel::ids::PartnershipId,
    /// The partnership's name, as printed.
    #[arg(long, default_value = "Our partnership")]
    pub(crate) name: String,
    /// The partnership's area, by its code (E06000051) or its name.
    #[arg(long)]
    pub(crate) area: sightline_kernel::ids::AreaCode,
    /// A PostgreSQL address; SQLite in the folder where absent.
    #[arg(long, value_name = "URL")]
    pub(crate) database: Option<String>,
}

/// `sightline import`
#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// Import figures from CSV, XLSX or ODS by the published column contract.
    Figures(ImportFigures),
}

/// `sightline import figures`
#[derive(Debug, Args)]
pub(crate) struct ImportFigures {
    /// The file.
    pub(crate) file: PathBuf,
    /// Whose return it is.
    #[arg(long)]
    pub(crate) agency: sightline_kernel::ids::AgencyId,
    /// The collection it answers; figures of its latest reporting year where absent.
    #[arg(long)]
    pub(crate) collection: Option<sightline_kernel::ids::CollectionId>,
    /// Say what would happen and write nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Save the rows without errors and say which were left out.
    #[arg(long)]
    pub(crate) accept_valid: bool,
    /// Why, for the audit.
    #[arg(long, default_value = "")]
    pub(crate) reason: String,
}

/// `sightline check`
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The reporting year; the latest one held where absent.
    #[arg(long, global = true)]
    pub(crate) year: Option<sightline_kernel::period::Period>,
    /// What to do about one of them.
    #[command(subcommand)]
    pub(crate) about: Option<About>,
}

/// What to do about a data query.
#[derive(Debug, Subcommand)]
pub(crate) enum About {
    /// Say that a data query was resolved, or that it stands and somebody answers for it.
    Decide(Decide),
}

/// `sightline check decide`
#[derive(Debug, Args)]
pub(crate) struct Decide {
    /// The fingerprint that `check` prints behind the data query; its beginning is enough.
    pub(crate) fingerprint: String,
    /// What is decided.
    #[arg(long = "as", value_enum, value_name = "DECISION")]
    pub(crate) kind: DecideAs,
    /// The office of the person who decides.
    #[arg(long, value_name = "OFFICE")]
    pub(crate) by: String,
    /// Why.
    #[arg(long)]
    pub(crate) reason: String,
}

/// What may be decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DecideAs {
    /// It was looked into and put right, or explained.
    Resolved,
    /// It stands, and the person named lets a release go on.
    Overridden,
    /// An earlier decision is taken back.
    Reopened,
}

/// `sightline suppression`
#[derive(Debug, Subcommand)]
pub(crate) enum Suppression {
    /// Sign for one number that a suppression rule hides, so that it is printed as it is.
    Sign(Sign),
    /// List what was signed, and what was taken back.
    List,
    /// Take back what was signed.
    Withdraw(Withdraw),
}

/// `sightline suppression sign`
#[derive(Debug, Args)]
pub(crate) struct Sign {
    /// The figure's id, from figures.csv or `figures MEASURE --format json`.
    pub(crate) figure: String,
    /// The office of the person who signs.
    #[arg(long, value_name = "OFFICE")]
    pub(crate) by: String,
    /// Why the number may be printed.
    #[arg(long)]
    pub(crate) reason: String,
    /// For whom; what everyone may read the agencies may too.
    #[arg(long, value_enum, default_value_t = For::Public)]
    pub(crate) audience: For,
}

/// `sightline suppression withdraw`
#[derive(Debug, Args)]
pub(crate) struct Withdraw {
    /// The number that `list` gives.
    pub(crate) id: i32,
    /// The office of the person who takes it back.
    #[arg(long, value_name = "OFFICE")]
    pub(crate) by: String,
    /// Why.
    #[arg(long)]
    pub(crate) reason: String,
}

/// `sightline figures`
#[derive(Debug, Args)]
pub(crate) struct Figures {
    /// The measure, such as crime.offences.
    pub(crate) measure: String,
    /// The period; the latest one held where absent.
    #[arg(long, visible_alias = "period")]
    pub(crate) year: Option<sightline_kernel::period::Period>,
    /// The breakdown, such as `offence_group`.
    #[arg(long, value_name = "DIMENSION")]
    pub(crate) by: Option<String>,
    /// The area; the partnership's own where absent.
    #[arg(long)]
    pub(crate) area: Option<sightline_kernel::ids::AreaCode>,
    /// Show the whole line of sight of each figure.
    #[arg(long)]
    pub(crate) trace: bool,
    /// Show only the row of this category.
    #[arg(long, value_name = "CATEGORY")]
    pub(crate) only: Option<String>,
}

/// `sightline report`
#[derive(Debug, Subcommand)]
pub(crate) enum Report {
    /// Build the report into a folder.
    Build(Build),
    /// Release the report: gate, freeze, hash.
    Release(Release),
    /// Prove that a released folder is as it was, and so are the returns behind it.
    Verify(Verify),
    /// Hold the numbers and words of a document against the figures.
    CheckText(CheckText),
}

/// For whom a report is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum For {
    /// Everyone.
    Public,
    /// The partnership's agencies.
    Partners,
}

impl From<For> for Audience {
    fn from(audience: For) -> Self {
        match audience {
            For::Public => Self::Public,
            For::Partners => Self::Partners,
        }
    }
}

/// `sightline report build`
#[derive(Debug, Args)]
pub(crate) struct Build {
    /// The reporting year.
    #[arg(long)]
    pub(crate) year: sightline_kernel::period::Period,
    /// The folder to write to.
    #[arg(long)]
    pub(crate) out: PathBuf,
    /// For whom.
    #[arg(long, value_enum, default_value_t = For::Public)]
    pub(crate) audience: For,
    /// Leave out of a public report what is marked for partners; such content is refused otherwise.
    #[arg(long)]
    pub(crate) leave_out_marked: bool,
}

/// `sightline report release`
#[derive(Debug, Args)]
pub(crate) struct Release {
    /// The reporting year.
    #[arg(long)]
    pub(crate) year: sightline_kernel::period::Period,
    /// Also write the released files to this folder.
    #[arg(long)]
    pub(crate) out: Option<PathBuf>,
    /// For whom.
    #[arg(long, value_enum, default_value_t = For::Public)]
    pub(crate) audience: For,
    /// Leave out of a public report what is marked for partners; such content is refused otherwise.
    #[arg(long)]
    pub(crate) leave_out_marked: bool,
    /// The office that releases it.
    #[arg(long, value_name = "OFFICE")]
    pub(crate) by: String,
    /// Let the errors of one code pass: CODE=REASON. May be given again.
    #[arg(long = "override", value_name = "CODE=REASON")]
    pub(crate) overrides: Vec<String>,
    /// What changed and why; needed when the year was released before.
    #[arg(long)]
    pub(crate) amendment: Option<String>,
}

/// `sightline report verify`
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// The folder of a release or a copy of it; a report that was only built is not frozen.
    pub(crate) out: PathBuf,
}

/// `sightline report check-text`
#[derive(Debug, Args)]
pub(crate) struct CheckText {
    /// A DOCX, Markdown or text file.
    pub(crate) file: PathBuf,
    /// The reporting year that it is about.
    #[arg(long)]
    pub(crate) year: sightline_kernel::period::Period,
}

/// `sightline serve`
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// The loopback address and port; 0 takes a free port.
    #[arg(long, default_value = "127.0.0.1:7480")]
    pub(crate) listen: String,
}

/// `sightline doctor`
#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// First write the folders of releases that are missing again, from the database.
    #[arg(long)]
    pub(crate) mend: bool,
}

/// `sightline demo`
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Build everything, then exit without serving.
    #[arg(long)]
    pub(crate) once: bool,
    /// The loopback address and port; 0 takes a free port.
    #[arg(long, default_value = "127.0.0.1:7480")]
    pub(crate) listen: String,
}

impl Command {
    /// The ways in which this command can write its results.
    fn formats(&self) -> &'static [Format] {
        match self {
            Self::Figures(_) => &[Format::Text, Format::Json, Format::Csv],
            Self::Serve(_) | Self::Demo(_) => &[Format::Text],
            _ => &[Format::Text, Format::Json],
        }
    }
}

impl Cli {
    /// Refuses what each option allows by itself and the command does not.
    ///
    /// # Errors
    /// As the reader of the command line says them.
    pub(crate) fn checked(self) -> Result<Self, clap::Error> {
        let formats = self.command.formats();
        if formats.contains(&self.format) {
            return Ok(self);
        }
        let words = |format: &Format| format.to_possible_value().map(|v| v.get_name().to_owned());
        let known: Vec<String> = formats.iter().filter_map(words).collect();
        let message = format!(
            "this command does not write --format {}; it writes {}",
            words(&self.format).unwrap_or_default(),
            known.join(" or ")
        );
        Err(Self::command().error(clap::error::ErrorKind::ArgumentConflict, message))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }
}
