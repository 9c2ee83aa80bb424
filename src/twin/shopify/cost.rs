//! What a query costs. The formula was fitted to recorded answers: a scalar is free, an object costs
//! one, a connection `2 + max(1, ⌊2·ln n⌋) × node`, a mutation and a count ten.

use apollo_compiler::ast::Type;
use apollo_compiler::collections::IndexMap;
use apollo_compiler::executable::{Field, Operation, Selection};
use apollo_compiler::response::{JsonMap, JsonValue};
use apollo_compiler::schema::ExtendedType;
use apollo_compiler::{ExecutableDocument, Name};
use serde_json::Value;

use super::schema::Official;

/// The most that one query may ask for.
pub(super) const MAX: u64 = 1_000;

/// What a mutation costs, and a count.
const TEN: u64 = 10;

/// Objects that cost nothing.
const FREE: [&str; 3] = ["MoneyBag", "MoneyV2", "PageInfo"];

/// From which `n` on `⌊2·ln n⌋` is at least 2, 3, 4 …: the numbers `e^(k/2)`, rounded up.
const STEPS: [u64; 10] = [3, 5, 8, 13, 21, 34, 55, 91, 149, 245];

/// Counts a query.
pub(super) struct Counter<'a> {
    /// The schema.
    pub(super) official: &'a Official,
    /// The query.
    pub(super) document: &'a ExecutableDocument,
    /// Its variables.
    pub(super) variables: &'a JsonMap,
}

/// Selected fields by the key they are answered under.
type Fields<'a> = IndexMap<&'a str, Vec<&'a Field>>;

impl<'a> Counter<'a> {
    /// What is requested: by the sizes of pages asked for.
    pub(super) fn requested(&self, operation: &'a Operation) -> u64 {
        self.all(operation, None)
    }

    /// What was used: by the nodes that came.
    pub(super) fn used(&self, operation: &'a Operation, data: &Value) -> u64 {
        self.all(operation, Some(data)).min(self.requested(operation))
    }

    fn all(&self, operation: &'a Operation, data: Option<&Value>) -> u64 {
        let fields = self.fields(
            [operation.selection_set.selections.as_slice()],
            Some(operation.object_type()),
        );
        if operation.is_mutation() {
            return TEN * fields.len() as u64;
        }
        self.sum(&fields, data)
    }

    fn sum(&self, fields: &Fields<'a>, data: Option<&Value>) -> u64 {
        let one = |(key, fields): (&&str, &Vec<&'a Field>)| self.field(fields, data.map(|data| &data[*key]));
        fields.iter().map(one).sum()
    }

    fn field(&self, fields: &[&'a Field], data: Option<&Value>) -> u64 {
        let ty: &Type = fields[0].ty();
        let name = ty.inner_named_type();
        if self.official.is_leaf(name) {
            return 0;
        }
        if name == "Count" {
            return TEN;
        }
        if name.ends_with("Connection") {
            return self.connection(fields, data);
        }
        // Nothing is used of an object that is not there, except for having looked.
        let data = data.map(|data| {
            data.as_array()
                .map_or(data, |items| items.first().unwrap_or(&Value::Null))
        });
        let below = match data {
            Some(Value::Null) => 0,
            _ => self.below(fields, name, data),
        };
        let own = u64::from(!name.ends_with("Edge") && !FREE.contains(&name.as_str()));
        own + below
    }

    fn connection(&self, fields: &[&'a Field], data: Option<&Value>) -> u64 {
        let selections = fields.iter().map(|field| field.selection_set.selections.as_slice());
        let inside = self.fields(selections, None);
        let asked = self.page(fields[0]);
        let mut factor = steps(asked);
        let mut node = 0;
        for (key, fields) in &inside {
            let name = fields[0].ty().inner_named_type();
            if fields[0].name != "nodes" && fields[0].name != "edges" {
                continue;
            }
            let Some(data) = data else {
                node += self.field(fields, None);
                continue;
            };
            let came = data[*key].as_array().map_or(&[] as &[Value], Vec::as_slice);
            factor = steps(came.len() as u64);
            let dearest = came.iter().map(|one| self.one(fields, name, one)).max();
            node += dearest.unwrap_or(0);
        }
        2 + factor * node
    }

    /// A node or an edge that came.
    fn one(&self, fields: &[&'a Field], name: &'a Name, data: &Value) -> u64 {
        let own = u64::from(!name.ends_with("Edge"));
        own + self.below(fields, name, Some(data))
    }

    /// What is selected in an object: of an abstract type, the dearest of its members.
    fn below(&self, fields: &[&'a Field], name: &'a Name, data: Option<&Value>) -> u64 {
        let selections = || fields.iter().map(|field| field.selection_set.selections.as_slice());
        if self.official.is_object(name) {
            return self.sum(&self.fields(selections(), Some(name)), data);
        }
        let mut members = Vec::new();
        selections().for_each(|selections| self.members(selections, &mut members));
        let costs = members
            .iter()
            .map(|member| self.sum(&self.fields(selections(), Some(member)), data));
        costs
            .chain([self.sum(&self.fields(selections(), Some(name)), data)])
            .max()
            .unwrap_or(0)
    }

    /// The object types that fragments ask for by name.
    fn members(&self, selections: &'a [Selection], members: &mut Vec<&'a Name>) {
        for selection in selections {
            let (condition, inner) = match selection {
                Selection::Field(_) => continue,
                Selection::InlineFragment(inline) => (inline.type_condition.as_ref(), &inline.selection_set),
                Selection::FragmentSpread(spread) => match self.document.fragments.get(&spread.fragment_name) {
                    Some(fragment) => (Some(fragment.type_condition()), &fragment.selection_set),
                    None => continue,
                },
            };
            members.extend(condition.filter(|name| self.official.is_object(name)));
            self.members(&inner.selections, members);
        }
    }

    /// The fields selected for a type, fragments included. Without a type every fragment counts.
    fn fields(&self, sets: impl IntoIterator<Item = &'a [Selection]>, of: Option<&Name>) -> Fields<'a> {
        let mut fields = Fields::default();
        for selections in sets {
            self.collect(selections, of, &mut fields);
        }
        fields
    }

    fn collect(&self, selections: &'a [Selection], of: Option<&Name>, fields: &mut Fields<'a>) {
        for selection in selections.iter().filter(|selection| self.included(selection)) {
            match selection {
                Selection::Field(field) => fields.entry(field.response_key().as_str()).or_default().push(field),
                Selection::InlineFragment(inline) => {
                    if inline
                        .type_condition
                        .as_ref()
                        .is_none_or(|condition| self.applies(condition, of))
                    {
                        self.collect(&inline.selection_set.selections, of, fields);
                    }
                }
                Selection::FragmentSpread(spread) => {
                    let fragment = self.document.fragments.get(&spread.fragment_name);
                    if let Some(fragment) = fragment.filter(|fragment| self.applies(fragment.type_condition(), of)) {
                        self.collect(&fragment.selection_set.selections, of, fields);
                    }
                }
            }
        }
    }

    fn applies(&self, condition: &Name, of: Option<&Name>) -> bool {
        let Some(of) = of else { return true };
        if condition == of {
            return true;
        }
        match self.official.schema.types.get(condition) {
            Some(ExtendedType::Union(union)) => union.members.contains(of),
            Some(ExtendedType::Interface(_)) => {
                let implementers = self.official.implementers.get(condition);
                implementers.is_some_and(|all| all.iter().any(|name| name == of))
            }
            _ => false,
        }
    }

    /// Whether `@include` and `@skip` leave a selection in.
    fn included(&self, selection: &Selection) -> bool {
        let says = |directive: &str| {
            let found = selection.directives().get(directive)?;
            let value = found.specified_argument_by_name("if")?;
            match value.as_variable() {
                Some(name) => self.variables.get(name.as_str())?.as_bool(),
                None => value.to_bool(),
            }
        };
        says("include") != Some(false) && says("skip") != Some(true)
    }

    /// The size of page that a connection is asked for.
    fn page(&self, field: &Field) -> u64 {
        let size = |name: &str| -> Option<u64> {
            let value = field.specified_argument_by_name(name)?;
            match value.as_variable() {
                Some(name) => self.variables.get(name.as_str()).and_then(JsonValue::as_u64),
                None => value.to_i32().and_then(|n| u64::try_from(n).ok()),
            }
        };
        size("first").or_else(|| size("last")).unwrap_or(0)
    }
}

/// `max(1, ⌊2·ln n⌋)`.
fn steps(n: u64) -> u64 {
    1 + STEPS.iter().take_while(|step| n >= **step).count() as u64
}

#[cfg(test)]
mod tests {
    use super::steps;

    #[test]
    fn the_steps_are_twice_the_logarithm() {
        let of: Vec<u64> = [0, 1, 2, 3, 10, 25, 50, 100, 250].into_iter().map(steps).collect();
        assert_eq!(of, [1, 1, 1, 2, 4, 6, 7, 9, 11]);
    }
}
