//! Payouts, balance transactions and disputes of a bulk file.

use std::borrow::Cow;

use super::wire::{BalanceRow, DisputeRow, Money, PayoutRow, SummaryRow};
use crate::base::{Amount, Currency};
use crate::model::dispute::{Dispute, DisputeKind, DisputeStatus};
use crate::model::payout::{BalanceTransaction, Payout, PayoutStatus, PayoutSummary};
use crate::model::shop::Source;

pub(super) fn payout(row: PayoutRow<'_>) -> Payout<'_> {
    Payout {
        id: row.id.0,
        source: Source::Api,
        date: Some(row.issued_at.0.day(&jiff::tz::TimeZone::UTC)),
        issued_at: Some(row.issued_at.0),
        status: PayoutStatus::parse(&row.status),
        currency: row.net.currency_code,
        net: Some(row.net.amount.0),
        bank_reference: row.external_trace_id.unwrap_or(Cow::Borrowed("")),
        summary: row.summary.map(|s| summary(&s)),
    }
}

pub(super) fn dispute(row: DisputeRow<'_>) -> Dispute {
    let (order, order_name) = row.order.map_or((0, String::new()), |o| {
        (
            o.id.map_or(0, |id| id.0),
            o.name.map_or_else(String::new, Cow::into_owned),
        )
    });
    Dispute {
        id: row.id.0,
        kind: DisputeKind::parse(&row.kind),
        status: DisputeStatus::parse(&row.status),
        initiated_at: row.initiated_at.0,
        evidence_due_by: row.evidence_due_by.map(|at| at.0),
        finalized_at: row.finalized_on.map(|at| at.0),
        amount: row.amount.amount.0,
        currency: row.amount.currency_code,
        reason: row
            .reason_details
            .and_then(|d| d.reason)
            .map_or_else(String::new, Cow::into_owned),
        order,
        order_name,
    }
}

/// The summary's fees are positive amounts; here they are as they add up to the net.
fn summary(row: &SummaryRow) -> PayoutSummary {
    let sum = |parts: &[Option<Money>]| parts.iter().flatten().map(|m| m.amount.0).sum::<Amount>();
    PayoutSummary {
        charges: sum(&[row.charges_gross]),
        refunds: sum(&[row.refunds_fee_gross]),
        adjustments: sum(&[row.adjustments_gross]),
        reserved: sum(&[row.reserved_funds_gross]),
        fees: -sum(&[
            row.charges_fee,
            row.refunds_fee,
            row.adjustments_fee,
            row.reserved_funds_fee,
            row.retried_payouts_fee,
            row.advance_fees,
        ]),
        retried: sum(&[row.retried_payouts_gross]),
        other: sum(&[row.advance_gross, row.usdc_rebate_credit_amount]),
    }
}

/// The payout a row belongs to (0 for none), its currency, and the transaction.
pub(super) fn movement(row: BalanceRow<'_>) -> (u64, Currency, BalanceTransaction<'_>) {
    let payout = row.associated_payout.and_then(|p| p.id).map_or(0, |id| id.0);
    let (order, order_name) = row.associated_order.map_or((0, Cow::Borrowed("")), |o| {
        (o.id.map_or(0, |id| id.0), o.name.unwrap_or(Cow::Borrowed("")))
    });
    let payment = row.source_order_transaction_id.flatten().map_or(NO_PAYMENT, |id| id.0);
    let transaction = BalanceTransaction {
        id: row.id.0,
        kind: row.kind,
        at: row.transaction_date.0,
        amount: row.amount.amount.0,
        fee: row.fee.amount.0,
        net: row.net.amount.0,
        order,
        order_name,
        payment,
        checkout: Cow::Borrowed(""),
        test: row.test.unwrap_or(false),
    };
    (payout, row.net.currency_code, transaction)
}

/// Fees, reserves and the like settle no order transaction.
const NO_PAYMENT: u64 = 0;

/// Packed balance transactions of one file, to be taken payout by payout.
#[derive(Debug, Default)]
pub struct BalanceRows {
    arenas: Vec<Box<[u8]>>,
    /// Payout, time, id, arena, start, length.
    entries: Vec<(u64, i64, u64, u32, u32, u32)>,
    next: usize,
}

impl BalanceRows {
    pub(super) fn add(&mut self, bytes: Vec<u8>, entries: &[(u64, i64, u64, u32, u32)]) {
        let arena = self.arenas.len() as u32;
        self.entries.extend(
            entries
                .iter()
                .map(|&(payout, at, id, start, len)| (payout, at, id, arena, start, len)),
        );
        self.arenas.push(bytes.into_boxed_slice());
    }

    pub(super) fn sort(&mut self) {
        self.entries.sort_unstable();
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The next payout's id (0: in no payout yet) and its transactions.
    ///
    /// # Errors
    /// A text where they cannot be read back (a bug).
    pub fn take(&mut self) -> Result<Option<(u64, Vec<BalanceTransaction<'_>>)>, String> {
        let Some(&(payout, ..)) = self.entries.get(self.next) else {
            return Ok(None);
        };
        let from = self.next;
        let len = self.entries[from..].iter().take_while(|e| e.0 == payout).count();
        self.next += len;
        let all = self.entries[from..from + len]
            .iter()
            .map(|&(_, _, _, arena, start, len)| {
                let bytes = &self.arenas[arena as usize][start as usize..][..len as usize];
                crate::model::pack::unpack(bytes).map_err(|e| e.to_string())
            })
            .collect::<Result<_, String>>()?;
        Ok(Some((payout, all)))
    }
}
