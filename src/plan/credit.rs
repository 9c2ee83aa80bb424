//! A credit made from a bill: a credit memo from an invoice, a cash refund from a cash sale.

use super::body::{CreditBody, List, Number, text};
use super::{Scene, Unplannable, goods, money_back, no};
use crate::base::Amount;
use crate::model::action::{Adjust, How, Step};
use crate::model::books::{DocumentKind, DocumentStatus};
use crate::project::ExpectedCredit;

/// A credit memo from an invoice; where the invoice is paid, the customer refund that pays out what of it went out.
pub(super) fn memo(scene: &Scene<'_>) -> Result<Vec<Step>, Unplannable> {
    match scene.from.head.kind {
        DocumentKind::Invoice => {}
        DocumentKind::SalesOrder => {
            return no(
                "a credit memo cannot be applied to a sales order: bill the order and credit its invoice, or close the lines and refund the deposit",
            );
        }
        other => return no(format!("a credit memo is not made from a {}", other.label())),
    }
    let mut steps = vec![credit(scene, "creditMemo", "invoice")?];
    match scene.from.head.status {
        // NetSuite applies a memo to the invoice it is made from, as far as that is open.
        DocumentStatus::Open => {}
        DocumentStatus::Settled => steps.extend(money_back::of_made(scene)?),
        other => {
            return no(format!(
                "{} is {}: whether the credit is to be paid out is for a person to say",
                scene.from.head.number,
                other.label().to_lowercase()
            ));
        }
    }
    Ok(steps)
}

/// A cash refund from a cash sale.
pub(super) fn cash_refund(scene: &Scene<'_>) -> Result<Vec<Step>, Unplannable> {
    if scene.from.head.kind != DocumentKind::CashSale {
        return no(format!(
            "a cash refund is not made from a {}",
            scene.from.head.kind.label()
        ));
    }
    scene.goes_out_whole("a cash refund")?;
    Ok(vec![credit(scene, "cashRefund", "cashSale")?])
}

fn credit(scene: &Scene<'_>, record: &str, from: &str) -> Result<Step, Unplannable> {
    if scene.from.lines.is_none() {
        return no(format!(
            "the lines of {} are not in the store: pull it first",
            scene.from.head.number
        ));
    }
    let name = scene.ask.finding.subject.refund.as_deref().unwrap_or_default();
    let Some(answered) = scene.expected.credits.iter().find(|c| c.name == name) else {
        return no("the refund it answers is not in the store any more");
    };
    if answered.amount != scene.amount() {
        return no(format!(
            "the refund is of {} now, and {} was proposed",
            answered.amount.text(scene.currency()),
            scene.amount().text(scene.currency())
        ));
    }
    let item = scene.ask.rules.items.adjustment;
    let mut goods = goods::of_refund(scene, answered);
    let rest = rest(answered, goods.net);
    if !rest.is_zero() {
        let Some(item) = item else {
            return no(format!(
                "{} of the refund belongs to no line of the bill: name an item for it, [items] adjustment",
                rest.text(scene.currency())
            ));
        };
        goods
            .lines
            .push(goods::adjustment(item, rest, scene, false, "refund adjustment"));
    }
    // NetSuite computes the tax of the lines by its own rates. What that differs from the tax refunded by is put right
    // in the tax details, where the account takes them, and can stand on the adjustment item otherwise, which is there
    // for refund differences; it is never more than the tax, and a cent for each line and for shipping.
    let lines = goods.lines.len() as i64 + 1;
    let rounding = Amount::from_raw(Amount::smallest(scene.currency()).raw() * lines);
    let most = answered.effect.tax.abs() + rounding;
    let taxed = !answered.effect.tax.is_zero();
    let external_id = scene.answers_refund()?;
    let dated = scene.dated()?;
    Ok(Step {
        record: record.to_owned(),
        how: How::Transform {
            from: from.to_owned(),
            id: scene.from.head.id,
        },
        body: text(&CreditBody {
            external_id: external_id.clone(),
            tran_date: dated.day,
            memo: scene.memo(&dated),
            shipping_cost: Number::amount(answered.effect.shipping, scene.currency()),
            item: List { items: goods.lines },
        })?,
        external_id: Some(external_id),
        replace: vec!["item".to_owned()],
        total: Some(scene.amount()),
        adjust: taxed.then_some(Adjust {
            item,
            most,
            tax: Some(answered.effect.tax),
        }),
    })
}

/// What the refund's own parts leave over of it: goodwill, fees kept, and what no line of the bill takes.
fn rest(answered: &ExpectedCredit<'_>, goods: Amount) -> Amount {
    let effect = &answered.effect;
    answered.amount - goods - effect.shipping - effect.tax
}
