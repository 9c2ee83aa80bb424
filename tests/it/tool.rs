//! Runs the program in a home of its own, away from the settings of whoever runs the tests.

use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use tempfile::TempDir;

/// An empty home and working directory.
pub(crate) struct Home(TempDir);

/// What a call answered and said, and how it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// The rows of a store that queries of three columns bring, query by query.
pub(crate) fn rows(store: &Path, queries: &[&str]) -> Vec<String> {
    let db = rusqlite::Connection::open(store).unwrap();
    let mut all = Vec::new();
    for sql in queries {
        let mut select = db.prepare(sql).unwrap();
        let rows = select.query_map([], |r| {
            let of = |n: usize| r.get::<_, rusqlite::types::Value>(n);
            Ok(format!("{:?} {:?} {:?}", of(0)?, of(1)?, of(2)?))
        });
        all.extend(rows.unwrap().map(Result::unwrap));
    }
    all
}

impl Home {
    pub(crate) fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file and returns its path.
    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }

    /// The program, ready to be given arguments.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tieout"));
        command
            .current_dir(self.path())
            .env_clear()
            .env("HOME", self.path())
            .env("USER", "ana");
        command
    }

    /// Runs the program. Paths of this home come back as `~`.
    pub(crate) fn run(&self, args: &[&str]) -> Answer {
        self.answer(&self.command().args(args).output().unwrap())
    }

    pub(crate) fn answer(&self, output: &Output) -> Answer {
        let home = self.path().display().to_string();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap().replace(&home, "~");
        Answer {
            code: output.status.code().unwrap(),
            out: text(&output.stdout),
            err: text(&output.stderr),
        }
    }
}
