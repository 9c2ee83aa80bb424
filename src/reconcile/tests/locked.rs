//! Edits that met a warehouse at work.

use super::{codes, find, found};
use crate::base::Moment;
use crate::model::books::{Document, DocumentKind, DocumentStatus, LineRole};
use crate::model::build::{agreement, c, day, document, m, order, sales_order};
use crate::model::code::Route;
use crate::model::finding::{ActionKind, Finding};
use crate::model::shop::{AgreementReason, Order};

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
fn an_edit_of_lines_that_are_still_open() {
    let tees = |made| fulfilment(DocumentStatus::Shipped, made, &[("TEE", 2)]);
    let partly = || as_placed(DocumentStatus::PartiallyFulfilled);
    let finding = only(&edited(false), &[partly(), tees(day(1))]);
    assert_eq!((finding.code.id, finding.delta), ("EDT-10", c(-50_00)));
    assert_eq!(finding.route, Route::Engineering);
    assert_eq!(finding.proposal.as_ref().unwrap().action, ActionKind::UpdateSalesOrder);
    // Made before anything shipped, it was not refused for what had shipped.
    assert_eq!(
        found(&edited(false), &[partly(), tees(day(3))]),
        [("EDT-02", -50_00, 0)]
    );
    // Known to the day alone, nobody can say which came first.
    let on_the_day = tees(day(1)).with(|d| {
        d.head.created_at = None;
        d.head.date = Some(day(2).day(&jiff::tz::TimeZone::UTC));
    });
    assert_eq!(found(&edited(false), &[partly(), on_the_day]), [("EDT-02", -50_00, 0)]);
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
