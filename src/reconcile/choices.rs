//! What a person can choose from where an edit met a lock, and how long: each state of the documents leaves its own
//! ways out.

use jiff::tz::TimeZone;

use crate::base::{Amount, Moment};
use crate::model::books::{Document, DocumentKind};
use crate::model::code::{Family, Route, ful};
use crate::model::finding::{ActionKind, Finding};
use crate::model::locked::{Choice, Locked};
use crate::model::rules::{Increase, ShopNo};

use super::context::Context;
use super::pieces;

/// Adds what there is to choose from to what is customer service's work.
pub(super) fn told(context: &Context<'_>, shop: ShopNo, findings: &mut [Finding]) {
    for finding in findings.iter_mut().filter(|f| is_choice(f)) {
        let held = Held::of(context, finding);
        let ship_by = held.stoppable().filter_map(|f| ship_by(context, shop, f)).min();
        finding.locked = Some(Locked {
            ship_by,
            choices: held.choices(finding, context.rules.lock.increase),
        });
    }
}

/// Edits after the lock. A shipment that only one side knows of, and one that is not billed, are no choice: they are booked.
fn is_choice(finding: &Finding) -> bool {
    let family = matches!(
        finding.code.family,
        Family::Edt | Family::Ful | Family::Tax | Family::Bnd
    );
    let is_booked = [&ful::FUL_05, &ful::FUL_06, &ful::FUL_09].contains(&finding.code);
    finding.route == Route::Cx && family && !is_booked
}

/// What NetSuite holds that decides what can still be done.
struct Held<'c> {
    fulfilments: Vec<&'c Document<'c>>,
    invoiced: bool,
    sold: bool,
}

impl<'c> Held<'c> {
    fn of(context: &Context<'c>, finding: &Finding) -> Self {
        let books = context.books;
        let named = |f: &&Document<'_>| {
            let id = f.head.id.to_string();
            finding.subject.netsuite.iter().any(|d| d.id == id)
        };
        // A finding that names its fulfilments is about those alone.
        let all = books.fulfilments.iter().copied();
        let mut fulfilments: Vec<_> = all.clone().filter(named).collect();
        if fulfilments.is_empty() {
            fulfilments = all.collect();
        }
        Self {
            fulfilments,
            invoiced: books.bills().any(|b| b.head.kind == DocumentKind::Invoice),
            sold: books.bills().any(|b| b.head.kind == DocumentKind::CashSale),
        }
    }

    fn stoppable(&self) -> impl Iterator<Item = &'c Document<'c>> + '_ {
        self.fulfilments.iter().copied().filter(|f| pieces::in_hand(f))
    }

    fn choices(&self, finding: &Finding, increase: Increase) -> Vec<Choice> {
        let comes_back = finding.proposal.as_ref().map(|p| p.action) == Some(ActionKind::CreateReturnAuthorization)
            || [&ful::FUL_01, &ful::FUL_03, &ful::FUL_07, &ful::FUL_08].contains(&finding.code);
        let gone = self.fulfilments.iter().any(|f| pieces::is_gone(f));
        let (less, more) = (finding.delta < Amount::ZERO, finding.delta > Amount::ZERO);
        let on_top = match increase {
            Increase::Order => Choice::AdditionalOrder,
            Increase::Invoice => Choice::AdditionalInvoice,
        };
        let all = [
            (Choice::StopPick, self.stoppable().next().is_some()),
            (Choice::CreditMemo, less && self.invoiced),
            (Choice::CashRefund, less && !self.invoiced && self.sold),
            (on_top, more),
            // Goods of an order that is worth more now are wanted, all of them, as far as the difference tells.
            (Choice::ReturnAndReorder, gone && (comes_back || !more)),
            (Choice::LetGo, true),
        ];
        all.into_iter()
            .filter(|(_, is_legal)| *is_legal)
            .map(|(c, _)| c)
            .collect()
    }
}

/// The first cut-off after a fulfilment was made, or after the day it is dated at began where that is later.
fn ship_by(context: &Context<'_>, shop: ShopNo, fulfilment: &Document<'_>) -> Option<Moment> {
    let cut_offs = &context.rules.lock.cut_offs;
    if cut_offs.is_empty() {
        return None;
    }
    let zone = TimeZone::get(&context.rules.shop(shop)?.time_zone).ok()?;
    let head = &fulfilment.head;
    let day = head.date.and_then(|day| Moment::start_of(day, &zone).ok());
    let from = head.created_at.max(day)?;
    cut_offs.iter().filter_map(|c| c.next(from, &zone)).min()
}
