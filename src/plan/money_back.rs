//! Customer refunds: money back for a credit memo or for a deposit.

use super::body::{Applied, List, Number, Ref, RefundBody, text};
use super::{Scene, Unplannable, no};
use crate::base::Amount;
use crate::model::action::{How, Step};
use crate::model::books::{DocumentKind, DocumentStatus};

/// Stands in a body for what the first step made.
const FIRST: &str = "@1";

/// The refund that pays out the credit memo of the step before it; none where no money left the company.
pub(super) fn of_made(scene: &Scene<'_>) -> Result<Option<Step>, Unplannable> {
    let amount = scene.paid_out();
    if amount <= Amount::ZERO {
        return Ok(None);
    }
    let external_id = scene.made_for(DocumentKind::CustomerRefund)?;
    refund(scene, external_id, FIRST.to_owned(), amount, false).map(Some)
}

/// The refund that pays out a credit memo that was left open.
pub(super) fn of_memo(scene: &Scene<'_>) -> Result<Vec<Step>, Unplannable> {
    if scene.from.head.kind != DocumentKind::CreditMemo {
        return no(format!(
            "a {} is not paid out by a customer refund",
            scene.from.head.kind.label()
        ));
    }
    let amount = scene.paid_out();
    if amount <= Amount::ZERO {
        return no(format!(
            "nothing of {} went out: it became a gift card, store credit or other goods",
            scene.from.head.number
        ));
    }
    let external_id = scene.made_for(DocumentKind::CustomerRefund)?;
    let step = refund(scene, external_id, scene.from.head.id.to_string(), amount, false)?;
    Ok(vec![step])
}

/// The refund of a customer deposit: it answers the refund itself.
pub(super) fn of_deposit(scene: &Scene<'_>) -> Result<Vec<Step>, Unplannable> {
    let head = &scene.from.head;
    if head.kind != DocumentKind::CustomerDeposit {
        return no(format!("a {} is no customer deposit", head.kind.label()));
    }
    if head.status == DocumentStatus::Settled {
        return no(format!(
            "{} is applied already: nothing of it is left to refund",
            head.number
        ));
    }
    if scene.amount() > head.total {
        return no(format!(
            "the refund is of {}, and {} holds {}",
            scene.amount().text(scene.currency()),
            head.number,
            head.total.text(scene.currency())
        ));
    }
    scene.goes_out_whole("a refund of a deposit")?;
    let external_id = scene.answers_refund()?;
    Ok(vec![refund(
        scene,
        external_id,
        head.id.to_string(),
        scene.amount(),
        true,
    )?])
}

fn refund(
    scene: &Scene<'_>,
    external_id: String,
    doc: String,
    amount: Amount,
    of_deposit: bool,
) -> Result<Step, Unplannable> {
    let Some(account) = scene.ask.rules.accounts.get("bank") else {
        return no("the account refunds are paid from is not configured: [accounts] bank");
    };
    let dated = scene.dated()?;
    let list = List {
        items: vec![Applied {
            doc: Ref { id: doc },
            apply: true,
            amount: Number::amount(amount, scene.currency()),
        }],
    };
    let (apply, deposit) = if of_deposit {
        (None, Some(list))
    } else {
        (Some(list), None)
    };
    Ok(Step {
        record: "customerRefund".to_owned(),
        how: How::Create,
        body: text(&RefundBody {
            external_id: external_id.clone(),
            tran_date: dated.day,
            memo: scene.memo(&dated),
            customer: Ref::to(scene.customer()?),
            subsidiary: scene.subsidiary().map(Ref::to),
            currency: scene.books_currency().map(Ref::to),
            account: Ref::to(account),
            apply,
            deposit,
        })?,
        external_id: Some(external_id),
        replace: Vec::new(),
        total: Some(amount),
        adjust: None,
    })
}
