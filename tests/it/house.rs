//! The house rules of docs/ARCHITECTURE.md, held by reading the source.

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms, and which of the others each may use.
const ROOMS: [(&str, &[&str]); 18] = [
    ("base", &[]),
    ("model", &["base"]),
    ("project", &["base", "model"]),
    ("reconcile", &["base", "model", "project"]),
    ("queue", &["base", "model"]),
    ("plan", &["base", "model", "project", "reconcile"]),
    ("approve", &["base", "model"]),
    ("report", &["base", "model"]),
    ("import", &["base", "model"]),
    ("store", &["base", "model", "project"]),
    ("config", &["base", "model"]),
    ("http", &["base"]),
    ("shopify", &["base", "http"]),
    ("netsuite", &["base", "model", "approve", "http"]),
    ("secret", &["base", "config"]),
    // It shares no code with the clients that talk to it, so that one mistake cannot cancel another.
    ("twin", &[]),
    (
        "flow",
        &[
            "base",
            "model",
            "project",
            "reconcile",
            "queue",
            "plan",
            "approve",
            "report",
            "import",
            "store",
            "config",
            "http",
            "shopify",
            "netsuite",
            "secret",
            "twin",
        ],
    ),
    (
        "cli",
        &[
            "base",
            "model",
            "project",
            "reconcile",
            "queue",
            "plan",
            "approve",
            "report",
            "import",
            "store",
            "config",
            "http",
            "shopify",
            "netsuite",
            "secret",
            "twin",
            "flow",
        ],
    ),
];

/// Rooms that are functions of values: no clock, no I/O.
const PURE: [&str; 8] = [
    "base",
    "model",
    "project",
    "reconcile",
    "queue",
    "plan",
    "approve",
    "report",
];

/// The longest a file may be.
const LINES_MAX: usize = 450;

/// One source file.
pub(crate) struct Source {
    /// Relative to `src/`.
    pub(crate) path: PathBuf,
    pub(crate) text: String,
    /// Whether it is compiled for tests alone.
    pub(crate) is_test: bool,
}

impl Source {
    /// The room it belongs to; empty for `lib.rs` and `main.rs`.
    fn room(&self) -> &str {
        let mut steps = self.path.iter().filter_map(|s| s.to_str());
        match (steps.next(), steps.next()) {
            (Some(room), Some(_)) => room,
            _ => "",
        }
    }

    /// How many modules it lies below its room's own.
    fn depth(&self) -> usize {
        let steps = self.path.iter().count().saturating_sub(1);
        if self.path.ends_with("mod.rs") {
            steps - 1
        } else {
            steps
        }
    }

    /// The modules below it that it declares for tests alone, as paths without their ending.
    fn test_modules(&self) -> Vec<PathBuf> {
        let below = if self.path.ends_with("mod.rs") || self.path.ends_with("lib.rs") {
            self.path.parent().unwrap().to_owned()
        } else {
            self.path.with_extension("")
        };
        let after = self.text.split("#[cfg(test)]\n").skip(1);
        let declared = after.filter_map(|rest| {
            let line = rest.lines().next()?.trim().strip_suffix(';')?;
            line.split_once("mod ").map(|(_, name)| below.join(name))
        });
        declared.collect()
    }

    /// Its lines with their numbers, without comments and without the tests at its end.
    pub(crate) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text
            .lines()
            .enumerate()
            .map(|(n, line)| (n + 1, line))
            .take_while(|(_, line)| !line.starts_with("#[cfg(test)]"))
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

pub(crate) fn sources() -> Vec<Source> {
    fn walk(dir: &Path, root: &Path, all: &mut Vec<Source>) {
        let mut entries: Vec<_> = fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                walk(&path, root, all);
            } else if path.extension().is_some_and(|e| e == "rs") {
                all.push(Source {
                    text: fs::read_to_string(&path).unwrap(),
                    path: path.strip_prefix(root).unwrap().to_owned(),
                    is_test: false,
                });
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut all = Vec::new();
    walk(&root, &root, &mut all);
    assert!(all.len() > 50, "the source is not where it is looked for");
    let tests: Vec<PathBuf> = all.iter().flat_map(Source::test_modules).collect();
    for source in &mut all {
        let path = source.path.with_extension("");
        source.is_test = tests.iter().any(|test| path.starts_with(test));
    }
    all
}

/// Fails with every place where a rule is broken.
fn hold(rule: &str, broken: Vec<String>) {
    assert!(broken.is_empty(), "{rule}:\n{}", broken.join("\n"));
}

/// Lines of code of a file that break a rule.
fn lines<'s>(source: &'s Source, breaks: impl Fn(&str) -> bool + 's) -> impl Iterator<Item = String> + 's {
    source
        .code()
        .filter(move |(_, line)| breaks(line))
        .map(|(n, line)| format!("src/{}:{n}: {}", source.path.display(), line.trim()))
}

/// The rooms a line of code names: `crate::store::Store`, `use crate::{base, model}`.
fn named_rooms(line: &str) -> Vec<String> {
    let word = |text: &str| -> String { text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect() };
    let mut rooms = Vec::new();
    for (at, _) in line.match_indices("crate::") {
        let rest = &line[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(list) => rooms.extend(list.split(',').map(|item| word(item.trim_start()))),
            None => rooms.push(word(rest)),
        }
    }
    rooms
}

/// Whether a top-level `use` climbs out of its room instead of naming the other one.
fn climbs_out(line: &str, depth: usize) -> bool {
    let path = line.trim_start_matches("pub ").trim_start_matches("pub(crate) ");
    let Some(path) = path.strip_prefix("use ") else {
        return false;
    };
    let climbed = path.split("::").take_while(|step| *step == "super").count();
    climbed > depth
}

#[test]
fn rooms_use_only_the_rooms_below_them() {
    let mut broken = Vec::new();
    for source in sources().iter().filter(|s| !s.is_test && !s.room().is_empty()) {
        let room = source.room();
        let Some((_, allowed)) = ROOMS.iter().find(|(name, _)| *name == room) else {
            broken.push(format!("src/{room}/ is a room without a rule"));
            continue;
        };
        let foreign = |line: &str| {
            let named = named_rooms(line);
            let known = named.iter().filter(|n| ROOMS.iter().any(|(room, _)| room == n));
            known.clone().any(|n| n != room && !allowed.contains(&n.as_str()))
        };
        broken.extend(lines(source, |line| foreign(line) || climbs_out(line, source.depth())));
    }
    hold("a room uses one that it may not use", broken);
}

#[test]
fn the_rules_see_what_they_look_for() {
    assert_eq!(named_rooms("use crate::store::{Store, StoreError};"), ["store"]);
    assert_eq!(named_rooms("use crate::{base::Amount, cli};"), ["base", "cli"]);
    assert_eq!(
        named_rooms("let x = crate::flow::run(crate::base::Moment::now());"),
        ["flow", "base"]
    );
    assert!(climbs_out("use super::super::store::Store;", 1));
    assert!(climbs_out("use super::store::Store;", 0));
    assert!(!climbs_out("use super::super::Output;", 2));
    let source = Source {
        path: PathBuf::from("report/render/html.rs"),
        is_test: false,
        text: "// crate::store\nuse a;\n#[cfg(test)]\nuse b;".to_owned(),
    };
    assert_eq!((source.room(), source.depth()), ("report", 2));
    assert_eq!(source.code().map(|(n, _)| n).collect::<Vec<_>>(), [2]);
}

#[test]
fn every_room_is_declared_and_says_what_it_is() {
    let all = sources();
    let lib = &all.iter().find(|s| s.path.ends_with("lib.rs")).unwrap().text;
    for (room, _) in ROOMS {
        assert!(
            lib.contains(&format!("pub mod {room};")),
            "{room} is missing in src/lib.rs"
        );
    }
    let silent = all.iter().filter(|s| !s.is_test && !s.text.starts_with("//! "));
    hold(
        "a file does not say what it is",
        silent.map(|s| format!("src/{}", s.path.display())).collect(),
    );
}

#[test]
fn files_can_be_read_in_one_go() {
    let long = sources()
        .into_iter()
        .map(|s| (s.text.lines().count(), s.path))
        .filter(|(n, _)| *n > LINES_MAX);
    hold(
        "a file is too long",
        long.map(|(n, path)| format!("src/{}: {n} lines", path.display()))
            .collect(),
    );
}

#[test]
fn printing_and_exiting_happen_in_the_command_line_alone() {
    let words = [
        "print!(",
        "println!(",
        "eprint!(",
        "eprintln!(",
        "io::stdout",
        "io::stderr",
        "process::exit",
    ];
    let broken = sources()
        .into_iter()
        .filter(|s| !s.is_test && s.room() != "cli")
        .flat_map(|s| lines(&s, |line| words.iter().any(|w| line.contains(w))).collect::<Vec<_>>());
    hold("printed or exited outside src/cli/", broken.collect());
}

#[test]
fn sql_stands_where_it_belongs() {
    let words = [
        "rusqlite",
        "\"SELECT ",
        "\"INSERT ",
        "\"UPDATE ",
        "\"DELETE FROM",
        "\"CREATE TABLE",
        "\"PRAGMA",
    ];
    let broken = sources()
        .into_iter()
        .filter(|s| !s.is_test && !matches!(s.room(), "store" | "twin" | "netsuite"))
        .flat_map(|s| lines(&s, |line| words.iter().any(|w| line.contains(w))).collect::<Vec<_>>());
    hold(
        "SQL outside src/store/, src/twin/ and the SuiteQL of src/netsuite/",
        broken.collect(),
    );
}

#[test]
fn pure_rooms_read_no_clock_and_no_file() {
    let words = [
        "SystemTime",
        "Instant::now",
        "Timestamp::now",
        "Zoned::now",
        "std::fs",
        "std::net",
        "std::env",
        "std::process",
        "std::thread",
        "File::open",
        "async fn",
        "rand::",
    ];
    let broken = sources()
        .into_iter()
        .filter(|s| !s.is_test && PURE.contains(&s.room()))
        .flat_map(|s| lines(&s, |line| words.iter().any(|w| line.contains(w))).collect::<Vec<_>>());
    hold("a pure room reads a clock or does I/O", broken.collect());
}

#[test]
fn nothing_is_left_to_be_done() {
    let words = ["todo!(", "unimplemented!(", "TODO", "FIXME", "dbg!("];
    let broken = sources()
        .iter()
        .flat_map(|s| {
            let found = s
                .text
                .lines()
                .enumerate()
                .filter(|(_, line)| words.iter().any(|w| line.contains(w)));
            found
                .map(|(n, line)| format!("src/{}:{}: {line}", s.path.display(), n + 1))
                .collect::<Vec<_>>()
        })
        .collect();
    hold("something is unfinished", broken);
}
