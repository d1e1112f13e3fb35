Feature: Clinical searches
  The other clinical resources are found by the combinations that US Core names, with values from the member's own data.

  Background:
    Given the payer has a Patient Access API
    And the member has granted the app "everything"

  @search-us-core @search-us-core.shall
  Scenario Outline: <type> by <parameters>
    When the app searches <type> by "<parameters>" with the member's own values
    Then every search found what it must and nothing else

    Examples:
      | type               | parameters            |
      | AllergyIntolerance | patient               |
      | CarePlan           | patient+category      |
      | CareTeam           | patient+status        |
      | Condition          | patient               |
      | Condition          | patient+category      |
      | Coverage           | patient               |
      | Device             | patient               |
      | DiagnosticReport   | patient               |
      | DiagnosticReport   | patient+category      |
      | DiagnosticReport   | patient+code          |
      | DocumentReference  | _id                   |
      | DocumentReference  | patient               |
      | DocumentReference  | patient+type          |
      | DocumentReference  | patient+category      |
      | Encounter          | _id                   |
      | Encounter          | patient               |
      | Goal               | patient               |
      | Immunization       | patient               |
      | MedicationRequest  | patient+intent        |
      | MedicationRequest  | patient+intent+status |
      | Procedure          | patient               |
      | Practitioner       | name                  |
      | Practitioner       | identifier            |
      | PractitionerRole   | specialty             |
      | PractitionerRole   | practitioner          |
      | Organization       | name                  |
      | Organization       | address               |
      | Location           | name                  |
      | Location           | address               |

  @search-us-core @search-us-core.dates
  Scenario Outline: <type> by <parameters> with every prefix
    When the app searches <type> by "<parameters>" with the member's own values and the prefixes "gt, lt, ge, le"
    Then every search found what it must and nothing else

    Examples:
      | type              | parameters            |
      | DiagnosticReport  | patient+category+date |
      | DocumentReference | patient+category+date |
      | Encounter         | date+patient          |
      | Procedure         | patient+date          |

  @search-us-core @search-us-core.should
  Scenario Outline: <type> by <parameters> where the payer declares it
    Given the API declares <type> search by "<parameters>"
    When the app searches <type> by "<parameters>" with the member's own values
    Then every search found what it must and nothing else

    Examples:
      | type               | parameters                       |
      | AllergyIntolerance | patient+clinical-status          |
      | CarePlan           | patient+category+status          |
      | CareTeam           | patient+role                     |
      | Condition          | patient+clinical-status          |
      | Condition          | patient+code                     |
      | Condition          | patient+category+clinical-status |
      | Device             | patient+type                     |
      | DiagnosticReport   | patient+status                   |
      | DocumentReference  | patient+status                   |
      | Encounter          | class+patient                    |
      | Encounter          | patient+type                     |
      | Encounter          | patient+status                   |
      | Goal               | patient+lifecycle-status         |
      | Immunization       | patient+status                   |
      | Procedure          | patient+status                   |

  @search-us-core @search-us-core.should-dates
  Scenario Outline: <type> by <parameters> with every prefix where the payer declares it
    Given the API declares <type> search by "<parameters>"
    When the app searches <type> by "<parameters>" with the member's own values and the prefixes "gt, lt, ge, le"
    Then every search found what it must and nothing else

    Examples:
      | type              | parameters                |
      | Condition         | patient+onset-date        |
      | Condition         | patient+recorded-date     |
      | DiagnosticReport  | patient+code+date         |
      | Goal              | patient+target-date       |
      | Immunization      | patient+date              |
      | MedicationRequest | patient+intent+authoredon |
      | Procedure         | patient+code+date         |

  @search-us-core @search-us-core.provenance
  Scenario Outline: The Provenance of <type> comes with it when asked for
    When the app searches <type> with:
      | patient     | {patient}         |
      | _revinclude | Provenance:target |
    Then the answer is "200"
    And what refers by "Provenance:target" is included

    Examples:
      | type               |
      | AllergyIntolerance |
      | Condition          |
      | Coverage           |
      | Encounter          |
      | Immunization       |
      | MedicationRequest  |
      | Observation        |
      | Procedure          |
