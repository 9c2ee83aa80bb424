//! One exception as it is put before whoever decides.

use super::links::links;
use crate::base::{Currency, Moment};
use crate::cli::commands::actions::writes;
use crate::cli::commands::queue::standing_of;
use crate::config::Config;
use crate::flow::queue as flow;
use crate::flow::{self as rooms, FlowError};
use crate::model::action::Action;
use crate::model::exception::{Exception, ExceptionState};
use crate::model::finding::{ActionKind, Proposal};
use crate::model::journal::Entry;
use crate::model::rules::Rules;
use crate::report::explain::{Panel, finding_panel};
use crate::store::Store;

/// What is shown of it.
pub(super) struct Sight {
    pub(super) exception: Exception,
    /// The difference with its parts and evidence.
    pub(super) panel: Panel,
    /// Both sides; `None` where only the difference is known.
    pub(super) whole: Option<Panel>,
    /// Where it stands, in a few words.
    pub(super) standing: String,
    /// What approving it would write, line by line.
    pub(super) writes: Vec<String>,
    pub(super) links: Vec<String>,
    /// The last things that were said and done about it.
    pub(super) history: Vec<String>,
}

/// How many rows of the journal are shown.
const HISTORY: usize = 5;

impl Sight {
    /// Loads what is shown of an exception that was just claimed.
    pub(super) fn load(
        store: &Store,
        config: &Config,
        exception: Exception,
        as_of: Moment,
        now: Moment,
    ) -> Result<Self, FlowError> {
        let id = exception.id();
        let whole = match rooms::explain::panel(store, config, &id, as_of) {
            Ok(Panel::Finding(_)) | Err(FlowError::NotFound(_)) => None,
            Ok(whole) => Some(whole),
            Err(error) => return Err(error),
        };
        let writes = match planned(store, &config.rules(), &exception, now)? {
            Ok(action) => lines(&action),
            Err(why) => vec![unapprovable(&exception, &why)],
        };
        let rows = store.read().journal_of(&id)?;
        let history = rows[rows.len().saturating_sub(HISTORY)..].iter().map(told).collect();
        Ok(Self {
            history,
            panel: finding_panel(&exception, as_of),
            whole,
            standing: standing_of(&exception, None),
            writes,
            links: links(&config.file, &exception),
            exception,
        })
    }
}

/// What would be approved of an exception at a moment, or why nothing can be.
pub(super) fn planned(
    store: &Store,
    rules: &Rules,
    exception: &Exception,
    now: Moment,
) -> Result<Result<Action, String>, FlowError> {
    match flow::preview(store, rules, exception, now) {
        Ok(action) => Ok(Ok(action)),
        Err(FlowError::Conflict(why)) => {
            let named = format!("{}: ", exception.id());
            Ok(Err(why.strip_prefix(&named).unwrap_or(&why).to_owned()))
        }
        Err(error) => Err(error),
    }
}

/// That nothing can be approved: because nothing is written for it, or because what is suggested cannot be
/// planned now.
fn unapprovable(exception: &Exception, why: &str) -> String {
    let finding = &exception.finding;
    match finding.proposal.as_ref().filter(|p| p.action.is_decided_here()) {
        Some(proposal) => format!("Cannot be approved now: {}: {why}", act(proposal, finding.currency)),
        None => format!("Nothing to approve: {why}"),
    }
}

/// `update_sales_order 16.66 GBP from Sales Order SO20351 (id 740531)`.
pub(super) fn act(proposal: &Proposal, currency: Currency) -> String {
    let amount = proposal.amount.text(currency);
    let from = proposal.from.as_ref().map_or_else(String::new, |d| {
        format!(" from {} {} (id {})", d.kind.label(), d.number, d.id)
    });
    format!("{} {amount} {currency}{from}", proposal.action.as_str())
}

/// A row of the journal: `2026-11-24T06:00:00Z  ana note: the customer was called`.
fn told(row: &Entry) -> String {
    let mut text = format!("{}  {} {}", row.at, row.who, row.what);
    let detail: Option<serde_json::Value> = serde_json::from_str(&row.detail).ok();
    let said = detail.as_ref().and_then(|d| {
        let key = if row.what == "assign" { "to" } else { "note" };
        d[key].as_str()
    });
    if let Some(said) = said.filter(|said| !said.is_empty()) {
        text.push_str(&format!(": {said}"));
    }
    text
}

/// What an action would write.
pub(super) fn lines(action: &Action) -> Vec<String> {
    let name = if action.number == 0 {
        "To approve".to_owned()
    } else {
        format!("To approve {} by {}", action.id(), action.proposer)
    };
    let mut lines = vec![format!("{name}: {}", act(&action.proposal, action.currency))];
    if !action.note.is_empty() {
        lines.push(format!("  because     {}", action.note));
    }
    if action.kind() == ActionKind::AcceptVariance {
        lines.push("  writes      nothing: the difference is accepted as it is".to_owned());
    } else if action.steps.is_empty() {
        lines.push("  writes      nothing: no request is planned for it".to_owned());
    }
    lines.extend(writes(action).iter().map(|line| breakable(line)));
    lines
}

/// A request's body with a blank behind each comma that is not in a text, so that its lines end there.
fn breakable(line: &str) -> String {
    if !line.trim_start().starts_with('{') {
        return line.to_owned();
    }
    let mut out = String::with_capacity(line.len());
    let (mut in_text, mut escaped) = (false, false);
    for c in line.chars() {
        out.push(c);
        match c {
            '"' if !escaped => in_text = !in_text,
            ',' if !in_text => out.push(' '),
            _ => {}
        }
        escaped = c == '\\' && !escaped;
    }
    out
}

/// Whether an exception waits for somebody to decide.
pub(super) const fn waits(state: ExceptionState) -> bool {
    matches!(
        state,
        ExceptionState::Open | ExceptionState::Assigned | ExceptionState::Reopened | ExceptionState::Proposed
    )
}

#[cfg(test)]
mod tests {
    use super::breakable;

    #[test]
    fn a_body_breaks_behind_its_commas_alone() {
        let body = r#"  {"memo":"a, \"b\", c\\","item":{"items":[{"line":1,"amount":0.50}]}}"#;
        assert_eq!(
            breakable(body),
            r#"  {"memo":"a, \"b\", c\\", "item":{"items":[{"line":1, "amount":0.50}]}}"#
        );
        let words = "  total must be 1,234.50 GBP";
        assert_eq!(breakable(words), words);
    }
}
