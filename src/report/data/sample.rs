//! A small month of a fictional shop for the tests of this room, with names that mean harm.

use rust_decimal::Decimal;

use super::{Data, FamilyLine, PayoutLine};
use crate::base::{Amount, Currency, Moment};
use crate::model::books::DocumentKind;
use crate::model::code;
use crate::model::exception::{Exception, ExceptionState, Work};
use crate::model::finding::{ActionKind, Against, DocumentRef, Finding, FindingState, LineRef, OrderRef, Subject};
use crate::model::payout::{Family, PayoutStatus};
use crate::model::rules::Materiality;
use crate::model::run::{CurrencyTotal, Freshness, Run, Summary};

/// Names that a terminal, a spreadsheet, a browser or a database might act on.
pub(in crate::report) const HOSTILE: [&str; 5] = [
    "=HYPERLINK(\"http://example.invalid\",\"x\")",
    "\u{1b}[31mred\r\nnext",
    "<script>alert(1)</script>",
    "'; DROP TABLE orders;--",
    "@SUM(1+1)\t\u{202e}gpj",
];

pub(in crate::report) fn at(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

pub(in crate::report) fn amount(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}

pub(in crate::report) fn gbp() -> Currency {
    Currency::parse("GBP").unwrap()
}

pub(in crate::report) fn order(id: u64, name: &str) -> Subject {
    Subject {
        order: Some(OrderRef {
            id: format!("gid://shopify/Order/{id}"),
            name: name.to_owned(),
        }),
        ..Subject::default()
    }
}

fn document(kind: DocumentKind, id: &str, number: &str) -> DocumentRef {
    DocumentRef {
        kind,
        id: id.to_owned(),
        number: number.to_owned(),
    }
}

/// The example of the command-line contract.
pub(in crate::report) fn refund() -> Finding {
    let invoice = document(DocumentKind::Invoice, "4321", "INV77");
    let mut subject = order(1, "#1001");
    subject.refund = Some("gid://shopify/Refund/7".to_owned());
    subject.netsuite = vec![invoice.clone()];
    Finding::new(
        &code::refunds::REF_01,
        "uk",
        subject,
        gbp(),
        amount("12.34"),
        Amount::ZERO,
        at("2026-11-20T01:00:00Z"),
    )
    .explain("refund_not_credited", amount("12.34"))
    .proposing(ActionKind::CreateCreditMemo, amount("12.34"), Some(invoice))
    .noting("Shopify refunded 12.34 and no NetSuite document credits it.")
}

/// A line that NetSuite still holds, in an order whose texts mean harm.
fn line() -> Finding {
    let mut subject = order(2, HOSTILE[0]);
    subject.line = Some(LineRef {
        id: "gid://shopify/LineItem/21".to_owned(),
        sku: HOSTILE[1].to_owned(),
    });
    subject.netsuite = vec![document(DocumentKind::SalesOrder, "55", "SO55")];
    Finding::new(
        &code::edt::EDT_02,
        "uk",
        subject,
        gbp(),
        Amount::ZERO,
        amount("1250.00"),
        at("2026-11-21T12:00:00Z"),
    )
    .explain("line_removed", amount("-1200.00"))
    .seen("quantity", "0", "5")
    .noting(HOSTILE[2])
}

fn payout_finding() -> Finding {
    let subject = Subject {
        payout: Some("gid://shopify/ShopifyPaymentsPayout/9".to_owned()),
        ..Subject::default()
    };
    let mut finding = Finding::new(
        &code::pay::PAY_01,
        "uk",
        subject,
        gbp(),
        amount("970.00"),
        Amount::ZERO,
        at("2026-11-15T00:00:00Z"),
    )
    .explain("deposit_missing", amount("970.00"))
    .proposing(ActionKind::CreateDeposit, amount("970.00"), None)
    .noting("The payout reached the bank and no deposit books it.");
    finding.against = Some(Against::Ledger);
    finding
}

fn late() -> Finding {
    let mut finding = Finding::new(
        &code::idn::IDN_01,
        "japan",
        order(3, HOSTILE[3]),
        Currency::parse("JPY").unwrap(),
        amount("12000"),
        Amount::ZERO,
        at("2026-11-22T01:55:00Z"),
    )
    .explain("order_missing", amount("12000"));
    finding.state = FindingState::Late;
    finding.late_until = Some(at("2026-11-22T02:15:00Z"));
    finding
}

fn accepted() -> Finding {
    let mut finding = Finding::new(
        &code::tax::TAX_02,
        "uk",
        order(4, HOSTILE[4]),
        gbp(),
        amount("258.98"),
        amount("258.97"),
        at("2026-11-21T09:00:00Z"),
    )
    .explain("rounding", amount("0.01"));
    finding.state = FindingState::Accepted;
    finding
}

fn exception(number: u64, finding: Finding) -> Exception {
    Exception {
        number,
        fingerprint: finding.fingerprint(),
        state: ExceptionState::Open,
        first_seen: at("2026-11-20T02:00:00Z"),
        last_seen: at("2026-11-22T02:00:00Z"),
        finding,
        work: Work::default(),
    }
}

fn payouts() -> Vec<PayoutLine> {
    let family = |family, count, gross, fees| FamilyLine {
        family,
        count,
        amount: amount(gross),
        fees: amount(fees),
        net: amount(gross) - amount(fees),
    };
    vec![
        PayoutLine {
            shop: "uk".to_owned(),
            name: "gid://shopify/ShopifyPaymentsPayout/9".to_owned(),
            date: Some(jiff::civil::date(2026, 11, 15)),
            status: PayoutStatus::Paid,
            currency: gbp(),
            net: Some(amount("970.00")),
            settlement: Some(amount("970.00")),
            ledger: Some(Amount::ZERO),
            families: vec![
                family(Family::Orders, 12, "1100.00", "30.00"),
                family(Family::Disputes, 1, "-85.00", "15.00"),
            ],
            documents: Vec::new(),
        },
        PayoutLine {
            shop: "uk".to_owned(),
            name: "2026-11-16/GBP".to_owned(),
            date: Some(jiff::civil::date(2026, 11, 16)),
            status: PayoutStatus::Scheduled,
            currency: gbp(),
            net: None,
            settlement: Some(amount("50.00")),
            ledger: None,
            families: vec![family(Family::Orders, 1, "51.00", "1.00")],
            documents: vec![document(DocumentKind::Deposit, "900", "DEP900")],
        },
    ]
}

/// The month.
pub(in crate::report) fn data() -> Data {
    let findings = [refund(), line(), payout_finding(), late(), accepted()];
    Data {
        run: run(),
        exceptions: (1042..).zip(findings).map(|(n, f)| exception(n, f)).collect(),
        as_of: at("2026-11-22T02:00:00Z"),
        budget: amount("25.00"),
        materiality: Materiality {
            absolute: amount("50.00"),
            percent: Decimal::ONE,
        },
        payouts: payouts(),
    }
}

fn run() -> Run {
    Run {
        id: "01JDABCDEF0123456789ABCDEF".to_owned(),
        as_of: at("2026-11-22T02:00:00Z"),
        rules: "sha256:1111".to_owned(),
        config: "sha256:2222".to_owned(),
        freshness: Freshness {
            shopify: [("uk".to_owned(), at("2026-11-22T02:00:00Z"))].into(),
            netsuite: Some(at("2026-11-22T02:00:07Z")),
        },
        complete: true,
        summary: Summary {
            orders: 25_000,
            tied: 24_996,
            late: 1,
            mismatched: 2,
            excluded: 3,
            payouts: 2,
            findings: [
                ("mismatched".to_owned(), 3),
                ("late".to_owned(), 1),
                ("accepted".to_owned(), 1),
            ]
            .into(),
            by_currency: vec![CurrencyTotal {
                currency: gbp(),
                shopify: amount("1250000.10"),
                netsuite: amount("1249870.10"),
                delta: amount("130.00"),
            }],
        },
    }
}
