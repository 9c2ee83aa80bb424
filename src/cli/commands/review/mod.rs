//! `review`: the queue at a terminal, group by group and item by item.
//!
//! [`session`] decides what a key does, [`outcomes`] what follows from it; neither knows a terminal or a store. [`page`] draws; this file
//! takes keys to the one and pages to the other, and carries out what the session asks for. Every verdict is
//! that of `queue …`, written by the same function.

mod deeds;
mod links;
mod outcomes;
mod page;
mod script;
mod session;
mod sight;
#[cfg(test)]
mod tests;
mod values;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::queue::{subject, wanted};
use crate::base::{Amount, Moment};
use crate::cli::args::{QueueFilters, ReviewArgs};
use crate::cli::context::Context;
use crate::cli::error::Failure;
use crate::cli::json::age_days;
use crate::cli::output::Output;
use crate::cli::{Ask, Exit, NoAnswer};
use crate::flow::FlowError;
use crate::flow::operators::policy;
use crate::flow::queue as flow;
use crate::model::exception::Exception;
use crate::model::finding::{ActionKind, FindingState};
use crate::model::rules::Rules;
use crate::queue;
use crate::report::{severity, sorted};
use crate::store::Store;
use deeds::Review;
use page::Size;
use session::Session;
use values::{Entry, Group, Mark, Question, Turn, Verdict};

/// The columns that are assumed where the terminal does not say.
const COLUMNS: u16 = 100;
/// The fewest columns that are drawn for.
const COLUMNS_MIN: u16 = 20;

pub(crate) fn run(args: &ReviewArgs, context: &Context, output: &mut Output<'_>) -> Result<Exit, Failure> {
    if output.json {
        return Err(
            Failure::new(Exit::Usage, "review is for people at a terminal and has no JSON")
                .hint("`tieout queue list --json` has the same exceptions, and `tieout queue approve`, `reject` and the rest decide"),
        );
    }
    let (config, mut store) = context.open()?;
    let groups = load(&store, &args.which, context)?;
    let Some(ask) = context.somebody() else {
        let reasons = reasons(&store, &config.rules(), &groups, context.now)?;
        for line in script::commands(&groups, &reasons) {
            output.line(line)?;
        }
        let more = written(&groups).count().saturating_sub(PLANNED);
        if more > 0 {
            output.line(format!(
                "# {more} of these were not planned here; `tieout queue approve` says of each what it cannot plan"
            ))?;
        }
        return Err(
            Failure::new(Exit::Usage, "review asks for keys, and nobody is at a terminal here")
                .hint("the commands above do the same; `tieout queue --help` has the others"),
        );
    };
    let operator = context.operator()?;
    let policy = policy(&config)?;
    let mut review = Review::new(context, &config, &mut store, policy, operator)?;
    let (memory, pending) = review.remembered()?;
    let mut session = Session::new(groups, memory.exception, pending);
    if session.groups.is_empty() && session.pending.is_empty() {
        output.note("nothing in the queue waits for a decision");
        return Ok(Exit::Done);
    }
    let lost = memory.pending.len() - session.pending.len();
    if lost > 0 {
        session.say(format!(
            "{lost} approved before are about something else now, or decided: look again"
        ));
    }
    let ended = work(&mut session, &mut review, ask, output);
    // Whatever ended it, others may go on with what was claimed.
    review.leave(&session)?;
    ended?;
    say_goodbye(&session, output);
    Ok(Exit::Done)
}

/// Takes keys until whoever decides leaves.
fn work(session: &mut Session, review: &mut Review<'_>, ask: &dyn Ask, output: &Output<'_>) -> Result<(), Failure> {
    loop {
        if session.entry().is_none() {
            review.look_away()?;
        }
        let size = size(ask, output);
        ask.show(&page::page(session, review.sight.as_ref(), size))
            .map_err(left)?;
        let key = ask.key().map_err(left)?;
        let mut turn = session.key(key);
        review.renew(session)?;
        loop {
            turn = match turn {
                Turn::Show => break,
                Turn::Leave => return Ok(()),
                Turn::Ask(question) => asked(session, review, question, ask, output)?,
                turn => review.carry_out(session, turn)?,
            };
            review.remember(session)?;
        }
    }
}

/// What is said to whoever leaves in the middle.
fn left(no: NoAnswer) -> Failure {
    match no {
        NoAnswer::Cancelled => Failure::new(
            Exit::Interrupted,
            "interrupted; every verdict is saved, and what is not signed waits for the next `tieout review`",
        ),
        NoAnswer::Broken(_) => no.into(),
    }
}

fn size(ask: &dyn Ask, output: &Output<'_>) -> Size {
    let (columns, rows) = ask
        .size()
        .map_or((COLUMNS, None), |(columns, rows)| (columns, Some(rows)));
    Size {
        screen: output.talk(columns.max(COLUMNS_MIN)),
        rows,
    }
}

/// Asks in words. Whoever gives no answer decides nothing; that the input has ended shows with the next key.
fn asked(
    session: &mut Session,
    review: &Review<'_>,
    question: Question,
    ask: &dyn Ask,
    output: &Output<'_>,
) -> Result<Turn, Failure> {
    if question == Question::Propose {
        return propose(session, review, ask);
    }
    let words = match (question, &session.offer) {
        (Question::Total, Some(offer)) => {
            let name = session.here().map(Group::name).unwrap_or_default();
            ask.show(&page::offer(&name, offer, size(ask, output))).map_err(left)?;
            format!("Type the total in {} to approve all of it", offer.currency)
        }
        (Question::Note, _) => "Note".to_owned(),
        (Question::Assign, _) => "Assign to".to_owned(),
        (Question::Snooze, _) => "Snooze until (a date, 3d, order-changed, netsuite-changed or payout-paid)".to_owned(),
        (Question::Accept, _) => "Accept the difference, because".to_owned(),
        (Question::Reject, _) => "Reject, because".to_owned(),
        _ => "Search".to_owned(),
    };
    let answer = answer(ask.text(&words, None))?;
    Ok(session.answered(question, answer.as_deref()))
}

/// Asks which of the actions that can be planned is proposed; what the run suggests comes first.
fn propose(session: &mut Session, review: &Review<'_>, ask: &dyn Ask) -> Result<Turn, Failure> {
    let actions = review.alternatives()?;
    let names: Vec<String> = actions.iter().map(|a| sight::act(&a.proposal, a.currency)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let Some(kind) = answer(ask.choose("Propose", &names, 0))?.and_then(|at| Some(actions.get(at)?.kind())) else {
        return Ok(session.answered(Question::Propose, None));
    };
    let Some(note) = answer(ask.text("Because (may be left empty)", None))? else {
        return Ok(session.answered(Question::Propose, None));
    };
    Ok(Turn::Write(Verdict::Propose(kind, note.trim().to_owned())))
}

/// An answer, or none where whoever was asked thought better of it.
fn answer<T>(given: Result<T, NoAnswer>) -> Result<Option<T>, Failure> {
    match given {
        Ok(answer) => Ok(Some(answer)),
        Err(NoAnswer::Cancelled) => Ok(None),
        Err(broken) => Err(broken.into()),
    }
}

fn say_goodbye(session: &Session, output: &mut Output<'_>) {
    if session.decided > 0 {
        output.note(&crate::cli::text::count(session.decided as u64, "verdict"));
    }
    if !session.pending.is_empty() {
        output.note(&format!(
            "{} approved and not signed: they wait for the next `tieout review`",
            session.pending.len()
        ));
    }
}

/// What is left to decide, as groups: what the warehouse is about to ship first, then the most urgent, then the most money, then the oldest.
fn load(store: &Store, filters: &QueueFilters, context: &Context) -> Result<Vec<Group>, FlowError> {
    let as_of = context.as_of;
    let mut all = flow::list(store, &wanted(filters), as_of)?;
    // Whoever names a state wants that one; else what nobody has to decide on is left out.
    if filters.state.is_none() {
        all.retain(|e| {
            let counts = !matches!(e.finding.state, FindingState::Accepted | FindingState::Informational);
            sight::waits(e.state) && counts
        });
    }
    let ranked: Vec<Exception> = sorted(&all, as_of).into_iter().cloned().collect();
    let mut groups = queue::groups(&ranked);
    groups.sort_by_cached_key(|group| {
        let urgency = group
            .exceptions
            .iter()
            .map(|e| severity(&e.finding, age_days(e.finding.since, as_of)))
            .max();
        let money: Amount = group.exceptions.iter().map(|e| e.finding.delta.abs()).sum();
        let clock = group.exceptions.iter().filter_map(|e| e.finding.ship_by()).min();
        (clock.is_none(), clock, Reverse(urgency), Reverse(money), group.oldest)
    });
    let claims = store.read().claims(context.now)?;
    let operator = context.operator().ok();
    let entry = |e: &&Exception| Entry {
        number: e.number,
        subject: subject(&e.finding.subject),
        delta: e.finding.delta,
        words: words(e),
        mark: match claims.get(&e.number) {
            Some(claim) if Some(claim.operator.as_str()) != operator => Mark::Claimed(claim.operator.clone()),
            _ => Mark::Left,
        },
    };
    Ok(groups
        .iter()
        .map(|group| Group {
            key: group.key,
            delta: group.delta(),
            age: age_days(group.oldest, as_of),
            entries: group.exceptions.iter().map(entry).collect(),
        })
        .collect())
}

/// How many exceptions are planned where nobody looks at them one by one, the most urgent groups first.
const PLANNED: usize = 1_000;

/// What would be written if it were approved.
fn written(groups: &[Group]) -> impl Iterator<Item = &Entry> {
    let written = groups
        .iter()
        .filter(|g| g.key.action.is_some_and(ActionKind::is_decided_here));
    written.flat_map(|g| &g.entries)
}

/// Why what is suggested or proposed cannot be approved now, for each of which that is so. What a person does
/// anyway is not among them, and not what comes behind the first thousand.
fn reasons(store: &Store, rules: &Rules, groups: &[Group], now: Moment) -> Result<BTreeMap<u64, String>, FlowError> {
    let mut reasons = BTreeMap::new();
    for entry in written(groups).take(PLANNED) {
        let exception = flow::show(store, &entry.id(), now)?;
        if let Err(why) = sight::planned(store, rules, &exception, now)? {
            reasons.insert(entry.number, why);
        }
    }
    Ok(reasons)
}

/// What a search looks through.
fn words(exception: &Exception) -> String {
    let f = &exception.finding;
    let documents: Vec<&str> = f.subject.netsuite.iter().map(|d| d.number.as_str()).collect();
    [
        exception.id().as_str(),
        f.code.id,
        f.code.title,
        &f.shop,
        &subject(&f.subject),
        f.subject.refund.as_deref().unwrap_or_default(),
        f.subject.payout.as_deref().unwrap_or_default(),
        &documents.join(" "),
        exception.work.assignee.as_deref().unwrap_or_default(),
        &f.note,
    ]
    .join(" ")
    .to_lowercase()
}
