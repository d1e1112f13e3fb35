Feature: Introspection
  A data server asks the authorization server whether a token is alive, and learns nothing about one that is not.

  Background:
    Given the payer announces "introspection_endpoint"

  @introspect @introspect.active
  Scenario: A live token is active
    Given the member has granted the app "everything"
    When the app introspects the access token
    Then the answer is "200"
    And introspection says active
    And the JSON is valid against "introspection"

  @introspect @introspect.facts
  Scenario Outline: Introspection tells the <field> of a live token
    Given the member has granted the app "everything"
    When the app introspects the access token
    Then the JSON at "/<field>" is present

    Examples:
      | field     |
      | scope     |
      | client_id |
      | exp       |

  @introspect @introspect.patient
  Scenario: Introspection tells whose data a live token reaches
    Given the member has granted the app "launch/patient patient/Patient.rs"
    When the app introspects the access token
    Then the JSON at "/patient" is "{patient}"

  @introspect @introspect.unknown
  Scenario: A token that does not exist is inactive, and no more is said
    When the app introspects the token "{random}"
    Then the answer is "200"
    And introspection says inactive
    And the JSON at "/client_id" is absent (should)

  @introspect @introspect.revoked
  Scenario: A revoked token is inactive
    Given the payer announces "revocation_endpoint"
    And the member has just granted the app "everything"
    And the app was given a refresh token
    When the app revokes the refresh token
    And the app introspects the refresh token
    Then the answer is "200"
    And introspection says inactive

  @introspect @introspect.no-authentication
  Scenario: Introspection is not for strangers
    Given the confidential app
    And the member has granted the app "everything"
    When the app authenticates with "no authentication"
    And the app introspects the access token
    Then the answer is "4xx"
    And the answer is "401" (should)
    And the JSON at "/active" is absent

  @introspect @introspect.wrong-secret
  Scenario: Introspection is not for who does not know the secret
    Given the confidential app
    And the member has granted the app "everything"
    When the app authenticates with "wrong secret in Basic"
    And the app introspects the access token
    Then the answer is "401"

  @token-expiry @token-expiry.introspection
  Scenario: A token past its time is inactive
    Given the short_lived app
    And the member has just granted the app "everything"
    When the access token has expired
    And the app introspects the access token
    Then introspection says inactive
