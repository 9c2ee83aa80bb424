//! Totals of keyset pages. Each such page is what its forerunner left, so that its total follows from
//! the total before and need not be counted again: that would make a pull's cost quadratic.

use std::collections::HashMap;

use rusqlite::types::Value as Cell;

use super::tokens::Token;

/// Which place holds the key's lower bound: `WHERE … AND t.id > ? … ORDER BY t.id`, not under an OR.
pub(super) fn place(tokens: &[Token]) -> Option<usize> {
    let word = |w: &str| Token::Word(w.to_owned());
    let order = tokens.windows(2).rposition(|w| w == [word("order"), word("by")])? + 2;
    let column = column(&tokens[order..]);
    let after = tokens.get(order + column.len());
    if column.is_empty() || after.is_some_and(|t| *t != Token::Sign(",") && *t != word("asc")) {
        return None;
    }
    let (mut depth, mut places, mut found) = (0, 0, None);
    for (at, token) in tokens[..order].iter().enumerate() {
        match token {
            Token::Sign("(") => depth += 1,
            Token::Sign(")") => depth -= 1,
            Token::Word(w) if depth == 0 && matches!(w.as_str(), "or" | "union" | "group" | "not") => return None,
            Token::Place => {
                let bound = at > 0 && matches!(tokens[at - 1], Token::Sign(">" | ">="));
                if depth == 0 && bound && tokens[..at - 1].ends_with(column) {
                    found = Some(places);
                }
                places += 1;
            }
            _ => {}
        }
    }
    found
}

/// `t.id` or `id` at the start of the tokens.
fn column(tokens: &[Token]) -> &[Token] {
    match tokens {
        [Token::Word(_), Token::Sign("."), Token::Word(_), ..] => &tokens[..3],
        [Token::Word(_), ..] => &tokens[..1],
        _ => &[],
    }
}

/// What is known after a page.
struct Left {
    /// The first row that the page did not have.
    next: Vec<u8>,
    /// How many rows there were from it on.
    total: u64,
}

/// Totals that are known, by query and by parameters other than the key.
#[derive(Default)]
pub(super) struct Totals {
    left: HashMap<String, Left>,
    /// The state of the tables that they are of.
    version: u64,
}

impl Totals {
    const MOST: usize = 256;

    fn key(role: usize, q: &str, params: &[Cell], place: usize) -> String {
        let others = params.iter().enumerate().filter(|(at, _)| *at != place);
        format!("{role} {q} {:?}", others.collect::<Vec<_>>())
    }

    /// The total of a page that starts with `first`, where its forerunner tells it.
    pub(super) fn known(&mut self, version: u64, of: &Page<'_>, first: &[u8]) -> Option<u64> {
        if self.version != version {
            self.left.clear();
            self.version = version;
        }
        let key = Self::key(of.role, of.q, of.params, of.place?);
        let left = self.left.get(&key)?;
        (left.next == first).then_some(left.total)
    }

    /// Remembers what a page left.
    pub(super) fn keep(&mut self, of: &Page<'_>, next: Vec<u8>, total: u64) {
        let Some(place) = of.place else {
            return;
        };
        if self.left.len() >= Self::MOST {
            self.left.clear();
        }
        self.left
            .insert(Self::key(of.role, of.q, of.params, place), Left { next, total });
    }
}

/// Which page is meant.
pub(super) struct Page<'p> {
    pub(super) role: usize,
    pub(super) q: &'p str,
    pub(super) params: &'p [Cell],
    pub(super) place: Option<usize>,
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokens;

    #[test]
    fn the_keys_place_is_found_where_it_bounds_the_order() {
        for (text, place) in [
            ("SELECT t.id FROM x t WHERE t.id > ? ORDER BY t.id", Some(0)),
            (
                "SELECT t.id FROM x t WHERE t.a = ? AND t.id >= ? AND t.id <= ? ORDER BY t.id, t.b",
                Some(1),
            ),
            ("SELECT t.id FROM x t WHERE t.id > ? ORDER BY t.id DESC", None),
            ("SELECT t.id FROM x t WHERE t.id > ? OR t.a = ? ORDER BY t.id", None),
            ("SELECT t.id FROM x t WHERE t.id > ? ORDER BY t.a", None),
            ("SELECT t.id FROM x t WHERE (t.id > ? OR t.a = 1) ORDER BY t.id", None),
            ("SELECT t.id FROM x t WHERE t.id > ?", None),
        ] {
            assert_eq!(super::place(&tokens(text).unwrap()), place, "{text}");
        }
    }
}
