//! What is drawn, on terminals of any size.

use unicode_width::UnicodeWidthStr as _;

use super::{letter, offer as offers, opened, pending, session};
use crate::base::Amount;
use crate::cli::commands::review::page::{Size, offer, page};
use crate::cli::commands::review::sight::Sight;
use crate::cli::commands::review::values::{Mark, Offer, Over, Place, Turn};
use crate::model::books::DocumentKind;
use crate::model::build::{day, gbp};
use crate::model::code::refunds;
use crate::model::exception::{Exception, ExceptionState, Work};
use crate::model::finding::{DocumentRef, Finding, OrderRef, Subject};
use crate::report::Screen;
use crate::report::explain::finding_panel;

pub(super) fn size(width: u16, rows: Option<u16>) -> Size {
    let screen = Screen { width, colour: false };
    Size { screen, rows }
}

const HOSTILE: &str = "\u{1b}[2J\u{202e}=1+1 a name that is long enough to be broken twice on a narrow screen";

fn hostile() -> Exception {
    let subject = Subject {
        order: Some(OrderRef {
            id: "gid://shopify/Order/1".to_owned(),
            name: "#1001".to_owned(),
        }),
        netsuite: vec![DocumentRef {
            kind: DocumentKind::Invoice,
            id: "4321".to_owned(),
            number: "INV77".to_owned(),
        }],
        ..Subject::default()
    };
    let amount = Amount::cents(1_050);
    let finding = Finding::new(&refunds::REF_01, HOSTILE, subject, gbp(), amount, Amount::ZERO, day(0))
        .explain("refund_not_credited", amount)
        .seen("name", HOSTILE, HOSTILE)
        .noting(HOSTILE);
    Exception {
        number: 1,
        fingerprint: "f".repeat(64),
        state: ExceptionState::Open,
        first_seen: day(1),
        last_seen: day(1),
        finding,
        work: Work::default(),
    }
}

#[test]
fn every_page_fits_and_no_name_reaches_the_terminal() {
    let exception = hostile();
    let sight = Sight {
        panel: finding_panel(&exception, day(9)),
        whole: None,
        standing: format!("open, {HOSTILE}"),
        writes: vec![
            format!("To approve: {HOSTILE}"),
            format!("              {{\"memo\": \"{HOSTILE}\"}}"),
        ],
        history: vec![format!("2026-11-24T06:00:00Z  ana note: {HOSTILE}")],
        links: vec!["https://admin.shopify.com/store/uk/orders/1".to_owned()],
        exception,
    };
    let mut drawn = opened();
    drawn.groups[0].entries[0].subject = HOSTILE.to_owned();
    drawn.groups[0].entries[1].mark = Mark::Claimed(HOSTILE.to_owned());
    drawn.pend(vec![pending(3)]);
    drawn.links = true;
    for (width, rows) in [60, 80, 100, 140, 200]
        .into_iter()
        .zip([Some(24), None, Some(12), Some(50), Some(3)])
    {
        for (place, over) in [
            (Place::Groups, Over::Nothing),
            (Place::Item, Over::Nothing),
            (Place::Item, Over::Help),
            (Place::Groups, Over::Signing { leaving: true }),
        ] {
            (drawn.place, drawn.over) = (place, over);
            drawn.notices = vec![HOSTILE.to_owned()];
            let text = page(&mut drawn, Some(&sight), size(width, rows));
            assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text}");
            for line in text.lines() {
                assert!(line.width() <= usize::from(width), "{width}: {line}\n{text}");
            }
            if (place, over) == (Place::Item, Over::Nothing) {
                assert!(text.contains("To approve: "), "it is in sight on every screen:\n{text}");
            }
            if let Some(rows) = rows.filter(|rows| *rows > 20) {
                assert!(text.lines().count() <= usize::from(rows), "{rows} rows:\n{text}");
            }
        }
    }
}

#[test]
fn a_page_scrolls_to_its_end_and_no_further() {
    let mut session = session();
    letter(&mut session, '?');
    assert_eq!((letter(&mut session, ' '), session.over), (Turn::Show, Over::Help));
    session.scroll = usize::MAX;
    let last = page(&mut session, None, size(80, Some(10)));
    assert!(last.contains("Enter     decides nothing"), "{last}");
    session.scroll = 0;
    let first = page(&mut session, None, size(80, Some(10)));
    assert!(first.contains("approve what would be written") && !first.contains("decides nothing"));
}

#[test]
fn the_reasons_of_what_is_left_out_stand_before_what_is_written() {
    let group = Offer {
        writes: (0..60).map(|n| format!("  write {n}")).collect(),
        ..offers(&[1, 2])
    };
    let text = offer("REF-01", &group, size(80, Some(24)));
    assert!(text.lines().count() <= 22, "{text}");
    let (left_out, write) = (text.find("left out  EX-9: claimed"), text.find("write 0"));
    assert!(left_out.is_some() && left_out < write, "{text}");
    assert!(text.contains("… all of it stands on its own page"), "{text}");
}
