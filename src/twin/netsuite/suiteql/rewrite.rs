//! From SuiteQL to the engine's SQL: tables become the role's views, Oracle's forms the engine's.

use super::display;
use super::keyset;
use super::tokens::{Token, tokens};
use crate::twin::netsuite::functions::NAMES;

/// A query for the engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Query {
    pub(super) sql: String,
    /// The same without its order, to count its rows.
    pub(super) counted: String,
    /// The tables it reads with the names they go by.
    pub(super) tables: Vec<(String, String)>,
    /// The place of the key's lower bound.
    pub(super) key: Option<usize>,
}

const KEYWORDS: [&str; 41] = [
    "select",
    "distinct",
    "all",
    "from",
    "where",
    "and",
    "or",
    "not",
    "in",
    "is",
    "null",
    "like",
    "escape",
    "between",
    "order",
    "by",
    "group",
    "having",
    "asc",
    "desc",
    "nulls",
    "last",
    "join",
    "on",
    "left",
    "right",
    "full",
    "outer",
    "inner",
    "cross",
    "as",
    "case",
    "when",
    "then",
    "else",
    "end",
    "union",
    "intersect",
    "exists",
    "any",
    "using",
];

/// Words that start a clause SuiteQL does not have.
const REFUSED: [&str; 8] = [
    "limit",
    "current_date",
    "current_timestamp",
    "now",
    "with",
    "insert",
    "update",
    "delete",
];

/// Whether a word behind a table cannot be its alias.
fn ends_a_table(word: &str) -> bool {
    KEYWORDS.contains(&word) || REFUSED.contains(&word) || matches!(word, "fetch" | "offset" | "minus")
}

/// Entries that a list of `IN` may have.
const IN_MOST: usize = 1000;

/// What is known of a bracket, or of the whole text.
#[derive(Debug, Default)]
struct Frame {
    /// Where its first piece is in the output.
    start: usize,
    select: bool,
    clause: Clause,
    expects_table: bool,
    /// Entries of the list of an `IN`.
    list: Option<usize>,
    limit: Option<String>,
    skip: Option<String>,
    rownum: Option<String>,
    /// Where its ORDER BY starts in the output.
    order: Option<usize>,
    aggregates: bool,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Clause {
    #[default]
    Other,
    From,
}

struct Rewriter<'t> {
    tokens: &'t [Token],
    at: usize,
    out: Vec<String>,
    frames: Vec<Frame>,
    tables: Vec<(String, String)>,
    view: &'t dyn Fn(&str) -> Option<String>,
}

/// Rewrites a text; `view` gives the role's view of a table.
pub(super) fn rewrite(text: &str, view: &dyn Fn(&str) -> Option<String>) -> Result<Query, String> {
    let tokens = tokens(text)?;
    if tokens.first() != Some(&Token::Word("select".to_owned())) {
        return Err("Invalid or unsupported search: a query starts with SELECT".to_owned());
    }
    let mut rewriter = Rewriter {
        tokens: &tokens,
        at: 0,
        out: Vec::new(),
        frames: vec![Frame {
            select: true,
            ..Frame::default()
        }],
        tables: Vec::new(),
        view,
    };
    while rewriter.at < tokens.len() {
        rewriter.step()?;
    }
    rewriter.finish()
}

impl Rewriter<'_> {
    fn peek(&self, ahead: usize) -> Option<&Token> {
        self.tokens.get(self.at + ahead)
    }

    fn is_word(&self, ahead: usize, word: &str) -> bool {
        matches!(self.peek(ahead), Some(Token::Word(w)) if w == word)
    }

    fn is_sign(&self, ahead: usize, sign: &str) -> bool {
        matches!(self.peek(ahead), Some(Token::Sign(s)) if *s == sign)
    }

    fn frame(&mut self) -> &mut Frame {
        if self.frames.is_empty() {
            self.frames.push(Frame::default());
        }
        let last = self.frames.len() - 1;
        &mut self.frames[last]
    }

    fn push(&mut self, piece: impl Into<String>) {
        self.out.push(piece.into());
    }

    fn step(&mut self) -> Result<(), String> {
        let token = self.tokens[self.at].clone();
        match token {
            Token::Sign("(") => self.open(),
            Token::Sign(")") => self.close()?,
            Token::Sign(";") => return Err("Invalid or unsupported search: ';'".to_owned()),
            Token::Sign(sign) => {
                self.sign(sign);
                self.at += 1;
            }
            Token::Text(text) => {
                self.push(format!("'{text}'"));
                self.at += 1;
            }
            Token::Number(number) => {
                self.push(number);
                self.at += 1;
            }
            Token::Place => {
                self.push("?");
                self.at += 1;
            }
            Token::Quoted(name) => {
                self.push(format!("`{}`", name.replace('`', "")));
                self.at += 1;
            }
            Token::Word(word) => self.word(&word)?,
        }
        Ok(())
    }

    fn sign(&mut self, sign: &'static str) {
        let frame = self.frame();
        if sign == "," {
            if let Some(entries) = &mut frame.list {
                *entries += 1;
            }
            frame.expects_table = frame.clause == Clause::From;
        }
        self.push(sign);
    }

    fn open(&mut self) {
        let list = (self.at > 0 && self.tokens[self.at - 1] == Token::Word("in".to_owned())).then_some(1);
        self.push("(");
        self.at += 1;
        let select = self.is_word(0, "select");
        self.frame().expects_table = false;
        let start = self.out.len();
        self.frames.push(Frame {
            start,
            select,
            list,
            ..Frame::default()
        });
    }

    fn close(&mut self) -> Result<(), String> {
        if self.frames.len() < 2 {
            return Err("Invalid or unsupported search: a bracket too many".to_owned());
        }
        self.end_frame()?;
        self.push(")");
        self.at += 1;
        Ok(())
    }

    fn end_frame(&mut self) -> Result<(), String> {
        let Some(frame) = self.frames.pop() else {
            return Ok(());
        };
        if frame.list.is_some_and(|n| n > IN_MOST) {
            return Err(format!("maximum number of expressions in a list is {IN_MOST}"));
        }
        if let Some(most) = frame.rownum {
            if frame.aggregates {
                return Err("ROWNUM beside an aggregate is not supported".to_owned());
            }
            // Oracle counts rows before it orders them.
            let order = frame.order.map(|at| self.out.split_off(at));
            self.push(format!("LIMIT {most}"));
            if let Some(order) = order {
                self.out
                    .insert(frame.start, "WITH counted AS MATERIALIZED (".to_owned());
                self.push(") SELECT * FROM counted");
                self.out.extend(display::unqualified(order));
            }
        }
        if frame.limit.is_some() || frame.skip.is_some() {
            let most = frame.limit.unwrap_or_else(|| "-1".to_owned());
            let skip = frame.skip.map(|n| format!(" OFFSET {n}")).unwrap_or_default();
            self.push(format!("LIMIT {most}{skip}"));
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Query, String> {
        if self.frames.len() != 1 {
            return Err("Invalid or unsupported search: a bracket is not closed".to_owned());
        }
        let frame = self.frame();
        let plain = frame.limit.is_none() && frame.skip.is_none() && frame.rownum.is_none();
        let order = frame.order.filter(|_| plain);
        let unordered = order.map(|at| self.out[..at].join(" "));
        self.end_frame()?;
        let sql = self.out.join(" ");
        let counted = unordered.unwrap_or_else(|| sql.clone());
        // A place in the order would be left without its parameter.
        let counted = if counted.matches('?').count() == sql.matches('?').count() {
            counted
        } else {
            sql.clone()
        };
        Ok(Query {
            counted: format!("SELECT COUNT(*) FROM ({counted})"),
            sql,
            tables: self.tables,
            key: keyset::place(self.tokens),
        })
    }

    fn word(&mut self, word: &str) -> Result<(), String> {
        if self.frame().expects_table && !matches!(word, "select" | "lateral") {
            return self.table(word);
        }
        match word {
            "select" => self.select(),
            "from" | "join" => {
                let frame = self.frame();
                (frame.clause, frame.expects_table) = (Clause::From, true);
                self.keyword(word);
                Ok(())
            }
            "where" | "group" | "having" | "order" | "union" | "minus" | "intersect" => self.clause(word),
            "rownum" => self.rownum(),
            "fetch" | "offset" if !self.is_sign(1, ".") => self.fetch(word),
            "builtin" if self.is_sign(1, ".") => self.builtin(),
            "sysdate" => self.date_sum("sysdate()".to_owned(), 1),
            "date" | "timestamp" if matches!(self.peek(1), Some(Token::Text(_))) => {
                Err("Date literals are not supported; use TO_DATE".to_owned())
            }
            _ if REFUSED.contains(&word) && !self.is_part_of_name() => {
                Err(format!("Invalid or unsupported search: {}", word.to_uppercase()))
            }
            _ if self.is_sign(1, "(") && !KEYWORDS.contains(&word) => self.function(word),
            _ if KEYWORDS.contains(&word) && !self.is_part_of_name() => {
                self.keyword(word);
                Ok(())
            }
            _ => {
                self.push(format!("`{word}`"));
                self.at += 1;
                Ok(())
            }
        }
    }

    /// Whether the word stands behind a dot or an AS.
    fn is_part_of_name(&self) -> bool {
        self.at > 0 && matches!(&self.tokens[self.at - 1], Token::Sign(".")) || self.after_as()
    }

    fn after_as(&self) -> bool {
        self.at > 0 && self.tokens[self.at - 1] == Token::Word("as".to_owned())
    }

    fn keyword(&mut self, word: &str) {
        self.push(word.to_uppercase());
        self.at += 1;
    }

    fn select(&mut self) -> Result<(), String> {
        self.keyword("select");
        if self.is_word(0, "top") {
            let Some(Token::Number(most)) = self.peek(1) else {
                return Err("TOP needs a number".to_owned());
            };
            self.frame().limit = Some(most.clone());
            self.at += 2;
        }
        Ok(())
    }

    fn clause(&mut self, word: &str) -> Result<(), String> {
        let at = self.out.len();
        let frame = self.frame();
        (frame.clause, frame.expects_table) = (Clause::Other, false);
        match word {
            "order" if frame.select => frame.order = Some(at),
            "group" => frame.aggregates = true,
            "union" | "minus" | "intersect" if frame.rownum.is_some() => {
                return Err("ROWNUM beside a set operator is not supported".to_owned());
            }
            _ => {}
        }
        self.keyword(if word == "minus" { "except" } else { word });
        Ok(())
    }

    fn table(&mut self, name: &str) -> Result<(), String> {
        let view = match name {
            "dual" => "(SELECT 'X' AS dummy)".to_owned(),
            _ => (self.view)(name).ok_or_else(|| format!("Record '{name}' was not found."))?,
        };
        self.frame().expects_table = false;
        self.push(view);
        self.at += 1;
        if self.is_word(0, "as") {
            self.at += 1;
        }
        let alias = match self.peek(0) {
            Some(Token::Word(alias)) if !ends_a_table(alias) => Some(alias.clone()),
            Some(Token::Quoted(alias)) => Some(alias.replace('`', "")),
            _ => None,
        };
        if alias.is_some() {
            self.at += 1;
        }
        let alias = alias.unwrap_or_else(|| name.to_owned());
        self.push(format!("AS `{alias}`"));
        self.tables.push((name.to_owned(), alias));
        Ok(())
    }

    /// `ROWNUM <= n`, wherever it stands among the conditions.
    fn rownum(&mut self) -> Result<(), String> {
        let most = match (self.peek(1), self.peek(2)) {
            (Some(Token::Sign("<=")), Some(Token::Number(most))) => most.clone(),
            (Some(Token::Sign("=")), Some(Token::Number(one))) if one == "1" => one.clone(),
            (Some(Token::Sign("<")), Some(Token::Number(above))) => {
                let above: u64 = above.parse().map_err(|_| "ROWNUM needs a whole number")?;
                above.saturating_sub(1).to_string()
            }
            _ => return Err("ROWNUM is supported as ROWNUM <= n".to_owned()),
        };
        self.frame().rownum = Some(most);
        self.push("1");
        self.at += 3;
        Ok(())
    }

    /// `OFFSET n ROWS`, `FETCH FIRST n ROWS ONLY`.
    fn fetch(&mut self, word: &str) -> Result<(), String> {
        let (number, length) = match word {
            "offset" => (1, 3),
            _ => (2, 5),
        };
        let Some(Token::Number(rows)) = self.peek(number).cloned() else {
            return Err(format!("{} needs a number of rows", word.to_uppercase()));
        };
        if !self.is_word(number + 1, "rows") && !self.is_word(number + 1, "row") {
            return Err("ROWS is missing".to_owned());
        }
        if word == "fetch" && !self.is_word(4, "only") {
            return Err("ONLY is missing".to_owned());
        }
        self.at += length;
        let frame = self.frame();
        if word == "offset" {
            frame.skip = Some(rows);
        } else {
            frame.limit = Some(rows);
        }
        Ok(())
    }

    /// `BUILTIN.DF(t.status)`.
    fn builtin(&mut self) -> Result<(), String> {
        if !self.is_word(2, "df") || !self.is_sign(3, "(") {
            return Err("of BUILTIN only DF is supported".to_owned());
        }
        let name = |token: Option<&Token>| match token {
            Some(Token::Word(word)) => Ok(word.clone()),
            _ => Err("BUILTIN.DF takes a column".to_owned()),
        };
        let (alias, column, length) = if self.is_sign(5, ".") {
            (Some(name(self.peek(4))?), name(self.peek(6))?, 8)
        } else {
            (None, name(self.peek(4))?, 6)
        };
        if !self.is_sign(length - 1, ")") {
            return Err("BUILTIN.DF takes a column".to_owned());
        }
        self.push(display::of(alias.as_deref(), &column));
        self.at += length;
        Ok(())
    }

    fn function(&mut self, word: &str) -> Result<(), String> {
        let Some((_, name)) = NAMES.iter().find(|(name, _)| *name == word) else {
            return Err(format!("Function '{word}' was not found"));
        };
        if matches!(word, "count" | "sum" | "avg") {
            self.frame().aggregates = true;
        }
        self.push(*name);
        self.at += 1;
        Ok(())
    }

    /// `SYSDATE - 7`: a number beside a date is days.
    fn date_sum(&mut self, date: String, length: usize) -> Result<(), String> {
        self.at += length;
        let negative = self.is_sign(0, "-");
        if !negative && !self.is_sign(0, "+") {
            self.push(date);
            return Ok(());
        }
        let Some(Token::Number(days)) = self.peek(1).cloned() else {
            return Err("a number of days is expected beside SYSDATE".to_owned());
        };
        let sign = if negative { "-" } else { "" };
        self.at += 2;
        let divided = match (self.is_sign(0, "/"), self.peek(1)) {
            (true, Some(Token::Number(by))) => Some(by.clone()),
            _ => None,
        };
        if divided.is_some() {
            self.at += 2;
        }
        let by = divided.map(|by| format!(" * 1.0 / {by}")).unwrap_or_default();
        self.push(format!("later_by({date}, {sign}{days}{by})"));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sql(text: &str) -> Result<String, String> {
        let view = |name: &str| (name != "secret").then(|| format!("r0_{name}"));
        rewrite(text, &view).map(|q| q.sql)
    }

    #[test]
    fn forms_of_oracle_become_those_of_the_engine() {
        for (suiteql, expected) in [
            (
                "SELECT t.ID FROM Transaction t WHERE t.id > ? ORDER BY t.id",
                "SELECT `t` . `id` FROM r0_transaction AS `t` WHERE `t` . `id` > ? ORDER BY `t` . `id`",
            ),
            (
                "SELECT COUNT(*) AS Count FROM item, transactionline AS tl",
                "SELECT count ( * ) AS `count` FROM r0_item AS `item` , r0_transactionline AS `tl`",
            ),
            (
                "SELECT * FROM item WHERE ROWNUM <= 1",
                "SELECT * FROM r0_item AS `item` WHERE 1 LIMIT 1",
            ),
            (
                "SELECT t.id FROM item t WHERE ROWNUM < 3 ORDER BY t.id DESC",
                "WITH counted AS MATERIALIZED ( SELECT `t` . `id` FROM r0_item AS `t` WHERE 1 LIMIT 2 ) SELECT * FROM counted \
                 ORDER BY `id` DESC",
            ),
            (
                "SELECT id FROM item ORDER BY id OFFSET 5 ROWS FETCH NEXT 10 ROWS ONLY",
                "SELECT `id` FROM r0_item AS `item` ORDER BY `id` LIMIT 10 OFFSET 5",
            ),
            (
                "SELECT TOP 5 id FROM item",
                "SELECT `id` FROM r0_item AS `item` LIMIT 5",
            ),
            (
                "SELECT NVL(a, 0) FROM dual",
                "SELECT coalesce ( `a` , 0 ) FROM (SELECT 'X' AS dummy) AS `dual`",
            ),
            (
                "SELECT x FROM (SELECT id AS x FROM item) q JOIN item i ON i.id = q.x",
                "SELECT `x` FROM ( SELECT `id` AS `x` FROM r0_item AS `item` ) `q` JOIN r0_item AS `i` ON `i` . `id` = `q` . `x`",
            ),
            (
                "SELECT SYSDATE - 1/24 FROM dual",
                "SELECT later_by(sysdate(), -1 * 1.0 / 24) FROM (SELECT 'X' AS dummy) AS `dual`",
            ),
        ] {
            assert_eq!(sql(suiteql).as_deref(), Ok(expected), "{suiteql}");
        }
    }

    #[test]
    fn what_suiteql_does_not_have_is_refused() {
        let many = vec!["1"; 1001].join(",");
        for text in [
            "SELECT id FROM item LIMIT 5",
            "WITH a AS (SELECT 1 FROM dual) SELECT * FROM a",
            "DELETE FROM item",
            "SELECT id FROM item WHERE d >= DATE '2026-01-01'",
            "SELECT sqlite_version() FROM item",
            "SELECT NOW() FROM dual",
            "SELECT id FROM secret",
            "SELECT id FROM item; SELECT 1 FROM dual",
            &format!("SELECT id FROM item WHERE id IN ({many})"),
            "SELECT COUNT(*) FROM item WHERE ROWNUM <= 5",
        ] {
            assert!(sql(text).is_err(), "{text}");
        }
        let most = vec!["1"; 1000].join(",");
        assert!(sql(&format!("SELECT id FROM item WHERE id IN ({most})")).is_ok());
        assert_eq!(
            sql("SELECT id FROM secret").unwrap_err(),
            "Record 'secret' was not found."
        );
    }

    #[test]
    fn rows_are_counted_without_their_order() {
        let view = |name: &str| Some(name.to_owned());
        let query = rewrite("SELECT id FROM item WHERE id > ? ORDER BY id", &view).unwrap();
        assert!(!query.counted.contains("ORDER"), "{}", query.counted);
        assert_eq!(query.tables, [("item".to_owned(), "item".to_owned())]);
    }
}
