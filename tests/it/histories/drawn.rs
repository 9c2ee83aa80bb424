//! What happens in a history, drawn from its number.

use fastrand::Rng;
use tieout::twin::trade::going::{Bought, Change, skus};

use crate::floor::Act;

fn sku(rng: &mut Rng) -> String {
    // Few of them, so that edits meet what is there.
    let all: Vec<&str> = skus().collect();
    all[rng.usize(..all.len().min(9))].to_owned()
}

/// One to four goods, in a shop and a region with or without tax.
pub(super) fn bought(rng: &mut Rng) -> Bought {
    let mut goods: Vec<(String, i64)> = Vec::new();
    for _ in 0..rng.usize(1..5) {
        let sku = sku(rng);
        if !goods.iter().any(|(known, _)| *known == sku) {
            goods.push((sku, rng.i64(1..4)));
        }
    }
    // No tax is due in the last region of the second shop.
    let (shop, region) = [(1, 2), (1, 2), (1, rng.usize(..2)), (0, rng.usize(..4))][rng.usize(..4)];
    Bought { shop, region, goods }
}

fn change(rng: &mut Rng) -> Change {
    match rng.u32(..20) {
        0..7 => Change::Add(sku(rng), rng.i64(1..3)),
        7..13 => Change::Less(sku(rng), rng.i64(1..4)),
        13..18 => Change::More(sku(rng), rng.i64(1..3)),
        _ => Change::Express(rng.bool()),
    }
}

/// Something that somebody does.
pub(super) fn act(rng: &mut Rng) -> Act {
    let one = |rng: &mut Rng| (rng.u32(..3) == 0).then(|| sku(rng));
    match rng.u32(..100) {
        0..62 => Act::Edit((0..rng.usize(1..4)).map(|_| change(rng)).collect()),
        62..72 => Act::Pick(one(rng)),
        72..77 => Act::Pack,
        77..86 => Act::Ship(one(rng)),
        86..91 => Act::Bill,
        91..93 => Act::Close,
        93..95 => Act::Told,
        _ => Act::Settle,
    }
}

/// What goes wrong on the network.
pub(super) fn weather(rng: &mut Rng) -> String {
    (0..rng.usize(..4)).map(|_| fault(rng)).collect()
}

fn fault(rng: &mut Rng) -> String {
    let kinds = ["lost-before", "lost-after", "duplicate", "truncate", "delay", "status"];
    let drawn = kinds[rng.usize(..kinds.len())];
    let path = ["/netsuite", "/netsuite/services/rest/record", "/shopify"][rng.usize(..3)];
    // A line that is added twice by the network itself is seen by the round, and taken off by the next: whether the
    // warehouse had it by then is not for a rule to say.
    let kind = if drawn == "duplicate" && path != "/shopify" {
        "lost-after"
    } else {
        drawn
    };
    let more = match kind {
        "status" => format!("status = {}\n", [429, 429, 500, 502, 503, 504][rng.usize(..6)]),
        // Up to and past the client's own patience, within the server's.
        "delay" => format!("delay_ms = {}\n", rng.u32(1_000..890_000)),
        "truncate" => format!("clean = {}\n", rng.bool()),
        _ => String::new(),
    };
    let method = if path.ends_with("record") {
        ["method = \"PATCH\"\n", "method = \"PATCH\"\n", "method = \"GET\"\n", ""][rng.usize(..4)]
    } else {
        ""
    };
    let share = if path.ends_with("record") {
        rng.u32(100..600)
    } else {
        rng.u32(10..150)
    };
    format!("[[fault]]\nkind = \"{kind}\"\npath = \"{path}\"\n{method}per_thousand = {share}\ntimes = 60\n{more}")
}
