//! Landing everything one import command read, in one transaction.

use std::collections::BTreeMap;

use super::FlowError;
use super::books::{Unplaced, place};
use super::staging::{Stage, payout_name};
use crate::base::{Moment, OrderKey};
use crate::import::bulk::{BalanceRows, BulkFile, OrderRows, RefundDetail};
use crate::import::suiteql::{DocumentRows, PageFacts};
use crate::import::{Counts, ImportError};
use crate::model::dispute::Dispute;
use crate::model::pack::{pack, unpack};
use crate::model::payout::Payout;
use crate::model::rules::{Rules, ShopNo};
use crate::model::shop::Order;
use crate::store::{DocumentPlace, Landed, Landing, Store, StoreError};

/// Everything one command read.
pub(super) struct Batch {
    pub(super) shop: ShopNo,
    /// Records of the CSV exports.
    pub(super) stage: Stage,
    /// Rows of SuiteQL pages.
    pub(super) documents: DocumentRows,
    orders: Vec<OrderRows>,
    /// File by file, like the orders.
    refunds: Vec<Vec<RefundDetail>>,
    payouts: Vec<Payout<'static>>,
    movements: Vec<BalanceRows>,
    disputes: Vec<Dispute>,
}

/// Where a batch lands.
pub(super) struct Target<'t> {
    /// The store's batch it goes on with, 0 to begin one that others go on with; `None` for a batch that lands whole.
    pub(super) pull: Option<i64>,
    /// The moment of it.
    pub(super) at: Moment,
    /// What people call it: `import shopify-orders`.
    pub(super) what: &'t str,
    /// The files.
    pub(super) detail: &'t str,
    /// Find out what would land, land nothing.
    pub(super) dry_run: bool,
}

/// What became of a batch.
pub(super) struct Outcome {
    /// What changed, by kind of record.
    pub(super) records: BTreeMap<String, Landed>,
    /// Whether anything was written.
    pub(super) landed: bool,
    /// For each bulk file, how many of its refunds are in no order that is held.
    pub(super) homeless: Vec<u64>,
}

impl Batch {
    pub(super) fn new(shop: ShopNo, rules: &Rules) -> Self {
        Self {
            shop,
            stage: Stage::new(shop, rules.order_holds),
            documents: DocumentRows::default(),
            orders: Vec::new(),
            refunds: Vec::new(),
            payouts: Vec::new(),
            movements: Vec::new(),
            disputes: Vec::new(),
        }
    }

    /// Takes a bulk file.
    pub(super) fn add_bulk(&mut self, file: BulkFile) -> Counts {
        let mut counts = Counts {
            rows: file.rows,
            ..Counts::default()
        };
        let found = [
            ("orders", file.orders.len()),
            ("refund details", file.refunds.len()),
            ("payouts", file.payouts.len()),
            ("balance transactions", file.movements.len()),
            ("disputes", file.disputes.len()),
        ];
        for (kind, count) in found.into_iter().filter(|(_, count)| *count > 0) {
            counts.by_kind.insert(kind.to_owned(), count as u64);
            counts.records += count as u64;
        }
        for (kind, count) in file.unused {
            counts.notes.push(format!("{count} rows of type {kind} are not used"));
        }
        if !file.untold.is_empty() {
            counts.notes.push(format!(
                "the query did not select {}: taken as none; select them where the shop has any",
                file.untold.join(", ")
            ));
        }
        self.orders.push(file.orders);
        self.refunds.push(file.refunds);
        self.payouts.extend(file.payouts);
        self.movements.push(file.movements);
        self.disputes.extend(file.disputes);
        counts
    }

    /// Lands it all, or, for a dry run, finds out what would land. `files` are the sources' names, and
    /// `also` is done in the same transaction.
    pub(super) fn land(
        mut self,
        store: &mut Store,
        rules: &Rules,
        target: &Target<'_>,
        files: &[String],
        key_of: &dyn Fn(&str) -> OrderKey,
        also: impl FnOnce(&mut Landing<'_>) -> Result<(), FlowError>,
    ) -> Result<Outcome, FlowError> {
        let places = self.documents.places();
        let staged = place(store.read(), rules, self.stage.documents())?;
        let paged = place(store.read(), rules, unplaced(&places, &self.documents.subsidiaries))?;
        let mut landing = match target.pull {
            Some(pull) => store.land_more(pull, target.at, target.what, target.detail)?,
            None => store.land(target.at, target.what, target.detail)?,
        };
        let mut records = BTreeMap::new();
        super::epoch::stamp(&landing, rules)?;
        super::epoch::stamp_shops(&landing, rules)?;
        let homeless = self.land_shop(&mut landing, rules, key_of, files, &mut records)?;
        step(&mut landing, &mut records, "documents", |landing| {
            self.stage.land_documents(landing, rules, &staged)?;
            let mut next = paged.iter();
            landing.documents(rules, &mut |head, lines| {
                let Some((index, place)) = next.next() else {
                    return Ok(None);
                };
                self.documents.write(&places[*index], head, lines)?;
                Ok::<Option<DocumentPlace>, String>(Some(*place))
            })
        })?;
        also(&mut landing)?;
        let landed = if target.dry_run {
            landing.discard()?
        } else {
            landing.commit()?
        };
        Ok(Outcome {
            records,
            landed: !target.dry_run && landed.new + landed.changed > 0,
            homeless,
        })
    }

    /// Lands Shopify's side; returns how many refund details of each file found no refund.
    fn land_shop(
        &mut self,
        landing: &mut Landing<'_>,
        rules: &Rules,
        key_of: &dyn Fn(&str) -> OrderKey,
        files: &[String],
        records: &mut BTreeMap<String, Landed>,
    ) -> Result<Vec<u64>, FlowError> {
        let shop = self.shop;
        let mut homeless = Vec::new();
        step(landing, records, "orders", |landing| {
            self.stage.land_orders(landing, rules)?;
            for rows in &mut self.orders {
                landing.orders(shop, rules, &mut |into| rows.take(into))?;
            }
            for details in &self.refunds {
                homeless.push(land_refund_details(landing, shop, rules, details)?);
            }
            Ok(())
        })?;
        if let Some((file, rows)) = files.iter().zip(&self.orders).find(|(_, rows)| rows.strays() > 0) {
            return Err(FlowError::Import(ImportError::Unusable {
                file: file.clone(),
                what: format!(
                    "{} lines, payments or sales belong to orders that the file does not list, so it is not whole",
                    rows.strays()
                ),
                mend: "Download it again".to_owned(),
            }));
        }
        step(landing, records, "payouts", |landing| {
            self.stage.land_payouts(landing)?;
            for payout in &self.payouts {
                if let Some(name) = payout_name(payout) {
                    landing.payout(shop, &name, payout)?;
                }
            }
            Ok(())
        })?;
        step(landing, records, "balance transactions", |landing| {
            self.stage.land_movements(landing)?;
            for rows in &mut self.movements {
                while let Some((payout, all)) = rows.take().map_err(StoreError::Refused)? {
                    let name = if payout == 0 { String::new() } else { payout.to_string() };
                    landing.balance_transactions(shop, &name, all)?;
                }
            }
            self.stage.land_order_movements(landing, rules, key_of)
        })?;
        step(landing, records, "disputes", |landing| {
            self.disputes
                .iter()
                .try_for_each(|dispute| landing.dispute(shop, dispute))
        })?;
        Ok(homeless)
    }
}

/// Does one kind of record and notes what it changed.
fn step(
    landing: &mut Landing<'_>,
    records: &mut BTreeMap<String, Landed>,
    kind: &str,
    land: impl FnOnce(&mut Landing<'_>) -> Result<(), StoreError>,
) -> Result<(), FlowError> {
    let before = landing.landed;
    land(landing)?;
    let after = landing.landed;
    let changed = Landed {
        new: after.new - before.new,
        changed: after.changed - before.changed,
        unchanged: after.unchanged - before.unchanged,
    };
    if changed.total() > 0 {
        records.insert(kind.to_owned(), changed);
    }
    Ok(())
}

fn unplaced<'p>(
    places: &'p [crate::import::suiteql::Place],
    subsidiaries: &'p [String],
) -> impl Iterator<Item = Unplaced<'p>> {
    places.iter().enumerate().map(move |(index, p)| Unplaced {
        index,
        id: p.id,
        key: p.key,
        created_from: p.created_from,
        kind: p.kind,
        // A document of which only lines are known names no subsidiary yet; its place is found by its head.
        subsidiary: subsidiaries.get(p.subsidiary as usize).map_or("", String::as_str),
        has_head: p.has_head(),
        has_lines: p.has_lines(),
    })
}

/// Puts the lines of refunds into the orders that are held. Returns how many of the refunds are not
/// held, so that nothing could be put anywhere.
fn land_refund_details(
    landing: &mut Landing<'_>,
    shop: ShopNo,
    rules: &Rules,
    details: &[RefundDetail],
) -> Result<u64, StoreError> {
    let mut placed = 0;
    let mut changed: Vec<(OrderKey, u64, Vec<u8>)> = Vec::new();
    for case in details.chunk_by(|a, b| (a.key, a.order) == (b.key, b.order)) {
        for body in landing.held_orders(shop, case[0].key)? {
            let mut order: Order<'_> = unpack(&body)?;
            if order.head.id != case[0].order {
                continue;
            }
            for detail in case {
                let Some(refund) = order.refunds.iter_mut().find(|r| r.id == detail.refund.id) else {
                    continue;
                };
                placed += 1;
                refund.lines.clone_from(&detail.refund.lines);
                refund.shipping = detail.refund.shipping;
                refund.shipping_tax = detail.refund.shipping_tax;
                refund.adjustments = detail.refund.adjustments;
            }
            let mut packed = Vec::new();
            pack(&order, &mut packed)?;
            changed.push((case[0].key, case[0].order, packed));
        }
    }
    let mut next = changed.into_iter();
    landing.orders(shop, rules, &mut |into| {
        Ok(next.next().map(|(key, id, body)| {
            into.clone_from(&body);
            (key, id)
        }))
    })?;
    Ok((details.len() as u64).saturating_sub(placed))
}

/// What a file of pages held, for people.
pub(super) fn page_counts(facts: &PageFacts) -> Counts {
    let mut counts = Counts {
        rows: facts.rows,
        records: facts.rows,
        ..Counts::default()
    };
    let found = [("documents", facts.heads), ("document lines", facts.lines)];
    counts.by_kind = found
        .into_iter()
        .filter(|(_, n)| *n > 0)
        .map(|(kind, n)| (kind.to_owned(), n))
        .collect();
    if facts.unused > 0 {
        counts
            .notes
            .push(format!("{} rows are of tables that are not used", facts.unused));
    }
    if facts.undated > 0 {
        counts.notes.push(format!(
            "{} dates are left out, because nothing says whether 3/4/2026 is in March or April; set date_order under [import.netsuite_csv], or select dates with TO_CHAR(…, 'YYYY-MM-DD')",
            facts.undated
        ));
    }
    counts
}
