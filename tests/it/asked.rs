//! Runs the program inside the test, with a keyring in memory and answers written down beforehand.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use secrecy::SecretString;
use tieout::cli::{Ask, Env, Key, NoAnswer, run_on};
use tieout::http::Clock;
use tieout::secret::Keyring;

use crate::tool::{Answer, Home};

/// Gives the answers in turn, and keeps the questions. Without answers nobody is there.
#[derive(Debug, Default)]
pub(crate) struct Scripted {
    answers: Mutex<VecDeque<String>>,
    asked: Mutex<Vec<String>>,
    there: bool,
    piped: Option<String>,
    size: Mutex<Option<(u16, u16)>>,
}

impl Scripted {
    /// Somebody at the terminal who gives these answers and then leaves.
    pub(crate) fn answering(answers: &[&str]) -> Arc<Self> {
        Arc::new(Self {
            answers: Mutex::new(answers.iter().map(|a| (*a).to_owned()).collect()),
            there: true,
            ..Self::default()
        })
    }

    /// The same at a terminal of so many columns and rows.
    pub(crate) fn sized(self: Arc<Self>, columns: u16, rows: u16) -> Arc<Self> {
        *self.size.lock().unwrap() = Some((columns, rows));
        self
    }

    /// Nobody, and this text piped in.
    pub(crate) fn piped(text: &str) -> Arc<Self> {
        Arc::new(Self {
            piped: Some(text.to_owned()),
            ..Self::default()
        })
    }

    /// What was asked, a line each.
    pub(crate) fn asked(&self) -> String {
        self.asked.lock().unwrap().join("\n")
    }

    fn next(&self, question: String) -> Result<String, NoAnswer> {
        self.asked.lock().unwrap().push(question);
        self.answers.lock().unwrap().pop_front().ok_or(NoAnswer::Cancelled)
    }
}

impl Ask for Scripted {
    fn is_somebody_there(&self) -> bool {
        self.there
    }

    fn text(&self, question: &str, default: Option<&str>) -> Result<String, NoAnswer> {
        let answer = self.next(format!("{question} [{}]", default.unwrap_or_default()))?;
        Ok(match (answer.as_str(), default) {
            ("", Some(default)) => default.to_owned(),
            _ => answer,
        })
    }

    fn secret(&self, question: &str) -> Result<SecretString, NoAnswer> {
        self.next(format!("{question} *")).map(SecretString::from)
    }

    fn choose(&self, question: &str, choices: &[&str], default: usize) -> Result<usize, NoAnswer> {
        let answer = self.next(format!("{question} <{}>", choices.join(" | ")))?;
        if answer.is_empty() {
            return Ok(default);
        }
        let at = choices.iter().position(|choice| choice.starts_with(&answer));
        Ok(at.unwrap_or_else(|| panic!("{answer} is none of {choices:?}")))
    }

    fn confirm(&self, question: &str, default: bool) -> Result<bool, NoAnswer> {
        let answer = self.next(format!("{question} (y/n)"))?;
        Ok(if answer.is_empty() { default } else { answer == "y" })
    }

    fn show(&self, page: &str) -> Result<(), NoAnswer> {
        self.asked.lock().unwrap().push(page.to_owned());
        Ok(())
    }

    /// A letter, or the name of a key: `<right>`.
    fn key(&self) -> Result<Key, NoAnswer> {
        let answer = self.next(String::new())?;
        Ok(match answer.as_str() {
            "<enter>" => Key::Enter,
            "<escape>" => Key::Escape,
            "<up>" => Key::Up,
            "<down>" => Key::Down,
            "<left>" => Key::Left,
            "<right>" => Key::Right,
            _ => {
                let mut letters = answer.chars();
                let first = letters.next().unwrap();
                assert_eq!(letters.next(), None, "{answer:?} is no key");
                Key::Char(first)
            }
        })
    }

    fn size(&self) -> Option<(u16, u16)> {
        *self.size.lock().unwrap()
    }

    fn piped(&self, bytes_max: usize) -> io::Result<Option<Vec<u8>>> {
        let bytes = self.piped.as_ref().map(|text| text.as_bytes().to_vec());
        Ok(bytes.map(|mut bytes| {
            bytes.truncate(bytes_max);
            bytes
        }))
    }
}

/// Runs the program in a home, with this keyring and these answers.
pub(crate) fn run(home: &Home, keyring: &Keyring, ask: &Arc<Scripted>, args: &[&str]) -> Answer {
    run_at(home, "2026-11-24T06:00:00Z".parse().unwrap(), keyring, ask, args)
}

/// The same at a moment.
pub(crate) fn run_at(home: &Home, at: Timestamp, keyring: &Keyring, ask: &Arc<Scripted>, args: &[&str]) -> Answer {
    let env = Env {
        config: None,
        store: None,
        log: None,
        operator_key: None,
        no_color: true,
        user: Some("ana".to_owned()),
        dir: home.path().to_owned(),
        data_dir: Some(home.path().join("data")),
        keyring: keyring.clone(),
        ask: Arc::clone(ask) as Arc<dyn Ask>,
        stdout_is_terminal: false,
        stderr_is_terminal: false,
        width: None,
        clock: Clock::fixed(at),
    };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let args = ["tieout"].iter().chain(args).map(Into::into);
    let exit = run_on(args, &env, &mut out, &mut err);
    let place = home.path().display().to_string();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace(&place, "~");
    Answer {
        code: exit.code().into(),
        out: text(out),
        err: text(err),
    }
}
