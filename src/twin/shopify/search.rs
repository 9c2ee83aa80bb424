//! Shopify's search grammar, with its traps: an unquoted moment is cut at its colons, OR binds
//! tighter than AND, and a filter on a field it does not know is left out with a warning.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

/// What a query asks for, as parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Expr {
    /// All of these; of none, everything.
    And(Vec<Expr>),
    /// One of these.
    Or(Vec<Expr>),
    /// Not this.
    Not(Box<Expr>),
    /// One filter.
    Term(Term),
}

/// A filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term {
    /// The field; none for a bare word.
    pub(super) field: Option<String>,
    /// How it is compared.
    pub(super) op: Op,
    /// With what.
    pub(super) value: String,
    /// Whether the value stood in quotes.
    pub(super) quoted: bool,
}

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Op {
    /// `:`
    Equal,
    /// `:>`
    Greater,
    /// `:>=`
    AtLeast,
    /// `:<` and `:<=`. Recorded answers parse a strict bound as one that is included.
    AtMost,
}

/// How deep parentheses may go.
const DEPTH_MAX: usize = 16;

/// Parses a query. There are no errors: what is odd is read in some way, as Shopify does.
pub(super) fn parse(query: &str) -> Expr {
    let mut parser = Parser { rest: query, depth: 0 };
    parser.all()
}

struct Parser<'q> {
    rest: &'q str,
    depth: usize,
}

impl Parser<'_> {
    /// Terms side by side, or with AND between them.
    fn all(&mut self) -> Expr {
        let mut parts = Vec::new();
        loop {
            self.skip();
            if self.rest.is_empty() || self.rest.starts_with(')') {
                break;
            }
            if self.word("AND") {
                continue;
            }
            parts.push(self.any());
        }
        match parts.len() {
            1 => parts.remove(0),
            _ => Expr::And(parts),
        }
    }

    /// Terms with OR between them.
    fn any(&mut self) -> Expr {
        let mut parts = vec![self.one()];
        loop {
            self.skip();
            if !self.word("OR") {
                break;
            }
            self.skip();
            if self.rest.is_empty() || self.rest.starts_with(')') {
                break;
            }
            parts.push(self.one());
        }
        match parts.len() {
            1 => parts.remove(0),
            _ => Expr::Or(parts),
        }
    }

    fn one(&mut self) -> Expr {
        if self.word("NOT") {
            self.skip();
            return Expr::Not(Box::new(self.one_of_the_rest()));
        }
        if let Some(rest) = self.rest.strip_prefix('-') {
            self.rest = rest;
            return Expr::Not(Box::new(self.one_of_the_rest()));
        }
        self.one_of_the_rest()
    }

    fn one_of_the_rest(&mut self) -> Expr {
        match self.rest.strip_prefix('(') {
            Some(rest) if self.depth < DEPTH_MAX => {
                self.rest = rest;
                self.depth += 1;
                let inner = self.all();
                self.depth -= 1;
                self.rest = self.rest.strip_prefix(')').unwrap_or(self.rest);
                inner
            }
            Some(rest) => {
                self.rest = rest;
                Expr::And(Vec::new())
            }
            None => Expr::Term(self.term()),
        }
    }

    fn term(&mut self) -> Term {
        // What an unquoted moment leaves behind begins with its colon.
        self.rest = self.rest.trim_start_matches(':');
        let (value, quoted) = self.value();
        let Some(rest) = self.rest.strip_prefix(':').filter(|_| !quoted && !value.is_empty()) else {
            return Term {
                field: None,
                op: Op::Equal,
                value,
                quoted,
            };
        };
        self.rest = rest;
        let ops = [
            (">=", Op::AtLeast),
            ("<=", Op::AtMost),
            (">", Op::Greater),
            ("<", Op::AtMost),
        ];
        let mut op = Op::Equal;
        if let Some((sign, found)) = ops.iter().find(|(sign, _)| self.rest.starts_with(sign)) {
            op = *found;
            self.rest = &self.rest[sign.len()..];
        }
        let field = Some(value);
        let (value, quoted) = self.value();
        Term {
            field,
            op,
            value,
            quoted,
        }
    }

    /// A quoted text, or one up to a space, a colon or a parenthesis.
    fn value(&mut self) -> (String, bool) {
        let mut chars = self.rest.char_indices();
        let Some((_, quote @ ('\'' | '"'))) = chars.next() else {
            let ends = |c: char| c.is_whitespace() || matches!(c, ':' | '(' | ')');
            let end = self.rest.find(ends).unwrap_or(self.rest.len());
            // A sign that stands alone is taken as it is: something has to be.
            let lone = self.rest.chars().next().filter(|c| end == 0 && !matches!(c, ':' | ')'));
            let end = lone.map_or(end, char::len_utf8);
            let (value, rest) = self.rest.split_at(end);
            self.rest = rest;
            return (value.to_owned(), false);
        };
        let mut value = String::new();
        let mut escaped = false;
        for (at, c) in chars {
            match c {
                '\\' if !escaped => escaped = true,
                c if c == quote && !escaped => {
                    self.rest = &self.rest[at + c.len_utf8()..];
                    return (value, true);
                }
                c => {
                    value.push(c);
                    escaped = false;
                }
            }
        }
        self.rest = "";
        (value, true)
    }

    fn skip(&mut self) {
        self.rest = self.rest.trim_start();
    }

    /// Takes a word of the grammar, if it is next.
    fn word(&mut self, word: &str) -> bool {
        let Some(rest) = self.rest.strip_prefix(word) else {
            return false;
        };
        let ends = rest.is_empty() || rest.starts_with(|c: char| c.is_whitespace() || c == '(');
        if ends {
            self.rest = rest;
        }
        ends
    }
}

/// Reads a moment as Shopify does: whole with an offset, else in the shop's zone. An unquoted one
/// loses its time of day.
pub(super) fn moment(value: &str, quoted: bool, zone: &TimeZone) -> Option<Timestamp> {
    if let Ok(moment) = value.parse::<Timestamp>() {
        return Some(moment);
    }
    let local = match value.split_once('T').filter(|_| !quoted) {
        Some((day, _)) => day.parse::<Date>().ok()?.to_datetime(jiff::civil::Time::midnight()),
        None => match value.parse::<DateTime>() {
            Ok(local) => local,
            Err(_) => value.parse::<Date>().ok()?.to_datetime(jiff::civil::Time::midnight()),
        },
    };
    local.to_zoned(zone.clone()).ok().map(|zoned| zoned.timestamp())
}

impl Expr {
    /// As `extensions.search[].parsed` shows it.
    pub(super) fn shown(&self, zone: &TimeZone, is_moment: &dyn Fn(&str) -> bool) -> Value {
        let all = |parts: &[Expr]| parts.iter().map(|part| part.shown(zone, is_moment)).collect::<Vec<_>>();
        match self {
            Expr::And(parts) => json!({ "and": all(parts) }),
            Expr::Or(parts) => json!({ "or": all(parts) }),
            Expr::Not(part) => json!({ "not": part.shown(zone, is_moment) }),
            Expr::Term(term) => term.shown(zone, is_moment),
        }
    }
}

impl Term {
    fn shown(&self, zone: &TimeZone, is_moment: &dyn Fn(&str) -> bool) -> Value {
        let field = self.field.as_deref().unwrap_or("default");
        let key = match (self.op, self.quoted) {
            (Op::Equal, true) => "match_phrase",
            (Op::Equal, false) => "match_all",
            (Op::Greater, _) => "range_gt",
            (Op::AtLeast, _) => "range_gte",
            (Op::AtMost, _) => "range_lte",
        };
        let value = match moment(&self.value, self.quoted, zone).filter(|_| is_moment(field)) {
            Some(moment) => {
                let zoned = moment.to_zoned(zone.clone());
                zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
            }
            None => self.value.clone(),
        };
        json!({ "field": field, key: value })
    }
}
