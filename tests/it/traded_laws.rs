//! What holds in every generated world, whatever goes wrong in it: totals are the sums of their parts
//! on both sides of a money bag, and NetSuite's rows balance.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde_json::Value;
use tieout::twin::world::World;

use crate::ledger::money;
use crate::traded::{Object, id, list, world};

/// Both sides of a money bag.
const SIDES: [&str; 2] = ["shopMoney", "presentmentMoney"];

fn of(bag: &Value, side: &str) -> Decimal {
    money(&bag[side]["amount"])
}

/// Fails unless both are equal.
fn same(what: &str, a: Decimal, b: Decimal) {
    assert_eq!(a, b, "{what}");
}

fn sales(order: &Object) -> Vec<&Object> {
    list(order, "agreements").flat_map(|a| list(a, "sales")).collect()
}

fn order_adds_up(order: &Object, side: &str) {
    let name = format!("{} {side}", order["name"]);
    let sum = |sales: &[&Object], field: &str| -> Decimal { sales.iter().map(|s| of(&s[field], side)).sum() };
    let all = sales(order);
    let total = |field: &str| of(&order[field], side);
    same(&name, sum(&all, "totalAmount"), total("currentTotalPriceSet"));
    same(&name, sum(&all, "totalTaxAmount"), total("currentTotalTaxSet"));
    let placed = list(order, "agreements").filter(|a| a["reason"] == "ORDER");
    let placed: Vec<&Object> = placed.flat_map(|a| list(a, "sales")).collect();
    same(&name, sum(&placed, "totalAmount"), total("originalTotalPriceSet"));
    let sold: Vec<&Object> = all.iter().copied().filter(|s| s["actionType"] == "ORDER").collect();
    same(&name, sum(&sold, "totalAmount"), total("totalPriceSet"));
    for sale in &all {
        let taxes: Decimal = list(sale, "taxes").map(|t| of(&t["amount"], side)).sum();
        same(&name, taxes, of(&sale["totalTaxAmount"], side));
    }
    for line in list(order, "lineItems") {
        let is_mine = |s: &&Object| s.get("lineItem").is_some_and(|l| l["id"] == line["id"]);
        let mine: Vec<&Object> = all.iter().copied().filter(is_mine).collect();
        let net = sum(&mine, "totalAmount") - sum(&mine, "totalTaxAmount");
        same(&name, net, of(&line["priceAfterAllDiscountsBeforeTaxesSet"], side));
        let pieces: i64 = mine.iter().map(|s| s["quantity"].as_i64().unwrap()).sum();
        assert_eq!(pieces, line["currentQuantity"].as_i64().unwrap(), "{name}");
        let tax: Decimal = list(line, "taxLines").map(|t| of(&t["priceSet"], side)).sum();
        let sold: Vec<&Object> = mine.iter().copied().filter(|s| s["actionType"] == "ORDER").collect();
        same(&name, tax, sum(&sold, "totalTaxAmount"));
        let discounts: Decimal = list(line, "discountAllocations")
            .map(|a| of(&a["allocatedAmountSet"], side))
            .sum();
        let list_value = of(&line["originalTotalSet"], side);
        same(&name, list_value - discounts, of(&line["discountedTotalSet"], side));
    }
    same(
        &name,
        total("totalReceivedSet") - total("totalRefundedSet"),
        total("netPaymentSet"),
    );
    let owed = total("currentTotalPriceSet") - total("netPaymentSet") - total("totalCapturableSet");
    same(&name, owed, total("totalOutstandingSet"));
    let moved = |kinds: &[&str]| -> Decimal {
        let all = list(order, "transactions").filter(|t| t["status"] == "SUCCESS");
        let these = all.filter(|t| kinds.iter().any(|k| t["kind"] == *k));
        these.map(|t| of(&t["amountSet"], side)).sum()
    };
    same(&name, moved(&["SALE", "CAPTURE"]), total("totalReceivedSet"));
    same(&name, moved(&["REFUND"]), total("totalRefundedSet"));
    refunds_add_up(order, side, &name);
}

/// What went back is what the goods and shipping were worth, less what was kept back.
fn refunds_add_up(order: &Object, side: &str, name: &str) {
    let on_top = order["taxesIncluded"] == false;
    let with_tax = |part: &Object, value: &str, tax: &str| {
        of(&part[value], side) + if on_top { of(&part[tax], side) } else { Decimal::ZERO }
    };
    let mut all = Decimal::ZERO;
    for refund in list(order, "refunds") {
        let total = of(&refund["totalRefundedSet"], side);
        all += total;
        let lines: Decimal = list(refund, "refundLineItems")
            .map(|l| with_tax(l, "subtotalSet", "totalTaxSet"))
            .sum();
        let shipping = list(refund, "refundShippingLines").map(|s| with_tax(s, "subtotalAmountSet", "taxAmountSet"));
        let shipping: Decimal = shipping.sum();
        let kept: Decimal = list(refund, "orderAdjustments")
            .map(|a| of(&a["amountSet"], side))
            .sum();
        let has_parts = ["refundLineItems", "refundShippingLines", "orderAdjustments"];
        let unpaid = order["displayFinancialStatus"] == "VOIDED";
        if has_parts.iter().any(|p| list(refund, p).next().is_some()) && !unpaid {
            same(name, lines + shipping - kept, total);
        }
    }
    same(name, all, of(&order["totalRefundedSet"], side));
}

fn number(row: &Object, column: &str) -> Decimal {
    row.get(column).map_or(Decimal::ZERO, money)
}

fn books_balance(world: &World) {
    let tables: BTreeMap<&str, Vec<_>> = world
        .netsuite
        .tables
        .iter()
        .map(|(n, t)| (n.as_str(), t.to_vec()))
        .collect();
    let table = |name: &str| tables[name].iter();
    let mut sums: BTreeMap<&str, (Decimal, Decimal)> = BTreeMap::new();
    for line in table("transactionline") {
        let sum = sums.entry(line["transaction"].as_str().unwrap()).or_default();
        sum.0 += number(line, "foreignamount");
        if line["mainline"] == "T" {
            sum.1 += number(line, "foreignamount");
        }
    }
    let mut ids = BTreeSet::new();
    let mut external = BTreeSet::new();
    for head in table("transaction") {
        let (rows, main) = sums[id(head)];
        same(id(head), rows, Decimal::ZERO);
        same(id(head), main, number(head, "foreigntotal"));
        assert!(ids.insert(id(head)), "{} is there twice", id(head));
        assert!(head["createddate"].as_str() <= head["lastmodifieddate"].as_str());
        assert!(
            head["lastmodifieddate"].as_str().unwrap().replace(' ', "T") < world.now,
            "{head:?} is of the future"
        );
        if let Some(key) = head.get("externalid") {
            let key = format!("{} {key}", head["type"]);
            assert!(external.insert(key.clone()), "{key} is there twice");
        }
    }
    let mut ledger: BTreeMap<&str, Decimal> = BTreeMap::new();
    for line in table("transactionaccountingline") {
        *ledger.entry(line["transaction"].as_str().unwrap()).or_default() += money(&line["amount"]);
        same(
            "debit less credit",
            number(line, "debit") - number(line, "credit"),
            money(&line["amount"]),
        );
    }
    assert!(ledger.values().all(Decimal::is_zero));
    for link in table("nexttransactionlinelink") {
        assert!(ids.contains(link["previousdoc"].as_str().unwrap()) && ids.contains(link["nextdoc"].as_str().unwrap()));
    }
}

fn payouts_add_up(world: &World, healthy: bool) {
    for shop in &world.shops {
        let mut nets: BTreeMap<&str, Decimal> = BTreeMap::new();
        let movements = shop.balance_transactions.to_vec();
        for movement in &movements {
            let net = money(&movement["net"]["amount"]);
            if let Some(payout) = movement["associatedPayout"]["id"].as_str() {
                *nets.entry(payout).or_default() += net;
            }
            if healthy {
                same(
                    "net",
                    money(&movement["amount"]["amount"]) - money(&movement["fee"]["amount"]),
                    net,
                );
            }
        }
        // With the payout's own row, the rows of a payout come to nothing.
        assert!(!healthy || nets.values().all(Decimal::is_zero), "{nets:?}");
    }
}

#[test]
fn totals_are_the_sums_of_their_parts() {
    for (seed, healthy) in [(1, true), (2, false), (3, false), (4, false)] {
        let world = world(300, seed, healthy);
        for order in world.shops.iter().flat_map(|s| &s.orders) {
            SIDES.iter().for_each(|side| order_adds_up(&order, side));
        }
        books_balance(&world);
        payouts_add_up(&world, healthy);
    }
}
