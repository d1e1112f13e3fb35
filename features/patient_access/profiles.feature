Feature: Profiles
  Every resource that a member's token reaches is held against the profiles of the guides, not a sample of them.

  Background:
    Given the payer has a Patient Access API
    And the member has granted the app "everything"

  @profile-us-core @profile-us-core.conforms
  Scenario Outline: Every <type> conforms to US Core
    When the app collects every <type> it can reach
    Then every collected <type> conforms to US Core

    Examples:
      | type               |
      | Patient            |
      | Observation        |
      | Condition          |
      | Procedure          |
      | Encounter          |
      | MedicationRequest  |
      | Immunization       |
      | AllergyIntolerance |
      | DiagnosticReport   |
      | DocumentReference  |
      | CarePlan           |
      | CareTeam           |
      | Goal               |
      | Device             |
      | Provenance         |
      | Practitioner       |
      | PractitionerRole   |
      | Organization       |
      | Location           |

  @profile-us-core @profile-us-core.references
  Scenario Outline: What a <type> refers to exists
    When the app collects every <type> it can reach
    Then every reference resolves

    Examples:
      | type             |
      | Observation      |
      | Condition        |
      | Encounter        |
      | DiagnosticReport |
      | Provenance       |

  @profile-carin @profile-carin.conforms
  Scenario Outline: Every <type> conforms to CARIN Blue Button
    When the app collects every <type> it can reach
    Then every collected <type> conforms to CARIN Blue Button

    Examples:
      | type                 |
      | ExplanationOfBenefit |
      | Coverage             |

  @profile-carin @profile-carin.references
  Scenario Outline: What a <type> refers to exists
    When the app collects every <type> it can reach
    Then every reference resolves

    Examples:
      | type                 |
      | ExplanationOfBenefit |
      | Coverage             |
