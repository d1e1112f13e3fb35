//! The chapters, in one list: each groups requirements (`chapter` in `features/requirements.toml`), the feature files whose
//! scenarios are about them, and the steps that these are written in. The tests below fail for a requirement, a feature file
//! or a file of steps that the list leaves out.

use super::engine::Definition;
use super::{
    answer, authorization, fhir, granted, include, isolation, metadata, must_support, needs,
    paging, profile, resource, search, token,
};

/// One chapter. Some have steps alone, because scenarios of every subject are written in them; some have no steps of their own.
pub(super) struct Chapter {
    /// The heading in docs/STEPS.md, and the `chapter` of requirements.
    pub title: &'static str,
    /// The steps; the name of the function's module is the file of this folder.
    pub steps: Option<fn() -> Vec<Definition>>,
    /// The paths of the feature files in `features/`, without `.feature`. There are some if there are requirements.
    #[cfg_attr(not(test), expect(dead_code, reason = "only the tests compare it"))]
    pub features: &'static [&'static str],
}

const fn chapter(
    title: &'static str,
    steps: Option<fn() -> Vec<Definition>>,
    features: &'static [&'static str],
) -> Chapter {
    Chapter {
        title,
        steps,
        features,
    }
}

/// Every chapter, in the order of docs/STEPS.md.
pub(super) const CHAPTERS: &[Chapter] = &[
    chapter("What a scenario needs", Some(needs::definitions), &[]),
    chapter(
        "Discovery",
        Some(metadata::definitions),
        &["authorization/discovery"],
    ),
    chapter(
        "Authorization",
        Some(authorization::definitions),
        &["authorization/authorization", "authorization/pkce"],
    ),
    chapter("Consent", None, &["authorization/consent"]),
    chapter("Token requests", Some(token::definitions), &[]),
    chapter(
        "Token answers",
        Some(granted::definitions),
        &[
            "authorization/client_credentials",
            "authorization/expiry",
            "authorization/id_token",
            "authorization/private_key_jwt",
            "authorization/refresh",
            "authorization/token_answers",
        ],
    ),
    chapter("Token errors", None, &["authorization/token_errors"]),
    chapter(
        "Revocation and introspection",
        None,
        &["authorization/introspection", "authorization/revocation"],
    ),
    chapter(
        "Access to the API",
        Some(fhir::definitions),
        &["patient_access/access", "patient_access/scopes"],
    ),
    chapter("Any answer", Some(answer::definitions), &[]),
    chapter(
        "Reads and errors",
        Some(resource::definitions),
        &[
            "patient_access/errors",
            "patient_access/formats",
            "patient_access/reads",
        ],
    ),
    chapter(
        "Search",
        Some(search::definitions),
        &[
            "patient_access/carin_searches",
            "patient_access/dates",
            "patient_access/paging",
            "patient_access/post_search",
            "patient_access/references",
            "patient_access/scfhp_searches",
            "patient_access/search_observation",
            "patient_access/search_patient",
            "patient_access/tokens",
            "patient_access/us_core_searches",
        ],
    ),
    chapter(
        "Isolation",
        Some(isolation::definitions),
        &["patient_access/isolation"],
    ),
    chapter("Included resources", Some(include::definitions), &[]),
    chapter("Pages", Some(paging::definitions), &[]),
    chapter(
        "Profiles",
        Some(profile::definitions),
        &[
            "patient_access/capability",
            "patient_access/must_support",
            "patient_access/profiles",
            "provider_directory/must_support",
            "provider_directory/profiles",
        ],
    ),
    chapter("Must support", Some(must_support::definitions), &[]),
    chapter(
        "Provider directory",
        None,
        &[
            "provider_directory/access",
            "provider_directory/chains",
            "provider_directory/includes",
            "provider_directory/reads",
            "provider_directory/search",
        ],
    ),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::CHAPTERS;

    #[test]
    fn every_feature_file_is_in_one_chapter() {
        let mut listed: Vec<String> = CHAPTERS
            .iter()
            .flat_map(|chapter| chapter.features)
            .map(|path| format!("{path}.feature"))
            .collect();
        listed.sort();
        let files: Vec<String> = crate::features::embedded().into_keys().collect();
        assert_eq!(listed, files, "CHAPTERS in steps/chapters.rs, features/");
    }

    #[test]
    fn every_requirement_is_in_a_chapter_with_feature_files() {
        let of_requirements: BTreeSet<&str> = crate::requirements::requirements()
            .iter()
            .map(|requirement| requirement.chapter.as_str())
            .collect();
        let of_features: BTreeSet<&str> = CHAPTERS
            .iter()
            .filter(|chapter| !chapter.features.is_empty())
            .map(|chapter| chapter.title)
            .collect();
        assert_eq!(
            of_requirements, of_features,
            "features/requirements.toml, CHAPTERS in steps/chapters.rs"
        );
    }

    #[test]
    fn every_file_of_steps_is_in_one_chapter() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/steps");
        let (list, _) = include_str!("chapters.rs")
            .split_once("#[cfg(test)]")
            .expect("the list before the tests");
        let mut count = 0;
        for entry in std::fs::read_dir(folder).expect("the folder of the steps") {
            let path = entry.expect("an entry").path();
            let Ok(text) = std::fs::read_to_string(&path) else {
                continue;
            };
            if text.contains("\npub(super) fn definitions()") {
                count += 1;
                let file = path.file_stem().expect("a name").to_string_lossy();
                let times = list.matches(&format!("Some({file}::definitions)")).count();
                assert_eq!(times, 1, "{file}.rs in CHAPTERS of steps/chapters.rs");
            }
        }
        let with_steps = CHAPTERS.iter().filter(|chapter| chapter.steps.is_some());
        assert_eq!(count, with_steps.count());
    }
}
