use aws_lc_rs::signature::Ed25519KeyPair;

use super::*;
use crate::base::Amount;
use crate::model::action::{Action, Approval, How, Step, Versions};
use crate::model::build::{day, gbp};
use crate::model::finding::{ActionKind, DocumentRef, Proposal};

pub(super) fn key(seed: u8) -> SigningKey {
    let pair = Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap();
    SigningKey::from_pkcs8(pair.to_pkcs8().unwrap().as_ref()).unwrap()
}

fn operator(name: &str, key: &SigningKey, limit: Option<&str>) -> Operator {
    Operator {
        name: name.to_owned(),
        role: Some("finance".to_owned()),
        key: key.public(),
        limit: limit.map(|l| Amount::parse(l).unwrap()),
    }
}

pub(super) fn policy() -> Policy {
    Policy {
        two_person: true,
        operators: vec![operator("ana", &key(1), Some("500.00")), operator("ben", &key(2), None)],
        limits: Vec::new(),
        edits_by_preview: true,
    }
}

fn versions() -> Versions {
    Versions {
        shopify: "a".repeat(64),
        netsuite: "b".repeat(64),
    }
}

pub(super) fn action() -> Action {
    Action {
        number: 7,
        exception: 1042,
        proposal: Proposal {
            action: ActionKind::CreateCreditMemo,
            amount: Amount::parse("12.34").unwrap(),
            from: Some(DocumentRef {
                kind: crate::model::books::DocumentKind::Invoice,
                id: "4321".to_owned(),
                number: "INV77".to_owned(),
            }),
        },
        currency: gbp(),
        source: "gid://shopify/Refund/7".to_owned(),
        steps: vec![Step {
            record: "creditMemo".to_owned(),
            how: How::Transform {
                from: "invoice".to_owned(),
                id: 4321,
            },
            external_id: Some("shopify-refund-7".to_owned()),
            body: "{}".to_owned(),
            replace: Vec::new(),
            total: Some(Amount::parse("12.34").unwrap()),
            adjust: None,
        }],
        versions: versions(),
        proposer: Action::BY_TIEOUT.to_owned(),
        proposed_at: day(0),
        note: String::new(),
    }
}

#[test]
fn what_was_signed_may_happen() {
    let approval = sign(&policy(), &action(), "ana", &key(1), day(1)).unwrap();
    let permit = permit(&policy(), &action(), std::slice::from_ref(&approval), &versions()).unwrap();
    assert_eq!((permit.action(), permit.operator()), (7, "ana"));
    assert_eq!(permit.digest(), approval.digest);
}

#[test]
fn nothing_else_may() {
    let approval = sign(&policy(), &action(), "ana", &key(1), day(1)).unwrap();
    let refused = |action: &Action, now: &Versions| {
        let refusal = permit(&policy(), action, std::slice::from_ref(&approval), now);
        assert!(matches!(refusal, Err(Refusal::Stale { .. })), "{refusal:?}");
    };
    // Whatever of the act is changed, the approval does not cover it.
    type Change = fn(&mut Action);
    let changes: [Change; 8] = [
        |a| a.exception = 1,
        |a| a.proposal.amount = Amount::parse("12.35").unwrap(),
        |a| a.proposal.action = ActionKind::CreateCashRefund,
        |a| a.proposal.from = None,
        |a| a.currency = crate::base::Currency::parse("USD").unwrap(),
        |a| a.source = "gid://shopify/Refund/8".to_owned(),
        |a| a.steps[0].body = "{\"memo\":\"x\"}".to_owned(),
        |a| a.steps.clear(),
    ];
    for change in changes {
        let mut other = action();
        change(&mut other);
        refused(&other, &versions());
    }
    // Neither may it happen when a side has moved, or under another action's number.
    for side in [0, 1] {
        let mut now = versions();
        *(if side == 0 { &mut now.shopify } else { &mut now.netsuite }) = "c".repeat(64);
        refused(&action(), &now);
    }
    let mut other = action();
    other.number = 8;
    refused(&other, &versions());
    assert!(matches!(
        permit(&policy(), &action(), &[], &versions()),
        Err(Refusal::Stale { .. })
    ));
}

#[test]
fn a_forged_approval_is_told() {
    let mut forged = sign(&policy(), &action(), "ana", &key(1), day(1)).unwrap();
    forged.operator = "ben".to_owned();
    let refusal = permit(&policy(), &action(), std::slice::from_ref(&forged), &versions());
    assert!(matches!(refusal, Err(Refusal::Forged { .. })), "{refusal:?}");
    // Signed by somebody whose key is not the listed one.
    let text = Approval::text(7, &forged.digest, "ana", day(1)).unwrap();
    forged.operator = "ana".to_owned();
    forged.signature = key(9).sign(&text);
    let refusal = permit(&policy(), &action(), std::slice::from_ref(&forged), &versions());
    assert!(matches!(refusal, Err(Refusal::Forged { .. })), "{refusal:?}");
    forged.signature = "no signature".to_owned();
    assert!(permit(&policy(), &action(), &[forged], &versions()).is_err());
    let other = sign(&policy(), &action(), "ana", &key(9), day(1));
    assert!(matches!(other, Err(Refusal::OtherKey { .. })), "{other:?}");
}

#[test]
fn two_persons_and_limits() {
    let mut proposed = action();
    proposed.proposer = "ana".to_owned();
    let two = policy();
    assert!(matches!(
        may_approve(&two, &proposed, "ana"),
        Err(Refusal::SamePerson { .. })
    ));
    assert!(may_approve(&two, &proposed, "ben").is_ok());
    let alone = Policy {
        two_person: false,
        ..policy()
    };
    assert!(may_approve(&alone, &proposed, "ana").is_ok());
    assert!(matches!(
        may_approve(&policy(), &action(), "eve"),
        Err(Refusal::NotListed { .. })
    ));
    assert_eq!(may_approve(&Policy::default(), &action(), "ana"), Err(Refusal::Nobody));

    let mut large = action();
    large.proposal.amount = Amount::parse("500.00").unwrap();
    assert!(
        may_approve(&policy(), &large, "ana").is_ok(),
        "the limit itself is within it"
    );
    large.proposal.amount = Amount::parse("500.01").unwrap();
    let refusal = may_approve(&policy(), &large, "ana").unwrap_err().to_string();
    assert_eq!(
        refusal,
        "ACT-7 is about 500.01 GBP, and `ana` may approve up to 500.00 GBP"
    );
    assert!(may_approve(&policy(), &large, "ben").is_ok());
}

#[test]
fn the_smallest_limit_that_holds_counts() {
    let limit = |role: Option<&str>, action, limit: &str| Limit {
        role: role.map(str::to_owned),
        action,
        limit: Amount::parse(limit).unwrap(),
    };
    let mut policy = policy();
    policy.limits = vec![
        limit(Some("finance"), Some(ActionKind::CreateCreditMemo), "12.00"),
        limit(Some("cx"), None, "1.00"),
        limit(None, Some(ActionKind::CreateJournalEntry), "5.00"),
    ];
    let of = |action| {
        policy
            .limit(policy.operator("ben").unwrap(), action)
            .map(|a| a.to_string())
    };
    assert_eq!(of(ActionKind::CreateCreditMemo).as_deref(), Some("12.00"));
    assert_eq!(of(ActionKind::CreateJournalEntry).as_deref(), Some("5.00"));
    assert_eq!(of(ActionKind::CreateDeposit), None);
    assert!(may_approve(&policy, &action(), "ben").is_err());
}

#[test]
fn a_right_once_taken_away_is_gone() {
    let approval = sign(&policy(), &action(), "ana", &key(1), day(1)).unwrap();
    let mut later = policy();
    later.operators.retain(|o| o.name != "ana");
    let refusal = permit(&later, &action(), &[approval], &versions());
    assert!(matches!(refusal, Err(Refusal::NotListed { .. })), "{refusal:?}");
}

#[test]
fn keys_are_read_and_never_shown() {
    let public = key(1).public();
    assert_eq!(PublicKey::parse(&public.to_string()), Ok(public));
    for wrong in ["", "AAAA", "not base64 !", &"A".repeat(60)] {
        assert_eq!(PublicKey::parse(wrong), Err(KeyError::Public), "{wrong}");
        assert!(SigningKey::parse(wrong).is_err());
    }
    assert_eq!(format!("{:?}", key(1)), "SigningKey(…)");
}

#[test]
fn an_edit_goes_by_the_configurations_leave_and_nothing_else_does() {
    let mut edit = action();
    edit.proposer = Action::BY_SYNC.to_owned();
    edit.proposal.action = ActionKind::UpdateSalesOrder;
    edit.steps[0].record = "salesOrder".to_owned();
    edit.steps[0].how = How::Update { id: 9 };
    let digest = edit.digest().unwrap();
    let may =
        |policy: &Policy, action: &Action, planned: Option<&str>| permit_edit(policy, action, planned, &versions());
    assert_eq!(
        may(&policy(), &edit, Some(&digest)).unwrap().operator(),
        Action::BY_SYNC
    );
    // What only the store says was planned is not.
    assert!(matches!(may(&policy(), &edit, None), Err(Refusal::NotByPolicy { .. })));
    let mut other = edit.clone();
    other.steps[0].body = "{\"memo\":\"x\"}".to_owned();
    assert!(matches!(
        may(&policy(), &other, Some(&digest)),
        Err(Refusal::NotByPolicy { .. })
    ));
    // No credit, no record of another kind, no total that nobody checks.
    type Change = fn(&mut Action);
    let changes: [Change; 4] = [
        |a| a.proposal.action = ActionKind::CreateCreditMemo,
        |a| a.steps[0].record = "invoice".to_owned(),
        |a| a.steps[0].how = How::Create,
        |a| a.steps[0].total = None,
    ];
    for change in changes {
        let mut other = edit.clone();
        change(&mut other);
        let digest = other.digest().unwrap();
        assert!(matches!(
            may(&policy(), &other, Some(&digest)),
            Err(Refusal::NotByPolicy { .. })
        ));
    }
    let always = Policy {
        edits_by_preview: false,
        ..policy()
    };
    assert!(matches!(
        may(&always, &edit, Some(&digest)),
        Err(Refusal::NotByPolicy { .. })
    ));
    let mut moved = versions();
    moved.netsuite = "c".repeat(64);
    assert!(matches!(
        permit_edit(&policy(), &edit, Some(&digest), &moved),
        Err(Refusal::Stale { .. })
    ));
}
