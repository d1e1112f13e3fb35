//! What one request may see. Reads, searches, includes and chains all go through a view, so what is not in it cannot
//! leave by any of them (SMART App Launch 2.0, scopes; FHIR R4 compartments).

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use super::api_data::{ApiData, Compartment};
use crate::access::{Access, Allowance, Permission};
use crate::fault::{Defect, DefectSet};
use crate::search::criterion::Criterion;
use crate::search::{IndexedResource, granular};

/// The resources of one API that one request may see.
pub(super) struct View<'s> {
    /// The data of the API that the request is for.
    pub data: &'s ApiData,
    /// The defects that are switched on.
    pub defects: &'s DefectSet,
    access: Option<&'s Access>,
    /// By [`Purpose`], judged when it is first asked for.
    by_type: [RefCell<HashMap<String, Rc<TypeAccess>>>; 3],
}

/// What a resource is looked at for: each scope is a permission with a constraint of its own, and the one for reads says
/// nothing of searches (SMART App Launch 2.0, scopes).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// By its id: scopes with `r`.
    Read,
    /// As a match of a search, or on the way of a chain: scopes with `s`.
    Search,
    /// Brought along by a search: scopes with either.
    Include,
}

/// What the scopes say of one resource type.
#[derive(Debug)]
enum TypeAccess {
    /// No scope names the type.
    Nothing,
    /// All of it that is in the compartments.
    Everything,
    /// What meets all conditions of one of these (granular scopes).
    Matching(Vec<Vec<Criterion>>),
}

impl TypeAccess {
    fn allows(&self, stored: &IndexedResource) -> bool {
        match self {
            Self::Nothing => false,
            Self::Everything => true,
            Self::Matching(any) => any
                .iter()
                .any(|all| all.iter().all(|criterion| criterion.holds(stored))),
        }
    }
}

/// Which compartments a request reaches, the shared one among them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// The member's own.
    Own,
    /// Every member's: system scopes, and the defects that leak.
    All,
}

impl<'s> View<'s> {
    /// What `access` may see; `None` is a request without a token to an API that asks for none.
    #[must_use]
    pub(super) fn new(
        data: &'s ApiData,
        access: Option<&'s Access>,
        defects: &'s DefectSet,
    ) -> Self {
        Self {
            data,
            defects,
            access,
            by_type: Default::default(),
        }
    }

    /// The member whose compartment this is.
    #[must_use]
    pub(super) fn patient(&self) -> Option<&str> {
        self.access.and_then(|access| access.patient.as_deref())
    }

    /// The compartments that the request's token reaches; an API that asks for no token has only the shared one.
    #[must_use]
    pub(super) fn own(&self) -> Reach {
        if self.access.is_none_or(|access| access.system) {
            Reach::All
        } else {
            Reach::Own
        }
    }

    /// What the scopes allow of a type.
    #[must_use]
    fn access_to(&self, resource_type: &str, purpose: Purpose) -> Rc<TypeAccess> {
        let by_type = &self.by_type[purpose as usize];
        if let Some(access) = by_type.borrow().get(resource_type) {
            return Rc::clone(access);
        }
        let access = Rc::new(self.judge_scopes(resource_type, purpose));
        by_type
            .borrow_mut()
            .insert(resource_type.to_owned(), Rc::clone(&access));
        access
    }

    fn judge_scopes(&self, resource_type: &str, purpose: Purpose) -> TypeAccess {
        let Some(access) = self.access else {
            return TypeAccess::Everything;
        };
        if self.defects.has(Defect::ScopeUnchecked) {
            return TypeAccess::Everything;
        }
        if self.defects.has(Defect::LaunchGivesPatient)
            && resource_type == "Patient"
            && access.patient.is_some()
        {
            return TypeAccess::Everything;
        }
        let by = |permission, counts: bool| match counts {
            true => access.scopes.allows(resource_type, permission),
            false => Allowance::No,
        };
        let read = by(Permission::Read, purpose != Purpose::Search);
        let search = by(Permission::Search, purpose != Purpose::Read);
        match (read, search) {
            (Allowance::No, Allowance::No) => TypeAccess::Nothing,
            (Allowance::Yes, _) | (_, Allowance::Yes) => TypeAccess::Everything,
            (Allowance::Only(_), _) | (_, Allowance::Only(_))
                if self.defects.has(Defect::GranularIgnored) =>
            {
                TypeAccess::Everything
            }
            (read, search) => TypeAccess::Matching(
                [read, search]
                    .into_iter()
                    .flat_map(|decision| {
                        if let Allowance::Only(queries) = decision {
                            queries
                        } else {
                            Vec::new()
                        }
                    })
                    .filter_map(|query| {
                        granular::conditions(&self.data.parameters, resource_type, &query)
                    })
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
                Allowance::No
            )
    }

    /// A resource that may be seen in these compartments, deleted or not.
    #[must_use]
    pub(super) fn get(
        &self,
        reach: Reach,
        purpose: Purpose,
        resource_type: &str,
        id: &str,
    ) -> Option<&'s Arc<IndexedResource>> {
        let access = self.access_to(resource_type, purpose);
        self.compartments(reach)
            .find_map(|compartment| compartment.get(resource_type, id))
            .filter(|stored| stored.deleted || access.allows(stored))
    }

    /// Every resource of a type that may be seen in these compartments.
    pub(super) fn each(
        &self,
        reach: Reach,
        purpose: Purpose,
        resource_type: &str,
    ) -> impl Iterator<Item = &'s Arc<IndexedResource>> + use<'s> {
        let access = self.access_to(resource_type, purpose);
        let resource_type = resource_type.to_owned();
        self.compartments(reach)
            .flat_map(move |compartment| compartment.of_type(&resource_type))
            .filter(move |stored| access.allows(stored))
    }

    /// Every resource of a type that may be seen in the compartments of these members, or in the shared one: where a query
    /// names its members, nobody else's records need be looked at.
    pub(super) fn each_of(
        &self,
        patients: &[&str],
        purpose: Purpose,
        resource_type: &str,
    ) -> impl Iterator<Item = &'s Arc<IndexedResource>> + use<'s> {
        let access = self.access_to(resource_type, purpose);
        let resource_type = resource_type.to_owned();
        let data = self.data;
        let named: Vec<_> = patients
            .iter()
            .filter_map(|patient| data.members.get(*patient))
            .collect();
        named
            .into_iter()
            .chain(std::iter::once(&data.shared))
            .flat_map(move |compartment| compartment.of_type(&resource_type))
            .filter(move |stored| access.allows(stored))
    }

    fn compartments(&self, reach: Reach) -> impl Iterator<Item = &'s Compartment> + use<'s> {
        let data = self.data;
        let own = match reach {
            Reach::Own => self.patient().and_then(|patient| data.members.get(patient)),
            Reach::All => None,
        };
        let all = (reach == Reach::All).then(|| data.members.values());
        own.into_iter()
            .chain(all.into_iter().flatten())
            .chain(std::iter::once(&data.shared))
    }

    /// The compartments that this defect opens when it is switched on, or else the request's own.
    #[must_use]
    pub(super) fn leaking(&self, defect: Defect) -> Reach {
        if self.defects.has(defect) {
            Reach::All
        } else {
            self.own()
        }
    }
}
