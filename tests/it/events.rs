//! `sync --event`: a webhook's body says where to look and nothing else.

use std::collections::BTreeSet;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use tieout::twin::trade::{Trade, trade};
use tieout::twin::world::World;

use crate::doctors::{Served, serve};
use crate::tool::{Answer, Home};

const SECRET: &str = "hush-hush";

fn signed(body: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
    BASE64_STANDARD.encode(hmac::sign(&key, body.as_bytes()))
}

/// A month with edits that NetSuite lacks, and of each such order its id and its shop's name.
fn with_edits() -> (Served, Vec<(u64, String)>) {
    let mut edited = Vec::new();
    let served = serve(|world: &mut World| {
        let now = world.now.parse().unwrap();
        *world = trade(&Trade {
            orders: 120,
            seed: 8,
            now,
            healthy: false,
        });
        for expected in &world.expected {
            if !["EDT-01", "EDT-03", "EDT-05", "EDT-08", "EDT-17"].contains(&expected.code.as_str()) {
                continue;
            }
            let at = world.shops.iter().position(|s| s.domain == expected.shop).unwrap();
            let orders = world.shops[at].orders.iter();
            let order = orders.into_iter().find(|o| o["name"] == *expected.subject).unwrap();
            let id: u64 = order["id"]
                .as_str()
                .unwrap()
                .rsplit('/')
                .next()
                .unwrap()
                .parse()
                .unwrap();
            edited.push((id, format!("s{at}")));
        }
    });
    (served, edited)
}

/// A home that signs in to the twin and has a secret for webhooks.
fn home(served: &mut Served) -> Home {
    let home = Home::new();
    assert_eq!(served.init(&home).code, 0);
    let path = home.path().join("tieout.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let text = text.replace("access_token =", "webhook_secret = \"env:HOOKED\"\naccess_token =");
    std::fs::write(&path, text).unwrap();
    served.secrets.push(("HOOKED".to_owned(), SECRET.to_owned()));
    home
}

fn orders(answer: &Answer) -> Vec<(String, String)> {
    let document: Value = serde_json::from_str(&answer.out).unwrap_or_else(|e| panic!("{e}: {answer:#?}"));
    let all = document["orders"].as_array().unwrap().iter();
    let text = |v: &Value| v.as_str().unwrap().to_owned();
    all.map(|o| (text(&o["order"]), text(&o["end"]))).collect()
}

#[test]
fn a_webhook_leads_to_its_order_and_what_it_says_of_it_does_not_matter() {
    let (mut served, edited) = with_edits();
    assert!(edited.len() >= 3, "{edited:?}");
    let home = home(&mut served);
    let mut followed = BTreeSet::new();
    let bodies = |id: u64| {
        [
            // Whatever a body claims of goods and money is not read.
            json!({"order_edit": {"id": 1, "order_id": id, "line_items": {"additions": [{"id": 1, "delta": 99}], "removals": []}}}),
            json!({"id": id, "admin_graphql_api_id": format!("gid://shopify/Order/{id}"), "name": "#1", "total_price": "0.00", "line_items": []}),
            json!({"id": 3, "order_id": id, "admin_graphql_api_id": "gid://shopify/Refund/3", "transactions": [{"amount": "999999.00"}]}),
        ]
    };
    for (n, (id, shop)) in edited.iter().take(3).enumerate() {
        let body = bodies(*id)[n].to_string();
        home.write("body.json", &body);
        let hmac = signed(&body);
        let args = [
            "sync",
            "--event",
            "body.json",
            "--shop",
            shop,
            "--hmac",
            &hmac,
            "--json",
        ];
        let answer = served.run(&home, &args);
        let ended = orders(&answer);
        let [(name, end)] = &ended[..] else {
            panic!("one event, one order: {answer:#?}")
        };
        assert!(["followed", "queued", "refused"].contains(&end.as_str()), "{answer:#?}");
        if end == "followed" {
            followed.insert(name.clone());
        }
        // The same event once more, late or twice, finds nothing left to do.
        let again = served.run(&home, &args);
        let left: Vec<_> = orders(&again).into_iter().filter(|(_, end)| end != "queued").collect();
        assert_eq!(left, [], "{again:#?}");
    }
    assert!(!followed.is_empty(), "none of {edited:?} was carried over");
}

#[test]
fn what_is_no_event_of_this_shop_is_refused_before_anything_is_asked() {
    let (mut served, edited) = with_edits();
    let home = home(&mut served);
    let (id, shop) = &edited[0];
    let body = json!({"order_edit": {"order_id": id}}).to_string();
    home.write("body.json", &body);
    home.write("evil.json", r#"{"order_edit":{"order_id":"$(reboot)"}}"#);
    home.write("huge.json", vec![b' '; 9 << 20]);
    let good = signed(&body);
    let wrong = signed(&format!("{body} "));
    let cases: [(&[&str], i32, &str); 8] = [
        (&["body.json", "--shop", shop, "--hmac", &wrong], 4, "signature"),
        (&["body.json", "--shop", shop, "--hmac", "%%%"], 4, "signature"),
        (&["body.json", "--hmac", &good], 2, "--shop"),
        (
            &["body.json", "--shop", "nobody.example", "--hmac", &good],
            2,
            "nobody.example",
        ),
        (&["evil.json"], 2, "line 1"),
        (&["huge.json"], 2, "longer than 8 MiB"),
        (&["not-there.json"], 2, "cannot be read"),
        (&["body.json", "--order", "#1"], 2, "--order"),
    ];
    for (args, code, says) in cases {
        let all: Vec<&str> = ["sync", "--event"].iter().chain(args).copied().collect();
        let answer = served.run(&home, &all);
        assert_eq!(answer.code, code, "{args:?}: {answer:#?}");
        assert!(answer.err.contains(says), "{args:?}: {}", answer.err);
        assert!(
            !answer.err.contains("reboot") && !answer.err.contains(SECRET),
            "{}",
            answer.err
        );
        assert!(!home.path().join("tieout.db").exists(), "{args:?}: nothing is begun");
    }
    // An order that no shop has is no order, whoever says so.
    home.write("other.json", r#"{"order_edit":{"order_id":99999999999999}}"#);
    let answer = served.run(&home, &["sync", "--event", "other.json"]);
    assert_eq!(answer.code, 2, "{answer:#?}");
    assert!(answer.err.contains("99999999999999"), "{}", answer.err);
}

#[test]
fn an_event_is_read_from_stdin() {
    let (mut served, edited) = with_edits();
    let home = home(&mut served);
    let body = json!({"order_edit": {"order_id": edited[0].0}}).to_string();
    let mut command = home.command();
    command
        .args(["sync", "--event", "-", "--dry-run", "--json"])
        .envs(served.secrets.iter().cloned());
    let answer = home.answer(&command.write_stdin(body).output().unwrap());
    assert_eq!(orders(&answer).len(), 1, "{answer:#?}");
}
