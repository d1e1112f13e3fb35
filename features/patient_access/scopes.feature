Feature: Scopes
  A token opens what the member allowed, type by type and kind by kind. A scope may be written in the words of SMART 1 or
  of SMART 2: what is the same is treated the same.

  Background:
    Given the payer has a Patient Access API

  @fhir-launch-patient-only @fhir-launch-patient-only.read
  Scenario: The scope launch/patient alone does not open the member's record
    Given the member has granted the app "launch/patient"
    When the app reads "Patient/{patient}"
    Then the answer is "401 or 403"
    And the answer is "403" (should)

  @fhir-launch-patient-only @fhir-launch-patient-only.search
  Scenario: The scope launch/patient alone finds nothing
    Given the member has granted the app "launch/patient"
    When the app searches Patient with:
      | _id | {patient} |
    Then the answer gives no data
    And the answer is "403" (should)

  @fhir-insufficient-scope @fhir-insufficient-scope.search
  Scenario: A token for one type does not search another
    Given the member has granted the app "launch/patient patient/Patient.rs"
    When the app searches Observation with:
      | patient | {patient} |
    Then the answer gives no data
    And the answer is "401 or 403"

  @fhir-insufficient-scope @fhir-insufficient-scope.read
  Scenario: A token for one type does not read another
    Given the member has granted the app "everything"
    And the member has an Observation
    And the member has granted the app "launch/patient patient/Patient.rs"
    When the app reads "{resource}"
    Then the answer is "401 or 403 or 404"

  @fhir-insufficient-scope @fhir-insufficient-scope.status
  Scenario: What the scope does not cover is 403
    Given the member has granted the app "launch/patient patient/Patient.rs"
    When the app searches Observation with:
      | patient | {patient} |
    Then the answer is "403"

  @fhir-insufficient-scope @fhir-insufficient-scope.error
  Scenario: The refusal says that the scope is not enough
    Given the member has granted the app "launch/patient patient/Patient.rs"
    When the app searches Observation with:
      | patient | {patient} |
    Then the challenge is Bearer with the error "insufficient_scope" (should)

  @fhir-insufficient-scope @fhir-insufficient-scope.include
  Scenario: An include brings nothing that the scope does not cover
    Given the member has granted the app "launch/patient patient/Observation.rs"
    When the app searches Observation with:
      | patient  | {patient}           |
      | _include | Observation:patient |
    Then the answer holds no Patient

  @fhir-insufficient-scope @fhir-insufficient-scope.reverse-include
  Scenario: A reverse include brings nothing that the scope does not cover
    Given the member has granted the app "launch/patient patient/Patient.rs"
    When the app searches Patient with:
      | _id         | {patient}           |
      | _revinclude | Observation:patient |
    Then the answer holds no Observation

  @fhir-insufficient-scope @fhir-insufficient-scope.has
  Scenario: A reverse chain asks nothing about what the scope does not cover
    Given the member has granted the app "launch/patient patient/Patient.rs"
    When the app searches Patient with:
      | _has:Observation:patient:status | final |
    Then the answer gives no data

  @fhir-scopes @fhir-scopes.v1
  Scenario Outline: The scope patient/Observation.read of SMART 1 <does>
    Given the payer announces "capabilities" with "permission-v1"
    And the member has granted the app "everything"
    And the member has an Observation
    And the member has granted the app "launch/patient patient/Observation.read"
    When the app reads "<path>"
    Then the answer is "200"

    Examples:
      | does     | path                                              |
      | reads    | {resource}                                        |
      | searches | Observation?patient={patient}&category=laboratory |

  @fhir-scopes @fhir-scopes.v2
  Scenario Outline: The scope patient/Observation.rs of SMART 2 <does>
    Given the payer announces "capabilities" with "permission-v2"
    And the member has granted the app "everything"
    And the member has an Observation
    And the member has granted the app "launch/patient patient/Observation.rs"
    When the app reads "<path>"
    Then the answer is "200"

    Examples:
      | does     | path                                              |
      | reads    | {resource}                                        |
      | searches | Observation?patient={patient}&category=laboratory |

  @fhir-scopes @fhir-scopes.read-only
  Scenario: The scope patient/Observation.r reads and does not search
    Given the payer announces "capabilities" with "permission-v2"
    And the member has granted the app "launch/patient patient/Observation.r"
    When the app searches Observation with:
      | patient | {patient} |
    Then the answer gives no data

  @fhir-scopes @fhir-scopes.search-only
  Scenario: The scope patient/Observation.s searches and does not read
    Given the payer announces "capabilities" with "permission-v2"
    And the member has granted the app "everything"
    And the member has an Observation
    And the member has granted the app "launch/patient patient/Observation.s"
    When the app reads "{resource}"
    Then the answer is "401 or 403 or 404"

  @fhir-scopes @fhir-scopes.every-type
  Scenario Outline: The scope patient/*.rs opens <type>
    Given the payer announces "capabilities" with "permission-v2"
    And the member has granted the app "launch/patient patient/*.rs"
    When the app searches <type> with:
      | patient | {patient} |
    Then the answer is "200"

    Examples:
      | type                 |
      | Condition            |
      | Coverage             |
      | ExplanationOfBenefit |

  @fhir-scopes @fhir-scopes.granular-search
  Scenario: A scope for vital signs finds vital signs only
    Given the payer announces "capabilities" with "permission-v2"
    And the member has granted the app "launch/patient patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|vital-signs"
    When the app searches Observation with:
      | patient  | {patient}                                                               |
      | category | http://terminology.hl7.org/CodeSystem/observation-category\|vital-signs |
    Then the answer is "200"
    And the Bundle is not empty
    And FHIRPath "Bundle.entry.resource.ofType(Observation).all(category.coding.where(code = 'vital-signs').exists())" holds

  @fhir-scopes @fhir-scopes.granular-unfiltered
  Scenario: A scope for vital signs shows nothing else when nothing else is asked for
    Given the payer announces "capabilities" with "permission-v2"
    And the member has granted the app "launch/patient patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|vital-signs"
    When the app searches Observation with:
      | patient | {patient} |
    Then FHIRPath "Bundle.entry.resource.ofType(Observation).all(category.coding.where(code = 'vital-signs').exists())" holds unless the search was refused

  @fhir-scopes @fhir-scopes.granular-read
  Scenario: A scope for vital signs does not read a laboratory result
    Given the payer announces "capabilities" with "permission-v2"
    And the member has granted the app "everything"
    And the member has an Observation where "category.coding.where(code = 'laboratory').exists() and category.coding.where(code = 'vital-signs').empty()"
    And the member has granted the app "launch/patient patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|vital-signs"
    When the app reads "{resource}"
    Then the answer is "401 or 403 or 404"

  @fhir-scopes @fhir-scopes.granular-other-category
  Scenario: A scope for vital signs finds no laboratory result when asked for it
    Given the payer announces "capabilities" with "permission-v2"
    And the member has granted the app "launch/patient patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|vital-signs"
    When the app searches Observation with:
      | patient  | {patient}                                                              |
      | category | http://terminology.hl7.org/CodeSystem/observation-category\|laboratory |
    Then the answer gives no data

  @fhir-scopes @fhir-scopes.granular-include
  Scenario: A scope for vital signs is not widened by a reverse include
    Given the payer announces "capabilities" with "permission-v2"
    And the member has granted the app "launch/patient patient/Patient.rs patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|vital-signs"
    When the app searches Patient with:
      | _id         | {patient}           |
      | _revinclude | Observation:patient |
    Then FHIRPath "Bundle.entry.resource.ofType(Observation).all(category.coding.where(code = 'vital-signs').exists())" holds unless the search was refused

  @fhir-batch @fhir-batch.other-type
  Scenario: A batch reads nothing that the scope does not cover
    Given the member has granted the app "launch/patient patient/Patient.rs"
    When the app sends POST "{fhir base}" with:
      | Content-Type | application/fhir+json                                                                                                 |
      | body         | {"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"GET","url":"Observation?patient={patient}"}}]} |
    Then the answer holds no Observation

  @fhir-batch @fhir-batch.other-member
  Scenario Outline: A <kind> reads nothing of another member by <url>
    Given the member has granted the app "everything"
    When the app sends POST "{fhir base}" with:
      | Content-Type | application/fhir+json                                                                          |
      | body         | {"resourceType":"Bundle","type":"<kind>","entry":[{"request":{"method":"GET","url":"<url>"}}]} |
    Then no entry belongs to another member

    Examples:
      | kind        | url                                 |
      | batch       | Patient/{other patient}             |
      | batch       | Observation?patient={other patient} |
      | transaction | Patient/{other patient}             |

  @fhir-batch @fhir-batch.write
  Scenario Outline: A <kind> writes nothing
    Given the member has granted the app "everything"
    When the app sends POST "{fhir base}" with:
      | Content-Type | application/fhir+json                                                                                                                           |
      | body         | {"resourceType":"Bundle","type":"<kind>","entry":[{"resource":{"resourceType":"Observation"},"request":{"method":"POST","url":"Observation"}}]} |
    Then every entry was refused

    Examples:
      | kind        |
      | batch       |
      | transaction |

  @fhir-batch @fhir-batch.no-token
  Scenario: A batch without a token is refused
    Given the app has no token
    When the app sends POST "{fhir base}" with:
      | Content-Type | application/fhir+json                                                                                     |
      | body         | {"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"GET","url":"Patient/{patient}"}}]} |
    Then every entry was refused
