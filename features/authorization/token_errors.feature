Feature: Token errors
  What the token endpoint says to an app that got something wrong. An app can only put things right when the error is the
  one that the standard promises; and a mistake must never end in a token.

  # Wrong credentials

  @token-invalid-client @token-invalid-client.wrong-secret
  Scenario: A wrong secret in the Authorization header is 401 invalid_client
    Given the confidential app
    And the app has just been given a code
    When the app authenticates with "wrong secret in Basic"
    And the app exchanges the code
    Then the token endpoint answers "401" with the error "invalid_client"

  @token-invalid-client @token-invalid-client.challenge
  Scenario: The 401 for a wrong secret says how to authenticate
    Given the confidential app
    And the app has just been given a code
    When the app authenticates with "wrong secret in Basic"
    And the app exchanges the code
    Then the answer is "401"
    And the header "WWW-Authenticate" contains "Basic"

  @token-invalid-client @token-invalid-client.wrong-secret-in-body
  Scenario: A wrong secret in the body is invalid_client
    Given the confidential app
    And the app has just been given a code
    When the app authenticates with "wrong secret in the body"
    And the app exchanges the code
    Then the token endpoint answers "400 or 401" with the error "invalid_client"

  @token-invalid-client @token-invalid-client.unknown-client
  Scenario: An unknown client id in the Authorization header is 401 invalid_client
    Given the confidential app
    And the app has just been given a code
    When the app authenticates with "unknown client in Basic"
    And the app exchanges the code
    Then the token endpoint answers "401" with the error "invalid_client"

  @token-invalid-client @token-invalid-client.unknown-client-in-body
  Scenario: An unknown client id in the body is invalid_client
    Given the confidential app
    And the app has just been given a code
    When the app authenticates with "unknown client in the body"
    And the app exchanges the code
    Then the token endpoint answers "400 or 401" with the error "invalid_client"

  @token-invalid-client @token-invalid-client.no-authentication
  Scenario: An app that has a secret gets no token without it
    Given the confidential app
    And the app has just been given a code
    When the app authenticates with "no authentication"
    And the app exchanges the code
    Then the token endpoint answers "400 or 401" with the error "invalid_client"

  @token-invalid-client @token-invalid-client.system-token
  Scenario: A wrong secret gets no system token
    Given the payer announces "grant_types_supported" with "client_credentials"
    And the backend app
    When the app authenticates with "wrong secret in Basic"
    And the app asks for a system token
    Then the token endpoint answers "401" with the error "invalid_client"

  @token-invalid-client @token-invalid-client.refresh
  Scenario: A wrong secret does not refresh
    Given the confidential app
    And the member has just granted the app "everything"
    And the app was given a refresh token
    When the app authenticates with "wrong secret in Basic"
    And the app refreshes the token
    Then the token endpoint answers "401" with the error "invalid_client"

  @token-two-auth-methods @token-two-auth-methods.basic-and-body
  Scenario: Credentials in the header and in the body at once are a bad request
    Given the confidential app
    And the app has just been given a code
    When the app authenticates with "Basic and body"
    And the app exchanges the code
    Then the token endpoint answers "400" with the error "invalid_request"

  # Codes

  @token-code-replay @token-code-replay.second-use
  Scenario: A code works once
    Given the app has just been given a code
    When the app exchanges the code
    Then the app receives a token
    When the app exchanges the code
    Then the token endpoint answers "400" with the error "invalid_grant"

  @token-code-replay @token-code-replay.revokes-tokens
  Scenario: A code used twice costs the access token from its first use
    Given the app has just been given a code
    When the app exchanges the code
    Then the app receives a token
    When the app exchanges the code
    Then the access token no longer works (should)

  @token-code-replay @token-code-replay.revokes-refresh
  Scenario: A code used twice costs the refresh token from its first use
    Given the app has just been given a code
    When the app exchanges the code
    Then the app receives a token
    Given the app was given a refresh token
    When the app exchanges the code
    Then the refresh token no longer works (should)

  @token-code-binding @token-code-binding.other-client
  Scenario: A code of one app is worthless to another
    Given the confidential app
    And the app has just been given a code
    And the second app
    When the app exchanges the code
    Then the token endpoint answers "400" with the error "invalid_grant"

  @token-code-binding @token-code-binding.other-redirect-uri
  Scenario: A code is worthless with another redirect URI
    Given the app has just been given a code
    When the app exchanges the code with:
      | redirect_uri | https://other.example.org/callback |
    Then the token endpoint answers "400" with the error "invalid_grant"

  @token-code-binding @token-code-binding.no-redirect-uri
  Scenario: A code is worthless without the redirect URI that it was asked for with
    Given the app has just been given a code
    When the app exchanges the code with:
      | redirect_uri | (absent) |
    Then the token endpoint answers "400" with the error "invalid_grant or invalid_request"

  @token-code-binding @token-code-binding.expired
  Scenario: A code that is too old is worthless
    Given the short_lived app
    And the app has just been given a code
    When the code has expired
    And the app exchanges the code
    Then the token endpoint answers "400" with the error "invalid_grant"

  @authz-code @authz-code.made-up
  Scenario: A code that the app made up is worthless
    When the app exchanges the code with:
      | code | {random} |
    Then the token endpoint answers "400" with the error "invalid_grant"

  @authz-code @authz-code.altered
  Scenario Outline: A code that was <how> is worthless
    Given the app has just been given a code
    When the app exchanges the code with:
      | code | <code> |
    Then the token endpoint answers "400" with the error "invalid_grant"

    Examples:
      | how                  | code         |
      | lengthened           | {code}A      |
      | put behind something | A{code}      |
      | joined with itself   | {code}{code} |

  # Grants

  @token-grant-type @token-grant-type.unknown
  Scenario: An unknown grant type is unsupported_grant_type
    When the app exchanges the code with:
      | grant_type | banana   |
      | code       | {random} |
    Then the token endpoint answers "400" with the error "unsupported_grant_type"

  @token-grant-type @token-grant-type.none
  Scenario: No grant type is invalid_request
    When the app exchanges the code with:
      | grant_type | (absent) |
      | code       | {random} |
    Then the token endpoint answers "400" with the error "invalid_request"

  @token-grant-type @token-grant-type.empty
  Scenario: An empty grant type counts as none
    When the app exchanges the code with:
      | grant_type | (empty)  |
      | code       | {random} |
    Then the token endpoint answers "400" with the error "invalid_request or unsupported_grant_type"

  @token-grant-type @token-grant-type.twice
  Scenario: A grant type given twice is refused
    Given the app has just been given a code
    When the app exchanges the code with:
      | grant_type | (twice) |
    Then the token endpoint answers "400" with the error "invalid_request" (should)

  @token-grant-type @token-grant-type.no-code
  Scenario: An exchange without a code is refused
    When the app exchanges the code with:
      | code | (absent) |
    Then the token endpoint answers "400" with the error "invalid_request or invalid_grant"

  # Where the parameters stand

  @token-query-params @token-query-params.code
  Scenario: Parameters in the URL of the token endpoint are not read
    Given the public app
    And the app has just been given a code
    When the app sends the token endpoint:
      | method       | POST                                                                                                                                              |
      | query        | grant_type=authorization_code&code={code}&redirect_uri={redirect uri encoded}&client_id={client id encoded}&code_verifier={code verifier encoded} |
      | content-type | application/x-www-form-urlencoded                                                                                                                 |
    Then the token endpoint refuses

  @token-query-params @token-query-params.verifier
  Scenario: A verifier in the URL does not complete the request in the body
    Given the public app
    And the app has just been given a code
    When the app sends the token endpoint:
      | method       | POST                                                                                                        |
      | query        | code_verifier={code verifier encoded}                                                                       |
      | content-type | application/x-www-form-urlencoded                                                                           |
      | body         | grant_type=authorization_code&code={code}&redirect_uri={redirect uri encoded}&client_id={client id encoded} |
    Then the token endpoint refuses

  @token-method @token-method.get
  Scenario: The token endpoint does not answer to GET
    Given the public app
    And the app has just been given a code
    When the app sends the token endpoint:
      | method | GET                                                                                                                                               |
      | query  | grant_type=authorization_code&code={code}&redirect_uri={redirect uri encoded}&client_id={client id encoded}&code_verifier={code verifier encoded} |
    Then the token endpoint refuses
    And the answer is "405" (should)

  @token-method @token-method.json
  Scenario: The token endpoint does not take JSON
    Given the public app
    And the app has just been given a code
    When the app sends the token endpoint:
      | method       | POST                                                                                                                                            |
      | content-type | application/json                                                                                                                                |
      | body         | {"grant_type":"authorization_code","code":"{code}","redirect_uri":"{redirect uri}","client_id":"{client id}","code_verifier":"{code verifier}"} |
    Then the token endpoint refuses

  # Rubbish

  @token-malformed @token-malformed.basic
  Scenario: Malformed credentials get an OAuth error
    Given the confidential app
    And the app has just been given a code
    When the app authenticates with "malformed Basic"
    And the app exchanges the code
    Then the token endpoint answers "400 or 401" with the error "invalid_client or invalid_request"
    And the answer shows nothing of the program's insides

  @token-malformed @token-malformed.not-utf8
  Scenario: A body that is not UTF-8 gets an OAuth error
    When the app sends the token endpoint:
      | method       | POST                                                                       |
      | content-type | application/x-www-form-urlencoded                                          |
      | body-bytes   | 6772616e745f747970653d617574686f72697a6174696f6e5f636f646526636f64653dfffe |
    Then the token endpoint answers "400 or 401" with the error "invalid_request or invalid_grant or invalid_client"
    And the answer shows nothing of the program's insides

  @token-malformed @token-malformed.escaped-bytes
  Scenario: Escaped bytes that are no UTF-8 get an OAuth error
    When the app sends the token endpoint:
      | method       | POST                                                       |
      | content-type | application/x-www-form-urlencoded                          |
      | body         | grant_type=authorization_code&code=%ff%fe&client_id=%c3%28 |
    Then the token endpoint answers "400 or 401" with the error "invalid_request or invalid_grant or invalid_client"
    And the answer shows nothing of the program's insides

  @token-malformed @token-malformed.strange-code
  Scenario Outline: A code that is <kind> is no more than a wrong code
    When the app exchanges the code with:
      | code | <code> |
    Then the token endpoint answers "400" with the error "invalid_grant or invalid_request"
    And the answer shows nothing of the program's insides

    Examples:
      | kind             | code                    |
      | a quotation mark | ' OR '1'='1             |
      | a path           | ../../../etc/passwd     |
      | a template       | ${7*7}{{7*7}}<%= 7*7 %> |
      | very long        | {letters 9000}          |
      | outside of ASCII | ÅÄÖ☃                    |

  @token-malformed @token-malformed.empty-body
  Scenario: An empty body gets an OAuth error
    When the app sends the token endpoint:
      | method       | POST                              |
      | content-type | application/x-www-form-urlencoded |
    Then the token endpoint answers "400 or 401" with the error "invalid_request or invalid_client"
