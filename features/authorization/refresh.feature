Feature: Refresh
  An app that may stay trades its refresh token for a new access token, never for more than the member allowed.

  @token-refresh @token-refresh.works
  Scenario Outline: The <role> app refreshes its token
    Given the <role> app
    And the member has just granted the app "everything"
    And the app was given a refresh token
    When the app refreshes the token
    Then the app receives a token
    And the access token works

    Examples:
      | role         |
      | public       |
      | confidential |

  @token-refresh @token-refresh.same-scopes
  Scenario: A refresh that names no scope keeps what was granted
    Given the member has just granted the app "launch/patient offline_access patient/Patient.rs"
    And the app was given a refresh token
    When the app refreshes the token
    Then the granted scopes include "patient/Patient.rs"
    And the granted scopes do not include "patient/Observation.rs"

  @token-refresh @token-refresh.narrower-scope
  Scenario: A refresh for less gets less
    Given the member has just granted the app "launch/patient offline_access patient/Patient.rs patient/Observation.rs"
    And the app was given a refresh token
    When the app refreshes the token with:
      | scope | launch/patient offline_access patient/Patient.rs |
    Then the app receives a token
    And the granted scopes do not include "patient/Observation.rs"

  @token-refresh @token-refresh.never-wider
  Scenario: A refresh never gets more than the member allowed
    Given the member has just granted the app "launch/patient offline_access patient/Patient.rs"
    And the app was given a refresh token
    When the app refreshes the token with:
      | scope | launch/patient offline_access patient/Patient.rs patient/Observation.rs |
    Then the granted scopes do not include "patient/Observation.rs"

  @token-refresh @token-refresh.wider-scope
  Scenario: A refresh for more than the member allowed is invalid_scope
    Given the member has just granted the app "launch/patient offline_access patient/Patient.rs"
    And the app was given a refresh token
    When the app refreshes the token with:
      | scope | launch/patient offline_access patient/Patient.rs patient/Observation.rs |
    Then the token endpoint answers "400" with the error "invalid_scope" (should)

  @token-refresh @token-refresh.unknown-token
  Scenario: A refresh token that the app made up is worthless
    When the app refreshes the token with:
      | refresh_token | {random} |
    Then the token endpoint answers "400" with the error "invalid_grant"

  @token-refresh @token-refresh.no-token
  Scenario: A refresh without a token is a bad request
    When the app refreshes the token with:
      | refresh_token | (absent) |
    Then the token endpoint answers "400" with the error "invalid_request or invalid_grant"

  @token-refresh @token-refresh.access-token
  Scenario: An access token is no refresh token
    Given the member has just granted the app "everything"
    When the app refreshes the token with:
      | refresh_token | {access token} |
    Then the token endpoint answers "400" with the error "invalid_grant"

  @token-refresh @token-refresh.rotated-out
  Scenario: A refresh token that was replaced is worthless
    Given the public app
    And the member has just granted the app "everything"
    And the app was given a refresh token
    When the app refreshes the token
    Given the refresh token was replaced
    When the app refreshes the token with:
      | refresh_token | {previous refresh token} |
    Then the token endpoint answers "400" with the error "invalid_grant"

  @token-refresh @token-refresh.family-revoked
  Scenario: Whoever uses a replaced refresh token ends the whole grant
    Given the public app
    And the member has just granted the app "everything"
    And the app was given a refresh token
    When the app refreshes the token
    Given the refresh token was replaced
    When the app refreshes the token with:
      | refresh_token | {previous refresh token} |
    Then the refresh token no longer works

  @token-refresh @token-refresh.family-access
  Scenario: The access tokens of a grant that was ended so end too
    Given the public app
    And the member has just granted the app "everything"
    And the app was given a refresh token
    When the app refreshes the token
    Given the refresh token was replaced
    When the app refreshes the token with:
      | refresh_token | {previous refresh token} |
    Then the access token no longer works (should)

  @token-refresh-other-client @token-refresh-other-client.confidential
  Scenario: A refresh token of one app is worthless to another
    Given the confidential app
    And the member has just granted the app "everything"
    And the app was given a refresh token
    And the second app
    When the app refreshes the token
    Then the token endpoint answers "400" with the error "invalid_grant"

  @token-refresh-other-client @token-refresh-other-client.public
  Scenario: A refresh token of a public app is worthless to another
    Given the public app
    And the member has just granted the app "everything"
    And the app was given a refresh token
    And the second app
    When the app refreshes the token
    Then the token endpoint answers "400" with the error "invalid_grant"

  @token-refresh-other-client @token-refresh-other-client.client-id-only
  Scenario: A refresh token of an app with a secret does not work by the client id alone
    Given the confidential app
    And the member has just granted the app "everything"
    And the app was given a refresh token
    When the app authenticates with "no authentication"
    And the app refreshes the token
    Then the token endpoint answers "400 or 401" with the error "invalid_client"
