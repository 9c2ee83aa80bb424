//! The means by which a request may be brought to its total, and the bodies that come of them. A proof makes the same
//! bodies anew from what was written down before they were sent.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::base::{Amount, Currency};

/// How the body of a step begins its lines, and how it ends where it has any.
const LINES: &str = "\"item\":{\"items\":[";
const END_OF_LINES: &str = "]}}";

/// What may take up what NetSuite's own computation of tax leaves over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adjust {
    /// The item of a line for it, by internal id; it is not taxable. None for no such line.
    pub item: Option<u64>,
    /// The most it may take up, either way.
    pub most: Amount,
    /// The tax that the document is to have: where the account takes tax details (SuiteTax), they are made to say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax: Option<Amount>,
}

/// How a body was brought to its total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Adjusted {
    /// A line of the adjustment item takes so much up.
    Line(Amount),
    /// The document has these tax details instead of those NetSuite computes.
    Tax(TaxOverride),
}

/// Tax details that are given in place of computed ones.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TaxOverride {
    /// The reference of each line of the body, in their order; empty where NetSuite showed none.
    pub lines: Vec<String>,
    /// The details.
    pub details: Vec<TaxDetail>,
}

/// One tax of one line. Its numbers are the texts they are sent as.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxDetail {
    /// The line it is of, by the line's own reference.
    pub reference: String,
    /// NetSuite's id of the kind of tax.
    pub tax_type: String,
    /// NetSuite's id of the tax.
    pub tax_code: String,
    /// What it is computed on.
    pub basis: String,
    /// In percent.
    pub rate: String,
    /// The tax.
    pub amount: String,
}

impl TaxOverride {
    /// What the details come to; `None` where one of them is no amount.
    #[must_use]
    pub fn tax(&self) -> Option<Amount> {
        let amounts = self.details.iter().map(|d| Amount::parse(&d.amount).ok());
        amounts.sum()
    }
}

impl Adjust {
    /// A body with one more line that takes up `gap`; `None` where no item may, it is too much, or the body has no
    /// lines at its end.
    #[must_use]
    pub fn added_to(&self, body: &str, gap: Amount, currency: Currency) -> Option<String> {
        let item = self.item.filter(|_| gap.abs() <= self.most)?;
        // Amounts stand in the text as they are, so the line is added to the text: a body of ours ends with its lines.
        let front = body.strip_suffix(END_OF_LINES)?;
        // A refund of shipping alone has no line yet.
        let comma = if front.ends_with('[') { "" } else { "," };
        Some(format!(
            "{front}{comma}{{\"item\":{{\"id\":\"{item}\"}},\"quantity\":1,\"amount\":{},\"isTaxable\":false,\"description\":\"tax difference\"}}{END_OF_LINES}",
            gap.text(currency)
        ))
    }

    /// A body with tax details of its own; `None` where they do not come to the agreed tax, or do not fit the body.
    #[must_use]
    pub fn overridden(&self, body: &str, tax: &TaxOverride) -> Option<String> {
        if self.tax.is_none() || tax.tax() != self.tax {
            return None;
        }
        let (front, lines) = body.strip_suffix(END_OF_LINES)?.split_once(LINES)?;
        let lines = referenced(lines, &tax.lines)?;
        let details: Option<Vec<String>> = tax.details.iter().map(detail).collect();
        Some(format!(
            "{front}{LINES}{lines}]}},\"taxDetailsOverride\":true,\"taxDetails\":{{\"items\":[{}]}}}}",
            details?.join(",")
        ))
    }
}

/// The lines of a body, each with the reference its tax details go by.
fn referenced(lines: &str, references: &[String]) -> Option<String> {
    if references.is_empty() {
        return Some(lines.to_owned());
    }
    let text = format!("[{lines}]");
    let read: Vec<&RawValue> = serde_json::from_str(&text).ok()?;
    if read.len() != references.len() {
        return None;
    }
    let with = |(line, reference): (&&RawValue, &String)| {
        let front = line.get().strip_suffix('}')?;
        Some(format!("{front},\"taxDetailsReference\":{}}}", quoted(reference)?))
    };
    let all: Option<Vec<String>> = read.iter().zip(references).map(with).collect();
    Some(all?.join(","))
}

fn detail(of: &TaxDetail) -> Option<String> {
    Some(format!(
        "{{\"taxDetailsReference\":{{\"id\":{}}},\"taxType\":{{\"id\":{}}},\"taxCode\":{{\"id\":{}}},\"taxBasis\":{},\"taxRate\":{},\"taxAmount\":{}}}",
        quoted(&of.reference)?,
        quoted(&of.tax_type)?,
        quoted(&of.tax_code)?,
        number(&of.basis)?,
        number(&of.rate)?,
        number(&of.amount)?
    ))
}

fn quoted(text: &str) -> Option<String> {
    serde_json::to_string(text).ok()
}

/// A text that is a number and nothing else.
fn number(text: &str) -> Option<&str> {
    serde_json::from_str::<serde_json::Number>(text).is_ok().then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn adjust() -> Adjust {
        Adjust {
            item: Some(902),
            most: Amount::parse("0.05").unwrap(),
            tax: Some(Amount::parse("2.07").unwrap()),
        }
    }

    const BODIES: [(&str, usize); 2] = [(r#"{"line":1,"amount":3.00},{"line":2,"amount":4.00}"#, 2), ("", 0)];

    fn body(lines: &str) -> String {
        format!(r#"{{"memo":"\"item\":{{","item":{{"items":[{lines}]}}}}"#)
    }

    #[test]
    fn a_body_with_a_line_more_is_json_whatever_lines_it_had() {
        for (lines, count) in BODIES {
            let gap = Amount::parse("-0.05").unwrap();
            let gbp = Currency::parse("GBP").unwrap();
            let body = adjust().added_to(&body(lines), gap, gbp).unwrap();
            let read: serde_json::Value = serde_json::from_str(&body).unwrap();
            let items = read["item"]["items"].as_array().unwrap();
            assert_eq!(items.len(), count + 1, "{body}");
            assert_eq!(items.last().unwrap()["amount"].to_string(), "-0.05");
            let much = Amount::parse("0.06").unwrap();
            assert_eq!(adjust().added_to(&body, much, gbp), None);
        }
    }

    #[test]
    fn a_body_with_tax_details_comes_to_the_agreed_tax_or_is_none() {
        let detail = |amount: &str| TaxDetail {
            reference: "r\"1".to_owned(),
            tax_type: "1".to_owned(),
            tax_code: "5".to_owned(),
            basis: "25.00".to_owned(),
            rate: "8.25".to_owned(),
            amount: amount.to_owned(),
        };
        for (lines, count) in BODIES {
            let mut tax = TaxOverride {
                lines: vec!["r\"1".to_owned(); count],
                details: vec![detail("2.00"), detail("0.07")],
            };
            let made = adjust().overridden(&body(lines), &tax).unwrap();
            let read: serde_json::Value = serde_json::from_str(&made).unwrap();
            assert_eq!(read["taxDetailsOverride"], true);
            assert_eq!(read["taxDetails"]["items"][1]["taxAmount"].to_string(), "0.07");
            assert_eq!(read["item"]["items"].as_array().unwrap().len(), count);
            for line in read["item"]["items"].as_array().unwrap() {
                assert_eq!(line["taxDetailsReference"], "r\"1");
            }
            tax.details.pop();
            assert_eq!(adjust().overridden(&body(lines), &tax), None, "2.00 is not 2.07");
            for wrong in ["2.07,\"total\":1", "", "0x2"] {
                tax.details = vec![detail("2.07")];
                tax.details[0].basis = wrong.to_owned();
                assert_eq!(adjust().overridden(&body(lines), &tax), None, "{wrong}");
            }
        }
    }
}
