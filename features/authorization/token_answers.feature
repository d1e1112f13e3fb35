Feature: Token answers
  What a success carries: the same of every grant, never kept by a cache, and enough for the app to know what it may do
  and for whom.

  @token-success @token-success.code
  Scenario Outline: The <role> app exchanges its code for a token
    Given the <role> app
    And the app has just been given a code
    When the app exchanges the code
    Then the app receives a token
    And the access token works

    Examples:
      | role         |
      | public       |
      | confidential |

  @token-success @token-success.secret-in-body
  Scenario: An app may send its secret in the body where the payer announces it
    Given the payer announces "token_endpoint_auth_methods_supported" with "client_secret_post"
    And the confidential app
    And the app has just been given a code
    When the app authenticates with "secret in the body"
    And the app exchanges the code
    Then the app receives a token

  @token-success @token-success.no-store
  Scenario: The answer to a code is kept by no cache
    Given the app has just been given a code
    When the app exchanges the code
    Then the answer is "200"
    And the header "Cache-Control" contains "no-store"

  @token-success @token-success.pragma
  Scenario: The answer to a code is kept by no old cache either
    Given the app has just been given a code
    When the app exchanges the code
    Then the answer is "200"
    And the header "Pragma" contains "no-cache"

  @token-success @token-success.shape
  Scenario: The answer to a code is JSON of the right shape
    Given the app has just been given a code
    When the app exchanges the code
    Then the answer is "200"
    And the answer is JSON
    And the JSON is valid against "token-response"

  @token-success @token-success.expires-in
  Scenario: The answer says in numbers how long the token lives
    Given the app has just been given a code
    When the app exchanges the code
    Then the answer is "200"
    And the JSON at "/expires_in" is a number or absent
    And the JSON at "/expires_in" is present (should)

  @token-success @token-success.scope
  Scenario: The answer says what was granted
    Given the app has just been given a code
    When the app exchanges the code
    Then the answer is "200"
    And the JSON at "/scope" is a string

  @token-success @token-success.patient
  Scenario: The answer says whose data these are
    Given the app has just been given a code for "launch/patient patient/Patient.rs"
    When the app exchanges the code
    Then the JSON at "/patient" is "{patient}"

  @token-success @token-success.refresh
  Scenario: A refresh is answered like a code
    Given the member has just granted the app "everything"
    And the app was given a refresh token
    When the app refreshes the token
    Then the app receives a token
    And the header "Cache-Control" contains "no-store"
    And the header "Pragma" contains "no-cache"

  @token-success @token-success.system
  Scenario: A system token is answered like a code
    Given the payer announces "grant_types_supported" with "client_credentials"
    And the backend app
    When the app asks for a system token
    Then the app receives a token
    And the header "Cache-Control" contains "no-store"
    And the header "Pragma" contains "no-cache"

  @token-success @token-success.error-no-store
  Scenario: An error is kept by no cache either
    When the app exchanges the code with:
      | code | {random} |
    Then the answer is "400"
    And the header "Cache-Control" contains "no-store" (should)
