//! The journal entry that books a payout where deposits are not wanted: bank, fees, the other movements by
//! account, and what its orders come to against the clearing account. It takes up no document.

use std::collections::BTreeMap;

use super::body::{JournalBody, JournalLine, List, Number, Ref, text};
use super::deposit::{Marks, subsidiary};
use super::payout::Booking;
use super::{Ask, Ledger, Unplannable, dated, no};
use crate::base::Amount;
use crate::model::action::{How, Step};
use crate::model::books::DocumentKind;
use crate::model::rules::BookAs;

pub(super) fn of_payout(ask: &Ask<'_>) -> Result<Vec<Step>, Unplannable> {
    let booking = Booking::of(ask, BookAs::Journal)?;
    // Debits are positive.
    let mut lines = vec![(booking.account("bank", "the bank")?, booking.net, "net".to_owned())];
    let fees = booking.fees();
    if !fees.is_zero() {
        let account = booking.account("fees", "fees")?;
        lines.push((account, fees, "Shopify Payments fees".to_owned()));
    }
    let mut others: BTreeMap<(&str, &str), Amount> = BTreeMap::new();
    for (account, movement) in booking.others()? {
        *others.entry((account, &*movement.kind)).or_insert(Amount::ZERO) += movement.amount;
    }
    for ((account, kind), amount) in others {
        lines.push((account, -amount, kind.to_lowercase().replace('_', " ")));
    }
    let orders: Amount = booking.of_orders().map(|(_, m)| m.amount).sum();
    lines.push((booking.account("clearing", "clearing")?, -orders, "clearing".to_owned()));
    lines.retain(|(_, amount, _)| !amount.is_zero());
    let rest: Amount = lines.iter().map(|(_, amount, _)| *amount).sum();
    if !rest.is_zero() {
        return no(format!(
            "debits and credits of its entry are {} apart",
            booking.text(rest.abs())
        ));
    }
    let Some(subsidiary) = subsidiary(&booking) else {
        return no("a journal entry needs the shop's subsidiary by its internal id: [[shops]] subsidiary");
    };
    let marks = Marks::of(&booking, DocumentKind::JournalEntry, None)?;
    let items = lines
        .into_iter()
        .map(|(account, amount, memo)| line(&booking, account, amount, memo));
    let dated = dated(booking.facts.issued_on, ask, Ledger::Bank)?;
    Ok(vec![Step {
        record: "journalEntry".to_owned(),
        how: How::Create,
        body: text(&JournalBody {
            external_id: marks.external_id.clone(),
            subsidiary: Ref::to(subsidiary),
            currency: booking.currency_id()?.map(Ref::to),
            tran_date: dated.day,
            memo: dated.added_to(marks.memo),
            field: marks.field,
            line: List { items: items.collect() },
        })?,
        external_id: Some(marks.external_id),
        replace: Vec::new(),
        // An entry's total is that of its debits, which is not the payout's; it balances or is refused.
        total: None,
        adjust: None,
    }])
}

fn line(booking: &Booking<'_>, account: &str, amount: Amount, memo: String) -> JournalLine {
    let number = Some(Number::amount(amount.abs(), booking.currency()));
    let (debit, credit) = if amount.is_negative() {
        (None, number)
    } else {
        (number, None)
    };
    JournalLine {
        account: Ref::to(account),
        debit,
        credit,
        memo,
    }
}
