//! What is asked of a source: from when, until when, and whether an earlier pull goes on. No I/O.

use crate::base::Moment;
use crate::model::pull::{OpenPull, Slice, SourceState};

/// A first pull reaches this far back unless it is told otherwise: what Shopify lets every app see.
pub(super) const FIRST_REACH_DAYS: i64 = 60;
/// Facts are stamped before they can be read everywhere, so each pull looks this far behind the last.
pub(super) const ORDERS_OVERLAP: i64 = 10 * 60;
/// A payout's transactions and its status change after it was issued.
pub(super) const PAYOUTS_OVERLAP: i64 = 14 * 86_400;

/// A pull that was cut off longer ago than this begins anew: Shopify keeps the files of bulk operations
/// for a week.
const GOES_ON_MAX: i64 = 6 * 86_400;

/// What a person asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ask {
    pub(super) since: Option<Moment>,
    pub(super) until: Option<Moment>,
    pub(super) full: bool,
    /// When the pull begins.
    pub(super) at: Moment,
}

impl Ask {
    /// Whether the window is the person's own: it is read beside what is read from pull to pull, and
    /// neither moves its mark nor fills its gap. Only a first pull may say how far it reaches back.
    pub(super) const fn is_window(&self, state: &SourceState) -> bool {
        let is_first = state.read_to.is_none() && state.open.is_none();
        self.until.is_some() || (self.since.is_some() && !is_first)
    }

    /// What is asked behind an earlier pull that went on: what changed since it began. `None` where it was
    /// of a window, which has nothing behind it; `after` is the state it led to.
    pub(super) fn behind(&self, after: &SourceState) -> Option<Self> {
        after.read_to.is_some().then_some(Self {
            since: None,
            full: false,
            ..*self
        })
    }

    /// From when facts are read; `None` for all there are. `overlap` is in seconds.
    pub(super) fn since(&self, state: &SourceState, overlap: i64) -> Option<Moment> {
        if self.full {
            return None;
        }
        let read_to = state.read_to.as_deref().and_then(|t| Moment::parse(t).ok());
        let before = read_to.map_or_else(
            || self.at.plus(-FIRST_REACH_DAYS * 86_400),
            |read_to| read_to.plus(-overlap),
        );
        Some(self.since.unwrap_or(before))
    }
}

/// The earlier pull that goes on, where there is one that fits what is asked.
pub(super) fn goes_on(state: &SourceState, ask: &Ask) -> Option<OpenPull> {
    let open = state.open.as_ref()?;
    let text = |t: Option<Moment>| t.map(|t| t.to_string());
    let joins = if ask.full {
        open.since.is_none()
    } else {
        ask.since.is_none() || text(ask.since) == open.since
    };
    // What stopped before it was planned has no slices: there is nothing to go on with.
    let fits = !open.slices.is_empty() && ask.at < open.began.plus(GOES_ON_MAX) && text(ask.until) == open.until;
    (fits && joins).then(|| OpenPull {
        stopped: None,
        ..open.clone()
    })
}

/// A pull that begins.
pub(super) fn begin(ask: &Ask, since: Option<String>, slices: Vec<Slice>) -> OpenPull {
    OpenPull {
        pull: 0,
        began: ask.at,
        since,
        until: ask.until.map(|t| t.to_string()),
        mark: None,
        slices,
        stopped: None,
    }
}

/// Up to where a source is read once a pull has come to its end. A window that begins behind what was
/// read before leaves a gap, and moves nothing. Marks of one source compare as texts.
pub(super) fn read_to(before: Option<&str>, open: &OpenPull) -> Option<String> {
    let reached = open.mark.clone().or_else(|| open.since.clone());
    let Some(before) = before else { return reached };
    let joins = open.since.as_deref().is_none_or(|since| since <= before);
    match reached {
        Some(reached) if joins && reached.as_str() > before => Some(reached),
        _ => Some(before.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: Moment = Moment::from_seconds(1_795_000_000);

    fn ask() -> Ask {
        Ask {
            since: None,
            until: None,
            full: false,
            at: AT,
        }
    }

    fn state(read_to: &str) -> SourceState {
        SourceState {
            read_to: Some(read_to.to_owned()),
            ..SourceState::default()
        }
    }

    #[test]
    fn a_first_pull_reaches_back_and_later_ones_overlap() {
        let first = ask().since(&SourceState::default(), ORDERS_OVERLAP).unwrap();
        assert_eq!(AT.seconds() - first.seconds(), 60 * 86_400);
        let later = ask().since(&state("2026-11-01T00:10:00Z"), ORDERS_OVERLAP).unwrap();
        assert_eq!(later.to_string(), "2026-11-01T00:00:00Z");
        assert_eq!(
            Ask { full: true, ..ask() }.since(&state("2026-11-01T00:10:00Z"), 0),
            None
        );
    }

    #[test]
    fn only_a_window_that_joins_what_was_read_moves_the_mark() {
        let open = |since: Option<&str>, mark: Option<&str>| OpenPull {
            mark: mark.map(str::to_owned),
            ..begin(&ask(), since.map(str::to_owned), Vec::new())
        };
        let to = |before, since, mark| read_to(before, &open(since, mark));
        assert_eq!(to(None, Some("b"), Some("d")).as_deref(), Some("d"));
        assert_eq!(
            to(None, Some("b"), None).as_deref(),
            Some("b"),
            "nothing came, and it was read"
        );
        assert_eq!(to(Some("c"), Some("b"), Some("d")).as_deref(), Some("d"));
        assert_eq!(to(Some("c"), Some("b"), None).as_deref(), Some("c"));
        assert_eq!(
            to(Some("c"), Some("d"), Some("e")).as_deref(),
            Some("c"),
            "a gap between"
        );
        assert_eq!(to(Some("c"), None, Some("e")).as_deref(), Some("e"));
    }

    #[test]
    fn an_earlier_pull_goes_on_only_where_it_fits() {
        let mut held = state("2026-11-01T00:10:00Z");
        assert_eq!(goes_on(&held, &ask()), None);
        held.open = Some(begin(&ask(), None, Vec::new()));
        assert_eq!(goes_on(&held, &ask()), None, "it stopped before it was planned");
        held.open = Some(OpenPull {
            stopped: Some("no answer".to_owned()),
            ..begin(&ask(), Some("2026-10-01T00:00:00Z".to_owned()), vec![Slice::default()])
        });
        assert_eq!(goes_on(&held, &ask()).unwrap().stopped, None);
        let since = |text: &str| Ask {
            since: Some(Moment::parse(text).unwrap()),
            ..ask()
        };
        assert!(goes_on(&held, &since("2026-10-01T00:00:00Z")).is_some());
        assert!(goes_on(&held, &since("2026-09-01T00:00:00Z")).is_none());
        assert!(goes_on(&held, &Ask { full: true, ..ask() }).is_none());
        let at = AT.plus(7 * 86_400);
        assert!(goes_on(&held, &Ask { at, ..ask() }).is_none(), "too long ago");
        let until = Some(AT);
        assert!(goes_on(&held, &Ask { until, ..ask() }).is_none());
    }

    #[test]
    fn only_a_first_pull_may_say_how_far_it_reaches_back() {
        let since = Ask {
            since: Some(AT),
            ..ask()
        };
        assert!(!since.is_window(&SourceState::default()));
        assert!(since.is_window(&state("2026-11-01T00:10:00Z")));
        assert!(!ask().is_window(&state("2026-11-01T00:10:00Z")));
        let cut_off = SourceState {
            open: Some(begin(&ask(), None, Vec::new())),
            ..SourceState::default()
        };
        assert!(
            since.is_window(&cut_off),
            "the gap of what was cut off is not filled by it"
        );
        let until = Some(AT);
        assert!(Ask { until, ..ask() }.is_window(&SourceState::default()));
    }
}
