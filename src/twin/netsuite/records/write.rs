//! Transactions made and changed.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde_json::Value;

use super::document::{Document, broken};
use super::totals::{self, Tax};
use super::value::{Object, decimal};
use super::{Desk, apply, body, lines, rules, transform};
use crate::twin::netsuite::answer::{Answer, Fault};
use crate::twin::netsuite::names::TransactionType;
use crate::twin::netsuite::when;

/// A write on its way.
struct Draft {
    /// The transaction as it was; `None` while it is being made.
    before: Option<Document>,
    /// What it is made from.
    from: Option<Document>,
    document: Document,
    body: Object,
    warns: bool,
}

/// `POST`: makes a transaction, with an external id that the path gives, if any.
pub(super) fn create(
    desk: &mut Desk<'_>,
    kind: &'static TransactionType,
    external: Option<&str>,
) -> Result<Answer, Fault> {
    if kind.code == "DepAppl" {
        return Err(Fault::user(
            "A deposit application can only be made by a transform of a customer deposit.",
        ));
    }
    let (mut body, warns) = desk.body(kind)?;
    if let Some(external) = external {
        body.insert("externalId".to_owned(), external.into());
    }
    let draft = Draft {
        before: None,
        from: None,
        document: Document::new(kind),
        body,
        warns,
    };
    desk.write(draft)
}

/// `POST …/!transform/…`.
pub(super) fn transformed(
    desk: &mut Desk<'_>,
    kind: &TransactionType,
    id: &str,
    target: &str,
) -> Result<Answer, Fault> {
    let target = transform::target(kind, target)?;
    desk.role
        .needs(target.permission, &format!("Transactions -> {}", target.text))?;
    let from = desk.load(kind, id)?;
    let (body, warns) = desk.body(target)?;
    let draft = Draft {
        before: None,
        document: transform::start(&from, target)?,
        from: Some(from),
        body,
        warns,
    };
    desk.write(draft)
}

/// `PATCH`: changes what the body names.
pub(super) fn update(desk: &mut Desk<'_>, kind: &'static TransactionType, id: &str) -> Result<Answer, Fault> {
    let before = desk.load(kind, id)?;
    let (body, warns) = desk.body(kind)?;
    let draft = Draft {
        document: before.clone(),
        before: Some(before),
        from: None,
        body,
        warns,
    };
    desk.write(draft)
}

/// `PUT` by an external id: changes the transaction that has it, or makes it.
pub(super) fn upsert(desk: &mut Desk<'_>, kind: &'static TransactionType, id: &str) -> Result<Answer, Fault> {
    let Some(external) = id.strip_prefix("eid:") else {
        return Err(Fault::new(
            400,
            "INVALID_REQUEST",
            "PUT is supported with an external id alone.",
        ));
    };
    match rules::by_external_id(desk.ledger, external)? {
        Some(_) => update(desk, kind, id),
        None => create(desk, kind, Some(external)),
    }
}

impl Desk<'_> {
    /// Does all of the work or nothing of it.
    pub(super) fn together<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, Fault>) -> Result<T, Fault> {
        self.ledger.sql.execute_batch("SAVEPOINT work").map_err(broken)?;
        let done = work(self);
        let end = if done.is_ok() {
            "RELEASE work"
        } else {
            "ROLLBACK TO work; RELEASE work"
        };
        self.ledger.sql.execute_batch(end).map_err(broken)?;
        done
    }

    /// Whether the answer is only to show what the write would do.
    fn preview(&self) -> Option<&'static str> {
        let accept = self.call.header("accept").unwrap_or("");
        ["create-form", "edit-form"]
            .into_iter()
            .find(|form| accept.contains(&format!("type={form}")))
    }

    fn write(&mut self, mut draft: Draft) -> Result<Answer, Fault> {
        if let Some(form) = self.preview() {
            return self.shown(draft, form);
        }
        self.together(|desk| {
            let applied = desk.fill(&mut draft, false)?;
            desk.keep(&mut draft, &applied)
        })?;
        let document = &draft.document;
        let place = self
            .call
            .address(&format!("/record/v1/{}/{}", document.kind.record, document.id));
        let answer = Answer::empty(204).with("location", place);
        // The only sign that a field was not understood.
        Ok(if draft.warns {
            answer.with("x-netsuite-propertyvalidation", "Warning")
        } else {
            answer
        })
    }

    /// Computes, shows and forgets.
    fn shown(&mut self, mut draft: Draft, form: &'static str) -> Result<Answer, Fault> {
        let kind = match form {
            "create-form" => "application/vnd.oracle.resource+json; type=create-form",
            _ => "application/vnd.oracle.resource+json; type=edit-form",
        };
        self.ledger.sql.execute_batch("SAVEPOINT preview").map_err(broken)?;
        let shown = self.fill(&mut draft, true).and_then(|applied| {
            let sum: Decimal = applied.now.values().copied().sum();
            draft
                .document
                .extra
                .insert("_applied".to_owned(), sum.to_string().into());
            self.show(true).record(&draft.document)
        });
        self.ledger
            .sql
            .execute_batch("ROLLBACK TO preview; RELEASE preview")
            .map_err(broken)?;
        Ok(Answer::json(kind, &Value::Object(shown?)))
    }

    /// Merges the body into the document, computes what follows and checks the result.
    fn fill(&mut self, draft: &mut Draft, preview: bool) -> Result<Applied, Fault> {
        let replaced: Vec<&str> = self.call.query_value("replace").unwrap_or("").split(',').collect();
        let Draft {
            before,
            from,
            document,
            body,
            ..
        } = draft;
        let today = when::stored_civil(
            self.ledger
                .zone
                .to_datetime(self.now)
                .date()
                .to_datetime(jiff::civil::Time::midnight()),
        );
        body::header(self.ledger, document, body)?;
        if before.is_none() {
            body::defaults(self.ledger, document, &today)?;
        }
        let places = totals::places(self.ledger, document);
        let mut tax = match (before.as_ref(), from.as_ref()) {
            (Some(old), _) | (None, Some(old)) => Tax::of(old, places),
            (None, None) => Tax::of_customer(self.ledger, document.head.id("entity"))?,
        };
        if let Some(rate) = body.get("taxRate") {
            tax.set_percent(decimal(rate, "taxRate", "taxRate")?);
        }
        lines::merge(self.ledger, document, body, replaced.contains(&"item"), places)?;
        if let Some(cost) = body.get("shippingCost") {
            lines::ship(self.ledger, document, decimal(cost, "shippingCost", "shippingCost")?)?;
        }
        body::addresses(self.ledger, document, body)?;
        if self.suite_tax {
            body::tax_details(document, body, self.role, places)?;
        }
        self.workflows(document, preview, places)?;
        totals::compute(self.ledger, document, &tax);
        let applied = self.apply(draft, &replaced, places)?;
        let Draft { before, document, .. } = draft;
        totals::compute(self.ledger, document, &tax);
        rules::external_id(self.ledger, document)?;
        let posted = before.as_ref().is_none_or(|old| changes_ledger(old, document));
        rules::period(self.ledger, document, self.role, posted)?;
        if let Some(old) = before {
            rules::order_lines(old, document)?;
            if old.lines.len() != document.lines.len() || posted {
                rules::order_status(document);
            }
        }
        Ok(applied)
    }

    fn workflows(&self, document: &mut Document, preview: bool, places: u32) -> Result<(), Fault> {
        let runs = self
            .habits
            .workflows
            .iter()
            .filter(|w| w.record == document.kind.record);
        for workflow in runs.filter(|w| !preview || w.in_previews) {
            let sets: Object = workflow.sets.clone().into_iter().collect();
            body::header(self.ledger, document, &sets)?;
            lines::merge(self.ledger, document, &sets, false, places)?;
        }
        Ok(())
    }

    /// What the document is applied to, and the lines that follow from it.
    fn apply(&self, draft: &mut Draft, replaced: &[&str], places: u32) -> Result<Applied, Fault> {
        let Draft {
            before,
            from,
            document,
            body,
            ..
        } = draft;
        let code = document.kind.code;
        let taken = match before {
            Some(_)
                if !["payment", "other", "cashback", "line"]
                    .iter()
                    .any(|list| body.contains_key(*list)) =>
            {
                Vec::new()
            }
            _ => {
                clear(document, replaced);
                apply::post(self.ledger, document, body, places)?
            }
        };
        if code != "CustDep" && !apply::applies(code) {
            return Ok(Applied {
                taken,
                ..Applied::default()
            });
        }
        let saved = if document.id == 0 {
            BTreeMap::new()
        } else {
            apply::applied(self.ledger, document.id)?
        };
        let mut start = saved.clone();
        if let Some(from) = from
            .as_ref()
            .filter(|from| from.kind.code != "CustDep" || code == "CustRfnd")
        {
            let open = apply::open(self.ledger, from)?;
            // A credit memo made from an invoice is applied to it as far as that is still open.
            let most = if code == "CustCred" {
                open.min(document.total())
            } else {
                open
            };
            if most > Decimal::ZERO && matches!(from.kind.code, "CustInvc" | "CustDep" | "CustPymt") {
                start.insert(from.id, most);
            }
        }
        let now = apply::merge(self.ledger, document, body, &saved, start)?;
        let touched = before.is_none() || now != saved || body.contains_key("payment") || code == "CustCred";
        if touched {
            apply::settle(document, &now, body)?;
        }
        Ok(Applied { saved, now, taken })
    }

    /// Stamps and saves the document and what it changes elsewhere.
    fn keep(&mut self, draft: &mut Draft, applied: &Applied) -> Result<(), Fault> {
        let stamp = when::stored(self.now, &self.ledger.zone);
        let Draft {
            before, from, document, ..
        } = draft;
        document.head.set("lastmodifieddate", &stamp);
        if before.is_none() {
            document.head.set("createddate", &stamp);
        }
        for line in &mut document.lines {
            let old = before
                .as_ref()
                .and_then(|b| b.lines.iter().find(|o| o.key() == line.key()));
            if old.is_none_or(|old| old.row != line.row) {
                line.row.set("linelastmodifieddate", &stamp);
            }
        }
        if let Some(from) = from {
            transform::connect(from, document)?;
            rules::order_status(from);
            from.head.set("lastmodifieddate", &stamp);
            from.save(self.ledger).map_err(broken)?;
        }
        let was_here = before.as_ref().is_some_and(|b| b.head.get("status") != Some("C"));
        if document.kind.code == "ItemShip"
            && was_here
            && document.head.get("status") == Some("C")
            && let Some(mut order) = transform::leaves(self.ledger, document)?
        {
            rules::order_status(&mut order);
            order.head.set("lastmodifieddate", &stamp);
            order.save(self.ledger).map_err(broken)?;
        }
        if apply::applies(document.kind.code) {
            apply::save(self.ledger, document, &applied.saved, &applied.now)?;
        } else {
            document.save(self.ledger).map_err(broken)?;
        }
        // A bill is settled by what is applied to it alone, whatever else is made from it; a deposit is used up by what is
        // made from it.
        if let Some(from) = from.as_ref().filter(|from| from.kind.code == "CustDep") {
            apply::refresh(self.ledger, from.id, Decimal::ZERO, &stamp)?;
        }
        for (payment, status) in &applied.taken {
            let text = "UPDATE b_transaction SET status = ?, lastmodifieddate = ? WHERE id = ?";
            let values = rusqlite::params![status, stamp, payment];
            self.ledger.sql.execute(text, values).map_err(broken)?;
        }
        Ok(())
    }
}

/// What a write applies and takes up.
#[derive(Default)]
struct Applied {
    saved: BTreeMap<i64, Decimal>,
    now: BTreeMap<i64, Decimal>,
    /// Payments that go into a deposit, with their new status.
    taken: Vec<(i64, &'static str)>,
}

/// Takes the lines of sublists away that the body replaces.
fn clear(document: &mut Document, replaced: &[&str]) {
    document.lines.retain(|line| {
        let list = line.extra.get("_list").and_then(Value::as_str);
        list.is_none_or(|list| !replaced.contains(&list))
    });
}

/// Whether two states differ in more than words.
fn changes_ledger(old: &Document, new: &Document) -> bool {
    let sums = |d: &Document| {
        let rows = d
            .lines
            .iter()
            .map(|l| (l.key(), l.amount(), l.quantity(), l.row.is("isclosed")));
        (
            d.total(),
            d.head.get("trandate").map(str::to_owned),
            rows.collect::<Vec<_>>(),
        )
    };
    sums(old) != sums(new)
}
