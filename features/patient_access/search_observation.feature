Feature: Observation searches
  Observations are found by every combination that US Core names, for each value in the member's own data. What is found
  must match, and everything that matches must be found.

  Background:
    Given the payer has a Patient Access API
    And the member has granted the app "everything"

  @search-observation @search-observation.shall
  Scenario Outline: Observations are found by <parameters>
    When the app searches Observation by "<parameters>" with the member's own values
    Then every search found what it must and nothing else

    Examples:
      | parameters       |
      | patient+category |
      | patient+code     |

  @search-observation @search-observation.dates
  Scenario: Observations are found by patient+category+date with every prefix
    When the app searches Observation by "patient+category+date" with the member's own values and the prefixes "gt, lt, ge, le"
    Then every search found what it must and nothing else

  @search-observation @search-observation.exact-date
  Scenario: Observations are found by patient+category+date without a prefix
    When the app searches Observation by "patient+category+date" with the member's own values
    Then every search found what it must and nothing else unless the search was refused

  @search-observation @search-observation.status
  Scenario: Observations are found by patient+category+status where the payer declares it
    Given the API declares Observation search by "patient+category+status"
    When the app searches Observation by "patient+category+status" with the member's own values
    Then every search found what it must and nothing else

  @search-observation @search-observation.code-date
  Scenario: Observations are found by patient+code+date where the payer declares it
    Given the API declares Observation search by "patient+code+date"
    When the app searches Observation by "patient+code+date" with the member's own values and the prefixes "gt, lt, ge, le"
    Then every search found what it must and nothing else

  @search-observation @search-observation.post
  Scenario Outline: Observations are found by patient and <parameter> by POST as by GET
    Given the member has an Observation
    When the app searches Observation with:
      | patient     | {patient}   |
      | <parameter> | {its value} |
    And the app searches Observation by POST with:
      | patient     | {patient}   |
      | <parameter> | {its value} |
    Then both answers hold the same resources
    And the resource is among the entries

    Examples:
      | parameter |
      | category  |
      | code      |

  @search-observation @search-observation.patient-reference
  Scenario: The member may be named by id or by reference
    When the app searches Observation with:
      | patient  | {patient}                                                               |
      | category | http://terminology.hl7.org/CodeSystem/observation-category\|vital-signs |
    And the app searches Observation with:
      | patient  | Patient/{patient}                                                       |
      | category | http://terminology.hl7.org/CodeSystem/observation-category\|vital-signs |
    Then both answers hold the same resources
    And the Bundle is not empty

  @search-observation @search-observation.nothing-missing
  Scenario Outline: No observation of category <category> is forgotten
    When the app searches Observation with:
      | patient  | {patient}                                                              |
      | category | http://terminology.hl7.org/CodeSystem/observation-category\|<category> |
    And the app follows every page
    Then every entry matches the search
    And nothing that matches is missing

    Examples:
      | category       |
      | vital-signs    |
      | laboratory     |
      | social-history |
