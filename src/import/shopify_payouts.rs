//! The payouts export of Shopify Payments: one row for each payout, with its total by family.
//!
//! Three headers are known (10, 11 and 13 columns). None has the payout's id: date and currency name it.
//!
//! **Invariant:** a payout lands as stated, also one whose families do not add up to its total; which
//! sign the fees have is found from the total.

use std::borrow::Cow;
use std::collections::HashMap;

use super::header::{Column, Header};
use super::row::Row;
use super::table::{Step, Table};
use super::values::{self, add};
use super::{Counts, ImportError, Input, Problems, Sink};
use crate::base::Amount;
use crate::model::payout::{Payout, PayoutStatus, PayoutSummary};
use crate::model::shop::Source;

struct Columns {
    date: Column,
    status: Column,
    charges: Column,
    refunds: Column,
    adjustments: Column,
    reserved: Column,
    fees: Column,
    retried: Column,
    total: Column,
    currency: Column,
    /// Families that only some headers have.
    others: [Column; 2],
    bank_reference: Column,
}

impl Columns {
    fn bind(header: &Header, missing: &mut Vec<String>) -> Self {
        Self {
            date: header.need(&["Payout Date"], missing),
            status: header.need(&["Status"], missing),
            charges: header.need(&["Charges"], missing),
            refunds: header.need(&["Refunds"], missing),
            adjustments: header.need(&["Adjustments"], missing),
            reserved: header.need(&["Reserved Funds"], missing),
            fees: header.need(&["Fees"], missing),
            retried: header.need(&["Retried Amount"], missing),
            total: header.need(&["Total"], missing),
            currency: header.need(&["Currency"], missing),
            others: [header.find(&["Marketplace Sales Tax"]), header.find(&["Advances"])],
            bank_reference: header.find(&["Bank Reference"]),
        }
    }
}

/// Which sign the file gives the fees of a payout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FeeSign {
    /// Fees are below zero, or there are none: the families add up as they stand.
    AsTheyAdd,
    /// Fees are above zero and are taken off.
    TakenOff,
    /// The total is reached with neither sign; the payout keeps the families as they stand.
    Neither,
}

/// Reads a payouts export and hands each payout to the sink.
///
/// # Errors
/// [`ImportError`] where the file is no payouts export or the sink refuses. Faults of rows go to
/// `problems`; those payouts do not land.
pub fn shopify_payouts(input: Input<'_>, sink: &mut dyn Sink, problems: &mut Problems) -> Result<Counts, ImportError> {
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
        let digest = table.digest();
        let line = table.line();
        let Some((payout, sign)) = read(&mut table.row(problems), &columns) else {
            continue;
        };
        if tally.is_new(&payout, sign, digest, line) {
            sink.payout(&payout)?;
            tally.counts.count("payout");
        }
    }
    Ok(tally.into_counts(&table))
}

fn read(row: &mut Row<'_>, at: &Columns) -> Option<(Payout<'static>, FeeSign)> {
    let date = row.must(at.date, values::iso_date);
    let currency = row.currency(at.currency);
    let [charges, refunds, adjustments, reserved, fees, retried, total] = [
        at.charges,
        at.refunds,
        at.adjustments,
        at.reserved,
        at.fees,
        at.retried,
        at.total,
    ]
    .map(|column| row.amount(column));
    let others = at.others.map(|column| match column {
        Some(_) => row.amount(column),
        None => Some(Amount::ZERO),
    });
    if row.has_faults() {
        return None;
    }
    let [tax, advances] = others;
    let stated = PayoutSummary {
        charges: charges?,
        refunds: refunds?,
        adjustments: adjustments?,
        reserved: reserved?,
        fees: fees?,
        retried: retried?,
        other: tax? + advances?,
    };
    let net = total?;
    let (summary, sign) = with_fee_sign(stated, net);
    let payout = Payout {
        id: 0,
        source: Source::Export,
        date,
        issued_at: None,
        status: PayoutStatus::parse(row.text(at.status)),
        currency: currency?,
        net: Some(net),
        bank_reference: Cow::Owned(row.text(at.bank_reference).to_owned()),
        summary: Some(summary),
    };
    Some((payout, sign))
}

/// The summary with fees below zero, where the total says that they are.
fn with_fee_sign(stated: PayoutSummary, net: Amount) -> (PayoutSummary, FeeSign) {
    if sum(&stated) == Some(net) {
        return (stated, FeeSign::AsTheyAdd);
    }
    let turned = PayoutSummary {
        fees: -stated.fees,
        ..stated
    };
    if sum(&turned) == Some(net) {
        (turned, FeeSign::TakenOff)
    } else {
        (stated, FeeSign::Neither)
    }
}

fn sum(s: &PayoutSummary) -> Option<Amount> {
    [
        s.charges,
        s.refunds,
        s.adjustments,
        s.reserved,
        s.fees,
        s.retried,
        s.other,
    ]
    .into_iter()
    .try_fold(Amount::ZERO, add)
}

#[derive(Default)]
struct Tally {
    counts: Counts,
    below_zero: u64,
    taken_off: u64,
    /// Payouts that do not add up, as a person finds them in the file.
    untied: Vec<String>,
    /// Digest of a row, and of a date and currency, to the line it stood on first.
    rows: HashMap<u64, u64>,
    days: HashMap<String, u64>,
    repeated: u64,
    shared: Vec<String>,
}

/// How many places are named in a note.
const NAMED: usize = 5;

impl Tally {
    fn is_new(&mut self, payout: &Payout<'_>, sign: FeeSign, digest: u64, line: u64) -> bool {
        if self.rows.insert(digest, line).is_some() {
            self.repeated += 1;
            return false;
        }
        let day = payout.date.map_or_else(String::new, |d| d.to_string());
        let name = format!("{day}/{}", payout.currency);
        match sign {
            FeeSign::AsTheyAdd => {
                let has_fees = payout.summary.is_some_and(|s| !s.fees.is_zero());
                self.below_zero += u64::from(has_fees);
            }
            FeeSign::TakenOff => self.taken_off += 1,
            FeeSign::Neither => self.untied.push(format!("{name} (line {line})")),
        }
        if self.days.insert(name.clone(), line).is_some() {
            self.shared.push(format!("{name} (line {line})"));
        }
        true
    }

    fn into_counts(self, table: &Table<'_>) -> Counts {
        let mut counts = self.counts;
        counts.rows = table.rows();
        let notes = &mut counts.notes;
        if self.taken_off > 0 || self.below_zero > 0 {
            notes.push(format!(
                "sign of fees, found from the totals: below zero in {} payouts, above zero and taken off in {}",
                self.below_zero, self.taken_off
            ));
        }
        if !self.untied.is_empty() {
            notes.push(format!(
                "{} payouts do not add up to their total with either sign of the fees and are kept as stated: {}",
                self.untied.len(),
                named(&self.untied)
            ));
        }
        if !self.shared.is_empty() {
            notes.push(format!(
                "{} payouts share date and currency with another one, which is all this file names them by: {}; \
                 pull payouts from the API to tell them apart",
                self.shared.len(),
                named(&self.shared)
            ));
        }
        if self.repeated > 0 {
            notes.push(format!("{} rows stand in the file twice and count once", self.repeated));
        }
        notes.extend(table.note());
        counts
    }
}

fn named(places: &[String]) -> String {
    let more = if places.len() > NAMED { ", …" } else { "" };
    let shown: Vec<&str> = places.iter().take(NAMED).map(String::as_str).collect();
    format!("{}{more}", shown.join(", "))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::import::kept::{Outcome, import};

    const BASE: &str =
        "Payout Date,Status,Charges,Refunds,Adjustments,Reserved Funds,Fees,Retried Amount,Total,Currency";

    fn read(text: &str) -> Outcome {
        import(&shopify_payouts, text.as_bytes())
    }

    fn notes(outcome: &Outcome) -> String {
        outcome.counts.as_ref().unwrap().notes.join("\n")
    }

    #[test]
    fn the_three_headers() {
        let with_reference =
            format!("{BASE},Bank Reference\n2026-11-04,paid,100.00,-10.00,0.00,0.00,-3.00,0.00,87.00,GBP,REF7\n");
        let kept = read(&with_reference).clean();
        let payout = &kept.payouts[0];
        assert_eq!((payout.id, payout.net), (0, Some(Amount::cents(87_00))));
        assert_eq!((&*payout.bank_reference, payout.status), ("REF7", PayoutStatus::Paid));
        assert_eq!(payout.date.unwrap().to_string(), "2026-11-04");
        let wide = "Payout Date,Status,Charges,Refunds,Adjustments,Marketplace Sales Tax,Advances,Reserved Funds,Fees,\
                    Retried Amount,Total,Currency,Bank Reference\n\
                    2026-11-04,Scheduled,100.00,0.00,0.00,-5.00,2.00,0.00,3.00,0.00,94.00,USD,\n";
        let kept = read(wide).clean();
        let summary = kept.payouts[0].summary.unwrap();
        assert_eq!(
            (summary.other, summary.fees),
            (Amount::cents(-3_00), Amount::cents(-3_00))
        );
        assert_eq!(kept.payouts[0].status, PayoutStatus::Scheduled);
    }

    #[test]
    fn the_sign_of_fees_is_found_from_the_total() {
        let outcome = read(&format!(
            "{BASE}\n\
             2026-11-02,paid,100.00,0.00,0.00,0.00,-3.00,0.00,97.00,GBP\n\
             2026-11-03,paid,100.00,0.00,0.00,0.00,14.70,0.00,85.30,GBP\n\
             2026-11-04,Failed,0.00,-20.00,0.00,0.00,0.00,0.00,-20.00,GBP\n"
        ));
        assert!(
            notes(&outcome).contains("below zero in 1 payouts, above zero and taken off in 1"),
            "{}",
            notes(&outcome)
        );
        let fees: Vec<Amount> = outcome
            .clean()
            .payouts
            .iter()
            .map(|p| p.summary.unwrap().fees)
            .collect();
        assert_eq!(fees, [Amount::cents(-3_00), Amount::cents(-14_70), Amount::ZERO]);
    }

    #[test]
    fn a_payout_that_does_not_add_up_lands_as_stated() {
        let outcome = read(&format!(
            "{BASE}\n2026-11-02,paid,100.00,0.00,0.00,0.00,3.00,0.00,90.00,GBP\n"
        ));
        assert!(
            notes(&outcome).contains("2026-11-02/GBP (line 2)"),
            "{}",
            notes(&outcome)
        );
        let kept = outcome.clean();
        assert_eq!(kept.payouts[0].net, Some(Amount::cents(90_00)));
        assert_eq!(kept.payouts[0].summary.unwrap().fees, Amount::cents(3_00));
    }

    #[test]
    fn two_payouts_of_one_day_are_said() {
        let row = "2026-11-02,paid,100.00,0.00,0.00,0.00,0.00,0.00,100.00,GBP";
        let other = row.replace("100.00", "50.00");
        let outcome = read(&format!("{BASE}\n{row}\n{other}\n{row}\n"));
        assert!(
            notes(&outcome).contains("1 payouts share date and currency"),
            "{}",
            notes(&outcome)
        );
        assert!(notes(&outcome).contains("1 rows stand in the file twice"));
        assert_eq!(outcome.clean().payouts.len(), 2);
    }

    #[test]
    fn faults_have_their_place() {
        let row = "2026-11-02,paid,100.00,0.00,0.00,0.00,0.00,0.00,100.00,GBP";
        for (from, to, says) in [
            ("2026-11-02", "11/2/2026", "its own way"),
            ("GBP", "£", "currency code"),
            (",100.00,GBP", ",,GBP", "missing"),
            (",100.00,GBP", ",\"1,000.00\",GBP", "comma"),
        ] {
            let outcome = read(&format!("{BASE}\n{}\n", row.replace(from, to)));
            assert_eq!((outcome.problems.len(), outcome.kept.payouts.len()), (1, 0));
            assert!(outcome.problems[0].contains(says), "{:?}", outcome.problems);
        }
        assert!(read(&BASE.replace(",Fees", "")).refusal().contains("`Fees`"));
    }

    proptest! {
        #[test]
        fn random_rows_never_panic(rows in "[\\PC\n,\"]{0,200}") {
            let _ = read(&format!("{BASE}\n{rows}"));
        }
    }
}
