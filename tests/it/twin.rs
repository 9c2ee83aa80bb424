//! `twin serve`: it says where it is, answers there, and ends when it is interrupted.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::answers::is_as_documented;
use crate::tool::{Answer, Home};

fn world() -> String {
    let world = json!({
        "now": "2026-11-24T10:00:00Z",
        "shops": [{
            "domain": "uk-demo.myshopify.com",
            "shop": { "name": "Demo", "ianaTimezone": "Europe/London", "currencyCode": "GBP" },
            "plan": "standard",
            "tokens": { "shpat_x": ["read_orders"] },
            "orders": [],
            "payouts": null,
        }],
        "netsuite": {
            "account": "123456_SB1", "concurrency": 5, "time_zone": "Europe/London", "date_order": "dmy",
            "suite_tax": true, "status_spelling": "letter", "roles": {}, "tables": {},
        },
    });
    world.to_string()
}

/// A twin that is being served.
struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts one and reads what it prints up to a line.
fn served(home: &Home, args: &[&str], last: &str) -> (Served, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tieout"))
        .args(["twin", "serve", "--world", "world.json"])
        .args(args)
        .current_dir(home.path())
        .env_clear()
        .env("HOME", home.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let served = Served(child);
    let mut out = String::new();
    for line in lines {
        let line = line.unwrap();
        out += &line;
        out.push('\n');
        if line.starts_with(last) {
            break;
        }
    }
    (served, out)
}

/// Asks for the shop's name.
fn ask(base_url: &str) -> String {
    let (address, path) = base_url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let body = r#"{"query":"{ shop { name } }"}"#;
    let mut socket = TcpStream::connect(address).unwrap();
    write!(
        socket,
        "POST /{path}/admin/api/2026-10/graphql.json HTTP/1.1\r\nHost: {address}\r\nX-Shopify-Access-Token: shpat_x\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn it_says_where_it_is_answers_there_and_ends_when_interrupted() {
    let home = Home::new();
    home.write("world.json", world());
    let (mut served, out) = served(&home, &["--json"], "}");
    let document = is_as_documented(&Answer {
        code: 0,
        out,
        err: String::new(),
    });
    let base_url = document["shops"][0]["base_url"].as_str().unwrap();
    assert!(ask(base_url).contains("\"name\":\"Demo\""));
    let interrupt = Command::new("kill")
        .args(["-INT", &served.0.id().to_string()])
        .status()
        .unwrap();
    assert!(interrupt.success());
    assert_eq!(served.0.wait().unwrap().code(), Some(130));
}

#[test]
fn the_addresses_are_a_piece_of_a_configuration() {
    let home = Home::new();
    home.write("world.json", world());
    let (_served, out) = served(&home, &[], "base_url = \"http://127.0.0.1:");
    assert!(out.contains("[[shops]]\ndomain = \"uk-demo.myshopify.com\"\n"), "{out}");
    assert!(!out.contains("shpat_x"));
}

#[test]
fn what_cannot_be_served_is_refused_with_its_reason() {
    let home = Home::new();
    home.write("world.json", world());
    home.write("damaged.json", "{");
    home.write("faults.toml", "[[fault]]\nkind = \"flood\"\n");
    let mut without_zone: Value = serde_json::from_str(&world()).unwrap();
    without_zone["shops"][0]["shop"]["ianaTimezone"] = json!("Moon/Tycho");
    home.write("moon.json", without_zone.to_string());
    for (args, said) in [
        (&["--world", "damaged.json"][..], "damaged.json is not a world file"),
        (&["--world", "missing.json"], "cannot read missing.json"),
        (&["--world", "moon.json"], "ianaTimezone is missing or unknown"),
        (&["--world", "world.json", "--faults", "faults.toml"], "unknown variant"),
    ] {
        let answer = home.run(&[&["twin", "serve"], args].concat());
        assert_eq!((answer.code, answer.out.as_str()), (2, ""), "{args:?}");
        assert!(answer.err.contains(said), "{args:?}: {}", answer.err);
    }
}
