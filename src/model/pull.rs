//! How far the facts of a source have been read.

use serde::{Deserialize, Serialize};

use crate::base::Moment;

/// What is known of one source of facts: a shop's orders, a shop's payouts, NetSuite's documents.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SourceState {
    /// Everything that changed up to this mark has landed. A text of the source's own: a moment as it
    /// spells it.
    pub read_to: Option<String>,
    /// When the last pull of it that came to its end began.
    pub complete_at: Option<Moment>,
    /// A pull that has not come to its end.
    pub open: Option<OpenPull>,
    /// Kinds of facts the source withholds, and why, one sentence each.
    pub withheld: Vec<String>,
}

impl SourceState {
    /// Why a comparison must not take what is not there for what does not exist; `None` where it may.
    #[must_use]
    pub fn gap(&self) -> Option<String> {
        if let Some(reason) = self.withheld.first() {
            return Some(reason.clone());
        }
        let open = self.open.as_ref()?;
        Some(match &open.stopped {
            Some(why) => format!("the last pull stopped: {why}"),
            None => "the last pull did not come to its end".to_owned(),
        })
    }
}

/// A pull on its way. It is kept with every page that lands, so that it goes on where it was cut off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenPull {
    /// The batch of the store its pages land in; 0 before the first one.
    pub pull: i64,
    /// When it began.
    pub began: Moment,
    /// Facts changed from here on are read (the source's own text); all of them where it is `None`.
    pub since: Option<String>,
    /// Facts changed after this are left to the next pull.
    pub until: Option<String>,
    /// The mark that holds once it has come to its end.
    pub mark: Option<String>,
    /// Its pieces.
    pub slices: Vec<Slice>,
    /// Why it stopped, where it was not simply cut off.
    pub stopped: Option<String>,
}

impl OpenPull {
    /// How many facts the source says there are.
    #[must_use]
    pub fn told(&self) -> u64 {
        self.slices.iter().map(|s| s.told).sum()
    }

    /// How many of them have landed.
    #[must_use]
    pub fn landed(&self) -> u64 {
        self.slices.iter().map(|s| s.landed).sum()
    }

    /// Whether every piece was read to its end.
    #[must_use]
    pub fn is_read(&self) -> bool {
        self.slices.iter().all(|s| s.done)
    }
}

/// A piece of a pull that is read page by page, side by side with the others.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Slice {
    /// Where it begins, and where it ends; what that means is the source's own affair.
    pub from: String,
    /// The end.
    pub to: String,
    /// The last page that has landed; `None` before the first.
    pub after: Option<String>,
    /// How many facts the source says it has.
    pub told: u64,
    /// How many of them have landed.
    pub landed: u64,
    /// Whether it was read to its end.
    pub done: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(stopped: Option<&str>) -> OpenPull {
        OpenPull {
            pull: 1,
            began: Moment::from_seconds(0),
            since: None,
            until: None,
            mark: None,
            slices: vec![Slice::default()],
            stopped: stopped.map(str::to_owned),
        }
    }

    #[test]
    fn a_source_with_a_gap_says_so() {
        let mut state = SourceState::default();
        assert_eq!(state.gap(), None, "what was never pulled may have come from files");
        state.open = Some(open(None));
        assert_eq!(state.gap().unwrap(), "the last pull did not come to its end");
        state.open = Some(open(Some("sign-in refused")));
        assert_eq!(state.gap().unwrap(), "the last pull stopped: sign-in refused");
        state.withheld.push("payouts: the scope is missing".to_owned());
        state.open = None;
        assert_eq!(state.gap().unwrap(), "payouts: the scope is missing");
    }
}
