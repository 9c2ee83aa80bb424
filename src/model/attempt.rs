//! Attempts to carry an action out that came to nothing: of what class, and what clears it.

use serde::{Deserialize, Serialize};

use super::code::{Code, Family};
use crate::base::Moment;

/// What kind of obstacle an attempt met. Who can clear it follows from that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// The request or its answer was lost, or turned away because there was too much to do.
    Transport,
    /// The role may not.
    Permission,
    /// A name or an id means nothing to NetSuite, or nothing is mapped to it.
    Mapping,
    /// What would have been written is not what was approved, or a rule forbids it.
    BusinessRule,
    /// The record, or what it belongs to, takes no change now.
    Lock,
}

impl Class {
    /// Every class.
    pub const ALL: [Self; 5] = [
        Self::Transport,
        Self::Permission,
        Self::Mapping,
        Self::BusinessRule,
        Self::Lock,
    ];

    /// The name in machine output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Transport => "transport",
            Self::Permission => "permission",
            Self::Mapping => "mapping",
            Self::BusinessRule => "business_rule",
            Self::Lock => "lock",
        }
    }

    /// Reads the stored name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.as_str() == text)
    }

    /// What clears it.
    #[must_use]
    pub const fn cleared_by(self) -> &'static str {
        match self {
            Self::Transport => "nothing to mend: `tieout replay --failed` tries again once NetSuite is reached",
            Self::Permission => "NetSuite's administrator gives the role what `tieout doctor` says it lacks",
            Self::Mapping => {
                "map the item, account or field in the configuration or in NetSuite, then `tieout replay --failed`"
            }
            Self::BusinessRule => {
                "`tieout replay --failed` plans it anew from what both sides hold now; refused again, it is for a person"
            }
            Self::Lock => {
                "whoever holds the record, the workflow or the period lets it go, then `tieout replay --failed`"
            }
        }
    }

    /// The class of a failure of the catalogue; `None` where its code does not tell.
    #[must_use]
    pub fn of_code(code: &Code) -> Option<Self> {
        if code.family != Family::Syn {
            return None;
        }
        match code.id {
            "SYN-01" | "SYN-02" | "SYN-03" | "SYN-04" | "SYN-17" => Some(Self::Transport),
            "SYN-05" | "SYN-06" | "SYN-07" | "SYN-08" | "SYN-09" | "SYN-16" => Some(Self::Lock),
            "SYN-10" | "SYN-15" => Some(Self::Mapping),
            _ => None,
        }
    }
}

/// An attempt that did not carry its action out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// When it ended.
    pub at: Moment,
    /// Who made it.
    pub who: String,
    /// How it ended: `refused`, `not sent`, `lost` (without an answer), `clear` (known not to be taken), `withdrawn`.
    pub end: String,
    /// Why.
    pub why: String,
    /// The failure of the catalogue that it is, where that can be told.
    pub code: Option<String>,
    /// Its class.
    pub class: Class,
}
