//! Tales of their own: edits, cancellations, refunds, returns and exchanges that all end well.

use fastrand::Rng;

use super::acts::{Edit, Give, Pick};
use super::booking::{Form, Style};
use super::catalogue::{EXPRESS, GOODS, ITEMS, STANDARD};
use super::cents::Money;
use super::order::{Gateway, Order, PaymentKind, PaymentStatus, Restock};
use super::ordinary::{Tale, all_goods, basket, form, other_goods};
use super::time::{At, DAY, HOUR, MINUTE};

/// A tale of its own.
pub(super) fn tell(o: &mut Order, rng: &mut Rng, tale: Tale, ships: At) -> Form {
    let soon = o.created + (20 + i64::from(rng.u32(0..30))) * MINUTE;
    let later = ships + DAY + i64::from(rng.u32(0..500_000));
    match tale {
        Tale::GiftCardSold => start(o, rng, &[Pick::One("GIFT-CARD-25", 1)]),
        Tale::Tipped => start(o, rng, &[Pick::One("", 1)]),
        Tale::CapturedLater => return captured_later(o, rng, ships),
        Tale::Swapped | Tale::ExchangedEqual => start(o, rng, &[Pick::One("SOCK-FERN-S", 1)]),
        Tale::ExchangedCheaper | Tale::ExchangedDearer => start(o, rng, &[Pick::One("LAMP-FLINT", 1)]),
        Tale::FewerPieces | Tale::PartCancelled => start(o, rng, &[Pick::One("CANDLE-MOSS", 3)]),
        Tale::CancelledUnpaid => return cancelled_unpaid(o, rng),
        _ => start(o, rng, &[]),
    }
    let first = o.plain_lines().first().copied().unwrap_or(0);
    match tale {
        Tale::LineAdded
        | Tale::LineRemoved
        | Tale::FewerPieces
        | Tale::MorePieces
        | Tale::Swapped
        | Tale::ShippingUpgraded
        | Tale::EditUnpaid => return edited(o, rng, tale, soon, ships),
        Tale::Cancelled => {
            o.cancel(o.created + 7 * HOUR);
            return form(rng, Some(Style::Open));
        }
        Tale::PartCancelled => {
            let line = o.find("CANDLE-MOSS");
            o.refund(
                o.created + 2 * HOUR,
                &Give {
                    goods: &[(line, 1)],
                    restock: Restock::Cancel,
                    ..Give::default()
                },
            );
            o.ship(ships, None);
            return form(rng, Some(Style::Deposit));
        }
        Tale::PartShipped => {
            o.ship(ships, Some(&[first]));
            return form(rng, Some(Style::Open));
        }
        _ => o.ship(ships, None),
    }
    given_back(o, rng, tale, later)
}

/// An order with certain goods and others beside them, paid.
fn start(o: &mut Order, rng: &mut Rng, certain: &[Pick]) {
    let named = |sku: &str| certain.iter().any(|c| matches!(c, Pick::One(held, _) if *held == sku));
    let mut picks: Vec<Pick> = certain.to_vec();
    picks.extend(
        basket(rng)
            .into_iter()
            .filter(|p| !matches!(p, Pick::One(sku, _) if named(sku))),
    );
    if !picks
        .iter()
        .any(|p| matches!(p, Pick::One(sku, _) if ITEMS[..GOODS].iter().any(|i| i.sku == *sku)))
    {
        picks.push(Pick::One("TEA-NETTLE", 2));
    }
    o.place(&picks, Some(STANDARD), None);
    o.pay_owed(o.created);
}

fn captured_later(o: &mut Order, rng: &mut Rng, ships: At) -> Form {
    o.place(&basket(rng), Some(STANDARD), None);
    let total = o.total();
    let held = o.payment(
        o.created,
        PaymentKind::Authorization,
        PaymentStatus::Success,
        Gateway::Card,
        total,
        None,
    );
    o.payment(
        ships,
        PaymentKind::Capture,
        PaymentStatus::Success,
        Gateway::Card,
        total,
        Some(held),
    );
    o.ship(ships + MINUTE, None);
    form(rng, None)
}

fn cancelled_unpaid(o: &mut Order, rng: &mut Rng) -> Form {
    o.place(&basket(rng), Some(STANDARD), None);
    let total = o.total();
    let held = o.payment(
        o.created,
        PaymentKind::Authorization,
        PaymentStatus::Success,
        Gateway::Card,
        total,
        None,
    );
    o.cancel(o.created + 9 * HOUR);
    let at = o.created + 9 * HOUR;
    o.payment(
        at,
        PaymentKind::Void,
        PaymentStatus::Success,
        Gateway::Card,
        Money::ZERO,
        Some(held),
    );
    form(rng, Some(Style::Open))
}

fn edited(o: &mut Order, rng: &mut Rng, tale: Tale, at: At, ships: At) -> Form {
    let lines = o.plain_lines();
    let (first, last) = (lines.first().copied().unwrap_or(0), lines.last().copied().unwrap_or(0));
    let other = other_goods(o, rng);
    match tale {
        Tale::LineAdded | Tale::EditUnpaid => o.edit(
            at,
            &Edit {
                add: &[(other, 1)],
                ..Edit::default()
            },
        ),
        Tale::LineRemoved => {
            // Something has to be left of it.
            let (add, pieces) = ([(other, 1)], o.lines[last].now.pieces);
            let add = if lines.len() > 1 { &[][..] } else { &add[..] };
            o.edit(
                at,
                &Edit {
                    less: &[(last, pieces)],
                    add,
                    ..Edit::default()
                },
            );
        }
        Tale::FewerPieces => {
            let line = o.find("CANDLE-MOSS");
            o.edit(
                at,
                &Edit {
                    less: &[(line, 1 + i64::from(rng.bool()))],
                    ..Edit::default()
                },
            );
        }
        Tale::MorePieces => o.edit(
            at,
            &Edit {
                more: &[(first, 2)],
                ..Edit::default()
            },
        ),
        Tale::Swapped => {
            let line = o.find("SOCK-FERN-S");
            o.edit(
                at,
                &Edit {
                    add: &[("SOCK-FERN-M", 1)],
                    less: &[(line, 1)],
                    ..Edit::default()
                },
            );
        }
        _ => o.edit(
            at,
            &Edit {
                method: Some(EXPRESS),
                ..Edit::default()
            },
        ),
    }
    if tale == Tale::EditUnpaid {
        return form(rng, Some(Style::Open));
    }
    o.pay_owed(at + 3 * MINUTE);
    o.give_back_owed(at + 6 * MINUTE);
    if rng.u32(0..5) == 0 {
        return form(rng, Some(Style::Open));
    }
    o.ship(ships, None);
    form(rng, Some(Style::Deposit))
}

fn given_back(o: &mut Order, rng: &mut Rng, tale: Tale, at: At) -> Form {
    let lines = o.plain_lines();
    let line = lines[rng.usize(0..lines.len().max(1)).min(lines.len().saturating_sub(1))];
    let one = [(line, 1 + rng.i64(0..o.lines[line].now.pieces))];
    let all = all_goods(o);
    let give = Give {
        goods: &one,
        ..Give::default()
    };
    let mut style = None;
    match tale {
        Tale::RefundedLine => o.refund(
            at,
            &Give {
                shipping: rng.u32(0..5) == 0,
                ..give
            },
        ),
        Tale::RefundedInFull => o.refund(
            at,
            &Give {
                goods: &all,
                shipping: true,
                ..give
            },
        ),
        Tale::RefundedShipping => o.refund(
            at,
            &Give {
                goods: &[],
                shipping: true,
                ..give
            },
        ),
        Tale::RefundedUnrestocked => o.refund(
            at,
            &Give {
                restock: Restock::Never,
                ..give
            },
        ),
        Tale::RefundedTwice => {
            o.refund(at, &give);
            o.refund(
                at + 3 * HOUR,
                &Give {
                    goods: &[],
                    more: 1_50,
                    note: "Late, sorry",
                    ..give
                },
            );
        }
        Tale::RefundedToCredit => {
            style = Some(Style::Deposit);
            o.refund(
                at,
                &Give {
                    to: Gateway::StoreCredit,
                    ..give
                },
            );
        }
        Tale::Goodwill => o.refund(
            at,
            &Give {
                goods: &[],
                more: 2_50,
                note: "Scuffed corner",
                ..give
            },
        ),
        Tale::FeeKept => o.refund(
            at,
            &Give {
                less: 1_00,
                note: "Return label",
                ..give
            },
        ),
        Tale::RefundPending => o.ask_refund(at, line, 1, PaymentStatus::Pending),
        Tale::RefundRetried => {
            let total = o.lines[line].now.of(1);
            let amount = o.gross(total.price, total.tax);
            o.payment(
                at,
                PaymentKind::Refund,
                PaymentStatus::Failure,
                Gateway::Card,
                amount,
                None,
            );
            o.refund(
                at + HOUR,
                &Give {
                    goods: &[(line, 1)],
                    ..give
                },
            );
        }
        Tale::LineAddedLate => {
            style = Some(Style::Deposit);
            let other = other_goods(o, rng);
            o.edit(
                at,
                &Edit {
                    add: &[(other, 1)],
                    ..Edit::default()
                },
            );
            o.pay_owed(at + 3 * MINUTE);
            o.ship(at + 20 * HOUR, None);
        }
        Tale::ReturnedThenRefunded => o.exchange(at, &one, &[]),
        Tale::ExchangedEqual | Tale::ExchangedCheaper | Tale::ExchangedDearer => {
            style = Some(Style::Deposit);
            let (old, new) = match tale {
                Tale::ExchangedEqual => ("SOCK-FERN-S", "SOCK-FERN-L"),
                Tale::ExchangedCheaper => ("LAMP-FLINT", "VASE-FLINT"),
                _ => ("LAMP-FLINT", "JUMPER-ARAN-L"),
            };
            let back = o.find(old);
            o.exchange(at, &[(back, 1)], &[(new, 1)]);
            o.ship(at + 20 * HOUR, None);
        }
        _ => {}
    }
    form(rng, style)
}
