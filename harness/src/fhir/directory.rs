//! The directory's access: anonymous where it answers so (Plan-Net asks for that), else a token of the directory app.

use crate::{
    exchange::Request,
    outcome::{Stop, Verdict},
    target::AppRole,
    world::{Api, World},
};

impl World {
    /// The token with which to ask the directory; `None` where it needs none.
    pub(crate) async fn directory_token(&self) -> Verdict<Option<String>> {
        let base = self.base_of(Api::Directory)?;
        let open = self
            .run
            .directory_open
            .get(&(), &self.wire, async |wire| {
                let request = Request::get(format!("{}?_count=1", base.join("Organization")));
                let exchange = wire
                    .send(request.header("Accept", "application/fhir+json"))
                    .await?;
                Ok(exchange
                    .answer
                    .as_ref()
                    .is_ok_and(|answer| !matches!(answer.status(), 401 | 403)))
            })
            .await?;
        if open {
            return Ok(None);
        }
        let role = [AppRole::Directory, AppRole::Backend]
            .into_iter()
            .find(|role| self.run.apps.contains_key(role))
            .ok_or_else(|| {
                Stop::Unproven(
                    "the directory asks for a token, and the target file names no directory app"
                        .into(),
                )
            })?;
        Ok(Some(self.system_tokens(role, "").await?.access))
    }
}
