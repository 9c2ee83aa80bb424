//! Pairs refunds with the documents that credit them: by key, then by amount where it is unique,
//! then total against total. Each document is claimed once.

use crate::base::Amount;
use crate::model::books::{Document, DocumentKind};
use crate::model::rules::Rules;
use crate::project::ExpectedCredit;
pub(super) use crate::project::keys::refund_id;

use super::context::Context;
use super::documents::Books;

/// A refund and what credits it.
#[derive(Debug)]
pub(super) struct Pair<'a> {
    /// Position among the expected credits.
    pub(super) credit: usize,
    pub(super) documents: Vec<&'a Document<'a>>,
    /// Sum of the documents.
    pub(super) amount: Amount,
    /// A customer refund of the deposit instead of a credit: the sales order is to be shorter.
    pub(super) of_deposit: bool,
}

/// Cents up to which a difference is drift whatever the tolerance says.
pub(super) const DRIFT: Amount = Amount::cents(5);

/// Why a credit answers no refund.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extra {
    /// Another document credits the same refund.
    Second(usize),
    /// It carries the key of a refund that moved no money.
    OfNoMoney(u64),
    /// It carries the key of a refund the order does not have.
    UnknownKey(u64),
    /// Nothing answers it.
    Plain,
}

/// All refunds and credits of an order, paired.
#[derive(Debug, Default)]
pub(super) struct Paired<'a> {
    pub(super) pairs: Vec<Pair<'a>>,
    /// Refunds that tie in sum with documents without a key.
    pub(super) pooled: Vec<usize>,
    pub(super) pooled_documents: Vec<&'a Document<'a>>,
    /// Refunds without a document.
    pub(super) missing: Vec<usize>,
    pub(super) extra: Vec<(&'a Document<'a>, Extra)>,
    /// The credit of goods returned without a refund.
    pub(super) of_return: Option<&'a Document<'a>>,
    /// Credit memos and cash refunds: what they take off the order's value.
    credited: Amount,
    /// Live customer refunds that pay out a credit memo.
    pub(super) payouts: Vec<&'a Document<'a>>,
}

impl Paired<'_> {
    /// Sum of the live credit memos and cash refunds.
    pub(super) fn credited(&self) -> Amount {
        self.credited
    }

    /// Refunds whose effect stands in the credits, not in a shorter order.
    pub(super) fn credited_refunds(&self) -> impl Iterator<Item = usize> + '_ {
        let pairs = self.pairs.iter().filter(|p| !p.of_deposit).map(|p| p.credit);
        let pooled = self
            .pooled
            .iter()
            .copied()
            .filter(|_| self.pooled_documents.iter().all(|d| is_credit(d)));
        pairs.chain(pooled)
    }
}

fn is_credit(document: &Document<'_>) -> bool {
    document.head.kind != DocumentKind::CustomerRefund
}

/// Customer refunds by what they are: a refund of the deposit, or the pay-out of a credit memo.
fn split_customer_refunds<'a>(books: &Books<'a>, rules: &Rules) -> (Vec<&'a Document<'a>>, Vec<&'a Document<'a>>) {
    books.customer_refunds.iter().partition(|refund| {
        let from = refund.head.created_from;
        if books.credits.iter().any(|c| c.head.id == from && from != 0) {
            return false;
        }
        if books.deposits.iter().any(|d| d.head.id == from && from != 0) {
            return true;
        }
        let key = refund_id(refund, rules);
        !books.credits.iter().any(|c| {
            let same_key = key.is_some() && refund_id(c, rules) == key;
            same_key || key.is_none() && c.head.kind == DocumentKind::CreditMemo
        })
    })
}

/// Pairs all refunds and credits of an order.
pub(super) fn pair<'a>(context: &Context<'a>) -> Paired<'a> {
    let credits = &context.expected.credits;
    let (of_deposit, payouts) = split_customer_refunds(context.books, context.rules);
    let mut documents: Vec<(&Document<'_>, Option<u64>)> = context
        .books
        .credits
        .iter()
        .chain(&of_deposit)
        .map(|d| (*d, refund_id(d, context.rules)))
        .collect();
    let mut open: Vec<usize> = (0..credits.len()).filter(|i| !credits[*i].pending).collect();
    let mut paired = Paired {
        credited: context.books.credits.iter().map(|d| d.head.total).sum(),
        payouts,
        ..Paired::default()
    };
    by_key(credits, &mut open, &mut documents, &mut paired);
    by_amount(credits, &mut open, &mut documents, &mut paired);
    let returned = context.expected.returned.total;
    if let Some(found) = documents
        .iter()
        .position(|(d, _)| d.head.total == returned && !returned.is_zero())
    {
        paired.of_return = Some(documents.remove(found).0);
    }
    in_sum(credits, &mut open, &mut documents, &mut paired);
    if let ([credit], [(document, key)]) = (open.as_slice(), documents.as_slice())
        && (key.is_none() || credits[*credit].id == 0)
    {
        paired.pairs.push(one(*credit, vec![*document]));
        open.clear();
        documents.clear();
    }
    paired.missing = open;
    for (document, key) in documents {
        let why = why_extra(context, document, key, &paired);
        paired.extra.push((document, why));
    }
    paired
}

fn one<'a>(credit: usize, documents: Vec<&'a Document<'a>>) -> Pair<'a> {
    Pair {
        credit,
        amount: documents.iter().map(|d| d.head.total).sum(),
        of_deposit: !documents.iter().any(|d| is_credit(d)),
        documents,
    }
}

type Keyed<'a> = (&'a Document<'a>, Option<u64>);

fn by_key<'a>(
    credits: &[ExpectedCredit<'_>],
    open: &mut Vec<usize>,
    documents: &mut Vec<Keyed<'a>>,
    paired: &mut Paired<'a>,
) {
    open.retain(|&i| {
        let credit = &credits[i];
        let mine: Vec<&Document<'_>> = documents
            .iter()
            .filter(|(_, key)| credit.id != 0 && *key == Some(credit.id))
            .map(|(d, _)| *d)
            .collect();
        let sum: Amount = mine.iter().map(|d| d.head.total).sum();
        // Several documents that make up the refund together are one credit in parts.
        let chosen = match mine.as_slice() {
            [] => return true,
            all if sum == credit.amount => all.to_vec(),
            all => {
                let exact = all.iter().find(|d| d.head.total == credit.amount);
                vec![*exact.unwrap_or(&all[0])]
            }
        };
        documents.retain(|(d, _)| !chosen.iter().any(|c| c.head.id == d.head.id));
        paired.pairs.push(one(i, chosen));
        false
    });
}

/// Equal amounts, oldest with oldest. A document that carries a key is left to its key, except where
/// the refunds have none to compare it with.
fn by_amount<'a>(
    credits: &[ExpectedCredit<'_>],
    open: &mut Vec<usize>,
    documents: &mut Vec<Keyed<'a>>,
    paired: &mut Paired<'a>,
) {
    open.retain(|&i| {
        let credit = &credits[i];
        let fits = |(d, key): &Keyed<'_>| d.head.total == credit.amount && (key.is_none() || credit.id == 0);
        match documents.iter().position(fits) {
            Some(found) => {
                paired.pairs.push(one(i, vec![documents.remove(found).0]));
                false
            }
            None => true,
        }
    });
}

/// What is left ties where it ties in sum: one memo for two refunds.
fn in_sum<'a>(
    credits: &[ExpectedCredit<'_>],
    open: &mut Vec<usize>,
    documents: &mut Vec<Keyed<'a>>,
    paired: &mut Paired<'a>,
) {
    let free = |(_, key): &&Keyed<'_>| {
        key.is_none() || open.iter().any(|i| credits[*i].id == 0 || Some(credits[*i].id) == *key)
    };
    let candidates: Vec<Keyed<'_>> = documents.iter().filter(free).copied().collect();
    let wanted: Amount = open.iter().map(|i| credits[*i].amount).sum();
    let held: Amount = candidates.iter().map(|(d, _)| d.head.total).sum();
    // Where neither side has a key to tell one from another, cents that the sums are apart are one
    // difference, not as many missing and surplus credits.
    let keyless = candidates.iter().all(|(_, key)| key.is_none()) && candidates.len() == documents.len();
    let ties = wanted == held || keyless && (wanted - held).abs() <= DRIFT;
    if open.is_empty() || candidates.is_empty() || !ties {
        return sum_with_keyed(credits, open, documents, paired);
    }
    documents.retain(|(d, _)| !candidates.iter().any(|(c, _)| c.head.id == d.head.id));
    paired.pooled = std::mem::take(open);
    paired.pooled_documents = candidates.into_iter().map(|(d, _)| d).collect();
}

/// One memo for two refunds may carry the key of one of them: it was paired with that one by key,
/// and its surplus is what the others lack.
fn sum_with_keyed<'a>(
    credits: &[ExpectedCredit<'_>],
    open: &mut Vec<usize>,
    documents: &[Keyed<'a>],
    paired: &mut Paired<'a>,
) {
    if open.is_empty() || !documents.is_empty() {
        return;
    }
    let wanted: Amount = open.iter().map(|i| credits[*i].amount).sum();
    let surplus = |p: &Pair<'_>| p.amount - credits[p.credit].amount == wanted;
    if let Some(found) = paired.pairs.iter().position(surplus) {
        let pair = paired.pairs.remove(found);
        paired.pooled = std::mem::take(open);
        paired.pooled.push(pair.credit);
        paired.pooled.sort_unstable();
        paired.pooled_documents = pair.documents;
    }
}

fn why_extra(context: &Context<'_>, document: &Document<'_>, key: Option<u64>, paired: &Paired<'_>) -> Extra {
    let credits = &context.expected.credits;
    let second = paired.pairs.iter().find(|p| {
        let credit = &credits[p.credit];
        match key {
            Some(key) if credit.id != 0 => credit.id == key,
            _ => credit.amount == document.head.total,
        }
    });
    if let Some(pair) = second {
        return Extra::Second(pair.credit);
    }
    match key {
        Some(id) if context.order.refunds.iter().any(|r| r.id == id) => Extra::OfNoMoney(id),
        Some(id) if credits.iter().all(|c| c.id != 0) => Extra::UnknownKey(id),
        _ => Extra::Plain,
    }
}
