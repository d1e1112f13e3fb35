//! The absolute addresses of a payer.

/// The absolute addresses that documents and links name; none ends with a slash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Urls {
    /// The base of everything: the issuer.
    pub issuer: String,
    /// The base of the Patient Access API: `aud` of authorization requests.
    pub patient_access: String,
    /// The base of the Provider Directory API.
    pub directory: String,
    /// The path of the base URL, empty in most cases: what comes before the path of a page in links and redirects.
    pub base_path: String,
}

impl Urls {
    /// The path of a page as a browser must ask for it: links and redirects name no host, so that cookies stay with the
    /// name under which the browser came.
    #[must_use]
    pub fn local(&self, path: &str) -> String {
        format!("{}{path}", self.base_path)
    }

    /// The absolute address of a path that begins with a slash.
    #[must_use]
    pub fn endpoint(&self, path: &str) -> String {
        format!("{}{path}", self.issuer)
    }
}
