//! The law of the short form: where two sides agree by it, comparing the case in full finds nothing.

use proptest::prelude::*;

use super::mirror::{Form, Plan, damaged, forms, netsuite, plans, shopify};
use crate::base::Quantity;
use crate::model::books::{Document, DocumentKind, DocumentStatus, LineRole};
use crate::model::build::{agreement, c, case, day, document, m, order, payment, refund, rules, sales_order};
use crate::model::case::Case;
use crate::model::finding::{Finding, FindingState};
use crate::model::rules::ShopNo;
use crate::model::shop::{Address, AgreementReason, LineGroup, Order, PaymentKind, PaymentStatus, Restock};
use crate::project::comparable::{books_side, shop_side};
use crate::project::rules_epoch::Mapping;

fn agree(case: &Case<'_>) -> bool {
    let mapping = Mapping::of(&rules());
    let ours = shop_side(&case.orders, &case.movements, ShopNo(0), &mapping);
    let theirs = books_side(&case.documents, &mapping);
    matches!((ours, theirs), (Some(a), Some(b)) if a.agrees_with(&b))
}

fn disagreements(case: &Case<'_>) -> Vec<Finding> {
    let mut findings = crate::reconcile::case(case, &rules(), day(60)).findings;
    findings.retain(|f| f.state != FindingState::Informational);
    findings
}

fn law(order: Order<'static>, documents: Vec<Document<'static>>) -> Result<(), TestCaseError> {
    let case = case(vec![order], documents);
    if agree(&case) {
        let findings = disagreements(&case);
        prop_assert!(findings.is_empty(), "{:#?}\n{:#?}", findings, case);
    }
    Ok(())
}

/// Changes of one record that no amount shows, and some that amounts show.
fn change(order: &mut Order<'static>, documents: &mut [Document<'static>], what: usize, which: usize) {
    let count = documents.len().max(1);
    let document = documents.get_mut(which % count);
    match what {
        0 => order.head.financial_status = "expired".into(),
        1 => order.head.cancelled_at = Some(day(2)),
        2 => order.head.fulfillment_status = "fulfilled".into(),
        3 => order.head.test = true,
        4 => order
            .payments
            .push(payment(PaymentKind::Refund, PaymentStatus::Pending, 1_00)),
        5 => order.refunds.push(refund(701, 0, day(2))),
        6 => order.refunds.push(refund(702, 5_00, day(2))),
        7 => order.refunds.iter_mut().for_each(|r| r.lines.clear()),
        8 => order.refunds.iter_mut().for_each(|r| r.id = 0),
        9 => order.head.ships_to = Some(address("1 Oak Ave", "NY")),
        10 => order.head.taxes_included = true,
        47 => {
            let lines = order.refunds.iter_mut().flat_map(|r| &mut r.lines);
            lines.for_each(|l| l.restock = Restock::NoRestock);
        }
        48 => order
            .payments
            .push(payment(PaymentKind::Sale, PaymentStatus::Success, 1_00)),
        49 => {
            let totals: Vec<_> = order.refunds.iter().map(|r| r.total).collect();
            for amount in totals {
                let mut kept = payment(PaymentKind::Refund, PaymentStatus::Success, 0);
                (kept.gateway, kept.amount) = ("gift_card".into(), amount);
                order.payments.push(kept);
            }
        }
        11 => order.agreements.clear(),
        12 => order.lines.truncate(1),
        13 => order.head.tips = m(1_00),
        14 => {
            let group = Some(LineGroup {
                id: 5,
                sku: "SET".into(),
                quantity: 1,
            });
            order.lines.iter_mut().take(2).for_each(|l| l.group = group.clone());
        }
        _ => {
            let Some(document) = document else { return };
            change_document(document, what);
        }
    }
}

fn change_document(document: &mut Document<'static>, what: usize) {
    let head = &mut document.head;
    match what {
        15 => head.status = DocumentStatus::Voided,
        16 => head.status = DocumentStatus::Open,
        17 => head.status = DocumentStatus::PendingFulfillment,
        18 => head.status = DocumentStatus::Closed,
        19 => head.refund_ref = "shopify-refund-999".into(),
        20 => head.refund_ref = "".into(),
        21 => head.date = Some(jiff::civil::date(2026, 7, 1)),
        22 => head.date = Some(jiff::civil::date(2026, 9, 24)),
        23 => head.ships_to = Some(address("1 OAK AVE.", "CA")),
        24 => head.ships_to = Some(address("", "NY")),
        25 => head.total += c(1_00),
        26 => head.total = c(0),
        27 => head.currency = "EUR".into(),
        28 => head.kind = DocumentKind::CashSale,
        29 => head.kind = DocumentKind::Invoice,
        30 => head.tax = Some(c(1_00)),
        31 => document.lines = None,
        41 => head.kind = DocumentKind::CreditMemo,
        42 => head.refund_ref = "shopify-refund-700".into(),
        43 => head.status = DocumentStatus::Settled,
        44 => head.kind = DocumentKind::SalesOrder,
        45 => document.lines = Some(Vec::new()),
        46 if document.lines.is_none() => *document = document.clone().item("SKU-0", 1, 0),
        _ => {
            for line in document.lines.iter_mut().flatten() {
                match what {
                    32 => line.closed = true,
                    33 => line.shipped = Some(Quantity::ZERO),
                    34 => line.role = LineRole::Item,
                    35 => line.item = 904,
                    36 => line.tax = Some(c(0)),
                    37 => line.sku = "".into(),
                    38 => line.quantity += Quantity::whole(1),
                    39 => line.sku = "SKU-0".into(),
                    40 => line.role = LineRole::Kit,
                    _ => line.tax = Some(line.amount),
                }
            }
        }
    }
}

fn address(street: &'static str, province: &'static str) -> Address<'static> {
    Address {
        street: street.into(),
        province: province.into(),
        country: "US".into(),
        ..Address::default()
    }
}

fn both(plan: &Plan, form: Form) -> (Order<'static>, Vec<Document<'static>>) {
    (shopify(plan), netsuite(plan, form))
}

/// 2 × 30.00 and a fifth of tax: 72.00.
fn plain() -> Order<'static> {
    order(1001).line("TEE", 2, 30_00).totalled(20)
}

fn refunded() -> Order<'static> {
    plain().refunded(0, 1, day(3))
}

fn memo(refund: u64) -> Document<'static> {
    let on = day(3).day(&jiff::tz::TimeZone::UTC);
    document(DocumentKind::CreditMemo, 20, "#1001", 36_00)
        .is(DocumentStatus::Settled)
        .with(|d| d.head.date = Some(on))
        .answers(refund)
}

fn billed() -> Document<'static> {
    sales_order(&plain(), 10).is(DocumentStatus::Billed)
}

/// What no amount of the two sides shows: each has equal sums and a finding all the same.
#[test]
fn what_amounts_do_not_show_is_compared_in_full() {
    let pending = sales_order(&plain(), 10);
    let goods = |d: &mut Document<'static>, change: fn(&mut crate::model::books::DocumentLine<'static>)| {
        d.lines
            .iter_mut()
            .flatten()
            .filter(|l| l.role == LineRole::Item)
            .for_each(change);
    };
    let edited_and_refunded = order(1001).line("TEE", 1, 30_00).totalled(20).with(|o| {
        o.lines[0].quantity = 2;
        o.lines[0].tax = m(12_00);
        o.head.edited = true;
        o.head.refunded = m(36_00);
        o.refunds.push(refund(700, 36_00, day(3)));
    });
    let set = |pieces: i64| {
        order(1001).line("TEE", pieces, 20_00).totalled(0).with(|o| {
            o.lines[0].quantity = 2;
            o.lines[0].group = Some(LineGroup {
                id: 5,
                sku: "SET".into(),
                quantity: 2,
            });
        })
    };
    let kit = document(DocumentKind::SalesOrder, 10, "#1001", 20_00).row(LineRole::Kit, 5, "SET", 2, 20_00);
    let early = memo(700).with(|d| d.head.date = Some(jiff::civil::date(2026, 7, 1)));
    let cases: [(&str, Order<'static>, Vec<Document<'static>>); 10] = [
        ("EDT-20", plain().status("expired"), vec![pending.clone()]),
        ("REF-10", refunded(), vec![pending.clone(), memo(700)]),
        (
            "REF-10",
            edited_and_refunded.clone(),
            vec![
                sales_order(&edited_and_refunded, 10).is(DocumentStatus::Billed),
                memo(700),
            ],
        ),
        ("REF-23", refunded(), vec![billed(), early]),
        ("REF-01", refunded(), vec![billed(), memo(999)]),
        (
            "REF-13",
            refunded(),
            vec![billed(), memo(700).row(LineRole::Item, 902, "", 1, 36_00)],
        ),
        (
            "FUL-06",
            plain().with(|o| o.head.fulfillment_status = "fulfilled".into()),
            vec![pending.clone().with(|d| goods(d, |l| l.shipped = Some(Quantity::ZERO)))],
        ),
        ("EDT-03", set(1), vec![kit]),
        (
            "SYN-02",
            plain(),
            vec![pending.clone().with(|d| goods(d, |l| l.item = 904))],
        ),
        (
            "EDT-16",
            plain().with(|o| o.head.ships_to = Some(address("", "NY"))),
            vec![pending.with(|d| d.head.ships_to = Some(address("1 Oak Ave", "CA")))],
        ),
    ];
    for (code, order, documents) in cases {
        let case = case(vec![order], documents);
        let told: Vec<&str> = disagreements(&case).iter().map(|f| f.code.id).collect();
        assert!(told.contains(&code), "{code}: {told:?}");
        assert!(!agree(&case), "{code} is not seen by the short form");
    }
}

#[test]
fn what_only_one_side_has_does_not_stop_sides_from_agreeing() {
    let agrees = |order: Order<'static>, documents: Vec<Document<'static>>| {
        let case = case(vec![order], documents);
        assert_eq!(disagreements(&case), []);
        assert!(agree(&case));
    };
    let keyless = || memo(700).with(|d| d.head.refund_ref = "".into());
    agrees(refunded(), vec![billed(), memo(700)]);
    agrees(refunded(), vec![billed(), keyless()]);
    agrees(
        refunded().refunded(0, 1, day(4)),
        vec![billed(), keyless().with(|d| d.head.total = c(72_00))],
    );
    let paid_out = document(DocumentKind::CustomerRefund, 21, "#1001", 36_00).made_from(20);
    agrees(refunded(), vec![billed(), memo(700), paid_out]);
    let there = |street, province| Some(address(street, province));
    let at_home = plain().with(|o| o.head.ships_to = there("1 Oak Ave.", "NY"));
    agrees(at_home.clone(), vec![billed()]);
    agrees(
        at_home.clone(),
        vec![billed().with(|d| d.head.ships_to = there("1 OAK AVE", ""))],
    );
    agrees(
        at_home,
        vec![billed().with(|d| d.head.ships_to = there("1 OAK AVE", "ny"))],
    );
}

/// A mirror with few enough changes that the sides may still agree.
fn changed() -> impl Strategy<Value = (Order<'static>, Vec<Document<'static>>)> {
    let changes = prop::collection::vec((0_usize..50, 0_usize..4), 0..4);
    (plans(), forms(), 0_usize..4, any::<(bool, bool)>(), changes).prop_map(
        |(plan, form, base, (edits, refunds), changes)| {
            let form = form.near_usual(base);
            let plan = plan.only(edits, refunds);
            let (mut order, mut documents) = (shopify(&plan), netsuite(&plan, form));
            for (what, which) in changes {
                change(&mut order, &mut documents, what, which);
            }
            (order, documents)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6_000))]

    #[test]
    fn of_a_mirror_with_changes((order, documents) in changed()) {
        law(order, documents)?;
    }

    #[test]
    fn of_a_damaged_mirror(plan in plans(), form in forms(), what in 0_usize..4, which in any::<prop::sample::Index>(), by in 1_i64..900) {
        if let Some(documents) = damaged(&plan, form, what, which, by) {
            law(shopify(&plan), documents)?;
        }
    }

    #[test]
    fn of_documents_of_two_forms(plan in plans(), form in forms(), other in forms(), drop in 0_usize..4, keep in 0_usize..5) {
        let (order, mut documents) = both(&plan, form);
        documents.extend(netsuite(&plan, other).into_iter().skip(drop).map(|mut d| { d.head.id += 100; d }));
        documents.truncate(keep);
        law(order, documents)?;
    }

    /// Tied orders are not loaded: the usual form agrees by its short form.
    #[test]
    fn the_usual_form_agrees(plan in plans(), form in forms()) {
        let (order, documents) = (shopify(&plan), netsuite(&plan, form.usual()));
        prop_assert!(agree(&case(vec![order.clone()], documents.clone())), "{:#?} {:#?}", order, documents);
    }
}

#[test]
fn what_is_worth_knowing_of_an_order_that_ties_needs_a_look() {
    let looked_at = |order: Order<'static>, documents: Vec<Document<'static>>| {
        let case = case(vec![order], documents);
        let findings = crate::reconcile::case(&case, &rules(), day(60)).findings;
        (!agree(&case), super::codes(&findings))
    };
    // EDT-22: a pending payment keeps Shopify from editing it.
    let pending = |editable| {
        let order = order(1001).line("TEE", 2, 30_00).totalled(0).status("pending");
        let order = order.with(|o| o.head.editable = editable);
        let so = sales_order(&order, 10);
        looked_at(order, vec![so])
    };
    assert_eq!(pending(Some(false)), (true, vec![("EDT-22", 0, 0)]));
    assert_eq!(pending(None), (false, vec![]));
    // EDT-21: an edit of October on a bill of September.
    let edited_on = |edit: i64| {
        let order = order(1001).line("TEE", 2, 30_00).totalled(0).with(|o| {
            o.head.edited = true;
            o.agreements = vec![
                agreement(1, AgreementReason::Order, day(0), &[(100, 1, 30_00, 0)]),
                agreement(2, AgreementReason::Edit, day(edit), &[(100, 1, 30_00, 0)]),
            ];
        });
        let so = sales_order(&order, 10).is(DocumentStatus::Billed);
        let bill = document(DocumentKind::Invoice, 11, "#1001", 60_00).made_from(10);
        let bill = bill.with(|d| d.head.date = Some(day(1).day(&jiff::tz::TimeZone::UTC)));
        looked_at(order, vec![so, bill])
    };
    assert_eq!(edited_on(19), (true, vec![("EDT-21", 0, 0)]));
    assert_eq!(edited_on(1), (false, vec![]));
}
