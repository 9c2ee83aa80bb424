//! The catalogue of failure codes says the truth about what tieout finds, and can be asked.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;
use tieout::model::code::{self, Seen};

use crate::house::sources;
use crate::tool::Home;

/// Codes that a text names, written with `between` after the family: `REF-07`, `REF_07`.
fn named(text: &str, between: char) -> BTreeSet<String> {
    let word = |c: char| c.is_ascii_alphanumeric() || c == between;
    let words = text.split(|c: char| !word(c)).filter(|w| {
        let (family, number) = w.split_once(between).unwrap_or_default();
        family.len() == 3 && number.len() == 2
    });
    let ids = words.map(|w| w.replace(between, "-"));
    ids.filter(|id| code::all().any(|c| c.id == id)).collect()
}

/// Codes that the product itself uses, outside the catalogue, the twin and the tests.
fn emitted() -> BTreeSet<String> {
    let sources = sources();
    let product = sources
        .iter()
        .filter(|s| !s.is_test && !s.path.starts_with("model/code") && !s.path.starts_with("twin"));
    product
        .flat_map(|s| s.code().flat_map(|(_, line)| named(line, '_')).collect::<Vec<_>>())
        .collect()
}

/// Codes that tests or the made-up month demand.
fn demanded() -> BTreeSet<String> {
    let sources = sources();
    let unit = sources
        .iter()
        .filter(|s| s.is_test || s.path.starts_with("twin/trade/failures"));
    let mut all: BTreeSet<String> = unit.flat_map(|s| named(&s.text, '-')).collect();
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "rs") {
            all.extend(named(&fs::read_to_string(path).unwrap(), '-'));
        }
    }
    all
}

#[test]
fn what_the_catalogue_says_is_seen_is_found_and_the_rest_is_not() {
    let (emitted, demanded) = (emitted(), demanded());
    let mut wrong = Vec::new();
    for code in code::all() {
        let is_emitted = emitted.contains(code.id);
        let stand_ins = named(code.seen.because().unwrap_or_default(), '-');
        let holds = match code.seen {
            Seen::Directly => is_emitted,
            Seen::ByProxy(_) => is_emitted || !stand_ins.is_empty(),
            Seen::NotVisible(_) | Seen::NoFinding(_) | Seen::NotYet => !is_emitted,
        };
        if !holds {
            wrong.push(format!(
                "{} is said to be seen {}, and the product {} it",
                code.id,
                code.seen.name(),
                if is_emitted { "uses" } else { "does not use" }
            ));
        }
        for other in stand_ins.iter().filter(|other| !emitted.contains(*other)) {
            wrong.push(format!("{}: {other} stands for it, and nothing finds that", code.id));
        }
        if is_emitted && !demanded.contains(code.id) {
            wrong.push(format!("{}: no test and no made-up failure demands it", code.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_code_is_explained_in_any_letter_case_without_a_store() {
    let home = Home::new();
    for (reference, id) in [("REF-07", "REF-07"), ("ref-07", "REF-07"), ("Syn-18", "SYN-18")] {
        let answer = home.run(&["explain", reference]);
        assert_eq!((answer.code, answer.err.as_str()), (0, ""), "{reference}");
        assert!(answer.out.starts_with(id), "{}", answer.out);
        let row = code::find(id).unwrap();
        let flat = answer.out.split_whitespace().collect::<Vec<_>>().join(" ");
        for text in [row.title, row.arises, row.detect, row.remedy, row.route.as_str()] {
            assert!(flat.contains(text), "{text} is missing:\n{}", answer.out);
        }
        assert!(flat.contains(&row.seen.sentence()), "{}", answer.out);
    }
    let json = home.run(&["explain", "idn-08", "--json"]);
    let json: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json["schema"], "tieout/explain/1");
    assert_eq!((&json["about"], &json["code"]), (&"code".into(), &"IDN-08".into()));
    assert_eq!(json["seen"], "no_finding");
    assert!(
        json["seen_because"].as_str().is_some_and(|why| why.contains("by key")),
        "{json}"
    );
    assert_eq!(
        home.run(&["explain", "REF-99"]).code,
        2,
        "no such code, and no store to look further in"
    );
}
