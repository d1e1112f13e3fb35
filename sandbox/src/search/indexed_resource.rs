//! A resource as it is kept: the bytes it came in, and what searches need to know of it.

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use http::HeaderValue;
use jiff::Timestamp;
use payerlab_profiles::json::Document;

use super::date::Range;
use super::parameter::SearchParameters;
use super::value::Value;

/// One version of one resource.
#[derive(Debug)]
pub(crate) struct IndexedResource {
    /// Its type, as FHIR names it.
    pub resource_type: Arc<str>,
    /// Its logical id.
    pub id: String,
    /// `meta.lastUpdated`.
    pub last_updated: Timestamp,
    /// The JSON that a read answers, never written anew; empty once the resource is deleted.
    pub body: Bytes,
    /// Deleted: a read is answered with 410, a search does not find it.
    pub deleted: bool,
    parameters: Arc<SearchParameters>,
    index: OnceLock<Box<[(u16, Value)]>>,
    version: OnceLock<String>,
    headers: OnceLock<VersionHeaders>,
}

/// The headers that name a version; written once, since every read sends them.
#[derive(Clone, Debug)]
pub(crate) struct VersionHeaders {
    /// `ETag`; none where the version id holds what no header may.
    pub etag: Option<HeaderValue>,
    /// `Last-Modified`.
    pub last_modified: Option<HeaderValue>,
}

impl IndexedResource {
    /// Keeps a resource; its search values are extracted when the first search asks for one, and once only.
    #[must_use]
    pub(crate) fn new(
        parameters: Arc<SearchParameters>,
        resource_type: Arc<str>,
        id: String,
        last_updated: Timestamp,
        body: Bytes,
        deleted: bool,
    ) -> Self {
        Self {
            resource_type,
            id,
            last_updated,
            body,
            deleted,
            parameters,
            index: OnceLock::new(),
            version: OnceLock::new(),
            headers: OnceLock::new(),
        }
    }

    /// The values of one search parameter of this resource's type.
    pub(crate) fn values(&self, parameter: u16) -> impl Iterator<Item = &Value> {
        let index = self
            .index
            .get_or_init(|| self.parameters.extract(&self.resource_type, &self.body));
        let from = index.partition_point(|(id, _)| *id < parameter);
        index[from..]
            .iter()
            .take_while(move |(id, _)| *id == parameter)
            .map(|(_, value)| value)
    }

    /// When it was last changed, as a range of one microsecond.
    #[must_use]
    pub(crate) fn changed(&self) -> Range {
        let at = self.last_updated.as_microsecond();
        Range {
            start: at,
            end: at + 1,
        }
    }

    /// `meta.versionId`, or 1 where the resource says none.
    #[must_use]
    pub(crate) fn version(&self) -> &str {
        self.version.get_or_init(|| {
            let document = Document::parse(self.body.clone()).ok();
            document
                .as_ref()
                .and_then(|document| document.root().get("meta")?.get("versionId")?.as_str())
                .map_or_else(|| "1".to_owned(), std::borrow::Cow::into_owned)
        })
    }

    /// The headers that name this version (FHIR R4 http, 3.1.0.1.3; RFC 9110 8.8).
    #[must_use]
    pub(crate) fn headers(&self) -> &VersionHeaders {
        self.headers.get_or_init(|| {
            let changed = self.last_updated.strftime("%a, %d %b %Y %H:%M:%S GMT");
            VersionHeaders {
                etag: HeaderValue::from_str(&self.etag()).ok(),
                last_modified: HeaderValue::from_str(&changed.to_string()).ok(),
            }
        })
    }

    /// The weak entity tag of this version (FHIR R4 http, 3.1.0.1.3).
    #[must_use]
    pub(crate) fn etag(&self) -> String {
        format!("W/\"{}\"", self.version())
    }
}
