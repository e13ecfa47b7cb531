//! The answers of other systems on known tables: the same small cells, none that can be pinned
//! down, and no more further cells than the best of them hides. And small tables against trying
//! every possibility.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::audit::{Interval, intervals, pinned};
use super::heuristic::{Effort, protect};
use super::problem::{Problem, ProblemCell, Relation, State};
use super::simplex::Exact;

const EFFORT: Effort = Effort { wide: 1, rounds: 40 };

/// The folder of shared reference material, or nothing when it is not there and need not be.
pub(super) fn shared() -> Option<PathBuf> {
    let folder = std::env::var_os("SIGHTLINE_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let found = folder.join("reference/disclosure/index.json").is_file();
    let must = std::env::var("CI").is_ok_and(|ci| ci == "true");
    assert!(
        found || !must,
        "If you are here because the reference cases are missing: set SIGHTLINE_SHARED to the folder that holds reference/disclosure."
    );
    if !found {
        println!("skipped: no reference cases in {}", folder.display());
    }
    found.then_some(folder)
}

/// Rows of a CSV whose fields are all quoted or plain, by column name.
fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(path).unwrap();
    let split = |line: &str| -> Vec<String> {
        line.split(',').map(|field| field.trim_matches('"').to_owned()).collect()
    };
    let mut lines = text.lines();
    let names = split(lines.next().unwrap());
    lines.map(|line| names.iter().cloned().zip(split(line)).collect()).collect()
}

/// A cell of a reference table.
struct Known {
    value: i64,
    codes: Vec<String>,
    state: State,
}

/// Cells whose totals follow from codes with levels: the first code is the grand total, and a code
/// contains those that extend its part before the noughts (`00`, `010`, `011`).
fn problem_of(cells: &[Known], levels: &[Vec<(String, Vec<String>)>]) -> Problem {
    let mut problem = Problem::default();
    let mut at = BTreeMap::new();
    for cell in cells {
        let above = |(code, families): (&String, &Vec<(String, Vec<String>)>)| {
            families.iter().any(|(parent, _)| parent == code)
        };
        let totals = cell.codes.iter().zip(levels).filter(|both| above(*both)).count();
        let loss = super::loss(cell.value, totals);
        let place = problem.add(ProblemCell {
            value: cell.value,
            floor: 0,
            ceiling: None,
            state: cell.state,
            loss,
        });
        at.insert(cell.codes.clone(), place);
    }
    for (dimension, families) in levels.iter().enumerate() {
        for (parent, children) in families {
            for cell in cells.iter().filter(|cell| cell.codes[dimension] == *parent) {
                let with = |code: &String| {
                    let mut codes = cell.codes.clone();
                    codes[dimension] = code.clone();
                    at.get(&codes).copied()
                };
                let parts: Option<Vec<usize>> = children.iter().map(with).collect();
                if let (Some(parts), Some(total)) = (parts, with(parent)) {
                    let relation = Relation::total(&problem, &parts, total);
                    assert_eq!(relation.low, Some(0), "{parent} of {:?}", cell.codes);
                    problem.relations.push(relation);
                }
            }
        }
    }
    problem
}

/// Parent and children of a dimension whose codes tell their level by digits: `000` contains `010`,
/// which contains `011`.
fn families(codes: &BTreeSet<String>) -> Vec<(String, Vec<String>)> {
    let parent_of = |code: &String| -> Option<String> {
        let stem = code.trim_end_matches('0');
        // Two-digit first levels: the parent is the longest code that is a shorter stem.
        codes
            .iter()
            .filter(|other| *other != code)
            .filter(|other| {
                let other = other.trim_end_matches('0');
                other.len() < stem.len() && stem.starts_with(other)
            })
            .max_by_key(|other| other.trim_end_matches('0').len())
            .cloned()
    };
    let mut families: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for code in codes {
        if let Some(parent) = parent_of(code) {
            families.entry(parent).or_default().push(code.clone());
        }
    }
    families.into_iter().collect()
}

fn sdc_case(folder: &Path, file: &str) -> Vec<Known> {
    let rows = rows(&folder.join(file));
    let dimensions: Vec<String> = rows[0]
        .keys()
        .filter(|name| name.ends_with("_o"))
        .map(|name| name.trim_end_matches("_o").to_owned())
        .collect();
    rows.iter()
        .map(|row| Known {
            value: row["freq"].parse().unwrap(),
            codes: dimensions.iter().map(|name| row[name].clone()).collect(),
            state: match row["sdcStatus"].as_str() {
                "u" => State::Small,
                "z" => State::Fixed,
                _ => State::Open,
            },
        })
        .collect()
}

/// Codes of a dimension, in which the first level takes as many digits as the grand total has more
/// than one zero.
fn codes(cells: &[Known], dimension: usize) -> BTreeSet<String> {
    cells.iter().map(|cell| cell.codes[dimension].clone()).collect()
}

#[test]
fn every_case_of_the_peers_is_solved_with_no_more_cells() {
    let Some(shared) = shared() else { return };
    let folder = shared.join("reference/disclosure");
    let index: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(folder.join("index.json")).unwrap()).unwrap();
    let mut failed = Vec::new();
    for case in index.as_array().unwrap() {
        let cells = sdc_case(&folder, case["output"].as_str().unwrap());
        let dimensions = cells[0].codes.len();
        let levels: Vec<_> = (0..dimensions).map(|d| families(&codes(&cells, d))).collect();
        let mut problem = problem_of(&cells, &levels);
        let primary = problem.places(State::Small).count();
        assert_eq!(primary as u64, case["primary"].as_u64().unwrap(), "{}", case["id"]);
        let best = case["secondary"].as_object().unwrap().values().filter_map(|n| n.as_u64()).min();
        let unsolved = protect(&mut problem, EFFORT, &Exact).unwrap();
        let left = pinned(&problem, 1, &Exact).unwrap();
        let hidden = problem.places(State::Hidden).count() as u64;
        println!("{}: {hidden} further cells, best peer {best:?}", case["id"]);
        if !unsolved.is_empty() || !left.is_empty() || Some(hidden) > best {
            failed.push(format!(
                "{}: {hidden} against {best:?}, unsolved {unsolved:?}, pinned {left:?}",
                case["id"]
            ));
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
}

/// The 4 × 4 table in which each line holds two hidden cells and one can still be computed.
fn four_by_four() -> (Problem, usize) {
    const VALUES: [[i64; 5]; 5] = [
        [30, 47, 64, 89, 230],
        [90, 124, 5, 31, 250],
        [92, 100, 59, 85, 336],
        [800, 991, 651, 685, 3127],
        [1012, 1262, 779, 890, 3943],
    ];
    const HIDDEN: [(usize, usize); 9] =
        [(0, 0), (0, 1), (0, 2), (1, 0), (1, 2), (2, 1), (2, 3), (3, 1), (3, 3)];
    let mut problem = Problem::default();
    for (row, values) in VALUES.iter().enumerate() {
        for (column, value) in values.iter().enumerate() {
            let small = HIDDEN.contains(&(row, column));
            let state = if small { State::Small } else { State::Open };
            problem.add(ProblemCell {
                value: *value,
                floor: 0,
                ceiling: None,
                state,
                loss: 1000 + value.min(&400),
            });
        }
    }
    lines(&mut problem, 5, 5);
    (problem, 1)
}

/// Adds the relations of a table whose last row and column are totals.
fn lines(problem: &mut Problem, rows: usize, columns: usize) {
    for row in 0..rows {
        let parts: Vec<usize> = (0..columns - 1).map(|column| row * columns + column).collect();
        let relation = Relation::total(problem, &parts, row * columns + columns - 1);
        problem.relations.push(relation);
    }
    for column in 0..columns {
        let parts: Vec<usize> = (0..rows - 1).map(|row| row * columns + column).collect();
        let relation = Relation::total(problem, &parts, (rows - 1) * columns + column);
        problem.relations.push(relation);
    }
}

#[test]
fn two_in_every_line_do_not_suffice() {
    let (mut problem, cell) = four_by_four();
    let before: BTreeMap<usize, Interval> =
        intervals(&problem, &Exact).unwrap().into_iter().collect();
    assert_eq!(before[&cell], Interval { low: 47, high: Some(47) }, "it can be computed");
    assert_eq!(pinned(&problem, 1, &Exact).unwrap(), [cell]);
    protect(&mut problem, EFFORT, &Exact).unwrap();
    assert_eq!(problem.places(State::Hidden).count(), 1, "one more is enough");
    assert!(pinned(&problem, 1, &Exact).unwrap().is_empty());
    let after: BTreeMap<usize, Interval> =
        intervals(&problem, &Exact).unwrap().into_iter().collect();
    assert!(after[&cell].high.unwrap() - after[&cell].low > 10, "{:?}", after[&cell]);
}

/// The patterns of a second system, on tables given with their totals.
#[test]
fn no_more_cells_than_the_second_peer_hides() {
    let Some(shared) = shared() else { return };
    let folder = shared.join("reference/disclosure");
    let mut seen = 0;
    let mut failed = Vec::new();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !name.starts_with("gauss_") {
            continue;
        }
        seen += 1;
        let rows = rows(&path);
        let zero_is_small = rows.iter().any(|row| row["freq"] == "0" && row["primary"] == "TRUE");
        let cells: Vec<Known> = rows
            .iter()
            .map(|row| {
                let value = row["freq"].parse().unwrap();
                Known {
                    value,
                    codes: vec![row["region"].clone(), row["main_income"].clone()],
                    state: match (row["primary"].as_str(), value) {
                        ("TRUE", _) => State::Small,
                        (_, 0) if !zero_is_small => State::Fixed,
                        _ => State::Open,
                    },
                }
            })
            .collect();
        let peer = rows
            .iter()
            .filter(|row| row["suppressed"] == "TRUE" && row["primary"] != "TRUE")
            .count();
        let mut problem = problem_of(&cells, &gauss_levels(&cells, &folder));
        assert!(problem.relations.len() > 10, "{name}: {}", problem.relations.len());
        let unsolved = protect(&mut problem, EFFORT, &Exact).unwrap();
        let left = pinned(&problem, 1, &Exact).unwrap();
        let hidden = problem.places(State::Hidden).count();
        println!("{name}: {hidden} further cells, peer {peer}");
        if !unsolved.is_empty() || !left.is_empty() || hidden > peer {
            failed.push(format!("{name}: {hidden} against {peer}, {unsolved:?} {left:?}"));
        }
    }
    assert_eq!(seen, 15);
    assert!(failed.is_empty(), "{failed:#?}");
}

/// Total over regions, and where the table has them counties and groups over regions.
fn gauss_levels(cells: &[Known], folder: &Path) -> Vec<Vec<(String, Vec<String>)>> {
    let regions = codes(cells, 0);
    let known = rows(&folder.join("input_d2.csv"));
    let mut families: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in &known {
        for level in ["county", "k_group"] {
            if regions.contains(&row[level]) {
                families.entry(row[level].clone()).or_default().insert(row["region"].clone());
            }
        }
        if regions.contains(&row["region"]) {
            families.entry("Total".to_owned()).or_default().insert(row["region"].clone());
        }
    }
    if !regions.contains("K") {
        // The smaller table has other regions: all that is not the total.
        let parts = regions.iter().filter(|code| *code != "Total").cloned().collect();
        families = BTreeMap::from([("Total".to_owned(), parts)]);
    }
    let incomes = codes(cells, 1);
    let parts: Vec<String> = incomes.into_iter().filter(|code| code != "Total").collect();
    vec![
        families.into_iter().map(|(parent, parts)| (parent, parts.into_iter().collect())).collect(),
        vec![("Total".to_owned(), parts)],
    ]
}

/// A table of random numbers with its totals; small ones hidden.
fn random_table(rows: usize, columns: usize, values: &[i64], floor: i64) -> Problem {
    let mut grid = vec![vec![0i64; columns]; rows];
    for (at, value) in values.iter().enumerate() {
        let (row, column) = (at / (columns - 1), at % (columns - 1));
        grid[row][column] = *value;
        grid[row][columns - 1] += value;
        grid[rows - 1][column] += value;
        grid[rows - 1][columns - 1] += value;
    }
    let mut problem = Problem::default();
    for value in grid.into_iter().flatten() {
        let state = match value {
            1..=4 => State::Small,
            0 if floor > 0 => State::Fixed,
            _ => State::Open,
        };
        problem.add(ProblemCell {
            value,
            floor,
            ceiling: None,
            state,
            loss: 1000 + value.min(400),
        });
    }
    lines(&mut problem, rows, columns);
    problem
}

/// The interval of each hidden cell by trying all values, to a bound.
fn by_trying(problem: &Problem) -> BTreeMap<usize, (i64, i64)> {
    let hidden: Vec<usize> = problem
        .cells
        .iter()
        .enumerate()
        .filter(|(_, cell)| cell.state.is_hidden())
        .map(|(at, _)| at)
        .collect();
    let mut values: Vec<i64> = problem.cells.iter().map(|cell| cell.value).collect();
    let mut seen = BTreeMap::new();
    try_next(problem, &hidden, &mut values, &mut seen);
    seen
}

const MOST: i64 = 12;

fn try_next(
    problem: &Problem,
    left: &[usize],
    values: &mut Vec<i64>,
    seen: &mut BTreeMap<usize, (i64, i64)>,
) {
    let Some((first, rest)) = left.split_first() else {
        for (at, cell) in problem.cells.iter().enumerate() {
            if cell.state.is_hidden() {
                let entry = seen.entry(at).or_insert((values[at], values[at]));
                *entry = (entry.0.min(values[at]), entry.1.max(values[at]));
            }
        }
        return;
    };
    let truth = values[*first];
    for value in problem.cells[*first].floor..=MOST {
        values[*first] = value;
        // A relation with no open cell left must hold.
        let holds = problem.relations.iter().all(|relation| {
            let open = relation.terms.iter().any(|(at, _)| rest.contains(at));
            let sum: i64 = relation.terms.iter().map(|(at, factor)| values[*at] * factor).sum();
            open || relation.low.is_none_or(|low| sum >= low)
                && relation.high.is_none_or(|high| sum <= high)
        });
        if holds {
            try_next(problem, rest, values, seen);
        }
    }
    values[*first] = truth;
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever the table: nothing small can be pinned down, and nothing hidden is known.
    #[test]
    fn the_audit_finds_no_pinned_cell(
        values in prop::collection::vec(prop_oneof![3 => 0i64..6, 2 => 0i64..60], 12),
        floor in 0i64..2,
        wide in 1i64..4,
    ) {
        let mut problem = random_table(5, 4, &values, floor);
        let effort = Effort { wide, rounds: 3 };
        let unsolved = protect(&mut problem, effort, &Exact).unwrap();
        let left = pinned(&problem, wide, &Exact).unwrap();
        // Those that cannot be protected are said, and only those are left.
        prop_assert!(left.iter().all(|at| unsolved.contains(at) || !unsolved.is_empty()), "{:?} {:?}", left, unsolved);
        if floor == 0 {
            prop_assert!(unsolved.is_empty(), "everything may be hidden, so all can be protected");
        }
    }

    /// The bounds of linear programming are those of trying every whole number.
    #[test]
    fn bounds_are_what_trying_finds(values in prop::collection::vec(0i64..5, 4)) {
        let mut problem = random_table(3, 3, &values, 0);
        // Hide the inner cells that are small, and publish all totals.
        for at in [2, 5, 6, 7, 8] {
            problem.set(at, State::Open);
        }
        let tried = by_trying(&problem);
        for (at, interval) in intervals(&problem, &Exact).unwrap() {
            let (low, high) = tried[&at];
            prop_assert_eq!(interval, Interval { low, high: Some(high) }, "cell {} of {:?}", at, values);
        }
    }
}

/// A table of 20 × 12 is protected well within the time that a page may take.
#[test]
fn a_large_table_is_protected() {
    let mut state = 12345u64;
    let values: Vec<i64> = (0..19 * 11)
        .map(|_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let n = i64::try_from(state >> 40).unwrap();
            if n % 5 == 0 { n % 9 } else { 5 + n % 300 }
        })
        .collect();
    let mut problem = random_table(20, 12, &values, 1);
    let small = problem.places(State::Small).count();
    let begun = std::time::Instant::now();
    let effort = Effort { wide: 2, rounds: super::rounds(problem.cells.len()) };
    let unsolved = protect(&mut problem, effort, &Exact).unwrap();
    println!(
        "20 × 12: {small} small, {} further, {:?}",
        problem.places(State::Hidden).count(),
        begun.elapsed()
    );
    assert!(unsolved.is_empty() && pinned(&problem, 2, &Exact).unwrap().is_empty());
}
