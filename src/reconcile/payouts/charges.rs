//! Which charge or refund of a payout its deposits do not take up, and what they take up instead:
//! PAY-04, PAY-05, PAY-18, PAY-19, PAY-20, PAY-26.
//!
//! Rows of the payout are paired with the documents of their orders: first those that the deposits take
//! up at the row's amount, then what stands as a line by account, then whatever is left over.

use std::collections::BTreeMap;

use crate::base::{Amount, OrderKey, clean};
use crate::model::books::{DocumentHead, DocumentKind, DocumentLine, LineRole};
use crate::model::code::{Code, pay};
use crate::model::finding::DocumentRef;
use crate::model::payout::{BalanceTransaction, Family};
use crate::project::families::family;
use crate::project::keys::{is_account, order_key};

use super::super::documents::{named, reference};
use super::causes::Verdict;
use super::scene::Scene;

/// How many pieces are told one by one.
const TOLD_MAX: usize = 20;
/// Accounts whose lines stand for something other than a charge or a refund.
const NOT_CHARGES: [&str; 5] = ["bank", "fees", "disputes", "reserves", "variance"];

/// A part of the variance that sits in one document or row.
struct Piece {
    code: &'static Code,
    cause: &'static str,
    amount: Amount,
    text: String,
    from: Option<DocumentRef>,
}

/// Why the deposits do not come to the payout, as far as charges and refunds say.
pub(super) fn found(scene: &Scene<'_>) -> Option<Verdict> {
    verdict(scene, pieces(scene))
}

/// Whether a deposit of the payout takes up more than a document is worth together with another.
pub(super) fn takes_what_is_taken(scene: &Scene<'_>) -> bool {
    let mut lines = scene.lines().filter(|l| l.role == LineRole::Payment);
    lines.any(|l| is_overused(scene, l.linked))
}

/// A payment that is used twice although the payout comes out even.
pub(super) fn twice(scene: &Scene<'_>) -> Option<Verdict> {
    if !takes_what_is_taken(scene) {
        return None;
    }
    let pieces = pieces(scene);
    if pieces.iter().any(|p| p.code == &pay::PAY_20) {
        let mut verdict = verdict(scene, pieces)?;
        verdict.code = &pay::PAY_20;
        return Some(verdict);
    }
    also_by_hand(scene)
}

/// The payout's own payment stands in a deposit without a payout, too.
fn also_by_hand(scene: &Scene<'_>) -> Option<Verdict> {
    let takings = &scene.case.beside.takings;
    for line in scene.lines().filter(|l| l.role == LineRole::Payment) {
        let by_hand = takings.of_document(line.linked).iter().find(|t| t.payout.is_none());
        let Some(other) = by_hand.filter(|_| is_overused(scene, line.linked)) else {
            continue;
        };
        let why = format!(
            "{} of it is in {} as well, which was made by hand; take it out there",
            scene.text(line.amount),
            named(other.deposit)
        );
        let mut verdict = Verdict::of(&pay::PAY_18, "", line.amount, why);
        verdict.parts.clear();
        verdict.from = Some(reference(other.deposit));
        return Some(verdict);
    }
    None
}

fn verdict(scene: &Scene<'_>, mut pieces: Vec<Piece>) -> Option<Verdict> {
    pieces.sort_by_key(|p| (std::cmp::Reverse(p.amount.abs()), p.code != &pay::PAY_20));
    let first = pieces.first()?;
    let mut verdict = Verdict::of(first.code, first.cause, first.amount, first.text.clone());
    verdict.from.clone_from(&first.from);
    let waits = |p: &Piece| p.code == &pay::PAY_04 || p.code == &pay::PAY_19;
    verdict.grace = pieces.iter().all(waits).then_some(scene.rules.late.payouts);
    verdict.parts = pieces.iter().map(|p| (p.cause, p.amount)).collect();
    if pieces.len() > 1 {
        verdict.why = format!("{}, and {} more", verdict.why, pieces.len() - 1);
        let told = pieces.iter().take(TOLD_MAX);
        verdict.seen = told
            .map(|p| (p.cause.to_owned(), scene.text(p.amount), p.text.clone()))
            .collect();
    }
    Some(verdict)
}

/// The lines of the payout's deposits that take a document up.
fn takes<'s>(scene: &'s Scene<'_>) -> impl Iterator<Item = &'s DocumentLine<'s>> {
    scene.lines().filter(|l| l.role == LineRole::Payment && l.linked != 0)
}

/// Whether the payout's deposits take any document up: only then can its orders' documents say more.
pub(super) fn takes_any(scene: &Scene<'_>) -> bool {
    takes(scene).next().is_some()
}

/// Whether deposits take up more of a document than it is worth.
fn is_overused(scene: &Scene<'_>, document: u64) -> bool {
    let beside = scene.case.beside;
    let taken = beside.takings.of_document(document).iter().map(|t| t.amount);
    let worth = beside.repeated.get(&document).map(|d| d.head.total.abs());
    worth.is_some_and(|worth| taken.sum::<Amount>().abs() > worth)
}

/// A row that is still to be found in the deposits.
struct Wanted<'p> {
    row: &'p BalanceTransaction<'p>,
    key: OrderKey,
    is_found: bool,
}

/// A line of the deposits that takes up a document.
struct Taken {
    document: u64,
    amount: Amount,
    is_used: bool,
}

/// The state of pairing.
struct Pairing<'s, 'p> {
    scene: &'s Scene<'p>,
    orders: &'p BTreeMap<OrderKey, Vec<DocumentHead<'p>>>,
    wanted: Vec<Wanted<'p>>,
    taken: Vec<Taken>,
    pieces: Vec<Piece>,
}

fn pieces(scene: &Scene<'_>) -> Vec<Piece> {
    let Some(orders) = scene.case.orders.filter(|_| scene.case.transactions.is_some()) else {
        return Vec::new();
    };
    let taken: Vec<Taken> = takes(scene)
        .map(|l| Taken {
            document: l.linked,
            amount: l.amount,
            is_used: false,
        })
        .collect();
    // A journal entry, or a deposit by accounts alone, takes no document up: nothing can be said of one.
    if taken.is_empty() {
        return Vec::new();
    }
    let holds = scene.rules.order_holds;
    let rows = scene.rows().filter(|r| family(&r.kind) == Family::Orders);
    let mut pairing = Pairing {
        scene,
        orders,
        wanted: rows
            .map(|row| Wanted {
                row,
                key: order_key(row, holds),
                is_found: row.amount.is_zero(),
            })
            .collect(),
        taken,
        pieces: Vec::new(),
    };
    pairing.by_amount();
    pairing.by_order();
    pairing.by_account();
    pairing.at_another_amount();
    pairing.not_taken();
    pairing.taken_in_excess();
    pairing.pieces
}

/// Whether a document stands for money that goes this way.
fn stands_for(document: &DocumentHead<'_>, goes_out: bool) -> bool {
    let kind = document.kind;
    let is_it = if goes_out {
        matches!(kind, DocumentKind::CustomerRefund | DocumentKind::CashRefund)
    } else {
        matches!(
            kind,
            DocumentKind::CustomerDeposit | DocumentKind::CashSale | DocumentKind::CustomerPayment
        )
    };
    is_it && !document.status.is_dead()
}

impl<'p> Pairing<'_, 'p> {
    /// The documents of an order that stand for money going one way.
    fn documents(&self, key: OrderKey, goes_out: bool) -> impl Iterator<Item = &'p DocumentHead<'p>> + use<'p> {
        let all = self.orders.get(&key).filter(|_| key.is_some());
        all.into_iter().flatten().filter(move |d| stands_for(d, goes_out))
    }

    fn is_of(&self, taken: &Taken, key: OrderKey) -> bool {
        let goes_out = taken.amount.is_negative();
        self.documents(key, goes_out).any(|d| d.id == taken.document)
    }

    /// Documents of the order that are taken up at the row's amount.
    fn by_amount(&mut self) {
        for at in 0..self.wanted.len() {
            let (key, amount) = (self.wanted[at].key, self.wanted[at].row.amount);
            let found = self
                .taken
                .iter()
                .position(|t| !t.is_used && t.amount == amount && self.is_of(t, key));
            if let Some(found) = found.filter(|_| !self.wanted[at].is_found) {
                (self.wanted[at].is_found, self.taken[found].is_used) = (true, true);
            }
        }
    }

    /// Positions of an order's rows and lines that are left and go one way.
    fn left(&self, key: OrderKey, goes_out: bool) -> (Vec<usize>, Vec<usize>) {
        let rows = self.wanted.iter().enumerate();
        let rows = rows.filter(|(_, w)| !w.is_found && w.key == key && w.row.amount.is_negative() == goes_out);
        let lines = self.taken.iter().enumerate();
        let lines = lines.filter(|(_, t)| !t.is_used && t.amount.is_negative() == goes_out && self.is_of(t, key));
        (rows.map(|(n, _)| n).collect(), lines.map(|(n, _)| n).collect())
    }

    fn use_up(&mut self, (rows, lines): (Vec<usize>, Vec<usize>)) {
        rows.into_iter().for_each(|n| self.wanted[n].is_found = true);
        lines.into_iter().for_each(|n| self.taken[n].is_used = true);
    }

    fn each_order(&self) -> Vec<(OrderKey, bool)> {
        let left = self.wanted.iter().filter(|w| !w.is_found && w.key.is_some());
        let mut keys: Vec<_> = left.map(|w| (w.key, w.row.amount.is_negative())).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// One document for several charges of an order, or several for one.
    fn by_order(&mut self) {
        for (key, goes_out) in self.each_order() {
            let (rows, lines) = self.left(key, goes_out);
            let wanted: Amount = rows.iter().map(|n| self.wanted[*n].row.amount).sum();
            let taken: Amount = lines.iter().map(|n| self.taken[*n].amount).sum();
            if !lines.is_empty() && wanted == taken {
                self.use_up((rows, lines));
            }
        }
    }

    /// Lines by account of a row's amount.
    fn by_account(&mut self) {
        let accounts = &self.scene.rules.accounts;
        let apart: Vec<&String> = NOT_CHARGES.iter().filter_map(|name| accounts.get(*name)).collect();
        let is_charge = |account: &str| !apart.iter().any(|a| is_account(account, a));
        let by_account = |role| matches!(role, LineRole::OtherDeposit | LineRole::CashBack | LineRole::Account);
        let lines = self
            .scene
            .lines()
            .filter(|l| by_account(l.role) && is_charge(&l.account));
        let mut amounts: Vec<Amount> = lines.map(|l| l.amount).collect();
        for wanted in self.wanted.iter_mut().filter(|w| !w.is_found) {
            if let Some(at) = amounts.iter().position(|a| *a == wanted.row.amount) {
                amounts.swap_remove(at);
                wanted.is_found = true;
            }
        }
    }

    /// The order's only document is taken up at another amount than was charged.
    fn at_another_amount(&mut self) {
        for (key, goes_out) in self.each_order() {
            let (rows, lines) = self.left(key, goes_out);
            let ([row], [line]) = (&rows[..], &lines[..]) else {
                continue;
            };
            let (row, taken) = (self.wanted[*row].row, &self.taken[*line]);
            let document = self.documents(key, goes_out).find(|d| d.id == taken.document);
            let text = format!(
                "order {} moved {} and {} is {}",
                clean(&row.order_name),
                self.scene.text(row.amount),
                document.map_or_else(|| "its document".to_owned(), named),
                self.scene.text(taken.amount)
            );
            self.pieces.push(Piece {
                code: &pay::PAY_05,
                cause: "payment_amount_differs",
                amount: row.amount - taken.amount,
                text,
                from: document.map(reference),
            });
            self.use_up((rows, lines));
        }
    }

    /// Rows that no line of the deposits stands for.
    fn not_taken(&mut self) {
        let mut used: Vec<u64> = self.taken.iter().map(|t| t.document).collect();
        let open: Vec<usize> = (0..self.wanted.len()).filter(|n| !self.wanted[*n].is_found).collect();
        for at in open {
            let (row, key) = (self.wanted[at].row, self.wanted[at].key);
            let goes_out = row.amount.is_negative();
            let documents = self.documents(key, goes_out);
            let document = documents
                .filter(|d| d.total.abs() == row.amount.abs())
                .find(|d| !used.contains(&d.id));
            let piece = match document {
                Some(document) => {
                    used.push(document.id);
                    self.left_out(row, document)
                }
                None => self.not_booked(row, key),
            };
            self.pieces.push(piece);
        }
    }

    /// The document is there and stands in another deposit, or in none.
    fn left_out(&self, row: &BalanceTransaction<'_>, document: &DocumentHead<'_>) -> Piece {
        let elsewhere = self.scene.case.beside.takings.of_document(document.id);
        let amount = self.scene.text(row.amount);
        let (name, order) = (named(document), clean(&row.order_name));
        match elsewhere.first() {
            Some(other) => Piece {
                code: &pay::PAY_18,
                cause: if other.payout.is_none() {
                    "deposited_by_hand"
                } else {
                    "deposited_for_another_payout"
                },
                amount: row.amount,
                text: format!(
                    "{name} of order {order} ({amount}) is in {} already",
                    named(other.deposit)
                ),
                from: Some(reference(other.deposit)),
            },
            None => Piece {
                code: &pay::PAY_19,
                cause: "left_undeposited",
                amount: row.amount,
                text: format!("{name} of order {order} ({amount}) is in no deposit"),
                from: Some(reference(document)),
            },
        }
    }

    /// Nothing in NetSuite stands for the row.
    fn not_booked(&self, row: &BalanceTransaction<'_>, key: OrderKey) -> Piece {
        let has_documents = self.orders.get(&key).is_some_and(|all| !all.is_empty());
        let of_order = self.wanted.iter().filter(|w| key.is_some() && w.key == key);
        let is_both = |goes_out: bool| of_order.clone().any(|w| w.row.amount.is_negative() == goes_out);
        let before_its_charge = !has_documents && is_both(true) && is_both(false);
        let goes_out = row.amount.is_negative();
        let what = if goes_out { "refund" } else { "charge" };
        Piece {
            code: match (before_its_charge, goes_out) {
                (true, _) => &pay::PAY_26,
                (false, false) => &pay::PAY_04,
                // Its credit is missing: the refund's own finding says so.
                (false, true) => &pay::PAY_05,
            },
            cause: if goes_out {
                "refund_not_booked"
            } else {
                "charge_not_booked"
            },
            amount: row.amount,
            text: format!(
                "the {what} of {} for order {} is not booked",
                self.scene.text(row.amount.abs()),
                clean(&row.order_name)
            ),
            from: None,
        }
    }

    /// Lines that no row of the payout stands for.
    fn taken_in_excess(&mut self) {
        for taken in self.taken.iter().filter(|t| !t.is_used) {
            let twice = is_overused(self.scene, taken.document);
            let others = self.scene.case.beside.takings.of_document(taken.document);
            let own = |id: u64| self.scene.documents.iter().any(|d| d.head.id == id);
            let other = others.iter().find(|t| !own(t.deposit.head.id)).or(others.first());
            let known = self.scene.case.beside.repeated.get(&taken.document);
            let name = known.map_or_else(|| format!("document {}", taken.document), named);
            let amount = self.scene.text(taken.amount);
            self.pieces.push(Piece {
                code: if twice { &pay::PAY_20 } else { &pay::PAY_05 },
                cause: if twice {
                    "payment_used_twice"
                } else {
                    "payment_of_another_payout"
                },
                amount: -taken.amount,
                text: match other.filter(|_| twice) {
                    Some(other) => format!("{name} ({amount}) is in {}, too", named(other.deposit)),
                    None => format!("{name} ({amount}) belongs to no charge of this payout"),
                },
                from: known.map(reference),
            });
        }
    }
}
