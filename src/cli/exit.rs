//! Exit codes: what cron jobs and scripts rely on.

/// How a command ended. The numbers are part of the command-line contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Exit {
    /// Done; nothing open at or above `--fail-on`.
    Done = 0,
    /// Internal error (a bug).
    Internal = 1,
    /// Usage or configuration.
    Usage = 2,
    /// Differences are open.
    Differences = 3,
    /// Sign-in or permission refused.
    Refused = 4,
    /// Some writes were refused.
    WritesRefused = 5,
    /// The outcome of a write is unknown.
    Unknown = 6,
    /// A remote was unavailable or a pull is incomplete; nothing was closed.
    Incomplete = 7,
    /// Store busy, or written by a newer version.
    Store = 8,
    /// Interrupted; state is saved.
    Interrupted = 130,
}

impl Exit {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Done,
        Self::Internal,
        Self::Usage,
        Self::Differences,
        Self::Refused,
        Self::WritesRefused,
        Self::Unknown,
        Self::Incomplete,
        Self::Store,
        Self::Interrupted,
    ];

    /// The number.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The word in machine output.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Internal => "internal_error",
            Self::Usage => "usage_or_configuration",
            Self::Differences => "differences_open",
            Self::Refused => "permission_refused",
            Self::WritesRefused => "writes_refused",
            Self::Unknown => "outcome_unknown",
            Self::Incomplete => "incomplete",
            Self::Store => "store_busy_or_newer",
            Self::Interrupted => "interrupted",
        }
    }
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::Exit;

    #[test]
    fn the_numbers_never_change() {
        let all: Vec<_> = Exit::ALL.iter().map(|e| (e.code(), e.reason())).collect();
        assert_eq!(
            all,
            [
                (0, "done"),
                (1, "internal_error"),
                (2, "usage_or_configuration"),
                (3, "differences_open"),
                (4, "permission_refused"),
                (5, "writes_refused"),
                (6, "outcome_unknown"),
                (7, "incomplete"),
                (8, "store_busy_or_newer"),
                (130, "interrupted"),
            ]
        );
    }
}
