Feature: Revocation
  An app that a member removes gives its tokens back, and they are dead at once.

  Background:
    Given the payer announces "revocation_endpoint"

  @revoke-unknown @revoke-unknown.made-up
  Scenario: To revoke a token that does not exist is no error
    When the app revokes the token "{random}"
    Then the answer is "200"

  @revoke-unknown @revoke-unknown.twice
  Scenario: To revoke a token twice is no error
    Given the member has just granted the app "everything"
    And the app was given a refresh token
    When the app revokes the refresh token
    And the app revokes the refresh token
    Then the answer is "200"

  @revoke-unknown @revoke-unknown.no-token
  Scenario: To revoke nothing is a bad request
    When the app revokes the token "(absent)"
    Then the token endpoint answers "400" with the error "invalid_request"

  @revoke-refresh @revoke-refresh.refresh-token
  Scenario: A revoked refresh token does not refresh
    Given the member has just granted the app "everything"
    And the app was given a refresh token
    When the app revokes the refresh token
    Then the answer is "200"
    And the refresh token no longer works

  @revoke-refresh @revoke-refresh.access-token
  Scenario: The access tokens of a revoked refresh token die with it
    Given the member has just granted the app "everything"
    And the app was given a refresh token
    When the app revokes the refresh token
    Then the access token no longer works (should)

  @revoke-refresh @revoke-refresh.wrong-hint
  Scenario: A wrong hint about the token's kind does not save it
    Given the member has just granted the app "everything"
    And the app was given a refresh token
    When the app revokes the refresh token with:
      | token_type_hint | access_token |
    Then the answer is "200"
    And the refresh token no longer works

  @revoke-refresh @revoke-refresh.access-token-itself
  Scenario: A revoked access token opens nothing
    Given the member has just granted the app "everything"
    When the app revokes the access token
    Then the access token no longer works (should)

  @revoke-auth @revoke-auth.none
  Scenario: An app with a secret cannot revoke without it
    Given the confidential app
    And the member has just granted the app "everything"
    And the app was given a refresh token
    When the app authenticates with "no authentication"
    And the app revokes the refresh token
    Then the token endpoint answers "400 or 401" with the error "invalid_client"

  @revoke-auth @revoke-auth.wrong-secret
  Scenario: A wrong secret does not revoke
    Given the confidential app
    And the member has just granted the app "everything"
    When the app authenticates with "wrong secret in Basic"
    And the app revokes the access token
    Then the token endpoint answers "401" with the error "invalid_client"

  @revoke-auth @revoke-auth.still-works
  Scenario: A token whose revocation was refused still works
    Given the confidential app
    And the member has just granted the app "everything"
    When the app authenticates with "wrong secret in Basic"
    And the app revokes the access token
    Then the access token works

  @revoke-auth @revoke-auth.other-client
  Scenario: Another app's token is not revoked
    Given the confidential app
    And the member has just granted the app "everything"
    And the second app
    When the app revokes the access token
    Then the access token works

  @revoke-auth @revoke-auth.other-client-refresh
  Scenario: Another app's refresh token is not revoked
    Given the confidential app
    And the member has just granted the app "everything"
    And the app was given a refresh token
    And the second app
    When the app revokes the refresh token
    Given the confidential app
    When the app refreshes the token
    Then the app receives a token

  @revoke-auth @revoke-auth.other-client-refused
  Scenario: Whoever tries to revoke another app's token is told no
    Given the confidential app
    And the member has just granted the app "everything"
    And the second app
    When the app revokes the access token
    Then the answer is "4xx" (should)
