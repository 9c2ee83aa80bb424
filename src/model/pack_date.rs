//! A day as the compact form keeps it: year, month and day. As text it would be parsed anew for every
//! document that is read back.

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub(super) fn serialize<S: Serializer>(day: &Option<Date>, to: S) -> Result<S::Ok, S::Error> {
    day.map(|day| (day.year(), day.month(), day.day())).serialize(to)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Date>, D::Error> {
    let parts = Option::<(i16, i8, i8)>::deserialize(from)?;
    parts
        .map(|(year, month, day)| Date::new(year, month, day))
        .transpose()
        .map_err(serde::de::Error::custom)
}
