//! A few made cards, lists and rules for tests.

use crate::card::MeasureCard;
use crate::catalogue::{Catalogue, SuppressionRule};
use sightline_kernel::dimension::CodeList;

/// Id, counting unit, rule, further lines.
const CARDS: [(&str, &str, &str, &str); 10] = [
    ("crime.offences", "offence", "none", GROUPS),
    ("crime.incidents", "incident", "none", ""),
    (
        "crime.records",
        "record",
        "none",
        "[[dimension]]\nid = \"ward\"\nlist = \"open\"\ntitle = \"Ward\"\nexclusive = true\ncomplete = false\n",
    ),
    ("crime.old_offences", "offence", "none", ""),
    ("child.plans", "child", "hide-to-5", NEED),
    ("child.referrals", "referral", "none", ""),
    ("child.repeat_referrals", "referral", "none", ""),
    ("child.referrals_share", "referral", "none", SHARES),
    ("child.repeat_share", "referral", "none", REPEAT),
    ("training.sessions", "session", "none", COURSES),
];

const GROUPS: &str = r#"
[[dimension]]
id = "offence_group"
list = "offence-group"
title = "Offence group"
exclusive = true
complete = true
[[dimension]]
id = "ward"
list = "open"
title = "Ward"
exclusive = true
complete = false
[[dimension]]
id = "keyword"
list = "open"
title = "Keyword"
exclusive = false
complete = false
"#;
const NEED: &str = r#"
[[dimension]]
id = "need"
list = "open"
title = "Primary need"
exclusive = true
complete = true
[[dimension]]
id = "age"
list = "open"
title = "Age"
exclusive = true
complete = true
"#;
const SHARES: &str = r#"
form = "percentage"
base = "child.referrals"
[[dimension]]
id = "gender"
list = "open"
title = "Gender"
exclusive = true
complete = true
[[dimension]]
id = "ward"
list = "open"
title = "Ward"
exclusive = true
complete = false
"#;
const REPEAT: &str = r#"
form = "percentage"
base = "child.referrals"
numerator = "child.repeat_referrals"
"#;
const COURSES: &str = r#"
supply = "each"
[[dimension]]
id = "provider"
list = "open"
title = "Provider"
exclusive = true
complete = false
[[dimension]]
id = "course"
list = "open"
title = "Course"
exclusive = true
complete = true
"#;

fn card(id: &str, unit: &str, rule: &str, more: &str) -> MeasureCard {
    let theme = id.split('.').next().unwrap();
    let (form, tables) = more.split_at(more.find("[[").unwrap_or(more.len()));
    toml::from_str(&format!(
        "id = \"{id}\"\nversion = 1\ntitle = \"{id}\"\ntheme = \"{theme}\"\nfrom = \"2000-01-01\"\n\
         source = \"a test\"\ndefinition = \"a test\"\ncounting-unit = \"{unit}\"\nkind = \"flow\"\n\
         owner = \"a test\"\nfrequency = [\"year\"]\nsuppression = \"{rule}\"\n{form}\n{tables}"
    ))
    .unwrap()
}

/// A suppression rule for tests.
pub(crate) fn rule(id: &str, up_to: u32, more: &str) -> SuppressionRule {
    toml::from_str(&format!(
        "id = \"{id}\"\nversion = 1\ntitle = \"{id}\"\nfrom = \"2000-01-01\"\nsource = \"a test\"\n\
         hide-up-to = {up_to}\nsymbol = \"c\"\nlegend = \"c: a number of 1 to {up_to} or one that would give it away\"\n{more}"
    ))
    .unwrap()
}

/// The made catalogue.
pub(crate) fn catalogue() -> Catalogue {
    let mut catalogue = Catalogue::default();
    for (id, unit, rule, more) in CARDS {
        let card = card(id, unit, rule, more);
        catalogue.measures.insert(card.id.clone(), vec![card]);
    }
    let lists = [
        "id = \"open\"\nversion = 1\ntitle = \"Open\"\nfrom = \"2000-01-01\"\nsource = \"a test\"\nopen = true\n",
        "id = \"offence-group\"\nversion = 1\ntitle = \"Groups\"\nfrom = \"2000-01-01\"\nsource = \"a test\"\nopen = true\n\
         [[category]]\ncode = \"a\"\nname = \"Group A\"\n[[category]]\ncode = \"n200\"\nname = \"N200 incident\"\napart = true\n",
    ];
    for list in lists {
        let list: CodeList = toml::from_str(list).unwrap();
        catalogue.lists.insert(list.id.clone(), vec![list]);
    }
    let rules = [
        rule("none", 0, "hide-nil = false\nsecondary = false\n"),
        rule("hide-to-5", 5, "hide-nil = false\nsecondary = true\n"),
        rule("sac", 4, "hide-nil = true\nsecondary = false\nround-to = 5\n"),
        rule("round-and-hide", 4, "hide-nil = true\nsecondary = true\nround-to = 5\n"),
    ];
    for rule in rules {
        catalogue.rules.insert(rule.id.clone(), vec![rule]);
    }
    catalogue
}
