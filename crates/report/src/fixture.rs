//! A small catalogue for the tests of this crate.

use sightline_kernel::defs::Source;
use sightline_kernel::dimension::CodeList;
use sightline_measures::card::MeasureCard;
use sightline_measures::catalogue::{AgencyName, Area, Catalogue};

const CARDS: [(&str, &str, &str, &str); 9] = [
    ("crime.offences", "Recorded crime", "Offences recorded by the police.", "offence"),
    ("da.offences", "Domestic abuse offences", "Offences with a domestic abuse marker.", "offence"),
    ("da.incidents", "Domestic abuse crimed incidents", "Incidents recorded as crime.", "incident"),
    ("hate.records", "Hate crime records", "Records with a hate strand.", "record"),
    (
        "adult.contacts",
        "Adult safeguarding contacts",
        "Contacts received by the council.",
        "contact",
    ),
    ("adult.concerns", "Safeguarding concerns", "Signs of suspected abuse or neglect.", "concern"),
    ("adult.msp_asked", "Outcomes asked for", "People asked what outcome they wanted.", "person"),
    (
        "adult.msp_achieved",
        "Outcomes achieved",
        "People whose outcome was fully achieved.",
        "person",
    ),
    ("adult.plans", "Safeguarding plans started", "Plans started in the year.", "plan"),
];

fn card(id: &str, title: &str, definition: &str, unit: &str) -> MeasureCard {
    let theme = id.split('.').next().unwrap();
    let mut text = format!(
        "id = \"{id}\"\nversion = 1\ntitle = \"{title}\"\ntheme = \"{theme}\"\nfrom = \"2015-04-01\"\n\
         source = \"made for a test\"\ndefinition = \"{definition}\"\ncounting-unit = \"{unit}\"\n\
         kind = \"flow\"\nowner = \"a test\"\nfrequency = [\"year\"]\nsuppression = \"none\"\n"
    );
    if id == "crime.offences" {
        text.push_str(
            "[rate]\nper = 1000\npopulation = \"pop.all\"\nplaces = 1\n\
             [[dimension]]\nid = \"offence_group\"\nlist = \"offence-group\"\ntitle = \"Offence group\"\nexclusive = true\ncomplete = true\n\
             [[dimension]]\nid = \"ward\"\nlist = \"ward\"\ntitle = \"Ward\"\nexclusive = true\ncomplete = false\n",
        );
    }
    Source { path: id.into(), text }.read().unwrap()
}

fn list(id: &str, open: bool, categories: &[(&str, &str)]) -> CodeList {
    let mut text = format!(
        "id = \"{id}\"\nversion = 1\ntitle = \"{id}\"\nfrom = \"2015-04-01\"\nsource = \"made\"\nopen = {open}\n"
    );
    for (code, name) in categories {
        text.push_str(&format!("[[category]]\ncode = \"{code}\"\nname = \"{name}\"\n"));
    }
    Source { path: id.into(), text }.read().unwrap()
}

/// Measures, two code lists, two areas and one agency.
pub(crate) fn catalogue() -> Catalogue {
    let mut catalogue = Catalogue::default();
    for (id, title, definition, unit) in CARDS {
        let card = card(id, title, definition, unit);
        catalogue.measures.insert(card.id.clone(), vec![card]);
    }
    let groups = [
        ("homicide", "Homicide"),
        ("violence-with-injury", "Violence with injury"),
        ("shoplifting", "Shoplifting"),
    ];
    for list in [list("offence-group", false, &groups), list("ward", true, &[])] {
        catalogue.lists.insert(list.id.clone(), vec![list]);
    }
    for (code, name) in [("E06000051", "Shropshire"), ("E92000001", "England")] {
        let text = format!("code = \"{code}\"\nname = \"{name}\"\nkind = \"local-authority\"\n");
        let area: Area = Source { path: code.into(), text }.read().unwrap();
        catalogue.areas.insert(area.code.clone(), area);
    }
    let text = "id = \"west-mercia-police\"\nname = \"West Mercia Police\"\n".to_owned();
    let agency: AgencyName = Source { path: "agency".into(), text }.read().unwrap();
    catalogue.agencies.insert(agency.id.clone(), agency);
    catalogue
}
