//! A draft into a document: which row is the main line, which sign the rows have, what each line is.
//! Where the file does not say it, the sums do: lines and tax are the total.

use std::borrow::Cow;

use super::gather::{Draft, DraftRow};
use super::repeats::{one_side, without_repeats};
use super::roles::{Roles, leaf};
use crate::base::{Amount, Quantity};
use crate::import::values::{Fault, add};
use crate::model::books::{Document, DocumentHead, DocumentKind, DocumentLine, LineRole};

/// A document and what a person should know about how it was read.
#[derive(Debug)]
pub(super) struct Settled {
    pub(super) document: Document<'static>,
    /// Whether lines and tax are the total, where the file states both.
    pub(super) ties: bool,
    /// Rows left out because they stood in the file twice.
    pub(super) repeated: u64,
}

const ADD_MAIN_LINE: &str = "add the column Main Line (it is called `*`) to the saved search";
pub(super) const EXPORT_AGAIN: &str = "export the file again";

/// Settles a draft. References and the document it was made from are filled in by the caller.
///
/// # Errors
/// [`Fault`] where the rows can be read in more than one way.
pub(super) fn settle(draft: Draft, roles: Roles<'_>) -> Result<Settled, Fault> {
    let kind = draft.kind;
    let (mains, mut rows) = split(kind, &draft.rows)?;
    if is_movement(kind) {
        rows = one_side(&rows);
    }
    let stated = main_amount(kind, &mains)?;
    let had = rows.len();
    if stated.is_none()
        && let Some(row) = rows.iter().find(|r| needs_amount(kind, r, roles))
    {
        return Err(no_amount(row));
    }
    let (rows, main_repeats) = without_repeats(rows, mains.len(), &|rows| {
        Ok(stated.is_none() || read(kind, rows, stated, draft.tax, roles)?.ties)
    })?;
    let repeated = (had - rows.len()) as u64 + main_repeats;
    let reading = read(kind, &rows, stated, draft.tax, roles)?;
    let lines = (!rows.is_empty() || mains.is_empty()).then(|| document_lines(&rows, &reading));
    Ok(Settled {
        document: Document {
            head: head(draft, &reading),
            lines,
        },
        ties: reading.ties,
        repeated,
    })
}

/// Parts the main line (and its repetitions) from the lines.
fn split(kind: DocumentKind, rows: &[DraftRow]) -> Result<(Vec<DraftRow>, Vec<DraftRow>), Fault> {
    let by = |is_main: &dyn Fn(&DraftRow) -> bool| rows.iter().cloned().partition(|r| is_main(r));
    // What NetSuite marks as the main line of a journal is one of its lines.
    if kind == DocumentKind::JournalEntry {
        return Ok((Vec::new(), rows.to_vec()));
    }
    if rows.iter().any(|r| r.main.is_some()) {
        return Ok(by(&|r| r.main == Some(true)));
    }
    let has_item = |r: &DraftRow| !r.item.is_empty() || r.item_id != 0;
    if rows.iter().any(has_item) {
        return Ok(by(&|r| !has_item(r)));
    }
    let [first, rest @ ..] = rows else {
        return Ok((Vec::new(), Vec::new()));
    };
    if rest.iter().all(|r| r.amount == first.amount) {
        return Ok((rows.to_vec(), Vec::new()));
    }
    let sum = rest.iter().try_fold(Amount::ZERO, |sum, r| add(sum, r.amount?));
    if sum.is_some() && (sum == first.amount || sum.map(|s| -s) == first.amount) {
        return Ok((vec![first.clone()], rest.to_vec()));
    }
    if kind == DocumentKind::Deposit {
        return Ok((Vec::new(), rows.to_vec()));
    }
    Err(Fault::new(
        format!(
            "has {} rows with different amounts, and nothing says which one is its total",
            rows.len()
        ),
        ADD_MAIN_LINE,
    ))
}

/// The amount of the main line, `None` where the file has only lines.
fn main_amount(kind: DocumentKind, mains: &[DraftRow]) -> Result<Option<Amount>, Fault> {
    let [first, rest @ ..] = mains else {
        return Ok(None);
    };
    if rest.iter().any(|r| r.amount != first.amount) {
        return Err(Fault::new(
            "has several rows that could be its main line, with different amounts",
            ADD_MAIN_LINE,
        ));
    }
    match first.amount {
        // Goods that move have no value of their own here.
        None if is_movement(kind) => Ok(Some(Amount::ZERO)),
        None => Err(Fault::new("has no amount on its main line", EXPORT_AGAIN)),
        amount => Ok(amount),
    }
}

fn is_movement(kind: DocumentKind) -> bool {
    matches!(kind, DocumentKind::ItemFulfillment | DocumentKind::ItemReceipt)
}

/// Whether NetSuite may show the amounts of such a document below zero.
fn is_credit(kind: DocumentKind) -> bool {
    matches!(
        kind,
        DocumentKind::CreditMemo
            | DocumentKind::CashRefund
            | DocumentKind::CustomerRefund
            | DocumentKind::ReturnAuthorization
    )
}

/// How the amounts of a document are read.
#[derive(Debug)]
struct Reading {
    total: Amount,
    tax: Option<Amount>,
    /// Role and amount of each row, in the order of the rows.
    parts: Vec<(LineRole, Amount)>,
    ties: bool,
}

/// Finds the signs under which lines and tax are the total. Where none does, the rows are taken in the
/// direction of the total and the document lands as it is: that it does not add up is a finding.
fn read(
    kind: DocumentKind,
    rows: &[DraftRow],
    stated: Option<Amount>,
    tax: Option<Amount>,
    roles: Roles<'_>,
) -> Result<Reading, Fault> {
    let beyond = || Fault::new("has amounts beyond what any document has", EXPORT_AGAIN);
    let sum = rows
        .iter()
        .try_fold(Amount::ZERO, |sum, r| {
            add(sum, r.amount.or(r.net).unwrap_or(Amount::ZERO))
        })
        .ok_or_else(beyond)?;
    let turned = is_credit(kind) && stated.unwrap_or(sum).is_negative();
    let direct = |amount: Amount| if turned { -amount } else { amount };
    let stated_tax = tax.map(direct);
    let Some(total) = stated.map(direct) else {
        let parts = parts(kind, rows, turned, false, roles);
        return without_main(kind, parts, stated_tax, rows).ok_or_else(beyond);
    };
    // Tax runs with its document.
    let likely_tax = stated_tax.map(|t| if t.is_negative() == total.is_negative() { t } else { -t });
    let taxes = [likely_tax, likely_tax.map(|t| -t)];
    for (turn, net) in [(turned, false), (!turned, false), (turned, true), (!turned, true)] {
        if net && !rows.iter().all(|r| r.net.is_some()) {
            continue;
        }
        for tax in taxes {
            let mut parts = parts(kind, rows, turn, net, roles);
            let ties = rows.is_empty() || ties(&parts, total, tax) || mark_tax(&mut parts, rows, total, tax);
            if ties {
                let tax = tax.or_else(|| tax_lines(&parts));
                return Ok(Reading {
                    total,
                    tax,
                    parts,
                    ties,
                });
            }
        }
    }
    let against = !sum.is_zero() && direct(sum).is_negative() != total.is_negative();
    if let Some(row) = rows.iter().find(|r| needs_amount(kind, r, roles)) {
        return Err(Fault::new(
            format!(
                "has pieces without an amount on line {} of the file, and the rest is not its total",
                row.at
            ),
            EXPORT_AGAIN,
        ));
    }
    let parts = parts(kind, rows, turned != against, false, roles);
    let ties = is_movement(kind);
    Ok(Reading {
        total,
        tax: likely_tax.or_else(|| tax_lines(&parts)),
        parts,
        ties,
    })
}

/// A document of which the file has only lines: its total is their sum with the tax.
fn without_main(
    kind: DocumentKind,
    parts: Vec<(LineRole, Amount)>,
    tax: Option<Amount>,
    rows: &[DraftRow],
) -> Option<Reading> {
    let tax = tax.or_else(|| tax_lines(&parts));
    let total = if kind == DocumentKind::JournalEntry {
        // A journal's size is what it debits.
        let debits = parts.iter().map(|(_, a)| *a).filter(|a| !a.is_negative());
        debits.into_iter().try_fold(Amount::ZERO, add)?
    } else {
        add(goods(&parts)?, tax.unwrap_or(Amount::ZERO))?
    };
    debug_assert_eq!(parts.len(), rows.len());
    Some(Reading {
        total,
        tax,
        parts,
        ties: true,
    })
}

fn no_amount(row: &DraftRow) -> Fault {
    Fault::new(
        format!(
            "has pieces without an amount on line {} of the file, and its total does not show that it is nothing",
            row.at
        ),
        EXPORT_AGAIN,
    )
}

/// Whether a row has pieces, should have an amount, and has none.
fn needs_amount(kind: DocumentKind, row: &DraftRow, roles: Roles<'_>) -> bool {
    !is_movement(kind)
        && row.amount.is_none()
        && row.net.is_none()
        && row.quantity.is_some_and(|q| !q.is_zero())
        && matches!(roles.of(kind, row, None), LineRole::Item | LineRole::Kit)
}

fn parts(kind: DocumentKind, rows: &[DraftRow], turned: bool, net: bool, roles: Roles<'_>) -> Vec<(LineRole, Amount)> {
    rows.iter()
        .map(|row| {
            let amount = if net { row.net } else { row.amount.or(row.net) };
            let amount = amount.map(|a| if turned { -a } else { a });
            let role = roles.of(kind, row, amount);
            // A blank is nothing: a component, a text, or goods that move. Pieces that should have
            // an amount are told apart by `needs_amount`.
            let amount = amount.unwrap_or(Amount::ZERO);
            let amount = if role == LineRole::Discount {
                -amount.abs()
            } else {
                amount
            };
            (role, amount)
        })
        .collect()
}

/// Everything but tax; subtotals and texts say what other lines say already.
fn goods(parts: &[(LineRole, Amount)]) -> Option<Amount> {
    parts
        .iter()
        .filter(|(role, _)| !matches!(role, LineRole::Tax | LineRole::Ignored | LineRole::EndGroup))
        .try_fold(Amount::ZERO, |sum, (_, amount)| add(sum, *amount))
}

fn tax_lines(parts: &[(LineRole, Amount)]) -> Option<Amount> {
    let mut taxes = parts.iter().filter(|(role, _)| *role == LineRole::Tax).peekable();
    taxes.peek()?;
    taxes.try_fold(Amount::ZERO, |sum, (_, amount)| add(sum, *amount))
}

fn ties(parts: &[(LineRole, Amount)], total: Amount, tax: Option<Amount>) -> bool {
    let tax = tax.or_else(|| tax_lines(parts)).unwrap_or(Amount::ZERO);
    goods(parts).and_then(|goods| add(goods, tax)) == Some(total)
}

/// Finds the tax among the lines, where the lines alone are the total: the one row without pieces that is
/// worth as much. `false` where there is none or more than one.
fn mark_tax(parts: &mut [(LineRole, Amount)], rows: &[DraftRow], total: Amount, tax: Option<Amount>) -> bool {
    let Some(tax) = tax.filter(|t| !t.is_zero()) else {
        return false;
    };
    let mut found =
        (0..parts.len()).filter(|i| parts[*i].1 == tax && rows[*i].quantity.is_none() && parts[*i].0 == LineRole::Item);
    let (Some(one), None) = (found.next(), found.next()) else {
        return false;
    };
    parts[one].0 = LineRole::Tax;
    if ties(parts, total, Some(tax)) {
        return true;
    }
    parts[one].0 = LineRole::Item;
    false
}

fn document_lines(rows: &[DraftRow], reading: &Reading) -> Vec<DocumentLine<'static>> {
    let mut lines = Vec::with_capacity(rows.len());
    for (n, (row, (role, amount))) in (1_u64..).zip(rows.iter().zip(&reading.parts)) {
        lines.push(DocumentLine {
            id: row.line_id.unwrap_or(n),
            role: *role,
            item: row.item_id,
            sku: Cow::Owned(leaf(&row.item).to_owned()),
            // A row without pieces (shipping, a discount) stands for none.
            quantity: row.quantity.unwrap_or(Quantity::ZERO).abs(),
            amount: *amount,
            tax: row
                .line_tax
                .map(|t| if t.is_negative() == amount.is_negative() { t } else { -t }),
            closed: row.closed,
            shipped: row.shipped.map(Quantity::abs),
            billed: row.billed.map(Quantity::abs),
            kit: 0,
            account: Cow::Owned(row.account.clone()),
            memo: Cow::Owned(row.memo.clone()),
            linked: 0,
        });
    }
    lines
}

fn head(draft: Draft, reading: &Reading) -> DocumentHead<'static> {
    DocumentHead {
        id: draft.id,
        kind: draft.kind,
        number: Cow::Owned(draft.number),
        status: draft.status,
        order_ref: Cow::Owned(draft.order_ref),
        refund_ref: Cow::Owned(draft.refund_ref),
        payout_ref: Cow::Owned(draft.payout_ref),
        external_id: Cow::Owned(draft.external_id),
        memo: Cow::Owned(draft.memo),
        entity: Cow::Owned(draft.entity),
        currency: Cow::Owned(draft.currency),
        total: reading.total,
        base_total: None,
        tax: reading.tax,
        date: draft.date,
        created_at: draft.created_at,
        modified_at: draft.modified_at,
        created_from: 0,
        subsidiary: Cow::Owned(draft.subsidiary),
        ships_to: draft.ships_to,
    }
}
