//! Many objects in little room: a large world has hundreds of thousands, and as maps of texts they would
//! take a hundred times the bytes that they say.
//!
//! Objects stand one behind the other as bytes and are decoded when they are asked for. What comes back is what
//! went in, field by field. Names, and values that come again, are kept once and stood for by a number.

use std::collections::BTreeSet;
use std::fmt;

use rapidhash::RapidHashMap;
use serde::de::{SeqAccess, Visitor};
use serde::ser::SerializeSeq as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Number, Value};

/// An object of a world.
pub type Object = Map<String, Value>;

/// How many values are kept once. The frequent ones come early; those that come later than this stand in
/// full.
const WORDS_MAX: usize = 8_192;
/// Longer values seldom come again, and neither do moments.
const WORD_BYTES_MAX: usize = 40;
const DIGITS_MAX: usize = 10;

/// What a value is, in its first byte.
mod tag {
    pub(super) const NULL: u8 = 0;
    pub(super) const FALSE: u8 = 1;
    pub(super) const TRUE: u8 = 2;
    /// The number of a word.
    pub(super) const WORD: u8 = 3;
    /// Length and bytes.
    pub(super) const TEXT: u8 = 4;
    /// A text that ends in a number: the word before it, and the number.
    pub(super) const NUMBERED: u8 = 5;
    /// A number as its text.
    pub(super) const NUMBER: u8 = 6;
    /// How many, and each.
    pub(super) const LIST: u8 = 7;
    /// How many fields, and of each its name's word and its value.
    pub(super) const OBJECT: u8 = 8;
}

/// A list of objects.
#[derive(Clone, Default)]
pub struct Objects {
    /// Each object: how many fields, and of each its name's word, the length of its value, and its value.
    bytes: Vec<u8>,
    /// Where each object begins.
    starts: Vec<usize>,
    words: Vec<Box<str>>,
    known: RapidHashMap<Box<str>, u32>,
    /// The words that are names of fields of the objects themselves.
    names: BTreeSet<u32>,
    /// Where a value is written before its length is known.
    draft: Vec<u8>,
}

impl Objects {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// Adds one.
    pub fn push(&mut self, object: Object) {
        self.starts.push(self.bytes.len());
        self.write(&object);
    }

    /// One of them.
    #[must_use]
    pub fn get(&self, at: usize) -> Option<Object> {
        self.picked(at, |_| true)
    }

    /// One of them with those fields only that are wanted: much cheaper than all of it.
    #[must_use]
    pub fn picked(&self, at: usize, wanted: impl Fn(&str) -> bool) -> Option<Object> {
        let mut from = Cursor {
            bytes: self.bytes.get(*self.starts.get(at)?..)?,
        };
        let mut object = Object::new();
        for _ in 0..from.size() {
            let name = self.word(from.size());
            let length = from.size();
            let value = from.take(length);
            if wanted(name) {
                object.insert(name.to_owned(), self.value(&mut Cursor { bytes: value }));
            }
        }
        Some(object)
    }

    /// All of them, one after the other.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Object> + '_ {
        (0..self.len()).map(|at| self.get(at).unwrap_or_default())
    }

    /// All of them at once: for small worlds.
    #[must_use]
    pub fn to_vec(&self) -> Vec<Object> {
        self.iter().collect()
    }

    /// Changes one of them; false where there is no such.
    pub fn change(&mut self, at: usize, change: impl FnOnce(&mut Object)) -> bool {
        let Some(mut object) = self.get(at) else { return false };
        change(&mut object);
        // What stood there before is no longer pointed at.
        self.starts[at] = self.bytes.len();
        self.write(&object);
        true
    }

    /// Names of fields that any of them has, or had.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|word| self.word(*word as usize))
    }

    fn word(&self, number: usize) -> &str {
        &self.words[number]
    }

    fn write(&mut self, object: &Object) {
        size(object.len(), &mut self.bytes);
        for (name, value) in object {
            let word = self.named(name);
            self.names.insert(word);
            let mut draft = std::mem::take(&mut self.draft);
            draft.clear();
            self.write_value(value, &mut draft);
            size(word as usize, &mut self.bytes);
            size(draft.len(), &mut self.bytes);
            self.bytes.extend_from_slice(&draft);
            self.draft = draft;
        }
    }

    fn write_value(&mut self, value: &Value, into: &mut Vec<u8>) {
        match value {
            Value::Null => into.push(tag::NULL),
            Value::Bool(false) => into.push(tag::FALSE),
            Value::Bool(true) => into.push(tag::TRUE),
            Value::Number(number) => {
                into.push(tag::NUMBER);
                bytes(number.to_string().as_bytes(), into);
            }
            Value::String(text) => self.write_text(text, into),
            Value::Array(items) => {
                into.push(tag::LIST);
                size(items.len(), into);
                for item in items {
                    self.write_value(item, into);
                }
            }
            Value::Object(object) => {
                into.push(tag::OBJECT);
                size(object.len(), into);
                for (name, value) in object {
                    let word = self.named(name);
                    size(word as usize, into);
                    self.write_value(value, into);
                }
            }
        }
    }

    fn write_text(&mut self, text: &str, into: &mut Vec<u8>) {
        if let Some(word) = self.known.get(text) {
            into.push(tag::WORD);
            size(*word as usize, into);
        } else if let Some((before, number)) = numbered(text)
            && let Some(word) = self.once(before)
        {
            into.push(tag::NUMBERED);
            size(word as usize, into);
            size(number, into);
        } else if numbered(text).is_none()
            && let Some(word) = self.once(text)
        {
            into.push(tag::WORD);
            size(word as usize, into);
        } else {
            into.push(tag::TEXT);
            bytes(text.as_bytes(), into);
        }
    }

    /// The word of a value, where it may become one.
    fn once(&mut self, text: &str) -> Option<u32> {
        if let Some(word) = self.known.get(text) {
            return Some(*word);
        }
        let digits = || text.bytes().filter(u8::is_ascii_digit).count();
        let may_recur = self.words.len() < WORDS_MAX && text.len() <= WORD_BYTES_MAX && digits() < DIGITS_MAX;
        may_recur.then(|| self.named(text))
    }

    /// The word of a name.
    fn named(&mut self, text: &str) -> u32 {
        if let Some(word) = self.known.get(text) {
            return *word;
        }
        let word = self.words.len() as u32;
        self.words.push(text.into());
        self.known.insert(text.into(), word);
        word
    }

    fn value(&self, from: &mut Cursor<'_>) -> Value {
        match from.take(1)[0] {
            tag::NULL => Value::Null,
            tag::FALSE => Value::Bool(false),
            tag::TRUE => Value::Bool(true),
            tag::WORD => Value::String(self.word(from.size()).to_owned()),
            tag::TEXT => Value::String(from.text().to_owned()),
            tag::NUMBERED => {
                let before = self.word(from.size());
                Value::String(format!("{before}{}", from.size()))
            }
            tag::NUMBER => from.text().parse::<Number>().map_or(Value::Null, Value::Number),
            tag::LIST => (0..from.size()).map(|_| self.value(from)).collect(),
            _ => {
                let fields = from.size();
                let field = |_| {
                    let name = self.word(from.size()).to_owned();
                    (name, self.value(from))
                };
                Value::Object((0..fields).map(field).collect())
            }
        }
    }
}

/// A text that ends in a number of its own, in two parts.
fn numbered(text: &str) -> Option<(&str, usize)> {
    let before = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = &text[before.len()..];
    let number = digits.parse().ok()?;
    // Only what is spelled out again as it was: no leading zero.
    let is_plain = digits.len() == 1 || !digits.starts_with('0');
    let is_apart = before.is_empty() || before.ends_with(['/', '-', '#']);
    (is_plain && is_apart).then_some((before, number))
}

/// Writes a number, small ones in one byte.
fn size(mut number: usize, into: &mut Vec<u8>) {
    while number >= 0x80 {
        into.push(number as u8 | 0x80);
        number >>= 7;
    }
    into.push(number as u8);
}

fn bytes(of: &[u8], into: &mut Vec<u8>) {
    size(of.len(), into);
    into.extend_from_slice(of);
}

/// What is left to read.
struct Cursor<'b> {
    bytes: &'b [u8],
}

impl<'b> Cursor<'b> {
    fn take(&mut self, length: usize) -> &'b [u8] {
        let (taken, rest) = self.bytes.split_at(length);
        self.bytes = rest;
        taken
    }

    fn size(&mut self) -> usize {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = self.take(1)[0];
            number |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return number;
            }
            shift += 7;
        }
    }

    fn text(&mut self) -> &'b str {
        let length = self.size();
        // Nothing but texts is written as one.
        std::str::from_utf8(self.take(length)).unwrap_or_default()
    }
}

impl FromIterator<Object> for Objects {
    fn from_iter<I: IntoIterator<Item = Object>>(all: I) -> Self {
        let mut objects = Self::default();
        objects.extend(all);
        objects
    }
}

impl Extend<Object> for Objects {
    fn extend<I: IntoIterator<Item = Object>>(&mut self, all: I) {
        all.into_iter().for_each(|object| self.push(object));
    }
}

impl<'o> IntoIterator for &'o Objects {
    type Item = Object;
    type IntoIter = Box<dyn Iterator<Item = Object> + 'o>;

    fn into_iter(self) -> Self::IntoIter {
        Box::new(self.iter())
    }
}

impl From<Vec<Object>> for Objects {
    fn from(all: Vec<Object>) -> Self {
        all.into_iter().collect()
    }
}

impl PartialEq for Objects {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl fmt::Debug for Objects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl Serialize for Objects {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.len()))?;
        for object in self.iter() {
            list.serialize_element(&object)?;
        }
        list.end()
    }
}

impl<'de> Deserialize<'de> for Objects {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List;
        impl<'de> Visitor<'de> for List {
            type Value = Objects;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of objects")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Objects, A::Error> {
                let mut objects = Objects::default();
                while let Some(object) = list.next_element::<Object>()? {
                    objects.push(object);
                }
                Ok(objects)
            }
        }
        deserializer.deserialize_seq(List)
    }
}

#[cfg(test)]
mod tests;
