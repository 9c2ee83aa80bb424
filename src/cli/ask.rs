//! Questions to whoever sits at the terminal, behind a seam so that tests can answer them.

use std::fmt;
use std::io::{self, IsTerminal as _, Read as _};

use dialoguer::theme::ColorfulTheme;
use dialoguer::{Confirm, Input, Password, Select, console};
use secrecy::SecretString;

use super::Exit;
use super::error::Failure;
use crate::base::clean;

/// A question that got no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoAnswer {
    /// Whoever was asked wants to stop, or the input has ended.
    Cancelled,
    /// The terminal failed; what the system said.
    Broken(String),
}

/// A key that was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// A letter, a digit or a sign.
    Char(char),
    /// Enter.
    Enter,
    /// Escape.
    Escape,
    /// The arrow up.
    Up,
    /// The arrow down.
    Down,
    /// The arrow to the left.
    Left,
    /// The arrow to the right.
    Right,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// Any other.
    Other,
}

/// Asks, and reads what is piped in.
pub trait Ask: fmt::Debug + Send + Sync {
    /// Whether there is somebody to ask.
    fn is_somebody_there(&self) -> bool;

    /// Asks for a line of text; an empty answer stands for the default, where there is one.
    ///
    /// # Errors
    /// [`NoAnswer`].
    fn text(&self, question: &str, default: Option<&str>) -> Result<String, NoAnswer>;

    /// Asks for a secret, which is not shown while it is typed.
    ///
    /// # Errors
    /// [`NoAnswer`].
    fn secret(&self, question: &str) -> Result<SecretString, NoAnswer>;

    /// Asks for one of several; the answer is its place in the list.
    ///
    /// # Errors
    /// [`NoAnswer`].
    fn choose(&self, question: &str, choices: &[&str], default: usize) -> Result<usize, NoAnswer>;

    /// Asks yes or no.
    ///
    /// # Errors
    /// [`NoAnswer`].
    fn confirm(&self, question: &str, default: bool) -> Result<bool, NoAnswer>;

    /// Shows a page in place of the one before.
    ///
    /// # Errors
    /// [`NoAnswer`].
    fn show(&self, page: &str) -> Result<(), NoAnswer>;

    /// Waits for one key.
    ///
    /// # Errors
    /// [`NoAnswer`].
    fn key(&self) -> Result<Key, NoAnswer>;

    /// How large the terminal is now, in columns and rows; `None` where it does not say.
    fn size(&self) -> Option<(u16, u16)>;

    /// What is piped in, up to so many bytes; `None` where nothing is.
    ///
    /// # Errors
    /// What the system said.
    fn piped(&self, bytes_max: usize) -> io::Result<Option<Vec<u8>>>;
}

impl From<NoAnswer> for Failure {
    fn from(no: NoAnswer) -> Self {
        match no {
            NoAnswer::Cancelled => Self::new(Exit::Interrupted, "cancelled: nothing was written"),
            NoAnswer::Broken(what) => Self::new(Exit::Usage, format!("the terminal cannot be asked: {}", clean(&what)))
                .hint("give the answers as flags; see --help"),
        }
    }
}

/// The process's own terminal.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terminal;

impl Ask for Terminal {
    // Questions are shown on stderr and answered on stdin: without both of them the library would ask
    // into the void for ever.
    fn is_somebody_there(&self) -> bool {
        io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    fn text(&self, question: &str, default: Option<&str>) -> Result<String, NoAnswer> {
        let theme = ColorfulTheme::default();
        let mut input = Input::<String>::with_theme(&theme)
            .with_prompt(question)
            .allow_empty(true);
        if let Some(default) = default {
            input = input.default(default.to_owned());
        }
        Ok(input.interact_text().map_err(no_answer)?.trim().to_owned())
    }

    fn secret(&self, question: &str) -> Result<SecretString, NoAnswer> {
        let theme = ColorfulTheme::default();
        let password = Password::with_theme(&theme)
            .with_prompt(question)
            .allow_empty_password(true);
        let typed = password.interact().map_err(no_answer)?;
        // The end of input is told as an empty line.
        if typed.is_empty() {
            return Err(NoAnswer::Cancelled);
        }
        Ok(SecretString::from(typed))
    }

    fn choose(&self, question: &str, choices: &[&str], default: usize) -> Result<usize, NoAnswer> {
        let theme = ColorfulTheme::default();
        let select = Select::with_theme(&theme)
            .with_prompt(question)
            .items(choices)
            .default(default);
        select.interact_opt().map_err(no_answer)?.ok_or(NoAnswer::Cancelled)
    }

    fn confirm(&self, question: &str, default: bool) -> Result<bool, NoAnswer> {
        let theme = ColorfulTheme::default();
        let confirm = Confirm::with_theme(&theme).with_prompt(question).default(default);
        confirm.interact_opt().map_err(no_answer)?.ok_or(NoAnswer::Cancelled)
    }

    fn show(&self, page: &str) -> Result<(), NoAnswer> {
        let terminal = console::Term::stderr();
        let shown = terminal.clear_screen().and_then(|()| terminal.write_str(page));
        shown.and_then(|()| terminal.flush()).map_err(failed)
    }

    fn key(&self) -> Result<Key, NoAnswer> {
        let key = console::Term::stderr().read_key_raw().map_err(failed)?;
        Ok(match key {
            console::Key::CtrlC | console::Key::Char('\u{4}') => return Err(NoAnswer::Cancelled),
            console::Key::Char(c) => Key::Char(c),
            console::Key::Enter => Key::Enter,
            console::Key::Escape => Key::Escape,
            console::Key::ArrowUp => Key::Up,
            console::Key::ArrowDown => Key::Down,
            console::Key::ArrowLeft => Key::Left,
            console::Key::ArrowRight => Key::Right,
            console::Key::PageUp => Key::PageUp,
            console::Key::PageDown => Key::PageDown,
            _ => Key::Other,
        })
    }

    fn size(&self) -> Option<(u16, u16)> {
        console::Term::stderr()
            .size_checked()
            .map(|(rows, columns)| (columns, rows))
    }

    fn piped(&self, bytes_max: usize) -> io::Result<Option<Vec<u8>>> {
        let stdin = io::stdin();
        if stdin.is_terminal() {
            return Ok(None);
        }
        let mut bytes = Vec::new();
        stdin.lock().take(bytes_max as u64).read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    }
}

fn no_answer(error: dialoguer::Error) -> NoAnswer {
    let dialoguer::Error::IO(error) = error;
    failed(error)
}

fn failed(error: io::Error) -> NoAnswer {
    match error.kind() {
        io::ErrorKind::UnexpectedEof | io::ErrorKind::Interrupted => NoAnswer::Cancelled,
        _ => NoAnswer::Broken(error.to_string()),
    }
}
