Feature: Consent
  The member decides. Whatever is ticked or unticked on the payer's page is what the app gets, no more and no less, and a
  member can take it back.

  @consent-page @consent-page.sign-in
  Scenario: A member who is not signed in is asked to sign in first
    When the app asks for authorization
    Then the payer shows a page to sign in

  @consent-page @consent-page.app
  Scenario: The consent page says which app asks
    When the app asks for authorization
    And the member signs in
    Then the consent page names the app (should)

  @consent-page @consent-page.scopes
  Scenario: The consent page offers each scope by itself
    When the app asks for authorization
    And the member signs in
    Then the consent page offers each scope by itself (should)

  @consent-page @consent-page.frame
  Scenario: The pages of the payer cannot be put into a frame of another site
    When the app asks for authorization
    Then the payer's page cannot be framed (should)

  @consent-all @consent-all.token
  Scenario: All that the member allows is granted
    When the app asks for authorization with:
      | scope | launch/patient patient/Patient.rs patient/Observation.rs |
    And the member signs in and allows everything
    And the app exchanges the code
    Then the granted scopes include "patient/Patient.rs patient/Observation.rs"

  @consent-all @consent-all.not-more
  Scenario: Nothing that the app did not ask for is granted
    When the app asks for authorization with:
      | scope | launch/patient patient/Patient.rs |
    And the member signs in and allows everything
    And the app exchanges the code
    Then the granted scopes do not include "patient/Observation.rs"

  @authz-partial-consent @authz-partial-consent.listed
  Scenario: The token lists only what the member left ticked
    When the app asks for authorization with:
      | scope | launch/patient patient/Patient.rs patient/Observation.rs |
    And the member signs in and allows everything but "patient/Observation.rs"
    And the app exchanges the code
    Then the app receives a token
    And the granted scopes include "patient/Patient.rs"
    And the granted scopes do not include "patient/Observation.rs"

  @consent-some @consent-some.data
  Scenario: What the member withheld cannot be read
    Given the payer has a Patient Access API
    When the app asks for authorization with:
      | scope | launch/patient patient/Patient.rs patient/Observation.rs |
    And the member signs in and allows everything but "patient/Observation.rs"
    And the app exchanges the code
    And the app searches Observation with:
      | patient | {patient} |
    Then the answer is "401 or 403"

  @consent-some @consent-some.rest
  Scenario: What the member did not withhold can be read
    Given the payer has a Patient Access API
    When the app asks for authorization with:
      | scope | launch/patient patient/Patient.rs patient/Observation.rs |
    And the member signs in and allows everything but "patient/Observation.rs"
    And the app exchanges the code
    And the app reads "Patient/{patient}"
    Then the answer is "200"

  @consent-some @consent-some.refresh
  Scenario: A refresh does not bring back what the member withheld
    When the app asks for authorization with:
      | scope | launch/patient offline_access patient/Patient.rs patient/Observation.rs |
    And the member signs in and allows everything but "patient/Observation.rs"
    And the app exchanges the code
    Given the app was given a refresh token
    When the app refreshes the token
    Then the granted scopes do not include "patient/Observation.rs"

  @consent-some @consent-some.offline
  Scenario: A member may withhold that the app stays
    When the app asks for authorization with:
      | scope | launch/patient offline_access patient/Patient.rs |
    And the member signs in and allows everything but "offline_access"
    And the app exchanges the code
    Then the app receives a token
    And there is no refresh token

  @authz-denied @authz-denied.error @consent-none
  Scenario: A member who denies sends the app back with access_denied
    When the app asks for authorization
    And the member signs in and denies
    Then the app is sent back with the error "access_denied"

  @authz-denied @authz-denied.state
  Scenario: A denial carries the state of the request
    When the app asks for authorization with:
      | state | deny a+b c&d=e |
    And the member signs in and denies
    Then the app is sent back with the error "access_denied"

  @consent-none @consent-none.nothing-ticked
  Scenario: A member who unticks everything gives no data away
    When the app asks for authorization with:
      | scope | patient/Patient.rs patient/Observation.rs |
    And the member signs in and allows everything but "patient/Patient.rs patient/Observation.rs"
    And the app, if it was given a code, exchanges it
    Then the granted scopes do not include "patient/Patient.rs"
    And the granted scopes do not include "patient/Observation.rs"

  @consent-withdrawn @consent-withdrawn.access-token
  Scenario: An app whose access was withdrawn reads nothing any more
    Given the member has just granted the app "everything"
    When the member withdraws the app's access
    Then the access token no longer works

  @consent-withdrawn @consent-withdrawn.refresh-token
  Scenario: An app whose access was withdrawn cannot refresh
    Given the member has just granted the app "everything"
    And the app was given a refresh token
    When the member withdraws the app's access
    Then the refresh token no longer works
