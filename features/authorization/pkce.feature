Feature: PKCE
  The app proves with a secret of the moment that the code comes back to the one who asked for it. SMART App Launch asks it
  of every app, with the method S256 and no other.

  @authz-pkce @authz-pkce.no-challenge
  Scenario: A public app cannot go without a challenge
    Given the public app
    When the app asks for authorization with:
      | code_challenge        | (absent) |
      | code_challenge_method | (absent) |
    And the member, if asked, signs in and allows everything
    Then no code is issued

  @authz-pkce @authz-pkce.no-challenge-error
  Scenario: A public app without a challenge is told that its request is invalid
    Given the public app
    When the app asks for authorization with:
      | code_challenge        | (absent) |
      | code_challenge_method | (absent) |
    Then the app is sent back with the error "invalid_request"

  @authz-pkce @authz-pkce.confidential
  Scenario: An app with a secret should not go without a challenge either
    Given the confidential app
    When the app asks for authorization with:
      | code_challenge        | (absent) |
      | code_challenge_method | (absent) |
    And the member, if asked, signs in and allows everything
    Then no code is issued (should)

  @authz-pkce @authz-pkce.plain
  Scenario Outline: The method <method> is refused for the <role> app
    Given the <role> app
    When the app asks for authorization with:
      | code_challenge        | {letters 50} |
      | code_challenge_method | <method>     |
    And the member, if asked, signs in and allows everything
    Then the app is sent back with the error "invalid_request"

    Examples:
      | method | role         |
      | plain  | public       |
      | plain  | confidential |
      | S512   | public       |

  @authz-pkce @authz-pkce.no-method
  Scenario: A challenge without a method means plain, and is refused
    Given the public app
    When the app asks for authorization with:
      | code_challenge        | {letters 50} |
      | code_challenge_method | (absent)     |
    And the member, if asked, signs in and allows everything
    Then the app is sent back with the error "invalid_request"

  @token-code-verifier @token-code-verifier.wrong
  Scenario Outline: A wrong verifier gets the <role> app no token
    Given the <role> app
    And the app has just been given a code
    When the app exchanges the code with:
      | code_verifier | {letters 43} |
    Then the token endpoint answers "400" with the error "invalid_grant"

    Examples:
      | role         |
      | public       |
      | confidential |

  @token-code-verifier @token-code-verifier.missing
  Scenario Outline: A <what> verifier gets the <role> app no token
    Given the <role> app
    And the app has just been given a code
    When the app exchanges the code with:
      | code_verifier | (<what>) |
    Then the token endpoint answers "400" with the error "invalid_grant or invalid_request"

    Examples:
      | what   | role         |
      | absent | public       |
      | absent | confidential |
      | empty  | public       |

  @token-code-verifier @token-code-verifier.challenge-as-verifier
  Scenario: The challenge is not its own verifier
    Given the public app
    And the app has just been given a code
    When the app exchanges the code with:
      | code_verifier | {code challenge} |
    Then the token endpoint answers "400" with the error "invalid_grant"

  @token-verifier-syntax @token-verifier-syntax.case
  Scenario: The challenge is compared letter for letter, capitals too
    Given the public app
    When the app asks for authorization with:
      | code_challenge | {S256 in capitals of aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa} |
    And the member, if asked, signs in and allows everything
    And the app, if it was given a code, exchanges it with:
      | code_verifier | aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa |
    Then no token was given

  @token-verifier-syntax @token-verifier-syntax.beginning
  Scenario: A challenge that only begins like the right one is wrong
    Given the public app
    When the app asks for authorization with:
      | code_challenge | {S256 of aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}A |
    And the member, if asked, signs in and allows everything
    And the app, if it was given a code, exchanges it with:
      | code_verifier | aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa |
    Then no token was given

  @token-verifier-syntax @token-verifier-syntax.length
  Scenario Outline: A verifier of <length> letters is refused
    Given the public app
    When the app asks for authorization with:
      | code_challenge | {S256 of {letters <length>}} |
    And the member, if asked, signs in and allows everything
    And the app, if it was given a code, exchanges it with:
      | code_verifier | {letters <length>} |
    Then no token was given (should)

    Examples:
      | length |
      | 42     |
      | 1      |
      | 129    |

  @token-verifier-syntax @token-verifier-syntax.length-allowed
  Scenario Outline: A verifier of <length> letters is accepted
    Given the public app
    When the app asks for authorization with:
      | code_challenge | {S256 of {letters <length>}} |
    And the member signs in and allows everything
    And the app exchanges the code with:
      | code_verifier | {letters <length>} |
    Then the app receives a token

    Examples:
      | length |
      | 43     |
      | 128    |

  @token-verifier-syntax @token-verifier-syntax.characters
  Scenario: A verifier with other signs than the unreserved ones is refused
    Given the public app
    When the app asks for authorization with:
      | code_challenge | {S256 of aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa+/ $} |
    And the member, if asked, signs in and allows everything
    And the app, if it was given a code, exchanges it with:
      | code_verifier | aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa+/ $ |
    Then no token was given (should)

  @token-verifier-syntax @token-verifier-syntax.characters-allowed
  Scenario: A verifier with every kind of unreserved sign is accepted
    Given the public app
    When the app asks for authorization with:
      | code_challenge | {S256 of AZaz09-._~AZaz09-._~AZaz09-._~AZaz09-._~AZaz09} |
    And the member signs in and allows everything
    And the app exchanges the code with:
      | code_verifier | AZaz09-._~AZaz09-._~AZaz09-._~AZaz09-._~AZaz09 |
    Then the app receives a token

  @token-verifier-downgrade @token-verifier-downgrade.no-challenge
  Scenario: A verifier is refused when no challenge came before it
    Given the confidential app
    When the app asks for authorization with:
      | code_challenge        | (absent) |
      | code_challenge_method | (absent) |
    And the member, if asked, signs in and allows everything
    And the app, if it was given a code, exchanges it with:
      | code_verifier | {letters 43} |
    Then no token was given
