//! The guide's page on the command line, made from the commands themselves.

use clap::CommandFactory as _;

use crate::args::Cli;
use crate::exit::Exit;

/// The width of the help as it is printed, whatever the terminal's.
const WIDTH: usize = 100;

/// What each command writes as JSON. The tests run every command and hold its keys against this.
const JSON: [(&str, &str); 15] = [
    ("init", "`folder`, `partnership`, `name`, `area`, `database`"),
    (
        "import figures",
        "`file`, `sha256`, `bytes`, `format`, `agency`, `rows`, `accepted`, `absences`, `left_out`, `left_out_rows` (ranges: first and last row), `errors`, `outcome` (`saved`, `unchanged`, `dry-run`, `refused`) with `revision` and `replaced`, `counts` by code, `queries` (at most 200 of a code)",
    ),
    (
        "check",
        "`year`, `queries`, each with its `fingerprint` and, where something was decided, `decided`: `as`, `by`, `reason`, `at`",
    ),
    ("check decide", "the data query, as `check` has it"),
    (
        "suppression list",
        "`overrides`: each with `id`, `figure`, `rule`, `audience`, `by`, `reason`, `at` and, once taken back, `withdrawn`",
    ),
    ("suppression sign, suppression withdraw", "the override, as `list` has it"),
    ("check-defs", "`files`, `queries`; own files stand as `own/defs/…`"),
    (
        "figures",
        "`measure`, `version`, `title`, `period`, `columns`, `rows` (`label`, `code`, `kind`, `figures`: `id`, `printed`, `value`, `treatment`), `notes`, `sources`, `queries`; with `--trace` also `line_of_sight`",
    ),
    (
        "report build",
        "`out`, `files`, `chapters`, `tables`, `figures`, `left_out`, `queries` as `check` has them",
    ),
    (
        "report release",
        "`release`, `edition`, `files`, `manifest`, `folder`, `left_out`, `obstacles`",
    ),
    (
        "report verify",
        "`edition`, `files`, `manifest`, `returns` (how many are proved; `null` without a data folder), `differences`",
    ),
    ("report check-text", "`queries`"),
    ("doctor", "`well`, `mended`, `checks`: each with `what`, `well`, `found`"),
    ("migrate", "`from`, `to`: the database's step before and after"),
    ("(each query)", "`code`, `severity`, `place`, `message`, `remedy` where there is one"),
];

fn page() -> String {
    let mut page = String::from(
        "# Command line\n\nThis page is generated from the program; do not edit it.\n",
    );
    help(Cli::command().term_width(WIDTH), "", &mut page);
    page.push_str("\n## Exit codes\n\n| code | meaning |\n| --- | --- |\n");
    for exit in Exit::ALL {
        page.push_str(&format!("| {} | {} |\n", exit as u8, exit.meaning()));
    }
    page.push_str(
        "\n## JSON\n\n`--format json` writes one JSON value to standard output. Keys are added over time and never renamed.\n\n| command | value |\n| --- | --- |\n",
    );
    for (command, keys) in JSON {
        let command =
            if command.starts_with('(') { command.to_owned() } else { format!("`{command}`") };
        page.push_str(&format!("| {command} | {keys} |\n"));
    }
    page.push_str(
        "\nA failure writes `{\"error\", \"message\", \"remedy\", \"queries\"}` to standard error. With `--format json` long work says how far it has come on a terminal only.\n\n`serve` and `demo` write text. `figures` also writes CSV: the table, or with `--trace` one line for each row of a returned file behind a figure.\n",
    );
    page
}

/// The help of a command and of every command below it.
fn help(mut command: clap::Command, above: &str, page: &mut String) {
    let name = format!("{above} {}", command.get_name()).trim().to_owned();
    command = command.bin_name(name.clone()).term_width(WIDTH);
    // Options that all commands share are part of each only once it is built.
    command.build();
    let text = command.render_long_help().to_string();
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    page.push_str(&format!("\n## `{name}`\n\n```text\n{}\n```\n", lines.join("\n").trim_end()));
    for below in command.get_subcommands().filter(|below| below.get_name() != "help") {
        help(below.clone(), &name, page);
    }
}

#[test]
fn the_guide_prints_the_command_line() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/guide/command-line.md");
    if std::env::var_os("SIGHTLINE_WRITE_DOCS").is_some() {
        std::fs::write(path, page()).unwrap();
    }
    let same = std::fs::read_to_string(path).unwrap_or_default() == page();
    assert!(same, "the page is out of date: run this test with SIGHTLINE_WRITE_DOCS=1");
}
