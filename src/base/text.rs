//! Text from outside: borrowed where it can be, and never trusted on a screen.

use std::borrow::Cow;

/// A text that borrows from the record it was read from, or owns itself.
pub type Text<'a> = Cow<'a, str>;

/// A text that is safe to show: control characters (terminal escapes, line breaks, tabs) and the
/// marks that turn the writing direction round are replaced by `�`.
#[must_use]
pub fn clean(text: &str) -> Cow<'_, str> {
    let bad = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    // Nearly all text is plain, which one look at its bytes tells.
    if text.bytes().all(|b| (b' '..=b'~').contains(&b)) {
        return Cow::Borrowed(text);
    }
    if text.chars().any(bad) {
        Cow::Owned(text.chars().map(|c| if bad(c) { '\u{fffd}' } else { c }).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// Letters as capitals and digits as they are; 0 for everything else.
const CAPITALS: [u8; 128] = {
    let mut all = [0; 128];
    let mut byte = 0;
    while byte < 128 {
        if (byte as u8).is_ascii_alphanumeric() {
            all[byte] = (byte as u8).to_ascii_uppercase();
        }
        byte += 1;
    }
    all
};

/// Appends one part of an address in the form addresses are compared in: capitals, and nothing but
/// letters and digits (`K2P 2L8` and `K2P2L8` are one postcode, `12 Oak Ave.` and `12 OAK AVE` one
/// street).
pub fn normalise_address(part: &str, into: &mut Vec<u8>) {
    if part.is_ascii() {
        // Twice for each order of a comparison: every byte is written, and the next one over what does not count.
        let mut end = into.len();
        into.resize(end + part.len(), 0);
        for byte in part.bytes() {
            let capital = CAPITALS[usize::from(byte)];
            into[end] = capital;
            end += usize::from(capital != 0);
        }
        into.truncate(end);
    } else {
        let mut utf8 = [0; 4];
        for c in part
            .chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_uppercase)
        {
            into.extend_from_slice(c.encode_utf8(&mut utf8).as_bytes());
        }
    }
    into.push(b'|');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_never_reach_a_screen() {
        assert_eq!(clean("Ann\u{1b}[31m\tLee\n"), "Ann\u{fffd}[31m\u{fffd}Lee\u{fffd}");
        assert_eq!(clean("evil\u{202e}gpj"), "evil\u{fffd}gpj");
        assert!(matches!(clean("O'Connor St"), Cow::Borrowed(_)));
    }

    #[test]
    fn addresses_compare_by_letters_and_digits() {
        let of = |parts: &[&str]| {
            let mut text = Vec::new();
            parts.iter().for_each(|p| normalise_address(p, &mut text));
            text
        };
        assert_eq!(of(&["12 Oak Ave.", "K2P2L8"]), of(&["12 OAK AVE", "k2p 2l8"]));
        assert_eq!(of(&["Straße 5"]), of(&["STRASSE 5"]));
        assert_ne!(of(&["1", "2"]), of(&["12", ""]));
        assert_eq!(of(&[".12/b ", "", "--"]), b"12B|||");
    }
}
