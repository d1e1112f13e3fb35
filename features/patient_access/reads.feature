Feature: Reads
  Every resource that a search shows can be read by its id, and comes as itself.

  Background:
    Given the payer has a Patient Access API
    And the member has granted the app "everything"

  @fhir-read @fhir-read.by-id
  Scenario Outline: A <type> can be read
    Given the member has a <type>
    When the app reads "{resource}"
    Then the answer is "200"
    And FHIRPath "<type>.id = '{resource id}'" holds

    Examples:
      | type                 |
      | Patient              |
      | Coverage             |
      | ExplanationOfBenefit |
      | Observation          |
      | Condition            |
      | Procedure            |
      | Encounter            |
      | MedicationRequest    |
      | Immunization         |
      | AllergyIntolerance   |
      | DiagnosticReport     |
      | DocumentReference    |
      | CarePlan             |
      | CareTeam             |
      | Goal                 |
      | Device               |
      | Provenance           |
      | Practitioner         |
      | PractitionerRole     |
      | Organization         |
      | Location             |

  @fhir-read @fhir-read.same-as-search
  Scenario: A read gives the same version as the search
    Given the member has an Observation
    When the app reads "{resource}"
    Then the answer holds the scenario's resource unchanged

  @fhir-read @fhir-read.version-headers
  Scenario Outline: A read carries <header>
    When the app reads "Patient/{patient}"
    Then the answer is "200"
    And the header "<header>" is present (should)

    Examples:
      | header        |
      | ETag          |
      | Last-Modified |

  @fhir-read @fhir-read.vread
  Scenario: A version can be read
    Given the API declares the "vread" interaction on Patient
    And the member has a Patient where "meta.versionId.exists()"
    When the app reads "{resource}/_history/{resource version}"
    Then the answer is "200"

  @fhir-read @fhir-read.not-cached
  Scenario: Health data are not left in shared caches
    When the app reads "Patient/{patient}"
    Then the answer is "200"
    And the header "Cache-Control" contains "private or no-store or no-cache" (should)
