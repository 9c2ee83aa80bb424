//! What NetSuite says, and what that is.

use super::*;

fn refused(code: &str, said: &str) -> Option<&'static str> {
    let error = WriteError::Refused {
        status: 400,
        code: code.to_owned(),
        said: said.to_owned(),
        path: String::new(),
    };
    let why = Why::from(&error);
    assert!(why.text.contains(said), "{}", why.text);
    why.code.map(|c| c.id)
}

#[test]
fn a_refusal_is_told_by_its_code_and_its_words() {
    let user = |said: &str| refused("USER_ERROR", &format!("Error while accessing resource: {said}"));
    for (said, id) in [
        ("This record has been locked by a user defined workflow.", "SYN-05"),
        (
            "You cannot change the amount of a payment that has been deposited.",
            "SYN-06",
        ),
        ("Record has been changed.", "SYN-07"),
        (
            "Unable to save record. Record was changed by a different user.",
            "SYN-07",
        ),
        (
            "The transaction date you specified is not within the date range of your accounting period.",
            "SYN-08",
        ),
        ("You cannot post to a locked accounting period.", "SYN-09"),
        ("Inventory costing of this line would touch a closed period.", "SYN-16"),
    ] {
        assert_eq!(user(said), Some(id), "{said}");
    }
    assert_eq!(refused("RCRD_HAS_BEEN_CHANGED", "x"), Some("SYN-07"));
    assert_eq!(
        refused("IDEMPOTENCY_ERROR", "The request has already been submitted."),
        Some("SYN-04")
    );
    for other in [
        "Please enter value(s) for: Subsidiary.",
        "This entity already exists.",
        "You cannot refund more than the customer deposit holds.",
    ] {
        assert_eq!(user(other), None, "{other}: what is not known is not guessed");
    }
}

#[test]
fn no_answer_and_too_many_calls_have_codes_of_their_own() {
    let code = |error: WriteError| Why::from(&error).code.map(|c| c.id);
    assert_eq!(code(WriteError::Throttled("429".to_owned())), Some("SYN-01"));
    assert_eq!(code(WriteError::Unknown("cut".to_owned())), Some("SYN-03"));
    assert_eq!(code(WriteError::NotSent("no route".to_owned())), None);
    let held = NetsuiteError::Held {
        record: "invoice".to_owned(),
        id: "7".to_owned(),
        said: "This record has been locked by a user defined workflow.".to_owned(),
    };
    assert_eq!(Why::from(&held).code.map(|c| c.id), Some("SYN-05"));
    let stale = Refusal::Stale {
        action: "ACT-1".to_owned(),
        why: "the invoice moved".to_owned(),
    };
    assert_eq!(Why::from(&stale).code.map(|c| c.id), Some("SYN-07"));
    assert_eq!(Why::from(&Refusal::Nobody).code, None);
}

#[test]
fn a_refusal_has_the_class_of_whoever_can_clear_it() {
    let class = |status, code: &str, said: &str| {
        let error = WriteError::Refused {
            status,
            code: code.to_owned(),
            said: said.to_owned(),
            path: String::new(),
        };
        Why::from(&error).class
    };
    for (status, code, said, wanted) in [
        (
            403,
            "INSUFFICIENT_PERMISSION",
            "Permission Violation",
            Class::Permission,
        ),
        (400, "USER_ERROR", "Invalid reference key 77 for item.", Class::Mapping),
        (
            400,
            "USER_ERROR",
            "This record has been locked by a user defined workflow.",
            Class::Lock,
        ),
        (400, "USER_ERROR", "Record has been changed.", Class::Lock),
        (
            400,
            "USER_ERROR",
            "Please enter value(s) for: Subsidiary.",
            Class::BusinessRule,
        ),
    ] {
        assert_eq!(class(status, code, said), wanted, "{said}");
    }
    for error in [
        WriteError::NotSent("no route".to_owned()),
        WriteError::Throttled("429".to_owned()),
        WriteError::Unknown("cut".to_owned()),
    ] {
        assert_eq!(Why::from(&error).class, Class::Transport, "{error}");
    }
}
