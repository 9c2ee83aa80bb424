//! `queue`: lists, one exception, and what a person decides.

mod verbs;

use std::collections::BTreeMap;

use serde::Serialize;

use super::explain;
use crate::base::{Moment, clean};
use crate::cli::Exit;
use crate::cli::args::{ListArgs, QueueCommand, QueueFilters};
use crate::cli::context::Context;
use crate::cli::error::Failure;
use crate::cli::json::{ExceptionJson, age_days};
use crate::cli::output::Output;
use crate::cli::text::{count, table};
use crate::flow::queue::{self as flow, Filters, Group, Page};
use crate::model::exception::Exception;
use crate::model::finding::Subject;
use crate::store::{Claim, Store};

/// The document of `queue … --json`.
#[derive(Serialize)]
struct Document<T> {
    schema: &'static str,
    #[serde(flatten)]
    rows: T,
}

#[derive(Serialize)]
struct Exceptions<'e> {
    exceptions: Vec<ExceptionJson<'e>>,
}

#[derive(Serialize)]
struct Groups {
    groups: Vec<GroupJson>,
}

#[derive(Serialize)]
struct GroupJson {
    code: &'static str,
    kind: &'static str,
    action: &'static str,
    currency: String,
    count: usize,
    delta: String,
    oldest: String,
}

const SCHEMA: &str = "tieout/queue/1";

pub(crate) fn run(command: QueueCommand, context: &Context, output: &mut Output<'_>) -> Result<Exit, Failure> {
    use QueueCommand as Q;
    match command {
        Q::List(filters) => list(&filters, context, output)?,
        Q::Show(show) if output.json => {
            let (_, store) = context.open()?;
            let exception = flow::show(&store, &show.id, context.as_of)?;
            write(&[exception], &claims(&store, context)?, context.as_of, output)?;
        }
        Q::Show(show) => {
            let shown = explain::run(&show.id, context, output)?;
            let (_, store) = context.open()?;
            let number = flow::show(&store, &show.id, context.as_of)?.number;
            if let Some(claim) = claims(&store, context)?.get(&number) {
                output.note(&format!("claimed by {} until {}", clean(&claim.operator), claim.until));
            }
            return Ok(shown);
        }
        Q::Assign { which, to } => return verbs::assign(&which, &to, context, output),
        Q::Note { which, text } => return verbs::note(&which.id, &text, context, output),
        Q::Tag { which, labels, remove } => return verbs::tag(&which, &labels, remove, context, output),
        Q::Snooze {
            which,
            until,
            until_event,
        } => {
            let until = until.map_or(context.now.plus(flow::SNOOZE_MAX), |u| u.ahead(context.now));
            return verbs::snooze(&which, until, until_event.map(Into::into), context, output);
        }
        Q::Accept { which, note } => return verbs::accept(&which, &note, context, output),
        Q::Propose { which, action, note } => {
            return verbs::propose(&which.id, action, note.as_deref(), context, output);
        }
        Q::Approve(which) => return verbs::approve(&which, context, output),
        Q::Reject { which, note } => return verbs::reject(&which, &note, context, output),
        Q::Reopen { which, note } => return verbs::reopen(&which, &note, context, output),
    }
    Ok(Exit::Done)
}

/// How many rows a table has unless told otherwise; JSON has all.
const TABLE_ROWS: usize = 1000;

fn list(filters: &ListArgs, context: &Context, output: &mut Output<'_>) -> Result<(), Failure> {
    let (_, store) = context.open()?;
    let wanted = wanted(&filters.which);
    if filters.group {
        return groups(&flow::groups(&store, &wanted, context.as_of)?, context.as_of, output);
    }
    let rows = if output.json { usize::MAX } else { TABLE_ROWS };
    let page = flow::page(&store, &wanted, context.as_of, filters.limit.unwrap_or(rows))?;
    if output.json {
        return write(&page.exceptions, &claims(&store, context)?, context.as_of, output);
    }
    show(&page, &claims(&store, context)?, context.as_of, output)
}

/// What the filters ask for.
pub(crate) fn wanted(filters: &QueueFilters) -> Filters {
    Filters {
        route: filters.route.map(Into::into),
        code: filters.code,
        state: filters.state.map(Into::into),
        shop: filters.shop.clone(),
        assignee: filters.assignee.clone(),
        tag: filters.label.clone(),
        severity: filters.severity.map(Into::into),
    }
}

/// Who works on what right now.
fn claims(store: &Store, context: &Context) -> Result<BTreeMap<u64, Claim>, Failure> {
    Ok(store.read().claims(context.now)?)
}

fn write(
    exceptions: &[Exception],
    claims: &BTreeMap<u64, Claim>,
    as_of: Moment,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    let of = |e| ExceptionJson::new(e, as_of).claimed(claims.get(&e.number));
    let exceptions = exceptions.iter().map(of).collect();
    output.document(&Document {
        schema: SCHEMA,
        rows: Exceptions { exceptions },
    })
}

/// Where an exception stands, in a few words: `approved ACT-7`, `snoozed until 2026-12-01T00:00:00Z`.
pub(crate) fn standing_of(exception: &Exception, claim: Option<&Claim>) -> String {
    let work = &exception.work;
    let mut text = exception.state.as_str().to_owned();
    if let Some(number) = work.action {
        text.push_str(&format!(" ACT-{number}"));
    }
    if let Some(until) = work.snoozed_until {
        text.push_str(&format!(" until {until}"));
        if let Some(wake) = &work.wake {
            text.push_str(&format!(" or {}", wake.event.as_str()));
        }
    }
    if let Some(name) = &work.assignee {
        text.push_str(&format!(", {name}"));
    }
    if let Some(claim) = claim {
        text.push_str(&format!(", claimed by {}", claim.operator));
    }
    text
}

fn show(page: &Page, claims: &BTreeMap<u64, Claim>, as_of: Moment, output: &mut Output<'_>) -> Result<(), Failure> {
    if page.total == 0 {
        output.note("nothing in the queue");
        return Ok(());
    }
    let rows: Vec<_> = page
        .exceptions
        .iter()
        .map(|e| {
            let f = &e.finding;
            vec![
                e.id(),
                f.code.id.to_owned(),
                f.state.as_str().to_owned(),
                f.route.as_str().to_owned(),
                f.shop.clone(),
                subject(&f.subject),
                f.delta.text(f.currency),
                f.currency.to_string(),
                format!("{}d", age_days(f.since, as_of)),
                standing_of(e, claims.get(&e.number)),
                f.code.title.to_owned(),
            ]
        })
        .collect();
    let titles = [
        "exception",
        "code",
        "state",
        "route",
        "shop",
        "subject",
        "delta",
        "",
        "age",
        "stands",
        "what",
    ];
    let text = table(&titles, &[6, 8], &rows, output);
    output.data(text)?;
    let shown = page.exceptions.len();
    output.note(&if shown < page.total {
        format!(
            "{shown} of {}; --limit shows more",
            count(page.total as u64, "exception")
        )
    } else {
        count(shown as u64, "exception")
    });
    Ok(())
}

/// The most particular name there is.
pub(crate) fn subject(subject: &Subject) -> String {
    let order = subject.order.as_ref().map(|o| o.name.clone());
    let document = || {
        subject
            .netsuite
            .first()
            .map(|d| format!("{} {}", d.kind.label(), d.number))
    };
    let whole = order
        .or_else(|| subject.payout.clone())
        .or_else(|| subject.refund.clone())
        .or_else(document);
    match (&subject.line, whole) {
        (Some(line), Some(whole)) => format!("{whole} {}", line.sku),
        (_, Some(whole)) => whole,
        (_, None) => String::new(),
    }
}

fn groups(groups: &[Group], as_of: Moment, output: &mut Output<'_>) -> Result<(), Failure> {
    if output.json {
        let groups = groups.iter().map(|group| GroupJson {
            code: group.key.code.id,
            kind: group.key.code.kind,
            action: group.key.action_name(),
            currency: group.key.currency.to_string(),
            count: group.count,
            delta: group.delta.text(group.key.currency),
            oldest: group.oldest.to_string(),
        });
        return output.document(&Document {
            schema: SCHEMA,
            rows: Groups {
                groups: groups.collect(),
            },
        });
    }
    let rows: Vec<_> = groups
        .iter()
        .map(|group| {
            vec![
                group.key.code.id.to_owned(),
                group.key.action_name().to_owned(),
                group.count.to_string(),
                group.delta.text(group.key.currency),
                group.key.currency.to_string(),
                format!("{}d", age_days(group.oldest, as_of)),
                group.key.code.title.to_owned(),
            ]
        })
        .collect();
    if rows.is_empty() {
        output.note("nothing in the queue");
        return Ok(());
    }
    let text = table(
        &["code", "action", "count", "delta", "", "oldest", "what"],
        &[2, 3, 5],
        &rows,
        output,
    );
    output.data(text)
}
