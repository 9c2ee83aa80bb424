//! What a person should be told of a set of fixtures (`expected.json`), held against what was said.

use serde::Deserialize;
use serde_json::Value;

use crate::ledger::{fixture_text, money};

/// The file.
#[derive(Debug, Deserialize)]
pub(crate) struct Expected {
    pub(crate) findings: Vec<Planted>,
    pub(crate) quiet: Vec<Quiet>,
}

/// A planted problem. Of `codes`, `states` and `deltas` any will do.
#[derive(Debug, Deserialize)]
pub(crate) struct Planted {
    shop: String,
    subject: String,
    /// The order's name or the payout's id.
    pub(crate) name: String,
    /// What a payout is called where its file has no ids.
    or_name: Option<String>,
    codes: Vec<String>,
    states: Vec<String>,
    deltas: Vec<String>,
    why: String,
    /// The number of the document at fault.
    document: Option<String>,
    against: Option<String>,
}

/// What a careless comparison would speak up about.
#[derive(Debug, Deserialize)]
pub(crate) struct Quiet {
    shop: String,
    pub(crate) name: String,
    why: String,
}

impl Expected {
    pub(crate) fn of(folder: &str) -> Self {
        serde_json::from_str(&fixture_text(&format!("{folder}/expected.json"))).unwrap()
    }

    /// Fails unless the answer is what is expected.
    pub(crate) fn hold(&self, answer: &Value) {
        let said = self.against(answer);
        assert!(said.is_empty(), "{}", said.join("\n"));
    }

    /// Everything where the answer and the expectation part, in words. A finding answers one planted
    /// problem at most.
    fn against(&self, answer: &Value) -> Vec<String> {
        let findings = answer["findings"].as_array().unwrap();
        let mut left: Vec<&Value> = findings.iter().collect();
        let mut said = Vec::new();
        for planted in &self.findings {
            match left.iter().position(|f| planted.is(f)) {
                Some(at) => drop(left.remove(at)),
                None => said.push(format!("not found: {} {planted:?}", planted.why)),
            }
        }
        for extra in left.iter().filter(|f| f["state"] != "informational") {
            said.push(format!("found and not planted: {extra}"));
        }
        for finding in findings {
            said.extend(sums(finding));
            let quiet = self
                .quiet
                .iter()
                .find(|q| q.shop == text(&finding["shop"]) && names(finding, &q.name));
            if let Some(quiet) = quiet
                && finding["state"] != "informational"
                && !self.findings.iter().any(|p| p.is(finding))
            {
                said.push(format!("should have stayed quiet ({}): {finding}", quiet.why));
            }
        }
        said
    }
}

impl Planted {
    fn is(&self, finding: &Value) -> bool {
        let one_of = |all: &[String], key: &str| all.iter().any(|one| finding[key] == one.as_str());
        // What names the wrong document is a finding about that document; Shopify has nothing to name it by.
        let documents = finding["subject"]["netsuite"].as_array().unwrap();
        let document = self.document.as_deref();
        let has_document = document.is_none_or(|n| documents.iter().any(|d| d["number"] == n));
        let named = names(finding, &self.name) || self.or_name.as_deref().is_some_and(|n| names(finding, n));
        let unnamed = finding["subject"]["payout"].is_null() && finding["subject"]["order"].is_null();
        finding["shop"] == self.shop.as_str()
            && (named || unnamed && document.is_some())
            && has_document
            && self.level(finding)
            && one_of(&self.codes, "code")
            && one_of(&self.states, "state")
            && self
                .deltas
                .iter()
                .any(|d| d.parse().ok() == Some(money(&finding["delta"])))
            && self.against.as_deref().is_none_or(|a| finding["against"] == a)
    }

    /// Whether the finding stands at the level of the problem: a line finding names its line, a
    /// refund finding its refund or the credit that no refund asked for. A problem of an order may
    /// be told of the one line that has it.
    fn level(&self, finding: &Value) -> bool {
        let subject = &finding["subject"];
        let kinds = ["credit_memo", "cash_refund", "customer_refund"];
        let credit = |d: &Value| kinds.iter().any(|kind| d["type"] == *kind);
        match self.subject.as_str() {
            "line" => !subject["line"].is_null(),
            "refund" => !subject["refund"].is_null() || subject["netsuite"].as_array().unwrap().iter().any(credit),
            "payout" => subject["order"].is_null(),
            "order" => !subject["order"].is_null() && subject["refund"].is_null(),
            other => panic!("{other} is no subject"),
        }
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("")
}

/// Whether a finding is about what is called `name`.
fn names(finding: &Value, name: &str) -> bool {
    let subject = &finding["subject"];
    let payout = text(&subject["payout"]);
    text(&subject["order"]["name"]) == name
        || payout == name
        || payout.strip_prefix("gid://shopify/ShopifyPaymentsPayout/") == Some(name)
}

/// The sums that hold in every finding.
fn sums(finding: &Value) -> Option<String> {
    let parts: rust_decimal::Decimal = finding["parts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| money(&p["amount"]))
        .sum();
    let delta = money(&finding["delta"]);
    let whole = parts + money(&finding["unexplained"]) == delta;
    let sides = money(&finding["shopify"]) - money(&finding["netsuite"]) == delta;
    (!whole || !sides).then(|| format!("does not add up: {finding}"))
}
