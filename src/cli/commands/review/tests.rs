//! A review without a terminal: keys in, turns out.

mod any;
mod pages;

use pages::size;

use super::page::page;
use super::session::Session;
use super::values::{Entry, Group, Mark, Offer, Over, Pending, Place, Question, Turn, Verdict};
use crate::base::{Amount, Currency};
use crate::cli::Key;
use crate::flow::queue::Looked;
use crate::model::build::gbp;
use crate::model::code::{edt, refunds};
use crate::model::exception::Event;
use crate::model::finding::ActionKind;
use crate::queue::{Back, GroupKey};

fn entry(number: u64) -> Entry {
    Entry {
        number,
        subject: format!("#{number}"),
        delta: Amount::cents(-1_050),
        words: format!("ex-{number} #{number} wool"),
        mark: Mark::Left,
    }
}

fn group(action: Option<ActionKind>, currency: Currency, numbers: std::ops::Range<u64>) -> Group {
    let code = if action.is_some() {
        &refunds::REF_01
    } else {
        &edt::EDT_11
    };
    Group {
        key: GroupKey { code, action, currency },
        delta: numbers.clone().map(|_| Amount::cents(-1_050)).sum(),
        age: 7,
        entries: numbers.map(entry).collect(),
    }
}

/// Three refunds to credit, and two things that a person does.
fn groups() -> Vec<Group> {
    vec![
        group(Some(ActionKind::CreateCreditMemo), gbp(), 1..4),
        group(None, gbp(), 4..6),
    ]
}

fn session() -> Session {
    Session::new(groups(), None, Vec::new())
}

fn pending(number: u64) -> Pending {
    Pending {
        looked: Looked {
            number,
            revision: 7,
            act: format!("act of {number}"),
        },
        kind: ActionKind::CreateCreditMemo,
        amount: Amount::cents(41_150),
        currency: gbp(),
    }
}

fn offer(numbers: &[u64]) -> Offer {
    Offer {
        pending: numbers.iter().map(|n| pending(*n)).collect(),
        currency: gbp(),
        left_out: vec!["EX-9: claimed".to_owned()],
        writes: Vec::new(),
    }
}

fn letter(session: &mut Session, letter: char) -> Turn {
    session.key(Key::Char(letter))
}

/// The session with its first group open.
fn opened() -> Session {
    let mut session = session();
    assert_eq!(letter(&mut session, 'o'), Turn::Look);
    session.looked(None);
    session
}

fn at(session: &Session) -> Option<u64> {
    session.entry().map(|e| e.number)
}

fn said(session: &Session, what: &str) {
    assert!(session.notices.join("\n").contains(what), "{:?}", session.notices);
}

#[test]
fn enter_decides_nothing_anywhere() {
    for prepare in [session, opened] {
        let mut session = prepare();
        session.notices.clear();
        let before = session.clone();
        assert_eq!(session.key(Key::Enter), Turn::Show);
        said(&session, "Enter decides nothing");
        session.notices.clear();
        assert_eq!(session, before);
    }
    let mut session = opened();
    session.pend(vec![pending(1)]);
    letter(&mut session, 's');
    assert_eq!(session.key(Key::Enter), Turn::Show, "nor does it sign");
    assert_eq!(session.over, Over::Nothing);
    assert_eq!(session.pending.len(), 1);
}

#[test]
fn one_key_is_one_verdict() {
    let mut session = opened();
    assert_eq!(letter(&mut session, 'a'), Turn::Offer(1));
    for (key, question, verdict) in [
        ('r', Question::Reject, Verdict::Reject("why".to_owned())),
        ('c', Question::Accept, Verdict::Accept("why".to_owned())),
        ('n', Question::Note, Verdict::Note("why".to_owned())),
        ('t', Question::Assign, Verdict::Assign("why".to_owned())),
    ] {
        assert_eq!(letter(&mut session, key), Turn::Ask(question));
        assert_eq!(session.answered(question, Some(" why ")), Turn::Write(verdict));
        assert_eq!(session.answered(question, Some(" ")), Turn::Show);
        assert_eq!(session.answered(question, None), Turn::Show);
        said(&session, "nothing was decided");
    }
    assert_eq!(letter(&mut session, 'z'), Turn::Ask(Question::Snooze));
    assert!(matches!(
        session.answered(Question::Snooze, Some("3d")),
        Turn::Write(Verdict::Snooze(Some(_), None))
    ));
    assert!(matches!(
        session.answered(Question::Snooze, Some("payout-paid 14d")),
        Turn::Write(Verdict::Snooze(Some(_), Some(Event::PayoutPaid)))
    ));
    assert!(matches!(
        session.answered(Question::Snooze, Some("order-changed")),
        Turn::Write(Verdict::Snooze(None, Some(Event::OrderChanged)))
    ));
    assert_eq!(session.answered(Question::Snooze, Some("soon")), Turn::Look);
    said(&session, "`soon` is no moment");
    assert_eq!(at(&session), Some(1), "nothing of this left it");
}

#[test]
fn what_is_approved_waits_and_can_be_taken_back() {
    let mut session = opened();
    assert_eq!(session.pend(vec![pending(1)]), Turn::Look);
    assert_eq!(at(&session), Some(2));
    assert_eq!(session.memory().pending, [pending(1).looked]);
    session.looked(None);
    assert_eq!(letter(&mut session, 'u'), Turn::Look);
    assert_eq!((at(&session), session.pending.len()), (Some(1), 0));
    assert_eq!(session.entry().unwrap().mark, Mark::Left);
    assert_eq!(letter(&mut session, 'u'), Turn::Show);
    said(&session, "nothing to take back");
}

#[test]
fn a_group_is_approved_by_its_total_alone() {
    let mut session = session();
    assert_eq!(letter(&mut session, 'A'), Turn::OfferAll(vec![1, 2, 3]));
    for wrong in ["", "y", "1234.5", "1234.49", "-1234.50", "823.00"] {
        assert_eq!(session.offered(offer(&[1, 2, 3])), Turn::Ask(Question::Total));
        assert_eq!(session.answered(Question::Total, Some(wrong)), Turn::Show);
        assert_eq!(
            (session.pending.len(), session.here().unwrap().left()),
            (0, 3),
            "{wrong}"
        );
    }
    session.offered(offer(&[1, 2, 3]));
    assert_eq!(session.answered(Question::Total, None), Turn::Show);
    said(&session, "no total was typed: none of them is approved");
    assert_eq!(session.pending.len(), 0);
    session.offered(offer(&[1, 2, 3]));
    assert_eq!(session.answered(Question::Total, Some("1,234.50")), Turn::Show);
    assert_eq!((session.pending.len(), session.group), (3, 1));
    said(&session, "1 left out");
    assert_eq!(letter(&mut session, 'u'), Turn::Show, "all of them at once");
    assert_eq!((session.pending.len(), session.group), (0, 0));
    assert_eq!(session.here().unwrap().left(), 3);
}

#[test]
fn a_group_that_a_person_works_is_not_approved() {
    let mut session = session();
    letter(&mut session, 'j');
    assert_eq!(letter(&mut session, 'A'), Turn::Show);
    said(&session, "a person does it");
    letter(&mut session, 'k');
    let none = Offer {
        pending: Vec::new(),
        ..offer(&[])
    };
    assert_eq!(session.offered(none), Turn::Show);
    said(&session, "EX-9: claimed");
    let reasons: Vec<String> = (1..=9).map(|n| format!("EX-{n}: no")).collect();
    let none = Offer {
        pending: Vec::new(),
        left_out: reasons,
        ..offer(&[])
    };
    session.notices.clear();
    session.offered(none);
    assert_eq!(session.notices.len(), 7, "they fit on a screen: {:?}", session.notices);
    said(&session, "and 4 more");
}

#[test]
fn a_written_verdict_is_taken_back_where_there_is_a_way() {
    let mut session = opened();
    assert_eq!(session.written("snoozed", (1, 8), Back::Reopen, false), Turn::Look);
    assert_eq!(at(&session), Some(2));
    session.looked(None);
    session.written("rejected", (2, 9), Back::None("propose it again"), false);
    session.looked(None);
    assert_eq!(letter(&mut session, 'u'), Turn::Show);
    said(
        &session,
        "EX-2 was rejected, and that has no way back: propose it again",
    );
    let back = Turn::Back {
        number: 1,
        revision: 8,
        back: Back::Reopen,
    };
    assert_eq!(letter(&mut session, 'u'), back);
    assert_eq!(session.taken_back(1, "open"), Turn::Look);
    assert_eq!((at(&session), &session.entry().unwrap().mark), (Some(1), &Mark::Left));
}

#[test]
fn a_note_stays_and_a_verdict_ends_an_approval() {
    let mut session = opened();
    session.pend(vec![pending(1)]);
    letter(&mut session, 'u');
    session.looked(None);
    assert_eq!(session.written("noted", (1, 8), Back::None(""), true), Turn::Look);
    assert_eq!(at(&session), Some(1));
    session.pend(vec![pending(1)]);
    session.key(Key::Left);
    session.looked(None);
    session.written("assigned", (1, 9), Back::None(""), false);
    assert_eq!(session.pending, []);
}

#[test]
fn signing_asks_once_more_and_tells_what_came_of_each() {
    let mut session = opened();
    assert_eq!(letter(&mut session, 's'), Turn::Show);
    said(&session, "nothing waits to be signed");
    session.pend(vec![pending(1)]);
    session.pend(vec![pending(2)]);
    assert_eq!(letter(&mut session, 's'), Turn::Show);
    assert_eq!(letter(&mut session, 's'), Turn::Sign);
    let outcomes = vec![
        (1, Ok("approved ACT-1".to_owned())),
        (2, Err("EX-2 was decided on".to_owned())),
    ];
    assert_eq!(session.signed(outcomes), Turn::Look);
    said(&session, "1 signed\nEX-2 was decided on");
    assert_eq!(session.pending, []);
    assert_eq!(
        session.groups[0].entries[0].mark,
        Mark::Decided("approved ACT-1".to_owned())
    );
    assert_eq!(session.groups[0].entries[1].mark, Mark::Left);
    assert_eq!(letter(&mut session, 'u'), Turn::Show);
    said(&session, "what is signed stays signed");
}

#[test]
fn leaving_with_something_pending_asks() {
    assert_eq!(letter(&mut session(), 'q'), Turn::Leave);
    let mut session = opened();
    session.pend(vec![pending(1)]);
    assert_eq!(letter(&mut session, 'q'), Turn::Show);
    assert_eq!(letter(&mut session, 'x'), Turn::Show, "any other key goes back");
    letter(&mut session, 'q');
    assert_eq!(letter(&mut session, 'q'), Turn::Leave);
    assert_eq!(session.memory().pending.len(), 1);
    letter(&mut session, 'q');
    letter(&mut session, 's');
    assert_eq!(session.signed(vec![(1, Ok("approved".to_owned()))]), Turn::Leave);
}

#[test]
fn what_others_work_on_is_passed_over() {
    let mut session = opened();
    assert_eq!(session.key(Key::Right), Turn::Look);
    assert_eq!(session.claimed("EX-2 is claimed by `bo`", "bo"), Turn::Look);
    assert_eq!(at(&session), Some(3));
    assert_eq!(session.claimed("EX-3 is claimed by `bo`", "bo"), Turn::Show);
    assert_eq!(session.place, Place::Groups);
    letter(&mut session, 'o');
    session.key(Key::Right);
    session.key(Key::Right);
    session.looked(None);
    assert_eq!(session.entry().unwrap().mark, Mark::Left, "it was given back");
    session.key(Key::Left);
    assert_eq!(session.claimed("EX-2 is claimed by `bo`", "bo"), Turn::Look);
    assert_eq!(at(&session), Some(1), "backwards, too");
}

#[test]
fn skipping_ends_with_the_groups() {
    let mut session = opened();
    for number in [2, 3] {
        assert_eq!(letter(&mut session, 'k'), Turn::Look);
        assert_eq!(at(&session), Some(number));
    }
    assert_eq!(letter(&mut session, 'k'), Turn::Show);
    assert_eq!(
        (session.place, session.group),
        (Place::Groups, 1),
        "at the next that has some left"
    );
    assert_eq!(session.groups[0].count(|m| *m == Mark::Skipped), 3);
}

#[test]
fn a_search_goes_round() {
    let mut session = session();
    assert_eq!(session.answered(Question::Search, Some("EX-5")), Turn::Look);
    assert_eq!((at(&session), session.group), (Some(5), 1));
    session.answered(Question::Search, Some("Wool"));
    assert_eq!(at(&session), Some(1), "from the end to the beginning");
    session.answered(Question::Search, Some("wool"));
    assert_eq!(at(&session), Some(2));
    session.answered(Question::Search, Some("silk"));
    said(&session, "nothing here has `silk` in it");
    assert_eq!(at(&session), Some(2));
}

#[test]
fn it_goes_on_where_one_stopped() {
    let mut earlier = session();
    letter(&mut earlier, 'j');
    letter(&mut earlier, 'o');
    earlier.key(Key::Right);
    earlier.looked(None);
    earlier.pend(vec![pending(2)]);
    let memory = earlier.memory();
    let mut session = Session::new(groups(), memory.exception, vec![pending(2)]);
    said(&session, "you stopped at EX-5");
    assert_eq!((session.place, session.group), (Place::Groups, 1), "groups first");
    letter(&mut session, 'o');
    assert_eq!(at(&session), Some(5));
    assert_eq!(session.groups[0].left(), 2);
    letter(&mut session, 'u');
    assert_eq!((at(&session), session.pending.len()), (Some(2), 0));
    // What is gone since then is no trouble.
    let session = Session::new(Vec::new(), Some(5), vec![pending(2)]);
    assert_eq!((session.notices.len(), session.pending.len()), (0, 1));
}

#[test]
fn without_groups_no_key_does_anything() {
    let mut session = Session::new(Vec::new(), None, vec![pending(2)]);
    for c in "ojkaArcpntzgdlb/u?s".chars() {
        letter(&mut session, c);
        page(&mut session, None, size(80, Some(24)));
        session.over = Over::Nothing;
    }
    for key in [Key::Up, Key::Down, Key::Left, Key::Right, Key::PageUp, Key::PageDown] {
        session.key(key);
    }
}
