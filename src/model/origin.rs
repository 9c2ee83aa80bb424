//! Where a disagreement comes from, and what shows it: the integration failed, a process has a gap, or a customer has to
//! decide. Its route follows from the same evidence; this says why.

use super::books::DocumentKind;
use super::code::Route;
use super::finding::{DocumentRef, Finding, FindingState};

/// Where a disagreement comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// The integration left something out, or carried it over wrongly: to be mended where it runs.
    IntegrationFailure,
    /// A person worked in the wrong system, or nobody's work covers it: no integration would have done it.
    ProcessGap,
    /// The goods are past the lock: what happens now is for the customer to say.
    CxDecision,
}

/// The diagnoses that come of what people do, or of events that no integration carries over.
const BY_PEOPLE: [&str; 42] = [
    "IDN-03", "IDN-05", "IDN-06", "IDN-09", "IDN-12", "EDT-04", "EDT-09", "EDT-11", "EDT-12", "EDT-20", "EDT-22",
    "REF-02", "REF-04", "REF-05", "REF-06", "REF-11", "REF-12", "REF-13", "REF-15", "REF-18", "REF-23", "REF-24",
    "REF-25", "PAY-02", "PAY-08", "PAY-09", "PAY-10", "PAY-11", "PAY-12", "PAY-13", "PAY-14", "PAY-18", "PAY-19",
    "PAY-20", "PAY-24", "PAY-25", "PAY-28", "PAY-29", "SYN-05", "SYN-07", "SYN-08", "SYN-09",
];

impl Origin {
    /// The name in machine output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::IntegrationFailure => "integration_failure",
            Self::ProcessGap => "process_gap",
            Self::CxDecision => "cx_decision",
        }
    }

    /// The name people read.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::IntegrationFailure => "integration failure",
            Self::ProcessGap => "process gap",
            Self::CxDecision => "CX decision",
        }
    }

    /// Where a finding comes from, and what shows it.
    #[must_use]
    pub fn of(finding: &Finding) -> (Self, String) {
        let (origin, mut why) = judged(finding);
        if let (FindingState::Late, Some(until)) = (finding.state, finding.late_until) {
            why = format!("not yet: it may still come until {until}; then: {why}");
        }
        (origin, why)
    }
}

fn judged(finding: &Finding) -> (Origin, String) {
    let arises = finding.code.arises.trim_end_matches('.');
    let documents = &finding.subject.netsuite;
    if finding.route == Route::Cx {
        let lock = documents.iter().find(|d| d.kind == DocumentKind::ItemFulfillment);
        let lock = lock.map_or_else(
            || "the order is past the lock".to_owned(),
            |d| format!("{} locks it", named(d)),
        );
        return (
            Origin::CxDecision,
            format!("{lock}, so the books may not simply follow Shopify: {arises}"),
        );
    }
    let by_people = BY_PEOPLE.contains(&finding.code.id);
    let (shopify, netsuite) = (!finding.shopify.is_zero(), !finding.netsuite.is_zero());
    let shown = match (shopify, netsuite, documents.first()) {
        (true, false, _) => format!(
            "Shopify has it since {}, and NetSuite holds nothing of it",
            finding.since
        ),
        (false, true, Some(document)) => format!("NetSuite holds it ({}), and Shopify does not", named(document)),
        (false, true, None) => "NetSuite holds it, and Shopify does not".to_owned(),
        _ if finding.delta.is_zero() => "both sides come to the same amount and differ in how".to_owned(),
        _ => "both sides hold it, and their amounts differ".to_owned(),
    };
    let origin = if by_people {
        Origin::ProcessGap
    } else {
        Origin::IntegrationFailure
    };
    (origin, format!("{shown}: {arises}"))
}

/// `Invoice INV77`.
fn named(document: &DocumentRef) -> String {
    let number = if document.number.is_empty() {
        &document.id
    } else {
        &document.number
    };
    format!("{} {number}", document.kind.label())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Amount, Currency, Moment};
    use crate::model::code::{self, Seen};
    use crate::model::finding::Subject;

    fn finding(id: &str, shopify: i64, netsuite: i64, documents: Vec<DocumentRef>) -> Finding {
        let subject = Subject {
            netsuite: documents,
            ..Subject::default()
        };
        let since = Moment::parse("2026-11-20T02:00:00Z").unwrap();
        let gbp = Currency::parse("GBP").unwrap();
        let code = code::find(id).unwrap();
        Finding::new(
            code,
            "uk",
            subject,
            gbp,
            Amount::cents(shopify),
            Amount::cents(netsuite),
            since,
        )
    }

    fn document(kind: DocumentKind, number: &str) -> DocumentRef {
        DocumentRef {
            kind,
            id: "9".to_owned(),
            number: number.to_owned(),
        }
    }

    #[test]
    fn the_evidence_says_whose_failure_it_is() {
        let (origin, why) = Origin::of(&finding("REF-01", 12_34, 0, Vec::new()));
        assert_eq!(origin, Origin::IntegrationFailure);
        assert!(
            why.starts_with("Shopify has it since 2026-11-20T02:00:00Z, and NetSuite holds nothing of it: "),
            "{why}"
        );
        let invoiced = vec![document(DocumentKind::Invoice, "INV7")];
        let (_, why) = Origin::of(&finding("REF-25", 12_34, 0, invoiced));
        assert!(why.contains("NetSuite holds nothing of it"), "{why}");
        let by_hand = finding("REF-02", 0, 5_00, vec![document(DocumentKind::CreditMemo, "CM7")]);
        let (origin, why) = Origin::of(&by_hand);
        assert_eq!(origin, Origin::ProcessGap);
        assert!(
            why.contains("NetSuite holds it (Credit Memo CM7), and Shopify does not"),
            "{why}"
        );

        // The same edit is the integration's before the lock and the customer's after it.
        let mut edit = finding(
            "EDT-03",
            20_00,
            30_00,
            vec![document(DocumentKind::ItemFulfillment, "IF3")],
        );
        assert_eq!(Origin::of(&edit).0, Origin::IntegrationFailure);
        edit.route = Route::Cx;
        let (origin, why) = Origin::of(&edit);
        assert_eq!(origin, Origin::CxDecision);
        assert!(why.contains("IF3 locks it"), "{why}");

        let mut late = finding("REF-01", 12_34, 0, Vec::new());
        (late.state, late.late_until) = (FindingState::Late, Moment::parse("2026-11-20T04:00:00Z").ok());
        assert!(Origin::of(&late).1.starts_with("not yet: it may still come until"));
    }

    #[test]
    fn every_diagnosis_by_people_is_in_the_catalogue() {
        for id in BY_PEOPLE {
            let code = code::find(id).unwrap();
            assert!(!matches!(code.seen, Seen::NotVisible(_)), "{id} is never found");
        }
    }
}
