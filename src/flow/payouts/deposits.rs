//! A shop's bank deposits and journal entries, and the payouts they belong to.

use std::collections::BTreeMap;

use super::known::Known;
use crate::base::Amount;
use crate::flow::FlowError;
use crate::model::books::{Document, DocumentKind};
use crate::model::rules::{Rules, ShopNo};
use crate::project::keys::is_account;
use crate::store::Reader;

/// Deposits, each with the payout it names, and journal entries that name one or move the account of
/// disputes; by payout and id.
pub(super) fn all(
    store: Reader<'_>,
    rules: &Rules,
    shop: ShopNo,
) -> Result<Vec<(Option<u64>, Document<'static>)>, FlowError> {
    let pattern = Pattern::new(&rules.payout_pattern);
    let mut all = Vec::new();
    store.each_loose_document(shop, &[DocumentKind::Deposit, DocumentKind::JournalEntry], |document| {
        let payout = pattern.find(&document.head.payout_ref);
        let is_wanted =
            payout.is_some() || document.head.kind == DocumentKind::Deposit || moves_disputes(document, rules);
        if is_wanted {
            all.push((payout, crate::flow::owned::document(document)));
        }
        Ok(())
    })?;
    all.sort_by_key(|(id, d)| (*id, d.head.id));
    Ok(all)
}

/// Whether a journal entry has a line on the account of disputes.
pub(super) fn moves_disputes(document: &Document<'_>, rules: &Rules) -> bool {
    let Some(account) = rules.accounts.get("disputes") else {
        return false;
    };
    let mut lines = document.lines.iter().flatten();
    document.head.kind == DocumentKind::JournalEntry && lines.any(|l| is_account(&l.account, account))
}

/// How long after its issue a payout is booked, at most, where only its amount can tell.
const BOOKED_WITHIN_DAYS: i32 = 10;

/// A payout whose source has no id cannot be named by a deposit. It belongs to the deposits of the one
/// payout id that nobody knows and that come to its amount to the cent in the days after it; where two
/// fit, or they fit two payouts, none is picked.
pub(super) fn only_possible<'d>(
    known: &[Known<'_>],
    claimed: &mut BTreeMap<u64, Vec<&'d Document<'d>>>,
) -> BTreeMap<usize, Vec<&'d Document<'d>>> {
    let free: Vec<u64> = claimed
        .keys()
        .copied()
        .filter(|id| known.iter().all(|k| k.payout.id != *id))
        .collect();
    let fits = |k: &Known<'_>, documents: &[&Document<'_>]| {
        let settled = || k.sums.as_ref().map(|sums| sums.iter().map(|s| s.net).sum());
        let (Some(amount), Some(issued)) = (k.payout.net.or_else(settled), k.payout.date) else {
            return false;
        };
        let soon = |d: &&Document<'_>| {
            d.head
                .date
                .is_some_and(|booked| (0..=BOOKED_WITHIN_DAYS).contains(&(booked - issued).get_days()))
        };
        documents.iter().map(|d| d.head.total).sum::<Amount>() == amount && documents.iter().all(soon)
    };
    let nameless: Vec<_> = known.iter().enumerate().filter(|(_, k)| k.payout.id == 0).collect();
    let mut found = BTreeMap::new();
    for (at, k) in &nameless {
        let possible: Vec<u64> = free
            .iter()
            .copied()
            .filter(|id| claimed.get(id).is_some_and(|d| fits(k, d)))
            .collect();
        if let [id] = possible[..]
            && let Some(documents) = claimed.get(&id)
            && nameless.iter().filter(|(_, other)| fits(other, documents)).count() == 1
        {
            found.extend(claimed.remove(&id).map(|documents| (*at, documents)));
        }
    }
    found
}

/// A pattern such as `payout {legacy_id}`, looked for inside a value in any letter case.
pub(in crate::flow) struct Pattern {
    before: String,
    after: String,
}

impl Pattern {
    pub(in crate::flow) fn new(pattern: &str) -> Self {
        let (before, after) = pattern.split_once("{legacy_id}").unwrap_or((pattern, ""));
        Self {
            before: before.to_ascii_lowercase(),
            after: after.to_ascii_lowercase(),
        }
    }

    /// The id in a value; `None` where the value does not hold the pattern.
    pub(in crate::flow) fn find(&self, value: &str) -> Option<u64> {
        let value = value.to_ascii_lowercase();
        let mut from = 0;
        while let Some(at) = value[from..].find(&self.before) {
            let start = from + at + self.before.len();
            let digits = value[start..].bytes().take_while(u8::is_ascii_digit).count();
            // The digits before the pattern's start belong to another number.
            let whole = !self.before.is_empty() || start == 0 || !value.as_bytes()[start - 1].is_ascii_digit();
            if digits > 0 && whole && value[start + digits..].starts_with(&self.after) {
                return value[start..start + digits].parse().ok();
            }
            from = value[from + at..].char_indices().nth(1).map(|(n, _)| from + at + n)?;
        }
        None
    }
}
