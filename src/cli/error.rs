//! From an error to what is said and the exit code: the one place where advice is added.

use std::io;

use super::Exit;
use crate::approve::Refusal;
use crate::base::clean;
use crate::config::ConfigError;
use crate::flow::FlowError;
use crate::flow::init::InitError;
use crate::flow::secrets::mend;
use crate::http::{SignInError, TransportError};
use crate::import::{ImportError, Problem};
use crate::secret::SecretError;
use crate::store::StoreError;

/// A command that could not be carried out, ready to be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// What happened, what to do next, and the exit code.
    Said {
        message: Vec<String>,
        hints: Vec<String>,
        exit: Exit,
    },
    /// Whoever read the output has gone: nothing to say, and nothing went wrong.
    BrokenPipe,
}

/// How many faulty rows are said one by one; machine output has more.
const SHOWN: usize = 20;

impl Failure {
    /// A failure with one line.
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self::Said {
            message: vec![message.into()],
            hints: Vec::new(),
            exit,
        }
    }

    /// Adds advice.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        if let Self::Said { hints, .. } = &mut self {
            hints.push(hint.into());
        }
        self
    }

    /// Files with faulty rows; `landed` says whether their good rows are kept all the same.
    pub(crate) fn faulty(problems: &[Problem], count: u64, landed: bool) -> Self {
        let mut message: Vec<String> = problems.iter().take(SHOWN).map(ToString::to_string).collect();
        let more = count.saturating_sub(message.len() as u64);
        if more > 0 {
            message.push(format!("and {more} more"));
        }
        let rows = if count == 1 {
            "1 fault".to_owned()
        } else {
            format!("{count} faults")
        };
        let failure = Self::Said {
            hints: Vec::new(),
            exit: Exit::Usage,
            message,
        };
        if landed {
            failure.hint(format!(
                "{rows}; the good rows landed. Mend the faulty ones and import the file again"
            ))
        } else {
            failure.hint(format!(
                "{rows}; nothing landed. Mend the rows, or use --keep-going to land the good ones"
            ))
        }
    }

    /// What happened, as one text.
    pub(crate) fn message(&self) -> String {
        match self {
            Self::Said { message, .. } => message.join("; "),
            Self::BrokenPipe => String::new(),
        }
    }

    /// The exit code.
    pub(crate) const fn exit(&self) -> Exit {
        match self {
            Self::Said { exit, .. } => *exit,
            Self::BrokenPipe => Exit::Done,
        }
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::Said {
            message: error.faults.iter().map(ToString::to_string).collect(),
            hints: if error.faults.iter().any(|fault| fault.line > 0) {
                vec!["`tieout config schema` describes every key".to_owned()]
            } else {
                Vec::new()
            },
            exit: Exit::Usage,
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let message = clean(&error.to_string()).into_owned();
        let of_the_system = error.is_of_the_system();
        match error {
            StoreError::Busy { .. } => Self::new(Exit::Store, message).hint("wait until it is done and try again"),
            StoreError::Newer { .. } => Self::new(Exit::Store, message)
                .hint("use that newer version, or another store with --store sqlite:PATH"),
            StoreError::OtherLayout { .. } => Self::new(Exit::Store, message)
                .hint("use that version, or name a new store with --store sqlite:PATH and import the files again"),
            StoreError::Open { .. } => Self::new(Exit::Usage, message)
                .hint("see that the directory exists and is yours, or name another store with --store sqlite:PATH"),
            StoreError::NotAStore { .. } => Self::new(Exit::Usage, message)
                .hint("name another file with --store sqlite:PATH; this one was left as it is"),
            _ if of_the_system => Self::new(Exit::Usage, message)
                .hint("see that its disk has room, that the file is yours to write, and that it is not damaged"),
            _ => Self::new(Exit::Internal, message).hint(BUG),
        }
    }
}

const BUG: &str = "this should not happen; run it again with TIEOUT_LOG=debug and report what it says";

impl From<FlowError> for Failure {
    fn from(error: FlowError) -> Self {
        match error {
            FlowError::Config(message) => Self::new(Exit::Usage, clean(&message)),
            FlowError::Store(error) => error.into(),
            FlowError::Input {
                problems,
                count,
                landed,
            } => Self::faulty(&problems, count, landed),
            FlowError::Import(error) => error.into(),
            FlowError::Secret(error) => error.into(),
            FlowError::SignIn(error) => error.into(),
            FlowError::NotFound(message) | FlowError::Conflict(message) => Self::new(Exit::Usage, clean(&message)),
            FlowError::Taken(message) => Self::new(Exit::Store, clean(&message)),
            FlowError::Refused(refusal) => refusal.into(),
            FlowError::Unproven(message) => Self::new(Exit::Refused, clean(&message)),
            FlowError::Internal(message) => Self::new(Exit::Internal, clean(&message)).hint(BUG),
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        let message = clean(&refusal.to_string()).into_owned();
        match refusal {
            Refusal::Nobody | Refusal::NotListed { .. } => Self::new(Exit::Refused, message).hint(
                "`tieout operator enroll NAME` makes a key and prints the [[approval.operators]] entry for the configuration",
            ),
            Refusal::SamePerson { .. } => Self::new(Exit::Refused, message)
                .hint("another operator approves it with --operator NAME, on a machine that has their key"),
            Refusal::OverLimit { .. } => {
                Self::new(Exit::Refused, message).hint("an operator with a higher limit may approve it")
            }
            Refusal::OtherKey { .. } => Self::new(Exit::Refused, message)
                .hint("see `tieout operator list`; the configuration has the public key, this machine the private one"),
            Refusal::Stale { .. } => Self::new(Exit::Usage, message)
                .hint("`tieout pull` and `tieout reconcile`, then propose and approve it again"),
            Refusal::NotByPolicy { .. } => {
                Self::new(Exit::Refused, message).hint("`tieout queue approve` has somebody approve it")
            }
            Refusal::Forged { .. } => Self::new(Exit::Refused, message).hint("see `tieout audit verify`"),
            Refusal::Unwritable { .. } => Self::new(Exit::Internal, message).hint(BUG),
        }
    }
}

impl From<SecretError> for Failure {
    fn from(error: SecretError) -> Self {
        let failure = Self::new(Exit::Usage, clean(&error.to_string()));
        match mend(&error) {
            Some(mend) => failure.hint(mend),
            None => failure,
        }
    }
}

impl From<InitError> for Failure {
    fn from(error: InitError) -> Self {
        let message = clean(&error.to_string()).into_owned();
        match error {
            InitError::Exists(_) => Self::new(Exit::Usage, message)
                .hint("replace it with --force, or name another file with --config FILE; it was left as it is"),
            InitError::Config(error) => error.into(),
            InitError::Secret(error) => error.into(),
            InitError::Write { .. } => Self::new(Exit::Usage, message).hint("see that the directory is yours"),
        }
    }
}

impl From<SignInError> for Failure {
    fn from(error: SignInError) -> Self {
        Self::new(Exit::Refused, clean(&error.to_string())).hint("`tieout doctor` says what the sign-in needs")
    }
}

impl From<TransportError> for Failure {
    fn from(error: TransportError) -> Self {
        Self::new(Exit::Incomplete, clean(&error.to_string())).hint("see that the network is there and try again")
    }
}

impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Self {
        let message = clean(&error.to_string()).into_owned();
        match error {
            ImportError::Io { .. } => {
                Self::new(Exit::Usage, message).hint("see that the file is there and that you may read it")
            }
            ImportError::Unusable { .. } => Self::new(Exit::Usage, message).hint("nothing landed"),
            ImportError::Sink(_) => Self::new(Exit::Internal, message).hint(BUG),
        }
    }
}

/// Errors of writing the answer.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Self::BrokenPipe
        } else {
            Self::new(Exit::Internal, format!("cannot write the answer: {error}"))
        }
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        match error.io_error_kind() {
            Some(kind) => io::Error::from(kind).into(),
            None => Self::new(Exit::Internal, format!("cannot write the answer: {error}")).hint(BUG),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exit(error: impl Into<Failure>) -> u8 {
        error.into().exit().code()
    }

    #[test]
    fn every_error_has_its_code() {
        let path = || "x.db".to_owned();
        assert_eq!(exit(FlowError::Config("no shop `us`".to_owned())), 2);
        assert_eq!(exit(FlowError::NotFound("no order `#9`".to_owned())), 2);
        assert_eq!(exit(FlowError::Internal("?".to_owned())), 1);
        assert_eq!(exit(FlowError::Store(StoreError::Busy { path: path() })), 8);
        let newer = StoreError::Newer {
            path: path(),
            found: 9,
            known: 1,
        };
        assert_eq!(exit(newer), 8);
        assert_eq!(exit(StoreError::NotAStore { path: path() }), 2);
        assert_eq!(exit(io::Error::from(io::ErrorKind::BrokenPipe)), 0);
        assert_eq!(exit(io::Error::from(io::ErrorKind::StorageFull)), 1);
    }

    #[test]
    fn faults_are_bounded_and_counted() {
        let problem = Problem {
            file: "a\u{1b}[2J.csv".to_owned(),
            line: 7,
            column: "Total".to_owned(),
            value: "1,0".to_owned(),
            what: "is no amount".to_owned(),
            mend: "write 1.0".to_owned(),
        };
        let Failure::Said { message, hints, exit } = Failure::faulty(&vec![problem; 30], 1_500, false) else {
            panic!("said")
        };
        assert_eq!(message.len(), SHOWN + 1);
        assert_eq!(message[SHOWN], "and 1480 more");
        assert!(!message[0].contains('\u{1b}'));
        assert!(hints[0].starts_with("1500 faults; nothing landed"));
        assert_eq!(exit, Exit::Usage);
    }
}
