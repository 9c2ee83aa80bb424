//! Each link of the chain.

use serde_json::Value;

use super::request::requested;
use super::{Evidence, Link};
use crate::approve::{Policy, is_edit};
use crate::base::Amount;
use crate::model::action::{Action, ActionState, Approval};
use crate::model::exception::ExceptionState;
use crate::model::journal::Entry;
use crate::model::run::Run;

/// How a step that was not answered is known to be written.
const LOOKED_UP: [&str; 2] = ["found by its external id", "was there"];
/// How a step is read back whose request was served twice, where the second answer is a refusal.
const DOUBLED: &str = "refused as a duplicate, and found by its external id";

pub(super) fn link(name: &'static str, says: impl Into<String>, row: Option<&Entry>, fault: Option<String>) -> Link {
    Link {
        name,
        step: None,
        says: says.into(),
        row: row.map(Into::into),
        fault,
    }
}

pub(super) fn missing(name: &'static str, what: impl Into<String>) -> Link {
    link(name, "", None, Some(what.into()))
}

/// What a row says beside who, when and about what; nothing where that is no JSON.
fn detail(entry: &Entry) -> Value {
    serde_json::from_str(&entry.detail).unwrap_or_default()
}

impl<'e> Evidence<'e> {
    pub(super) fn action(&self) -> &'e Action {
        &self.standing.action
    }

    /// Rows of a kind about a record, in their order.
    fn rows(&self, what: &str, subject: &str) -> Vec<(&'e Entry, Value)> {
        let rows = self.entries.iter();
        rows.filter(|e| e.what == what && e.subject == subject)
            .map(|e| (e, detail(e)))
            .collect()
    }

    /// The last row of a kind about the action's exception that names the action.
    fn about(&self, what: &str) -> Option<(&'e Entry, Value)> {
        let (exception, action) = (format!("EX-{}", self.action().exception), self.action().id());
        let rows = self.rows(what, &exception).into_iter();
        rows.rev().find(|(_, d)| d["action"] == action.as_str())
    }

    /// The last row of a kind about one step of the action, from 0, before a row; before the end without one.
    fn of_step(&self, what: &str, step: usize, before: Option<&Entry>) -> Option<(&'e Entry, Value)> {
        let rows = self.rows(what, &self.action().id()).into_iter();
        rows.rev()
            .find(|(e, d)| d["step"] == step + 1 && before.is_none_or(|b| e.seq < b.seq))
    }

    /// A run by its id, with the hash of what the store holds of it.
    fn run(&self, id: &str) -> Option<&'e (Run, String)> {
        self.runs.iter().find(|(run, _)| run.id == id)
    }

    /// What is wrong with a run's row: the store holds another run under its id, or none.
    fn run_fault(&self, entry: &Entry, told: &Value) -> Option<String> {
        match self.run(&entry.subject) {
            None => Some(format!("the store holds no run {}", entry.subject)),
            Some((_, hash)) if told["run"] != hash.as_str() => {
                Some(format!("run {} is not as row {} has it", entry.subject, entry.seq))
            }
            Some(_) => None,
        }
    }
}

pub(super) fn journal(evidence: &Evidence<'_>) -> Link {
    let head = evidence.head;
    let mut fault = evidence.faults.first().cloned();
    if let (Some(first), more) = (&mut fault, evidence.faults.len().saturating_sub(1))
        && more > 0
    {
        first.push_str(&format!(", and {more} more; `tieout audit verify` names them"));
    }
    link("journal", format!("{} rows up to {head}", head.seq), None, fault)
}

pub(super) fn finding(evidence: &Evidence<'_>) -> Link {
    let number = evidence.action().exception;
    let Some(exception) = evidence.exception else {
        return missing("finding", format!("EX-{number} is not in the store"));
    };
    let finding = &exception.finding;
    let money = |a: Amount| a.text(finding.currency);
    let says = format!(
        "{} {} {}: {} less {} is {} {}",
        exception.id(),
        finding.code.id,
        finding.code.kind,
        money(finding.shopify),
        money(finding.netsuite),
        money(finding.delta),
        finding.currency
    );
    if finding.fingerprint() != exception.fingerprint {
        let why = format!("{} is about something else than its fingerprint says", exception.id());
        return link("finding", says, None, Some(why));
    }
    // A run that compares the same facts at the same moment has the same id.
    let found = evidence.entries.iter().find(|e| {
        let of_then = |(run, _): &(Run, String)| run.as_of == exception.first_seen;
        e.what == "run" && evidence.run(&e.subject).is_some_and(of_then)
    });
    match found {
        None => {
            let why = format!(
                "the journal has no run of {}, when it was first seen",
                exception.first_seen
            );
            link("finding", says, None, Some(why))
        }
        Some(entry) => {
            let fault = evidence.run_fault(entry, &detail(entry));
            link(
                "finding",
                format!("{says}; first found by run {}", entry.subject),
                Some(entry),
                fault,
            )
        }
    }
}

pub(super) fn proposal(evidence: &Evidence<'_>) -> Link {
    let action = evidence.action();
    let Some((entry, told)) = evidence.about("propose") else {
        return missing("proposal", format!("the journal has no proposal of {}", action.id()));
    };
    let amount = action.proposal.amount.text(action.currency);
    let currency = action.currency.to_string();
    let says = format!("{} {amount} {currency}, by {}", action.kind().as_str(), action.proposer);
    let same = [
        ("kind", action.kind().as_str()),
        ("amount", &amount),
        ("currency", &currency),
        ("proposer", &action.proposer),
    ];
    let other = same.iter().find(|(key, held)| told[*key] != *held);
    let fault = other.map(|(key, held)| format!("its {key} is {}, and the store says {held}", told[*key]));
    link("proposal", says, Some(entry), fault)
}

pub(super) fn approval(policy: &Policy, evidence: &Evidence<'_>) -> Result<Link, serde_json::Error> {
    let action = evidence.action();
    let digest = action.digest()?;
    let own = action.id();
    if action.proposer == Action::BY_SYNC {
        return Ok(leave(evidence, &digest));
    }
    let of_digest = |(_, told): &(&Entry, Value)| told["digest"] == digest.as_str();
    let rows = evidence.rows("approval", &own);
    let is_approved = !rows.is_empty();
    let Some((entry, told)) = rows.into_iter().rev().find(of_digest) else {
        let why = if is_approved {
            format!("what was approved is not what {own} does (digest {digest})")
        } else {
            format!("the journal has no approval of {own}")
        };
        return Ok(missing("approval", why));
    };
    let text = |key: &str| told[key].as_str().unwrap_or_default().to_owned();
    let (operator, signature) = (text("operator"), text("signature"));
    let says = format!("by {operator}, signature over digest {digest}");
    let signed = Approval::text(action.number, &digest, &operator, entry.at)?;
    let held = |a: &Approval| a.digest == digest && a.signature == signature && a.operator == operator;
    let decided = evidence
        .about("approve")
        .is_some_and(|(_, d)| d["digest"] == digest.as_str());
    let fault = match policy.operator(&operator) {
        None => Some(format!("`{operator}` is not among the operators of the configuration")),
        Some(listed) if !listed.key.verifies(&signed, &signature) => {
            Some(format!("it was not signed with the key of `{operator}`"))
        }
        Some(_) if policy.two_person && action.proposer == operator => Some(format!("`{operator}` proposed it, too")),
        Some(_) if !evidence.approvals.iter().any(held) => Some("the store does not hold it".to_owned()),
        Some(_) if !decided => Some(format!(
            "the journal has no decision on EX-{} that goes with it",
            action.exception
        )),
        Some(_) => None,
    };
    Ok(link("approval", says, Some(entry), fault))
}

/// An edit goes by the configuration's leave: nobody signed it, and NetSuite's preview vouched for its total.
fn leave(evidence: &Evidence<'_>, digest: &str) -> Link {
    let action = evidence.action();
    let Some((entry, told)) = evidence.about("approve") else {
        return missing("approval", format!("the journal has no leave for {}", action.id()));
    };
    let fault = if !is_edit(action) {
        Some(format!(
            "{} is no edit of a sales order: it takes a person's approval",
            action.id()
        ))
    } else if told["digest"] != digest {
        Some(format!(
            "what was let go is not what {} does (digest {digest})",
            action.id()
        ))
    } else {
        None
    };
    link(
        "approval",
        format!("by the configuration's leave, digest {digest}"),
        Some(entry),
        fault,
    )
}

/// An approved acceptance is carried out by writing it down.
pub(super) fn acceptance(evidence: &Evidence<'_>) -> Link {
    let action = evidence.action();
    let exception = format!("EX-{}", action.exception);
    let approved = evidence.about("approve").map_or(u64::MAX, |(e, _)| e.seq);
    let found = evidence
        .rows("accept", &exception)
        .into_iter()
        .find(|(e, _)| e.seq > approved);
    let Some((entry, told)) = found else {
        return missing(
            "acceptance",
            format!("the journal has no acceptance of {exception} after its approval"),
        );
    };
    let text = |key: &str| told[key].as_str().unwrap_or_default().to_owned();
    let says = format!("{} {} accepted", text("delta"), text("currency"));
    link("acceptance", says, Some(entry), stands(evidence))
}

/// Why the store says another thing of the action than that it is done.
fn stands(evidence: &Evidence<'_>) -> Option<String> {
    let state = evidence.standing.state;
    (state != ActionState::Posted).then(|| format!("{} is {} in the store", evidence.action().id(), state.as_str()))
}

/// Intent, request, answer and read-back of one step, from 0.
pub(super) fn written(evidence: &Evidence<'_>, step: usize) -> [Link; 4] {
    let read = evidence.of_step("read back", step, None);
    let intent = evidence.of_step("intent", step, read.as_ref().map(|(e, _)| *e));
    let links = [
        intended(evidence, step, intent.as_ref()),
        requested(evidence, step, intent.as_ref()),
        answered(evidence, step, intent.as_ref(), read.as_ref()),
        read_back(evidence, step, read.as_ref()),
    ];
    links.map(|link| Link {
        step: Some(step + 1),
        ..link
    })
}

pub(super) type Told<'t> = Option<&'t (&'t Entry, Value)>;

fn intended(evidence: &Evidence<'_>, step: usize, intent: Told<'_>) -> Link {
    let Some((entry, told)) = intent else {
        return missing("intent", "the journal has no intent to send it");
    };
    let planned = evidence.action().steps.get(step).and_then(|s| s.external_id.as_deref());
    let says = planned.map_or_else(|| "no external id".to_owned(), |id| format!("external id {id}"));
    let fault = (told["external_id"].as_str() != planned)
        .then(|| format!("its external id is {}, and the plan's is not", told["external_id"]));
    link("intent", says, Some(entry), fault)
}

fn answered(evidence: &Evidence<'_>, step: usize, intent: Told<'_>, read: Told<'_>) -> Link {
    let after = intent.map_or(0, |(e, _)| e.seq);
    let found = evidence.of_step("answer", step, read.map(|(e, _)| *e));
    let Some((entry, told)) = found.filter(|(e, _)| e.seq > after) else {
        return looked_up(read).unwrap_or_else(|| missing("answer", "the journal has no answer to it"));
    };
    let says = format!("taken as record {}", told["record"]);
    let other = read.filter(|(_, r)| r["record"] != told["record"]);
    let fault = other.map(|(_, r)| format!("record {} was read back instead", r["record"]));
    link("answer", says, Some(entry), fault)
}

/// Where no answer came, or one to a second copy of the request, the record was looked up.
fn looked_up(read: Told<'_>) -> Option<Link> {
    let (entry, told) = read?;
    let (record, how) = (&told["record"], told["how"].as_str()?);
    let says = match how {
        DOUBLED => format!("a refusal came: record {record} was there already, and found by its external id"),
        how if LOOKED_UP.contains(&how) => format!("none came: record {record} {how}"),
        _ => return None,
    };
    Some(link("answer", says, Some(entry), None))
}

fn read_back(evidence: &Evidence<'_>, step: usize, read: Told<'_>) -> Link {
    let Some((entry, told)) = read else {
        return missing("read_back", "the journal does not say that it was read back");
    };
    let differs: Vec<&str> = told["differs"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let record = evidence.standing.done.records.get(step);
    let fault = if record.is_none_or(|r| told["record"] != *r) {
        Some(format!(
            "the store says it became {}",
            record.map_or("nothing".to_owned(), u64::to_string)
        ))
    } else if !differs.is_empty() {
        Some(format!("it was saved otherwise: {}", differs.join(", ")))
    } else {
        None
    };
    link(
        "read_back",
        format!("record {} as saved", told["record"]),
        Some(entry),
        fault,
    )
}

/// The row that an exception or, where a run had moved that meanwhile, the action was posted with.
fn posting<'e>(evidence: &Evidence<'e>) -> Option<(&'e Entry, Value)> {
    let own = evidence.action().id();
    let of_action = evidence.rows("post", &own).pop();
    evidence.about("post").or(of_action)
}

pub(super) fn posted(evidence: &Evidence<'_>) -> Link {
    let Some((entry, told)) = posting(evidence) else {
        let why = stands(evidence).unwrap_or_else(|| "the journal does not say that it was posted".to_owned());
        return missing("posting", why);
    };
    let records = serde_json::json!(evidence.standing.done.records);
    let says = format!("records {records}");
    let fault = if told["records"] == records {
        stands(evidence)
    } else {
        Some(format!("the journal says {}", told["records"]))
    };
    link("posting", says, Some(entry), fault)
}

/// The complete run that no longer found it.
pub(super) fn closing(evidence: &Evidence<'_>) -> Link {
    let action = evidence.action();
    let own = action.id();
    let posted = posting(evidence).map_or(0, |(e, _)| e.seq);
    let settles = |told: &Value| {
        let mut settled = told["settled"].as_array().into_iter().flatten();
        settled.any(|id| *id == own.as_str())
    };
    let mut runs = evidence.entries.iter().filter(|e| e.what == "run" && e.seq > posted);
    if let Some(undone) = action.undoes() {
        return compared_after(evidence, undone, runs.next_back());
    }
    let Some((entry, told)) = runs.map(|e| (e, detail(e))).find(|(_, told)| settles(told)) else {
        return missing(
            "closing_run",
            format!("no run since has found EX-{} settled", action.exception),
        );
    };
    let state = evidence.exception.map(|e| e.state);
    let fault = evidence.run_fault(entry, &told).or_else(|| {
        let other = state.filter(|s| *s != ExceptionState::Closed)?;
        Some(format!("EX-{} is {} again", action.exception, other.as_str()))
    });
    link(
        "closing_run",
        format!("run {} closed EX-{}", entry.subject, action.exception),
        Some(entry),
        fault,
    )
}

/// A reversal settles nothing: what it brings back is found again by a run after it.
fn compared_after(evidence: &Evidence<'_>, undone: u64, run: Option<&Entry>) -> Link {
    let number = evidence.action().exception;
    let Some(entry) = run else {
        return missing(
            "closing_run",
            format!("no run since has compared what ACT-{undone} was about"),
        );
    };
    let state = evidence.exception.map_or("gone", |e| e.state.as_str());
    let says = format!(
        "run {} compared it without ACT-{undone}: EX-{number} is {state}",
        entry.subject
    );
    link(
        "closing_run",
        says,
        Some(entry),
        evidence.run_fault(entry, &detail(entry)),
    )
}
