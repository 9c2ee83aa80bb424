//! The panel for a person: sections of text and tables.

mod finding;
mod order;
mod payout;

use super::Panel;
use super::code::CodePanel;
use crate::model::code::{BILLING_STATE, BILLING_STATE_RULE};
use crate::report::render::{Screen, terminal_table, wrap};
use crate::report::table::{Cell, Column, Kind, Table};
use crate::report::{Money, table};

/// A panel under construction.
struct Page {
    out: String,
    screen: Screen,
}

/// The whole panel.
pub(super) fn panel(panel: &Panel, screen: Screen) -> String {
    let mut page = Page {
        out: String::new(),
        screen,
    };
    match panel {
        Panel::Order(p) => order::write(&mut page, p),
        Panel::Payout(p) => payout::write(&mut page, p),
        Panel::Finding(p) => finding::write(&mut page, p),
        Panel::Code(p) => code(&mut page, p),
    }
    page.out
}

fn code(page: &mut Page, p: &CodePanel) {
    page.head(&format!("{} {}", p.code, p.title));
    page.field("name", p.kind);
    page.field("route", p.route.as_str());
    page.field("arises", p.arises);
    page.field("shows as", p.detect);
    page.mend(p.remedy);
    page.field("seen", &p.seen_sentence);
}

/// Room for the names of fields.
const FIELD: usize = 11;

impl Page {
    /// The first line.
    fn head(&mut self, text: &str) {
        self.bold(text);
    }

    /// A section's title, after a blank line.
    fn section(&mut self, title: &str) {
        self.out.push('\n');
        self.bold(title);
    }

    fn bold(&mut self, text: &str) {
        let text = crate::base::clean(text);
        for line in wrap(&text, self.screen.width) {
            if self.screen.colour {
                self.out.push_str(&format!("\u{1b}[1m{line}\u{1b}[0m\n"));
            } else {
                self.out.push_str(&line);
                self.out.push('\n');
            }
        }
    }

    /// Prose, wrapped.
    fn prose(&mut self, text: &str) {
        let text = crate::base::clean(text);
        if text.is_empty() {
            return;
        }
        for line in wrap(&text, self.screen.width) {
            self.out.push_str(&line);
            self.out.push('\n');
        }
    }

    /// A named value; nothing where the value is empty.
    fn field(&mut self, name: &str, value: &str) {
        if value.is_empty() {
            return;
        }
        let value = crate::base::clean(value);
        let room = usize::from(self.screen.width).saturating_sub(FIELD).max(20);
        for (at, line) in wrap(&value, u16::try_from(room).unwrap_or(u16::MAX)).iter().enumerate() {
            let label = if at == 0 { name } else { "" };
            self.out.push_str(format!("{label:<FIELD$}{line}").trim_end());
            self.out.push('\n');
        }
    }

    /// What mends it, with the billing-state rule spelled out where it is named.
    fn mend(&mut self, remedy: &str) {
        self.field("mend", remedy);
        if remedy.contains(BILLING_STATE_RULE) {
            self.field("", BILLING_STATE);
        }
    }

    /// A value people copy: never wrapped.
    fn id(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            let value = crate::base::clean(value);
            self.out.push_str(&format!("{name:<FIELD$}{value}\n"));
        }
    }

    /// A table of rows.
    fn table(&mut self, columns: &[Column], rows: Vec<Vec<Cell>>) {
        self.summed(columns, rows, Vec::new());
    }

    /// A table of rows with their sums.
    fn summed(&mut self, columns: &[Column], rows: Vec<Vec<Cell>>, totals: Vec<Vec<Cell>>) {
        let table: table::Table = Table {
            name: "".into(),
            title: String::new(),
            columns: columns.to_vec(),
            rows,
            totals,
            empty: "None.",
        };
        self.out.push_str(&terminal_table(&table, self.screen));
    }
}

fn some(money: Option<Money>) -> Cell {
    money.map_or(Cell::Empty, Cell::Money)
}

const fn text_column(key: &'static str, title: &'static str) -> Column {
    Column::new(key, title, Kind::Text)
}

const fn id_column(key: &'static str, title: &'static str) -> Column {
    Column::new(key, title, Kind::Id)
}

const fn money_column(key: &'static str, title: &'static str) -> Column {
    Column::new(key, title, Kind::Money)
}
