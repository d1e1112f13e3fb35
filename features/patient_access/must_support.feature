Feature: Must support
  What the guides mark "must support" a payer can show: between them, the members' resources show each of it at least once.

  Background:
    Given the payer has a Patient Access API
    And the member has granted the app "everything"

  @must-support-us-core @must-support-us-core.shown
  Scenario Outline: The <type> resources show what US Core wants supported
    Given the API offers <type>
    When the app collects every <type> of all members
    Then the collected <type> resources show every must-support element of US Core

    Examples:
      | type                  |
      | Patient               |
      | Observation           |
      | Condition             |
      | Procedure             |
      | Encounter             |
      | MedicationRequest     |
      | MedicationDispense    |
      | Medication            |
      | Immunization          |
      | AllergyIntolerance    |
      | DiagnosticReport      |
      | DocumentReference     |
      | CarePlan              |
      | CareTeam              |
      | Goal                  |
      | Device                |
      | Specimen              |
      | ServiceRequest        |
      | QuestionnaireResponse |
      | Coverage              |
      | RelatedPerson         |
      | Provenance            |
      | Practitioner          |
      | PractitionerRole      |
      | Organization          |
      | Location              |

  @must-support-carin @must-support-carin.shown
  Scenario Outline: The <type> resources show what CARIN Blue Button wants supported
    Given the API offers <type>
    When the app collects every <type> of all members
    Then the collected <type> resources show every must-support element of CARIN Blue Button

    Examples:
      | type                 |
      | ExplanationOfBenefit |
      | Coverage             |
      | Patient              |
      | RelatedPerson        |
      | Practitioner         |
      | Organization         |
