//! A finding for a person.

use super::{Page, id_column, money_column, text_column};
use crate::base::Moment;
use crate::model::books::DocumentKind;
use crate::model::finding::{Against, Finding};
use crate::model::locked::{Choice, Locked};
use crate::model::origin::Origin;
use crate::report::Money;
use crate::report::explain::FindingEntry;
use crate::report::severity::severity;
use crate::report::table::Cell;

/// One finding: the sentence, the values, the parts, the evidence, what to do.
pub(super) fn write(page: &mut Page, entry: &FindingEntry) {
    let e = &entry.exception;
    let f = &e.finding;
    page.head(&format!("{}  {} {}", e.id(), f.code.id, f.code.title));
    let days = match entry.age_days {
        0 => "today".to_owned(),
        1 => "1 day old".to_owned(),
        n => format!("{n} days old"),
    };
    page.field(
        "state",
        &format!(
            "{}, {}, {}, {days}; {}",
            f.state.as_str(),
            severity(f, entry.age_days).as_str(),
            f.route.as_str(),
            e.state.as_str()
        ),
    );
    let (origin, because) = Origin::of(f);
    page.field("origin", &format!("{}: {because}", origin.name()));
    page.field("since", &format!("{}, first seen {}", f.since, e.first_seen));
    if let Some(until) = f.late_until {
        page.field("late until", &until.to_string());
    }
    page.field("what", &f.note);
    subject(page, f);
    values(page, f);
    if !f.evidence.is_empty() {
        page.out.push('\n');
        page.table(
            &[
                text_column("what", "Evidence"),
                text_column("shopify", "Shopify"),
                text_column("netsuite", "NetSuite"),
            ],
            f.evidence
                .iter()
                .map(|e| {
                    vec![
                        Cell::text(e.what.as_str()),
                        Cell::text(e.shopify.as_str()),
                        Cell::text(e.netsuite.as_str()),
                    ]
                })
                .collect(),
        );
    }
    page.out.push('\n');
    match &f.proposal {
        Some(p) => {
            let from = p.from.as_ref().map_or_else(String::new, |d| {
                format!(" from {}", document_name(d.kind, &d.number, &d.id))
            });
            let amount = Money::new(p.amount, f.currency).grouped();
            page.field(
                "proposed",
                &format!("{} {amount} {}{from}", p.action.as_str(), f.currency),
            );
        }
        None => page.field("proposed", "nothing to write; a person decides"),
    }
    page.mend(f.code.remedy);
    if let Some(locked) = &f.locked {
        choices(page, f, locked, entry.as_of);
    }
}

/// What there is to choose from, and until when.
fn choices(page: &mut Page, f: &Finding, locked: &Locked, as_of: Moment) {
    if locked.choices.contains(&Choice::StopPick) {
        page.field(
            "ship by",
            &match f.ship_by() {
                Some(at) if at > as_of => format!("{at}, in {}", span(at.seconds() - as_of.seconds())),
                Some(at) => format!(
                    "{at}, {} ago: it may have left since",
                    span(as_of.seconds() - at.seconds())
                ),
                None => "not known: [lock] cut_offs says when the warehouse hands over what it has".to_owned(),
            },
        );
    }
    for (at, choice) in locked.choices.iter().enumerate() {
        let label = if at == 0 { "choices" } else { "" };
        page.field(label, &format!("{}: {}", choice.as_str(), choice.does()));
    }
}

/// `3 h 20 min`.
fn span(seconds: i64) -> String {
    match (seconds / 3_600, seconds % 3_600 / 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

fn subject(page: &mut Page, f: &Finding) {
    let s = &f.subject;
    if let Some(order) = &s.order {
        page.id("order", &order.name);
        page.id("order id", &order.id);
    }
    if let Some(line) = &s.line {
        page.id("line", &line.sku);
        page.id("line id", &line.id);
    }
    page.id("refund", s.refund.as_deref().unwrap_or_default());
    page.id("payout", s.payout.as_deref().unwrap_or_default());
    for (at, d) in s.netsuite.iter().enumerate() {
        page.id(
            if at == 0 { "NetSuite" } else { "" },
            &document_name(d.kind, &d.number, &d.id),
        );
    }
}

/// Both values, then the delta with its parts.
fn values(page: &mut Page, f: &Finding) {
    let money = |amount| Cell::Money(Money::new(amount, f.currency));
    let (ours, theirs) = match f.against {
        Some(Against::Settlement) => ("payout net", "its transactions"),
        Some(Against::Ledger) => ("payout net", "in NetSuite"),
        None => ("in Shopify", "in NetSuite"),
    };
    let row = |what: &str, amount| vec![Cell::Id(what.to_owned()), money(amount)];
    let mut rows = vec![
        row(ours, f.shopify),
        row(theirs, f.netsuite),
        row("difference", f.delta),
    ];
    rows.extend(
        f.parts
            .iter()
            .map(|part| row(&format!("  {}", part.cause), part.amount)),
    );
    rows.push(row("  unexplained", f.unexplained));
    page.field("currency", f.currency.as_str());
    page.out.push('\n');
    page.table(
        &[id_column("what", "Difference"), money_column("amount", "Amount")],
        rows,
    );
}

/// `Invoice INV77 (4321)`.
pub(super) fn document_name(kind: DocumentKind, number: &str, id: &str) -> String {
    if number.is_empty() {
        format!("{} {id}", kind.label())
    } else {
        format!("{} {number} ({id})", kind.label())
    }
}
