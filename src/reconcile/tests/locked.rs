//! Edits that met a warehouse at work.

use super::{codes, find, found};
use crate::base::{CutOff, Moment};
use crate::model::books::{Document, DocumentKind, DocumentStatus, LineRole};
use crate::model::build::{agreement, c, case, day, document, m, order, rules, sales_order};
use crate::model::code::Route;
use crate::model::finding::{ActionKind, Finding, FindingState};
use crate::model::shop::{AgreementReason, Fulfillment, Order};

/// Two tees and a mug; on day 2 an edit takes the mug off or, `with` a cup, swaps it for that.
fn edited(with_cup: bool) -> Order<'static> {
    let order = order(1001).line("TEE", 2, 30_00).line("MUG", 1, 50_00);
    let order = if with_cup { order.line("CUP", 1, 50_00) } else { order };
    order.totalled(0).with(|o| {
        o.lines[1].current_quantity = 0;
        o.lines[1].net = m(0);
        o.head.total = m(if with_cup { 110_00 } else { 60_00 });
        o.head.edited = true;
        let mut sales = vec![(101, -1, -50_00, 0)];
        sales.extend(with_cup.then_some((102, 1, 50_00, 0)));
        o.agreements = vec![
            agreement(
                1,
                AgreementReason::Order,
                day(0),
                &[(100, 2, 60_00, 0), (101, 1, 50_00, 0)],
            ),
            agreement(2, AgreementReason::Edit, day(2), &sales),
        ];
    })
}

fn as_placed(status: DocumentStatus) -> Document<'static> {
    document(DocumentKind::SalesOrder, 10, "#1001", 110_00)
        .item("TEE", 2, 60_00)
        .item("MUG", 1, 50_00)
        .is(status)
}

fn current(status: DocumentStatus) -> Document<'static> {
    document(DocumentKind::SalesOrder, 10, "#1001", 60_00)
        .item("TEE", 2, 60_00)
        .is(status)
}

fn fulfilment(status: DocumentStatus, made: Moment, goods: &[(&str, i64)]) -> Document<'static> {
    let empty = document(DocumentKind::ItemFulfillment, 30, "#1001", 0)
        .is(status)
        .made_from(10)
        .with(|d| d.head.created_at = Some(made));
    goods.iter().fold(empty, |d, (sku, pieces)| d.item(sku, *pieces, 0))
}

const ALL: [(&str, i64); 2] = [("TEE", 2), ("MUG", 1)];

/// The one finding, which must add up and be a customer's matter unless said otherwise.
fn only(order: &Order<'static>, documents: &[Document<'static>]) -> Finding {
    let findings = find(order, documents);
    assert_eq!(findings.len(), 1, "{:?}", codes(&findings));
    let finding = findings.into_iter().next().unwrap();
    let parts: crate::base::Amount = finding.parts.iter().map(|p| p.amount).sum();
    assert_eq!(parts + finding.unexplained, finding.delta);
    assert!(finding.unexplained.is_zero(), "{finding:?}");
    finding
}

#[test]
fn what_the_warehouse_shipped_before_it_heard_of_the_edit() {
    for status in [DocumentStatus::PendingBilling, DocumentStatus::Billed] {
        let shipped = fulfilment(DocumentStatus::Shipped, day(3), &ALL);
        let finding = only(&edited(false), &[as_placed(status), shipped.clone()]);
        assert_eq!((finding.code.id, finding.delta), ("FUL-01", c(-50_00)));
        assert_eq!((finding.route, finding.since), (Route::Cx, day(2)));
        let proposal = finding.proposal.as_ref().unwrap();
        assert_eq!(proposal.action, ActionKind::CreateReturnAuthorization);
        assert_eq!(proposal.from.as_ref().unwrap().id, "30");
        let swapped = only(&edited(true), &[as_placed(status), shipped]);
        assert_eq!((swapped.code.id, swapped.delta), ("FUL-01", c(0)));
    }
}

#[test]
fn an_edit_after_the_goods_had_left() {
    let shipped = fulfilment(DocumentStatus::Shipped, day(1), &ALL);
    let finding = only(
        &edited(false),
        &[as_placed(DocumentStatus::PendingBilling), shipped.clone()],
    );
    assert_eq!((finding.code.id, finding.delta), ("FUL-03", c(-50_00)));
    assert_eq!(finding.route, Route::Cx);
    // Billed, the edit is one after billing.
    let billed = [as_placed(DocumentStatus::Billed), shipped];
    assert_eq!(found(&edited(false), &billed), [("EDT-11", -50_00, 0)]);
}

#[test]
fn an_edit_while_the_goods_are_in_hand() {
    for (status, made) in [(DocumentStatus::Picked, day(1)), (DocumentStatus::Packed, day(3))] {
        let pick = fulfilment(status, made, &ALL);
        let finding = only(&edited(false), &[as_placed(DocumentStatus::PendingFulfillment), pick]);
        assert_eq!((finding.code.id, finding.delta), ("FUL-02", c(-50_00)), "{status:?}");
        assert_eq!(finding.proposal.as_ref().unwrap().action, ActionKind::Route);
        assert!(finding.note.contains("not shipped yet"), "{}", finding.note);
    }
}

#[test]
fn each_state_of_a_locked_order_leaves_its_own_choices() {
    use crate::model::locked::Choice as C;
    let invoice = || document(DocumentKind::Invoice, 11, "#1001", 110_00).made_from(10);
    let of = |status| fulfilment(status, day(3), &ALL);
    let (open, shipped) = (DocumentStatus::PendingFulfillment, DocumentStatus::Shipped);
    for (sales_order, fulfilment, bill, choices) in [
        (open, of(DocumentStatus::Picked), None, &[C::StopPick, C::LetGo][..]),
        (
            DocumentStatus::PendingBilling,
            of(shipped),
            None,
            &[C::ReturnAndReorder, C::LetGo],
        ),
        (
            DocumentStatus::Billed,
            of(shipped),
            Some(invoice()),
            &[C::CreditMemo, C::ReturnAndReorder, C::LetGo],
        ),
    ] {
        let documents: Vec<_> = [as_placed(sales_order), fulfilment].into_iter().chain(bill).collect();
        let finding = only(&edited(false), &documents);
        let locked = finding.locked.unwrap();
        assert_eq!(locked.choices, choices, "{sales_order:?}");
        assert_eq!(locked.ship_by, None, "no cut-off is configured");
    }
    // What customer service has no say in has no choices.
    assert_eq!(find(&edited(false), &[as_placed(open)])[0].locked, None);
}

#[test]
fn the_clock_runs_to_the_first_cut_off_after_the_pick() {
    let mut rules = rules();
    rules.lock.cut_offs = vec![CutOff::parse("mon-fri 16:00").unwrap(), CutOff::parse("11:00").unwrap()];
    // The shop is in London, where the clocks are an hour ahead of UTC in July.
    for (made, ship_by) in [
        ("2026-11-20T10:00:00Z", "2026-11-20T11:00:00Z"),
        ("2026-11-20T12:00:00Z", "2026-11-20T16:00:00Z"),
        ("2026-11-20T17:00:00Z", "2026-11-21T11:00:00Z"),
        ("2026-07-17T10:30:00Z", "2026-07-17T15:00:00Z"),
    ] {
        let made = Moment::parse(made).unwrap();
        let mut pick = fulfilment(DocumentStatus::Picked, made, &ALL);
        pick.head.date = Some(made.day(&jiff::tz::TimeZone::UTC));
        let documents = vec![as_placed(DocumentStatus::PendingFulfillment), pick.clone()];
        let told = |documents: Vec<_>| crate::reconcile::case(&case(vec![edited(false)], documents), &rules, day(400));
        let outcome = told(documents);
        let finding = outcome.findings.first().unwrap();
        assert_eq!(finding.ship_by(), Some(Moment::parse(ship_by).unwrap()), "{made}");
        // What has left runs to no clock.
        let shipped = pick.is(DocumentStatus::Shipped);
        let found = told(vec![as_placed(DocumentStatus::PendingBilling), shipped]);
        assert_eq!(found.findings[0].ship_by(), None);
    }
}

#[test]
fn what_is_in_hand_and_no_longer_wanted_is_said_also_when_a_later_edit_is_missing() {
    // The mug was taken off, and the sales order has that; then a cup was added, which it has not.
    let order = edited(false).line("CUP", 1, 50_00).totalled(0).with(|o| {
        o.agreements
            .push(agreement(3, AgreementReason::Edit, day(4), &[(102, 1, 50_00, 0)]));
    });
    let so = || current(DocumentStatus::PendingFulfillment);
    for (made, status, code) in [
        (day(3), DocumentStatus::Picked, "FUL-02"),
        (day(3), DocumentStatus::Shipped, "FUL-01"),
        (day(1), DocumentStatus::Shipped, "FUL-03"),
    ] {
        let finding = only(&order, &[so(), fulfilment(status, made, &ALL)]);
        assert_eq!((finding.code.id, finding.since), (code, day(2)), "{status:?}");
    }
}

#[test]
fn an_edit_of_lines_that_are_still_open() {
    let tees = |made| fulfilment(DocumentStatus::Shipped, made, &[("TEE", 2)]);
    let partly = || as_placed(DocumentStatus::PartiallyFulfilled);
    let finding = only(&edited(false), &[partly(), tees(day(1))]);
    assert_eq!((finding.code.id, finding.delta), ("EDT-10", c(-50_00)));
    assert_eq!(finding.route, Route::Engineering);
    assert_eq!(finding.proposal.as_ref().unwrap().action, ActionKind::UpdateSalesOrder);
    // Whichever came first: what was shipped does not stand in the way of what is open.
    let on_the_day = tees(day(1)).with(|d| {
        d.head.created_at = None;
        d.head.date = Some(day(2).day(&jiff::tz::TimeZone::UTC));
    });
    let picked = tees(day(3)).is(DocumentStatus::Picked);
    for other in [tees(day(3)), on_the_day, picked] {
        let finding = only(&edited(false), &[partly(), other]);
        assert_eq!((finding.code.id, finding.delta), ("EDT-10", c(-50_00)));
        assert_eq!(finding.proposal.as_ref().unwrap().action, ActionKind::UpdateSalesOrder);
    }
}

#[test]
fn more_of_what_was_fulfilled_is_no_edit_of_open_lines() {
    // Two tees of three were wanted first; the mug is open.
    let order = order(1001)
        .line("TEE", 3, 30_00)
        .line("MUG", 1, 50_00)
        .totalled(0)
        .with(|o| {
            o.head.edited = true;
            o.agreements = vec![
                agreement(
                    1,
                    AgreementReason::Order,
                    day(0),
                    &[(100, 2, 60_00, 0), (101, 1, 50_00, 0)],
                ),
                agreement(2, AgreementReason::Edit, day(2), &[(100, 1, 30_00, 0)]),
            ];
        });
    let tees = |status, made| fulfilment(status, made, &[("TEE", 2)]);
    for (status, made, code) in [
        (DocumentStatus::Shipped, day(1), "FUL-03"),
        (DocumentStatus::Shipped, day(3), "FUL-01"),
        (DocumentStatus::Packed, day(1), "FUL-02"),
    ] {
        let so = as_placed(DocumentStatus::PartiallyFulfilled);
        let finding = only(&order, &[so, tees(status, made)]);
        assert_eq!(finding.code.id, code);
        assert_eq!(finding.proposal.as_ref().unwrap().action, ActionKind::Route);
    }
}

#[test]
fn a_line_added_to_an_order_that_was_shipped_whole() {
    let added = order(1001)
        .line("TEE", 2, 30_00)
        .line("CUP", 1, 50_00)
        .totalled(0)
        .with(|o| {
            o.head.edited = true;
            o.agreements = vec![
                agreement(1, AgreementReason::Order, day(0), &[(100, 2, 60_00, 0)]),
                agreement(2, AgreementReason::Edit, day(2), &[(101, 1, 50_00, 0)]),
            ];
        });
    let tees = |made| fulfilment(DocumentStatus::Shipped, made, &[("TEE", 2)]);
    let of = |made| only(&added, &[current(DocumentStatus::PendingBilling), tees(made)]);
    let (before, after) = (of(day(1)), of(day(3)));
    assert_eq!((before.code.id, before.delta), ("FUL-03", c(50_00)));
    assert_eq!((after.code.id, after.delta), ("FUL-01", c(50_00)));
    assert_eq!(
        after.proposal.unwrap().action,
        ActionKind::Route,
        "nothing has to come back"
    );
}

#[test]
fn a_sales_order_that_followed_the_edit_and_a_warehouse_that_did_not() {
    let of = |status, made| {
        let goods = fulfilment(status, made, &ALL);
        let finding = only(&edited(false), &[current(DocumentStatus::PendingBilling), goods]);
        (finding.code.id, finding.delta)
    };
    assert_eq!(of(DocumentStatus::Shipped, day(1)), ("FUL-08", c(0)));
    assert_eq!(of(DocumentStatus::Shipped, day(3)), ("FUL-01", c(0)));
    assert_eq!(of(DocumentStatus::Picked, day(1)), ("FUL-02", c(0)));
    // What the order holds is nobody's matter, in hand or gone.
    for status in [DocumentStatus::Shipped, DocumentStatus::Packed] {
        let right = fulfilment(status, day(3), &[("TEE", 2)]);
        assert_eq!(
            found(&edited(false), &[current(DocumentStatus::PendingFulfillment), right]),
            []
        );
    }
}

#[test]
fn closed_before_what_was_shipped_was_billed() {
    let order = || order(1001).line("TEE", 2, 30_00).shipped_for(5_00).totalled(20);
    let pieces = |n| Some(crate::base::Quantity::whole(n));
    let closed = |billed: i64| {
        sales_order(&order(), 10).is(DocumentStatus::Closed).with(|d| {
            for line in d.lines.iter_mut().flatten() {
                if line.role == LineRole::Item {
                    (line.closed, line.shipped, line.billed) = (true, pieces(2), pieces(billed));
                }
            }
        })
    };
    // 2 × 30.00 with a fifth of tax, and 5.00 of shipping: 77.00, and nothing is billed.
    let finding = only(&order(), &[closed(0)]);
    assert_eq!((finding.code.id, finding.delta), ("FUL-05", c(77_00)));
    assert_eq!((finding.route, finding.shopify), (Route::Cx, c(77_00)));
    // One of two is billed, with the shipping: 41.00.
    let bill = document(DocumentKind::Invoice, 11, "#1001", 41_00)
        .item("TEE", 1, 30_00)
        .row(LineRole::Shipping, 900, "", 1, 5_00)
        .row(LineRole::Tax, 0, "", 1, 6_00)
        .made_from(10);
    let finding = only(&order(), &[closed(1), bill]);
    assert_eq!((finding.code.id, finding.delta), ("FUL-05", c(36_00)));
    let whole = sales_order(&order(), 11)
        .with(|d| d.head.kind = DocumentKind::Invoice)
        .made_from(10);
    assert_eq!(found(&order(), &[closed(2), whole]), []);
}

#[test]
fn a_fulfilment_that_shopify_cancelled() {
    let of = |cancelled: &[bool]| {
        let order = order(1001).line("TEE", 2, 30_00).totalled(0).with(|o| {
            o.head.fulfillments = cancelled
                .iter()
                .map(|cancelled| Fulfillment {
                    cancelled: *cancelled,
                    changed_at: Some(day(4)),
                })
                .collect();
        });
        let shipped = fulfilment(DocumentStatus::Shipped, day(1), &[("TEE", 2)]);
        find(
            &order,
            &[sales_order(&order, 10).is(DocumentStatus::PendingBilling), shipped],
        )
    };
    let findings = of(&[true]);
    assert_eq!(codes(&findings), [("FUL-07", 0, 0)]);
    assert_eq!((findings[0].since, findings[0].route), (day(4), Route::Cx));
    // One that took its place counts; so does an order of which the source says nothing.
    assert_eq!(codes(&of(&[true, false])), []);
    assert_eq!(codes(&of(&[])), []);
}

#[test]
fn goods_booked_as_shipped_on_the_wrong_of_two_lines() {
    let pieces = |n| Some(crate::base::Quantity::whole(n));
    let of = |prices: [i64; 2], shipped: [i64; 2]| {
        let order = order(1001)
            .line("TEE", 2, prices[0])
            .line("TEE", 2, prices[1])
            .totalled(0)
            .with(|o| {
                // The two at the first price were sent off.
                (o.lines[0].unfulfilled, o.lines[1].unfulfilled) = (Some(0), Some(2));
            });
        let so = sales_order(&order, 10)
            .is(DocumentStatus::PartiallyFulfilled)
            .with(|d| {
                let lines = d.lines.as_mut().unwrap();
                (lines[0].shipped, lines[1].shipped) = (pieces(shipped[0]), pieces(shipped[1]));
            });
        let goods = fulfilment(DocumentStatus::Shipped, day(1), &[("TEE", 2)]);
        found(&order, &[so, goods])
    };
    assert_eq!(of([30_00, 20_00], [2, 0]), []);
    assert_eq!(of([30_00, 20_00], [1, 1]), [("FUL-09", 0, 0)]);
    assert_eq!(of([30_00, 20_00], [0, 2]), [("FUL-09", 0, 0)]);
    // One piece less in all is no mistake of lines, and lines that are alike cannot be told apart.
    assert_eq!(of([30_00, 20_00], [1, 0]), []);
    assert_eq!(of([30_00, 30_00], [1, 1]), []);
}

#[test]
fn an_edit_of_a_later_month_with_nothing_booked_in_it() {
    // The order is of 21 September 2026; the edit comes on 10 October.
    let edited_on = day(19);
    let added = order(1001)
        .line("TEE", 2, 30_00)
        .line("CUP", 1, 50_00)
        .totalled(0)
        .with(|o| {
            o.head.edited = true;
            o.agreements = vec![
                agreement(1, AgreementReason::Order, day(0), &[(100, 2, 60_00, 0)]),
                agreement(2, AgreementReason::Edit, edited_on, &[(101, 1, 50_00, 0)]),
            ];
        });
    let of = |bills: &[(i64, i64)]| {
        let mut documents = vec![sales_order(&added, 10).is(DocumentStatus::Billed)];
        for (id, (total, made)) in (11..).zip(bills) {
            documents.push(
                document(DocumentKind::Invoice, id, "#1001", *total)
                    .made_from(10)
                    .with(|d| d.head.date = Some(day(*made).day(&jiff::tz::TimeZone::UTC))),
            );
        }
        let findings = find(&added, &documents);
        assert!(findings.iter().all(|f| f.state == FindingState::Informational));
        codes(&findings)
    };
    assert_eq!(of(&[(60_00, 1), (50_00, 1)]), [("EDT-21", 0, 0)]);
    assert_eq!(of(&[(110_00, 1)]), [("EDT-21", 0, 0)]);
    assert_eq!(of(&[(60_00, 1), (50_00, 19)]), []);
}

#[test]
fn an_order_that_a_pending_payment_keeps_from_being_edited() {
    let of = |editable, status: &'static str| {
        let order = order(1001).line("TEE", 2, 30_00).totalled(0).status(status).with(|o| {
            o.head.editable = editable;
        });
        find(&order, &[sales_order(&order, 10)])
    };
    let findings = of(Some(false), "pending");
    assert_eq!(codes(&findings), [("EDT-22", 0, 0)]);
    assert_eq!(findings[0].state, FindingState::Informational);
    // A bank transfer that is on its way keeps nobody from editing.
    assert_eq!(codes(&of(Some(true), "pending")), []);
    assert_eq!(codes(&of(None, "pending")), []);
    assert_eq!(codes(&of(Some(false), "paid")), []);
}

#[test]
fn a_sales_order_that_was_set_back() {
    let now = as_placed(DocumentStatus::PendingFulfillment).with(|d| d.head.modified_at = Some(day(5)));
    let mut facts = case(vec![edited(false)], vec![now]);
    let compare = |facts: &crate::model::case::Case<'_>| crate::reconcile::case(facts, &rules(), day(60));
    let unknown = compare(&facts);
    assert_eq!(
        (codes(&unknown.findings), unknown.asks_earlier),
        (vec![("EDT-02", -50_00, 0)], vec![10])
    );
    facts.earlier = vec![as_placed(DocumentStatus::PendingFulfillment)];
    let never_followed = compare(&facts);
    assert_eq!(codes(&never_followed.findings), [("EDT-02", -50_00, 0)]);
    assert_eq!(never_followed.asks_earlier, [0; 0], "it was told");
    let followed = current(DocumentStatus::PendingFulfillment).with(|d| d.head.modified_at = Some(day(3)));
    facts.earlier.push(followed);
    let findings = compare(&facts).findings;
    assert_eq!(codes(&findings), [("EDT-14", -50_00, 0)]);
    assert_eq!((findings[0].since, findings[0].route), (day(5), Route::Engineering));
    assert_eq!(
        findings[0].proposal.as_ref().unwrap().action,
        ActionKind::UpdateSalesOrder
    );
    // Not changed since the edit, it cannot have been set back: nobody asks.
    facts.earlier.clear();
    facts.documents[0].head.modified_at = Some(day(1));
    assert_eq!(compare(&facts).asks_earlier, [0; 0]);
}
