//! The bank deposits that book a payout.

use super::body::{AccountLine, DepositBody, List, Number, PaymentLine, Ref, text};
use super::payout::Booking;
use super::{Ask, Ledger, Unplannable, dated, no};
use crate::base::Amount;
use crate::model::action::{How, Step};
use crate::model::books::{Document, DocumentKind, iso_currency};
use crate::model::rules::BookAs;

/// A line of a deposit, before it is known which deposit it comes into.
enum Line<'a> {
    /// A document that is taken up.
    Payment(u64),
    /// An account: money comes from it where the amount is positive, and goes to it otherwise.
    Account { account: &'a str, memo: String },
}

/// One deposit, or several above the configured number of lines; together they are the payout.
pub(super) fn of_payout(ask: &Ask<'_>) -> Result<Vec<Step>, Unplannable> {
    let booking = Booking::of(ask, BookAs::Deposit)?;
    let taken = booking.taken_up()?;
    let currency = currency(&booking, taken.values().map(|(d, _)| *d))?;
    let mut lines: Vec<(Line<'_>, Amount)> = taken
        .into_iter()
        .map(|(id, (_, amount))| (Line::Payment(id), amount))
        .collect();
    for (account, movement) in booking.others()? {
        let memo = memo_of(movement);
        lines.push((Line::Account { account, memo }, movement.amount));
    }
    let fees = booking.fees();
    if !fees.is_zero() {
        let account = booking.account("fees", "fees")?;
        let memo = "Shopify Payments fees".to_owned();
        lines.push((Line::Account { account, memo }, -fees));
    }
    let sum: Amount = lines.iter().map(|(_, amount)| *amount).sum();
    if sum != booking.net {
        return no(format!(
            "the payout is {} and the lines of its deposit come to {}",
            booking.text(booking.net),
            booking.text(sum)
        ));
    }
    if lines.is_empty() {
        return no("the payout moves nothing: there is nothing to deposit");
    }
    let most = ask.rules.payouts.lines_max.max(1) as usize;
    // Parts of like size: none is left with the fees alone.
    let each = lines.len().div_ceil(lines.len().div_ceil(most));
    let parts = lines.len().div_ceil(each);
    lines
        .chunks(each)
        .enumerate()
        .map(|(n, lines)| part(&booking, currency, lines, (parts > 1).then_some((n + 1, parts))))
        .collect()
}

/// What a movement without a document is called on its line.
pub(super) fn memo_of(movement: &crate::model::payout::BalanceTransaction<'_>) -> String {
    let kind = movement.kind.to_lowercase().replace('_', " ");
    let memo = format!("{kind} {} {}", movement.id, movement.order_name);
    memo.trim_end().to_owned()
}

/// The currency by NetSuite's internal id, where it is known: that of the documents, which is the payout's. Documents of
/// two currencies are not one deposit.
fn currency<'d>(
    booking: &Booking<'_>,
    documents: impl Iterator<Item = &'d Document<'d>>,
) -> Result<Option<u64>, Unplannable> {
    let mut first: Option<&Document<'_>> = None;
    for document in documents {
        let own = document.head.currency.trim();
        let (other, is_same) = match first {
            None => (None, iso_currency(own).is_none_or(|iso| iso == booking.currency())),
            Some(first) => (Some(first), first.head.currency.trim() == own),
        };
        if !is_same {
            let than = other.map_or_else(|| "the payout".to_owned(), |o| o.head.number.to_string());
            return no(format!(
                "{} is in another currency than {than} (PAY-23)",
                document.head.number
            ));
        }
        first = first.or(Some(document));
    }
    match first.and_then(|d| d.head.currency.trim().parse().ok()) {
        Some(own) => Ok(Some(own)),
        None => booking.currency_id(),
    }
}

fn part(
    booking: &Booking<'_>,
    currency: Option<u64>,
    lines: &[(Line<'_>, Amount)],
    of: Option<(usize, usize)>,
) -> Result<Step, Unplannable> {
    let marks = Marks::of(booking, DocumentKind::Deposit, of)?;
    let (mut payment, mut other, mut cashback) = (Vec::new(), Vec::new(), Vec::new());
    for (line, amount) in lines {
        match line {
            Line::Payment(id) => payment.push(PaymentLine { deposit: true, id: *id }),
            Line::Account { account, memo } => {
                let line = AccountLine {
                    account: Ref::to(account),
                    amount: Number::amount(amount.abs(), booking.currency()),
                    memo: memo.clone(),
                };
                if amount.is_negative() {
                    cashback.push(line);
                } else {
                    other.push(line);
                }
            }
        }
    }
    let dated = dated(booking.facts.issued_on, booking.ask, Ledger::Bank)?;
    Ok(Step {
        record: "deposit".to_owned(),
        how: How::Create,
        body: text(&DepositBody {
            external_id: marks.external_id.clone(),
            account: Ref::to(booking.account("bank", "the bank")?),
            tran_date: dated.day,
            memo: dated.added_to(marks.memo),
            subsidiary: subsidiary(booking).map(Ref::to),
            currency: currency.map(Ref::to),
            field: marks.field,
            payment: List::unless_empty(payment),
            other: List::unless_empty(other),
            cashback: List::unless_empty(cashback),
        })?,
        external_id: Some(marks.external_id),
        replace: Vec::new(),
        total: Some(lines.iter().map(|(_, amount)| *amount).sum()),
        adjust: None,
    })
}

/// The shop's subsidiary, where it is known by internal id.
pub(super) fn subsidiary(booking: &Booking<'_>) -> Option<u64> {
    let rules = booking.ask.rules;
    let shop = rules.shops.iter().find(|s| s.name == booking.ask.finding.shop)?;
    shop.subsidiary.as_deref()?.trim().parse().ok()
}

/// What a document of a payout is found by.
pub(super) struct Marks {
    pub(super) external_id: String,
    pub(super) memo: String,
    /// The column that names the payout and its value, where that is neither of the two.
    pub(super) field: std::collections::BTreeMap<String, String>,
}

impl Marks {
    /// `of` is which one of how many; none where it is the only one.
    pub(super) fn of(
        booking: &Booking<'_>,
        kind: DocumentKind,
        of: Option<(usize, usize)>,
    ) -> Result<Self, Unplannable> {
        let id = booking.facts.payout.id;
        let rules = booking.ask.rules;
        let named = rules.payout_pattern.replace("{legacy_id}", &id.to_string());
        let numbered = |text: String| of.map_or_else(|| text.clone(), |(n, _)| format!("{text}-{n}"));
        let on = booking.facts.issued_on.map_or_else(String::new, |d| format!(", {d}"));
        let count = of.map_or_else(String::new, |(n, all)| format!(" ({n} of {all})"));
        let mut marks = Self {
            external_id: numbered(format!("tieout-{}-{id}", kind.slug())),
            memo: format!("Shopify payout {id}{on}{count}"),
            field: std::collections::BTreeMap::new(),
        };
        match rules.payouts.field.as_str() {
            // The pattern stands first, so that it is found whatever it is made of.
            "memo" => marks.memo = format!("{named}{on}{count}"),
            "externalid" => {
                let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
                if !named.bytes().all(plain) {
                    return no(format!(
                        "`{named}` cannot be an external id: write a payout_pattern of letters, digits, `_` and `-`"
                    ));
                }
                marks.external_id = numbered(named);
            }
            field if field.starts_with("custbody") => {
                marks.field.insert(field.to_owned(), named);
            }
            field => {
                return no(format!(
                    "the column `{field}` cannot be written: set payout_field to memo, externalid or a custbody column"
                ));
            }
        }
        Ok(marks)
    }
}
