//! The words of the language that are no names.

/// Words that stay as they are.
const KEYWORDS: &str = "select distinct all from where and or not in is null like escape between order by group having \
    asc desc nulls last join on left right full outer inner cross as case when then else end union \
    intersect exists any using";

/// Whether a word stays as it is.
pub(super) fn is_keyword(word: &str) -> bool {
    KEYWORDS.split(' ').any(|k| k == word)
}

/// Words that start a clause SuiteQL does not have.
pub(super) const REFUSED: [&str; 8] = [
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
pub(super) fn ends_a_table(word: &str) -> bool {
    is_keyword(word) || REFUSED.contains(&word) || matches!(word, "fetch" | "offset" | "minus")
}
