Feature: ID tokens
  An app that asks who the member is gets a statement that the payer signed, that it can check with the payer's published
  keys, and that belongs to its own request.

  Background:
    Given the payer announces "capabilities" with "sso-openid-connect"

  @id-token @id-token.valid
  Scenario: The ID token is signed by the payer, for this app, and for now
    Given the app has just been given a code for "openid fhirUser launch/patient patient/Patient.rs"
    When the app exchanges the code
    Then the app receives a token
    And the ID token is valid

  @authz-nonce @authz-nonce.comes-back
  Scenario: The nonce comes back in the ID token
    Given the app has just been given a code for "openid fhirUser launch/patient patient/Patient.rs"
    When the app exchanges the code
    Then the ID token carries the nonce

  @id-token @id-token.fhir-user
  Scenario: The ID token names the FHIR resource of the person who signed in
    Given the app has just been given a code for "openid fhirUser launch/patient patient/Patient.rs"
    When the app exchanges the code
    Then the ID token has the claim "fhirUser"

  @id-token @id-token.only-when-asked
  Scenario: No ID token where the app did not ask who the member is
    Given the app has just been given a code for "launch/patient patient/Patient.rs"
    When the app exchanges the code
    Then the app receives a token
    And the JSON at "/id_token" is absent (should)
