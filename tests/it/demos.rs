//! The demonstration, and a twin beside which the program works as its users would.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tieout::twin::trade::{Trade, demo, plant, trade};
use tieout::twin::world::World;

use crate::tool::Home;

/// What the demonstration writes.
const FILES: [&str; 4] = ["findings.json", "findings.csv", "report.html", "report.xlsx"];

#[test]
fn the_demonstration_shows_the_same_to_everybody_and_goes_on() {
    let homes = [Home::new(), Home::new()];
    let run = |home: &Home| home.run(&["demo", "--orders", "60", "--seed", "4", "--dir", "demo"]);
    let answers = homes.each_ref().map(run);
    for answer in &answers {
        assert_eq!(answer.code, 0, "{answer:?}");
        assert!(
            answer.err.contains("pulled ") && answer.err.contains("--config demo/tieout.toml"),
            "{answer:?}"
        );
    }
    assert_eq!(answers[0].out, answers[1].out);
    let read = |home: &Home, name: &str| std::fs::read(home.path().join("demo").join(name)).unwrap();
    for name in FILES {
        assert!(read(&homes[0], name) == read(&homes[1], name), "{name} differs");
    }
    assert_eq!(run(&homes[0]).out, answers[0].out, "again in its own folder");
    let findings: Value = serde_json::from_slice(&read(&homes[0], "findings.json")).unwrap();
    let report = ["--config", "demo/tieout.toml", "report", "--view", "findings", "--json"];
    let again: Value = serde_json::from_str(&homes[0].run(&report).out).unwrap();
    assert_eq!(
        again["findings"].as_array().unwrap().len(),
        findings["findings"].as_array().unwrap().len()
    );
    homes[1].write("demo/tieout.toml", "# mine\n");
    let refused = run(&homes[1]);
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.err.contains("is not the demonstration's"), "{refused:?}");
}

/// A twin that is served; it ends with the test.
pub(crate) struct Served {
    child: Child,
    addresses: Value,
}

impl Served {
    fn on(home: &Home) -> Self {
        Self::with(home, &[])
    }

    /// A twin of a world of one's own.
    pub(crate) fn of(home: &Home, world: &World) -> Self {
        home.write("world.json", serde_json::to_string(world).unwrap());
        Self::with(home, &["--world", "world.json"])
    }

    fn with(home: &Home, more: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tieout"));
        command.current_dir(home.path()).env_clear().env("HOME", home.path());
        command.args(["twin", "serve", "--json"]).args(more);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let text: String = lines.next().unwrap().unwrap();
        let mut text = text;
        // The document may be written over several lines.
        let addresses = loop {
            match serde_json::from_str(&text) {
                Ok(value) => break value,
                Err(_) => text.push_str(&lines.next().unwrap().unwrap()),
            }
        };
        Self { child, addresses }
    }

    /// A configuration that leads to it; the token of the shops is in an environment variable.
    pub(crate) fn configuration(&self) -> String {
        let mut text = demo::CONFIG.to_owned();
        for shop in self.addresses["shops"].as_array().unwrap() {
            let line = format!("domain = {}\n", shop["domain"]);
            let more = format!("{line}base_url = {}\naccess_token = \"env:TOKEN\"\n", shop["base_url"]);
            assert!(text.contains(&line), "{line}");
            text = text.replace(&line, &more);
        }
        let line = format!("account = {}\n", self.addresses["netsuite"]["account"]);
        let more = format!(
            "{line}base_url = {}\nauth = \"tba\"\nconsumer_key = \"{}\"\nconsumer_secret = \"env:CONSUMER_SECRET\"\ntoken_id = \"{}\"\ntoken_secret = \"env:TOKEN_SECRET\"\n",
            self.addresses["netsuite"]["base_url"],
            demo::CONSUMER_KEY,
            demo::TOKEN_ID
        );
        text.replace(&line, &more)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Of an app that is approved for them whole addresses are read, and a street that differs is told. Without approval the pull
/// is refused with what to do: what is withheld is no address without a street.
#[test]
fn addresses_are_read_whole_where_that_is_wanted_and_approved() {
    let month = Trade {
        orders: 60,
        seed: 11,
        now: jiff::Timestamp::now(),
        healthy: true,
    };
    let told = |approved: bool, bulk: bool| {
        let mut world = plant(&month, &["EDT-16"]).unwrap();
        let scopes = world
            .shops
            .iter_mut()
            .flat_map(|s| s.tokens.get_mut(demo::SHOPIFY_TOKEN));
        scopes
            .filter(|_| approved)
            .for_each(|all| all.push("protected-customer-data".to_owned()));
        let home = Home::new();
        let twin = Served::of(&home, &world);
        let wanted = twin
            .configuration()
            .replace("books_currency", "addresses = \"whole\"\nbooks_currency");
        home.write("tieout.toml", wanted);
        let ask = |args: &[&str]| {
            let mut command = home.command();
            command.args(args).env("TOKEN", demo::SHOPIFY_TOKEN);
            command
                .env("CONSUMER_SECRET", demo::CONSUMER_SECRET)
                .env("TOKEN_SECRET", demo::TOKEN_SECRET);
            home.answer(&command.output().unwrap())
        };
        let pulled = ask(if bulk { &["pull", "--bulk"] } else { &["pull"] });
        if !approved {
            assert_eq!(pulled.code, 4, "{pulled:?}");
            let why = if bulk {
                "`tieout doctor` names it"
            } else {
                "Shopify withholds"
            };
            assert!(pulled.err.contains(why), "{pulled:?}");
            let doctor = ask(&["doctor"]);
            assert_eq!(doctor.code, 4, "{doctor:?}");
            assert!(doctor.out.contains("write addresses = \"region\""), "{doctor:?}");
            return 0;
        }
        assert_eq!(pulled.code, 0, "{pulled:?}");
        let compared = ask(&["reconcile"]);
        assert_eq!(compared.code, 3, "{compared:?}");
        let report: Value = serde_json::from_str(&ask(&["report", "--view", "findings", "--json"]).out).unwrap();
        let all = report["findings"].as_array().unwrap();
        all.iter().filter(|f| f["code"] == "EDT-16").count()
    };
    assert_eq!(told(true, false), 2, "another region, and another street");
    assert_eq!(told(true, true), 2, "the same of a bulk operation");
    for bulk in [false, true] {
        told(false, bulk);
    }
}

/// A company begins with one of its shops: what the account books for its other subsidiaries is none of that shop's, though the
/// orders have the same names.
#[test]
fn documents_of_a_subsidiary_without_a_shop_are_left_alone() {
    let home = Home::new();
    let month = Trade {
        orders: 60,
        seed: 11,
        now: jiff::Timestamp::now(),
        healthy: true,
    };
    let twin = Served::of(&home, &trade(&month));
    let all = twin.configuration();
    let (from, to) = (
        all.find("[[shops]]\nname = \"us\"").unwrap(),
        all.find("[netsuite]").unwrap(),
    );
    home.write("tieout.toml", format!("{}{}", &all[..from], &all[to..]));
    let ask = |args: &[&str]| {
        let mut command = home.command();
        command.args(args).env("TOKEN", demo::SHOPIFY_TOKEN);
        command
            .env("CONSUMER_SECRET", demo::CONSUMER_SECRET)
            .env("TOKEN_SECRET", demo::TOKEN_SECRET);
        home.answer(&command.output().unwrap())
    };
    let pulled = ask(&["pull"]);
    assert_eq!(pulled.code, 0, "{pulled:?}");
    let compared = ask(&["reconcile"]);
    assert_eq!(compared.code, 0, "{compared:?}");
}

#[test]
fn a_newcomer_pulls_and_compares_beside_the_twin() {
    let home = Home::new();
    let twin = Served::on(&home);
    home.write("tieout.toml", twin.configuration());
    let ask = |args: &[&str], token: &str| {
        let mut command = home.command();
        command.args(args).env("TOKEN", token);
        command
            .env("CONSUMER_SECRET", demo::CONSUMER_SECRET)
            .env("TOKEN_SECRET", demo::TOKEN_SECRET);
        home.answer(&command.output().unwrap())
    };
    let narrow = ask(&["pull", "shopify", "--json"], demo::SHOPIFY_TOKEN_NARROW);
    assert_eq!(narrow.code, 4, "{narrow:?}");
    let document: Value = serde_json::from_str(&narrow.out).unwrap();
    let source = |document: &Value, name: &str| {
        let all = document["sources"].as_array().unwrap();
        all.iter()
            .find(|s| s["source"] == name)
            .unwrap_or_else(|| panic!("{document}"))
            .clone()
    };
    assert_eq!(
        source(&document, "shopify/uk/orders")["complete"],
        true,
        "the rest lands"
    );
    assert_eq!(source(&document, "shopify/uk/payouts")["complete"], false);
    let incomplete = ask(&["reconcile"], "");
    assert_eq!(incomplete.code, 7, "{incomplete:?}");
    let wrong = ask(&["pull", "shopify"], "shpat_wrong");
    assert_eq!(wrong.code, 4, "{wrong:?}");
    assert!(!wrong.err.contains("shpat_wrong"), "{wrong:?}");
    let whole = ask(&["pull", "--json"], demo::SHOPIFY_TOKEN);
    assert_eq!(whole.code, 0, "{whole:?}");
    let document: Value = serde_json::from_str(&whole.out).unwrap();
    let netsuite = source(&document, "netsuite");
    assert_eq!(
        (&netsuite["complete"], netsuite["told"].as_u64()),
        (&true.into(), netsuite["landed"].as_u64())
    );
    let run = ask(&["reconcile", "--json"], "");
    assert_eq!(run.code, 3, "{run:?}");
    let named = ask(&["pull", "--order", "#1003"], demo::SHOPIFY_TOKEN);
    assert_eq!(named.code, 0, "{named:?}");
    let status = ask(&["status"], "");
    assert!(status.out.contains("netsuite: read to its end at"), "{status:?}");
    for answer in [&narrow, &wrong, &whole, &run, &named] {
        for secret in [demo::SHOPIFY_TOKEN, demo::CONSUMER_SECRET, demo::TOKEN_SECRET] {
            assert!(!answer.out.contains(secret) && !answer.err.contains(secret));
        }
    }
    drop(twin);
    let gone = ask(&["pull", "netsuite"], "");
    assert_eq!(gone.code, 7, "{gone:?}");
}
