Feature: References
  A member may be named by id, by type and id, or by full address: all three mean the same record, and an address on
  another server means another.

  Background:
    Given the payer has a Patient Access API
    And the member has granted the app "everything"

  @fhir-references @fhir-references.forms
  Scenario Outline: Observations are found by the member's <form>
    Given the member has an Observation
    When the app searches Observation with:
      | patient  | <value>     |
      | category | {its value} |
    And the app follows every page
    Then the resource is among the entries
    And nothing that matches is missing

    Examples:
      | form         | value                         |
      | id           | {patient}                     |
      | type and id  | Patient/{patient}             |
      | full address | {fhir base}/Patient/{patient} |

  @fhir-references @fhir-references.same
  Scenario Outline: The member's <form> finds the same as the id
    When the app searches Observation with:
      | patient  | {patient}                                                               |
      | category | http://terminology.hl7.org/CodeSystem/observation-category\|vital-signs |
    And the app searches Observation with:
      | patient  | <value>                                                                 |
      | category | http://terminology.hl7.org/CodeSystem/observation-category\|vital-signs |
    Then both answers hold the same resources
    And the Bundle is not empty

    Examples:
      | form         | value                         |
      | type and id  | Patient/{patient}             |
      | full address | {fhir base}/Patient/{patient} |

  @fhir-references @fhir-references.type-modifier
  Scenario: The type may stand behind the parameter
    Given the member has an Observation
    When the app searches Observation with:
      | subject:Patient | {patient} |
    And the app follows every page
    Then the resource is among the entries unless the search was refused

  @fhir-references @fhir-references.other-type
  Scenario: The same id of another type is another record
    When the app searches Observation with:
      | subject | Group/{patient} |
    Then the answer gives no data

  @fhir-references @fhir-references.other-server
  Scenario: The same id on another server is another record
    When the app searches Observation with:
      | patient  | https://other.example.org/fhir/Patient/{patient}                        |
      | category | http://terminology.hl7.org/CodeSystem/observation-category\|vital-signs |
    Then the answer gives no data

  @fhir-references @fhir-references.or
  Scenario: One of several references is enough
    Given the member has an Observation
    When the app searches Observation with:
      | patient | {patient},no-such-patient |
      | _id     | {resource id}             |
    Then the resource is among the entries unless the search was refused
