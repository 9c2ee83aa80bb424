//! Refunds to the cent where NetSuite computes another tax: by tax details where the account takes them (SuiteTax), by the
//! adjustment item where it does not, or not at all.

use std::collections::BTreeMap;

use tieout::flow::apply::{End, Outcome};
use tieout::model::action::Adjusted;
use tieout::twin::trade::demo;
use tieout::twin::world::World;

use crate::applies::{Office, is_settled, without_credits};
use crate::traded::world;

/// Permissions of a role that may do everything but override tax details.
const PLAIN: [&str; 26] = [
    "ADMI_ACCTPERIODS",
    "ADMI_DELETEDRECORD",
    "ADMI_LOGIN_OAUTH",
    "ADMI_LOGIN_OAUTH2",
    "ADMI_RESTWEBSERVICES",
    "LIST_ACCOUNT",
    "LIST_CURRENCY",
    "LIST_CUSTJOB",
    "LIST_ITEM",
    "LIST_SUBSIDIARY",
    "REPO_ANALYTICS",
    "TRAN_CASHRFND",
    "TRAN_CASHSALE",
    "TRAN_CUSTCRED",
    "TRAN_CUSTDEP",
    "TRAN_CUSTINVC",
    "TRAN_CUSTPYMT",
    "TRAN_CUSTRFND",
    "TRAN_DEPAPPL",
    "TRAN_DEPOSIT",
    "TRAN_FIND",
    "TRAN_ITEMRCPT",
    "TRAN_ITEMSHIP",
    "TRAN_JOURNAL",
    "TRAN_RTNAUTH",
    "TRAN_SALESORD",
];

/// A month of uncredited refunds in an account with SuiteTax.
fn taxed(change: impl FnOnce(&mut World)) -> Office {
    let mut world = without_credits(world(160, 6, true));
    world.netsuite.suite_tax = true;
    change(&mut world);
    Office::of(world, "")
}

/// How each was brought to its total.
fn means(outcomes: &[Outcome]) -> BTreeMap<&'static str, u32> {
    let mut means = BTreeMap::new();
    for outcome in outcomes {
        let by = match (&outcome.end, outcome.shown.first().and_then(|s| s.adjusted.as_ref())) {
            (End::Refused(_), _) => "refused",
            (_, Some(Adjusted::Tax(_))) => "tax details",
            (_, Some(Adjusted::Line(_))) => "line",
            (_, None) => "as it is",
        };
        *means.entry(by).or_default() += 1;
    }
    means
}

#[test]
fn tax_is_the_refund_s_own_where_tax_details_may_be_given() {
    let office = taxed(|_| {});
    let (approved, not) = office.approve_all();
    assert_eq!(not, Vec::<String>::new());
    let outcomes = office.apply(false);
    let means = means(&outcomes);
    assert!(means["tax details"] > 0, "{means:?}");
    assert_eq!(
        (means.get("line"), means.get("refused")),
        (None, None),
        "{means:?} {outcomes:#?}"
    );
    assert!(outcomes.iter().all(|o| o.differs.is_empty()), "{outcomes:#?}");
    // Every chain holds, with the bodies made anew from what was written down of the details.
    is_settled(&office, &approved, "tax details");
}

#[test]
fn a_role_that_may_not_give_tax_details_has_the_adjustment_item() {
    let office = taxed(|world| {
        let role = world.netsuite.roles.get_mut(demo::ROLE).unwrap();
        role.permissions = PLAIN.map(str::to_owned).to_vec();
    });
    let (approved, not) = office.approve_all();
    assert_eq!(not, Vec::<String>::new());
    let outcomes = office.apply(false);
    let means = means(&outcomes);
    assert!(means["line"] > 0, "{means:?} {outcomes:#?}");
    assert_eq!(means.get("tax details"), None, "{means:?}");
    is_settled(&office, &approved, "a line for the difference");
}

#[test]
fn without_either_it_is_refused_with_the_difference_and_the_reason() {
    let mut office = taxed(|world| {
        let role = world.netsuite.roles.get_mut(demo::ROLE).unwrap();
        role.permissions = PLAIN.map(str::to_owned).to_vec();
    });
    office
        .place
        .reconfigure(|text| text.replace("adjustment = \"902\"\n", ""));
    office.approve_all();
    let outcomes = office.apply(false);
    let refused: Vec<&String> = outcomes
        .iter()
        .filter_map(|o| match &o.end {
            End::Refused(why) => Some(why),
            _ => None,
        })
        .collect();
    assert!(!refused.is_empty(), "{outcomes:#?}");
    for why in refused {
        let told = [
            "NetSuite would make it",
            "tax details are not taken",
            "Tax Details Tab",
            "[items] adjustment",
        ];
        assert!(told.iter().all(|part| why.contains(part)), "{why}");
    }
}
