//! The laws: a mirror ties, parts add up, order plays no part, twice is once.

use proptest::prelude::*;

use super::mirror::{forms, netsuite, plans, shopify, worth};
use crate::base::Amount;
use crate::model::build::{case, day, rules};
use crate::model::finding::Finding;
use crate::model::rules::ShopNo;
use crate::project;
use crate::queue;
use crate::reconcile::budget;

fn check_parts(findings: &[Finding]) -> Result<(), TestCaseError> {
    for finding in findings {
        let parts: Amount = finding.parts.iter().map(|p| p.amount).sum();
        prop_assert_eq!(finding.delta, finding.shopify - finding.netsuite);
        prop_assert_eq!(parts + finding.unexplained, finding.delta, "{:?}", finding);
        prop_assert!(!finding.note.is_empty());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn a_mirror_ties(plan in plans(), form in forms()) {
        let (order, documents) = (shopify(&plan), netsuite(&plan, form));
        let outcome = crate::reconcile::case(&case(vec![order.clone()], documents.clone()), &rules(), day(60));
        prop_assert_eq!(&outcome.findings, &vec![], "{:#?}", documents);
        prop_assert_eq!(outcome.shopify_total, worth(&order).shop);
        prop_assert_eq!(outcome.netsuite_total, outcome.shopify_total);
    }

    #[test]
    fn damage_is_found_and_adds_up(plan in plans(), form in forms(), which in any::<prop::sample::Index>(), by in 1_i64..50_000) {
        let (order, mut documents) = (shopify(&plan), netsuite(&plan, form));
        let position = documents.iter().position(|d| d.head.id == 10).unwrap();
        let lines = documents[position].lines.as_mut().unwrap();
        if lines.is_empty() {
            return Ok(());
        }
        let line = which.index(lines.len());
        lines[line].amount += Amount::cents(by);
        documents[position].head.total += Amount::cents(by);
        let outcome = crate::reconcile::case(&case(vec![order], documents), &rules(), day(60));
        prop_assert!(!outcome.findings.is_empty());
        check_parts(&outcome.findings)?;
        prop_assert_eq!(outcome.netsuite_total - outcome.shopify_total, Amount::cents(by));
    }

    #[test]
    fn order_plays_no_part(plan in plans(), form in forms(), other in forms(), drop in 0_usize..4) {
        let (order, mut documents) = (shopify(&plan), netsuite(&plan, form));
        documents.extend(netsuite(&plan, other).into_iter().skip(drop).map(|mut d| { d.head.id += 100; d }));
        let one = crate::reconcile::case(&case(vec![order.clone()], documents.clone()), &rules(), day(60));
        documents.reverse();
        let mut turned = order;
        turned.agreements.reverse();
        turned.refunds.reverse();
        for document in &mut documents {
            if let Some(lines) = &mut document.lines {
                lines.reverse();
            }
        }
        let two = crate::reconcile::case(&case(vec![turned], documents), &rules(), day(60));
        let facts = |findings: &[Finding]| findings.iter().map(|f| (f.fingerprint(), f.delta, f.state)).collect::<Vec<_>>();
        prop_assert_eq!(facts(&one.findings), facts(&two.findings));
        check_parts(&one.findings)?;
    }

    #[test]
    fn projecting_conserves_totals(plan in plans()) {
        let order = shopify(&plan);
        let once = project::order(&order, &[], &rules(), ShopNo(0));
        prop_assert_eq!(&once, &project::order(&order, &[], &rules(), ShopNo(0)));
        let credits: Amount = once.credits.iter().map(|c| c.effect.total).sum();
        prop_assert_eq!(once.sold.total - credits, once.current_total);
        prop_assert_eq!(once.left.total, once.current_total);
        prop_assert_eq!(once.sold.adjustment, Amount::ZERO);
    }

    #[test]
    fn merging_twice_is_merging_once(plan in plans(), form in forms(), keep in 0_usize..3) {
        let (order, mut documents) = (shopify(&plan), netsuite(&plan, form));
        documents.truncate(keep);
        let findings = crate::reconcile::case(&case(vec![order], documents), &rules(), day(60)).findings;
        let first = queue::merge(Vec::new(), findings.clone(), day(60), true, 1_000);
        prop_assert_eq!(first.opened.len(), findings.len(), "every finding has an identity of its own");
        let again = queue::merge(first.opened.clone(), findings, day(60), true, first.next_number);
        prop_assert_eq!(&again.updated, &first.opened);
        prop_assert!(again.opened.is_empty() && again.closed.is_empty() && again.reopened.is_empty());
    }
}

#[test]
fn a_budget_is_kept() {
    let rules = rules();
    let order = crate::model::build::order(1001).line("TEE", 1, 10_00).totalled(0);
    let mut finding = crate::reconcile::case(&case(vec![order], vec![]), &rules, day(60))
        .findings
        .remove(0);
    finding.state = crate::model::finding::FindingState::Accepted;
    let mut findings = vec![finding.clone(), finding.clone(), finding];
    let used = budget::apply(&mut findings, Amount::ZERO, Amount::cents(25_00));
    assert_eq!(used, Amount::cents(20_00));
    let states: Vec<_> = findings.iter().map(|f| f.state.as_str()).collect();
    assert_eq!(states, ["accepted", "accepted", "mismatched"]);
}
