//! The synthetic data set as the store takes it.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use payerlab_synthetic::{Options, Resource, extra_member, generate_standard};

use super::DataOptions;
use crate::store::{Api, Loaded, Member, StoredResource};

/// What tells this data set from another one.
pub(super) fn label(options: &DataOptions) -> String {
    format!(
        "synthetic seed={} extra-members={}",
        options.seed, options.extra_members
    )
}

fn generation(options: &DataOptions, now: Timestamp) -> Options {
    Options {
        seed: options.seed,
        today: now.to_zoned(TimeZone::UTC).date(),
        extra_members: options.extra_members,
    }
}

/// The ids of its members' Patients.
pub(super) fn patients(options: &DataOptions, now: Timestamp) -> Vec<String> {
    let generation = generation(options, now);
    let standard = generate_standard(&generation).members;
    let extra = (0..options.extra_members).map(|index| extra_member(&generation, index).0);
    standard
        .into_iter()
        .chain(extra)
        .map(|member| member.patient_id)
        .collect()
}

/// Generates the data set as one part.
pub(super) fn load(options: &DataOptions, label: String, now: Timestamp) -> Loaded {
    let generation = generation(options, now);
    let standard = generate_standard(&generation);
    let mut loaded = Loaded {
        label,
        members: standard.members.into_iter().map(member).collect(),
        resources: standard.resources.into_iter().map(resource).collect(),
    };
    loaded
        .resources
        .extend(standard.deleted.into_iter().map(|deleted| StoredResource {
            api: Api::PatientAccess,
            resource_type: deleted.resource_type.to_owned(),
            id: deleted.id,
            compartment: deleted.compartment,
            last_updated: now,
            deleted: true,
            body: bytes::Bytes::new(),
        }));
    for index in 0..options.extra_members {
        let (one, resources) = extra_member(&generation, index);
        loaded.members.push(member(one));
        loaded.resources.extend(resources.into_iter().map(resource));
    }
    loaded
}

fn member(member: payerlab_synthetic::Member) -> Member {
    Member {
        username: member.username,
        password: member.password,
        patient_id: member.patient_id,
        display_name: member.display_name,
        proxies_for: member.proxies_for,
        reason: member.reason.to_owned(),
    }
}

fn resource(resource: Resource) -> StoredResource {
    StoredResource {
        api: if resource.directory {
            Api::Directory
        } else {
            Api::PatientAccess
        },
        resource_type: resource.resource_type.to_owned(),
        id: resource.id,
        compartment: resource.compartment,
        last_updated: resource.last_updated,
        deleted: false,
        body: resource.body.into(),
    }
}
