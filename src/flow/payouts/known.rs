//! Payouts as all sources together know them.

use std::collections::BTreeMap;

use crate::base::Currency;
use crate::model::payout::{Family, KindSum, Payout, PayoutStatus};
use crate::model::shop::Source;
use crate::project::families::{FamilySum, family, is_payout_row};
use crate::store::{PayoutBodies, StoreError};

/// One payout as all sources together know it.
pub(super) struct Known<'p> {
    pub(super) payout: Payout<'p>,
    pub(super) sums: Option<Vec<FamilySum>>,
    /// The name its transactions are kept under.
    pub(super) name: &'p str,
    /// Whether single transactions may matter.
    pub(super) look_closer: bool,
}

/// Joins what several sources know of one payout: the payouts export names payouts by date and
/// currency, the transactions export by id. Two payouts of one day and currency are not told apart
/// by guessing: then each source's knowledge stays by itself.
pub(super) fn all(bodies: &[PayoutBodies]) -> Result<Vec<Known<'_>>, StoreError> {
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
    sum.odd > 0 || failed || !matches!(family(&sum.kind), Family::Orders | Family::Transfers)
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
