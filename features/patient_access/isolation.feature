Feature: Isolation
  One member's token never shows another member's data, whatever way is tried, and does not even tell that such data
  exist. Every scenario here asks with the main member's token for what belongs to the other member.

  Background:
    Given the payer has a Patient Access API
    And the member has granted the app "everything"

  @fhir-isolation @fhir-isolation.patient
  Scenario: Another member's own record cannot be read
    When the app reads "Patient/{other patient}"
    Then nothing of the other member is told

  @fhir-isolation @fhir-isolation.read
  Scenario Outline: Another member's <type> cannot be read
    Given the other member has a <type>
    When the app reads "{resource}"
    Then nothing of the other member is told

    Examples:
      | type                 |
      | Observation          |
      | Condition            |
      | Encounter            |
      | MedicationRequest    |
      | Coverage             |
      | ExplanationOfBenefit |

  @fhir-isolation @fhir-isolation.existence
  Scenario: A record of another member is refused like one that does not exist
    Given the other member has an Observation
    When the app reads "{resource}"
    Then the answer is the same as for "Observation/{random}" (should)

  @fhir-isolation @fhir-isolation.version
  Scenario Outline: Another member's record cannot be had by <way>
    Given the other member has an Observation
    When the app reads "<path>"
    Then nothing of the other member is told

    Examples:
      | way                      | path                                |
      | its version              | {resource}/_history/1               |
      | its history              | {resource}/_history                 |
      | its compartment          | Patient/{other patient}/Observation |
      | everything of its member | Patient/{other patient}/$everything |

  @fhir-isolation @fhir-isolation.etag
  Scenario: A conditional read does not tell that another member's record exists
    Given the other member has an Observation
    When the app reads "{resource}" with:
      | If-None-Match | W/"1" |
    Then nothing of the other member is told

  @fhir-isolation @fhir-isolation.search-patient
  Scenario Outline: <type> of another member are not found by <parameter> <value>
    When the app searches <type> with:
      | <parameter> | <value> |
    Then nothing of the other member is told

    Examples:
      | type                 | parameter       | value                               |
      | Observation          | patient         | {other patient}                     |
      | Observation          | patient         | Patient/{other patient}             |
      | Observation          | patient         | {fhir base}/Patient/{other patient} |
      | Observation          | subject         | Patient/{other patient}             |
      | Observation          | subject:Patient | {other patient}                     |
      | Condition            | patient         | {other patient}                     |
      | Coverage             | beneficiary     | Patient/{other patient}             |
      | Coverage             | patient         | {other patient}                     |
      | ExplanationOfBenefit | patient         | {other patient}                     |
      | Patient              | _id             | {other patient}                     |

  @fhir-isolation @fhir-isolation.search-id
  Scenario Outline: Another member's <type> is not found by its id
    Given the other member has a <type>
    When the app searches <type> with:
      | _id | {resource id} |
    Then nothing of the other member is told

    Examples:
      | type                 |
      | Observation          |
      | ExplanationOfBenefit |
      | Coverage             |

  @fhir-isolation @fhir-isolation.post-search
  Scenario: Another member's observations are not found by POST
    When the app searches Observation by POST with:
      | patient | {other patient} |
    Then nothing of the other member is told

  @fhir-isolation @fhir-isolation.or
  Scenario: Another member beside one's own brings no more than one's own
    When the app searches Observation with:
      | patient | {patient},{other patient} |
    Then no entry belongs to another member

  @fhir-isolation @fhir-isolation.unfiltered
  Scenario Outline: A search of <type> that names no member shows one's own only
    When the app searches <type> with:
      | _count | 50 |
    And the app follows every page
    Then no entry belongs to another member

    Examples:
      | type                 |
      | Patient              |
      | Observation          |
      | Condition            |
      | Coverage             |
      | ExplanationOfBenefit |
      | Provenance           |

  @fhir-isolation @fhir-isolation.count
  Scenario Outline: The number of another member's records is not told by <parameter>
    When the app searches Observation with:
      | patient     | {other patient} |
      | <parameter> | <value>         |
    Then nothing of the other member is told

    Examples:
      | parameter | value    |
      | _count    | 0        |
      | _summary  | count    |
      | _total    | accurate |

  @fhir-isolation @fhir-isolation.include
  Scenario Outline: The include <include> brings nothing of another member
    When the app searches <type> with:
      | patient  | {patient} |
      | _include | <include> |
    Then no entry belongs to another member

    Examples:
      | type                 | include                      |
      | Observation          | Observation:subject          |
      | Observation          | Observation:*                |
      | Coverage             | Coverage:beneficiary         |
      | Coverage             | Coverage:subscriber          |
      | ExplanationOfBenefit | ExplanationOfBenefit:patient |
      | ExplanationOfBenefit | ExplanationOfBenefit:*       |

  @fhir-isolation @fhir-isolation.reverse-include
  Scenario Outline: A reverse include of <include> to <type> brings nothing of another member
    When the app searches <type> with:
      | _count              | 50                |
      | _revinclude         | <include>         |
      | _revinclude:iterate | Provenance:target |
    Then no entry belongs to another member

    Examples:
      | type         | include                       |
      | Patient      | Observation:patient           |
      | Patient      | Coverage:beneficiary          |
      | Practitioner | Observation:performer         |
      | Practitioner | Encounter:participant         |
      | Practitioner | ExplanationOfBenefit:provider |
      | Organization | ExplanationOfBenefit:provider |
      | Organization | ExplanationOfBenefit:insurer  |
      | Organization | Coverage:payor                |
      | Organization | Encounter:service-provider    |

  @fhir-isolation @fhir-isolation.chain
  Scenario Outline: A chain from <type> by <parameter> finds nothing of another member
    When the app searches <type> with:
      | <parameter> | <value> |
    Then nothing of the other member is told

    Examples:
      | type                 | parameter           | value           |
      | Observation          | patient._id         | {other patient} |
      | Observation          | subject:Patient._id | {other patient} |
      | ExplanationOfBenefit | patient._id         | {other patient} |
      | Coverage             | beneficiary._id     | {other patient} |

  @fhir-isolation @fhir-isolation.search-person
  Scenario Outline: Another member is not found by <parameter>
    Given the other member has a Patient
    When the app searches Patient with:
      | <parameter> | {its value} |
    Then no entry belongs to another member

    Examples:
      | parameter  |
      | identifier |
      | family     |
      | birthdate  |

  @fhir-isolation @fhir-isolation.has
  Scenario Outline: A reverse chain from <type> to <of> asks nothing of another member
    Given the other member has a <of>
    When the app searches <type> with:
      | _has:<of>:<through>:_id | {resource id} |
    Then nothing of the other member is told

    Examples:
      | type         | of                   | through  |
      | Patient      | Observation          | patient  |
      | Patient      | ExplanationOfBenefit | patient  |
      | Practitioner | ExplanationOfBenefit | provider |
      | Organization | ExplanationOfBenefit | insurer  |
      | Organization | Coverage             | payor    |

  @fhir-isolation @fhir-isolation.has-patient
  Scenario Outline: A reverse chain through <of> does not tell which <type> another member has to do with
    When the app searches <type> with:
      | _has:<of>:<through>:patient | {other patient} |
    Then nothing of the other member is told

    Examples:
      | type         | of                   | through      |
      | Practitioner | Encounter            | practitioner |
      | Practitioner | ExplanationOfBenefit | provider     |
      | Organization | ExplanationOfBenefit | provider     |
      | Organization | Coverage             | payor        |

  @fhir-isolation @fhir-isolation.next-page
  Scenario: Another member's token does not open the next page of one's own search
    When the app searches Observation with:
      | patient | {patient} |
      | _count  | 1         |
    And the other member's app reads the next page
    Then the answer gives no data

  @fhir-isolation @fhir-isolation.other-way
  Scenario: The other member reads what the member may not
    Given the other member has an Observation
    When the other member's app reads "{resource}"
    Then the answer is "200"
