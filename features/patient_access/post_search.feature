Feature: Search by POST
  A search whose parameters should not stand in a URL goes by POST, and finds the same.

  Background:
    Given the payer has a Patient Access API
    And the member has granted the app "everything"

  @fhir-post-search @fhir-post-search.same
  Scenario Outline: <type> are found by POST as by GET
    When the app searches <type> with:
      | patient | {patient} |
    And the app searches <type> by POST with:
      | patient | {patient} |
    Then both answers hold the same resources
    And the Bundle is not empty

    Examples:
      | type                 |
      | Observation          |
      | Condition            |
      | ExplanationOfBenefit |

  @fhir-post-search @fhir-post-search.filter
  Scenario: The parameters of a search by POST are honoured
    Given the member has an Observation
    When the app searches Observation by POST with:
      | patient | {patient}   |
      | code    | {its value} |
    Then the resource is among the entries
    And every entry matches the search

  @fhir-post-search @fhir-post-search.url-and-body
  Scenario: Parameters in the URL and in the body count together
    When the app sends POST "Observation/_search?category=http://terminology.hl7.org/CodeSystem/observation-category%7Cvital-signs" with:
      | Content-Type | application/x-www-form-urlencoded |
      | body         | patient={patient}                 |
    Then the answer is "200" (should)
    And FHIRPath "Bundle.entry.resource.ofType(Observation).exists()" holds (should)
    And FHIRPath "Bundle.entry.resource.ofType(Observation).all(category.coding.where(code = 'vital-signs').exists())" holds (should)

  @fhir-post-search @fhir-post-search.paging
  Scenario: The pages of a search by POST can be followed
    When the app searches Observation by POST with:
      | patient  | {patient}                                                               |
      | _count   | 5                                                                       |
      | category | http://terminology.hl7.org/CodeSystem/observation-category\|vital-signs |
    And the app follows every page
    Then nothing that matches is missing
    And no resource appears twice

  @fhir-post-search-self @fhir-post-search-self.parameters
  Scenario: The self link of a search by POST carries the parameters
    When the app searches Observation by POST with:
      | patient  | {patient}   |
      | category | vital-signs |
    Then the self link carries "patient"
    And the self link carries "category"

  @fhir-post-search-self @fhir-post-search-self.get
  Scenario: The self link of a search by POST is a GET that finds the same
    When the app searches Observation by POST with:
      | patient  | {patient}   |
      | category | vital-signs |
    And the app follows the self link
    Then both answers hold the same resources

  @fhir-post-search-self @fhir-post-search-self.media-type
  Scenario Outline: A body that is <what> is refused
    When the app sends POST "Observation/_search" with:
      | Content-Type | <type> |
      | body         | <body> |
    Then the answer is "4xx"
    And the answer is "415" (should)

    Examples:
      | what | type             | body                    |
      | JSON | application/json | {"patient":"{patient}"} |
      | text | text/plain       | patient={patient}       |
