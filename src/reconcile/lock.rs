//! Edits that met a warehouse at work: the order changed before, while or after its goods were picked
//! and shipped, and NetSuite still holds the order as it was.
//!
//! Which of these it was is told by moments alone: when the first edit that NetSuite lacks was made,
//! and when the fulfilments were. Where the source does not know them, the edit is said as any other.

use crate::base::{Moment, clean};
use crate::model::books::Document;
use crate::model::code::{Code, edt, ful};
use crate::model::finding::{ActionKind, Finding};
use crate::project::{Key, Version};

use super::context::Context;
use super::documents::{made_at, named, reference};
use super::pieces::{self, Pieces};
use super::totals::Report;
use super::versions::wants;

/// When an edit was made, seen from a fulfilment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// Before it.
    EditFirst,
    /// After it.
    EditLater,
    /// On the day of it, which is all that is known of it.
    SameDay,
}

/// The order of an edit and a fulfilment.
pub(super) fn order_of(edit: Moment, fulfilment: &Document<'_>) -> Order {
    match made_at(fulfilment) {
        Some((made, grace)) if edit > made.plus(grace) => Order::EditLater,
        Some((made, _)) if edit < made => Order::EditFirst,
        _ => Order::SameDay,
    }
}

/// An edit that the sales order lacks, of an order that the warehouse had already begun.
struct Missed<'m, 'c> {
    report: &'m Report<'m, 'c>,
    /// When the first edit was made that NetSuite lacks, or that took off what was fulfilled.
    at: Moment,
    /// The fulfilment that the edit came too late for, or that came too late for the edit.
    fulfilment: &'c Document<'c>,
    /// Goods that were fulfilled and are wanted no more.
    unwanted: Vec<Key>,
}

/// The finding of such an edit, whole: its lines are no findings of their own.
pub(super) fn finding<'c>(report: &Report<'_, 'c>) -> Option<Finding> {
    let (context, settled) = (report.context, report.settled);
    let stale = settled.stale?;
    let before = context.expected.earlier.get(stale)?;
    if settled.diff.lines.is_empty() {
        return None;
    }
    let (then, now) = (pieces_of(context, before), pieces_of(context, &settled.version));
    let books = context.books;
    let earlier: Vec<Pieces> = context
        .expected
        .earlier
        .iter()
        .take(stale + 1)
        .map(|v| pieces_of(context, v))
        .collect();
    let known: Pieces = earlier
        .iter()
        .flatten()
        .map(|(key, pieces)| (key.clone(), *pieces))
        .collect();
    let fulfilled = pieces::fulfilled(books.fulfilments.iter().copied(), &known);
    let unwanted: Vec<Key> = fulfilled
        .iter()
        .filter(|(key, pieces)| known.contains_key(key) && **pieces > pieces::of(&now, key))
        .map(|(key, _)| key.clone())
        .collect();
    // What was taken off by an edit that the sales order has was taken off then.
    let taken_off = |key: &Key| {
        earlier
            .iter()
            .rposition(|v| pieces::of(v, key) >= pieces::of(&fulfilled, key))
    };
    let first = unwanted.iter().filter_map(taken_off).chain([stale]).min()?;
    let at = *context.expected.edited_at.get(first)?;
    let changed = settled.diff.lines.iter().filter_map(|d| d.booked);
    let changed = changed
        .map(|l| pieces::key_of(l, &known))
        .filter(|key| fulfilled.contains_key(key));
    let begun: Vec<Key> = changed.chain(unwanted.iter().cloned()).collect();
    let touches = |document: &Document<'_>| {
        begun.is_empty() || pieces::goods(document).any(|l| begun.contains(&pieces::key_of(l, &known)))
    };
    let mut concerned = books.fulfilments.iter().copied().filter(|d| touches(d));
    let fulfilment = concerned
        .clone()
        .find(|d| pieces::in_hand(d))
        .or_else(|| concerned.next())?;
    let missed = Missed {
        report,
        at,
        fulfilment,
        unwanted,
    };
    let has_it = !begun.is_empty() || is_all_fulfilled(context, before, &then, &fulfilled);
    missed.told(has_it)
}

fn pieces_of(context: &Context<'_>, version: &Version) -> Pieces {
    pieces::ordered(&wants(context, version))
}

/// Whether nothing of what a version holds is left to fulfil.
fn is_all_fulfilled(context: &Context<'_>, version: &Version, held: &Pieces, fulfilled: &Pieces) -> bool {
    let wants = wants(context, version);
    let whole = |key: &Key| pieces::of(fulfilled, key) >= pieces::of(held, key);
    let as_bundle = |bundle: Option<usize>| bundle.and_then(|b| wants.bundles.get(b)).is_some_and(|b| whole(&b.key));
    wants.lines.iter().all(|w| whole(&w.key) || as_bundle(w.bundle))
}

impl Missed<'_, '_> {
    /// `warehouse_has_it`: the edit is about goods that were fulfilled, or nothing is left to fulfil.
    fn told(&self, warehouse_has_it: bool) -> Option<Finding> {
        let context = self.report.context;
        let (order, billed) = (order_of(self.at, self.fulfilment), context.books.is_billed());
        match order {
            _ if warehouse_has_it && pieces::in_hand(self.fulfilment) && !billed => Some(self.stoppable(order)),
            Order::EditFirst if warehouse_has_it && pieces::is_gone(self.fulfilment) => Some(self.shipped_unedited()),
            Order::EditLater if warehouse_has_it && pieces::is_gone(self.fulfilment) && !billed => {
                Some(self.after_shipping())
            }
            _ if !warehouse_has_it && !billed => Some(self.refused()),
            _ => None,
        }
    }

    /// FUL-01: the edit was there first, and the warehouse did not know.
    fn shipped_unedited(&self) -> Finding {
        let note = format!(
            "The order was edited before {} was made, and the order as it had been was shipped: {}.",
            named(self.fulfilment),
            self.worth()
        );
        self.of(&ful::FUL_01, self.return_or_route(), note)
    }

    /// FUL-02: the goods are in the warehouse's hands, so there is still a choice.
    fn stoppable(&self, order: Order) -> Finding {
        let when = match order {
            Order::EditFirst => "before",
            Order::EditLater => "after",
            Order::SameDay => "on the day",
        };
        let note = format!(
            "{} is {} and not shipped yet; the order was edited {when} it was made: {}.",
            named(self.fulfilment),
            self.fulfilment.head.status.label().to_lowercase(),
            self.worth()
        );
        self.of(&ful::FUL_02, ActionKind::Route, note)
    }

    /// FUL-03: the goods had left.
    fn after_shipping(&self) -> Finding {
        let note = format!(
            "The order was edited after {} had been shipped: {}.",
            named(self.fulfilment),
            self.worth()
        );
        self.of(&ful::FUL_03, self.return_or_route(), note)
    }

    /// EDT-10: what was edited is still open, and stands as it was.
    fn refused(&self) -> Finding {
        let note = format!(
            "A part of the order is fulfilled with {}, and an edit of lines that are still open did not reach {}: {}.",
            named(self.fulfilment),
            named(self.report.document),
            self.worth()
        );
        let mut finding = self.of(&edt::EDT_10, ActionKind::UpdateSalesOrder, note);
        // The open lines may be changed: it is the integration that does not.
        finding.route = edt::EDT_10.route;
        finding
    }

    fn return_or_route(&self) -> ActionKind {
        if self.unwanted.is_empty() {
            ActionKind::Route
        } else {
            ActionKind::CreateReturnAuthorization
        }
    }

    fn worth(&self) -> String {
        let (context, settled) = (self.report.context, self.report.settled);
        format!(
            "{} holds {} where the order is worth {}",
            named(self.report.document),
            context.text(settled.value),
            context.text(settled.version.total)
        )
    }

    fn of(&self, code: &'static Code, action: ActionKind, note: String) -> Finding {
        let (report, context) = (self.report, self.report.context);
        let finding =
            report
                .in_parts(code)
                .seen("edited", self.at.to_string(), "")
                .seen("fulfilled", "", self.fulfilled_at());
        let mut finding = report.diff().lines.iter().fold(finding, |f, line| {
            let what = format!("quantity of {}", clean(&line.sku));
            f.seen(&what, line.wanted.0.to_string(), line.held.0.to_string())
        });
        finding.since = self.at;
        finding.subject.netsuite.push(reference(self.fulfilment));
        let amount = finding.delta;
        let from = match action {
            ActionKind::UpdateSalesOrder => report.document,
            _ => self.fulfilment,
        };
        let finding = finding.proposing(action, amount, Some(reference(from))).noting(note);
        context.late_as_order(context.routed_as_edit(finding))
    }

    /// When the fulfilment was made, as well as the source knows it.
    fn fulfilled_at(&self) -> String {
        let head = &self.fulfilment.head;
        let made = head.created_at.map(|at| at.to_string());
        let made = made.or_else(|| head.date.map(|day| day.to_string()));
        format!("{} {}", head.status.label(), made.unwrap_or_default())
            .trim()
            .to_owned()
    }
}
