//! `explain`, `queue`, `review` and `runs`.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand, ValueEnum};

use super::pull::{When, when};
use crate::model::code::{self, Code, Route};
use crate::model::exception::{Event, ExceptionState};
use crate::model::finding::ActionKind;
use crate::report::Severity;

/// Flags of `explain`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tieout explain '#1001'                      an order, by its name
  tieout explain EX-1042                      an exception
  tieout explain gid://shopify/Refund/7       a refund
  tieout explain 2026-11-20/GBP               a payout that came from a file without ids
  tieout explain REF-07                       a failure code: how it arises, how it is seen, what mends it")]
pub struct ExplainArgs {
    /// An order name, the id of a refund, payout or exception, or a failure code
    #[arg(value_name = "REF")]
    pub reference: String,
}

/// Flags of `queue`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tieout queue list --route finance
  tieout queue list --group
  tieout queue show EX-1042 --json
  tieout queue assign EX-1042 --to ana
  tieout queue approve EX-1042 EX-1043")]
pub struct QueueArgs {
    /// What to do with it.
    #[command(subcommand)]
    pub command: QueueCommand,
}

/// What to do with the queue.
#[derive(Debug, Subcommand)]
pub enum QueueCommand {
    /// List exceptions, the most urgent first; closed ones only when asked for
    #[command(after_help = "\
Examples:
  tieout queue list
  tieout queue list --code REF-01 --shop uk
  tieout queue list --assignee ana
  tieout queue list --state closed --json")]
    List(ListArgs),
    /// Show one exception: both sides, the parts of its delta, what to do
    #[command(after_help = "Example:\n  tieout queue show EX-1042")]
    Show(ExceptionId),
    /// Give exceptions to somebody
    #[command(after_help = "Example:\n  tieout queue assign EX-1042 EX-1043 --to ana")]
    Assign {
        /// Which.
        #[command(flatten)]
        which: ExceptionIds,
        /// To whom
        #[arg(long, value_name = "NAME")]
        to: String,
    },
    /// Write a note about an exception into the journal
    #[command(after_help = "Example:\n  tieout queue note EX-1042 'the customer was called'")]
    Note {
        /// Which.
        #[command(flatten)]
        which: ExceptionId,
        /// What to note
        #[arg(value_name = "TEXT")]
        text: String,
    },
    /// Put labels on exceptions, or take them off
    #[command(after_help = "\
Examples:
  tieout queue tag EX-1042 --label month-end
  tieout queue tag EX-1042 --label month-end --remove")]
    Tag {
        /// Which.
        #[command(flatten)]
        which: ExceptionIds,
        /// The label; may be given again
        #[arg(long = "label", value_name = "LABEL", required = true)]
        labels: Vec<String>,
        /// Take the labels off
        #[arg(long)]
        remove: bool,
    },
    /// Set exceptions aside until a moment or an event; they are back earlier should their amounts change
    #[command(after_help = "\
The event is seen by the run that finds it; the moment ends the waiting for it at the latest.

Examples:
  tieout queue snooze EX-1042 --until 2026-12-01
  tieout queue snooze EX-1042 --until 3d
  tieout queue snooze EX-1042 --until-event netsuite-changed --until 14d")]
    Snooze {
        /// Which.
        #[command(flatten)]
        which: ExceptionIds,
        /// Until when: RFC 3339, a date (UTC) or a time from now such as 3d; at most 90 days ahead, which is what an
        /// event is waited for unless this says otherwise
        #[arg(long, value_name = "TIME", value_parser = when, required_unless_present = "until_event")]
        until: Option<When>,
        /// Until this is seen
        #[arg(long, value_enum, value_name = "EVENT")]
        until_event: Option<EventArg>,
    },
    /// Accept differences as they are, within what the month's tolerance budget has left
    #[command(after_help = "Example:\n  tieout queue accept EX-1042 --note 'rounding, agreed with the auditor'")]
    Accept {
        /// Which.
        #[command(flatten)]
        which: ExceptionIds,
        /// Why
        #[arg(long, value_name = "TEXT")]
        note: String,
    },
    /// Propose an action: what the run suggests, or another
    #[command(after_help = "\
Examples:
  tieout queue propose EX-1042
  tieout queue propose EX-1042 --action accept_variance --note 'the customer keeps the difference'")]
    Propose {
        /// Which.
        #[command(flatten)]
        which: ExceptionId,
        /// Another action than the suggested one
        #[arg(long, value_name = "ACTION", value_parser = action_kind())]
        action: Option<ActionKind>,
        /// Why
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
    },
    /// Approve what is proposed, or what the run suggests; signed with your key, carried out by `apply`
    #[command(after_help = "Example:\n  tieout queue approve EX-1042 EX-1043 --operator ana")]
    Approve(ExceptionIds),
    /// Turn down what is proposed, approved or suggested
    #[command(after_help = "Example:\n  tieout queue reject EX-1042 --note 'the goods came back'")]
    Reject {
        /// Which.
        #[command(flatten)]
        which: ExceptionIds,
        /// Why
        #[arg(long, value_name = "TEXT")]
        note: String,
    },
    /// Take exceptions up again that were accepted, posted, closed or set aside
    #[command(after_help = "Example:\n  tieout queue reopen EX-1042")]
    Reopen {
        /// Which.
        #[command(flatten)]
        which: ExceptionIds,
        /// Why
        #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
        note: String,
    },
}

/// One exception.
#[derive(Debug, Args)]
pub struct ExceptionId {
    /// The exception, such as EX-1042
    #[arg(value_name = "ID")]
    pub id: String,
}

/// Some exceptions.
#[derive(Debug, Args)]
pub struct ExceptionIds {
    /// The exceptions, such as EX-1042
    #[arg(value_name = "ID", required = true)]
    pub ids: Vec<String>,
}

/// The actions that can be proposed, as clap shows and reads them.
fn action_kind() -> impl TypedValueParser<Value = ActionKind> {
    let names = ActionKind::ALL.into_iter().filter(|a| a.is_decided_here());
    PossibleValuesParser::new(names.map(ActionKind::as_str))
        .try_map(|name| ActionKind::parse(&name).ok_or("no such action"))
}

/// Which exceptions.
#[derive(Debug, Args)]
pub struct QueueFilters {
    /// Whose work
    #[arg(long, value_enum, value_name = "ROUTE")]
    pub route: Option<RouteArg>,
    /// The diagnosis, such as REF-01
    #[arg(long, value_name = "CODE", value_parser = known_code)]
    pub code: Option<&'static Code>,
    /// Where it stands [default: all but closed]
    #[arg(long, value_enum, value_name = "STATE")]
    pub state: Option<StateArg>,
    /// The shop, by its name in the configuration
    #[arg(long, value_name = "NAME")]
    pub shop: Option<String>,
    /// Whose work by name
    #[arg(long, value_name = "NAME")]
    pub assignee: Option<String>,
    /// A label it has
    #[arg(long, value_name = "LABEL")]
    pub label: Option<String>,
    /// At least this urgent
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub severity: Option<SeverityArg>,
}

/// Flags of `queue list`.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// Which exceptions.
    #[command(flatten)]
    pub which: QueueFilters,
    /// One row for each cause, action and currency
    #[arg(long)]
    pub group: bool,
    /// How many, the most urgent first [default: 1000 rows of a table, all with --json]
    #[arg(long, value_name = "N", conflicts_with = "group")]
    pub limit: Option<usize>,
}

/// Flags of `review`.
#[derive(Debug, Args)]
#[command(after_help = "\
Groups come first, the most urgent on top; then their exceptions one by one. One key is one verdict, Enter decides
nothing, and approvals are signed together when you say so. What is not signed when you leave waits for the next time.

Examples:
  tieout review
  tieout review --route finance
  tieout review --code REF-01 --shop uk")]
pub struct ReviewArgs {
    /// Which exceptions.
    #[command(flatten)]
    pub which: QueueFilters,
}

/// Whose work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RouteArg {
    /// Money differs
    Finance,
    /// A customer's order is locked
    Cx,
    /// Transport, mapping, or an edit before the lock
    Engineering,
}

impl From<RouteArg> for Route {
    fn from(route: RouteArg) -> Self {
        match route {
            RouteArg::Finance => Self::Finance,
            RouteArg::Cx => Self::Cx,
            RouteArg::Engineering => Self::Engineering,
        }
    }
}

/// What something may be set aside for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum EventArg {
    /// What Shopify holds of its order changed
    OrderChanged,
    /// What NetSuite holds of it changed
    NetsuiteChanged,
    /// Its payout was paid
    PayoutPaid,
}

impl From<EventArg> for Event {
    fn from(event: EventArg) -> Self {
        match event {
            EventArg::OrderChanged => Self::OrderChanged,
            EventArg::NetsuiteChanged => Self::NetsuiteChanged,
            EventArg::PayoutPaid => Self::PayoutPaid,
        }
    }
}

/// How urgent it is, by money or by age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SeverityArg {
    /// All of them
    Low,
    /// 1,000 or a day
    Medium,
    /// 10,000 or three days
    High,
    /// 100,000 or five days
    Critical,
}

impl From<SeverityArg> for Severity {
    fn from(severity: SeverityArg) -> Self {
        match severity {
            SeverityArg::Low => Self::Low,
            SeverityArg::Medium => Self::Medium,
            SeverityArg::High => Self::High,
            SeverityArg::Critical => Self::Critical,
        }
    }
}

/// Where an exception stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StateArg {
    /// Found, nobody's yet
    Open,
    /// Somebody's work
    Assigned,
    /// Set aside until a moment
    Snoozed,
    /// An action waits for approval
    Proposed,
    /// An action waits to be sent
    Approved,
    /// An action is being sent
    Posting,
    /// An action was sent and read back
    Posted,
    /// What became of an action is not known
    Unknown,
    /// A person accepted the difference
    Accepted,
    /// Settled before, and here again
    Reopened,
    /// A later complete run no longer found it
    Closed,
}

impl From<StateArg> for ExceptionState {
    fn from(state: StateArg) -> Self {
        match state {
            StateArg::Open => Self::Open,
            StateArg::Assigned => Self::Assigned,
            StateArg::Snoozed => Self::Snoozed,
            StateArg::Proposed => Self::Proposed,
            StateArg::Approved => Self::Approved,
            StateArg::Posting => Self::Posting,
            StateArg::Posted => Self::Posted,
            StateArg::Unknown => Self::Unknown,
            StateArg::Accepted => Self::Accepted,
            StateArg::Reopened => Self::Reopened,
            StateArg::Closed => Self::Closed,
        }
    }
}

fn known_code(text: &str) -> Result<&'static Code, String> {
    code::find(text).ok_or_else(|| {
        let family = text.split('-').next().unwrap_or_default();
        let like: Vec<_> = code::all()
            .map(|c| c.id)
            .filter(|id| id.split('-').next().is_some_and(|f| f.eq_ignore_ascii_case(family)))
            .collect();
        match like.as_slice() {
            [] => "codes look like REF-01; the families are IDN EDT FUL REF PAY TAX BND CUR SYN".to_owned(),
            [first, .., last] => format!("the codes of this family are {first} to {last}"),
            [only] => format!("the only code of this family is {only}"),
        }
    })
}

/// Flags of `runs`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tieout runs list
  tieout runs show 01JD9Z3V5Q8W6X7Y0A1B2C3D4E --json")]
pub struct RunsArgs {
    /// What to do with them.
    #[command(subcommand)]
    pub command: RunsCommand,
}

/// What to do with runs.
#[derive(Debug, Subcommand)]
pub enum RunsCommand {
    /// List runs, the newest first
    #[command(after_help = "Examples:\n  tieout runs list\n  tieout runs list --json")]
    List,
    /// Show one run
    #[command(after_help = "Example:\n  tieout runs show 01JD9Z3V5Q8W6X7Y0A1B2C3D4E --json")]
    Show {
        /// The run's id, as `runs list` shows it
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Derive a run again from the facts in the store, and say whether it comes out the same
    #[command(after_help = "\
Compares every case of the run anew, at its moment and under the rules of today, and keeps nothing of it. Exit code 0 says
that the run and each of its findings come out the same, byte by byte; 3 that they do not. The store compares the
newest versions of facts alone: where they have moved on since the run, it says so.

Examples:
  tieout runs rerun 01JD9Z3V5Q8W6X7Y0A1B2C3D4E
  tieout runs rerun 01JD9Z3V5Q8W6X7Y0A1B2C3D4E --json")]
    Rerun {
        /// The run's id, as `runs list` shows it
        #[arg(value_name = "ID")]
        id: String,
    },
}
