//! Files that are made from the code are as the code would make them now.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::tool::Home;

/// File names and contents of a folder, without its folders.
fn files(dir: &Path) -> BTreeMap<String, String> {
    let files = fs::read_dir(dir)
        .unwrap()
        .map(Result::unwrap)
        .filter(|e| e.path().is_file());
    files
        .map(|e| {
            (
                e.file_name().into_string().unwrap(),
                fs::read_to_string(e.path()).unwrap(),
            )
        })
        .collect()
}

fn kept(dir: &str) -> BTreeMap<String, String> {
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join(dir))
}

const MEND: &str = "run .ci/generate and commit what changes";

#[test]
fn completions_are_current() {
    let home = Home::new();
    let mut made = BTreeMap::new();
    for (shell, file) in [
        ("bash", "tieout.bash"),
        ("zsh", "_tieout"),
        ("fish", "tieout.fish"),
        ("powershell", "_tieout.ps1"),
        ("elvish", "tieout.elv"),
    ] {
        let answer = home.run(&["completions", shell]);
        assert_eq!((answer.code, answer.err.as_str()), (0, ""));
        made.insert(file.to_owned(), answer.out);
    }
    assert!(kept("completions") == made, "completions/ is out of date: {MEND}");
}

#[test]
fn man_pages_are_current() {
    let home = Home::new();
    let answer = home.run(&["man", "--dir", "man"]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    let made = files(&home.path().join("man"));
    assert!(
        kept("completions/man") == made,
        "completions/man/ is out of date: {MEND}"
    );
    assert!(made.contains_key("tieout-queue-list.1"), "every command has a page");
    assert_eq!(home.run(&["man"]).out, made["tieout.1"]);
}

#[test]
fn the_schema_of_the_configuration_is_current() {
    let home = Home::new();
    let made = home.run(&["config", "schema"]).out;
    let kept = kept("docs").remove("tieout.schema.json");
    assert!(kept == Some(made), "docs/tieout.schema.json is out of date: {MEND}");
}

#[test]
fn the_catalogue_of_failure_codes_is_current() {
    let home = Home::new();
    let made = home.run(&["man", "--codes"]).out;
    let kept = kept("docs").remove("CODES.md");
    assert!(kept == Some(made), "docs/CODES.md is out of date: {MEND}");
}
