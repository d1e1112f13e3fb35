Feature: Client credentials
  An app without a member, such as one that mirrors the provider directory, gets a token in its own name, and never one
  that reaches a member's data.

  Background:
    Given the payer announces "grant_types_supported" with "client_credentials"
    And the backend app

  @token-client-credentials-scope @token-client-credentials-scope.works
  Scenario: The backend app gets a token in its own name
    When the app asks for a system token
    Then the app receives a token

  @token-client-credentials-scope @token-client-credentials-scope.no-refresh
  Scenario: A system token comes without a refresh token
    When the app asks for a system token
    Then the app receives a token
    And there is no refresh token (should)

  @token-client-credentials-scope @token-client-credentials-scope.never-granted
  Scenario Outline: A system token never carries <scope>
    When the app asks for a system token with:
      | scope | <scope> |
    Then the granted scopes do not include "<scope>"

    Examples:
      | scope                |
      | patient/*.rs         |
      | patient/Patient.read |
      | user/*.rs            |
      | launch/patient       |
      | offline_access       |

  @token-client-credentials-scope @token-client-credentials-scope.invalid-scope
  Scenario Outline: A system token for <scope> alone is invalid_scope
    When the app asks for a system token with:
      | scope | <scope> |
    Then the token endpoint answers "400" with the error "invalid_scope" (should)

    Examples:
      | scope          |
      | patient/*.rs   |
      | launch/patient |
      | banana         |

  @token-client-credentials-scope @token-client-credentials-scope.public
  Scenario: A public app gets no system token
    Given the public app
    When the app asks for a system token
    Then the token endpoint refuses
