Feature: Authorization
  The page where a member lets an app in is the most attacked one that a payer has. A request that cannot be trusted must
  end at the payer; one that can be answered goes back to the app with what went wrong.

  # Requests that must not be answered to the app

  @authz-no-redirect @authz-no-redirect.unknown-client
  Scenario: An unknown app is stopped at the payer
    When the app asks for authorization with:
      | client_id | no-such-app-{random} |
    And the member, if asked, signs in and allows everything
    Then the payer shows an error page and does not redirect

  @authz-no-redirect @authz-no-redirect.no-client
  Scenario: A request without an app is stopped at the payer
    When the app asks for authorization with:
      | client_id | (absent) |
    And the member, if asked, signs in and allows everything
    Then the payer shows an error page and does not redirect

  @authz-no-redirect @authz-no-redirect.foreign-uri
  Scenario: A member is never sent to an address that the app did not register
    When the app asks for authorization with:
      | redirect_uri | https://attacker.example.org/callback |
    And the member, if asked, signs in and allows everything
    Then the payer shows an error page and does not redirect

  @authz-no-redirect @authz-no-redirect.exact-uri
  Scenario Outline: A redirect URI must be the registered one letter for letter, not <how>
    When the app asks for authorization with:
      | redirect_uri | <uri> |
    And the member, if asked, signs in and allows everything
    Then the payer shows an error page and does not redirect

    Examples:
      | how                     | uri                                          |
      | with a longer path      | {redirect uri}/more                          |
      | with letters behind it  | {redirect uri}x                              |
      | with a query            | {redirect uri}?next=x                        |
      | with a step upwards     | {redirect uri}/../other                      |
      | as somebody's user name | https://{redirect host}@attacker.example.org |

  @authz-no-redirect @authz-no-redirect.status
  Scenario: The page that stops an unknown app is an error for machines too
    When the app asks for authorization with:
      | client_id | no-such-app-{random} |
    Then the answer is "400" (should)

  @authz-no-redirect @authz-no-redirect.script
  Scenario: What a request carries is not run as a script on the error page
    When the app asks for authorization with:
      | client_id | "><script>alert(7)</script> |
    Then the body does not contain "<script>alert(7)"
    And the payer shows an error page and does not redirect

  # Requests whose error goes back to the app

  @authz-redirect-errors @authz-redirect-errors.response-type
  Scenario Outline: The response type <type> is not supported
    When the app asks for authorization with:
      | response_type | <type> |
    And the member, if asked, signs in and allows everything
    Then the app is sent back with the error "unsupported_response_type or unauthorized_client or invalid_request"

    Examples:
      | type   |
      | token  |
      | banana |

  @authz-redirect-errors @authz-redirect-errors.no-response-type
  Scenario: A request without a response type is invalid
    When the app asks for authorization with:
      | response_type | (absent) |
    And the member, if asked, signs in and allows everything
    Then the app is sent back with the error "invalid_request or unsupported_response_type"

  @authz-redirect-errors @authz-redirect-errors.state
  Scenario Outline: The state comes back as it was sent when it is <kind>
    When the app asks for authorization with:
      | response_type | banana  |
      | state         | <state> |
    And the member, if asked, signs in and allows everything
    Then the app is sent back with the error "unsupported_response_type or unauthorized_client or invalid_request"

    Examples:
      | kind                   | state               |
      | a plain word           | af0ifjsldkj         |
      | made of reserved signs | a+b c&d=e/f?g#h%20i |
      | long                   | {letters 500}       |

  @authz-redirect-errors @authz-redirect-errors.state-of-success
  Scenario: The state comes back with the code
    When the app asks for authorization with:
      | state | a+b c&d=e/f?g#h%20i |
    And the member signs in and allows everything
    Then the app is sent back with a code

  @authz-redirect-errors @authz-redirect-errors.issuer
  Scenario: The error names the payer that sent it
    Given the payer announces "authorization_response_iss_parameter_supported" with "true"
    When the app asks for authorization with:
      | response_type | banana |
    Then the app is sent back with the error "unsupported_response_type or unauthorized_client or invalid_request"
    And the redirect carries "iss" with "{issuer}"

  @authz-redirect-errors @authz-redirect-errors.issuer-of-success
  Scenario: The code comes with the name of the payer that sent it
    Given the payer announces "authorization_response_iss_parameter_supported" with "true"
    And the app has just been given a code
    Then the redirect carries "iss" with "{issuer}"

  @authz-params @authz-params.twice
  Scenario Outline: The parameter <name> given twice is refused
    When the app asks for authorization with:
      | <name> | (twice) |
    And the member, if asked, signs in and allows everything
    Then no code is issued
    And the app is sent back with the error "invalid_request" (should)

    Examples:
      | name           |
      | scope          |
      | response_type  |
      | code_challenge |

  @authz-params @authz-params.client-twice
  Scenario Outline: The parameter <name> given twice is stopped at the payer
    When the app asks for authorization with:
      | <name> | (twice) |
    And the member, if asked, signs in and allows everything
    Then no code is issued

    Examples:
      | name         |
      | client_id    |
      | redirect_uri |

  @authz-params @authz-params.unknown
  Scenario: A parameter that the payer does not know is ignored
    When the app asks for authorization with:
      | favourite_fruit | banana |
    And the member signs in and allows everything
    Then the app is sent back with a code

  @authz-get-post @authz-get-post.get
  Scenario: The app may ask with GET
    When the app asks for authorization
    And the member signs in and allows everything
    Then the app is sent back with a code

  @authz-get-post @authz-get-post.post
  Scenario: The app may ask with POST where the payer announces it
    Given the payer announces "capabilities" with "authorize-post"
    When the app asks for authorization by POST
    And the member signs in and allows everything
    Then the app is sent back with a code

  @authz-get-post @authz-get-post.post-error
  Scenario: A bad request by POST gets the same answer as by GET
    Given the payer announces "capabilities" with "authorize-post"
    When the app asks for authorization by POST with:
      | response_type | banana |
    Then the app is sent back with the error "unsupported_response_type or unauthorized_client or invalid_request"

  @authz-aud @authz-aud.foreign
  Scenario: A token for another server cannot be had here
    When the app asks for authorization with:
      | aud | https://other.example.org/fhir |
    And the member, if asked, signs in and allows everything
    Then no code is issued

  @authz-aud @authz-aud.absent
  Scenario: A request that does not say which server it is for is refused
    When the app asks for authorization with:
      | aud | (absent) |
    And the member, if asked, signs in and allows everything
    Then no code is issued

  @authz-aud @authz-aud.similar
  Scenario: A server whose address only begins like this one is another server
    When the app asks for authorization with:
      | aud | {fhir base}.attacker.example.org/fhir |
    And the member, if asked, signs in and allows everything
    Then no code is issued

  @authz-prompt-none @authz-prompt-none.login-required
  Scenario: A member who is not signed in is not asked when the app forbids it
    Given the payer announces "capabilities" with "sso-openid-connect"
    When the app asks for authorization with:
      | prompt | none |
    Then the app is sent back with the error "login_required or interaction_required"

  @authz-unknown-scopes @authz-unknown-scopes.beside-known
  Scenario Outline: The scope <scope> is not granted beside a real one
    When the app asks for authorization with:
      | scope | launch/patient patient/Patient.rs <scope> |
    And the member, if asked, signs in and allows everything
    And the app, if it was given a code, exchanges it
    Then the granted scopes do not include "<scope>"

    Examples:
      | scope             |
      | banana            |
      | patient/Nope.rs   |
      | patient/Patient.x |
      | admin             |

  @authz-unknown-scopes @authz-unknown-scopes.alone
  Scenario: A scope that does not exist is not granted when it is all that the app asks for
    When the app asks for authorization with:
      | scope | banana |
    And the member, if asked, signs in and allows everything
    And the app, if it was given a code, exchanges it
    Then the granted scopes do not include "banana"

  @authz-unknown-scopes @authz-unknown-scopes.error
  Scenario: A request of which no scope is left says so
    When the app asks for authorization with:
      | scope | banana |
    And the member, if asked, signs in and allows everything
    Then the app is sent back with the error "invalid_scope" (should)

  @authz-no-offline @authz-no-offline.no-refresh-token
  Scenario: An app that did not ask to stay gets no refresh token
    Given the app has just been given a code for "launch/patient patient/Patient.rs"
    When the app exchanges the code
    Then the app receives a token
    And there is no refresh token (should)

  @authz-code @authz-code.unguessable
  Scenario: Two codes have nothing in common that would help to guess a third
    Given the app has just been given a code
    And the app has just been given a code
    Then the code has room for 128 random bits
    And the code differs from the previous code in "20" characters or more
