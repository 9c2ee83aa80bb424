//! stdout carries data alone; everything said to a person goes to stderr.

use std::io::Write;

use clap::builder::styling::{AnsiColor, Style};
use serde::Serialize;

use super::error::Failure;
use super::{Env, Exit};
use crate::cli::args::Global;
use crate::report::Screen;

/// Where a command's answer and its talk go.
pub(crate) struct Output<'w> {
    out: &'w mut dyn Write,
    err: &'w mut dyn Write,
    quiet: bool,
    /// Whether the answer is one JSON document.
    pub(crate) json: bool,
    /// Whether stdout may be coloured.
    pub(crate) colour: bool,
    colour_err: bool,
    /// Columns of the terminal; `None` where stdout is none.
    pub(crate) width: Option<usize>,
}

impl<'w> Output<'w> {
    /// Before the flags are known.
    pub(crate) fn new(env: &Env, out: &'w mut dyn Write, err: &'w mut dyn Write) -> Self {
        Self {
            out,
            err,
            quiet: false,
            json: false,
            colour: env.stdout_is_terminal && !env.no_color,
            colour_err: env.stderr_is_terminal && !env.no_color,
            width: env.width,
        }
    }

    /// What tables are drawn on. Where stdout is no terminal nothing is cut to a width.
    pub(crate) fn screen(&self) -> Screen {
        Screen {
            width: self.width.and_then(|w| u16::try_from(w).ok()).unwrap_or(u16::MAX),
            colour: self.colour,
        }
    }

    /// What is drawn for whoever is asked: stderr, so many columns wide.
    pub(crate) fn talk(&self, columns: u16) -> Screen {
        Screen {
            width: columns,
            colour: self.colour_err,
        }
    }

    /// Heeds the flags.
    pub(crate) fn heed(&mut self, flags: &Global) {
        self.quiet = flags.quiet;
        self.json = flags.json;
        if flags.no_color {
            (self.colour, self.colour_err) = (false, false);
            // Questions are drawn by their own library.
            dialoguer::console::set_colors_enabled_stderr(false);
        }
    }

    /// Writes a part of the answer.
    pub(crate) fn data(&mut self, bytes: impl AsRef<[u8]>) -> Result<(), Failure> {
        Ok(self.out.write_all(bytes.as_ref())?)
    }

    /// Writes a line of the answer.
    pub(crate) fn line(&mut self, text: impl AsRef<str>) -> Result<(), Failure> {
        self.data(text.as_ref())?;
        self.data(b"\n")
    }

    /// Writes the answer as one JSON document.
    pub(crate) fn document(&mut self, document: &impl Serialize) -> Result<(), Failure> {
        serde_json::to_writer_pretty(&mut *self.out, document)?;
        self.data(b"\n")
    }

    /// Hands everything over to whoever reads.
    pub(crate) fn flush(&mut self) -> Result<(), Failure> {
        Ok(self.out.flush()?)
    }

    /// Says something that is worth knowing.
    pub(crate) fn note(&mut self, text: &str) {
        if !self.quiet {
            self.say(Style::new(), "", text);
        }
    }

    /// Says what to do next.
    pub(crate) fn hint(&mut self, text: &str) {
        if !self.quiet {
            self.say(AnsiColor::Cyan.on_default(), "hint", text);
        }
    }

    /// Says what is doubtful.
    pub(crate) fn warn(&mut self, text: &str) {
        if !self.quiet {
            self.say(AnsiColor::Yellow.on_default(), "warning", text);
        }
    }

    /// Says why a command could not be carried out. Never silenced.
    pub(crate) fn failure(&mut self, failure: &Failure) -> Exit {
        if let Failure::Said { message, hints, .. } = failure {
            for text in message {
                self.say(AnsiColor::Red.on_default().bold(), "error", text);
            }
            hints.iter().for_each(|text| self.hint(text));
        }
        failure.exit()
    }

    /// Writes clap's own words: help and version are an answer, the rest is talk.
    pub(crate) fn usage(&mut self, error: &clap::Error, no_color: bool) -> Result<Exit, Failure> {
        let text = error.render();
        let colour = !no_color
            && if error.use_stderr() {
                self.colour_err
            } else {
                self.colour
            };
        let text = if colour {
            text.ansi().to_string()
        } else {
            text.to_string()
        };
        if error.use_stderr() {
            // Where nobody listens there is nothing left to tell them.
            let _ = self.err.write_all(text.as_bytes());
            return Ok(Exit::Usage);
        }
        self.data(text)?;
        Ok(Exit::Done)
    }

    fn say(&mut self, style: Style, label: &str, text: &str) {
        let style = if self.colour_err { style } else { Style::new() };
        let label = if label.is_empty() {
            String::new()
        } else {
            format!("{style}{label}:{style:#} ")
        };
        // Where nobody listens there is nothing left to tell them.
        let _ = writeln!(self.err, "{label}{text}");
    }
}
