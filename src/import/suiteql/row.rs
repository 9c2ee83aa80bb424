//! One row of a SuiteQL result: its known columns, borrowed from the page.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

/// A value as SuiteQL sends it: a text, absent where it is null.
type Value<'a> = Option<Cow<'a, str>>;

/// Column names the configuration adds to the known ones, in lower case.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    /// Holds the Shopify order.
    pub order: String,
    /// Holds the Shopify refund.
    pub refund: String,
    /// Contains the Shopify payout.
    pub payout: String,
}

macro_rules! row {
    ($($field:ident: $($name:literal)|+;)+) => {
        /// The known columns of a row.
        #[derive(Debug, Default)]
        pub(super) struct Row<'a> {
            $(pub(super) $field: Value<'a>,)+
            pub(super) order_ref: Value<'a>,
            pub(super) refund_ref: Value<'a>,
            pub(super) payout_ref: Value<'a>,
        }

        impl<'a> Row<'a> {
            fn set(&mut self, column: &str, value: Value<'a>) {
                match column {
                    $($($name)|+ => self.$field = value,)+
                    _ => {}
                }
            }

            fn knows(column: &str) -> bool {
                matches!(column, $($($name)|+)|+)
            }
        }
    };
}

row! {
    id: "id";
    transaction: "transaction";
    kind: "type" | "recordtype";
    status: "status";
    number: "tranid";
    other_ref: "otherrefnum";
    external_id: "externalid";
    memo: "memo";
    entity: "entity";
    currency: "currency";
    currency_code: "currency_code" | "currencysymbol" | "symbol";
    total: "foreigntotal";
    base_total: "total";
    tax: "taxtotal";
    date: "trandate_iso" | "trandate";
    created: "created_at" | "createddate";
    modified: "modified_at" | "lastmodifieddate" | "lastmod";
    created_from: "createdfrom";
    subsidiary: "subsidiary";
    voided: "voided" | "void";
    street: "shipaddr1" | "addr1";
    street2: "shipaddr2" | "addr2";
    city: "shipcity" | "city";
    state: "shipstate" | "state";
    zip: "shipzip" | "zip";
    country: "shipcountry" | "country";
    sequence: "linesequencenumber";
    main_line: "mainline";
    tax_line: "taxline";
    cogs: "iscogs";
    assembly_component: "assemblycomponent";
    item: "item";
    sku: "itemid" | "sku";
    item_type: "itemtype" | "item_kind";
    quantity: "quantity";
    amount: "foreignamount";
    net_amount: "netamount";
    shipped: "quantityshiprecv";
    billed: "quantitybilled";
    closed: "isclosed";
    kit_component: "kitcomponent";
    kit: "kitmemberof";
    account: "account" | "expenseaccount";
    linked: "linked" | "previousdoc";
}

/// Reads a row.
pub(super) struct RowSeed<'c>(pub(super) &'c Columns);

impl<'de> DeserializeSeed<'de> for RowSeed<'_> {
    type Value = Row<'de>;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Row<'de>, D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for RowSeed<'_> {
    type Value = Row<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a row of a SuiteQL result")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Row<'de>, A::Error> {
        let columns = self.0;
        let mut row = Row::default();
        while let Some(column) = map.next_key::<&str>()? {
            let named = column == columns.order || column == columns.refund || column == columns.payout;
            if !named && !Row::knows(column) {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let value = map.next_value_seed(ValueSeed)?;
            if named {
                if column == columns.order {
                    row.order_ref.clone_from(&value);
                }
                if column == columns.refund {
                    row.refund_ref.clone_from(&value);
                }
                if column == columns.payout {
                    row.payout_ref.clone_from(&value);
                }
            }
            row.set(column, value);
        }
        Ok(row)
    }
}

/// Reads a value: a text, a whole number or nothing. A number with a fraction is refused, because a
/// reader on the way may have taken it through a floating point number.
struct ValueSeed;

impl<'de> DeserializeSeed<'de> for ValueSeed {
    type Value = Value<'de>;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value<'de>, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueSeed {
    type Value = Value<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value in quotes, as SuiteQL sends it")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Value<'de>, E> {
        Ok(Some(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value<'de>, E> {
        Ok(Some(Cow::Owned(text.to_owned())))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value<'de>, E> {
        Ok(Some(Cow::Owned(number.to_string())))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Value<'de>, E> {
        Ok(Some(Cow::Owned(number.to_string())))
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Value<'de>, E> {
        Ok(Some(Cow::Borrowed(if flag { "T" } else { "F" })))
    }

    fn visit_unit<E: Error>(self) -> Result<Value<'de>, E> {
        Ok(None)
    }
}
