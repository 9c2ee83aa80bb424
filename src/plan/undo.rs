//! What reverses a posted action: another action, which goes through the same steps.
//!
//! NetSuite's services have no void, and nothing is deleted from here: what they cannot reverse is said, with what a
//! person does in NetSuite instead.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::body::{JournalBody, JournalLine, List, Ref, text};
use super::period::{Ledger, dated_by};
use super::sales_order::reopened;
use super::{Unplannable, no};
use crate::model::action::{How, Standing, Step};
use crate::model::finding::ActionKind;
use crate::model::period::Period;
use crate::model::rules::Rules;

/// What a reversal is made from.
#[derive(Debug, Clone, Copy)]
pub struct UndoAsk<'a> {
    /// The posted action.
    pub standing: &'a Standing,
    /// The rule book.
    pub rules: &'a Rules,
    /// The day documents are dated at, in the shop's time.
    pub today: Date,
    /// NetSuite's accounting periods, by their first day; none where they are not known.
    pub periods: &'a [Period],
}

/// The action that reverses a posted one: its kind and its requests.
///
/// # Errors
/// [`Unplannable`] with what a person does instead.
pub fn undo(ask: &UndoAsk<'_>) -> Result<(ActionKind, Vec<Step>), Unplannable> {
    let action = &ask.standing.action;
    let made = records(ask.standing);
    match action.kind() {
        ActionKind::CreateJournalEntry => Ok((ActionKind::CreateJournalEntry, entries(ask)?)),
        ActionKind::UpdateSalesOrder | ActionKind::CloseLines => {
            let steps: Option<Vec<Step>> = action.steps.iter().map(reopened).collect();
            steps.map_or_else(
                || no("a sales order follows Shopify: edit the order there, and `tieout sync` carries it over"),
                |steps| Ok((ActionKind::UpdateSalesOrder, steps)),
            )
        }
        ActionKind::CreateCreditMemo => no(format!(
            "NetSuite lets only a person void a credit: void {made} in NetSuite, the refund before the memo it pays out. The next run finds the refund without a credit again"
        )),
        ActionKind::CreateCashRefund | ActionKind::CreateCustomerRefund | ActionKind::RefundCustomerDeposit => {
            no(format!(
                "NetSuite lets only a person void a refund: void {made} in NetSuite. The next run finds the refund without a document again"
            ))
        }
        ActionKind::CreateDeposit => no(format!(
            "a bank deposit is reversed by deleting it: delete {made} in NetSuite while its period is open and it is not reconciled. The next run finds the payout unbooked again"
        )),
        ActionKind::CreateReturnAuthorization => no(format!(
            "close {made} in NetSuite; what was received on it stays received"
        )),
        ActionKind::AcceptVariance => no(format!(
            "an acceptance is taken back with `tieout queue reopen EX-{}`",
            action.exception
        )),
        ActionKind::ImportOrder | ActionKind::Route => no("it wrote nothing"),
    }
}

/// What an action made, as a person finds it: `creditMemo 918500 and customerRefund 918501`.
fn records(standing: &Standing) -> String {
    let steps = standing.action.steps.iter().zip(&standing.done.records);
    let named: Vec<String> = steps.map(|(step, id)| format!("{} {id}", step.record)).collect();
    named.join(" and ")
}

/// A journal entry as it was sent.
#[derive(Deserialize)]
struct Sent {
    subsidiary: Ref,
    currency: Option<Ref>,
    memo: String,
    line: List<JournalLine>,
}

/// One entry for each that was made, with debits and credits changed over. It names the payout as the first one does,
/// so that the two are nothing together.
fn entries(ask: &UndoAsk<'_>) -> Result<Vec<Step>, Unplannable> {
    let Standing { action, done, .. } = ask.standing;
    if ask.rules.payouts.field == "externalid" {
        return no(format!(
            "payouts are known by their external id here ([netsuite] payout_field), and two entries cannot have one: reverse {} in NetSuite",
            records(ask.standing)
        ));
    }
    let steps = action.steps.iter().zip(&done.records);
    steps.map(|(step, id)| reversed(ask, step, *id)).collect()
}

fn reversed(ask: &UndoAsk<'_>, step: &Step, id: u64) -> Result<Step, Unplannable> {
    let unread = |e: serde_json::Error| Unplannable(format!("what was sent cannot be read: {e}"));
    let sent: Sent = serde_json::from_str(&step.body).map_err(unread)?;
    let fields: Map<String, Value> = serde_json::from_str(&step.body).map_err(unread)?;
    let own = fields.into_iter().filter(|(name, _)| name.starts_with("custbody"));
    let field: BTreeMap<String, String> = own
        .filter_map(|(name, value)| Some((name, value.as_str()?.to_owned())))
        .collect();
    let dated = dated_by(ask.periods, None, ask.today, Ledger::Bank)?;
    let memo = format!(
        "{}; reverses journal entry {id} ({})",
        sent.memo,
        ask.standing.action.id()
    );
    let external_id = format!("tieout-reversal-{id}");
    let over = |line: JournalLine| JournalLine {
        debit: line.credit,
        credit: line.debit,
        ..line
    };
    Ok(Step {
        record: step.record.clone(),
        how: How::Create,
        body: text(&JournalBody {
            external_id: external_id.clone(),
            subsidiary: sent.subsidiary,
            currency: sent.currency,
            tran_date: dated.day,
            memo: dated.added_to(memo),
            field,
            line: List {
                items: sent.line.items.into_iter().map(over).collect(),
            },
        })?,
        external_id: Some(external_id),
        replace: Vec::new(),
        total: None,
        adjust: None,
    })
}
