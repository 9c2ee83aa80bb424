//! Refunds and what credits them.

use super::{find, found};
use crate::model::books::{Document, DocumentKind, DocumentStatus, LineRole};
use crate::model::build::{c, day, document, m, order, refund, sales_order};
use crate::model::finding::{ActionKind, FindingState};
use crate::model::shop::{Order, Payment, PaymentKind, PaymentStatus, Restock};

/// 2 × 30.00 and a fifth of tax: 72.00 sold; one piece refunded for 36.00.
fn refunded() -> Order<'static> {
    order(1001).line("TEE", 2, 30_00).totalled(20).refunded(0, 1, day(3))
}

/// Billed and paid in full as sold.
fn billed() -> Vec<Document<'static>> {
    let sold = order(1001).line("TEE", 2, 30_00).totalled(20);
    vec![
        sales_order(&sold, 10).is(DocumentStatus::Billed),
        document(DocumentKind::Invoice, 11, "#1001", 72_00)
            .is(DocumentStatus::Settled)
            .made_from(10),
    ]
}

fn memo(id: u64, cents: i64) -> Document<'static> {
    document(DocumentKind::CreditMemo, id, "#1001", cents).is(DocumentStatus::Settled)
}

fn with(documents: Vec<Document<'static>>, more: &[Document<'static>]) -> Vec<Document<'static>> {
    let mut all = documents;
    all.extend_from_slice(more);
    all
}

#[test]
fn the_missing_credit_follows_the_billing_state() {
    let action = |documents: &[Document<'static>]| {
        let findings = find(&refunded(), documents);
        assert_eq!(found(&refunded(), documents), [("REF-01", 36_00, 0)]);
        findings[0].proposal.clone().unwrap()
    };
    let proposal = action(&billed());
    assert_eq!(proposal.action, ActionKind::CreateCreditMemo);
    assert_eq!(proposal.from.unwrap().id, "11");
    let sold = order(1001).line("TEE", 2, 30_00).totalled(20);
    let sale = sales_order(&sold, 10).with(|d| d.head.kind = DocumentKind::CashSale);
    assert_eq!(action(&[sale]).action, ActionKind::CreateCashRefund);
    let deposit = document(DocumentKind::CustomerDeposit, 12, "#1001", 72_00);
    assert_eq!(
        action(&[sales_order(&sold, 10), deposit]).action,
        ActionKind::RefundCustomerDeposit
    );
    assert_eq!(action(&[sales_order(&sold, 10)]).action, ActionKind::Route);
}

#[test]
fn credits_tie_by_key_by_amount_and_in_sum() {
    let tied = |documents: &[Document<'static>]| assert_eq!(found(&refunded(), documents), []);
    tied(&with(billed(), &[memo(20, 36_00).answers(700)]));
    tied(&with(billed(), &[memo(20, 36_00)]));
    let paid_out = document(DocumentKind::CustomerRefund, 21, "#1001", 36_00).made_from(20);
    tied(&with(billed(), &[memo(20, 36_00).answers(700), paid_out.answers(700)]));
    tied(&with(
        billed(),
        &[memo(20, 20_00).answers(700), memo(21, 16_00).answers(700)],
    ));
    let twice = order(1001)
        .line("TEE", 2, 30_00)
        .totalled(20)
        .refunded(0, 1, day(3))
        .refunded(0, 1, day(4));
    assert_eq!(
        found(&twice, &with(billed(), &[memo(20, 72_00)])),
        [],
        "one memo for two refunds"
    );
    assert_eq!(
        found(&twice, &with(billed(), &[memo(20, 72_00).answers(701)])),
        [],
        "under the key of one of them"
    );
    let cent_off = found(&twice, &with(billed(), &[memo(20, 71_99)]));
    assert_eq!(
        cent_off,
        [("REF-03", 1, 0)],
        "one difference, not two missing and one too many"
    );
    // Of an unbilled order: shorter lines, and the deposit given back under the refund's key.
    let deposit = document(DocumentKind::CustomerDeposit, 12, "#1001", 72_00);
    let given_back = document(DocumentKind::CustomerRefund, 13, "#1001", 36_00)
        .made_from(12)
        .answers(700);
    tied(&[sales_order(&refunded(), 10), deposit, given_back]);
}

#[test]
fn a_key_is_a_whole_number_not_a_piece_of_one() {
    let wrong = memo(20, 36_00).answers(7001);
    assert_eq!(
        found(&refunded(), &with(billed(), &[wrong])),
        [("REF-01", 36_00, 0), ("REF-02", -36_00, 0)]
    );
    use crate::project::keys::id_in;
    let pattern = "shopify-refund-{legacy_id}";
    assert_eq!(id_in("shopify-refund-700", pattern), Some(700));
    assert_eq!(id_in("Shop: shopify-refund-700 (web)", pattern), Some(700));
    assert_eq!(id_in("xshopify-refund-700", pattern), None);
    assert_eq!(id_in("shopify-refund-", pattern), None);
    assert_eq!(id_in("payout 77, late", "payout {legacy_id}"), Some(77));
    assert_eq!(id_in("é", pattern), None);
}

#[test]
fn amounts_that_differ() {
    let code = |cents: i64| found(&refunded(), &with(billed(), &[memo(20, cents).answers(700)]));
    assert_eq!(code(35_98), [("REF-03", 2, 0)]);
    assert_eq!(
        code(20_00),
        [("REF-04", 16_00, 16_00)],
        "nothing explains it, and that is said"
    );
    assert_eq!(code(72_00), [("REF-09", -36_00, 0)]);
    assert_eq!(code(0), [("REF-05", 36_00, 0)]);
    assert_eq!(code(30_00), [("REF-19", 6_00, 0)], "the tax");
    // A restocking fee of 10.00 was kept: 26.00 went back for goods of 36.00.
    let fee = refunded().with(|o| {
        o.refunds[0].total = m(26_00);
        o.refunds[0].adjustments = m(10_00);
        o.head.total = m(46_00);
        o.head.refunded = m(26_00);
    });
    let credited = |cents| found(&fee, &with(billed(), &[memo(20, cents).answers(700)]));
    assert_eq!(credited(26_00), []);
    assert_eq!(credited(36_00), [("REF-04", -10_00, 0)]);
}

#[test]
fn credits_that_answer_nothing() {
    let sold = order(1001).line("TEE", 2, 30_00).totalled(20);
    assert_eq!(
        found(&sold, &with(billed(), &[memo(20, 10_00)])),
        [("REF-02", -10_00, 0)]
    );
    let twice = with(billed(), &[memo(20, 36_00).answers(700), memo(21, 36_00).answers(700)]);
    assert_eq!(found(&refunded(), &twice), [("REF-09", -36_00, 0)]);
    let voided = with(billed(), &[memo(20, 36_00).answers(700).is(DocumentStatus::Voided)]);
    assert_eq!(found(&refunded(), &voided), [("REF-25", 36_00, 0)]);
    // An edit removed a piece: the refund moved no money, and a memo was made of it all the same.
    let shadow = sold.clone().with(|o| {
        o.refunds.push(refund(700, 0, day(1)));
        o.head.edited = true;
    });
    assert_eq!(found(&shadow, &billed()), []);
    assert_eq!(
        found(&shadow, &with(billed(), &[memo(20, 10_00).answers(700)])),
        [("EDT-09", -10_00, 0)]
    );
}

#[test]
fn a_memo_on_an_order_never_billed_or_never_applied() {
    let sold = order(1001).line("TEE", 2, 30_00).totalled(20);
    assert_eq!(
        found(&refunded(), &[sales_order(&sold, 10), memo(20, 36_00).answers(700)]),
        [("REF-10", 0, 0)]
    );
    let open = memo(20, 36_00).answers(700).is(DocumentStatus::Open);
    assert_eq!(found(&refunded(), &with(billed(), &[open])), [("REF-11", 0, 0)]);
}

#[test]
fn a_credit_dated_before_its_refund() {
    // Refunded on 24 September 2026.
    let on = |month, day| {
        let dated = memo(20, 36_00)
            .answers(700)
            .with(|d| d.head.date = Some(jiff::civil::date(2026, month, day)));
        found(&refunded(), &with(billed(), &[dated]))
    };
    assert_eq!(on(8, 31), [("REF-23", 0, 0)]);
    assert_eq!(on(9, 2), []);
    assert_eq!(on(10, 5), [], "credited later is late at worst");
    let keyless = memo(20, 36_00).with(|d| d.head.date = Some(jiff::civil::date(2026, 8, 31)));
    assert_eq!(
        found(&refunded(), &with(billed(), &[keyless])),
        [],
        "a date never makes a match"
    );
}

#[test]
fn a_pending_refund_is_waited_for() {
    let pending = order(1001).line("TEE", 2, 30_00).totalled(20).with(|o| {
        o.refunds.push(refund(700, 0, day(1)));
        let at = Some(day(1));
        let asked = crate::model::build::payment(PaymentKind::Refund, PaymentStatus::Pending, 36_00);
        o.payments.push(Payment { at, ..asked });
    });
    assert_eq!(found(&pending, &billed()), []);
    assert_eq!(
        found(&pending, &with(billed(), &[memo(20, 36_00).answers(700)])),
        [("REF-05", -36_00, 0)]
    );
}

#[test]
fn a_fresh_refund_is_late() {
    let fresh = order(1001)
        .line("TEE", 2, 30_00)
        .totalled(20)
        .refunded(0, 1, day(60).plus(-1_800));
    let findings = find(&fresh, &billed());
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].state, FindingState::Late);
    assert_eq!(findings[0].late_until, Some(day(60).plus(3_600)));
}

#[test]
fn an_order_made_shorter_and_credited_as_well() {
    // The edit took a piece off, the money went back, and a memo takes it off once more.
    let edited = order(1001).line("TEE", 2, 30_00).totalled(20).with(|o| {
        o.lines[0].current_quantity = 1;
        o.lines[0].net = m(30_00);
        o.head.edited = true;
        o.head.tax = m(6_00);
        o.head.total = m(36_00);
        o.head.original_total = Some(m(72_00));
        o.head.refunded = m(36_00);
        o.refunds.push(refund(700, 36_00, day(2)));
    });
    let carried = with(billed(), &[memo(20, 36_00).answers(700)]);
    assert_eq!(
        found(&edited, &carried),
        [],
        "billed before the edit: the memo carries it"
    );
    let shorter = sales_order(&edited, 10).is(DocumentStatus::Billed);
    let invoice = document(DocumentKind::Invoice, 11, "#1001", 36_00).is(DocumentStatus::Settled);
    let both = [shorter, invoice, memo(20, 36_00).answers(700)];
    assert_eq!(found(&edited, &both), [("REF-10", 36_00, 0)]);
    assert_eq!(c(36_00), edited.head.total.shop);
}

#[test]
fn goods_on_the_shelf_in_one_system_alone() {
    let with_goods = || {
        memo(20, 36_00)
            .answers(700)
            .item("TEE", 1, 30_00)
            .row(LineRole::Tax, 0, "", 1, 6_00)
    };
    let without = || memo(20, 36_00).answers(700).row(LineRole::Item, 902, "ADJ", 1, 36_00);
    let kept = refunded().with(|o| o.refunds[0].lines[0].restock = Restock::NoRestock);
    let of = |order: &Order<'static>, document| found(order, &with(billed(), &[document]));
    assert_eq!(of(&refunded(), with_goods()), []);
    assert_eq!(of(&kept, without()), []);
    assert_eq!(of(&kept, with_goods()), [("REF-12", 0, 0)]);
    assert_eq!(of(&refunded(), without()), [("REF-13", 0, 0)]);
    let receipt = document(DocumentKind::ItemReceipt, 30, "#1001", 0);
    assert_eq!(found(&refunded(), &with(billed(), &[without(), receipt])), []);
    let never_left = refunded().with(|o| o.refunds[0].lines[0].restock = Restock::Cancel);
    assert_eq!(of(&never_left, without()), []);
}
