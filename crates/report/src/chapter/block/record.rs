//! Block directives that print records: checklists, objectives, statements, quotations …

use sightline_kernel::ids::{AgencyId, ChecklistId};

use super::super::args::Arg;
use super::super::ast::{Block, RecordBlock, RecordRef};
use super::super::reader::{Noted, Reader};
use super::super::requests::{RecordAsk, RecordKind};
use super::Directive;

impl Reader<'_> {
    pub(super) fn record_block(
        &mut self,
        kind: &str,
        directive: &Directive,
    ) -> Result<Block, Noted> {
        self.known_lines(directive, &["title"])?;
        let what = self.record_kind(kind, directive)?;
        let title = self.text_line(directive, "title");
        let count = self.requests.records.iter().filter(|ask| ask.chapter == self.chapter).count();
        let id = format!("{}-record-{}", self.chapter, count + 1);
        let place = self.place(directive.offset);
        let record = RecordRef(self.requests.records.len());
        self.requests.records.push(RecordAsk {
            what,
            chapter: self.chapter.clone(),
            place: place.clone(),
        });
        Ok(Block::Record(RecordBlock { id, record, title, place }))
    }

    fn record_kind(&mut self, kind: &str, directive: &Directive) -> Result<RecordKind, Noted> {
        match kind {
            "checklist" => self.checklist(directive),
            "we-said-we-did" => {
                let known = self.names.groups.iter().map(String::as_str).collect::<Vec<_>>();
                let group = self.named(directive, "group", &known)?;
                let group = self.must(directive, group, "group=… with the group's id")?;
                Ok(RecordKind::WeSaidWeDid { group })
            }
            "quotation" => {
                let known = self.names.quotations.iter().map(String::as_str).collect::<Vec<_>>();
                let id = self.named(directive, "id", &known)?;
                let id = self.must(directive, id, "id=… with the quotation's id")?;
                Ok(RecordKind::Quotation { id })
            }
            "statement" => {
                let catalogue = self.names.catalogue;
                let known: Vec<&str> = catalogue.agencies.keys().map(AgencyId::as_str).collect();
                let agency = self.named(directive, "agency", &known)?;
                Ok(RecordKind::Statement { agency: agency.and_then(|id| AgencyId::new(id).ok()) })
            }
            "reviews" => {
                let known = self.names.review_kinds.iter().map(String::as_str).collect::<Vec<_>>();
                Ok(RecordKind::Reviews { kind: self.named(directive, "kind", &known)? })
            }
            "structure" => self.bare(directive, RecordKind::Structure),
            "area-context" => self.bare(directive, RecordKind::AreaContext),
            "glossary" => self.bare(directive, RecordKind::Glossary),
            "sources" => self.bare(directive, RecordKind::Sources),
            _ => self.bare(directive, RecordKind::Absences),
        }
    }

    fn checklist(&mut self, directive: &Directive) -> Result<RecordKind, Noted> {
        let names = self.names;
        let known: Vec<&str> = names.checklists.keys().map(ChecklistId::as_str).collect();
        match directive.args.as_slice() {
            [Arg { key: None, value, .. }] if names.checklists.contains_key(value.as_str()) => {
                ChecklistId::new(value)
                    .map(|checklist| RecordKind::Checklist { checklist })
                    .map_err(|error| {
                        self.broken(directive.offset, format!("{error}."), "Correct it.")
                    })
            }
            [one] => Err(self.unknown(one.value_offset, "checklist", &one.value, known)),
            _ => {
                let remedy = format!("Write one of: {}.", known.join(", "));
                Err(self.broken(directive.offset, "“checklist” needs the id of one.", remedy))
            }
        }
    }

    /// The value of the one option that the directive takes, if it is given and known.
    fn named(
        &mut self,
        directive: &Directive,
        option: &str,
        known: &[&str],
    ) -> Result<Option<String>, Noted> {
        match directive.args.as_slice() {
            [] => Ok(None),
            [arg] if arg.key.as_deref() == Some(option) => {
                if known.contains(&arg.value.as_str()) {
                    Ok(Some(arg.value.clone()))
                } else {
                    Err(self.unknown(arg.value_offset, option, &arg.value, known.iter().copied()))
                }
            }
            [arg, ..] => {
                let typed = arg.key.as_deref().unwrap_or(&arg.value);
                Err(self.unknown(arg.offset, "option of this directive", typed, [option]))
            }
        }
    }

    fn must(
        &mut self,
        directive: &Directive,
        value: Option<String>,
        need: &str,
    ) -> Result<String, Noted> {
        value.ok_or_else(|| {
            self.broken(
                directive.offset,
                "The directive does not say which.",
                format!("Add {need}."),
            )
        })
    }

    fn bare(&mut self, directive: &Directive, kind: RecordKind) -> Result<RecordKind, Noted> {
        match directive.args.first() {
            None => Ok(kind),
            Some(arg) => {
                let message = format!("“{}” is not expected here.", arg.value);
                Err(self.broken(arg.offset, message, "Remove it."))
            }
        }
    }
}
