//! Values that are written as text in the file and checked while it is read.

use std::fmt;
use std::net::IpAddr;

use rust_decimal::Decimal;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::base::{Amount, CutOff, parse_age};

/// Something with one written form.
pub trait Written: Sized {
    /// The name of the form in the JSON Schema.
    const NAME: &'static str;
    /// What should stand there, with an example.
    const EXPECTED: &'static str;
    /// The form as a regular expression.
    const PATTERN: &'static str;

    /// Reads the form.
    ///
    /// # Errors
    /// What is wrong, as the rest of a sentence that begins with the key.
    fn parse(text: &str) -> Result<Self, String>;

    /// Writes the form.
    fn text(&self) -> String;
}

/// A value in quotes. A bare number is refused: TOML would read `0.1` as a binary fraction, and no
/// amount passes through one of those.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quoted<T>(pub T);

impl<T: Written> fmt::Debug for Quoted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.text())
    }
}

impl<T: Written> Serialize for Quoted<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0.text())
    }
}

impl<'de, T: Written> Deserialize<'de> for Quoted<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Form<T>(std::marker::PhantomData<T>);
        impl<T: Written> Visitor<'_> for Form<T> {
            type Value = Quoted<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(T::EXPECTED)
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Quoted<T>, E> {
                T::parse(text).map(Quoted).map_err(E::custom)
            }
        }
        from.deserialize_str(Form(std::marker::PhantomData))
    }
}

impl<T: Written> JsonSchema for Quoted<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::NAME.into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": T::PATTERN })
    }
}

impl Written for Amount {
    const NAME: &'static str = "Amount";
    const EXPECTED: &'static str = "an amount in quotes, such as \"50.00\"";
    const PATTERN: &'static str = r"^[0-9]+(\.[0-9]{1,4})?$";

    fn parse(text: &str) -> Result<Self, String> {
        match Self::parse(text) {
            Ok(amount) if amount.is_negative() => Err(format!("is `{text}`, below zero; {}", write::<Self>())),
            Ok(amount) => Ok(amount),
            Err(why) => Err(format!("is `{text}`, no amount: {why}; {}", write::<Self>())),
        }
    }

    fn text(&self) -> String {
        self.to_string()
    }
}

/// A percentage from 0 to 100.
impl Written for Decimal {
    const NAME: &'static str = "Percent";
    const EXPECTED: &'static str = "a percentage in quotes, such as \"1\" or \"0.5\"";
    const PATTERN: &'static str = r"^[0-9]{1,3}(\.[0-9]+)?$";

    fn parse(text: &str) -> Result<Self, String> {
        let plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        match Self::from_str_exact(text) {
            Ok(percent) if plain && percent <= Self::ONE_HUNDRED => Ok(percent.normalize()),
            _ => Err(format!(
                "is `{text}`, not a percentage from 0 to 100; {}",
                write::<Self>()
            )),
        }
    }

    fn text(&self) -> String {
        self.normalize().to_string()
    }
}

/// A length of time, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Age(pub i64);

impl Written for Age {
    const NAME: &'static str = "Age";
    const EXPECTED: &'static str = "an age in quotes, such as \"20m\", \"36h\" or \"3d\"";
    const PATTERN: &'static str = r"^[0-9]+[smhdw]$";

    fn parse(text: &str) -> Result<Self, String> {
        parse_age(text)
            .map(Self)
            .map_err(|_| format!("is `{text}`, no age; {}", write::<Self>()))
    }

    fn text(&self) -> String {
        [(86_400, 'd'), (3_600, 'h'), (60, 'm')]
            .iter()
            .find(|(size, _)| self.0 > 0 && self.0 % size == 0)
            .map_or_else(
                || format!("{}s", self.0),
                |(size, unit)| format!("{}{unit}", self.0 / size),
            )
    }
}

impl Written for CutOff {
    const NAME: &'static str = "CutOff";
    const EXPECTED: &'static str = "a cut-off in quotes, such as \"16:00\" or \"mon-fri 16:00\"";
    const PATTERN: &'static str =
        r"^((mon|tue|wed|thu|fri|sat|sun)(-(mon|tue|wed|thu|fri|sat|sun))? )?([01][0-9]|2[0-3]):[0-5][0-9]$";

    fn parse(text: &str) -> Result<Self, String> {
        Self::parse(text).ok_or_else(|| format!("is `{text}`, no cut-off; {}", write::<Self>()))
    }

    fn text(&self) -> String {
        (*self).into()
    }
}

/// A NetSuite internal id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InternalId(pub u64);

impl Written for InternalId {
    const NAME: &'static str = "InternalId";
    const EXPECTED: &'static str = "a NetSuite internal id in quotes, such as \"900\"";
    const PATTERN: &'static str = r"^[1-9][0-9]*$";

    fn parse(text: &str) -> Result<Self, String> {
        let plain = text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
        match text.parse() {
            Ok(id) if plain => Ok(Self(id)),
            _ => Err(format!("is `{text}`, no internal id; {}", write::<Self>())),
        }
    }

    fn text(&self) -> String {
        self.0.to_string()
    }
}

/// Where a service is reached. Plain http is refused except on loopback.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BaseUrl(String);

impl BaseUrl {
    /// The address, without a slash at its end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Written for BaseUrl {
    const NAME: &'static str = "BaseUrl";
    const EXPECTED: &'static str = "an address in quotes, such as \"https://example.com\"";
    const PATTERN: &'static str = "^https?://";

    fn parse(text: &str) -> Result<Self, String> {
        let (scheme, rest) = text
            .split_once("://")
            .ok_or_else(|| format!("is no address; {}", write::<Self>()))?;
        let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
        if authority.contains('@') {
            return Err("holds a user name or password; take it out of the address".to_owned());
        }
        if rest.contains(['?', '#']) || rest.contains(char::is_whitespace) {
            return Err("holds more than an address; leave out everything from `?` or `#` on".to_owned());
        }
        let host = host_of(authority).ok_or_else(|| format!("names no host; {}", write::<Self>()))?;
        match scheme {
            "https" => {}
            "http" if is_loopback(host) => {}
            "http" => {
                return Err(format!(
                    "is plain http to `{host}`, which anyone on the way can read; write https://{rest}"
                ));
            }
            _ => return Err(format!("begins with `{scheme}://`; write https://{rest}")),
        }
        Ok(Self(text.trim_end_matches('/').to_owned()))
    }

    fn text(&self) -> String {
        self.0.clone()
    }
}

/// The host of `host`, `host:port` or `[::1]:port`.
fn host_of(authority: &str) -> Option<&str> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let (host, after) = rest.split_once(']')?;
            (host, after.strip_prefix(':'))
        }
        None => match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        },
    };
    let port_is_fine = port.is_none_or(|p| p.parse::<u16>().is_ok());
    (!host.is_empty() && port_is_fine).then_some(host)
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

fn write<T: Written>() -> String {
    format!("write {}", T::EXPECTED)
}
