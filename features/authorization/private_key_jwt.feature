Feature: Private key JWT
  An app that signs its requests with a key of its own has no secret to lose. Its signed statement is for this token
  endpoint, for a few minutes, and for once.

  Background:
    Given the payer announces "token_endpoint_auth_methods_supported" with "private_key_jwt"
    And the key_pair app

  @token-private-key-jwt @token-private-key-jwt.works
  Scenario: A right assertion gets a token
    When the app asks for a token
    Then the app receives a token

  @token-private-key-jwt @token-private-key-jwt.signature
  Scenario: An assertion signed by another key gets nothing
    When the app authenticates with "assertion signed by another key"
    And the app asks for a token
    Then the token endpoint answers "400 or 401" with the error "invalid_client"

  @token-private-key-jwt @token-private-key-jwt.audience
  Scenario: An assertion for another server gets nothing
    When the app authenticates with "assertion for another audience"
    And the app asks for a token
    Then the token endpoint answers "400 or 401" with the error "invalid_client"

  @token-private-key-jwt @token-private-key-jwt.expired
  Scenario: An expired assertion gets nothing
    When the app authenticates with "expired assertion"
    And the app asks for a token
    Then the token endpoint answers "400 or 401" with the error "invalid_client"

  @token-private-key-jwt @token-private-key-jwt.used
  Scenario: An assertion works once
    When the app asks for a token
    Then the app receives a token
    When the app authenticates with "used assertion"
    And the app asks for a token
    Then the token endpoint answers "400 or 401" with the error "invalid_client"

  @token-private-key-jwt @token-private-key-jwt.unsigned
  Scenario: An assertion without a signature gets nothing
    When the app authenticates with "unsigned assertion"
    And the app asks for a token
    Then the token endpoint answers "400 or 401" with the error "invalid_client"

  @token-private-key-jwt @token-private-key-jwt.none
  Scenario: The client id alone gets nothing
    When the app authenticates with "no authentication"
    And the app asks for a token
    Then the token endpoint answers "400 or 401" with the error "invalid_client"
