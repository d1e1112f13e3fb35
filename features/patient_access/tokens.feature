Feature: Tokens
  A coded value is found by its code, by its system and code together, and never by the same code of another system.

  Background:
    Given the payer has a Patient Access API
    And the member has granted the app "everything"
    And the member has an Observation where "code.coding.where(system.exists() and code.exists()).exists()"

  @fhir-tokens @fhir-tokens.includes
  Scenario Outline: An observation is found by <how>
    When the app searches Observation with:
      | patient | {patient} |
      | code    | <value>   |
    And the app follows every page
    Then the resource is among the entries
    And every entry matches the search
    And nothing that matches is missing

    Examples:
      | how             | value       |
      | system and code | {its value} |
      | the code alone  | {its code}  |

  @fhir-tokens @fhir-tokens.or
  Scenario Outline: An observation is found by one code or another, <which>
    When the app searches Observation with:
      | patient | {patient} |
      | code    | <value>   |
    And the app follows every page
    Then the resource is among the entries unless the search was refused
    And every entry matches the search unless the search was refused

    Examples:
      | which              | value                                     |
      | the first its own  | {its value},http://example.org/none\|none |
      | the second its own | http://example.org/none\|none,{its value} |

  @fhir-tokens @fhir-tokens.system
  Scenario: An observation is found by the system alone, or the search is refused
    When the app searches Observation with:
      | patient | {patient}    |
      | code    | {its system} |
    And the app follows every page
    Then the resource is among the entries unless the search was refused
    And every entry matches the search unless the search was refused

  @fhir-tokens @fhir-tokens.excludes
  Scenario Outline: An observation is not found by <how>
    When the app searches Observation with:
      | patient | {patient} |
      | code    | <value>   |
    And the app follows every page
    Then the answer is "200"
    And the resource is not among the entries
    And every entry matches the search

    Examples:
      | how                                | value                               |
      | the code of another system         | http://example.org/none\|{its code} |
      | the code without a system          | \|{its code}                        |
      | the beginning of its code          | {its start}                         |
      | a code with an escaped comma in it | {its code}\\,x                      |

  @fhir-tokens @fhir-tokens.and
  Scenario: A parameter given twice narrows
    When the app searches Observation with:
      | patient | {patient}                     |
      | code    | {its value}                   |
      | code    | http://example.org/none\|none |
    Then the answer gives no data

  @fhir-tokens @fhir-tokens.escapes
  Scenario Outline: An escaped <sign> is part of the code and no separator
    When the app searches Observation with:
      | patient | {patient}                    |
      | code    | {its code}\\<sign>{its code} |
    Then the answer gives no data

    Examples:
      | sign |
      | ,    |
      | $    |
      | \|   |

  @fhir-tokens @fhir-tokens.status
  Scenario: A status is found by its code alone
    When the app searches Observation with:
      | patient  | {patient}   |
      | status   | {its code}  |
      | category | {its value} |
    And the app follows every page
    Then the resource is among the entries unless the search was refused
    And every entry matches the search unless the search was refused
