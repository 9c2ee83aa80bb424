//! Generated worlds, imported and compared by the program: a healthy one has nothing to say, and of
//! one with failures exactly those are found.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};
use tieout::twin::trade::{Trade, demo, trade};
use tieout::twin::world::{Shop, World};

use crate::ledger::Ledger;
use crate::tool::Home;

/// When generated worlds are looked at.
pub(crate) const NOW: &str = "2026-11-24T09:00:00Z";

pub(crate) type Object = Map<String, Value>;

/// Connections of an order: in a bulk file their nodes are rows of their own.
const CONNECTIONS: [&str; 7] = [
    "lineItems",
    "shippingLines",
    "agreements",
    "returns",
    "fulfillmentOrders",
    "discountApplications",
    "taxLines",
];

pub(crate) fn world(orders: u32, seed: u64, healthy: bool) -> World {
    let now = NOW.parse().unwrap();
    trade(&Trade {
        orders,
        seed,
        now,
        healthy,
    })
}

/// A row with its id first, as a bulk operation writes it.
fn row(object: &Object, without: &[&str], parent: Option<&str>) -> String {
    let mut row = Object::new();
    for key in ["__typename", "id"] {
        row.extend(object.get(key).map(|v| (key.to_owned(), v.clone())));
    }
    let kept = object.iter().filter(|(k, _)| !without.contains(&k.as_str()));
    row.extend(kept.map(|(k, v)| (k.clone(), v.clone())));
    row.extend(parent.map(|p| ("__parentId".to_owned(), Value::from(p))));
    serde_json::to_string(&row).unwrap() + "\n"
}

pub(crate) fn list<'v>(object: &'v Object, key: &str) -> impl Iterator<Item = &'v Object> {
    object[key].as_array().unwrap().iter().map(|v| v.as_object().unwrap())
}

pub(crate) fn id(object: &Object) -> &str {
    object["id"].as_str().unwrap()
}

/// An order as a bulk operation's rows.
fn order_rows(order: &Object, out: &mut String) {
    let of_order = Some(id(order));
    out.push_str(&row(order, &CONNECTIONS, None));
    for name in ["lineItems", "shippingLines"] {
        list(order, name).for_each(|child| out.push_str(&row(child, &[], of_order)));
    }
    let refunds: BTreeMap<&str, &Object> = list(order, "refunds").map(|r| (id(r), r)).collect();
    for agreement in list(order, "agreements") {
        let mut told = agreement.clone();
        let refund = agreement.get("refund").map(|r| refunds[r["id"].as_str().unwrap()]);
        told.extend(refund.map(|r| ("refund".to_owned(), Value::Object(r.clone()))));
        out.push_str(&row(&told, &["sales"], of_order));
        let of_agreement = Some(id(agreement));
        list(agreement, "sales").for_each(|sale| out.push_str(&row(sale, &[], of_agreement)));
        for name in ["refundLineItems", "refundShippingLines", "orderAdjustments"] {
            let children = refund.into_iter().flat_map(|r| list(r, name));
            children.for_each(|child| out.push_str(&row(child, &[], of_agreement)));
        }
    }
}

/// A shop as the files of bulk operations.
fn bulk(shop: &Shop) -> (String, String) {
    let (mut orders, mut money) = (String::new(), String::new());
    let all = shop.orders.to_vec();
    all.iter().for_each(|o| order_rows(o, &mut orders));
    let names: BTreeMap<&str, &Value> = all.iter().map(|o| (id(o), &o["name"])).collect();
    for payout in shop.payouts.iter().flatten() {
        money.push_str(&row(&payout, &[], None));
    }
    for mut told in &shop.balance_transactions {
        if let Some(order) = told["associatedOrder"].as_object_mut() {
            let name = names[order["id"].as_str().unwrap()].clone();
            order.insert("name".to_owned(), name);
        }
        money.push_str(&row(&told, &[], None));
    }
    for dispute in &shop.disputes {
        let mut told = dispute.clone();
        let of = told["order"].as_object_mut().unwrap();
        let name = names[of["id"].as_str().unwrap()].clone();
        of.insert("name".to_owned(), name);
        money.push_str(&row(&told, &[], None));
    }
    (orders, money)
}

/// Rows as SuiteQL's result pages, one a line.
fn pages(rows: &[Object]) -> String {
    let total = rows.len();
    let page = |(n, items): (usize, &[Object])| {
        let more = (n + 1) * 1_000 < total;
        let page = serde_json::json!({
            "links": [], "count": items.len(), "hasMore": more, "items": items, "offset": n * 1_000, "totalResults": total,
        });
        page.to_string() + "\n"
    };
    rows.chunks(1_000).enumerate().map(page).collect()
}

/// The two queries that are asked of NetSuite, over the world's tables.
fn suiteql(world: &World) -> (String, String) {
    let tables: BTreeMap<&str, Vec<Object>> = world
        .netsuite
        .tables
        .iter()
        .map(|(n, t)| (n.as_str(), t.to_vec()))
        .collect();
    let table = |name: &str| tables.get(name).map(Vec::as_slice).unwrap_or_default();
    let by = |name: &str, key: &str| -> BTreeMap<String, Object> {
        let rows = table(name).iter();
        rows.map(|r| (r[key].as_str().unwrap().to_owned(), r.clone())).collect()
    };
    let (currencies, items) = (by("currency", "id"), by("item", "id"));
    let addresses = by("transactionshippingaddress", "nkey");
    let mut heads = Vec::new();
    for head in table("transaction") {
        let mut row = head.clone();
        for (from, to) in [
            ("trandate", "trandate_iso"),
            ("createddate", "created_at"),
            ("lastmodifieddate", "modified_at"),
        ] {
            let value = row.remove(from).unwrap();
            row.insert(to.to_owned(), value);
        }
        row.insert(
            "currency_code".to_owned(),
            currencies[row["currency"].as_str().unwrap()]["symbol"].clone(),
        );
        if let Some(nkey) = row.remove("shippingaddress") {
            let address = &addresses[nkey.as_str().unwrap()];
            for (from, to) in [
                ("addr1", "shipaddr1"),
                ("city", "shipcity"),
                ("state", "shipstate"),
                ("zip", "shipzip"),
                ("country", "shipcountry"),
            ] {
                row.insert(to.to_owned(), address[from].clone());
            }
        }
        heads.push(row);
    }
    let mut linked: BTreeMap<(&str, &str), &Value> = BTreeMap::new();
    for link in table("previoustransactionlinelink") {
        linked.insert(
            (link["nextdoc"].as_str().unwrap(), link["nextline"].as_str().unwrap()),
            &link["previousdoc"],
        );
    }
    let mut lines = Vec::new();
    for line in table("transactionline") {
        let mut row = line.clone();
        if let Some(item) = line.get("item") {
            row.insert("itemid".to_owned(), items[item.as_str().unwrap()]["itemid"].clone());
        }
        let place = (line["transaction"].as_str().unwrap(), line["id"].as_str().unwrap());
        if place.1 != "0"
            && let Some(from) = linked.get(&place)
        {
            row.insert("previousdoc".to_owned(), (*from).clone());
        }
        lines.push(row);
    }
    (pages(&heads), pages(&lines))
}

/// A world, imported and compared: its findings.
pub(crate) fn compared(world: &World) -> Value {
    let ledger = imported(world);
    ledger.reconcile(&[]);
    ledger.findings()
}

/// A world in a store of its own.
pub(crate) fn imported(world: &World) -> Ledger {
    let home = Home::new();
    home.write("tieout.toml", demo::CONFIG);
    let mut ledger = Ledger::with(home, "tieout.toml");
    ledger.as_of = NOW;
    for (shop, name) in world.shops.iter().zip(["uk", "us"]) {
        let (orders, money) = bulk(shop);
        let orders = ledger.home.write(&format!("{name}.jsonl"), orders);
        let money = ledger.home.write(&format!("{name}-money.jsonl"), money);
        ledger.import("shopify-bulk", &[&orders, &money], &["--shop", name]);
    }
    import_books(&ledger, world);
    ledger
}

/// NetSuite's side of a world.
fn import_books(ledger: &Ledger, world: &World) {
    let (heads, lines) = suiteql(world);
    let (heads, lines) = (
        ledger.home.write("heads.jsonl", heads),
        ledger.home.write("lines.jsonl", lines),
    );
    ledger.import("netsuite-suiteql", &[&heads, &lines], &[]);
}

/// A finding in short: shop, subject, code, delta.
pub(crate) fn short(finding: &Value) -> [String; 4] {
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    let subject = &finding["subject"];
    let order = text(&subject["order"]["name"]);
    let payout = text(&subject["payout"]);
    let name = match (order.is_empty(), payout.rsplit('/').next()) {
        (false, _) => order,
        (true, Some(payout)) if !payout.is_empty() => payout.to_owned(),
        _ => text(&subject["netsuite"][0]["number"]),
    };
    let domain = if finding["shop"] == "uk" { demo::UK } else { demo::US };
    [domain.to_owned(), name, text(&finding["code"]), text(&finding["delta"])]
}

/// What was found, also what is only worth knowing of orders; every month has payouts with disputes in them that are
/// worth knowing.
pub(crate) fn found(findings: &Value) -> Vec<[String; 4]> {
    let all = findings["findings"].as_array().unwrap().iter();
    let of_payout = |f: &Value| f["state"] == "informational" && !f["subject"]["payout"].is_null();
    let mut all: Vec<_> = all.filter(|f| !of_payout(f)).map(short).collect();
    all.sort();
    all
}

/// Says of each finding what it is, to be read when a test fails.
pub(crate) fn told(findings: &Value) -> String {
    let all = findings["findings"].as_array().unwrap().iter();
    let line = |f: &Value| format!("{:?} {} {}", short(f), f["state"], f["note"]);
    all.map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_healthy_world_has_nothing_to_say() {
    for seed in seeds() {
        let world = world(150, seed, true);
        let findings = compared(&world);
        assert!(found(&findings).is_empty(), "seed {seed}:\n{}", told(&findings));
        let (summary, tests) = (&findings["summary"], tests(&world));
        assert_eq!(summary["orders"], 150 - tests, "seed {seed}");
        assert_eq!(summary["tied"], 150 - tests, "seed {seed}");
        assert_eq!(summary["excluded"], tests, "seed {seed}");
        let payouts: usize = world.shops.iter().map(|s| s.payouts.as_ref().unwrap().len()).sum();
        assert_eq!(summary["payouts"], payouts, "seed {seed}");
    }
}

#[test]
fn what_is_worth_knowing_of_healthy_payouts_is_told_and_is_no_work() {
    let world = world(300, 1, true);
    let findings = compared(&world);
    let told: Vec<_> = findings["findings"].as_array().unwrap().iter().collect();
    let of = |code: &str| told.iter().filter(|f| f["code"] == code).collect::<Vec<_>>();
    for finding in &told {
        assert_eq!(finding["state"], "informational", "{}", finding["note"]);
        assert_eq!(finding["unexplained"], "0.00", "{}", finding["note"]);
    }
    let in_transit = of("PAY-24");
    assert!(
        !in_transit.is_empty(),
        "sent on the last day of a month, at the bank in the next"
    );
    for finding in in_transit {
        assert_eq!(finding["delta"], finding["shopify"], "{}", finding["note"]);
    }
    let disputed = ["PAY-08", "PAY-09"];
    assert!(disputed.iter().all(|code| !of(code).is_empty()), "{told:?}");
    assert!(of("PAY-10").is_empty(), "the lost dispute was written off");
    assert!(
        !of("PAY-22").is_empty(),
        "orders that were charged once more after an edit"
    );
}

/// How many orders are tests.
fn tests(world: &World) -> usize {
    let orders = world.shops.iter().flat_map(|s| &s.orders);
    orders.filter(|o| o["test"] == true).count()
}

/// A few, or as many as `TIEOUT_SEEDS` says.
fn seeds() -> std::ops::Range<u64> {
    seeds_or(3)
}

/// So many, or as many as `TIEOUT_SEEDS` says, or the one that `TIEOUT_SEED` names.
pub(crate) fn seeds_or(usual: u64) -> std::ops::Range<u64> {
    let number = |name: &str| std::env::var(name).ok().and_then(|n| n.parse().ok());
    if let Some(one) = number("TIEOUT_SEED") {
        return one..one + 1;
    }
    0..number("TIEOUT_SEEDS").unwrap_or(usual)
}

/// What was planted.
pub(crate) fn planted(world: &World) -> Vec<[String; 4]> {
    let all = world.expected.iter();
    let mut all: Vec<_> = all
        .map(|e| [&e.shop, &e.subject, &e.code, &e.delta].map(String::clone))
        .collect();
    all.sort();
    all
}

/// What two sorted lists do not share: in the first alone, in the second alone.
pub(crate) fn apart(a: &[[String; 4]], b: &[[String; 4]]) -> (Vec<String>, Vec<String>) {
    let mut rest = b.to_vec();
    let mut alone = Vec::new();
    for one in a {
        match rest.iter().position(|other| other == one) {
            Some(at) => drop(rest.remove(at)),
            None => alone.push(format!("{one:?}")),
        }
    }
    (alone, rest.iter().map(|r| format!("{r:?}")).collect())
}

#[test]
fn exactly_the_planted_failures_are_found() {
    let mut said = Vec::new();
    for seed in seeds() {
        let world = world(150, seed, false);
        let findings = compared(&world);
        let (unfound, unplanted) = apart(&planted(&world), &found(&findings));
        if !unfound.is_empty() || !unplanted.is_empty() {
            said.push(format!(
                "seed {seed}: not found:\n{}\nfound and not planted:\n{}\n",
                unfound.join("\n"),
                unplanted.join("\n")
            ));
        }
    }
    assert!(said.is_empty(), "{}", said.join("\n"));
}

/// Changes the rows of one of NetSuite's tables.
fn change(world: &mut World, table: &str, change: impl Fn(&mut Object)) {
    let rows = world.netsuite.tables.get_mut(table).unwrap();
    for at in 0..rows.len() {
        rows.change(at, &change);
    }
}

/// EDT-14: a swap that NetSuite once had, and has no longer.
#[test]
fn a_sales_order_that_was_set_back_is_told_from_one_that_never_followed() {
    let world = (0..30).map(|seed| world(60, seed, false));
    let is_swap = |w: &World| w.expected.iter().any(|e| e.code == "EDT-05");
    let mut world = world.into_iter().find(is_swap).expect("a world with a swap");
    let swap = world.expected.iter().find(|e| e.code == "EDT-05").unwrap();
    let (shop, name) = (swap.shop.clone(), swap.subject.clone());
    // Both shops number their orders alike: the one with the socks is meant.
    let is_small = |row: &Object| row.get("item") == Some(&"401".into());
    let with_socks: BTreeSet<String> = world.netsuite.tables["transactionline"]
        .iter()
        .filter(is_small)
        .map(|line| line["transaction"].as_str().unwrap().to_owned())
        .collect();
    let is_it = |row: &Object| {
        row["type"] == "SalesOrd"
            && row.get("custbody_shopify_order") == Some(&name.as_str().into())
            && with_socks.contains(id(row))
    };
    let head = world.netsuite.tables["transaction"].iter().find(is_it);
    let first = id(&head.expect("its sales order")).to_owned();
    let as_it_was = world.netsuite.tables.clone();
    change(&mut world, "transactionline", |line| {
        if line["transaction"] == first.as_str() && line.get("item") == Some(&"401".into()) {
            line.insert("item".to_owned(), "403".into());
        }
    });
    let ledger = imported(&world);
    ledger.reconcile(&[]);
    let codes = |ledger: &Ledger| -> Vec<String> {
        let all = found(&ledger.findings()).into_iter();
        all.filter(|[of, subject, ..]| (of, subject) == (&shop, &name))
            .map(|[_, _, code, _]| code)
            .collect()
    };
    assert_eq!(codes(&ledger), [""; 0], "NetSuite has followed the swap");
    world.netsuite.tables = as_it_was;
    change(&mut world, "transaction", |head| {
        if id(head) == first {
            head.insert("lastmodifieddate".to_owned(), "2026-11-23 05:00:00".into());
        }
    });
    import_books(&ledger, &world);
    ledger.reconcile(&[]);
    assert_eq!(codes(&ledger), ["EDT-14"]);
    // Nobody who first looks now can know.
    let other = imported(&world);
    other.reconcile(&[]);
    assert_eq!(codes(&other), ["EDT-05"]);
}

#[test]
fn every_kind_of_failure_is_planted_sooner_or_later() {
    let codes = |seed| world(150, seed, false).expected.into_iter().map(|e| e.code);
    let all: BTreeSet<String> = (0..20).flat_map(codes).collect();
    assert!(all.len() >= 65, "{} kinds: {all:?}", all.len());
    let of_payouts = [
        1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 18, 19, 20, 23, 25, 26, 27, 28, 29,
    ];
    for n in of_payouts {
        let code = format!("PAY-{n:02}");
        assert!(all.contains(&code), "{code} is never planted");
    }
    for code in [
        "FUL-01", "FUL-02", "FUL-03", "FUL-05", "FUL-07", "FUL-09", "EDT-10", "EDT-21", "EDT-22",
    ] {
        assert!(all.contains(code), "{code} is never planted");
    }
}

#[test]
fn the_same_numbers_give_the_same_world() {
    let text = |seed| serde_json::to_string(&world(60, seed, false)).unwrap();
    let one = text(5);
    assert_eq!(one, text(5));
    assert_ne!(one, text(6));
    let read: World = serde_json::from_str(&one).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), one);
}
