//! Records that outlive the bytes they were read from.

use std::borrow::Cow;

use crate::model::books::{Document, DocumentHead, DocumentLine};
use crate::model::shop::Address;

fn own(text: &str) -> Cow<'static, str> {
    Cow::Owned(text.to_owned())
}

/// A document with texts of its own.
pub(super) fn document(d: &Document<'_>) -> Document<'static> {
    Document {
        head: head(&d.head),
        lines: d.lines.as_ref().map(|lines| lines.iter().map(line).collect()),
    }
}

pub(super) fn head(h: &DocumentHead<'_>) -> DocumentHead<'static> {
    let ships_to = h.ships_to.as_ref().map(|a| Address {
        street: own(&a.street),
        street2: own(&a.street2),
        city: own(&a.city),
        province: own(&a.province),
        zip: own(&a.zip),
        country: own(&a.country),
    });
    DocumentHead {
        number: own(&h.number),
        order_ref: own(&h.order_ref),
        refund_ref: own(&h.refund_ref),
        payout_ref: own(&h.payout_ref),
        external_id: own(&h.external_id),
        memo: own(&h.memo),
        entity: own(&h.entity),
        currency: own(&h.currency),
        subsidiary: own(&h.subsidiary),
        ships_to,
        ..*h
    }
}

fn line(l: &DocumentLine<'_>) -> DocumentLine<'static> {
    DocumentLine {
        sku: own(&l.sku),
        account: own(&l.account),
        memo: own(&l.memo),
        ..*l
    }
}
