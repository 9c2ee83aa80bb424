//! The payment transactions export of Shopify Payments: every movement of money, with the payout it
//! belongs to.
//!
//! Five headers are known (16 to 19 columns); columns are found by name, so others do as well. The file has
//! no transaction ids: order, type, amount, moment and checkout identify a row.
//!
//! **Invariant:** every row is a movement. None is dropped for its type, for a missing order or for a
//! net that is not amount less fee; what that means is for comparing to say.

mod kinds;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::HashMap;

use kinds::{api_kind, is_known};

use super::header::{Column, Header};
use super::row::Row;
use super::table::{Step, Table};
use super::values;
use super::{Counts, ImportError, Input, Problems, Sink};
use crate::model::payout::{BalanceTransaction, Payout, PayoutStatus};
use crate::model::shop::Source;

struct Columns {
    at: Column,
    kind: Column,
    order: Column,
    amount: Column,
    fee: Column,
    net: Column,
    currency: Column,
    payout_status: Column,
    payout_date: Column,
    payout_id: Column,
    checkout: Column,
}

impl Columns {
    fn bind(header: &Header, missing: &mut Vec<String>) -> Self {
        Self {
            at: header.need(&["Transaction Date"], missing),
            kind: header.need(&["Type"], missing),
            order: header.need(&["Order"], missing),
            amount: header.need(&["Amount"], missing),
            fee: header.need(&["Fee"], missing),
            net: header.need(&["Net"], missing),
            currency: header.need(&["Currency"], missing),
            payout_status: header.need(&["Payout Status"], missing),
            payout_date: header.need(&["Payout Date"], missing),
            payout_id: header.find(&["Payout ID"]),
            checkout: header.find(&["Checkout"]),
        }
    }
}

/// Reads a payment transactions export and hands each movement to the sink, with its payout.
///
/// A payout has its id where the file has the column (2026 on), and is named by date and currency where
/// it has not. A pending movement without a payout id is in no payout, whatever date it shows.
///
/// Rows that are equal in every column are as many movements: from the second on, the checkout gets
/// ` (2)` and so on behind it, so that they stay apart and a second import finds them again.
///
/// Memory: 16 bytes for each row.
///
/// # Errors
/// [`ImportError`] where the file is no such export or the sink refuses. Faults of rows go to
/// `problems`; those rows do not land.
pub fn shopify_transactions(
    input: Input<'_>,
    sink: &mut dyn Sink,
    problems: &mut Problems,
) -> Result<Counts, ImportError> {
    let mut table = Table::open(input, 1, &|header: &Header| {
        let mut missing = Vec::new();
        Columns::bind(header, &mut missing);
        missing
    })?;
    let columns = Columns::bind(table.header(), &mut Vec::new());
    let mut tally = Tally::default();
    loop {
        match table.advance(problems)? {
            Step::Row => {}
            Step::Broken => continue,
            Step::End => break,
        }
        let nth = tally.nth(&table);
        let mut row = table.row(problems);
        if let Some((payout, movement)) = read(&mut row, &columns, nth) {
            sink.balance_transaction(payout.as_ref(), &movement)?;
            tally.counts.count(&movement.kind);
            let differs = movement.amount - movement.fee != movement.net;
            tally.net_differs += u64::from(differs);
        }
    }
    Ok(tally.into_counts(&table))
}

#[derive(Default)]
struct Tally {
    counts: Counts,
    /// Digest of a row to how often it stands in the file.
    seen: HashMap<u64, u32>,
    equal_rows: u64,
    net_differs: u64,
}

impl Tally {
    /// How often the row has come, this time included.
    fn nth(&mut self, table: &Table<'_>) -> u32 {
        let nth = self.seen.entry(table.digest()).or_insert(0);
        *nth += 1;
        self.equal_rows += u64::from(*nth > 1);
        *nth
    }

    fn into_counts(self, table: &Table<'_>) -> Counts {
        let mut counts = self.counts;
        counts.rows = table.rows();
        let unknown: Vec<String> = counts
            .by_kind
            .iter()
            .filter(|(kind, _)| !is_known(kind))
            .map(|(kind, n)| format!("{kind} ({n})"))
            .collect();
        if !unknown.is_empty() {
            counts.notes.push(format!(
                "types this version does not know, kept as they are: {}",
                unknown.join(", ")
            ));
        }
        if self.equal_rows > 0 {
            counts.notes.push(format!(
                "{} rows equal another one in every column and count as movements of their own",
                self.equal_rows
            ));
        }
        if self.net_differs > 0 {
            counts.notes.push(format!(
                "in {} rows the net is not the amount less the fee; they are kept as stated",
                self.net_differs
            ));
        }
        counts.notes.extend(table.note());
        counts
    }
}

fn read(row: &mut Row<'_>, at: &Columns, nth: u32) -> Option<(Option<Payout<'static>>, BalanceTransaction<'static>)> {
    let moment = row.moment(at.at);
    let kind = row.must(at.kind, |text| Ok(values::slug(text)));
    let amount = row.amount(at.amount);
    let fee = row.amount(at.fee);
    let net = row.amount(at.net);
    let payout = payout(row, at);
    if row.has_faults() {
        return None;
    }
    let (kind, amount) = (kind?, amount?);
    let checkout = match (row.text(at.checkout), nth) {
        (text, 1) => text.to_owned(),
        (text, n) => format!("{text} ({n})"),
    };
    let movement = BalanceTransaction {
        id: 0,
        kind: Cow::Owned(api_kind(&kind, amount)),
        at: moment?,
        amount,
        fee: fee?,
        net: net?,
        order: 0,
        order_name: Cow::Owned(row.text(at.order).to_owned()),
        payment: 0,
        checkout: Cow::Owned(checkout),
        test: false,
    };
    Some((payout, movement))
}

/// The payout a row names; faults are reported, and then there is none either.
fn payout(row: &mut Row<'_>, at: &Columns) -> Option<Payout<'static>> {
    let id = row.maybe(at.payout_id, values::id);
    let date = row.date(at.payout_date);
    let currency = row.currency(at.currency);
    let status = row.text(at.payout_status);
    let pending = status.is_empty() || status.eq_ignore_ascii_case("pending");
    if id.is_none() && (pending || date.is_none()) {
        return None;
    }
    Some(Payout {
        // Without the column a payout is named by its date and currency: 0 says so.
        id: id.unwrap_or(0),
        source: Source::Export,
        date,
        issued_at: None,
        status: PayoutStatus::parse(status),
        currency: currency?,
        net: None,
        bank_reference: Cow::Borrowed(""),
        summary: None,
    })
}
