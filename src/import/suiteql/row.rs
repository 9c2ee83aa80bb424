//! One row of a SuiteQL result: its known columns, borrowed from the page.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

/// A value as SuiteQL sends it: a text, absent where it is null.
pub(super) type Value<'a> = Option<Cow<'a, str>>;

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

macro_rules! columns {
    ($($field:ident: $($name:literal)|+;)+) => {
        /// A column that means something here.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[allow(clippy::upper_case_acronyms, reason = "columns are named as constants are")]
        pub(super) enum Column { $($field,)+ OrderRef, RefundRef, PayoutRef }

        impl Column {
            const COUNT: usize = Self::PayoutRef as usize + 1;

            fn named(name: &str) -> Option<Self> {
                match name {
                    $($($name)|+ => Some(Self::$field),)+
                    _ => None,
                }
            }
        }
    };
}

columns! {
    Id: "id";
    Transaction: "transaction";
    Kind: "type" | "recordtype";
    Status: "status";
    Number: "tranid";
    ExternalId: "externalid";
    Memo: "memo";
    Entity: "entity";
    Currency: "currency";
    CurrencyCode: "currency_code" | "currencysymbol" | "symbol";
    Total: "foreigntotal";
    BaseTotal: "total";
    Tax: "taxtotal";
    Date: "trandate_iso" | "trandate";
    Created: "created_at" | "createddate";
    Modified: "modified_at" | "lastmodifieddate" | "lastmod";
    CreatedFrom: "createdfrom";
    Subsidiary: "subsidiary";
    Voided: "voided" | "void";
    Street: "shipaddr1" | "addr1";
    Street2: "shipaddr2" | "addr2";
    City: "shipcity" | "city";
    State: "shipstate" | "state";
    Zip: "shipzip" | "zip";
    Country: "shipcountry" | "country";
    Sequence: "linesequencenumber";
    MainLine: "mainline";
    TaxLine: "taxline";
    Cogs: "iscogs";
    AssemblyComponent: "assemblycomponent";
    Item: "item";
    Sku: "itemid" | "sku";
    ItemType: "itemtype" | "item_kind";
    Quantity: "quantity";
    Amount: "foreignamount";
    NetAmount: "netamount";
    Shipped: "quantityshiprecv";
    Billed: "quantitybilled";
    Closed: "isclosed";
    KitComponent: "kitcomponent";
    Kit: "kitmemberof";
    Account: "account" | "expenseaccount";
    Linked: "linked" | "previousdoc";
}

/// What a column of the page is read into; a configured column may be a known one, too.
#[derive(Debug, Clone, Copy)]
struct Targets {
    /// The first `count` of these.
    columns: [Column; 4],
    count: u8,
}

impl Targets {
    fn of(name: &str, columns: &Columns) -> Self {
        let when = |is: bool, column| is.then_some(column);
        let found = [
            Column::named(name),
            when(name == columns.order, Column::OrderRef),
            when(name == columns.refund, Column::RefundRef),
            when(name == columns.payout, Column::PayoutRef),
        ];
        let mut targets = Self {
            columns: [Column::Id; 4],
            count: 0,
        };
        for column in found.into_iter().flatten() {
            targets.columns[usize::from(targets.count)] = column;
            targets.count += 1;
        }
        targets
    }
}

/// The known columns of a row. One row is filled again and again: it is too large to be handed around.
#[derive(Debug)]
pub(super) struct Row<'a> {
    values: [Value<'a>; Column::COUNT],
    /// Which columns are filled.
    filled: u64,
    /// The columns of the row before with their targets: rows of a page list them in one order.
    layout: Vec<(&'a str, Targets)>,
}

impl<'a> Row<'a> {
    pub(super) fn new() -> Self {
        const { assert!(Column::COUNT <= 64) };
        Self {
            values: [const { None }; Column::COUNT],
            filled: 0,
            layout: Vec::new(),
        }
    }

    /// The value of a column, taken out.
    pub(super) fn take(&mut self, column: Column) -> Value<'a> {
        self.values[column as usize].take()
    }

    /// The value of a column as a text.
    pub(super) fn get(&self, column: Column) -> Option<&str> {
        self.values[column as usize].as_deref()
    }

    fn set(&mut self, targets: Targets, value: Value<'a>) {
        // Nearly every column has one target, which takes the value itself.
        let mut value = Some(value);
        for at in 0..targets.count {
            let column = targets.columns[usize::from(at)];
            let last = at + 1 == targets.count;
            let value = if last { value.take() } else { value.clone() };
            self.values[column as usize] = value.flatten();
            self.filled |= 1 << column as u32;
        }
    }

    /// Empties the row for the next one.
    pub(super) fn clear(&mut self) {
        while self.filled != 0 {
            self.values[self.filled.trailing_zeros() as usize] = None;
            self.filled &= self.filled - 1;
        }
    }

    fn targets(&mut self, at: usize, name: &'a str, columns: &Columns) -> Targets {
        match self.layout.get(at) {
            Some((known, targets)) if *known == name => *targets,
            _ => {
                let targets = Targets::of(name, columns);
                self.layout.truncate(at);
                self.layout.push((name, targets));
                targets
            }
        }
    }
}

/// Fills a row.
pub(super) struct RowSeed<'c, 'r, 'a> {
    pub(super) columns: &'c Columns,
    pub(super) row: &'r mut Row<'a>,
}

impl<'de> DeserializeSeed<'de> for RowSeed<'_, '_, 'de> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for RowSeed<'_, '_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a row of a SuiteQL result")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut at = 0;
        while let Some(name) = map.next_key::<&'de str>()? {
            let targets = self.row.targets(at, name, self.columns);
            at += 1;
            if targets.count == 0 {
                map.next_value::<IgnoredAny>()?;
            } else {
                let value = map.next_value_seed(ValueSeed)?;
                self.row.set(targets, value);
            }
        }
        Ok(())
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
