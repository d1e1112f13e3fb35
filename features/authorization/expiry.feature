Feature: Expiry
  A token lives as long as the payer said when it gave it, and no longer.

  @token-expiry @token-expiry.api
  Scenario: The API refuses a token past its time
    Given the payer has a Patient Access API
    And the short_lived app
    And the member has just granted the app "everything"
    When the access token has expired
    And the app reads "Patient/{patient}"
    Then the answer is "401"
    And the challenge is Bearer with the error "invalid_token" (should)

  @token-expiry @token-expiry.works-before
  Scenario: The token of the same app works before its time is over
    Given the payer has a Patient Access API
    And the short_lived app
    And the member has just granted the app "everything"
    Then the access token works
