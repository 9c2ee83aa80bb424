//! Holds docs/JSON.md to what the program prints: every example in it is the program's own answer.
//!
//! An example stands in a block that is fenced by three backticks, `json` and its name. Run this
//! test with `TIEOUT_BLESS=1` to write them all anew.

use std::borrow::Cow;

use super::data::{Data, sample};
use super::explain::sample as facts;
use super::explain::{code_panel, finding_panel, order_panel, payout_panel};
use super::{Format, Screen, View, render};
use crate::model::code;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/JSON.md");
/// Containers deeper than this stay on one line.
const DEPTH_MAX: usize = 3;

/// One of each kind keeps the examples short.
fn data() -> Data {
    let mut data = sample::data();
    data.exceptions.truncate(1);
    data.payouts.truncate(1);
    data
}

fn view_json(views: &[View]) -> Vec<u8> {
    let screen = Screen {
        width: 80,
        colour: false,
    };
    render(views, &data(), Format::Json, screen).unwrap()
}

/// The examples by name.
fn examples() -> Vec<(&'static str, String)> {
    let data = data();
    let now = data.as_of;
    let mut case = facts::case();
    case.orders[0].lines[1].sku = Cow::Borrowed("HAT");
    case.orders[0].refunds[0].note = Cow::Borrowed("too small");
    let mut all: Vec<(&'static str, Vec<u8>)> = View::ALL.iter().map(|v| (v.as_str(), view_json(&[*v]))).collect();
    all.push(("report", view_json(&[View::Drift, View::Groups])));
    for (name, panel) in [
        ("order", order_panel(&case, &facts::rules(), &data.exceptions, now)),
        (
            "payout",
            payout_panel(
                &data.payouts[0],
                &facts::movements(),
                &[facts::dispute()],
                &[],
                &[],
                now,
            ),
        ),
        ("finding", finding_panel(&data.exceptions[0], now)),
        ("code", code_panel(&code::refunds::REF_01)),
    ] {
        all.push((name, panel.to_json().unwrap()));
    }
    all.into_iter()
        .map(|(name, bytes)| (name, pretty(std::str::from_utf8(&bytes).unwrap())))
        .collect()
}

/// Breaks compact JSON into lines down to a depth, keeping the order of the fields.
fn pretty(json: &str) -> String {
    let mut out = String::new();
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    let mut chars = json.trim_end().chars().peekable();
    let line = |out: &mut String, depth: usize| {
        out.push('\n');
        out.push_str(&"  ".repeat(depth));
    };
    while let Some(c) = chars.next() {
        if quoted {
            out.push(c);
            (quoted, escaped) = (c != '"' || escaped, c == '\\' && !escaped);
            continue;
        }
        match c {
            '{' | '[' => {
                depth += 1;
                out.push(c);
                if depth <= DEPTH_MAX && !matches!(chars.peek(), Some('}' | ']')) {
                    line(&mut out, depth);
                }
            }
            '}' | ']' => {
                if depth <= DEPTH_MAX && !out.ends_with(['{', '[']) {
                    line(&mut out, depth - 1);
                }
                depth -= 1;
                out.push(c);
            }
            ',' if depth <= DEPTH_MAX => {
                out.push(c);
                line(&mut out, depth);
            }
            ',' | ':' => {
                out.push(c);
                out.push(' ');
            }
            _ => {
                quoted = c == '"';
                out.push(c);
            }
        }
    }
    out
}

#[test]
fn the_examples_are_what_the_program_prints() {
    let before = std::fs::read_to_string(PATH).unwrap();
    let mut after = before.clone();
    for (name, json) in examples() {
        let open = format!("```json {name}\n");
        let start = after
            .find(&open)
            .unwrap_or_else(|| panic!("docs/JSON.md has no example `{name}`"))
            + open.len();
        let end = start + after[start..].find("\n```").unwrap();
        serde_json::from_str::<serde_json::Value>(&json).unwrap();
        after.replace_range(start..end, &json);
    }
    if std::env::var_os("TIEOUT_BLESS").is_some() {
        std::fs::write(PATH, &after).unwrap();
    } else {
        assert!(
            before == after,
            "docs/JSON.md is out of date; run this test with TIEOUT_BLESS=1"
        );
    }
}
