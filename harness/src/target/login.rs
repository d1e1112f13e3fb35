//! How a member signs in: on the payer's forms driven by CSS selectors, in a person's own browser, or not at all
//! because a token is given.

use serde::{Deserialize, Serialize};

/// The login strategy of a target.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "strategy", rename_all = "snake_case", deny_unknown_fields)]
pub enum LoginStrategy {
    /// The harness fills in the payer's HTML forms.
    Form(FormLogin),
    /// The harness prints a URL; the person signs in there, and a listener on the app's redirect URI (which must be on
    /// 127.0.0.1) takes the answer.
    Browser {
        /// Seconds that the person has for one sign-in.
        #[serde(default = "browser_wait")]
        wait_seconds: u64,
    },
    /// An access token for the main member is in an environment variable; scenarios that need a sign-in are not
    /// applicable.
    Token {
        /// The environment variable that holds the access token.
        access_token_env: String,
    },
}

fn browser_wait() -> u64 {
    300
}

/// CSS selectors of the payer's sign-in and consent pages.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormLogin {
    /// The input for the user name.
    #[serde(default = "username_selector")]
    pub username: String,
    /// The input for the password.
    #[serde(default = "password_selector")]
    pub password: String,
    /// The button that sends the sign-in form; left out, the form's first submit button.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub submit: Option<String>,
    /// The consent page; left out, the payer shows none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<Consent>,
    /// The member's page of connected apps; left out, withdrawing consent is not applicable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub apps: Option<AppsPage>,
}

fn username_selector() -> String {
    "input[name=username]".to_owned()
}

fn password_selector() -> String {
    "input[type=password]".to_owned()
}

impl Default for FormLogin {
    fn default() -> Self {
        Self {
            username: username_selector(),
            password: password_selector(),
            submit: None,
            consent: None,
            apps: None,
        }
    }
}

/// CSS selectors of the consent page.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// The checkboxes, one a scope, whose `value` is the scope; left out, the page grants all or nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// The radio buttons or options with which a proxy picks a member, whose `value` is the Patient id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patient: Option<String>,
    /// The button that allows.
    pub allow: String,
    /// The button that denies; left out, scenarios that deny are not applicable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deny: Option<String>,
}

/// The page on which a member sees and withdraws the access of apps.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AppsPage {
    /// The absolute URL of the page.
    pub page: String,
    /// The button that withdraws one app's access; `{client_id}` in it stands for the app's client id.
    pub withdraw: String,
}
