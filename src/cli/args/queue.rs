//! `explain`, `queue` and `runs`.

use clap::{Args, Subcommand, ValueEnum};

use crate::model::code::{self, Code, Route};
use crate::model::exception::ExceptionState;

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
  tieout queue show EX-1042 --json")]
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
  tieout queue list --state closed --json")]
    List(QueueFilters),
    /// Show one exception: both sides, the parts of its delta, what to do
    #[command(after_help = "Example:\n  tieout queue show EX-1042")]
    Show(ExceptionId),
}

/// One exception.
#[derive(Debug, Args)]
pub struct ExceptionId {
    /// The exception, such as EX-1042
    #[arg(value_name = "ID")]
    pub id: String,
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
    /// Where it stands [default: open and reopened]
    #[arg(long, value_enum, value_name = "STATE")]
    pub state: Option<StateArg>,
    /// The shop, by its name in the configuration
    #[arg(long, value_name = "NAME")]
    pub shop: Option<String>,
    /// One row for each cause, action and currency
    #[arg(long)]
    pub group: bool,
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

/// Where an exception stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StateArg {
    /// Found, nobody's yet
    Open,
    /// Closed before, found again
    Reopened,
    /// A later complete run no longer found it
    Closed,
}

impl From<StateArg> for ExceptionState {
    fn from(state: StateArg) -> Self {
        match state {
            StateArg::Open => Self::Open,
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
}
