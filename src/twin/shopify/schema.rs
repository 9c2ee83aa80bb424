//! The official schema of the Admin API, read once and only when a query comes.
//!
//! It is that of 2026-10. Other versions are answered by it, too: they do not differ in what tieout asks for.

use std::io::Read as _;
use std::sync::LazyLock;

use apollo_compiler::collections::HashMap;
use apollo_compiler::schema::{ExtendedType, Implementers};
use apollo_compiler::validation::Valid;
use apollo_compiler::{Name, Schema};

/// The schema and what is looked up in it all the time.
pub(super) struct Official {
    /// The schema.
    pub(super) schema: Valid<Schema>,
    /// Which types implement an interface.
    pub(super) implementers: HashMap<Name, Implementers>,
}

static OFFICIAL: LazyLock<Official> = LazyLock::new(|| {
    // It was validated when it was saved (a test does so again); doing it at every start would cost
    // more than parsing.
    let schema =
        Valid::assume_valid(Schema::parse(text(), "admin-2026-10.graphql").unwrap_or_else(|with| with.partial));
    let implementers = schema.implementers_map();
    Official { schema, implementers }
});

/// The official schema.
pub(super) fn official() -> &'static Official {
    &OFFICIAL
}

/// The schema's text. Parsing reports `@oneOf` as unknown, which its own definition mends.
pub(super) fn text() -> String {
    let packed: &[u8] = include_bytes!("../../../fixtures/shopify/admin-2026-10.graphql.gz");
    let mut text = String::from("directive @oneOf on INPUT_OBJECT\n");
    let read = flate2::read::GzDecoder::new(packed).read_to_string(&mut text);
    assert!(read.is_ok(), "the schema inside the program is damaged");
    text
}

impl Official {
    /// Whether a type is a scalar or an enum.
    pub(super) fn is_leaf(&self, name: &str) -> bool {
        matches!(
            self.schema.types.get(name),
            Some(ExtendedType::Scalar(_) | ExtendedType::Enum(_))
        )
    }

    /// Whether a type is an object type.
    pub(super) fn is_object(&self, name: &str) -> bool {
        matches!(self.schema.types.get(name), Some(ExtendedType::Object(_)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_is_whole_and_valid() {
        let checked = Schema::parse_and_validate(text(), "admin-2026-10.graphql");
        let schema = checked.unwrap_or_else(|with| panic!("{}", with.errors));
        assert!(schema.types.len() > 3_500);
        assert!(official().is_object("Order"));
        assert!(official().is_leaf("OrderDisplayFinancialStatus"));
    }
}
