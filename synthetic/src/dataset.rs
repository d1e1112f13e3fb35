//! The whole of what is generated: members, resources, and what was deleted.

use jiff::Timestamp;

use crate::calendar::Calendar;
use crate::member::{self, Member};
use crate::options::Options;
use crate::resource_writer::ResourceWriter;
use crate::{directory, provider};

/// Everything that a payer without real members serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dataset {
    /// Those who can sign in: the documented member first, then the other standard members, then the extra members.
    pub members: Vec<Member>,
    /// All resources of the Patient Access API and of the directory. No two of a type share an id.
    pub resources: Vec<Resource>,
    /// What existed once: a read of it answers 410.
    pub deleted: Vec<Deleted>,
}

/// One FHIR R4 resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// Its type, as in `resourceType`.
    pub resource_type: &'static str,
    /// Its id, unique among those of its type.
    pub id: String,
    /// The id of the Patient whose compartment holds it; none for what belongs to no member.
    pub compartment: Option<String>,
    /// Whether it belongs to the provider directory and not to the Patient Access API.
    pub directory: bool,
    /// The same moment as `meta.lastUpdated`.
    pub last_updated: Timestamp,
    /// Compact JSON with `meta.versionId`, `meta.lastUpdated` and, but for a Binary, `meta.profile`.
    pub body: Vec<u8>,
}

/// A resource that was deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub struct Deleted {
    pub resource_type: &'static str,
    pub id: String,
    /// The id of the Patient whose compartment held it.
    pub compartment: Option<String>,
}

/// Generates the standard members, the extra members and the directory.
pub fn generate(options: &Options) -> Dataset {
    let mut dataset = generate_standard(options);
    for index in 0..options.extra_members {
        let (member, resources) = extra_member(options, index);
        dataset.members.push(member);
        dataset.resources.extend(resources);
    }
    dataset
}

/// Generates the standard members, the providers and the directory without extra members: for callers that take those one by one
/// from [`extra_member`], to hold only one in memory.
pub fn generate_standard(options: &Options) -> Dataset {
    let calendar = Calendar::new(options.today);
    let mut providers = ResourceWriter::shared(calendar, options.seed, "");
    provider::put_all(&mut providers);
    let mut dataset = Dataset {
        members: Vec::new(),
        resources: providers.resources,
        deleted: Vec::new(),
    };
    for person in member::standard_members() {
        let mut writer =
            ResourceWriter::member(calendar, options.seed, &person.prefix, &person.patient_id);
        (person.record)(&mut writer, &person, options);
        dataset.resources.extend(writer.resources);
        dataset.deleted.extend(writer.deleted);
        dataset.members.push(person.into_member());
    }
    let mut listing = ResourceWriter::directory(calendar, options.seed);
    directory::put_all(&mut listing);
    dataset.resources.extend(listing.resources);
    dataset
}

/// Generates one extra member, small and quick: `index` counts from 0. Equal to the same member of [`generate`].
pub fn extra_member(options: &Options, index: u32) -> (Member, Vec<Resource>) {
    let person = member::extra(options.seed, index);
    let calendar = Calendar::new(options.today);
    let mut writer =
        ResourceWriter::member(calendar, options.seed, &person.prefix, &person.patient_id);
    (person.record)(&mut writer, &person, options);
    (person.into_member(), writer.resources)
}
