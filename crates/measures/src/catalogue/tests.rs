//! The reading of definitions, sound and unsound.

use sightline_kernel::defs::Source;

use super::load;

fn file(path: &str, text: &str) -> Source {
    Source { path: format!("defs/{path}"), text: text.to_owned() }
}

const RULE: &str = "id = \"none\"\nversion = 1\ntitle = \"None\"\nfrom = \"2000-01-01\"\nsource = \"s\"\n\
    hide-up-to = 0\nhide-nil = false\nsecondary = false\nsymbol = \"*\"\nlegend = \"l\"\n";
const LIST: &str = "id = \"colour\"\nversion = 1\ntitle = \"Colours\"\nfrom = \"2000-01-01\"\nsource = \"s\"\n\
    category = [{ code = \"r\", name = \"Red\" }, { code = \"g\", name = \"Green\" }]\n";
const AREAS: &str = "title = \"A\"\nsource = \"s\"\n[[area]]\ncode = \"X1\"\nname = \"Ourshire\"\nkind = \"local-authority\"\n";
const AGENCIES: &str =
    "title = \"A\"\nsource = \"s\"\n[[agency]]\nid = \"ons\"\nname = \"ONS\"\npublisher = true\n";
const PEOPLE: &str = "id = \"people-2019\"\nversion = 1\ntitle = \"Mid-2019 estimates\"\npublisher = \"ons\"\n\
    edition = \"May 2020\"\nlicence = \"OGL\"\nsource = \"s\"\nmeasure = \"t.measure\"\nperiod = \"mid-2019\"\n\
    \n[[figure]]\narea = \"X1\"\nvalue = 323136\n\n[[figure]]\narea = \"X1\"\ncell = \"colour=r\"\nvalue = \"12.50\"\n";

fn card(version: u32, more: &str) -> String {
    format!(
        "id = \"t.measure\"\nversion = {version}\ntitle = \"T\"\ntheme = \"t\"\nsource = \"s\"\ndefinition = \"d\"\n\
         counting-unit = \"thing\"\nkind = \"flow\"\nowner = \"o\"\nfrequency = [\"year\"]\nsuppression = \"none\"\n{more}"
    )
}

const DIMENSION: &str = "[[dimension]]\nid = \"colour\"\nlist = \"colour\"\ntitle = \"Colour\"\nexclusive = true\ncomplete = true\n";

fn sound() -> Vec<Source> {
    vec![
        file("suppression/none/1.toml", RULE),
        file("lists/colour/1.toml", LIST),
        file("areas/all.toml", AREAS),
        file("agencies/all.toml", AGENCIES),
        file("populations/people-2019/1.toml", PEOPLE),
        file("measures/t.measure/1.toml", &card(1, &format!("from = \"2000-01-01\"\n{DIMENSION}"))),
    ]
}

/// What is said when one file is changed or added, as `file:line:column message remedy`.
fn said(path: &str, text: &str) -> Vec<String> {
    let mut sources = sound();
    sources.retain(|source| source.path != format!("defs/{path}"));
    sources.push(file(path, text));
    load(&sources).1.iter().map(ToString::to_string).collect()
}

#[test]
fn sound_definitions_load() {
    let (catalogue, queries) = load(&sound());
    assert!(queries.is_empty(), "{queries:#?}");
    assert_eq!(catalogue.measures.len(), 1);
    let [first, second] = catalogue.publications.as_slice() else { panic!("two figures") };
    assert_eq!(first.origin.revision().to_string(), "ons/people-2019/r1");
    assert_eq!(first.origin.row(), 13, "the line on which the value stands");
    assert_eq!(second.value.exact().unwrap().to_string(), "12.50");
    assert_eq!(catalogue.published(&second.key), std::slice::from_ref(second));
    let edition = &catalogue.editions[first.origin.revision()];
    assert_eq!(edition.edition, "May 2020");
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn what_is_wrong_is_said_with_place_and_nearest_name() {
    let measure = "measures/t.measure/1.toml";
    let from = "from = \"2000-01-01\"\n";
    let dimension =
        |text: &str| card(1, &format!("{from}{}", DIMENSION.replace("list = \"colour\"", text)));
    let cases: [(&str, String, &str); 14] = [
        (
            measure,
            dimension("list = \"color\""),
            ":15:8: error [definition] There is no code list “color”. Did you mean “colour”?",
        ),
        (measure, dimension("lits = \"colour\""), ":15:1: error [definition] unknown field `lits`"),
        (
            measure,
            card(1, &format!("{from}{DIMENSION}{DIMENSION}")),
            "The dimension “colour” is given twice.",
        ),
        (
            measure,
            card(1, from).replace("\"none\"", "\"nome\""),
            ":11:15: error [definition] There is no suppression rule “nome”. Did you mean “none”?",
        ),
        (
            measure,
            card(1, &format!("{from}not-added-to = [\"t.mesure\"]\n")),
            "There is no measure “t.mesure”. Did you mean “t.measure”?",
        ),
        (
            measure,
            card(1, &format!("{from}[rate]\nper = 50\npopulation = \"t.measure\"\nplaces = 1\n")),
            "A rate per 50 is not made.",
        ),
        (
            measure,
            card(1, &format!("{from}[rate]\nper = 1000\npopulation = \"p.x\"\nplaces = 1\n")),
            "There is no measure “p.x”.",
        ),
        (
            measure,
            card(1, &format!("{from}form = \"percentage\"\n")),
            "needs its numerator and denominator",
        ),
        (measure, card(2, from), "has version 2 but no version 1"),
        ("measures/t.other/1.toml", card(1, from), "Its path should end in /t.measure/1.toml"),
        (
            "lists/colour/1.toml",
            LIST.replace("code = \"g\"", "code = \"r\""),
            "The code “r” stands twice.",
        ),
        ("lists/colour/1.toml", LIST.replace("\"g\"", "\"_T\""), "“_T” is kept for totals"),
        (
            "populations/people-2019/1.toml",
            PEOPLE.replace("colour=r", "colour=x"),
            ":18:1: error [definition] t.measure mid-2019 X1 colour=x: The list “colour” has no code “x”.",
        ),
        (
            "populations/people-2019/1.toml",
            PEOPLE.replace("\"X1\"", "\"X2\""),
            "There is no area “X2”. Did you mean “X1”?",
        ),
    ];
    for (path, text, want) in cases {
        let said = said(path, &text);
        assert!(said.iter().any(|query| query.contains(want)), "{want}\n{said:#?}");
        assert!(said.iter().all(|query| query.starts_with("defs/")), "{said:#?}");
    }
}

#[test]
fn versions_must_follow_one_another() {
    let second = "measures/t.measure/2.toml";
    let one_that_ends = |to: &str| {
        let mut sources = sound();
        sources.retain(|source| !source.path.starts_with("defs/measures"));
        sources.push(file(
            "measures/t.measure/1.toml",
            &card(1, &format!("from = \"2000-01-01\"\n{to}{DIMENSION}")),
        ));
        sources.push(file(second, &card(2, &format!("from = \"2022-04-01\"\n{DIMENSION}"))));
        load(&sources).1.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert!(one_that_ends("to = \"2022-03-31\"\n").is_empty());
    assert!(one_that_ends("")[0].contains("version 1 has no last day"));
    assert!(one_that_ends("to = \"2022-04-01\"\n")[0].contains("version 1 holds until 2022-04-01"));
    assert!(one_that_ends("to = \"1999-04-01\"\n")[0].contains("lies before the first"));
    let same = said("measures/more/t.measure/1.toml", &card(1, "from = \"2000-01-01\"\n"));
    assert!(same[0].contains("stands also in defs/measures/t.measure/1.toml"), "{same:#?}");
}

#[test]
fn a_partnerships_own_folder_lies_over_the_shipped_one() {
    let mut sources = sound();
    let over =
        |path: &str, text: &str| Source { path: format!("data/defs/{path}"), text: text.into() };
    sources.push(over("areas/all.toml", &AREAS.replace("Ourshire", "Newshire")));
    sources.push(over("lists/colour/1.toml", &LIST.replace("Green", "Blue")));
    sources.push(over("measures/t.measure/2.toml", &card(2, "from = \"2022-04-01\"\n")));
    let (catalogue, queries) = load(&sources);
    assert!(queries.is_empty(), "{queries:#?}");
    assert_eq!(catalogue.areas["X1"].name, "Newshire");
    assert_eq!(catalogue.lists["colour"][0].categories[1].name, "Blue");
    assert_eq!(catalogue.measures["t.measure"].len(), 2);
    let day = jiff::civil::date(2022, 3, 31);
    assert_eq!(catalogue.measure("t.measure", day).unwrap().version, 1);
}
