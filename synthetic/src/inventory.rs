//! What a data set holds: one row for each member and resource type, for CSV.

use std::collections::BTreeMap;

use crate::dataset::Dataset;

/// One row of the inventory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The member's user name; `-` for providers, `directory` for the provider directory.
    pub username: String,
    /// The member's Patient id; empty for what belongs to no member.
    pub patient_id: String,
    /// Why the member exists; what the group is otherwise.
    pub reason: String,
    /// The type of resource.
    pub resource_type: String,
    /// How many there are.
    pub count: usize,
    /// How many of that type were deleted.
    pub deleted: usize,
}

impl Row {
    /// The columns' names, in the order of [`Row::columns`].
    pub const HEADER: [&'static str; 6] = [
        "username",
        "patient_id",
        "reason",
        "resource_type",
        "count",
        "deleted",
    ];

    /// The row's fields as text, not yet quoted for CSV.
    pub fn columns(&self) -> [String; 6] {
        [
            self.username.clone(),
            self.patient_id.clone(),
            self.reason.clone(),
            self.resource_type.clone(),
            self.count.to_string(),
            self.deleted.to_string(),
        ]
    }
}

/// How many of each type there are, and how many were deleted.
type Counts = BTreeMap<&'static str, (usize, usize)>;

impl Dataset {
    /// Counts what is there: members in their order, then providers, then the directory, each by type.
    pub fn inventory(&self) -> Vec<Row> {
        let mut counts: BTreeMap<(Option<&str>, bool), Counts> = BTreeMap::new();
        for resource in &self.resources {
            let group = (resource.compartment.as_deref(), resource.directory);
            counts
                .entry(group)
                .or_default()
                .entry(resource.resource_type)
                .or_default()
                .0 += 1;
        }
        for deleted in &self.deleted {
            let group = (deleted.compartment.as_deref(), false);
            counts
                .entry(group)
                .or_default()
                .entry(deleted.resource_type)
                .or_default()
                .1 += 1;
        }
        let members = self.members.iter().map(|member| {
            (
                (Some(member.patient_id.as_str()), false),
                member.username.as_str(),
                member.reason,
            )
        });
        let others = [
            (
                (None, false),
                "-",
                "providers that members' records refer to",
            ),
            ((None, true), "directory", "provider directory"),
        ];
        members
            .chain(others)
            .flat_map(|(group, username, reason)| {
                counts
                    .remove(&group)
                    .unwrap_or_default()
                    .into_iter()
                    .map(move |(resource_type, (count, deleted))| Row {
                        username: username.to_owned(),
                        patient_id: group.0.unwrap_or_default().to_owned(),
                        reason: reason.to_owned(),
                        resource_type: resource_type.to_owned(),
                        count,
                        deleted,
                    })
                    .collect::<Vec<_>>()
            })
            .collect()
    }
}
