//! The summary: what was compared, and the two sides' totals.

use super::{Sums, money};
use crate::base::Amount;
use crate::model::code::syn;
use crate::model::finding::FindingState;
use crate::report::data::Data;
use crate::report::onset::onsets;
use crate::report::severity::is_material;
use crate::report::table::{Cell, Column, Kind, Table};

const COLUMNS: [Column; 6] = [
    Column::new("measure", "", Kind::Text),
    Column::new("count", "Count", Kind::Count),
    Column::new("currency", "Cur", Kind::Text),
    Column::new("shopify", "Shopify", Kind::Money).rank(1),
    Column::new("netsuite", "NetSuite", Kind::Money).rank(1),
    Column::new("delta", "Difference", Kind::Money),
];

pub(super) fn table(data: &Data) -> Table {
    let summary = &data.run.summary;
    let mut rows: Vec<Vec<Cell>> = [
        ("orders compared", summary.orders),
        ("orders tied", summary.tied),
        ("orders late", summary.late),
        ("orders mismatched", summary.mismatched),
        ("test orders left out", summary.excluded),
        ("payouts compared", summary.payouts),
    ]
    .into_iter()
    .map(|(measure, count)| counted(measure, Cell::count(count)))
    .collect();
    for state in [
        FindingState::Mismatched,
        FindingState::Late,
        FindingState::Accepted,
        FindingState::Informational,
    ] {
        if let Some(count) = summary.findings.get(state.as_str()) {
            rows.push(counted(&format!("findings {}", state.as_str()), Cell::count(*count)));
        }
    }
    rows.push(counted("findings material", Cell::count(material(data))));
    for onset in onsets(data) {
        let (code, shop, day) = (onset.code, &onset.shop, onset.day);
        let measure = format!(
            "{} of {shop} began on {day} and go on; see {}, {}",
            code.id,
            syn::SYN_15.id,
            syn::SYN_15.title
        );
        rows.push(counted(&measure, Cell::count(onset.count)));
    }
    for total in &summary.by_currency {
        rows.push(vec![
            Cell::text("order totals"),
            Cell::Empty,
            Cell::text(total.currency.as_str()),
            money(total.shopify, total.currency),
            money(total.netsuite, total.currency),
            money(total.delta, total.currency),
        ]);
    }
    rows.extend(differences(data));
    Table {
        name: "summary".into(),
        title: "Summary".to_owned(),
        columns: COLUMNS.to_vec(),
        rows,
        totals: Vec::new(),
        empty: "Nothing was compared.",
    }
}

fn counted(measure: &str, count: Cell) -> Vec<Cell> {
    vec![
        Cell::text(measure),
        count,
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
    ]
}

fn material(data: &Data) -> usize {
    data.exceptions
        .iter()
        .filter(|e| e.finding.state == FindingState::Mismatched && is_material(&e.finding, &data.materiality))
        .count()
}

/// What the mismatched findings amount to: signed, and without signs.
fn differences(data: &Data) -> Vec<Vec<Cell>> {
    let mut sums = Sums::<2>::default();
    for e in &data.exceptions {
        let f = &e.finding;
        if f.state == FindingState::Mismatched {
            sums.add(f.currency, [f.delta, f.delta.abs()]);
        }
    }
    let row = |measure: &str, currency: crate::base::Currency, amount: Amount| {
        vec![
            Cell::text(measure),
            Cell::Empty,
            Cell::text(currency.as_str()),
            Cell::Empty,
            Cell::Empty,
            money(amount, currency),
        ]
    };
    sums.iter()
        .flat_map(|(currency, [signed, absolute])| {
            [
                row("mismatched, signed", currency, signed),
                row("mismatched, absolute", currency, absolute),
            ]
        })
        .collect()
}
