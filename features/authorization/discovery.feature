Feature: Discovery
  Before an app can ask a member for anything it must find out where to ask and what the payer supports. Everything it
  needs stands in public documents below the API's base URL and below the issuer.

  Background:
    Given the payer has a Patient Access API

  @discovery @discovery.smart-configuration
  Scenario: The SMART configuration can be read without a token
    Given the app has no token
    When the app reads the SMART configuration
    Then the answer is "200"
    And the JSON is valid against "smart-configuration"

  @discovery @discovery.json-whatever-accept
  Scenario Outline: The SMART configuration is JSON when the app accepts <accept>
    When the app reads the SMART configuration with:
      | Accept | <accept> |
    Then the answer is "200"
    And the answer is JSON

    Examples:
      | accept               |
      | */*                  |
      | text/html            |
      | application/fhir+xml |

  @metadata @metadata.smart-endpoints
  Scenario Outline: The SMART configuration names <what> by an absolute URL
    When the app reads the SMART configuration
    Then the JSON at "/<field>" is an absolute URL

    Examples:
      | what                       | field                  |
      | the authorization endpoint | authorization_endpoint |
      | the token endpoint         | token_endpoint         |

  @metadata @metadata.optional-endpoints
  Scenario Outline: The <name> that the payer announces is an absolute URL
    Given the payer announces "<name>"
    When the app reads the SMART configuration
    Then the JSON at "/<name>" is an absolute URL or absent

    Examples:
      | name                   |
      | revocation_endpoint    |
      | introspection_endpoint |
      | jwks_uri               |
      | issuer                 |

  @metadata @metadata.s256
  Scenario: S256 is listed as a challenge method
    When the app reads the SMART configuration
    Then the JSON at "/code_challenge_methods_supported" contains "S256"

  @metadata @metadata.no-plain
  Scenario: The challenge method plain is not listed
    When the app reads the SMART configuration
    Then the JSON at "/code_challenge_methods_supported" does not contain "plain"

  @metadata @metadata.authorization-code
  Scenario: The authorization code grant is listed
    When the app reads the SMART configuration
    Then the JSON at "/grant_types_supported" contains "authorization_code"

  @metadata @metadata.capabilities
  Scenario: The SMART configuration lists what the payer is capable of
    When the app reads the SMART configuration
    Then the JSON at "/capabilities" is present

  @metadata @metadata.same-issuer
  Scenario: All metadata documents name the same issuer
    When the app reads the SMART configuration
    Then every metadata document names the same issuer

  @metadata @metadata.oauth
  Scenario: The OAuth metadata are what RFC 8414 asks for
    When the app reads the OAuth metadata
    Then the answer is "200"
    And the JSON is valid against "authorization-server"
    And the JSON at "/issuer" is "{issuer}"

  @metadata @metadata.openid
  Scenario: The OpenID configuration is there when the payer signs members in for apps
    Given the payer announces "capabilities" with "sso-openid-connect"
    When the app reads the OpenID configuration
    Then the answer is "200"
    And the JSON is valid against "openid-configuration"
    And the JSON at "/issuer" is "{issuer}"

  @metadata @metadata.openid-rs256
  Scenario: ID tokens can be signed with RS256
    Given the payer announces "capabilities" with "sso-openid-connect"
    When the app reads the OpenID configuration
    Then the JSON at "/id_token_signing_alg_values_supported" contains "RS256"

  @metadata @metadata.keys
  Scenario: The published keys are public keys only
    Given the payer announces "jwks_uri"
    When the app reads the keys
    Then the answer is "200"
    And the JSON at "/keys/0/kty" is present
    And the JSON at "/keys/0/d" is absent

  @metadata @metadata.basic-listed
  Scenario: An app that authenticates in the Authorization header finds this way listed
    Given the confidential app
    And the app has just been given a code
    When the app authenticates with "secret in Basic"
    And the app exchanges the code
    Then the app receives a token
    When the app reads the OAuth metadata
    Then the JSON at "/token_endpoint_auth_methods_supported" contains "client_secret_basic" or is absent

  @metadata @metadata.refresh-listed
  Scenario: A payer that hands out refresh tokens lists the grant
    Given the member has just granted the app "everything"
    And the app was given a refresh token
    When the app reads the OAuth metadata
    Then the JSON at "/grant_types_supported" contains "refresh_token" (should)

  @metadata @metadata.client-credentials-listed
  Scenario: A payer that hands out system tokens lists the grant
    Given the backend app
    When the app asks for a system token
    Then the app receives a token
    When the app reads the OAuth metadata
    Then the JSON at "/grant_types_supported" contains "client_credentials" (should)

  @metadata @metadata.listed-grant-works
  Scenario Outline: The grant <grant> works where it is listed
    Given the payer announces "grant_types_supported" with "<grant>"
    When the app exchanges the code with:
      | grant_type    | <grant>  |
      | code          | {random} |
      | refresh_token | {random} |
      | username      | {random} |
      | password      | {random} |
    Then the body does not contain "unsupported_grant_type"

    Examples:
      | grant                                        |
      | authorization_code                           |
      | refresh_token                                |
      | client_credentials                           |
      | password                                     |
      | urn:ietf:params:oauth:grant-type:device_code |

  @metadata @metadata.cors
  Scenario Outline: A browser app on another site may read <document>
    When the app reads <document> with:
      | Origin | https://app.example.org |
    Then the header "Access-Control-Allow-Origin" is present (should)
    And there is no header "Access-Control-Allow-Credentials" (should)

    Examples:
      | document                 |
      | the SMART configuration  |
      | the OAuth metadata       |
      | the OpenID configuration |
