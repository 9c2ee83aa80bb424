//! Panels of one edited and refunded order, of a payout, a finding and a code.

use unicode_width::UnicodeWidthStr;

use super::sample::{case, dispute, movements, order, rules};
use super::{Panel, code_panel, finding_panel, order_panel, payout_panel};
use crate::base::{Amount, Moment, Quantity};
use crate::model::books::{DocumentKind, DocumentStatus};
use crate::model::code;
use crate::model::shop::{LineGroup, MoneyBag};
use crate::report::Screen;
use crate::report::data::sample::{self, amount, at};

fn now() -> Moment {
    at("2026-11-22T02:00:00Z")
}

fn panel() -> Panel {
    order_panel(&case(), &rules(), &sample::data().exceptions[..2], now())
}

fn screen(width: u16) -> Screen {
    Screen { width, colour: false }
}

#[test]
fn an_order_at_two_widths() {
    insta::assert_snapshot!("order_80", panel().to_text(screen(80)));
    insta::assert_snapshot!("order_120", panel().to_text(screen(120)));
}

#[test]
fn panels_fit_and_are_inert() {
    for width in [60, 80, 120, 200] {
        let text = panel().to_text(screen(width));
        assert!(!text.contains(|c: char| c.is_control() && c != '\n'));
        for line in text.lines() {
            assert!(line.width() <= usize::from(width), "{width}: {line}");
        }
    }
}

#[test]
fn the_sides_compare_to_the_cent() {
    let Panel::Order(panel) = panel() else {
        panic!("an order")
    };
    let sides = panel.sides.unwrap();
    let total = |what: &str| {
        sides
            .totals
            .iter()
            .find(|t| t.what == what)
            .and_then(|t| t.difference)
            .map(|m| m.amount)
    };
    // 35.66 against 48.00 - 12.34 and a quarter of the closed 40.00.
    assert_eq!(total("net_goods"), Some(amount("-10.00")));
    assert_eq!(total("goods"), None, "a discount stands on one side alone");
    assert_eq!(total("shipping"), Some(Amount::ZERO));
    assert_eq!(total("balance"), Some(Amount::ZERO), "40.66 less (50.66 - 10.00)");
    let scarf = sides.lines.iter().find(|l| l.item == "SCARF").unwrap();
    assert_eq!(scarf.netsuite.unwrap().quantity.0, Quantity::whole(1));
    assert!(scarf.note.contains("closed"), "{}", scarf.note);
}

/// The sums of the sample after a change to its sales order: tax, total, balance in NetSuite.
fn held(change: impl FnOnce(&mut crate::model::case::Case<'_>)) -> [Option<Amount>; 3] {
    let mut case = case();
    change(&mut case);
    let Panel::Order(panel) = order_panel(&case, &rules(), &[], now()) else {
        panic!("an order")
    };
    let sides = panel.sides.unwrap();
    ["tax", "total", "balance"].map(|what| {
        let found = sides.totals.iter().find(|t| t.what == what)?;
        found.netsuite.map(|m| m.amount)
    })
}

#[test]
fn a_closed_line_counts_for_what_was_shipped_with_its_share_of_tax() {
    let lines = |case: &mut crate::model::case::Case<'_>, tax: [&str; 4]| {
        let order = &mut case.documents[1];
        order.head.tax = None;
        for (line, tax) in order.lines.iter_mut().flatten().zip(tax) {
            line.tax = Some(amount(tax));
        }
    };
    let each = held(|case| lines(case, ["9.60", "-2.47", "1.00", "8.00"]));
    assert_eq!(
        each.map(|a| a.map(|a| a.to_string())),
        [Some("10.13"), Some("60.79"), Some("50.79")].map(|a| a.map(str::to_owned)),
        "a quarter of the closed line's 8.00"
    );
    // Tax of the whole document alone: what is left of it is not known, and is not guessed.
    let whole = held(|case| case.documents[1].head.tax = Some(amount("16.13")));
    assert_eq!(whole, [None, None, None]);
    // A total that the source has cut already is not cut again.
    let cut = held(|case| {
        case.documents[1].head.tax = Some(amount("10.13"));
        case.documents[1].head.total = amount("60.79");
    });
    assert_eq!(
        cut,
        [Some(amount("10.13")), Some(amount("60.79")), Some(amount("50.79"))]
    );
}

#[test]
fn a_closed_order_is_worth_what_was_billed_from_it() {
    let close = |case: &mut crate::model::case::Case<'_>| {
        case.documents.truncate(2);
        case.documents.remove(0);
        case.documents[0].head.status = DocumentStatus::Closed;
        for line in case.documents[0].lines.iter_mut().flatten() {
            line.shipped = None;
        }
    };
    let nothing = held(close);
    assert_eq!(nothing[1..], [Some(Amount::ZERO), Some(Amount::ZERO)]);
    let billed = held(|case| {
        close(case);
        let mut invoice = case.documents[0].clone();
        invoice.head.kind = DocumentKind::Invoice;
        invoice.head.status = DocumentStatus::Settled;
        invoice.lines.as_mut().unwrap().truncate(1);
        invoice.head.total = amount("48.00");
        case.documents.push(invoice);
    });
    assert_eq!(billed[1..], [Some(amount("48.00")), Some(amount("48.00"))]);
}

#[test]
fn without_a_document_netsuite_holds_nothing_and_says_so() {
    let nothing = held(|case| {
        case.documents.clear();
        case.orders[0].head.tax = MoneyBag::same(amount("6.60"));
    });
    assert_eq!(nothing, [Some(Amount::ZERO); 3]);
}

#[test]
fn a_set_and_its_parts_are_not_held_against_each_other() {
    let mut case = case();
    case.orders[0].lines[0].group = Some(LineGroup {
        id: 5,
        sku: "SCARF".into(),
        quantity: 1,
    });
    let Panel::Order(panel) = order_panel(&case, &rules(), &[], now()) else {
        panic!("an order")
    };
    let lines = panel.sides.unwrap().lines;
    let of = |item: &str| lines.iter().find(|l| l.item == item).unwrap();
    assert_eq!((of("SCARF").difference, of("TEE-BLK-M").difference), (None, None));
}

#[test]
fn a_refund_shows_its_credits_once() {
    let Panel::Order(panel) = panel() else {
        panic!("an order")
    };
    let refund = &panel.orders[0].refunds[0];
    assert_eq!(refund.refund, "gid://shopify/Refund/7");
    assert_eq!(
        refund.credited.amount,
        amount("10.00"),
        "the customer refund pays the memo out"
    );
    assert_eq!(refund.difference.amount, amount("2.34"));
    assert_eq!(refund.credits.len(), 2);
}

#[test]
fn the_history_has_versions_and_totals() {
    let Panel::Order(panel) = panel() else {
        panic!("an order")
    };
    let steps: Vec<_> = panel.orders[0]
        .history
        .iter()
        .map(|h| (h.version, h.total_after.amount))
        .collect();
    assert_eq!(
        steps,
        [
            (Some(0), amount("121.00")),
            (Some(1), amount("53.00")),
            (None, amount("40.66"))
        ]
    );
}

#[test]
fn lines_that_were_never_read_are_not_nothing() {
    let mut case = case();
    case.documents[1].lines = None;
    let Panel::Order(panel) = order_panel(&case, &rules(), &[], now()) else {
        panic!("an order")
    };
    let sides = panel.sides.unwrap();
    assert!(sides.lines.iter().all(|l| l.difference.is_none()));
    let goods = sides.totals.iter().find(|t| t.what == "goods").unwrap();
    assert_eq!((goods.netsuite, goods.difference), (None, None));
    assert!(
        panel.warnings.iter().any(|w| w.contains("SO55")),
        "{:?}",
        panel.warnings
    );
}

#[test]
fn only_documents_of_goods_have_lines_to_miss() {
    let mut case = case();
    for document in &mut case.documents {
        document.lines = None;
    }
    let Panel::Order(panel) = order_panel(&case, &rules(), &[], now()) else {
        panic!("an order")
    };
    let missed: Vec<_> = panel.warnings.iter().filter(|w| w.contains("never read")).collect();
    assert_eq!(missed.len(), 2, "{missed:?}");
    assert!(missed.iter().all(|w| !w.contains("Customer Refund")), "{missed:?}");
}

#[test]
fn an_orphan_and_a_shared_name() {
    let mut case = case();
    case.orders.push(order());
    let text = order_panel(&case, &rules(), &[], now()).to_text(screen(80));
    assert!(text.contains("2 orders share this name"), "{text}");
    case.orders.clear();
    let text = order_panel(&case, &rules(), &[], now()).to_text(screen(80));
    assert!(text.contains("No order in Shopify"), "{text}");
    assert!(text.contains("SO55"), "{text}");
    case.documents.clear();
    let text = order_panel(&case, &rules(), &[], now()).to_text(screen(80));
    assert!(text.contains("NetSuite holds no document"), "{text}");
}

#[test]
fn an_order_shows_its_disputes() {
    let panel = order_panel(&case(), &rules(), &[], now());
    assert!(!panel.clone().to_text(screen(80)).contains("Disputes"));
    let text = panel.with_disputes(&[dispute()]).to_text(screen(120));
    assert!(
        text.contains("Disputes") && text.contains("under_review") && text.contains("85.00"),
        "{text}"
    );
    assert!(
        text.contains("gid://shopify/ShopifyPaymentsDispute/9310000001"),
        "{text}"
    );
}

fn payout() -> Panel {
    let data = sample::data();
    payout_panel(
        &data.payouts[0],
        &movements(),
        &[dispute()],
        &[],
        &data.exceptions[2..3],
        now(),
    )
}

#[test]
fn a_payout_a_finding_and_a_code() {
    insta::assert_snapshot!("payout", payout().to_text(screen(80)));
    insta::assert_snapshot!(
        "finding",
        finding_panel(&sample::data().exceptions[0], now()).to_text(screen(80))
    );
    insta::assert_snapshot!("code", code_panel(&code::refunds::REF_01).to_text(screen(80)));
}

#[test]
fn every_code_can_be_explained() {
    for code in code::all() {
        let text = code_panel(code).to_text(screen(60));
        assert!(
            text.contains(code.id) && text.lines().all(|l| l.width() <= 60),
            "{text}"
        );
    }
}

#[test]
fn the_documents_are_json() {
    let json = |panel: &Panel| -> serde_json::Value { serde_json::from_slice(&panel.to_json().unwrap()).unwrap() };
    let order = json(&panel());
    assert_eq!(order["schema"], "tieout/explain/1");
    assert_eq!(order["about"], "order");
    assert_eq!(order["orders"][0]["refunds"][0]["difference"], "2.34");
    assert_eq!(order["findings"][0]["exception"], "EX-1043");
    insta::assert_json_snapshot!("order_json", order);
    assert_eq!(json(&payout())["odd"][0], "3");
    assert_eq!(
        json(&finding_panel(&sample::data().exceptions[0], now()))["code"],
        "REF-01"
    );
    assert_eq!(json(&code_panel(&code::refunds::REF_01))["route"], "finance");
}
