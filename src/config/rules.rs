//! From the file to the rule book.

use std::collections::BTreeMap;

use super::file::{BooksCurrency, Editable, File, Fulfilment, Shop};
use super::values::{InternalId, Quoted};
use crate::model::books::DocumentStatus;
use crate::model::rules::{
    BundleComponent, ItemName, ItemRules, LateRules, LockRules, Materiality, PayoutRules, Rules, ShopRules, Tolerance,
};
use crate::model::shop::Basis;

/// The rule book of a checked file and its side files.
pub(super) fn build(file: &File, aliases: BTreeMap<String, ItemName>, bundles: Vec<BundleComponent>) -> Rules {
    Rules {
        shops: file.shops.iter().map(shop).collect(),
        order_holds: file.netsuite.order_holds,
        refund_pattern: file.netsuite.refund_pattern.clone(),
        payout_pattern: file.netsuite.payout_pattern.clone(),
        items: items(file),
        accounts: file
            .accounts
            .iter()
            .map(|(k, v)| (k.clone(), v.0.0.to_string()))
            .collect(),
        payouts: PayoutRules {
            book_as: file.payouts.book_as,
            lines_max: file.payouts.lines_max,
            field: file.netsuite.payout_field.clone(),
        },
        sku_aliases: aliases,
        bundles,
        lock: LockRules {
            editable: file.lock.editable.iter().map(|e| status(*e)).collect(),
            any_fulfilment: file.lock.fulfilment == Fulfilment::Any,
            field: file.lock.field.clone(),
            version_field: file.sync.version_field.clone(),
            cut_offs: file.lock.cut_offs.iter().map(|c| c.0).collect(),
            increase: file.lock.increase,
        },
        late: LateRules {
            orders: file.late.orders.0.0,
            refunds: file.late.refunds.0.0,
            payouts: file.late.payouts.0.0,
        },
        tolerance: Tolerance {
            absolute: file.tolerance.absolute.0,
            percent: file.tolerance.percent.0,
            budget_per_period: file.tolerance.budget_per_period.0,
        },
        materiality: Materiality {
            absolute: file.materiality.absolute.0,
            percent: file.materiality.percent.0,
        },
    }
}

fn shop(shop: &Shop) -> ShopRules {
    ShopRules {
        name: shop.name.clone(),
        subsidiary: shop.subsidiary.clone(),
        basis: match shop.books_currency {
            BooksCurrency::Shop => Basis::Shop,
            BooksCurrency::Presentment => Basis::Presentment,
        },
        // The shop's own zone is known only to its API; files carry their offsets.
        time_zone: shop.time_zone.clone().unwrap_or_else(|| "UTC".to_owned()),
    }
}

fn items(file: &File) -> ItemRules {
    let id = |item: Option<Quoted<InternalId>>| item.map(|i| i.0.0);
    ItemRules {
        shipping: id(file.items.shipping),
        discount: id(file.items.discount),
        adjustment: id(file.items.adjustment),
        gift_card: id(file.items.gift_card),
        tip: id(file.items.tip),
        duty: id(file.items.duty),
        fee: id(file.items.fee),
    }
}

const fn status(state: Editable) -> DocumentStatus {
    match state {
        Editable::PendingApproval => DocumentStatus::PendingApproval,
        Editable::PendingFulfillment => DocumentStatus::PendingFulfillment,
        Editable::PartiallyFulfilled => DocumentStatus::PartiallyFulfilled,
        Editable::PendingBillingPartiallyFulfilled => DocumentStatus::PendingBillingPartiallyFulfilled,
    }
}
