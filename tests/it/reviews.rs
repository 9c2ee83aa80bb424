//! The queue, worked at a terminal.

#[cfg(unix)]
mod on_a_terminal;

use std::sync::{Arc, OnceLock};

use serde_json::{Value, json};
use tieout::base::Moment;
use tieout::config::{Config, Layers};
use tieout::flow::queue::Looked;
use tieout::flow::{operators, queue};
use tieout::secret::Keyring;
use tieout::store::Store;

use crate::asked::{Scripted, run};
use crate::tool::{Answer, Home};

/// When the month is looked at.
const AS_OF: &str = "2026-11-24T06:00:00Z";

/// A month with two exceptions in the group `EDT-03 update_sales_order GBP`, 16.66 each, in the order they
/// are shown.
struct Month {
    home: Home,
    one: String,
    two: String,
}

impl std::ops::Deref for Month {
    type Target = Home;

    fn deref(&self) -> &Home {
        &self.home
    }
}

impl Month {
    /// A text with the exceptions' ids in place of `{one}` and `{two}`.
    fn told(&self, text: &str) -> String {
        text.replace("{one}", &self.one).replace("{two}", &self.two)
    }

    /// Says which of these is missing from what was shown.
    fn shows(&self, asked: &str, texts: &[&str]) {
        for text in texts.iter().map(|t| self.told(t)) {
            assert!(asked.contains(&text), "{text}:\n{asked}");
        }
    }

    /// The digits of the second one's id.
    fn second(&self) -> &str {
        self.two.strip_prefix("EX-").unwrap()
    }

    /// NetSuite goes on with the second one's sales order, and no run has seen it yet: it takes no edits.
    fn bills_the_second(&self) {
        let subject = stands(self, &self.two)["subject"].take();
        let order = &subject["netsuite"][0];
        let row = json!({"id": order["id"], "type": "SalesOrd", "status": "F", "tranid": order["number"],
            "custbody_shopify_order": subject["order"]["name"], "currency": "1", "currency_code": "GBP",
            "foreigntotal": "67.37", "trandate_iso": "2026-11-17", "modified_at": "2026-11-24 05:00:00"});
        let page = json!({"links": [], "count": 1, "hasMore": false, "items": [row]});
        self.write("billed.json", page.to_string());
        let imported = self.run(&["import", "netsuite-suiteql", "billed.json"]);
        assert_eq!(imported.code, 0, "{}{}", imported.out, imported.err);
    }
}

/// The first seed that plants this failure twice in one shop, and nothing else of its code.
fn seed() -> &'static str {
    static SEED: OnceLock<String> = OnceLock::new();
    SEED.get_or_init(|| {
        let is_it = |seed: &u64| {
            let world = tieout::flow::twin::generated(60, *seed, Moment::parse(AS_OF).unwrap());
            let of_code = world.expected.iter().filter(|e| e.code == "EDT-03");
            let found: Vec<_> = of_code
                .map(|e| (e.shop.ends_with("uk-demo.myshopify.com"), e.delta.as_str()))
                .collect();
            found == [(true, "-16.66"), (true, "-16.66")]
        };
        (0..400)
            .find(is_it)
            .expect("a seed that plants EDT-03 twice")
            .to_string()
    })
}

/// The month, in which `ana` may approve; more of her entry's lines may be given.
fn month(entry: &str) -> Month {
    let home = Home::new();
    let demo = home.run(&[
        "demo",
        "--orders",
        "60",
        "--seed",
        seed(),
        "--as-of",
        AS_OF,
        "--dir",
        ".",
    ]);
    assert_eq!(demo.code, 0, "{}", demo.err);
    enrolled(&home, "ana", entry);
    let listed = home.run(&["queue", "list", "--code", "EDT-03", "--json"]);
    let document: Value = serde_json::from_str(&listed.out).unwrap();
    let held = document["exceptions"].as_array().unwrap();
    let group = |e: &Value| format!("{} {} {}", e["proposal"]["action"], e["currency"], e["delta"]);
    let groups: Vec<String> = held.iter().map(group).collect();
    let wanted = r#""update_sales_order" "GBP" "-16.66""#;
    assert_eq!(groups, [wanted, wanted], "the month needs another seed");
    let id = |at: usize| held[at]["exception"].as_str().unwrap().to_owned();
    let (one, two) = (id(0), id(1));
    Month { home, one, two }
}

/// Where a user's data lies for the program run inside the test.
const DATA: &str = "data";

fn enrolled(home: &Home, name: &str, entry: &str) {
    let key = format!("{DATA}/operators/{name}.key");
    let enrolled = home.run(&["operator", "enroll", name, "--key-file", &key]);
    assert_eq!(enrolled.code, 0, "{}", enrolled.err);
    let copy = home.key(name);
    std::fs::create_dir_all(copy.parent().unwrap()).unwrap();
    std::fs::copy(home.path().join(key), copy).unwrap();
    let config = std::fs::read_to_string(home.path().join("tieout.toml")).unwrap();
    home.write("tieout.toml", format!("{config}\n{}{entry}\n", enrolled.out));
}

/// A review of the two, with these keys and answers.
fn review(home: &Home, answers: &[&str]) -> (Answer, String) {
    let ask = Scripted::answering(answers).sized(100, 48);
    reviewed(home, &ask, &["--code", "EDT-03"])
}

fn reviewed(home: &Home, ask: &Arc<Scripted>, filters: &[&str]) -> (Answer, String) {
    let args = [&["review", "--as-of", AS_OF], filters].concat();
    let answer = run(home, &Keyring::of_memory(), ask, &args);
    (answer, ask.asked())
}

/// An exception as machines read it.
fn stands(home: &Home, id: &str) -> Value {
    let shown = home.run(&["queue", "show", id, "--json"]);
    let mut document: Value = serde_json::from_str(&shown.out).unwrap();
    document["exceptions"][0].take()
}

fn actions(home: &Home) -> Vec<Value> {
    let shown = home.run(&["actions", "list", "--json"]);
    let document: Value = serde_json::from_str(&shown.out).unwrap();
    document["actions"].as_array().unwrap().clone()
}

/// The journal is whole, and holds what the exceptions show.
fn intact(home: &Home) {
    let verified = home.run(&["audit", "verify"]);
    assert_eq!(verified.code, 0, "{}{}", verified.out, verified.err);
}

#[test]
fn off_a_terminal_it_says_the_commands() {
    let home = month("");
    let answer = home.run(&["review", "--as-of", AS_OF, "--code", "EDT-03"]);
    assert_eq!(answer.code, 2);
    let group = "# EDT-03 update_sales_order GBP: quantity lower, not synced; 2, difference -33.32\n";
    assert_eq!(
        answer.out,
        home.told(&format!("{group}tieout queue approve {{one}} {{two}}\n"))
    );
    assert!(answer.err.contains("nobody is at a terminal"), "{}", answer.err);
    let json = home.run(&["review", "--json"]);
    assert_eq!((json.code, json.out.as_str()), (2, ""));
    assert!(json.err.contains("tieout queue list --json"), "{}", json.err);
    let (never, asked) = reviewed(&home, &Scripted::answering(&["q"]), &["--non-interactive"]);
    assert_eq!((never.code, asked.as_str()), (2, ""));
}

#[test]
fn nothing_to_review_is_said() {
    let home = month("");
    let (answer, asked) = reviewed(&home, &Scripted::answering(&[]), &["--assignee", "nobody"]);
    assert_eq!((answer.code, asked.as_str()), (0, ""), "{}", answer.err);
    assert!(answer.err.contains("nothing in the queue waits"), "{}", answer.err);
}

#[test]
fn approvals_are_undone_and_signed_together() {
    let home = month("");
    let (answer, asked) = review(
        &home,
        &[
            "<enter>", "o", "<enter>", "a", "a", "u", "<enter>", "a", "s", "<enter>", "s", "s", "q",
        ],
    );
    assert_eq!(answer.code, 0, "{}\n{asked}", answer.err);
    let subject = stands(&home, &home.one)["subject"].take();
    let text = |place: &str| subject.pointer(place).unwrap().as_str().unwrap().to_owned();
    let (id, number) = (text("/netsuite/0/id"), text("/netsuite/0/number"));
    home.shows(
        &asked,
        &[
            &format!("{{one}}  -16.66 GBP  {} {}", text("/order/name"), text("/line/sku")),
            &format!("To approve: update_sales_order 16.66 GBP from Sales Order {number} (id {id})"),
            &format!("  write 1     PATCH salesOrder/{id}"),
            "total must be 47.38 GBP",
            "\"quantity\":2, \"price\":{\"id\":\"-1\"}, \"amount\":33.31",
            "1 of 2 in EDT-03 update_sales_order GBP; open",
            "Enter decides nothing",
            "{two} is no longer approved",
            "2 to be signed: 33.32 GBP",
            "2 signed",
        ],
    );
    assert_eq!(answer.err, "2 verdicts\n");
    let signed: Vec<_> = actions(&home)
        .iter()
        .map(|a| (a["exception"].clone(), a["state"].clone()))
        .collect();
    assert_eq!(
        signed,
        [
            (home.one.clone().into(), "approved".into()),
            (home.two.clone().into(), "approved".into())
        ]
    );
    intact(&home);
}

#[test]
fn a_whole_group_after_its_total_was_typed() {
    let home = month("");
    let (answer, asked) = review(&home, &["A", "33", "A", "33.32", "q", "s"]);
    assert_eq!(answer.code, 0, "{}\n{asked}", answer.err);
    home.shows(
        &asked,
        &[
            "count     2\ntotal     33.32 GBP\nlargest   {one}",
            "  write 1     PATCH salesOrder/",
            "`33` is not the total (33.32): none of them is approved",
        ],
    );
    assert_eq!(actions(&home).len(), 2);
    intact(&home);
}

#[test]
fn the_end_of_input_keeps_everything_and_the_next_review_goes_on() {
    let home = month("");
    let (answer, _) = review(&home, &["o", "a"]);
    assert_eq!(answer.code, 130, "{}", answer.err);
    assert!(answer.err.contains("every verdict is saved"), "{}", answer.err);
    assert_eq!(actions(&home), Vec::<Value>::new());
    // In the middle of a question, too.
    let (answer, asked) = review(&home, &["o", "n"]);
    assert_eq!(answer.code, 130, "{}", answer.err);
    home.shows(
        &asked,
        &["you stopped at {two}", "1 approved, 16.66 GBP, not signed yet"],
    );
    let (answer, asked) = review(&home, &["s", "s", "q"]);
    assert_eq!(answer.code, 0, "{}\n{asked}", answer.err);
    assert_eq!(actions(&home)[0]["exception"], home.one.as_str());
    intact(&home);
}

/// What is signed is what was looked at: decided on meanwhile, it is neither signed nor forgotten.
#[test]
fn what_changed_since_it_was_approved_is_looked_at_again() {
    let home = month("");
    assert_eq!(review(&home, &["o", "a"]).0.code, 130);
    let moved = home.run(&[
        "queue",
        "propose",
        &home.one,
        "--action",
        "accept_variance",
        "--operator",
        "bo",
    ]);
    assert_eq!(moved.code, 0, "{}", moved.err);
    let (answer, asked) = review(&home, &["q"]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    assert!(
        asked.contains("1 approved before are about something else now"),
        "{asked}"
    );
    assert!(actions(&home).iter().all(|a| a["state"] == "proposed"));
}

/// An approval is of what was looked at; that is asked in the transaction that signs.
#[test]
fn an_approval_of_something_else_is_refused() {
    let home = month("");
    let layers = Layers {
        config_flag: Some(home.path().join("tieout.toml")),
        config_env: None,
        store_flag: None,
        store_env: None,
        dir: home.path().to_owned(),
    };
    let config = Config::load(&layers).unwrap();
    let (policy, rules) = (operators::policy(&config).unwrap(), config.rules());
    let keys = operators::Keys {
        named: None,
        keyring: &Keyring::of_memory(),
        data_dir: Some(&home.path().join(DATA)),
        dir: home.path(),
    };
    let key = operators::signing_key("ana", &keys).unwrap();
    let mut store = Store::open(&config.store).unwrap();
    store.act_as("ana", Moment::parse(AS_OF).unwrap());
    let (_, looked) = queue::offer(&mut store, &rules, &policy, &home.one).unwrap();
    let (_, of_another) = queue::offer(&mut store, &rules, &policy, &home.two).unwrap();
    assert_ne!(looked.act, of_another.act);
    let mut wrong = looked.clone();
    wrong.act = of_another.act;
    let mut sign = |seen: &Looked| queue::approve(&mut store, &rules, &policy, &key, &home.one, Some(seen));
    let refused = sign(&wrong).unwrap_err().to_string();
    assert!(
        refused.contains("something else now than what was looked at"),
        "{refused}"
    );
    wrong = looked.clone();
    wrong.revision += 1;
    let refused = sign(&wrong).unwrap_err().to_string();
    assert!(refused.contains("was decided on meanwhile"), "{refused}");
    assert_eq!(sign(&looked).unwrap().0.state.as_str(), "approved");
    intact(&home);
}

#[test]
fn other_verdicts_are_written_at_once() {
    let home = month("");
    let (answer, asked) = review(
        &home,
        &[
            "o",
            "c",
            "rounding",
            "u",
            "n",
            "the customer was called",
            "z",
            "3d",
            "u",
            "t",
            "bo",
            "u",
            "/",
            home.second(),
            "r",
            "",
            "r",
            "goods came back",
            "u",
            "/",
            home.second(),
            "p",
            "accept_variance",
            "small",
            "u",
            "l",
            "q",
        ],
    );
    assert_eq!(answer.code, 0, "{}\n{asked}", answer.err);
    home.shows(
        &asked,
        &[
            "{one} is accepted",
            "taken back: {one} is reopened",
            "{one} is noted",
            "Z  ana accept: rounding",
            "Z  ana note: the customer was called",
            "{one} is snoozed",
            "taken back: {one} is open",
            "{one} is assigned",
            "{one} was assigned, and that has no way back",
            "nothing was decided",
            "{two} was rejected, and that has no way back",
            "{two} is proposed",
            "taken back: {two} is open",
            "https://admin.shopify.com/store/uk-demo/orders/",
            "https://123456-sb1.app.netsuite.com/app/accounting/transactions/transaction.nl?id=",
        ],
    );
    assert_eq!(stands(&home, &home.one)["assignee"], "bo");
    let journal = home.run(&["audit", "export"]).out;
    for row in [
        "\"note\"",
        "\"snooze\"",
        "\"reopen\"",
        "\"assign\"",
        "\"propose\"",
        "\"reject\"",
    ] {
        assert!(journal.contains(row), "{row}:\n{journal}");
    }
    intact(&home);
}

/// What cannot be planned is not approved: its page says why, and so does the approval of its group, whose
/// total is that of the others.
#[test]
fn what_cannot_be_planned_says_why_and_the_others_are_approved() {
    let home = month("");
    home.bills_the_second();
    let why = "is pending billing: it takes no edits any more ([lock] editable)";
    let answer = home.run(&["review", "--as-of", AS_OF, "--code", "EDT-03"]);
    let number = stands(&home, &home.two)["subject"]["netsuite"][0]["number"].take();
    let reason = format!("# {{two}} cannot be approved now: {} {why}", number.as_str().unwrap());
    let (_, commands) = answer.out.split_once('\n').unwrap();
    assert_eq!(
        commands,
        home.told(&format!(
            "tieout queue approve {{one}}\n{reason}\ntieout queue assign {{two}} --to NAME\n"
        ))
    );
    let ask = Scripted::answering(&["/", home.second(), "a", "g", "A", "33.32", "A", "16.66", "A", "q", "s"]);
    let (answer, asked) = reviewed(&home, &ask.sized(200, 40), &["--code", "EDT-03"]);
    assert_eq!(answer.code, 0, "{}\n{asked}", answer.err);
    let reason = format!("{{two}}: {} {why}", number.as_str().unwrap());
    home.shows(
        &asked,
        &[
            "Cannot be approved now: update_sales_order 16.66 GBP from Sales Order ",
            &format!("): {} {why}\n", number.as_str().unwrap()),
            &format!("\n{reason}\n"),
            &format!("count     1\ntotal     16.66 GBP\nlargest   {{one}}  update_sales_order  16.66 GBP\nleft out  {reason}\n"),
            "`33.32` is not the total (16.66): none of them is approved",
            "{one} is approved; s signs, u takes it back\n1 left out; each says why on its own page",
            &format!("none of them can be approved by you now:\n{reason}\n"),
            "1 to be signed: 16.66 GBP",
        ],
    );
    let signed: Vec<_> = actions(&home).iter().map(|a| a["exception"].clone()).collect();
    assert_eq!(signed, [home.one.as_str()]);
    intact(&home);
}

#[test]
fn whoever_may_not_approve_is_told_why() {
    let home = month("limit = \"20.00\"");
    let (answer, asked) = review(&home, &["A", "o", "a", "s", "s", "q"]);
    assert_eq!(answer.code, 0, "{}\n{asked}", answer.err);
    assert!(
        asked.contains("the group is about 33.32 GBP, and `ana` may approve up to 20.00"),
        "{asked}"
    );
    assert_eq!(actions(&home).len(), 1, "one by one they are within the limit");
    let (answer, asked) = reviewed(
        &home,
        &Scripted::answering(&["o", "a", "A", "q"]),
        &["--code", "EDT-03", "--operator", "bo"],
    );
    assert_eq!(answer.code, 0, "{}\n{asked}", answer.err);
    assert!(asked.contains("`bo` may not approve"), "{asked}");
}
