//! What goes wrong in searches: with single conditions, and with the page that answers.

use super::{Defect, DefectSet};
use crate::answers::{LinkRelation, SearchPage};
use crate::search::SearchParameters;
use crate::search::comparison::{Comparison, System};
use crate::search::criterion::Criterion;
use crate::search::parameter::{Parameter, ParameterKind};
use crate::search::prefix::Prefix;

/// Damages one condition on a parameter.
pub(crate) fn damage_condition(
    condition: &mut Criterion,
    parameter: &Parameter,
    defects: &DefectSet,
) {
    if defects.is_empty() {
        return;
    }
    let Criterion::Any { tests, .. } = condition else {
        return;
    };
    if defects.has(Defect::TokenNoOr) && parameter.kind == ParameterKind::Token {
        tests.truncate(1);
    }
    for test in tests {
        damage_comparison(test, defects);
    }
}

fn damage_comparison(test: &mut Comparison, defects: &DefectSet) {
    match test {
        Comparison::Token { system, .. } if defects.has(Defect::TokenIgnoresSystem) => {
            *system = System::Any;
        }
        Comparison::Date(prefix @ Prefix::Gt, _) if defects.has(Defect::DateGtIsGe) => {
            *prefix = Prefix::Ge;
        }
        Comparison::Date(_, range) if defects.has(Defect::DateNoRange) => {
            range.end = range.start + 1;
        }
        Comparison::Local {
            resource_type: None,
            id,
        } if defects.has(Defect::ReferenceTypedOnly) => id.clear(),
        _ => {}
    }
}

/// Damages all conditions of a search on a type together.
pub(crate) fn damage_conditions(
    conditions: &mut Vec<Criterion>,
    parameters: &SearchParameters,
    resource_type: &str,
    defects: &DefectSet,
) {
    if defects.has(Defect::DateRepeatOr) {
        join_repeated_dates(conditions, parameters, resource_type);
    }
}

/// Makes one condition, met when one of its tests is, of all those on the same date.
fn join_repeated_dates(
    conditions: &mut Vec<Criterion>,
    parameters: &SearchParameters,
    resource_type: &str,
) {
    let dates = parameters
        .of(resource_type)
        .iter()
        .filter(|parameter| parameter.kind == ParameterKind::Date);
    for date in dates {
        let mut joined = Vec::new();
        conditions.retain_mut(|condition| match condition {
            Criterion::Any { parameter, tests } if *parameter == date.id => {
                joined.append(tests);
                false
            }
            _ => true,
        });
        if !joined.is_empty() {
            conditions.push(Criterion::Any {
                parameter: date.id,
                tests: joined,
            });
        }
    }
}

/// Damages the page that answers a search; `posted` when it came by `POST [type]/_search`.
pub(crate) fn damage_page(page: &mut SearchPage<'_>, posted: bool, defects: &DefectSet) {
    if defects.is_empty() {
        return;
    }
    if defects.has(Defect::TotalCountsIncludes) {
        page.total += page.included.len();
    }
    if defects.has(Defect::SelfMissing) {
        page.links
            .retain(|(relation, _)| *relation != LinkRelation::This);
    }
    if posted && defects.has(Defect::PostSelfBare) {
        for (relation, url) in &mut page.links {
            if *relation == LinkRelation::This {
                url.truncate(url.find('?').unwrap_or(url.len()));
            }
        }
    }
}
