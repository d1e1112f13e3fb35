Feature: Paging
  A long answer comes in pages. Whoever follows them sees every record once, and can tell where they stand.

  Background:
    Given the payer has a Patient Access API
    And the member has granted the app "everything"

  @fhir-paging @fhir-paging.self
  Scenario: The first page has a self link
    When the app searches Observation with:
      | patient  | {patient}                                                               |
      | category | http://terminology.hl7.org/CodeSystem/observation-category\|vital-signs |
    Then the answer is "200"
    And every page has a self link

  @fhir-paging @fhir-paging.self-parameters
  Scenario: The self link says what was searched for
    When the app searches Observation with:
      | patient  | {patient}   |
      | category | vital-signs |
    Then the self link carries "patient"
    And the self link carries "category"

  @fhir-paging @fhir-paging.next
  Scenario: More matches than the page holds are on a next page
    Given the member has an Observation
    When the app searches Observation with:
      | patient  | {patient}   |
      | _count   | 2           |
      | category | {its value} |
    Then a page holds at most "2" matches
    And there is a next page

  @fhir-paging @fhir-paging.whole
  Scenario Outline: Pages of <count> hold together what one search finds
    When the app searches <type> with:
      | patient | {patient} |
    And the app follows every page
    And the app searches <type> with:
      | patient | {patient} |
      | _count  | <count>   |
    And the app follows every page
    Then both answers hold the same resources
    And no resource appears twice

    Examples:
      | type                 | count |
      | Observation          | 3     |
      | Observation          | 7     |
      | ExplanationOfBenefit | 2     |

  @fhir-paging @fhir-paging.every-self
  Scenario: Every page has a self link of its own
    When the app searches Observation with:
      | patient  | {patient}                                                               |
      | _count   | 5                                                                       |
      | category | http://terminology.hl7.org/CodeSystem/observation-category\|vital-signs |
    And the app follows every page
    Then every page has a self link

  @fhir-paging @fhir-paging.filter-kept
  Scenario: The search is not forgotten on the following pages
    When the app searches Observation with:
      | patient  | {patient}                                                               |
      | category | http://terminology.hl7.org/CodeSystem/observation-category\|vital-signs |
      | _count   | 2                                                                       |
    And the app follows every page
    Then every entry matches the search

  # Few matches, so that a payer whose pages cannot be followed is not also blamed for its total.
  @fhir-paging @fhir-paging.total
  Scenario: The total is the number of all matches
    Given the member has an Observation
    When the app searches Observation with:
      | patient | {patient}   |
      | code    | {its value} |
      | _count  | 100         |
    And the app follows every page
    Then the total is the number of matches

  @fhir-paging @fhir-paging.total-without-includes
  Scenario: Resources that came along are not counted
    When the app searches ExplanationOfBenefit with:
      | patient  | {patient}                     |
      | _include | ExplanationOfBenefit:provider |
      | _count   | 100                           |
    And the app follows every page
    Then the total is the number of matches

  @fhir-paging @fhir-paging.count-without-includes
  Scenario: Resources that came along take no place on the page
    When the app searches ExplanationOfBenefit with:
      | patient  | {patient}                     |
      | _include | ExplanationOfBenefit:provider |
      | _count   | 2                             |
    Then a page holds at most "2" matches
    When the app follows every page
    Then nothing that matches is missing

  @fhir-paging @fhir-paging.mode
  Scenario: Every entry says whether it matched or came along
    When the app searches ExplanationOfBenefit with:
      | patient  | {patient}                     |
      | _include | ExplanationOfBenefit:provider |
    Then every entry has a search mode (should)

  @fhir-paging @fhir-paging.searchset
  Scenario: The answer to a search is a Bundle of type searchset whose entries have addresses
    When the app searches Observation with:
      | patient  | {patient}                                                               |
      | category | http://terminology.hl7.org/CodeSystem/observation-category\|vital-signs |
    Then FHIRPath "Bundle.type = 'searchset'" holds
    And FHIRPath "Bundle.entry.all(fullUrl.exists())" holds (should)

  @fhir-paging @fhir-paging.altered
  Scenario: A next link that was put together by the app is no failure of the server
    When the app searches Observation with:
      | patient  | {patient}                                                               |
      | _count   | 2                                                                       |
      | category | http://terminology.hl7.org/CodeSystem/observation-category\|vital-signs |
    And the app reads the next link with its letters changed
    Then the answer is "not 5xx"
    And no entry belongs to another member
