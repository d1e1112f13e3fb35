//! What one request may see. Reads, searches, includes and chains all go through a view, so what is not in it cannot
//! leave by any of them (SMART App Launch 2.0, scopes; FHIR R4 compartments).

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use super::criterion::Criterion;
use super::holdings::{Holdings, Shelf};
use super::resource::Stored;
use super::search;
use crate::access::{Access, Decision, Permission};
use crate::fault::{Defect, DefectSet};

/// The resources of one API that one request may see.
pub(super) struct View<'s> {
    /// The API.
    pub holdings: &'s Holdings,
    /// The defects that are switched on.
    pub defects: &'s DefectSet,
    access: Option<&'s Access>,
    rules: RefCell<HashMap<String, Rc<Rule>>>,
}

/// What the scopes say of one resource type.
#[derive(Debug)]
pub(super) enum Rule {
    /// Nothing of it.
    Nothing,
    /// All of it that the shelves hold.
    Everything,
    /// What meets all conditions of one of these (granular scopes).
    Matching(Vec<Vec<Criterion>>),
}

impl Rule {
    fn allows(&self, stored: &Stored) -> bool {
        match self {
            Self::Nothing => false,
            Self::Everything => true,
            Self::Matching(any) => any
                .iter()
                .any(|all| all.iter().all(|criterion| criterion.holds(stored))),
        }
    }
}

/// Which shelves a request reaches.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// The member's own and the shared one.
    Own,
    /// Every shelf: system scopes, and the defects that leak.
    All,
}

impl<'s> View<'s> {
    /// What `access` may see; `None` is a request without a token to an API that asks for none.
    #[must_use]
    pub(super) fn new(
        holdings: &'s Holdings,
        access: Option<&'s Access>,
        defects: &'s DefectSet,
    ) -> Self {
        Self {
            holdings,
            defects,
            access,
            rules: RefCell::default(),
        }
    }

    /// The member whose compartment this is.
    #[must_use]
    pub(super) fn patient(&self) -> Option<&str> {
        self.access.and_then(|access| access.patient.as_deref())
    }

    /// The shelves that the request's token reaches; an API that asks for no token has but the shared one.
    #[must_use]
    pub(super) fn own(&self) -> Reach {
        if self.access.is_none_or(|access| access.system) {
            Reach::All
        } else {
            Reach::Own
        }
    }

    /// What the scopes allow of a type, by reading or searching.
    #[must_use]
    pub(super) fn rule(&self, resource_type: &str) -> Rc<Rule> {
        if let Some(rule) = self.rules.borrow().get(resource_type) {
            return Rc::clone(rule);
        }
        let rule = Rc::new(self.make_rule(resource_type));
        self.rules
            .borrow_mut()
            .insert(resource_type.to_owned(), Rc::clone(&rule));
        rule
    }

    fn make_rule(&self, resource_type: &str) -> Rule {
        let Some(access) = self.access else {
            return Rule::Everything;
        };
        if self.defects.has(Defect::ScopeUnchecked) {
            return Rule::Everything;
        }
        if self.defects.has(Defect::LaunchGivesPatient)
            && resource_type == "Patient"
            && access.patient.is_some()
        {
            return Rule::Everything;
        }
        let read = access.scopes.allows(resource_type, Permission::Read);
        let search = access.scopes.allows(resource_type, Permission::Search);
        match (read, search) {
            (Decision::No, Decision::No) => Rule::Nothing,
            (Decision::Yes, _) | (_, Decision::Yes) => Rule::Everything,
            (Decision::Only(_), _) | (_, Decision::Only(_))
                if self.defects.has(Defect::GranularIgnored) =>
            {
                Rule::Everything
            }
            (read, search) => Rule::Matching(
                [read, search]
                    .into_iter()
                    .flat_map(|decision| {
                        if let Decision::Only(queries) = decision {
                            queries
                        } else {
                            Vec::new()
                        }
                    })
                    .filter_map(|query| search::granular(self.holdings, resource_type, &query))
                    .collect(),
            ),
        }
    }

    /// Whether the scopes allow this interaction with the type at all.
    #[must_use]
    pub(super) fn permits(&self, resource_type: &str, permission: Permission) -> bool {
        let Some(access) = self.access else {
            return true;
        };
        if self.defects.has(Defect::ReadNoSearch)
            && permission == Permission::Search
            && access
                .scopes
                .resources()
                .iter()
                .all(|scope| scope.version_1)
        {
            return false;
        }
        let defective = self.defects.has(Defect::ScopeUnchecked)
            || (self.defects.has(Defect::LaunchGivesPatient) && resource_type == "Patient");
        defective
            || !matches!(
                access.scopes.allows(resource_type, permission),
                Decision::No
            )
    }

    /// A resource that may be seen on these shelves, deleted or not.
    #[must_use]
    pub(super) fn get(
        &self,
        reach: Reach,
        resource_type: &str,
        id: &str,
    ) -> Option<&'s Arc<Stored>> {
        let rule = self.rule(resource_type);
        self.shelves(reach)
            .find_map(|shelf| shelf.get(resource_type, id))
            .filter(|stored| stored.deleted || rule.allows(stored))
    }

    /// Every resource of a type that may be seen on these shelves.
    pub(super) fn each(
        &self,
        reach: Reach,
        resource_type: &str,
    ) -> impl Iterator<Item = &'s Arc<Stored>> + use<'s> {
        let rule = self.rule(resource_type);
        let resource_type = resource_type.to_owned();
        self.shelves(reach)
            .flat_map(move |shelf| shelf.of_type(&resource_type))
            .filter(move |stored| rule.allows(stored))
    }

    /// Every resource of a type that may be seen on the shelves of these members, or on the shared one: where a query names
    /// its members, nobody else's records need be looked at.
    pub(super) fn each_of(
        &self,
        patients: &[&str],
        resource_type: &str,
    ) -> impl Iterator<Item = &'s Arc<Stored>> + use<'s> {
        let rule = self.rule(resource_type);
        let resource_type = resource_type.to_owned();
        let holdings = self.holdings;
        let named: Vec<_> = patients
            .iter()
            .filter_map(|patient| holdings.members.get(*patient))
            .collect();
        named
            .into_iter()
            .chain(std::iter::once(&holdings.shared))
            .flat_map(move |shelf| shelf.of_type(&resource_type))
            .filter(move |stored| rule.allows(stored))
    }

    fn shelves(&self, reach: Reach) -> impl Iterator<Item = &'s Shelf> + use<'s> {
        let holdings = self.holdings;
        let own = match reach {
            Reach::Own => self
                .patient()
                .and_then(|patient| holdings.members.get(patient)),
            Reach::All => None,
        };
        let all = (reach == Reach::All).then(|| holdings.members.values());
        own.into_iter()
            .chain(all.into_iter().flatten())
            .chain(std::iter::once(&holdings.shared))
    }

    /// The shelves that this defect opens when it is switched on, or else the request's own.
    #[must_use]
    pub(super) fn leaking(&self, defect: Defect) -> Reach {
        if self.defects.has(defect) {
            Reach::All
        } else {
            self.own()
        }
    }
}
