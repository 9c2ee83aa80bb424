//! One row a payout: what reached the bank, and its two variances kept apart.

use super::{Sums, money, money_or_empty, short_id};
use crate::base::{Amount, Currency};
use crate::model::exception::Exception;
use crate::model::payout::{Family, PayoutStatus};
use crate::report::data::{Data, FAMILIES, PayoutLine};
use crate::report::table::{Cell, Column, Kind, Table};

const COLUMNS: [Column; 13] = [
    Column::new("payout", "Payout", Kind::Id),
    Column::new("date", "Issued", Kind::Date).rank(2),
    Column::new("shop", "Shop", Kind::Text).rank(4),
    Column::new("status", "Status", Kind::Text).rank(3),
    Column::new("currency", "Cur", Kind::Text),
    Column::new("net", "Net", Kind::Money),
    Column::new("settlement", "Transactions", Kind::Money).rank(6),
    Column::new("settlement_variance", "Settlement var.", Kind::Money),
    Column::new("ledger", "NetSuite", Kind::Money).rank(5),
    Column::new("ledger_variance", "Ledger var.", Kind::Money),
    Column::new("state", "State", Kind::Text).rank(1),
    Column::new("documents", "NetSuite documents", Kind::Id).rank(7),
    Column::new("payout_id", "Payout id", Kind::Id).rank(10),
];

/// The families' columns: amounts before fees, then all fees together.
const FAMILY_COLUMNS: [Column; FAMILIES.len()] = [
    Column::new("orders", "Orders", Kind::Money).rank(8),
    Column::new("disputes", "Disputes", Kind::Money).rank(8),
    Column::new("reserves", "Reserves", Kind::Money).rank(8),
    Column::new("transfers", "Transfers", Kind::Money).rank(8),
    Column::new("shop_cash", "Shop Cash", Kind::Money).rank(8),
    Column::new("labels", "Labels", Kind::Money).rank(8),
    Column::new("duty_and_tax", "Duty and tax", Kind::Money).rank(8),
    Column::new("lending", "Lending", Kind::Money).rank(8),
    Column::new("platform_fees", "Platform fees", Kind::Money).rank(8),
    Column::new("merchants", "Merchants", Kind::Money).rank(8),
    Column::new("corrections", "Corrections", Kind::Money).rank(8),
    Column::new("unknown", "Unknown", Kind::Money).rank(8),
];
const FEES: Column = Column::new("fees", "Fees", Kind::Money).rank(8);

pub(super) fn table(data: &Data) -> Table {
    let mut payouts: Vec<&PayoutLine> = data.payouts.iter().collect();
    payouts.sort_by(|a, b| (a.date, &a.shop, a.currency, &a.name).cmp(&(b.date, &b.shop, b.currency, &b.name)));
    // Few findings are about payouts, and every payout looks for its own.
    let findings: Vec<&Exception> = data
        .exceptions
        .iter()
        .filter(|e| e.finding.subject.payout.is_some())
        .collect();
    let mut columns = COLUMNS.to_vec();
    columns.extend(FAMILY_COLUMNS);
    columns.push(FEES);
    let mut sums = Sums::<5>::default();
    for p in &payouts {
        let or_zero = |amount: Option<Amount>| amount.unwrap_or(Amount::ZERO);
        // A sum over the known ones: an unknown amount shows as an empty cell in its row.
        sums.add(
            p.currency,
            [
                or_zero(p.net),
                or_zero(p.settlement),
                or_zero(p.settlement_variance()),
                or_zero(p.ledger),
                or_zero(p.ledger_variance()),
            ],
        );
    }
    let totals = sums
        .iter()
        .map(|(currency, sums)| total(&columns, currency, sums))
        .collect();
    Table {
        name: "payouts".into(),
        title: "Payouts".to_owned(),
        rows: payouts.into_iter().map(|p| row(&findings, p)).collect(),
        columns,
        totals,
        empty: "No payouts were compared.",
    }
}

fn row(findings: &[&Exception], p: &PayoutLine) -> Vec<Cell> {
    let documents: Vec<&str> = p
        .documents
        .iter()
        .map(|d| {
            if d.number.is_empty() {
                d.id.as_str()
            } else {
                d.number.as_str()
            }
        })
        .collect();
    let mut row = vec![
        Cell::id(short_id(&p.name)),
        p.date.map_or(Cell::Empty, Cell::Date),
        Cell::text(p.shop.as_str()),
        Cell::Tag(status(p.status)),
        Cell::text(p.currency.as_str()),
        money_or_empty(p.net, p.currency),
        money_or_empty(p.settlement, p.currency),
        money_or_empty(p.settlement_variance(), p.currency),
        money_or_empty(p.ledger, p.currency),
        money_or_empty(p.ledger_variance(), p.currency),
        Cell::Tag(p.state(findings.iter().copied())),
        Cell::id(documents.join(" ")),
        Cell::id(p.name.as_str()),
    ];
    row.extend(FAMILIES.map(|family| family_cell(p, family)));
    row.push(if p.families.is_empty() {
        Cell::Empty
    } else {
        money(-p.families.iter().map(|f| f.fees).sum::<Amount>(), p.currency)
    });
    row
}

/// What a family adds to the payout before fees; empty where it has no movement.
fn family_cell(p: &PayoutLine, family: Family) -> Cell {
    let lines: Vec<_> = p.families.iter().filter(|f| f.family == family).collect();
    if lines.is_empty() {
        return Cell::Empty;
    }
    money(lines.iter().map(|f| f.amount).sum(), p.currency)
}

fn total(columns: &[Column], currency: Currency, sums: [Amount; 5]) -> Vec<Cell> {
    let [net, settlement, settlement_variance, ledger, ledger_variance] = sums;
    columns
        .iter()
        .map(|column| match column.key {
            "payout" => Cell::text("Total"),
            "currency" => Cell::text(currency.as_str()),
            "net" => money(net, currency),
            "settlement" => money(settlement, currency),
            "settlement_variance" => money(settlement_variance, currency),
            "ledger" => money(ledger, currency),
            "ledger_variance" => money(ledger_variance, currency),
            _ => Cell::Empty,
        })
        .collect()
}

/// The status in machine output.
pub(in crate::report) const fn status(status: PayoutStatus) -> &'static str {
    match status {
        PayoutStatus::Scheduled => "scheduled",
        PayoutStatus::Paid => "paid",
        PayoutStatus::Failed => "failed",
        PayoutStatus::Canceled => "canceled",
        PayoutStatus::Unknown => "unknown",
    }
}
