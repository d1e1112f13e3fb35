Feature: Formats
  The same answer in the form that the app can read, and no answer where the API does not do what was asked.

  Background:
    Given the payer has a Patient Access API
    And the member has granted the app "everything"

  @fhir-format @fhir-format.default
  Scenario Outline: What an app gets that asks for no form is FHIR JSON for <what>
    When the app reads "<path>" with:
      | Accept | */* |
    Then the answer is "200"
    And the header "Content-Type" contains "application/fhir+json"

    Examples:
      | what     | path                                              |
      | a read   | Patient/{patient}                                 |
      | a search | Observation?patient={patient}&category=laboratory |

  @fhir-format @fhir-format.parameter
  Scenario Outline: JSON comes as FHIR JSON when the URL asks for <format>
    When the app searches Observation with:
      | patient  | {patient}                                                              |
      | category | http://terminology.hl7.org/CodeSystem/observation-category\|laboratory |
      | _format  | <format>                                                               |
    Then the answer is "200"
    And the header "Content-Type" contains "application/fhir+json"

    Examples:
      | format                |
      | json                  |
      | application/fhir+json |

  @fhir-format @fhir-format.accept
  Scenario Outline: JSON comes as FHIR JSON when the app accepts <accept>
    When the app reads "Patient/{patient}" with:
      | Accept | <accept> |
    Then the answer is "200"
    And the header "Content-Type" contains "application/fhir+json"

    Examples:
      | accept                                       |
      | application/fhir+json                        |
      | application/fhir+json; fhirVersion=4.0       |
      | application/pdf;q=0.1, application/fhir+json |

  # A generic type may be answered with the same generic type.
  @fhir-format @fhir-format.generic
  Scenario Outline: JSON comes to an app that asks for application/json <where>
    When the app reads "<path>" with:
      | Accept | <accept> |
    Then the answer is "200"
    And the header "Content-Type" contains "application/fhir+json or application/json"

    Examples:
      | where         | path                                       | accept           |
      | in the header | Patient/{patient}                          | application/json |
      | in the URL    | Patient/{patient}?_format=application/json | */*              |

  @fhir-format @fhir-format.read-parameter
  Scenario: The format in the URL counts more than the one in the header
    When the app reads "Patient/{patient}?_format=json" with:
      | Accept | application/pdf |
    Then the answer is "200" (should)

  @fhir-accept-write @fhir-accept-write.accept
  Scenario: A form that the API cannot produce is 406
    When the app reads "Patient/{patient}" with:
      | Accept | application/pdf |
    Then the answer is "200 or 406 or 415"
    And the answer is "406" (should)

  @fhir-accept-write @fhir-accept-write.accept-search
  Scenario: A search in a form that the API cannot produce is 406
    When the app reads "Observation?patient={patient}&category=laboratory" with:
      | Accept | application/pdf |
    Then the answer is "200 or 406 or 415"
    And the answer is "406" (should)

  @fhir-accept-write @fhir-accept-write.write
  Scenario Outline: <method> on a read-only API is refused
    When the app sends <method> "<path>" with:
      | Content-Type | application/fhir+json          |
      | body         | {"resourceType":"Observation"} |
    Then the answer is "4xx"

    Examples:
      | method | path                 |
      | POST   | Observation          |
      | PUT    | Observation/{random} |
      | DELETE | Observation/{random} |
      | PATCH  | Observation/{random} |

  @fhir-accept-write @fhir-accept-write.write-status
  Scenario Outline: The refusal of <method> says that it is not allowed
    When the app sends <method> "<path>" with:
      | Content-Type | application/fhir+json          |
      | body         | {"resourceType":"Observation"} |
    Then the answer is "403 or 405" (should)
    And the answer is an OperationOutcome (should)

    Examples:
      | method | path                 |
      | POST   | Observation          |
      | PUT    | Observation/{random} |
      | DELETE | Observation/{random} |

  @fhir-accept-write @fhir-accept-write.no-token
  Scenario: A write without a token is refused
    Given the app has no token
    When the app sends POST "Observation" with:
      | Content-Type | application/fhir+json          |
      | body         | {"resourceType":"Observation"} |
    Then the answer is "4xx"

  @fhir-head @fhir-head.read
  Scenario: HEAD answers a read without a body
    When the app sends HEAD "Patient/{patient}"
    Then the answer is "200 or 405 or 501"
    And the answer has no body

  @fhir-head @fhir-head.supported
  Scenario Outline: HEAD is answered like GET for <what>
    When the app sends HEAD "<path>"
    Then the answer is "200" (should)
    And the header "Content-Type" contains "application/fhir+json" (should)

    Examples:
      | what           | path                                              |
      | a read         | Patient/{patient}                                 |
      | a search       | Observation?patient={patient}&category=laboratory |
      | the capability | metadata                                          |

  @fhir-head @fhir-head.not-found
  Scenario: HEAD says that there is nothing
    When the app sends HEAD "Observation/{random}"
    Then the answer is "404 or 405 or 501"
    And the answer has no body

  @fhir-etag @fhir-etag.not-modified
  Scenario: A read with the current ETag is 304
    When the app reads "Patient/{patient}"
    And the app reads "Patient/{patient}" with:
      | If-None-Match | {etag} |
    Then the answer is "200 or 304"
    And the answer is "304" (should)

  @fhir-etag @fhir-etag.changed
  Scenario: A read with another ETag is answered
    When the app reads "Patient/{patient}" with:
      | If-None-Match | W/"no-such-version" |
    Then the answer is "200"
