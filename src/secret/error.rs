//! Why a secret could not be had. None of it repeats the secret.

use thiserror::Error;

/// A secret could not be had or kept.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SecretError {
    /// No keyring answers on this machine.
    #[error("no keyring answers here ({why})")]
    NoKeyring {
        /// What each of them said.
        why: String,
    },
    /// The keyring answers and does not hold it.
    #[error("the keyring holds nothing named `{name}`")]
    NotKept {
        /// The entry's name.
        name: String,
    },
    /// The keyring refuses, because it is locked for instance.
    #[error("the keyring refuses `{name}`: {what}")]
    Refused {
        /// The entry's name.
        name: String,
        /// What the system said.
        what: String,
    },
    /// An environment variable is not set.
    #[error("the environment variable {name} is not set")]
    NotSet {
        /// The variable.
        name: String,
    },
    /// A file cannot be read or written.
    #[error("{path}: {what}")]
    File {
        /// The file.
        path: String,
        /// What the system said.
        what: String,
    },
    /// A file that others may read.
    #[error("{path} may be read by others")]
    NotPrivate {
        /// The file.
        path: String,
    },
    /// A command did not give a secret.
    #[error("the command `{program}` {what}")]
    Command {
        /// The program, without its arguments.
        program: String,
        /// What happened.
        what: String,
    },
    /// More than a secret can be.
    #[error("{from} gives more than 65,536 bytes, which no secret has")]
    TooLong {
        /// The reference.
        from: String,
    },
    /// Not UTF-8.
    #[error("{from} gives something that is not UTF-8 text")]
    NotText {
        /// The reference.
        from: String,
    },
    /// Nothing.
    #[error("{from} gives nothing")]
    Empty {
        /// The reference.
        from: String,
    },
    /// A name that an entry cannot have.
    #[error("`{name}` cannot name a secret: {what}")]
    Name {
        /// The name.
        name: String,
        /// What is wrong with it.
        what: &'static str,
    },
}
