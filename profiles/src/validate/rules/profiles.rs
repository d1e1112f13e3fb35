//! Conformance to profiles: those a resource claims, those it is held to, and those of the types of its elements.

use crate::fhirpath::Element;
use crate::json::Node;
use crate::validate::{IssueType, Rule, RuleId, Walk};

/// The profiles of a resource: claimed in `meta.profile`, and given by the caller.
pub(crate) fn check<'a>(walk: &mut Walk<'a>, resource: Element<'a>, given: &[&str]) {
    let Some(node) = resource.node() else { return };
    let claimed = node
        .get("meta")
        .and_then(|meta| meta.get("profile"))
        .into_iter()
        .flat_map(Node::items);
    let mut done: Vec<String> = Vec::new();
    for (canonical, claim) in claimed
        .filter_map(|claim| Some((claim.as_str()?.into_owned(), Some(claim))))
        .chain(given.iter().map(|url| ((*url).to_owned(), None)))
    {
        let url = canonical.split('|').next().unwrap_or(&canonical).to_owned();
        if done.contains(&url) {
            continue;
        }
        done.push(url);
        let Some(profile) = walk.definitions().profile(&canonical) else {
            if claim.is_some() {
                walk.findings.unchecked(format!("profile {canonical}"));
            } else {
                let message = format!("the profile {canonical} is not known");
                walk.findings.error(
                    Some(node),
                    IssueType::NotFound,
                    RuleId::ProfileKnown,
                    message,
                );
            }
            continue;
        };
        if !resource
            .info()
            .is_some_and(|info| info.derives_from(&profile.type_name))
        {
            let message = format!("the profile {canonical} is for a {}", profile.type_name);
            walk.findings.error(
                claim.or(Some(node)),
                IssueType::Structure,
                RuleId::ProfileType,
                message,
            );
            continue;
        }
        walk.findings.held_to(&canonical);
        walk.for_profile(&profile, |walk| {
            walk.element_rules(&profile, profile.root(), resource);
            walk.constrained(&profile, profile.root(), resource);
        });
    }
}

/// The profiles of an element's type: it meets at least one of them.
pub(crate) fn of_type<'a>(walk: &mut Walk<'a>, rule: &Rule, item: Element<'a>) {
    let Some(name) = item.type_name() else { return };
    // What an extension's definition asks has been asked where the extension was found.
    if name == "Extension" {
        return;
    }
    let Some(type_rule) = rule.types.iter().find(|found| found.facts.code == name) else {
        return;
    };
    let mut attempts = Vec::new();
    for url in &type_rule.facts.profiles {
        let Some(profile) = walk.definitions().profile(url) else {
            return walk.findings.unchecked(format!("profile {url}"));
        };
        let (issues, failed) = walk.attempt(|walk| {
            walk.for_profile(&profile, |walk| {
                walk.element_rules(&profile, profile.root(), item);
                walk.constrained(&profile, profile.root(), item);
            });
        });
        if !failed {
            return walk.findings.keep(issues);
        }
        attempts.push(issues);
    }
    match attempts.len() {
        0 => {}
        1 => walk.findings.keep(attempts.remove(0)),
        _ => {
            let message = format!(
                "none of these profiles is met: {}",
                type_rule.facts.profiles.join(", ")
            );
            walk.findings.error(
                item.node(),
                IssueType::Structure,
                RuleId::TypeProfile,
                message,
            );
        }
    }
}
