//! Which document mends what: each row of the vehicle table at the command line, from the finding to the run that
//! closes it, with NetSuite's books looked at to the cent.

use std::collections::BTreeSet;

use serde_json::Value;
use tieout::base::Amount;
use tieout::twin::trade::{Trade, plant};
use tieout::twin::world::World;
use tieout::twin::{Faults, Options, Twin, serve};
use tokio::runtime::{Builder, Runtime};

use crate::applies::{Row, text, without};
use crate::pulls::{configuration, keep_secrets};
use crate::tool::{Answer, Home};

/// Two people with keys, beside a NetSuite that is served and can be looked into.
pub(crate) struct Desk {
    pub(crate) home: Home,
    twin: Twin,
    had: BTreeSet<String>,
    _serving: Runtime,
}

/// A document that was made: its type, its external id, what it comes to.
type Made = (String, String, Amount);

impl Desk {
    /// A month, ending now, in which these failures happen and no others; `bend` changes it further.
    pub(crate) fn of(orders: u32, codes: &[&str], bend: impl FnOnce(World) -> World) -> Self {
        Self::meeting(orders, codes, "", bend)
    }

    /// The same, where these things go wrong on the way.
    pub(crate) fn meeting(orders: u32, codes: &[&str], faults: &str, bend: impl FnOnce(World) -> World) -> Self {
        let month = Trade {
            orders,
            seed: 11,
            // What signs a request goes by the time of the day.
            now: jiff::Timestamp::now(),
            healthy: true,
        };
        let world = bend(plant(&month, codes).unwrap());
        let rows = world.netsuite.tables["transaction"].iter();
        let had = rows.map(|row| text(&row, "id")).collect();
        let serving = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let (twin, at) = serving.block_on(async {
            let options = Options {
                faults: Faults::from_toml(faults).unwrap(),
                ..Options::default()
            };
            let twin = Twin::new(world, options).unwrap();
            let door = serve::bind(0).await.unwrap();
            let at = format!("http://{}", door.address());
            tokio::spawn(door.serve(twin.clone(), std::future::pending()));
            (twin, at)
        });
        let home = Home::new();
        keep_secrets(&home);
        home.write("tieout.toml", configuration(&at));
        let desk = Self {
            home,
            twin,
            had,
            _serving: serving,
        };
        let mut people = "\n[approval]\ntwo_person = true\n".to_owned();
        for name in ["ana", "ben"] {
            let key = format!("{name}.key");
            people += &desk.ask(
                name,
                &["operator", "enroll", name, "--role", "finance", "--key-file", &key],
            );
        }
        desk.home.write("tieout.toml", configuration(&at) + &people);
        desk
    }

    pub(crate) fn run(&self, operator: &str, args: &[&str]) -> Answer {
        let mut command = self.home.command();
        command.args(args).args(["--operator", operator]);
        command.env("TIEOUT_OPERATOR_KEY", format!("file:{operator}.key"));
        self.home.answer(&command.output().unwrap())
    }

    /// Runs a command that ends well.
    pub(crate) fn ask(&self, operator: &str, args: &[&str]) -> String {
        let answer = self.run(operator, args);
        assert_eq!(answer.code, 0, "{args:?} {answer:#?}");
        answer.out
    }

    pub(crate) fn json(&self, operator: &str, args: &[&str]) -> Value {
        let args: Vec<&str> = args.iter().copied().chain(["--json"]).collect();
        serde_json::from_str(&self.ask(operator, &args)).unwrap()
    }

    /// Pulls and compares; differences may be left.
    pub(crate) fn look(&self) {
        self.ask("ana", &["pull"]);
        let run = self.run("ana", &["reconcile"]);
        assert!([0, 3].contains(&run.code), "{run:#?}");
    }

    /// The open exception of a code for which an action is suggested.
    pub(crate) fn exception(&self, code: &str, action: &str) -> String {
        let list = self.json("ana", &["queue", "list", "--code", code]);
        let all = list["exceptions"].as_array().unwrap().iter();
        let mut of_action = all.filter(|e| e["proposal"]["action"] == action);
        let found = of_action.next().unwrap_or_else(|| panic!("{code} {action}: {list:#}"));
        found["exception"].as_str().unwrap().to_owned()
    }

    pub(crate) fn state(&self, exception: &str) -> String {
        let list = self.json("ana", &["queue", "show", exception]);
        let shown = if list["exception"].is_object() {
            &list["exception"]
        } else {
            &list["exceptions"][0]
        };
        shown["status"].as_str().unwrap().to_owned()
    }

    pub(crate) fn world(&self) -> World {
        self.twin.world()
    }

    /// The documents NetSuite has that it had not.
    pub(crate) fn made(&self) -> Vec<Row> {
        let rows = self.world().netsuite.tables["transaction"].to_vec();
        let is_new = |row: &Row| !self.had.contains(&text(row, "id"));
        rows.into_iter().filter(is_new).collect()
    }
}

/// A row of the table.
struct Vehicle<'v> {
    orders: u32,
    code: &'v str,
    action: &'v str,
}

/// Walks the whole way for one exception: one person proposes, the other approves. What was made, and the desk.
fn walk(vehicle: &Vehicle<'_>, bend: impl FnOnce(World) -> World) -> (Desk, Vec<Made>) {
    let Vehicle { orders, code, action } = vehicle;
    let desk = Desk::of(*orders, &[code], bend);
    desk.look();
    let exception = desk.exception(code, action);
    desk.ask("ben", &["queue", "propose", &exception]);
    let refused = desk.run("ben", &["queue", "approve", &exception]);
    assert_ne!(refused.code, 0, "who proposed it does not approve it: {refused:#?}");
    desk.ask("ana", &["queue", "approve", &exception]);
    desk.ask("ana", &["apply", "--dry-run"]);
    assert_eq!(desk.made().len(), 0, "a dry run leaves no trace");
    let applied = desk.json("ana", &["apply"]);
    let outcome = &applied["actions"][0];
    assert_eq!(
        (&outcome["end"], &outcome["differs"]),
        (&"posted".into(), &Value::Array(Vec::new())),
        "{applied:#}"
    );
    desk.look();
    let state = desk.state(&exception);
    assert_eq!(
        state,
        "closed",
        "{code}: {}",
        desk.run("ana", &["explain", &exception]).out
    );
    let number = outcome["action"].as_str().unwrap();
    let proof = desk.json("ana", &["actions", "prove", number]);
    assert_eq!(proof["proven"], true, "{proof:#}");
    desk.ask("ana", &["audit", "verify"]);
    assert!(
        desk.json("ana", &["apply"])["actions"].as_array().unwrap().is_empty(),
        "nothing is left to do"
    );
    let made = desk.made();
    let made = made.iter().map(|row| {
        let total = Amount::parse(&text(row, "foreigntotal")).unwrap().abs();
        (text(row, "type"), text(row, "externalid"), total)
    });
    let mut made: Vec<Made> = made.collect();
    made.sort();
    (desk, made)
}

/// The types of what was made and what it comes to, which is the same for all.
fn types(made: &[Made]) -> (Vec<&str>, Amount) {
    let total = made[0].2;
    assert!(made.iter().all(|(_, _, t)| *t == total), "{made:?}");
    (made.iter().map(|(kind, ..)| kind.as_str()).collect(), total)
}

/// What Shopify refunded where it is credited by `made`.
fn refunded(desk: &Desk, made: &[Made]) -> Amount {
    let id = made.iter().find_map(|(_, id, _)| id.strip_prefix("shopify-refund-"));
    let id = format!("gid://shopify/Refund/{}", id.unwrap());
    let shops = desk.world().shops;
    let orders = shops.iter().flat_map(|shop| shop.orders.to_vec());
    let mut refunds = orders.flat_map(|order| order["refunds"].as_array().unwrap().clone());
    let refund = refunds.find(|refund| refund["id"] == id).unwrap();
    Amount::parse(refund["totalRefundedSet"]["shopMoney"]["amount"].as_str().unwrap()).unwrap()
}

fn row(desk: &Desk, id: &str) -> Row {
    let rows = desk.world().netsuite.tables["transaction"].to_vec();
    rows.into_iter().find(|row| text(row, "id") == id).unwrap()
}

#[test]
fn nothing_billed_and_a_deposit_the_deposit_is_refunded() {
    let vehicle = Vehicle {
        orders: 24,
        code: "REF-01",
        action: "refund_customer_deposit",
    };
    let (desk, made) = walk(&vehicle, |world| world);
    assert_eq!(types(&made), (vec!["CustRfnd"], refunded(&desk, &made)));
}

#[test]
fn billed_by_a_cash_sale_a_cash_refund_comes_from_it() {
    let vehicle = Vehicle {
        orders: 24,
        code: "REF-01",
        action: "create_cash_refund",
    };
    let (desk, made) = walk(&vehicle, |world| world);
    assert_eq!(types(&made), (vec!["CashRfnd"], refunded(&desk, &made)));
}

#[test]
fn billed_by_a_paid_invoice_a_memo_comes_from_it_and_is_paid_out() {
    let vehicle = Vehicle {
        orders: 24,
        code: "REF-01",
        action: "create_credit_memo",
    };
    let (desk, made) = walk(&vehicle, |world| world);
    assert_eq!(types(&made), (vec!["CustCred", "CustRfnd"], refunded(&desk, &made)));
    let memo = desk
        .made()
        .into_iter()
        .find(|row| text(row, "type") == "CustCred")
        .unwrap();
    assert_eq!(text(&memo, "status"), "B", "nothing of the memo is left open: {memo:?}");
}

/// The invoices that what is refunded was billed by are not paid yet.
fn unpaid(world: World) -> World {
    let wrong: BTreeSet<String> = world.expected.iter().map(|e| e.subject.clone()).collect();
    let of_wrong = |row: &Row| wrong.contains(&text(row, "custbody_shopify_order"));
    let mut world = without(world, |row| {
        of_wrong(row) && ["CustPymt", "CustDep", "DepAppl"].contains(&text(row, "type").as_str())
    });
    let mut rows = world.netsuite.tables["transaction"].to_vec();
    for row in rows
        .iter_mut()
        .filter(|row| text(row, "type") == "CustInvc" && of_wrong(row))
    {
        row.insert("status".to_owned(), "A".into());
        let total = row["foreigntotal"].clone();
        row.insert("foreignamountunpaid".to_owned(), total);
        row.insert("foreignamountpaid".to_owned(), "0".into());
    }
    world.netsuite.tables.insert("transaction".to_owned(), rows.into());
    world
}

#[test]
fn billed_by_an_open_invoice_a_memo_is_applied_to_it_and_no_money_leaves() {
    let vehicle = Vehicle {
        orders: 24,
        code: "REF-01",
        action: "create_credit_memo",
    };
    let (desk, made) = walk(&vehicle, unpaid);
    let (kinds, total) = types(&made);
    assert_eq!((kinds, total), (vec!["CustCred"], refunded(&desk, &made)));
    let links = desk.world().netsuite.tables["nexttransactionlinelink"].to_vec();
    let memo = text(&desk.made()[0], "id");
    let of_memo = links.iter().filter(|link| text(link, "nextdoc") == memo);
    let invoice = of_memo.map(|link| row(&desk, &text(link, "previousdoc")));
    let invoice = invoice.into_iter().find(|row| text(row, "type") == "CustInvc").unwrap();
    let amount = |column: &str| Amount::parse(&text(&invoice, column)).unwrap();
    assert_eq!(amount("foreignamountunpaid"), amount("foreigntotal") - total);
}

#[test]
fn a_memo_that_was_left_open_is_paid_out() {
    let vehicle = Vehicle {
        orders: 24,
        code: "REF-11",
        action: "create_customer_refund",
    };
    let (desk, made) = walk(&vehicle, |world| world);
    let (kinds, total) = types(&made);
    assert_eq!(kinds, ["CustRfnd"]);
    let expected = desk.world().expected;
    assert!(expected.iter().any(|e| e.code == "REF-11"));
    assert!(total > Amount::ZERO);
}

/// The lines of the sales order that a finding is about.
fn lines(desk: &Desk, code: &str) -> Vec<Row> {
    let world = desk.world();
    let name = world.expected.iter().find(|e| e.code == code).unwrap().subject.clone();
    let rows = world.netsuite.tables["transaction"].to_vec();
    let is_it = |row: &&Row| text(row, "type") == "SalesOrd" && text(row, "custbody_shopify_order") == name;
    let order = text(rows.iter().find(is_it).unwrap(), "id");
    let lines = world.netsuite.tables["transactionline"].to_vec();
    let of_order = |row: &Row| text(row, "transaction") == order && text(row, "itemtype") == "InvtPart";
    lines.into_iter().filter(of_order).collect()
}

#[test]
fn a_cancelled_order_is_closed_before_it_is_billed() {
    let vehicle = Vehicle {
        orders: 24,
        code: "REF-20",
        action: "close_lines",
    };
    let (desk, made) = walk(&vehicle, |world| world);
    assert_eq!(made, Vec::new());
    let lines = lines(&desk, "REF-20");
    assert!(
        !lines.is_empty() && lines.iter().all(|line| text(line, "isclosed") == "T"),
        "{lines:?}"
    );
}

#[test]
fn an_edit_before_billing_changes_the_sales_order() {
    let vehicle = Vehicle {
        orders: 24,
        code: "EDT-06",
        action: "update_sales_order",
    };
    let (desk, made) = walk(&vehicle, |world| world);
    assert_eq!(made, Vec::new());
    // What Shopify's order comes to now is what the sales order comes to.
    let world = desk.world();
    let name = world
        .expected
        .iter()
        .find(|e| e.code == "EDT-06")
        .unwrap()
        .subject
        .clone();
    let orders = world.shops.iter().flat_map(|shop| shop.orders.to_vec());
    let order = orders.into_iter().find(|order| order["name"] == name.as_str()).unwrap();
    let wanted = order["currentTotalPriceSet"]["shopMoney"]["amount"].as_str().unwrap();
    let rows = world.netsuite.tables["transaction"].to_vec();
    let is_it = |row: &&Row| text(row, "type") == "SalesOrd" && text(row, "custbody_shopify_order") == name;
    let total = text(rows.iter().find(is_it).unwrap(), "foreigntotal");
    assert_eq!(Amount::parse(&total).unwrap(), Amount::parse(wanted).unwrap());
}

#[test]
fn a_payout_that_nothing_books_is_deposited() {
    let vehicle = Vehicle {
        orders: 24,
        code: "PAY-01",
        action: "create_deposit",
    };
    let (desk, made) = walk(&vehicle, |world| world);
    let id = made[0].1.strip_prefix("tieout-deposit-").unwrap();
    let shops = desk.world().shops;
    let payouts = shops.iter().flat_map(|shop| shop.payouts.as_ref().unwrap().to_vec());
    let payout = payouts.into_iter().find(|p| text(p, "id").ends_with(id)).unwrap();
    let net = Amount::parse(payout["net"]["amount"].as_str().unwrap()).unwrap();
    assert_eq!((made.len(), made[0].0.as_str(), made[0].2), (1, "Deposit", net));
}

/// Every period before the one of today is closed.
fn closed(mut world: World) -> World {
    let mut rows = world.netsuite.tables["accountingperiod"].to_vec();
    for row in rows
        .iter_mut()
        .filter(|row| text(row, "enddate").as_str() < &world.now[..10])
    {
        row.insert("closed".to_owned(), "T".into());
    }
    world.netsuite.tables.insert("accountingperiod".to_owned(), rows.into());
    world
}

#[test]
fn a_closed_period_dates_the_memo_in_the_open_one() {
    let vehicle = Vehicle {
        orders: 24,
        code: "REF-01",
        action: "create_credit_memo",
    };
    let (desk, made) = walk(&vehicle, closed);
    assert_eq!(types(&made).1, refunded(&desk, &made));
    let first = format!("{}-01", &desk.world().now[..7]);
    assert!(
        desk.made().iter().all(|row| text(row, "trandate") >= first),
        "{:?}",
        desk.made()
    );
}

/// Whoever asks for a credit memo on a sales order is told why there is none and what to do instead.
#[test]
fn a_credit_memo_is_never_applied_to_a_sales_order() {
    let desk = Desk::of(24, &["REF-20"], |world| world);
    desk.look();
    let exception = desk.exception("REF-20", "close_lines");
    let refused = desk.run(
        "ben",
        &["queue", "propose", &exception, "--action", "create_credit_memo"],
    );
    assert_ne!(refused.code, 0, "{refused:#?}");
    assert!(
        refused.err.contains("cannot be applied to a sales order"),
        "{refused:#?}"
    );
    assert!(
        refused.err.contains("close the lines and refund the deposit"),
        "{refused:#?}"
    );
    assert_eq!(desk.made().len(), 0);
}
