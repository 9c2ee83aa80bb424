//! Payouts put together from what the sources know, and tied out.

use std::collections::BTreeMap;

use super::FlowError;
use super::reconcile::save;
use super::run_record::Compared;
use crate::base::{Amount, Currency, Moment, OrderKey};
use crate::model::books::{Document, DocumentKind};
use crate::model::finding::{DocumentRef, Finding};
use crate::model::payout::{BalanceTransaction, Family, KindSum, Payout, PayoutStatus};
use crate::model::rules::{Rules, ShopNo};
use crate::model::shop::Source;
use crate::project::families::{FamilySum, family, is_payout_row};
use crate::reconcile::{self, PayoutCase, PayoutOutcome};
use crate::report::{FamilyLine, PayoutLine};
use crate::store::{Movements, PayoutBodies, Reader, RunWriter, StoreError};

/// One payout as all sources together know it.
pub(super) struct Known<'p> {
    pub(super) payout: Payout<'p>,
    pub(super) sums: Option<Vec<FamilySum>>,
    /// The name its transactions are kept under.
    name: &'p str,
    /// Whether single transactions may matter.
    look_closer: bool,
}

/// Ties the payouts of all shops out and takes the findings over into the queue.
pub(super) fn compare(
    writer: &mut RunWriter<'_>,
    rules: &Rules,
    as_of: Moment,
    compared: &mut Compared,
) -> Result<(), FlowError> {
    for at in 0..rules.shops.len() {
        let shop = ShopNo(at as u16);
        let mut findings: Vec<Finding> = Vec::new();
        each(writer.read(), rules, shop, |cases, loose| {
            compared.payouts += cases.len() as u64;
            for outcome in reconcile::payouts(cases, rules, as_of) {
                findings.extend(outcome.findings);
            }
            findings.extend(reconcile::deposits_without_payout(loose, shop, rules, as_of));
        })?;
        save(writer, (shop, OrderKey::NONE), findings, as_of, compared)?;
    }
    Ok(())
}

/// The payouts of all shops as reports show them.
pub(super) fn lines(store: Reader<'_>, rules: &Rules, as_of: Moment) -> Result<Vec<PayoutLine>, FlowError> {
    let mut lines = Vec::new();
    for (at, shop) in rules.shops.iter().enumerate() {
        each(store, rules, ShopNo(at as u16), |cases, _| {
            let outcomes = reconcile::payouts(cases, rules, as_of);
            lines.extend(
                cases
                    .iter()
                    .zip(outcomes)
                    .map(|(case, outcome)| line(&shop.name, case, &outcome)),
            );
        })?;
    }
    Ok(lines)
}

pub(super) fn line(shop: &str, case: &PayoutCase<'_>, outcome: &PayoutOutcome) -> PayoutLine {
    let p = &case.payout;
    let families = case.sums.iter().map(|s| FamilyLine {
        family: s.family,
        count: s.count,
        amount: s.amount,
        fees: s.fee,
        net: s.net,
    });
    let documents = case.documents.iter().map(|d| DocumentRef {
        kind: d.head.kind,
        id: d.head.id.to_string(),
        number: d.head.number.clone().into_owned(),
    });
    PayoutLine {
        shop: shop.to_owned(),
        name: shown_name(p),
        date: p.date,
        status: p.status,
        currency: p.currency,
        net: p.net,
        settlement: outcome.settled,
        ledger: Some(outcome.booked),
        families: families.collect(),
        documents: documents.collect(),
    }
}

/// The name a payout is kept under.
pub(super) fn kept_name(payout: &Payout<'_>) -> Option<String> {
    super::staging::payout_name(payout)
}

/// A payout as findings name it: its gid, or `date/currency`.
pub(super) fn shown_name(payout: &Payout<'_>) -> String {
    match (payout.id, payout.date) {
        (0, Some(date)) => format!("{date}/{}", payout.currency),
        (id, _) => format!("gid://shopify/ShopifyPaymentsPayout/{id}"),
    }
}

/// Puts a shop's payouts together with their deposits and hands them over, with the deposits whose
/// payout is not known.
pub(super) fn each(
    store: Reader<'_>,
    rules: &Rules,
    shop: ShopNo,
    take: impl FnOnce(&[PayoutCase<'_>], &[&Document<'_>]),
) -> Result<(), FlowError> {
    let bodies = store.payouts(shop)?;
    let known = known(&bodies)?;
    let deposits = deposits(store, rules, shop)?;
    let movements: Vec<Option<Movements>> = known.iter().map(|k| closer(store, shop, k)).collect::<Result<_, _>>()?;
    let transactions: Vec<Option<Vec<BalanceTransaction<'_>>>> = movements
        .iter()
        .map(|m| m.as_ref().map(Movements::decode).transpose())
        .collect::<Result<_, _>>()?;
    let mut claimed: BTreeMap<u64, Vec<&Document<'_>>> = BTreeMap::new();
    for (payout, document) in &deposits {
        claimed.entry(*payout).or_default().push(document);
    }
    let mut by_amount = only_possible(&known, &mut claimed);
    let cases: Vec<PayoutCase<'_>> = known
        .into_iter()
        .zip(&transactions)
        .enumerate()
        .map(|(at, (k, transactions))| PayoutCase {
            shop,
            documents: match k.payout.id {
                0 => by_amount.remove(&at).unwrap_or_default(),
                id => claimed.remove(&id).unwrap_or_default(),
            },
            sums: k.sums.unwrap_or_default(),
            transactions: transactions.as_deref(),
            payout: k.payout,
        })
        .collect();
    let loose: Vec<&Document<'_>> = claimed.into_values().flatten().collect();
    take(&cases, &loose);
    Ok(())
}

/// How long after its issue a payout is booked, at most, where only its amount can tell.
const BOOKED_WITHIN_DAYS: i32 = 10;

/// A payout whose source has no id cannot be named by a deposit. It belongs to the deposits of the one
/// payout id that nobody knows and that come to its amount to the cent in the days after it; where two
/// fit, or they fit two payouts, none is picked.
fn only_possible<'d>(
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

/// Joins what several sources know of one payout: the payouts export names payouts by date and
/// currency, the transactions export by id. Two payouts of one day and currency are not told apart
/// by guessing: then each source's knowledge stays by itself.
fn known(bodies: &[PayoutBodies]) -> Result<Vec<Known<'_>>, StoreError> {
    let mut all: Vec<Known<'_>> = Vec::new();
    for body in bodies {
        let sums = body.sums()?;
        let look_closer = sums.as_deref().is_some_and(|sums| sums.iter().any(needs_a_look));
        let families = sums.map(|sums| by_family(&sums));
        let payout = match body.payout()? {
            Some(payout) => payout,
            None => unnamed(&body.name)?,
        };
        all.push(Known {
            payout,
            sums: families,
            name: &body.name,
            look_closer,
        });
    }
    let mut by_day: BTreeMap<(jiff::civil::Date, Currency), Vec<usize>> = BTreeMap::new();
    for (at, k) in all.iter().enumerate() {
        if let Some(day) = k.payout.date {
            by_day.entry((day, k.payout.currency)).or_default().push(at);
        }
    }
    let mut gone = Vec::new();
    for places in by_day.into_values() {
        if let [a, b] = places[..] {
            let (without, with) = if all[a].payout.id == 0 { (a, b) } else { (b, a) };
            if all[without].payout.id == 0 && all[with].payout.id != 0 && all[with].payout.net.is_none() {
                join(&mut all, with, without);
                gone.push(without);
            }
        }
    }
    gone.sort_unstable_by(|a, b| b.cmp(a));
    for at in gone {
        all.remove(at);
    }
    Ok(all)
}

fn join(all: &mut [Known<'_>], with: usize, without: usize) {
    let export = all[without].payout.clone();
    let known = &mut all[with];
    known.payout.net = export.net;
    known.payout.summary = export.summary;
    known.payout.status = export.status;
    known.payout.bank_reference = export.bank_reference;
}

/// A payout of which only the transactions are known, by the name they are kept under.
fn unnamed(name: &str) -> Result<Payout<'_>, StoreError> {
    let damaged = || {
        StoreError::Damaged(format!(
            "a payout is kept as `{name}`, which is neither an id nor a day and a currency"
        ))
    };
    let (id, date, currency) = match name.split_once('/') {
        Some((date, currency)) => {
            let date = date.parse().map_err(|_| damaged())?;
            (0, Some(date), Currency::parse(currency).map_err(|_| damaged())?)
        }
        None => (name.parse().map_err(|_| damaged())?, None, Currency::UNKNOWN),
    };
    Ok(Payout {
        id,
        source: Source::Export,
        date,
        issued_at: None,
        status: PayoutStatus::Unknown,
        currency,
        net: None,
        bank_reference: "".into(),
        summary: None,
    })
}

/// Types whose transactions are looked at one by one (also a refund that the bank rejected), and sums with a transaction whose net is not
/// its amount less its fee.
fn needs_a_look(sum: &KindSum<'_>) -> bool {
    let failed = sum.kind == "REFUND_FAILURE";
    sum.odd > 0 || failed || !matches!(family(&sum.kind), Family::Orders | Family::Transfers | Family::Fees)
}

fn by_family(sums: &[KindSum<'_>]) -> Vec<FamilySum> {
    let mut families: Vec<FamilySum> = Vec::new();
    for sum in sums.iter().filter(|s| !is_payout_row(&s.kind)) {
        let family = family(&sum.kind);
        let more = FamilySum {
            family,
            count: sum.count,
            amount: sum.amount,
            fee: sum.fee,
            net: sum.net,
        };
        match families.iter_mut().find(|f| f.family == family) {
            Some(held) => {
                held.count += more.count;
                held.amount += more.amount;
                held.fee += more.fee;
                held.net += more.net;
            }
            None => families.push(more),
        }
    }
    families.sort_by_key(|f| f.family);
    families
}

fn closer(store: Reader<'_>, shop: ShopNo, known: &Known<'_>) -> Result<Option<Movements>, StoreError> {
    if known.look_closer {
        store.balance_transactions(shop, known.name)
    } else {
        Ok(None)
    }
}

/// Deposits and journal entries by the payout they name.
fn deposits(store: Reader<'_>, rules: &Rules, shop: ShopNo) -> Result<Vec<(u64, Document<'static>)>, FlowError> {
    let pattern = Pattern::new(&rules.payout_pattern);
    let mut named = Vec::new();
    store.each_loose_document(shop, &[DocumentKind::Deposit, DocumentKind::JournalEntry], |document| {
        if let Some(id) = pattern.find(&document.head.payout_ref) {
            named.push((id, super::owned::document(document)));
        }
        Ok(())
    })?;
    named.sort_by_key(|(id, d)| (*id, d.head.id));
    Ok(named)
}

/// A pattern such as `payout {legacy_id}`, looked for inside a value in any letter case.
pub(super) struct Pattern {
    before: String,
    after: String,
}

impl Pattern {
    pub(super) fn new(pattern: &str) -> Self {
        let (before, after) = pattern.split_once("{legacy_id}").unwrap_or((pattern, ""));
        Self {
            before: before.to_ascii_lowercase(),
            after: after.to_ascii_lowercase(),
        }
    }

    /// The id in a value; `None` where the value does not hold the pattern.
    pub(super) fn find(&self, value: &str) -> Option<u64> {
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
