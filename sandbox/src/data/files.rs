//! A user's own resources: JSON files, Bundles and NDJSON, in any folder structure (FHIR R4 json and nd-json).

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use jiff::Timestamp;
use payerlab_profiles::json::{Document, Node, NodeKind};

use super::error::DataError;
use super::ownership;
use crate::dialect::Dialect;
use crate::store::{Api, Loaded, Member, StoredResource};

/// The password of members that are made for a user's own Patients: the documented one.
const PASSWORD: &str = "SyntheticPassword";

/// A resource on its way in, with the place that it came from.
pub(super) struct Incoming {
    pub path: PathBuf,
    /// The line where it begins, from 1.
    pub line: usize,
    /// The API that will serve it.
    pub api: Api,
    pub resource_type: String,
    pub id: String,
    /// `Bundle.entry.fullUrl`, where there was one.
    full_url: Option<String>,
    pub body: Bytes,
    /// The Patient in whose compartment it is.
    pub compartment: Option<String>,
}

impl Incoming {
    /// An error at the place where the resource came from.
    pub(super) fn error(&self, reason: impl Into<String>) -> DataError {
        DataError::Resource {
            path: self.path.clone(),
            line: self.line,
            reason: reason.into(),
        }
    }
}

/// Loads a file or folder; `patients` are those that are there already.
///
/// # Errors
/// The first place that is wrong.
pub(super) fn load(
    path: &Path,
    label: String,
    patients: &[String],
    dialect: &Dialect,
    now: Timestamp,
) -> Result<Loaded, DataError> {
    let mut files = Vec::new();
    collect(path, &mut files)?;
    if files.is_empty() {
        return Err(DataError::Read {
            path: path.to_owned(),
            reason: "there is no .json or .ndjson file in it".to_owned(),
        });
    }
    let mut incoming = Vec::new();
    for file in files {
        read(&file, &mut incoming)?;
    }
    all_served(&incoming, dialect)?;
    once_each(&incoming)?;
    localize(&mut incoming);
    ownership::settle(&mut incoming, patients)?;
    let members = incoming
        .iter()
        .filter(|one| one.resource_type == "Patient")
        .map(member)
        .collect();
    let resources = incoming.into_iter().map(|one| stored(one, now)).collect();
    Ok(Loaded {
        label,
        members,
        resources,
    })
}

/// Every .json and .ndjson file below a path, in the order of their names.
fn collect(path: &Path, into: &mut Vec<PathBuf>) -> Result<(), DataError> {
    let unreadable = |error: std::io::Error| DataError::Read {
        path: path.to_owned(),
        reason: error.to_string(),
    };
    if !fs::metadata(path).map_err(unreadable)?.is_dir() {
        into.push(path.to_owned());
        return Ok(());
    }
    let mut entries = fs::read_dir(path)
        .map_err(unreadable)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(unreadable)?;
    entries.sort();
    for entry in entries {
        if entry.is_dir()
            || is_ndjson(&entry)
            || entry
                .extension()
                .is_some_and(|extension| extension == "json")
        {
            collect(&entry, into)?;
        }
    }
    Ok(())
}

fn is_ndjson(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == "ndjson")
}

fn read(path: &Path, into: &mut Vec<Incoming>) -> Result<(), DataError> {
    let bytes: Bytes = fs::read(path)
        .map_err(|error| DataError::Read {
            path: path.to_owned(),
            reason: error.to_string(),
        })?
        .into();
    if !is_ndjson(path) {
        return parse(path, &bytes, 1, into);
    }
    let mut start = 0;
    for (line, end) in memchr::memchr_iter(b'\n', &bytes)
        .chain([bytes.len()])
        .enumerate()
    {
        let row = bytes.slice(start..end);
        start = (end + 1).min(bytes.len());
        if !row.trim_ascii().is_empty() {
            parse(path, &row, line + 1, into)?;
        }
    }
    Ok(())
}

/// Reads one JSON text that begins at a line.
fn parse(
    path: &Path,
    bytes: &Bytes,
    line: usize,
    into: &mut Vec<Incoming>,
) -> Result<(), DataError> {
    let wrong = |line: usize, reason: String| DataError::Resource {
        path: path.to_owned(),
        line,
        reason,
    };
    let document = Document::parse(bytes.clone()).map_err(|error| {
        wrong(
            line + error.line as usize - 1,
            format!("this is no JSON: {error}"),
        )
    })?;
    let at = |node: Node<'_>| line + node.position().line as usize - 1;
    let root = document.root();
    if text(root, "resourceType").as_deref() != Some("Bundle") {
        into.push(
            resource(path, root, None, bytes, at(root))
                .map_err(|reason| wrong(at(root), reason))?,
        );
        return Ok(());
    }
    for entry in root.get("entry").into_iter().flat_map(Node::items) {
        let Some(node) = entry.get("resource") else {
            return Err(wrong(
                at(entry),
                "this Bundle entry holds no resource".to_owned(),
            ));
        };
        let full_url = text(entry, "fullUrl");
        into.push(
            resource(path, node, full_url, bytes, at(node))
                .map_err(|reason| wrong(at(node), reason))?,
        );
    }
    Ok(())
}

fn resource(
    path: &Path,
    node: Node<'_>,
    full_url: Option<String>,
    bytes: &Bytes,
    line: usize,
) -> Result<Incoming, String> {
    if node.kind() != NodeKind::Object {
        return Err("a FHIR resource is a JSON object".to_owned());
    }
    let resource_type = text(node, "resourceType").ok_or("this object has no resourceType")?;
    // Synthea and others name a resource by its fullUrl alone.
    let id = text(node, "id").ok_or_else(|| format!("this {resource_type} has no id"))?;
    if !crate::search::value::is_id(&id) {
        return Err(format!(
            "`{id}` is no FHIR id: 1 to 64 letters, digits, - and ."
        ));
    }
    let directory = path
        .components()
        .any(|part| part.as_os_str() == "directory")
        || matches!(
            resource_type.as_str(),
            "InsurancePlan" | "OrganizationAffiliation"
        )
        || claims_plan_net(node);
    let api = if directory {
        Api::Directory
    } else {
        Api::PatientAccess
    };
    Ok(Incoming {
        path: path.to_owned(),
        line,
        api,
        resource_type,
        id,
        full_url,
        body: bytes.slice(node.span()),
        compartment: None,
    })
}

fn claims_plan_net(node: Node<'_>) -> bool {
    let profiles = node.get("meta").and_then(|meta| meta.get("profile"));
    profiles
        .into_iter()
        .flat_map(Node::items)
        .filter_map(Node::as_str)
        .any(|profile| profile.contains("plan-net"))
}

fn text(node: Node<'_>, name: &str) -> Option<String> {
    node.get(name)
        .and_then(Node::as_str)
        .map(std::borrow::Cow::into_owned)
}

fn all_served(incoming: &[Incoming], dialect: &Dialect) -> Result<(), DataError> {
    let unserved = incoming.iter().find(|one| {
        !dialect
            .api(one.api)
            .resource_types
            .contains(&one.resource_type)
    });
    unserved.map_or(Ok(()), |one| {
        let name = &one.resource_type;
        Err(one.error(format!(
            "the resource type {name} is not served by this API"
        )))
    })
}

fn once_each(incoming: &[Incoming]) -> Result<(), DataError> {
    let mut seen: HashMap<(Api, &str, &str), &Incoming> = HashMap::new();
    for one in incoming {
        if let Some(earlier) = seen.insert((one.api, &one.resource_type, &one.id), one) {
            return Err(one.error(format!(
                "{}/{} stands also at {}:{}",
                one.resource_type,
                one.id,
                earlier.path.display(),
                earlier.line
            )));
        }
    }
    Ok(())
}

/// Turns references by a Bundle's `urn:` fullUrl into references to this server.
fn localize(incoming: &mut [Incoming]) {
    let names: HashMap<String, String> = incoming
        .iter()
        .filter_map(|one| {
            let url = one
                .full_url
                .as_ref()
                .filter(|url| url.starts_with("urn:"))?;
            Some((url.clone(), format!("{}/{}", one.resource_type, one.id)))
        })
        .collect();
    if names.is_empty() {
        return;
    }
    for one in incoming {
        let Ok(source) = std::str::from_utf8(&one.body) else {
            continue;
        };
        let mut out = String::with_capacity(source.len());
        let mut rest = source;
        while let Some(at) = rest.find("\"urn:") {
            let (before, quoted) = rest.split_at(at + 1);
            let end = quoted.find('"').unwrap_or(quoted.len());
            out.push_str(before);
            out.push_str(
                names
                    .get(&quoted[..end])
                    .map_or(&quoted[..end], String::as_str),
            );
            rest = &quoted[end..];
        }
        out.push_str(rest);
        one.body = out.into();
    }
}

/// A member who can sign in for a user's own Patient: by its id, with the documented password.
fn member(patient: &Incoming) -> Member {
    let name = Document::parse(patient.body.clone())
        .ok()
        .and_then(|document| {
            let name = document.root().get("name")?.items().next()?;
            let given = name
                .get("given")
                .and_then(|given| given.items().next())
                .and_then(Node::as_str);
            let parts = [
                given.map(std::borrow::Cow::into_owned),
                text(name, "family"),
            ];
            Some(parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
        });
    Member {
        username: patient.id.clone(),
        password: PASSWORD.to_owned(),
        patient_id: patient.id.clone(),
        display_name: name
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| patient.id.clone()),
        proxies_for: Vec::new(),
        reason: format!("loaded from {}", patient.path.display()),
    }
}

fn stored(one: Incoming, now: Timestamp) -> StoredResource {
    let last_updated = Document::parse(one.body.clone())
        .ok()
        .and_then(|document| {
            document
                .root()
                .get("meta")?
                .get("lastUpdated")?
                .as_str()?
                .parse()
                .ok()
        })
        .unwrap_or(now);
    StoredResource {
        api: one.api,
        resource_type: one.resource_type,
        id: one.id,
        compartment: one.compartment,
        last_updated,
        deleted: false,
        body: one.body,
    }
}
