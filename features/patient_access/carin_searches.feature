Feature: Claims searches
  Claims and coverage are found by what CARIN Blue Button names, and what a claim refers to comes with it when asked for.

  Background:
    Given the payer has a Patient Access API
    And the member has granted the app "everything"

  @search-carin @search-carin.claims
  Scenario Outline: Claims are found by <parameters>
    When the app searches ExplanationOfBenefit by "<parameters>" with the member's own values
    Then every search found what it must and nothing else

    Examples:
      | parameters         |
      | _id                |
      | patient            |
      | patient+type       |
      | patient+identifier |

  @search-carin @search-carin.dates
  Scenario Outline: Claims are found by <parameters> with every prefix
    When the app searches ExplanationOfBenefit by "<parameters>" with the member's own values and the prefixes "gt, lt, ge, le"
    Then every search found what it must and nothing else

    Examples:
      | parameters                    |
      | patient+_lastUpdated          |
      | patient+service-date          |
      | patient+service-start-date    |
      | patient+billable-period-start |

  @search-carin @search-carin.coverage
  Scenario Outline: Coverage is found by <parameters>
    When the app searches Coverage by "<parameters>" with the member's own values
    Then every search found what it must and nothing else

    Examples:
      | parameters |
      | _id        |
      | patient    |

  @search-carin @search-carin.include
  Scenario Outline: What a claim refers to by <parameter> comes with it
    When the app searches ExplanationOfBenefit with:
      | patient  | {patient}                        |
      | _include | ExplanationOfBenefit:<parameter> |
    Then the answer is "200"
    And what "ExplanationOfBenefit:<parameter>" refers to is included

    Examples:
      | parameter |
      | patient   |
      | provider  |
      | care-team |
      | coverage  |
      | insurer   |
      | payee     |

  @search-carin @search-carin.include-all
  Scenario: All that a claim refers to comes with it
    When the app searches ExplanationOfBenefit with:
      | patient  | {patient}              |
      | _include | ExplanationOfBenefit:* |
    Then the answer is "200"
    And what "ExplanationOfBenefit:provider" refers to is included
    And what "ExplanationOfBenefit:coverage" refers to is included
    And what "ExplanationOfBenefit:insurer" refers to is included

  @search-carin @search-carin.coverage-include
  Scenario: The payer of a coverage comes with it
    When the app searches Coverage with:
      | patient  | {patient}      |
      | _include | Coverage:payor |
    Then the answer is "200"
    And what "Coverage:payor" refers to is included

  @search-carin @search-carin.everything-found
  Scenario: No claim of the member is forgotten
    When the app searches ExplanationOfBenefit with:
      | patient | {patient} |
      | _count  | 10        |
    And the app follows every page
    Then nothing that matches is missing
    And no resource appears twice
