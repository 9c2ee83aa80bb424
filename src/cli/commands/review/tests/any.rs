//! Any keys in any order.

use proptest::prelude::*;

use super::pages::size;
use super::{at, offer, pending, session};
use crate::cli::Key;
use crate::cli::commands::review::page::page;
use crate::cli::commands::review::session::Session;
use crate::cli::commands::review::values::{Mark, Pending, Place, Question, Turn, Verdict};
use crate::queue::Back;

/// A key, and how the world answers what it asks for.
fn step() -> impl Strategy<Value = (Key, u8)> {
    let keys = "aArcpntzkuso?glqdb/j ".chars().map(Key::Char);
    let keys: Vec<Key> = keys
        .chain([Key::Enter, Key::Left, Key::Right, Key::Up, Key::Down])
        .collect();
    (prop::sample::select(keys), any::<u8>())
}

/// Does what a turn asks for, one way or another.
fn follow(session: &mut Session, turn: Turn, luck: u8) {
    let mut next = turn;
    for _ in 0..20 {
        let number = at(session).unwrap_or(1);
        next = match next {
            Turn::Show | Turn::Leave => return,
            Turn::Look if luck.is_multiple_of(5) => session.claimed("claimed", "bo"),
            Turn::Look => {
                session.looked(luck.is_multiple_of(7).then_some("closed"));
                return;
            }
            Turn::Ask(Question::Total) => {
                session.answered(Question::Total, Some(["411.50", "no"][usize::from(luck % 2)]))
            }
            Turn::Ask(question) => session.answered(question, ["3d", "ex-2", ""].get(usize::from(luck % 4)).copied()),
            Turn::Offer(_) | Turn::OfferAll(_) | Turn::Write(_) | Turn::Back { .. } if luck.is_multiple_of(3) => {
                session.refused("refused")
            }
            Turn::Offer(number) => session.pend(vec![pending(number)]),
            Turn::OfferAll(numbers) => session.offered(offer(&numbers[..1])),
            Turn::Write(Verdict::Note(_)) => session.written("noted", (number, 9), Back::None("no"), true),
            Turn::Write(_) => session.written("snoozed", (number, 9), Back::Reopen, false),
            Turn::Back { number, .. } => session.taken_back(number, "open"),
            Turn::Sign => {
                let each = |p: &Pending| (p.looked.number, Ok("approved".to_owned()));
                session.signed(session.pending.iter().map(each).collect())
            }
        };
    }
    panic!("the session asks for ever: {next:?}");
}

proptest! {
    /// Whatever is typed: what is marked as approved is what waits to be signed, each once, and Enter
    /// changes none of it.
    #[test]
    fn what_is_shown_as_approved_is_what_waits(steps in prop::collection::vec(step(), 1..60)) {
        let mut session = session();
        for (key, luck) in steps {
            let before = (session.pending.clone(), session.decided);
            let turn = session.key(key);
            follow(&mut session, turn, luck);
            if key == Key::Enter {
                prop_assert_eq!(&before, &(session.pending.clone(), session.decided));
            }
            let mut waiting: Vec<u64> = session.pending.iter().map(|p| p.looked.number).collect();
            waiting.sort_unstable();
            let entries = session.groups.iter().flat_map(|g| &g.entries);
            let marked: Vec<u64> = entries.filter(|e| e.mark == Mark::Pending).map(|e| e.number).collect();
            prop_assert_eq!(waiting, marked);
            prop_assert!(session.place == Place::Groups || session.entry().is_some());
            page(&mut session, None, size(80, Some(24)));
        }
    }
}
