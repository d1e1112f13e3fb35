Feature: Errors
  A wrong request gets a wrong request's answer: never an empty Bundle that looks like "no data", never the server's own
  failure, and nothing of how the program is built.

  Background:
    Given the payer has a Patient Access API
    And the member has granted the app "everything"

  @fhir-not-found @fhir-not-found.unknown-type
  Scenario Outline: A resource type that does not exist is 404 by <way>
    When the app reads "<path>"
    Then the answer is "404"

    Examples:
      | way    | path          |
      | read   | Banana/1      |
      | search | Banana?name=x |

  @fhir-not-found @fhir-not-found.unknown-id
  Scenario Outline: An id of <type> that does not exist is 404
    When the app reads "<type>/{random}"
    Then the answer is "404"

    Examples:
      | type                 |
      | Observation          |
      | ExplanationOfBenefit |
      | Practitioner         |

  @fhir-not-found @fhir-not-found.deleted
  Scenario: A deleted resource is 410
    Given a deleted resource
    When the app reads "{resource}"
    Then the answer is "410"

  @fhir-not-found @fhir-not-found.deleted-search
  Scenario: A deleted resource is found by no search
    Given a deleted resource
    When the app searches {resource type} with:
      | _id | {resource id} |
    Then the answer gives no data

  @fhir-not-found @fhir-not-found.bad-id
  Scenario: An id that cannot be one is a client's error
    When the app reads "Observation/not%20an%20id"
    Then the answer is "400 or 404"

  @fhir-not-found @fhir-not-found.outcome
  Scenario Outline: A 404 for <what> explains itself with an OperationOutcome
    When the app reads "<path>"
    Then the answer is "404"
    And the answer is an OperationOutcome (should)

    Examples:
      | what            | path                 |
      | an unknown type | Banana/1             |
      | an unknown id   | Observation/{random} |

  @fhir-not-found @fhir-not-found.deleted-outcome
  Scenario: A 410 explains itself with an OperationOutcome
    Given a deleted resource
    When the app reads "{resource}"
    Then the answer is an OperationOutcome (should)

  @fhir-unknown-param @fhir-unknown-param.ignored
  Scenario: An unknown search parameter does not make the search find nothing
    Given the member has an Observation
    When the app searches Observation with:
      | patient | {patient}   |
      | code    | {its value} |
      | banana  | 1           |
    Then the answer is "200 or 400"
    And the resource is among the entries unless the search was refused

  @fhir-unknown-param @fhir-unknown-param.self
  Scenario: The self link leaves out a parameter that was ignored
    When the app searches Observation with:
      | patient  | {patient}                                                               |
      | banana   | 1                                                                       |
      | category | http://terminology.hl7.org/CodeSystem/observation-category\|vital-signs |
    Then the answer is "200 or 400"
    And the self link does not carry "banana" unless the search was refused

  @fhir-unknown-param @fhir-unknown-param.strict
  Scenario: An app that asks for strict handling is told of an unknown parameter
    When the app reads "Observation?patient={patient}&category=laboratory&banana=1" with:
      | Prefer | handling=strict |
    Then the answer is "400" (should)

  @fhir-malformed-value @fhir-malformed-value.date
  Scenario Outline: The date <value> cannot be read and is 400
    When the app searches Observation with:
      | patient  | {patient}                                                               |
      | date     | <value>                                                                 |
      | category | http://terminology.hl7.org/CodeSystem/observation-category\|vital-signs |
    Then the answer is "400"

    Examples:
      | value      |
      | banana     |
      | 2024-13-01 |
      | 2024-02-31 |
      | gt         |
      | xx2024     |

  @fhir-malformed-value @fhir-malformed-value.no-match
  Scenario Outline: A <parameter> that matches nothing finds nothing, and is no error
    When the app searches Observation with:
      | patient     | {patient} |
      | <parameter> | <value>   |
    Then the answer is "200"
    And the answer is a Bundle
    And the Bundle is empty

    Examples:
      | parameter | value                            |
      | category  | http://example.org/none\|nothing |
      | code      | http://example.org/none\|nothing |

  @fhir-malformed-value @fhir-malformed-value.outcome
  Scenario: The 400 for a malformed value is an OperationOutcome
    When the app searches Observation with:
      | patient  | {patient}                                                               |
      | date     | banana                                                                  |
      | category | http://terminology.hl7.org/CodeSystem/observation-category\|vital-signs |
    Then the answer is "400"
    And the answer is an OperationOutcome (should)

  @fhir-modifier @fhir-modifier.unknown
  Scenario Outline: The unknown modifier of <parameter> is refused
    When the app searches <type> with:
      | <parameter> | <value> |
    Then the answer is "4xx"
    And the answer is "400" (should)

    Examples:
      | type        | parameter      | value     |
      | Observation | code:banana    | 1234      |
      | Observation | patient:banana | {patient} |
      | Patient     | name:banana    | x         |

  @fhir-modifier @fhir-modifier.wrong-type
  Scenario Outline: The modifier of <parameter> belongs to another type of parameter and is refused
    When the app searches <type> with:
      | <parameter> | <value> |
    Then the answer is "4xx"
    And the answer is "400" (should)

    Examples:
      | type        | parameter      | value      |
      | Observation | date:exact     | 2024-01-01 |
      | Observation | date:contains  | 2024       |
      | Observation | category:exact | laboratory |
      | Patient     | name:below     | x          |
      | Patient     | birthdate:in   | 2000-01-01 |

  @fhir-modifier @fhir-modifier.honoured
  Scenario Outline: The modifier of <parameter> is honoured or refused, never ignored
    Given the member has a Patient
    When the app searches Patient with:
      | <parameter> | <value> |
    Then every entry matches the search unless the search was refused

    Examples:
      | parameter       | value       |
      | family:exact    | {its start} |
      | family:contains | zzzzzz      |
      | family:missing  | true        |
      | gender:not      | {its value} |

  @fhir-count @fhir-count.zero
  Scenario: A count of 0 asks for the total alone
    Given the member has an Observation
    When the app searches Observation with:
      | patient  | {patient}   |
      | _count   | 0           |
      | category | {its value} |
    Then the answer is "200"
    And the Bundle is empty
    And FHIRPath "Bundle.total > 0" holds

  @fhir-count @fhir-count.malformed
  Scenario Outline: A count of <count> is refused
    When the app searches Observation with:
      | patient  | {patient}                                                               |
      | _count   | <count>                                                                 |
      | category | http://terminology.hl7.org/CodeSystem/observation-category\|vital-signs |
    Then the answer is "400"

    Examples:
      | count  |
      | -1     |
      | banana |

  @fhir-count @fhir-count.at-most
  Scenario Outline: A page has no more than <count> matches when so many are asked for
    When the app searches Observation with:
      | patient  | {patient}                                                               |
      | _count   | <count>                                                                 |
      | category | http://terminology.hl7.org/CodeSystem/observation-category\|vital-signs |
    Then the answer is "200"
    And a page holds at most "<count>" matches

    Examples:
      | count |
      | 1     |
      | 3     |

  @fhir-count @fhir-count.huge
  Scenario: A count beyond all measure is no failure of the server
    When the app searches Observation with:
      | patient  | {patient}                                                               |
      | _count   | 99999999999999999999                                                    |
      | category | http://terminology.hl7.org/CodeSystem/observation-category\|vital-signs |
    Then the answer is "200 or 400"

  @fhir-encoding @fhir-encoding.broken
  Scenario Outline: A URL with <what> is the client's error
    When the app reads "Observation?patient={patient}&code=<value>"
    Then the answer is "200 or 4xx"
    And the answer shows nothing of the program's insides

    Examples:
      | what                    | value                 |
      | a broken escape         | %zz                   |
      | an unfinished escape    | abc%                  |
      | a NUL                   | abc%00def             |
      | bytes that are no UTF-8 | %ff%fe                |
      | a quotation mark        | %27%20OR%201%3D1--%20 |
      | a very long value       | {letters 7000}        |

  @fhir-encoding @fhir-encoding.status
  Scenario Outline: A URL with <what> should be 400
    When the app reads "Observation?patient={patient}&code=<value>"
    Then the answer is "4xx" (should)
    And the answer is an OperationOutcome (should)

    Examples:
      | what                    | value     |
      | a broken escape         | %zz       |
      | a NUL                   | abc%00def |
      | bytes that are no UTF-8 | %ff%fe    |

  @fhir-encoding @fhir-encoding.injection
  Scenario Outline: <value> in a name is a name that nobody has
    When the app searches Patient with:
      | name | <value> |
    Then the answer is "200 or 4xx"
    And the answer gives no data
    And the answer shows nothing of the program's insides

    Examples:
      | value                       |
      | ' OR '1'='1                 |
      | x'); DROP TABLE resource;-- |
      | zq_%                        |

  @fhir-encoding @fhir-encoding.path
  Scenario: A path with steps upwards leaves the API's data alone
    When the app reads "Patient/..%2f..%2f..%2fetc%2fpasswd"
    Then the answer is "4xx"
    And the answer shows nothing of the program's insides
