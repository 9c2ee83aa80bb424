//! `actions list|show|prove|undo`.

use serde::Serialize;

use crate::base::clean;
use crate::cli::Exit;
use crate::cli::args::ActionsCommand;
use crate::cli::context::Context;
use crate::cli::error::Failure;
use crate::cli::output::Output;
use crate::cli::text::{count, table};
use crate::flow::{actions as flow, attempts, queue};
use crate::model::action::{Action, ActionState, Approval, Done, How, Standing, Step};
use crate::model::attempt::Attempt;
use crate::model::exception::Exception;
use crate::model::finding::DocumentRef;

/// The document of `actions … --json`.
#[derive(Serialize)]
struct Document<'d> {
    schema: &'static str,
    actions: Vec<ActionJson<'d>>,
}

/// One action.
#[derive(Serialize)]
pub(crate) struct ActionJson<'d> {
    action: String,
    exception: String,
    state: &'static str,
    kind: &'static str,
    amount: String,
    currency: String,
    from: Option<&'d DocumentRef>,
    source: &'d str,
    steps: Vec<StepJson<'d>>,
    proposer: &'d str,
    proposed_at: String,
    note: &'d str,
    approvals: Vec<ApprovalJson<'d>>,
    /// Attempts that came to nothing; only where one action is shown.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attempts: Vec<AttemptJson>,
}

/// An attempt that came to nothing.
#[derive(Serialize)]
pub(crate) struct AttemptJson {
    at: String,
    who: String,
    end: String,
    why: String,
    code: Option<String>,
    class: &'static str,
    cleared_by: &'static str,
}

impl From<&Attempt> for AttemptJson {
    fn from(attempt: &Attempt) -> Self {
        Self {
            at: attempt.at.to_string(),
            who: attempt.who.clone(),
            end: attempt.end.clone(),
            why: attempt.why.clone(),
            code: attempt.code.clone(),
            class: attempt.class.as_str(),
            cleared_by: attempt.class.cleared_by(),
        }
    }
}

#[derive(Serialize)]
struct StepJson<'d> {
    record: &'d str,
    request: String,
    external_id: Option<&'d str>,
    body: serde_json::Value,
    total: Option<String>,
}

#[derive(Serialize)]
struct ApprovalJson<'d> {
    operator: &'d str,
    at: String,
    digest: &'d str,
    signature: &'d str,
}

const SCHEMA: &str = "tieout/actions/1";

impl<'d> ActionJson<'d> {
    pub(crate) fn new(standing: &'d Standing) -> Self {
        let action = &standing.action;
        let money = |amount: crate::base::Amount| amount.text(action.currency);
        Self {
            action: action.id(),
            exception: format!("EX-{}", action.exception),
            state: standing.state.as_str(),
            kind: action.kind().as_str(),
            amount: money(action.proposal.amount),
            currency: action.currency.to_string(),
            from: action.proposal.from.as_ref(),
            source: &action.source,
            steps: action
                .steps
                .iter()
                .map(|step| StepJson {
                    record: &step.record,
                    request: request(step),
                    external_id: step.external_id.as_deref(),
                    // A body that is no JSON is shown as the text it is.
                    body: serde_json::from_str(&step.body).unwrap_or_else(|_| step.body.clone().into()),
                    total: step.total.map(money),
                })
                .collect(),
            proposer: &action.proposer,
            proposed_at: action.proposed_at.to_string(),
            note: &action.note,
            approvals: Vec::new(),
            attempts: Vec::new(),
        }
    }

    fn tried(mut self, attempts: &[Attempt]) -> Self {
        self.attempts = attempts.iter().map(AttemptJson::from).collect();
        self
    }

    fn approved(mut self, approvals: &'d [Approval]) -> Self {
        self.approvals = approvals
            .iter()
            .map(|a| ApprovalJson {
                operator: &a.operator,
                at: a.at.to_string(),
                digest: &a.digest,
                signature: &a.signature,
            })
            .collect();
        self
    }
}

/// `POST invoice/4321/!transform/creditMemo`.
pub(crate) fn request(step: &Step) -> String {
    match &step.how {
        How::Create => format!("POST {}", step.record),
        How::Transform { from, id } => format!("POST {from}/{id}/!transform/{}", step.record),
        How::Update { id } => format!("PATCH {}/{id}", step.record),
    }
}

pub(crate) fn run(command: ActionsCommand, context: &Context, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let (config, mut store) = context.open()?;
    match command {
        ActionsCommand::List { state } => list(&store.read().actions(state)?, output)?,
        ActionsCommand::Show(which) => {
            let (standing, approvals) = flow::show(&store, &which.id)?;
            let attempts = attempts::of(store.read(), &standing.action)?;
            show(&standing, &approvals, &attempts, output)?;
        }
        ActionsCommand::Undo { which, note } => {
            context.operator()?;
            let (exception, action) = queue::undo(&mut store, &config.rules(), &which.id, note.as_deref())?;
            undone(&exception, action, output)?;
        }
        ActionsCommand::Prove(which) => return super::prove::run(&which.id, &config, &store, output),
    }
    Ok(Exit::Done)
}

fn undone(exception: &Exception, action: Action, output: &mut Output<'_>) -> Result<(), Failure> {
    let standing = Standing {
        action,
        state: ActionState::Proposed,
        done: Done::default(),
    };
    show(&standing, &[], &[], output)?;
    output.hint(&format!(
        "nothing is written yet: `tieout queue approve {}`, then `tieout apply`",
        exception.id()
    ));
    Ok(())
}

fn list(actions: &[Standing], output: &mut Output<'_>) -> Result<(), Failure> {
    if output.json {
        return output.document(&Document {
            schema: SCHEMA,
            actions: actions.iter().map(ActionJson::new).collect(),
        });
    }
    if actions.is_empty() {
        output.note("no actions");
        return Ok(());
    }
    let rows: Vec<_> = actions
        .iter()
        .map(|Standing { action, state, .. }| {
            vec![
                action.id(),
                state.as_str().to_owned(),
                format!("EX-{}", action.exception),
                action.kind().as_str().to_owned(),
                action.proposal.amount.text(action.currency),
                action.currency.to_string(),
                action
                    .proposal
                    .from
                    .as_ref()
                    .map_or_else(String::new, |d| d.number.clone()),
                action.proposer.clone(),
                action.proposed_at.to_string(),
            ]
        })
        .collect();
    let titles = [
        "action",
        "state",
        "exception",
        "does",
        "amount",
        "",
        "from",
        "proposed by",
        "at",
    ];
    let text = table(&titles, &[4], &rows, output);
    output.data(text)?;
    output.note(&count(actions.len() as u64, "action"));
    Ok(())
}

fn show(
    standing: &Standing,
    approvals: &[Approval],
    attempts: &[Attempt],
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    if output.json {
        return output.document(&Document {
            schema: SCHEMA,
            actions: vec![ActionJson::new(standing).approved(approvals).tried(attempts)],
        });
    }
    let action = &standing.action;
    let amount = |a: crate::base::Amount| format!("{} {}", a.text(action.currency), action.currency);
    let mut lines = vec![
        format!("{}  {}", action.id(), standing.state.as_str()),
        format!(
            "  does        {} {}",
            action.kind().as_str(),
            amount(action.proposal.amount)
        ),
    ];
    if let Some(from) = &action.proposal.from {
        lines.push(format!(
            "  from        {} {} (id {})",
            from.kind.label(),
            from.number,
            from.id
        ));
    }
    lines.push(format!("  settles     EX-{}", action.exception));
    lines.push(format!("  answers     {}", action.source));
    lines.push(format!(
        "  proposed    by {} at {}",
        action.proposer, action.proposed_at
    ));
    if !action.note.is_empty() {
        lines.push(format!("  because     {}", action.note));
    }
    lines.push(format!(
        "  rests on    shopify {} netsuite {}",
        short(&action.versions.shopify),
        short(&action.versions.netsuite)
    ));
    for approval in approvals {
        lines.push(format!(
            "  approved    by {} at {} (digest {})",
            approval.operator,
            approval.at,
            short(&approval.digest)
        ));
    }
    lines.extend(writes(action));
    lines.extend(attempts.iter().flat_map(tried));
    for line in lines {
        output.line(clean(&line))?;
    }
    Ok(())
}

/// An attempt that came to nothing, and what clears it.
pub(super) fn tried(attempt: &Attempt) -> [String; 2] {
    let code = attempt
        .code
        .as_ref()
        .map_or_else(String::new, |code| format!(" {code}"));
    [
        format!(
            "  tried       {} by {}: {} ({}{code}): {}",
            attempt.at,
            attempt.who,
            attempt.end,
            attempt.class.as_str(),
            attempt.why
        ),
        format!("              cleared by: {}", attempt.class.cleared_by()),
    ]
}

/// What an action writes, request by request; empty where it writes nothing.
pub(crate) fn writes(action: &Action) -> Vec<String> {
    let mut lines = Vec::new();
    for (n, step) in action.steps.iter().enumerate() {
        lines.push(format!("  write {}     {}", n + 1, request(step)));
        if let Some(id) = &step.external_id {
            lines.push(format!("              externalId {id}"));
        }
        if let Some(total) = step.total {
            let total = total.text(action.currency);
            lines.push(format!("              total must be {total} {}", action.currency));
        }
        lines.push(format!("              {}", step.body));
    }
    lines
}

/// The first digits of a hash: enough to compare by eye.
fn short(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}
