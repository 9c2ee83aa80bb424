//! The program on a terminal of its own.

use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use expectrl::process::unix::WaitStatus;
use expectrl::{Eof, Expect as _, Session};

use crate::tool::Home;

/// The program at work on a pseudo-terminal.
pub(crate) struct Terminal {
    session: expectrl::session::OsSession,
    shown: String,
}

/// Far more than any answer takes: a test that gets here has failed.
const PATIENCE: Duration = Duration::from_secs(60);

impl Home {
    /// Where the program keeps an operator's key that no keyring takes.
    pub(crate) fn key(&self, operator: &str) -> PathBuf {
        self.path()
            .join(format!(".local/share/tieout/operators/{operator}.key"))
    }

    /// Starts the program on a terminal.
    pub(crate) fn terminal(&self, args: &[&str]) -> Terminal {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tieout"));
        command
            .args(args)
            .current_dir(self.path())
            .env_clear()
            .env("HOME", self.path())
            .env("USER", "ana")
            // Whoever runs the tests may have a key of that name in the machine's keyring.
            .env("TIEOUT_OPERATOR_KEY", format!("file:{}", self.key("ana").display()))
            .env("TERM", "xterm");
        let mut session = Session::spawn(command).unwrap();
        session.set_expect_timeout(Some(PATIENCE));
        Terminal {
            session,
            shown: String::new(),
        }
    }
}

impl Terminal {
    /// Waits for a text; false where the program ends without it.
    pub(crate) fn until(&mut self, text: &str) -> bool {
        match self.session.expect(text) {
            Ok(found) => {
                self.shown += &String::from_utf8_lossy(found.as_bytes());
                true
            }
            Err(expectrl::Error::Eof) => false,
            Err(error) => panic!("waiting for {text:?}: {error}\n{}", self.shown),
        }
    }

    /// Types.
    pub(crate) fn send(&mut self, text: &str) {
        self.session.write_all(text.as_bytes()).unwrap();
        self.session.flush().unwrap();
    }

    /// Gives the terminal another size, in columns and rows.
    pub(crate) fn resize(&mut self, columns: u16, rows: u16) {
        self.session.get_process_mut().set_window_size(columns, rows).unwrap();
    }

    /// Types a line.
    pub(crate) fn send_line(&mut self, text: &str) {
        self.send(&format!("{text}\r"));
    }

    /// Waits for the end and gives the exit code.
    pub(crate) fn end(&mut self) -> i32 {
        match self.session.expect(Eof) {
            Ok(rest) => self.shown += &String::from_utf8_lossy(rest.as_bytes()),
            Err(error @ expectrl::Error::ExpectTimeout) => panic!("waiting for the end: {error}\n{}", self.shown),
            Err(error) => {
                let mut rest = Vec::new();
                // Closing its side of the terminal may come as an error.
                let _ = self.session.read_to_end(&mut rest);
                self.shown += &String::from_utf8_lossy(&rest);
                assert!(matches!(error, expectrl::Error::Eof), "{error}\n{}", self.shown);
            }
        }
        match self.session.get_process().wait().unwrap() {
            WaitStatus::Exited(_, code) => code,
            other => panic!("{other:?}\n{}", self.shown),
        }
    }

    /// Types a key until the program ends, and gives the exit code: what is typed between a prompt and the
    /// moment the program begins to read is thrown away by the terminal.
    pub(crate) fn end_by(&mut self, key: &str) -> i32 {
        const TIMES: u32 = 60;
        self.session.set_expect_timeout(Some(PATIENCE / TIMES));
        for _ in 0..TIMES {
            // A program that has just ended takes nothing any more.
            let _ = self
                .session
                .write_all(key.as_bytes())
                .and_then(|()| self.session.flush());
            match self.session.expect(Eof) {
                Err(expectrl::Error::ExpectTimeout) => {}
                Ok(rest) => {
                    self.shown += &String::from_utf8_lossy(rest.as_bytes());
                    break;
                }
                Err(_) => break,
            }
        }
        self.session.set_expect_timeout(Some(PATIENCE));
        self.end()
    }

    /// Everything it showed.
    pub(crate) fn shown(&self) -> &str {
        &self.shown
    }
}
