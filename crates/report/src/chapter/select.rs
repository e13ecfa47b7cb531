//! From the words of a directive to a selector and an indicator, with every name checked.

use sightline_kernel::dimension::Cell;
use sightline_kernel::ids::{AreaCode, CategoryCode, ComparatorId, DimensionId};
use sightline_kernel::period::Period;
use sightline_measures::card::MeasureCard;
use sightline_measures::request::{Comparator, Indicator, Selector};

use super::args::{Arg, split};
use super::reader::{Noted, Reader};

/// The options that any figure may have, besides dimensions.
pub(crate) const OPTIONS: [&str; 9] =
    ["period", "area", "of", "to", "since", "per", "vintage", "against", "with"];

/// The verbs that name one indicator.
pub(crate) const VERBS: [&str; 13] = [
    "figure",
    "value",
    "share",
    "rate",
    "change",
    "change-percent",
    "earlier",
    "ratio",
    "monthly-mean",
    "year-to-date",
    "rank",
    "gap",
    "target",
];

/// The options of a directive, sorted: those that are the directive's, and the categories.
#[derive(Debug, Clone, Default)]
pub(crate) struct Options {
    named: Vec<Arg>,
    categories: Vec<Arg>,
}

impl Options {
    /// Sorts the arguments: keys in `own` are options, all others must be dimensions.
    pub(crate) fn sort(args: &[Arg], own: &[&str]) -> Self {
        let keyed = args.iter().filter(|arg| arg.key.is_some()).cloned();
        let (named, categories) =
            keyed.partition(|arg| arg.key.as_deref().is_some_and(|key| own.contains(&key)));
        Self { named, categories }
    }

    /// The option of this name.
    pub(crate) fn get(&self, key: &str) -> Option<&Arg> {
        self.named.iter().find(|arg| arg.key.as_deref() == Some(key))
    }

    /// The arguments that must be categories.
    pub(crate) fn categories(&self) -> &[Arg] {
        &self.categories
    }

    /// The first option that is given twice, or is none of the allowed.
    pub(crate) fn stray(&self, allowed: &[&str]) -> Option<&Arg> {
        self.named.iter().enumerate().find_map(|(at, arg)| {
            let key = arg.key.as_deref()?;
            let twice = self.named.iter().take(at).any(|before| before.key == arg.key);
            (twice || !allowed.contains(&key)).then_some(arg)
        })
    }
}

impl Reader<'_> {
    /// The card of the measure that an argument names.
    pub(crate) fn measure(&mut self, arg: &Arg) -> Result<MeasureCard, Noted> {
        match self.names.card(&arg.value) {
            Some(card) => Ok(card.clone()),
            None => {
                let known: Vec<&str> = self.names.measures().collect();
                Err(self.unknown(arg.value_offset, "measure", &arg.value, known))
            }
        }
    }

    /// A selector of a measure with the options `period`, `area` and categories.
    pub(crate) fn selector(
        &mut self,
        card: &MeasureCard,
        options: &Options,
    ) -> Result<Selector, Noted> {
        let period = options.get("period").map(|arg| self.period(arg)).transpose();
        let area = options.get("area").map(|arg| self.area(arg)).transpose();
        let cell = self.cell(card, options.categories(), &OPTIONS);
        Ok(Selector { measure: card.id.clone(), cell: cell?, area: area?, period: period? })
    }

    /// The cell that arguments `dimension=category` name.
    pub(crate) fn cell(
        &mut self,
        card: &MeasureCard,
        args: &[Arg],
        options: &[&str],
    ) -> Result<Cell, Noted> {
        let mut pairs = Vec::new();
        let mut failed = None;
        for arg in args {
            match self.pair(card, arg, options) {
                Ok(pair) => pairs.push(pair),
                Err(noted) => failed = Some(noted),
            }
        }
        if let Some(noted) = failed {
            return Err(noted);
        }
        Cell::new(pairs).map_err(|error| {
            let offset = args.first().map_or(0, |arg| arg.offset);
            self.broken(offset, format!("{error}."), "Give each dimension once.")
        })
    }

    fn pair(
        &mut self,
        card: &MeasureCard,
        arg: &Arg,
        options: &[&str],
    ) -> Result<(DimensionId, CategoryCode), Noted> {
        let key = arg.key.as_deref().unwrap_or("");
        let Some(dimension) = card.dimension(key) else {
            let dimensions = card.dimensions.iter().map(|dimension| dimension.id.as_str());
            let known: Vec<&str> = dimensions.chain(options.iter().copied()).collect();
            let kind = format!("option or dimension of {}", card.id);
            return Err(self.unknown(arg.offset, &kind, key, known));
        };
        let id = dimension.id.clone();
        if arg.value == CategoryCode::TOTAL {
            return Ok((id, CategoryCode::total()));
        }
        let list = self.names.list(dimension);
        if let Some(category) = list.and_then(|list| list.resolve(&arg.value)) {
            return Ok((id, category.code.clone()));
        }
        let open = list.is_none_or(|list| list.open);
        match CategoryCode::new(&arg.value) {
            Ok(code) if open => Ok((id, code)),
            _ => {
                let categories = list.map_or(&[][..], |list| &list.categories);
                let codes = categories.iter().map(|category| category.code.as_str());
                let names = categories.iter().map(|category| category.name.as_str());
                let known: Vec<&str> = codes.chain(names).collect();
                let kind = format!("category of {key}");
                Err(self.unknown(arg.value_offset, &kind, &arg.value, known))
            }
        }
    }

    /// The period that an argument names.
    pub(crate) fn period(&mut self, arg: &Arg) -> Result<Period, Noted> {
        arg.value.parse().map_err(|error| {
            self.error("not-a-period", arg.value_offset, format!("{error}."), "Correct it.")
        })
    }

    /// The area that an argument names, by code or name.
    pub(crate) fn area(&mut self, arg: &Arg) -> Result<AreaCode, Noted> {
        let areas = &self.names.catalogue.areas;
        match self.names.catalogue.resolve_area(&arg.value) {
            Some(area) => Ok(area.code.clone()),
            None => {
                let names = areas.values().map(|area| area.name.as_str());
                let known: Vec<&str> = areas.keys().map(AreaCode::as_str).chain(names).collect();
                Err(self.unknown(arg.value_offset, "area", &arg.value, known))
            }
        }
    }

    /// A selector written in quotes: `of="crime.offences offence_group=homicide"`.
    fn quoted(&mut self, arg: &Arg) -> Result<Selector, Noted> {
        let args = self.split(&arg.value, arg.value_offset)?;
        let Some(measure) = args.first().filter(|first| first.key.is_none()) else {
            let key = arg.key.as_deref().unwrap_or("");
            return Err(self.broken(
                arg.offset,
                format!("“{key}=” names no measure."),
                format!("Write {key}=theme.measure, in quotes if categories follow."),
            ));
        };
        let card = self.measure(measure)?;
        self.selector(&card, &Options::sort(&args, &["period", "area"]))
    }

    /// Splits a directive into words.
    pub(crate) fn split(&mut self, text: &str, offset: usize) -> Result<Vec<Arg>, Noted> {
        split(text, offset).map_err(|open| {
            self.broken(open.0, "A quote is opened and not closed.", "Close the quote.")
        })
    }

    /// The indicator that a verb and its options name.
    pub(crate) fn indicator(
        &mut self,
        verb: &Arg,
        card: &MeasureCard,
        options: &Options,
    ) -> Result<Indicator, Noted> {
        let since = |reader: &mut Self| -> Result<Option<Period>, Noted> {
            options.get("since").map(|arg| reader.period(arg)).transpose()
        };
        Ok(match verb.value.as_str() {
            "figure" | "value" => Indicator::Value,
            "share" => {
                let of = options.get("of").map(|arg| self.quoted(arg)).transpose()?;
                Indicator::Share { of: of.map(Box::new) }
            }
            "rate" => self.rate(card, verb, options)?,
            "change" => Indicator::Change { since: since(self)? },
            "change-percent" => Indicator::ChangePercent { since: since(self)? },
            "earlier" => Indicator::Earlier { period: since(self)? },
            "ratio" => match options.get("to") {
                Some(arg) => Indicator::Ratio { to: Box::new(self.quoted(arg)?) },
                None => return Err(self.needs(verb, "to=theme.measure")),
            },
            "monthly-mean" => Indicator::MonthlyMean,
            "year-to-date" => Indicator::YearToDate,
            "rank" => Indicator::Rank,
            "gap" => match options.get("against") {
                Some(arg) => Indicator::Gap { against: self.comparator(arg)? },
                None => return Err(self.needs(verb, "against=previous")),
            },
            "target" => Indicator::Target,
            other => return Err(self.unknown(verb.offset, "kind of figure", other, VERBS)),
        })
    }

    fn needs(&mut self, verb: &Arg, option: &str) -> Noted {
        let message = format!("“{}” needs an option.", verb.value);
        self.broken(verb.offset, message, format!("Add {option}."))
    }

    fn rate(
        &mut self,
        card: &MeasureCard,
        verb: &Arg,
        options: &Options,
    ) -> Result<Indicator, Noted> {
        let vintage = options.get("vintage").map(|arg| self.period(arg)).transpose()?;
        let per = options.get("per").map(|arg| self.per(arg)).transpose()?;
        if card.rate.is_none() {
            let message = format!("{} has no rate rule, so no rate can be made of it.", card.id);
            let remedy = "Add a rate to its measure card, or ask for its value or share.";
            return Err(self.broken(verb.offset, message, remedy));
        }
        Ok(Indicator::Rate { per, vintage })
    }

    fn per(&mut self, arg: &Arg) -> Result<u32, Noted> {
        let plain: String = arg.value.chars().filter(|c| *c != ',').collect();
        match plain.parse() {
            Ok(per @ (1_000 | 10_000 | 100_000 | 1_000_000)) => Ok(per),
            _ => Err(self.broken(
                arg.value_offset,
                format!("A rate is not made per “{}”.", arg.value),
                "Write per=1000, per=10000, per=100000 or per=1000000.",
            )),
        }
    }

    fn comparator(&mut self, arg: &Arg) -> Result<Comparator, Noted> {
        match arg.value.as_str() {
            "previous" => return Ok(Comparator::Previous),
            "target" => return Ok(Comparator::Target),
            _ => {}
        }
        let catalogue = self.names.catalogue;
        if let Some(area) = catalogue.resolve_area(&arg.value) {
            return Ok(Comparator::Area(area.code.clone()));
        }
        if let Ok(set) = ComparatorId::new(&arg.value)
            && catalogue.comparators.contains_key(&set)
        {
            return Ok(Comparator::Set(set));
        }
        let sets = catalogue.comparators.keys().map(ComparatorId::as_str);
        let areas = catalogue.areas.values().map(|area| area.name.as_str());
        let known: Vec<&str> =
            ["previous", "target"].into_iter().chain(sets).chain(areas).collect();
        Err(self.unknown(arg.value_offset, "comparator", &arg.value, known))
    }
}

/// The options that a verb takes besides `period`, `area` and categories.
pub(crate) fn options_of(verb: &str) -> &'static [&'static str] {
    match verb {
        "share" => &["of"],
        "rate" => &["per", "vintage"],
        "change" | "change-percent" | "earlier" => &["since"],
        "ratio" => &["to"],
        "gap" => &["against"],
        _ => &[],
    }
}
