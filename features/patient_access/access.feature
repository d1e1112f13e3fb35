Feature: Access
  Health data are opened by a living token in its right place and by nothing else. The refusal tells an app what to do
  about it, and repeats no secret.

  Background:
    Given the payer has a Patient Access API

  @fhir-no-token @fhir-no-token.read
  Scenario: Nothing can be read without a token
    Given the app has no token
    When the app reads "Patient/{patient}"
    Then the answer is "401"

  @fhir-no-token @fhir-no-token.search
  Scenario Outline: <type> cannot be searched without a token
    Given the app has no token
    When the app searches <type> with:
      | patient | {patient} |
    Then the answer is "401"

    Examples:
      | type                 |
      | Observation          |
      | ExplanationOfBenefit |
      | Coverage             |

  @fhir-no-token @fhir-no-token.challenge
  Scenario: The refusal asks for a Bearer token
    Given the app has no token
    When the app reads "Patient/{patient}"
    Then the answer is "401"
    And the challenge is Bearer

  @fhir-no-token @fhir-no-token.no-error-code
  Scenario: Who sent no token is not told that a token was wrong
    Given the app has no token
    When the app reads "Patient/{patient}"
    Then the answer is "401"
    And the challenge is Bearer without an error (should)

  @fhir-no-token @fhir-no-token.garbage
  Scenario: A made-up token is 401
    Given the app holds the token "{random}"
    When the app reads "Patient/{patient}"
    Then the answer is "401"
    And the challenge is Bearer

  @fhir-no-token @fhir-no-token.invalid-token
  Scenario: Who sent a wrong token is told so
    Given the app holds the token "{random}"
    When the app reads "Patient/{patient}"
    Then the answer is "401"
    And the challenge is Bearer with the error "invalid_token" (should)

  @fhir-no-token @fhir-no-token.altered
  Scenario Outline: A real token that was <how> is 401
    Given the member has granted the app "everything"
    And the app holds the token "<token>"
    When the app reads "Patient/{patient}"
    Then the answer is "401"

    Examples:
      | how              | token                         |
      | lengthened       | {access token}AAAA            |
      | joined to itself | {access token}.{access token} |

  @fhir-no-token @fhir-no-token.refresh-token
  Scenario: A refresh token is no access token
    Given the member has just granted the app "everything"
    And the app was given a refresh token
    And the app holds the token "{refresh token}"
    When the app reads "Patient/{patient}"
    Then the answer is "401"

  @fhir-no-token @fhir-no-token.revoked
  Scenario: A revoked token is 401
    Given the payer announces "revocation_endpoint"
    And the member has just granted the app "everything"
    When the app revokes the access token
    And the app reads "Patient/{patient}"
    Then the answer is "401" (should)

  @fhir-no-token @fhir-no-token.outcome
  Scenario: The refusal is an OperationOutcome
    Given the app has no token
    When the app reads "Patient/{patient}"
    Then the answer is "401"
    And the answer is an OperationOutcome (should)

  @fhir-no-token @fhir-no-token.directory-token
  Scenario: A token for the directory opens no member's data
    Given the directory app
    And the app holds a system token
    When the app reads "Patient/{patient}"
    Then the answer is "401 or 403 or 404"

  @fhir-scheme @fhir-scheme.case
  Scenario Outline: The scheme is read when it is written <scheme>
    Given the member has granted the app "everything"
    When the app reads "Patient/{patient}" with:
      | Authorization | <scheme> {access token} |
    Then the answer is "200"

    Examples:
      | scheme |
      | Bearer |
      | bearer |
      | BEARER |

  @fhir-scheme @fhir-scheme.none
  Scenario: A token without a scheme opens nothing
    Given the member has granted the app "everything"
    When the app reads "Patient/{patient}" with:
      | Authorization | {access token} |
    Then the answer is "400 or 401"
    And the answer is "401" (should)

  @fhir-scheme @fhir-scheme.other
  Scenario: A token under another scheme opens nothing
    Given the member has granted the app "everything"
    When the app reads "Patient/{patient}" with:
      | Authorization | Basic {access token} |
    Then the answer is "400 or 401"

  @fhir-scheme @fhir-scheme.query
  Scenario: A token in the URL opens nothing
    Given the member has granted the app "everything"
    When the app reads "Patient/{patient}?access_token={access token}" with:
      | Authorization | (absent) |
    Then the answer is "4xx"

  @fhir-no-token-echo @fhir-no-token-echo.garbage
  Scenario: The refusal does not repeat a wrong token
    Given the app holds the token "secret-{random}"
    When the app reads "Patient/{patient}"
    Then the answer is "4xx"
    And the answer does not repeat the token

  @fhir-no-token-echo @fhir-no-token-echo.not-found
  Scenario: An error does not repeat a right token
    Given the member has granted the app "everything"
    When the app reads "Observation/{random}"
    Then the answer is "4xx"
    And the answer does not repeat the token

  @fhir-no-token-echo @fhir-no-token-echo.no-scheme
  Scenario: A header that cannot be read is not repeated either
    Given the app has no token
    When the app reads "Patient/{patient}" with:
      | Authorization | secret-without-a-scheme |
    Then the answer is "4xx"
    And the body does not contain "secret-without-a-scheme"
