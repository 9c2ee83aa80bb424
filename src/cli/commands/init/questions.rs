//! Questions that flags may have answered already.

use std::path::Path;

use crate::base::clean;
use crate::cli::Exit;
use crate::cli::ask::Ask;
use crate::cli::error::Failure;
use crate::cli::output::Output;
use crate::config::SecretRef;
use crate::flow::init::{At, Given, SECRETS, check};
use crate::flow::secrets::mend;
use crate::secret::{self, Keyring, SecretError};

/// Takes answers from flags, else from whoever is there, else notes the flag as missing.
pub(super) struct Questions<'q, 'w> {
    pub(super) somebody: Option<&'q dyn Ask>,
    pub(super) output: &'q mut Output<'w>,
    pub(super) keyring: &'q Keyring,
    /// The directory of the configuration.
    pub(super) dir: &'q Path,
    missing: Vec<String>,
}

/// A key of the configuration, and the flag that answers it.
#[derive(Clone, Copy)]
pub(super) struct Key {
    pub(super) at: At,
    pub(super) key: &'static str,
    pub(super) flag: &'static str,
}

/// A secret that is asked for.
#[derive(Clone, Copy)]
pub(super) struct Secret<'s> {
    pub(super) what: &'s str,
    /// What it goes by in the keyring.
    pub(super) name: &'s str,
    /// Whether it is one line, so that it can be typed: of several, all but the first would answer the
    /// questions that follow, in plain sight.
    pub(super) is_line: bool,
}

impl<'q, 'w> Questions<'q, 'w> {
    pub(super) const fn new(
        somebody: Option<&'q dyn Ask>,
        output: &'q mut Output<'w>,
        keyring: &'q Keyring,
        dir: &'q Path,
    ) -> Self {
        Self {
            somebody,
            output,
            keyring,
            dir,
            missing: Vec::new(),
        }
    }

    /// Notes that a flag is needed where nobody can be asked.
    pub(super) fn misses(&mut self, flag: impl Into<String>) {
        self.missing.push(flag.into());
    }

    /// Fails where something is missing: all of it is named at once.
    pub(super) fn none_missing(&self) -> Result<(), Failure> {
        if self.missing.is_empty() {
            return Ok(());
        }
        let failure = Failure::new(
            Exit::Usage,
            format!(
                "nobody can be asked, and these flags are missing: {}",
                self.missing.join(", ")
            ),
        );
        Err(failure.hint("or use --files-only where no API is read; nothing was written"))
    }

    /// An answer that has to be there.
    pub(super) fn needed(
        &mut self,
        key: Key,
        given: Option<&str>,
        question: &str,
        default: Option<&str>,
    ) -> Result<Option<String>, Failure> {
        if given.is_none() && self.somebody.is_none() {
            self.misses(key.flag);
            return Ok(None);
        }
        self.optional(key, given, question, default)
            .and_then(|answer| match answer {
                Some(answer) => Ok(Some(answer)),
                None => self.needed(key, None, question, default),
            })
    }

    /// An answer that may be empty.
    pub(super) fn optional(
        &mut self,
        key: Key,
        given: Option<&str>,
        question: &str,
        default: Option<&str>,
    ) -> Result<Option<String>, Failure> {
        if let Some(given) = given {
            check(key.at, key.key, given)
                .map_err(|what| Failure::new(Exit::Usage, clean(&format!("`{}` {what}", key.flag))))?;
            return Ok(Some(given.to_owned()));
        }
        let Some(ask) = self.somebody else { return Ok(None) };
        loop {
            let answer = ask.text(question, default)?;
            if answer.is_empty() {
                return Ok(None);
            }
            match check(key.at, key.key, &answer) {
                Ok(()) => return Ok(Some(answer)),
                Err(what) => self.output.warn(&clean(&format!("this {what}"))),
            }
        }
    }

    /// An answer that has to be there and can be any text.
    pub(super) fn text(&mut self, flag: &str, given: Option<&str>, question: &str) -> Result<Option<String>, Failure> {
        match (given.map(str::trim), self.somebody) {
            (Some(""), _) => Err(Failure::new(Exit::Usage, format!("`{flag}` is empty"))),
            (Some(given), _) => Ok(Some(given.to_owned())),
            (None, None) => {
                self.misses(flag);
                Ok(None)
            }
            (None, Some(ask)) => loop {
                let answer = ask.text(question, None)?;
                if !answer.is_empty() {
                    return Ok(Some(answer));
                }
            },
        }
    }

    /// Where a secret is kept, or the secret. `name` is what it goes by in the keyring.
    pub(super) fn secret(
        &mut self,
        flag: &str,
        given: Option<&str>,
        secret: Secret<'_>,
    ) -> Result<Option<Given>, Failure> {
        if let Some(given) = given {
            // The text is not repeated: it may be the secret itself.
            SecretRef::parse(given).map_err(|why| Failure::new(Exit::Usage, format!("`{flag}` {why}")))?;
            return Ok(Some(Given::Reference(given.to_owned())));
        }
        let Some(ask) = self.somebody else {
            self.misses(flag);
            return Ok(None);
        };
        let Secret { what, name, is_line } = secret;
        let typed = match self.keyring.place() {
            Ok(place) => format!("type it now, to be kept in {}", place.name),
            Err(_) => format!("type it now, to be kept in a private file in {SECRETS}/"),
        };
        let elsewhere = [
            ("file", "in a private file", "Path, from the configuration's folder"),
            ("env", "in an environment variable", "Variable"),
            ("keyring", "in the keyring already", "Name"),
            ("command", "a program prints it", "Program and arguments"),
        ];
        let places: Vec<&str> = is_line
            .then_some(typed.as_str())
            .into_iter()
            .chain(elsewhere.iter().map(|(_, place, _)| *place))
            .collect();
        loop {
            let place = ask.choose(&format!("Where is the {what}?"), &places, 0)?;
            let Some((scheme, _, question)) = (place + elsewhere.len())
                .checked_sub(places.len())
                .and_then(|n| elsewhere.get(n))
            else {
                return Ok(Some(Given::Typed(ask.secret(&format!("{what} (not shown)"))?)));
            };
            let default = (*scheme == "keyring").then_some(name);
            let reference = format!("{scheme}:{}", ask.text(question, default)?);
            if self.is_usable(&reference) {
                return Ok(Some(Given::Reference(reference)));
            }
        }
    }

    /// Whether a reference will do. What is not there yet may come later; what others may read is refused.
    fn is_usable(&mut self, reference: &str) -> bool {
        let parsed = match SecretRef::parse(reference) {
            Ok(parsed) => parsed,
            Err(why) => {
                self.output.warn(&format!("this {why}"));
                return false;
            }
        };
        if !matches!(parsed, SecretRef::File(_) | SecretRef::Keyring(_)) {
            return true;
        }
        match secret::resolve(&parsed, self.dir, self.keyring) {
            Ok(_) => true,
            Err(error) => {
                let mend = mend(&error).map_or_else(String::new, |mend| format!("; {mend}"));
                self.output.warn(&clean(&format!("{error}{mend}")));
                !matches!(error, SecretError::NotPrivate { .. })
            }
        }
    }
}
