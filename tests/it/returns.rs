//! Goods that were shipped and are no longer ordered: their return is authorized in NetSuite, once.

use std::collections::BTreeMap;

use tieout::flow::apply::End;
use tieout::flow::queue;
use tieout::model::action::{ActionState, How};
use tieout::model::finding::ActionKind;
use tieout::twin::trade::{Trade, plant};

use crate::applies::{Office, text};
use crate::traded::NOW;

#[test]
fn what_was_shipped_and_is_no_longer_ordered_is_authorized_to_come_back() {
    let month = Trade {
        orders: 40,
        seed: 11,
        now: NOW.parse().unwrap(),
        healthy: true,
    };
    let office = Office::of(plant(&month, &["FUL-01", "FUL-03", "FUL-08"]).unwrap(), "");
    let rules = office.place.config.rules();
    let mut wanted = BTreeMap::new();
    for exception in office.exceptions() {
        let proposed = exception.finding.proposal.as_ref().map(|p| p.action);
        if proposed == Some(ActionKind::CreateReturnAuthorization) {
            let id = exception.id();
            queue::approve(&mut office.store(), &rules, &office.policy, office.key(), &id, None).unwrap();
            wanted.insert(exception.finding.code.id, exception.number);
        }
    }
    assert_eq!(wanted.keys().collect::<Vec<_>>(), [&"FUL-01", &"FUL-03", &"FUL-08"]);
    for outcome in office.apply(false) {
        assert!(matches!(outcome.end, End::Posted(_)), "{:?}", outcome.end);
        assert_eq!(outcome.differs, Vec::<String>::new());
    }
    let world = office.place.world();
    let rows = world.netsuite.tables["transaction"].to_vec();
    let lines = world.netsuite.tables["transactionline"].to_vec();
    let posted = office.store().read().actions(Some(ActionState::Posted)).unwrap();
    assert_eq!(posted.len(), wanted.len());
    for standing in &posted {
        let [step] = &standing.action.steps[..] else {
            panic!("{:?}", standing.action.steps)
        };
        let named = rows
            .iter()
            .filter(|r| text(r, "externalid") == *step.external_id.as_ref().unwrap());
        let made: Vec<_> = named.collect();
        assert_eq!(made.len(), 1);
        let How::Transform { from, id } = &step.how else {
            panic!("{:?}", step.how)
        };
        assert_eq!(
            (from.as_str(), text(made[0], "type").as_str()),
            ("salesOrder", "RtnAuth")
        );
        assert_eq!(
            (text(made[0], "createdfrom"), text(made[0], "posting")),
            (id.to_string(), "F".to_owned())
        );
        let body: serde_json::Value = serde_json::from_str(&step.body).unwrap();
        let planned = body["item"]["items"].as_array().unwrap();
        let back = lines.iter().filter(|l| {
            text(l, "transaction") == text(made[0], "id") && text(l, "mainline") != "T" && text(l, "taxline") != "T"
        });
        let goods: Vec<_> = back.filter(|l| !text(l, "quantity").is_empty()).collect();
        assert_eq!(goods.len(), planned.len(), "{} {goods:#?}", step.body);
    }
    // A second authorization for the same goods is not planned.
    office.place.pull_all(&office.place.request());
    office.reconcile();
    let mut left = office.exceptions();
    left.retain(|e| wanted.values().any(|n| *n == e.number));
    assert_eq!(left.len(), wanted.len(), "the goods are not back yet");
    for exception in left {
        let again = queue::approve(
            &mut office.store(),
            &rules,
            &office.policy,
            office.key(),
            &exception.id(),
            None,
        );
        let why = again.unwrap_err().to_string();
        assert!(why.contains("authorized to come back already"), "{why}");
    }
    assert!(office.apply(false).is_empty());
}
