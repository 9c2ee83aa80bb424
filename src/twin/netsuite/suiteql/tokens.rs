//! The words of a SuiteQL text.

/// A word, a value or a sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A name or a keyword, in lower case.
    Word(String),
    /// A name in double quotes, in lower case.
    Quoted(String),
    /// A text, as it stands between its quotes.
    Text(String),
    /// A number.
    Number(String),
    /// `?`
    Place,
    /// An operator, a bracket or a comma.
    Sign(&'static str),
}

const SIGNS: [&str; 17] = [
    "||", "<=", ">=", "<>", "!=", "(", ")", ",", ".", "*", "+", "-", "/", "=", "<", ">", ";",
];

/// Takes a text apart; comments are left out.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut found = Vec::new();
    let mut rest = text.trim();
    while let Some(c) = rest.chars().next() {
        let taken = match c {
            _ if c.is_whitespace() => c.len_utf8(),
            _ if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            _ if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |n| n + 2),
            '\'' => {
                let end = closing(rest, '\'').ok_or("quoted string not properly terminated")?;
                found.push(Token::Text(rest[1..end].to_owned()));
                end + 1
            }
            '"' => {
                let end = closing(rest, '"').ok_or("missing double quote in identifier")?;
                found.push(Token::Quoted(rest[1..end].to_lowercase()));
                end + 1
            }
            '?' => {
                found.push(Token::Place);
                1
            }
            _ if c.is_ascii_digit() => {
                let end = rest
                    .find(|c: char| !c.is_ascii_digit() && c != '.')
                    .unwrap_or(rest.len());
                found.push(Token::Number(rest[..end].to_owned()));
                end
            }
            _ if c.is_alphabetic() || c == '_' => {
                let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '$');
                let end = end.unwrap_or(rest.len());
                found.push(Token::Word(rest[..end].to_lowercase()));
                end
            }
            _ => {
                let sign = SIGNS.into_iter().find(|s| rest.starts_with(s));
                let sign = sign.ok_or_else(|| format!("Invalid or unsupported search: unexpected character '{c}'"))?;
                found.push(Token::Sign(sign));
                sign.len()
            }
        };
        rest = &rest[taken..];
    }
    Ok(found)
}

/// Where a quoted piece ends; a doubled quote does not end it.
fn closing(text: &str, quote: char) -> Option<usize> {
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c != quote {
            continue;
        }
        if chars.peek().is_some_and(|(_, next)| *next == quote) {
            chars.next();
        } else {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_taken_apart() {
        let found = tokens("SELECT T.Id||'it''s' -- c\n, \"Big\" FROM /* x */ t WHERE a<>? AND b>=1.5").unwrap();
        let word = |w: &str| Token::Word(w.to_owned());
        assert_eq!(
            found,
            [
                word("select"),
                word("t"),
                Token::Sign("."),
                word("id"),
                Token::Sign("||"),
                Token::Text("it''s".to_owned()),
                Token::Sign(","),
                Token::Quoted("big".to_owned()),
                word("from"),
                word("t"),
                word("where"),
                word("a"),
                Token::Sign("<>"),
                Token::Place,
                word("and"),
                word("b"),
                Token::Sign(">="),
                Token::Number("1.5".to_owned()),
            ]
        );
        assert!(tokens("SELECT 'x").is_err());
        assert!(tokens("SELECT #").is_err());
    }
}
