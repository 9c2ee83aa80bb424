//! `operator`, `audit` and `actions`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::base::Amount;
use crate::model::action::ActionState;
use crate::model::journal::Head;

/// Flags of `operator`.
#[derive(Debug, Args)]
#[command(after_help = "\
The configuration is the list of who may approve: put the printed entry into it.

Examples:
  tieout operator enroll ana --role finance --limit 500.00
  tieout operator list")]
pub struct OperatorArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: OperatorCommand,
}

/// What to do with operators.
#[derive(Debug, Subcommand)]
pub enum OperatorCommand {
    /// Make a key for an operator and print the entry for the configuration
    #[command(after_help = "\
The private key goes into the keyring; where none answers, into a private file of the data directory, or
into --key-file. A headless host names it with TIEOUT_OPERATOR_KEY=env:NAME, file:PATH or command:PROGRAM.

Examples:
  tieout operator enroll ana --role finance --limit 500.00
  tieout operator enroll night-shift --key-file /etc/tieout/night.key --json")]
    Enroll {
        /// The name, as --operator gives it
        #[arg(value_name = "NAME")]
        name: String,
        /// What the operator works as
        #[arg(long, value_name = "ROLE")]
        role: Option<String>,
        /// The largest amount of one approval
        #[arg(long, value_name = "AMOUNT", value_parser = amount)]
        limit: Option<Amount>,
        /// Where to keep the private key instead of the keyring
        #[arg(long, value_name = "PATH")]
        key_file: Option<PathBuf>,
    },
    /// List who may approve what, and whose key is on this machine
    #[command(after_help = "Examples:\n  tieout operator list\n  tieout operator list --json")]
    List,
}

/// Flags of `audit`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tieout audit verify
  tieout audit verify --head 1042:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
  tieout audit export > journal.jsonl
  tieout audit head >> /mnt/worm/tieout-heads.txt")]
pub struct AuditArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: AuditCommand,
}

/// What to do with the journal.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Check that no row of the journal was changed, removed or put elsewhere, and that every approval is signed
    #[command(after_help = "\
Rows taken off the end are found by the store's own note of the end, and by an end that was noted outside: keep what
`audit head` prints where nobody can change it. Exit code 3 says that something is not as it was written.

Examples:
  tieout audit verify
  tieout audit verify --head 1042:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    Verify {
        /// An end of the journal that was noted outside
        #[arg(long, value_name = "HEAD", value_parser = head)]
        head: Option<Head>,
    },
    /// Write the journal, a JSON row a line
    #[command(after_help = "Example:\n  tieout audit export > journal.jsonl")]
    Export,
    /// Print the end of the journal, to be noted outside
    #[command(after_help = "Example:\n  tieout audit head >> /mnt/worm/tieout-heads.txt")]
    Head,
}

/// Flags of `actions`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tieout actions list --state approved
  tieout actions show ACT-7
  tieout actions prove ACT-7")]
pub struct ActionsArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: ActionsCommand,
}

/// What to do with actions.
#[derive(Debug, Subcommand)]
pub enum ActionsCommand {
    /// List planned and sent writes
    #[command(after_help = "Examples:\n  tieout actions list\n  tieout actions list --state approved --json")]
    List {
        /// Where they stand
        #[arg(long, value_name = "STATE", value_parser = action_state)]
        state: Option<ActionState>,
    },
    /// Show one: what it writes, what it rests on, who approved it
    #[command(after_help = "Example:\n  tieout actions show ACT-7")]
    Show(ActionId),
    /// Print the evidence chain of one: from the finding to the run that closed it, each link checked
    #[command(after_help = "\
Each link is named with the journal's row it rests on: the finding, the proposal, the approval and its signature, each
request with its intent, the hash of its body, the answer and the read-back, and the run that found the matter settled.
The approved plan's bodies are made anew and must have the hashes that were written down before they were sent. Exit
code 3 says that a link is missing or does not hold.

Examples:
  tieout actions prove ACT-7
  tieout actions prove ACT-7 --json | jq '.links[] | select(.holds | not)'")]
    Prove(ActionId),
    /// Propose the reversal of a posted action; it waits for approval like any other
    #[command(after_help = "\
A journal entry is reversed by another one, lines that were closed are opened again. What NetSuite's services cannot
reverse (credits, refunds, bank deposits) is refused, with what a person does in NetSuite instead. The reversal is
approved, previewed, sent once and read back like every write; until then nothing has happened.

Examples:
  tieout actions undo ACT-7 --note 'booked twice'
  tieout queue approve EX-1042
  tieout apply")]
    Undo {
        /// The action and its id
        #[command(flatten)]
        which: ActionId,
        /// Why
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
    },
}

/// One action.
#[derive(Debug, Args)]
pub struct ActionId {
    /// The action, such as ACT-7
    #[arg(value_name = "ID")]
    pub id: String,
}

fn amount(text: &str) -> Result<Amount, String> {
    match Amount::parse(text) {
        Ok(amount) if amount >= Amount::ZERO => Ok(amount),
        _ => Err("write an amount such as 500.00".to_owned()),
    }
}

fn head(text: &str) -> Result<Head, String> {
    Head::parse(text).ok_or_else(|| "write it as `tieout audit head` prints it: 1042:9f86…".to_owned())
}

fn action_state(text: &str) -> Result<ActionState, String> {
    ActionState::parse(text).ok_or_else(|| {
        let names = ActionState::ALL.map(ActionState::as_str);
        format!("the states are {}", names.join(", "))
    })
}
