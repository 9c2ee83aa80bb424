//! The record API: transactions read, made, changed, transformed, previewed and deleted.

mod apply;
mod body;
mod document;
mod fields;
mod lines;
mod list;
mod others;
mod remove;
mod rules;
mod show;
mod totals;
mod transform;
mod value;
mod write;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::answer::{Answer, At, Fault, SINGULAR};
use super::habits::Habits;
use super::ledger::Ledger;
use super::names::{TYPES, TransactionType};
use super::request::Call;
use super::roles::Role;
use document::{Document, broken};
use show::Show;
use value::Object;

/// What a request to a record works with.
pub(super) struct Desk<'d> {
    pub(super) ledger: &'d mut Ledger,
    pub(super) role: &'d Role,
    pub(super) call: &'d Call,
    pub(super) now: Timestamp,
    pub(super) suite_tax: bool,
    pub(super) habits: &'d Habits,
}

/// The transaction that a path names, if it names one that is there.
pub(super) fn named(ledger: &Ledger, steps: &[String]) -> Option<i64> {
    match steps {
        [room, _, _, id, ..] if room == "record" => resolve(ledger, id).ok(),
        _ => None,
    }
}

/// An internal id, given as such or by an external id.
fn resolve(ledger: &Ledger, id: &str) -> Result<i64, Fault> {
    match id.strip_prefix("eid:") {
        Some(external) => rules::by_external_id(ledger, external)?.ok_or_else(Fault::missing),
        None => id.parse().map_err(|_| Fault::missing()),
    }
}

impl Desk<'_> {
    /// Answers a request below `/record/v1`.
    pub(super) fn answer(&mut self) -> Result<Answer, Fault> {
        let call = self.call;
        let steps: Vec<&str> = call.steps.iter().skip(2).map(String::as_str).collect();
        match (call.method.as_str(), steps.as_slice()) {
            ("GET", ["metadata-catalog"]) => self.catalogue(),
            (method, [record, rest @ ..]) => match TYPES.iter().find(|t| t.record == *record) {
                Some(kind) => self.transaction(method, kind, rest),
                None => others::answer(self, record, rest),
            },
            _ => Err(Fault::missing()),
        }
    }

    fn transaction(&mut self, method: &str, kind: &'static TransactionType, rest: &[&str]) -> Result<Answer, Fault> {
        self.role
            .needs(kind.permission, &format!("Transactions -> {}", kind.text))?;
        match (method, rest) {
            ("GET", []) => {
                self.role.needs("TRAN_FIND", "Transactions -> Find Transaction")?;
                list::answer(self.ledger, kind, self.call)
            }
            ("POST", []) => write::create(self, kind, None),
            ("GET", [id]) => {
                let document = self.load(kind, id)?;
                self.get(&document)
            }
            ("GET", [id, sublist]) => self.sublist(kind, id, sublist),
            ("PATCH", [id]) => write::update(self, kind, id),
            ("PUT", [id]) => write::upsert(self, kind, id),
            ("DELETE", [id]) => remove::remove(self, kind, id),
            ("POST", [id, "!transform", target]) => write::transformed(self, kind, id, target),
            _ => Err(Fault::new(
                405,
                "INVALID_METHOD",
                "The method is not supported for this resource.",
            )),
        }
    }

    /// The transaction of a type; one that a workflow has locked cannot even be read.
    fn load(&self, kind: &TransactionType, id: &str) -> Result<Document, Fault> {
        let id = resolve(self.ledger, id)?;
        let document = Document::load(self.ledger, id).map_err(broken)?;
        let document = document
            .filter(|d| d.kind.code == kind.code)
            .ok_or_else(Fault::missing)?;
        if self.habits.locked.iter().any(|locked| i64::try_from(*locked) == Ok(id)) {
            return Err(Fault::user("This record has been locked by a user defined workflow."));
        }
        Ok(document)
    }

    fn show(&self, expanded: bool) -> Show<'_> {
        Show {
            ledger: self.ledger,
            call: self.call,
            expanded,
            suite_tax: self.suite_tax,
        }
    }

    fn get(&self, document: &Document) -> Result<Answer, Fault> {
        let expanded = self.call.query_value("expandSubResources") == Some("true");
        let chosen = self.call.query_value("fields");
        if expanded && chosen.is_some() {
            let detail = "The query parameters 'fields' and 'expandSubResources' cannot be combined.";
            return Err(Fault::new(400, "INVALID_PARAMETER", detail).at(At::Param("fields")));
        }
        let mut record = self.show(expanded).record(document)?;
        if let Some(chosen) = chosen {
            let known = fields::all(document.kind.record, self.suite_tax, self.ledger);
            for field in chosen.split(',') {
                if !known.iter().any(|k| k == field) {
                    let detail = format!("Field '{field}' does not exist.");
                    return Err(Fault::new(400, "INVALID_PARAMETER", detail).at(At::Param("fields")));
                }
            }
            record.retain(|name, _| name == "links" || name == "id" || chosen.split(',').any(|c| c == name));
        }
        Ok(Answer::json(SINGULAR, &Value::Object(record)))
    }

    fn sublist(&self, kind: &TransactionType, id: &str, sublist: &str) -> Result<Answer, Fault> {
        let document = self.load(kind, id)?;
        let mut record = self.show(true).record(&document)?;
        let list = record
            .remove(sublist)
            .filter(Value::is_object)
            .ok_or_else(Fault::missing)?;
        Ok(Answer::json(super::answer::COLLECTION, &list))
    }

    /// The request's body, after the check of its field names. Also whether names were ignored.
    fn body(&self, kind: &TransactionType) -> Result<(Object, bool), Fault> {
        let mut body: Object = match self.call.body.as_ref() {
            [] => Object::new(),
            bytes => serde_json::from_slice(bytes).map_err(|e| {
                Fault::new(
                    400,
                    "INVALID_CONTENT",
                    format!("Error while parsing the request body: {e}"),
                )
            })?,
        };
        let known = fields::all(kind.record, self.suite_tax, self.ledger);
        let Some(path) = fields::unknown(&known, &body, self.suite_tax) else {
            return Ok((body, false));
        };
        let strict = self.call.header("x-netsuite-propertynamevalidation");
        if strict.is_some_and(|v| v.eq_ignore_ascii_case("error")) {
            let detail = format!("Unknown reference or field '{path}' in the request body.");
            return Err(Fault::new(400, "NONEXISTENT_FIELD", detail).at(At::Path(path)));
        }
        body.retain(|name, _| known.iter().any(|k| k == name));
        let warns = strict.is_none_or(|v| !v.eq_ignore_ascii_case("ignore"));
        Ok((body, warns))
    }

    /// The fields of the record types that are asked for.
    fn catalogue(&self) -> Result<Answer, Fault> {
        let wanted = self.call.query_value("select").unwrap_or("");
        let swagger = self.call.header("accept").is_some_and(|a| a.contains("swagger"));
        let mut schemas = Object::new();
        for kind in TYPES
            .iter()
            .filter(|t| wanted.is_empty() || wanted.split(',').any(|w| w == t.record))
        {
            let names = fields::all(kind.record, self.suite_tax, self.ledger);
            let of = |name: String| {
                let custom = name.starts_with("cust");
                let mut field = json!({ "title": name });
                if custom {
                    field["x-ns-custom-field"] = json!(true);
                }
                (name, field)
            };
            let properties: Object = names.into_iter().map(of).collect();
            schemas.insert(
                kind.record.to_owned(),
                json!({ "type": "object", "properties": properties }),
            );
        }
        if schemas.is_empty() {
            return Err(Fault::missing());
        }
        let body = if swagger {
            json!({ "openapi": "3.0.1", "components": { "schemas": schemas } })
        } else {
            json!({ "definitions": schemas })
        };
        Ok(Answer::json("application/json", &body))
    }
}
