Feature: Searches of the SCFHP document
  The searches that a California health plan promises to app developers: vital signs, smoking status and laboratory results
  of a member, each by category, by code and by date; and a practitioner by name.

  Background:
    Given the payer has a Patient Access API
    And the member has granted the app "everything"

  @search-scfhp @search-scfhp.category
  Scenario Outline: <kind> by patient and category
    Given the member has an Observation where "<is>"
    When the app searches Observation with:
      | patient  | {patient}  |
      | category | <category> |
    And the app follows every page
    Then the resource is among the entries
    And every entry matches the search
    And nothing that matches is missing

    Examples:
      | kind           | is                                                   | category                                                                   |
      | Vital signs    | category.coding.where(code = 'vital-signs').exists() | http://terminology.hl7.org/CodeSystem/observation-category\|vital-signs    |
      | Smoking status | code.coding.where(code = '72166-2').exists()         | http://terminology.hl7.org/CodeSystem/observation-category\|social-history |
      | Laboratory     | category.coding.where(code = 'laboratory').exists()  | http://terminology.hl7.org/CodeSystem/observation-category\|laboratory     |

  @search-scfhp @search-scfhp.code
  Scenario Outline: <kind> by patient and code
    Given the member has an Observation where "<is>"
    When the app searches Observation with:
      | patient | {patient}   |
      | code    | {its value} |
    And the app follows every page
    Then the resource is among the entries
    And every entry matches the search
    And nothing that matches is missing

    Examples:
      | kind           | is                                                   |
      | Vital signs    | category.coding.where(code = 'vital-signs').exists() |
      | Smoking status | code.coding.where(code = '72166-2').exists()         |
      | Laboratory     | category.coding.where(code = 'laboratory').exists()  |

  @search-scfhp @search-scfhp.category-date
  Scenario Outline: <kind> by patient, category and date <prefix>
    Given the member has an Observation where "<is> and effective.exists()"
    When the app searches Observation with:
      | patient  | {patient}      |
      | category | <category>     |
      | date     | <prefix><date> |
    And the app follows every page
    Then the resource is among the entries
    And every entry matches the search
    And nothing that matches is missing

    Examples:
      | kind           | is                                                   | category                                                                   | prefix | date         |
      | Vital signs    | category.coding.where(code = 'vital-signs').exists() | http://terminology.hl7.org/CodeSystem/observation-category\|vital-signs    | gt     | {day before} |
      | Vital signs    | category.coding.where(code = 'vital-signs').exists() | http://terminology.hl7.org/CodeSystem/observation-category\|vital-signs    | lt     | {day after}  |
      | Vital signs    | category.coding.where(code = 'vital-signs').exists() | http://terminology.hl7.org/CodeSystem/observation-category\|vital-signs    | ge     | {its value}  |
      | Vital signs    | category.coding.where(code = 'vital-signs').exists() | http://terminology.hl7.org/CodeSystem/observation-category\|vital-signs    | le     | {its value}  |
      | Smoking status | code.coding.where(code = '72166-2').exists()         | http://terminology.hl7.org/CodeSystem/observation-category\|social-history | gt     | {day before} |
      | Smoking status | code.coding.where(code = '72166-2').exists()         | http://terminology.hl7.org/CodeSystem/observation-category\|social-history | lt     | {day after}  |
      | Smoking status | code.coding.where(code = '72166-2').exists()         | http://terminology.hl7.org/CodeSystem/observation-category\|social-history | ge     | {its value}  |
      | Smoking status | code.coding.where(code = '72166-2').exists()         | http://terminology.hl7.org/CodeSystem/observation-category\|social-history | le     | {its value}  |
      | Laboratory     | category.coding.where(code = 'laboratory').exists()  | http://terminology.hl7.org/CodeSystem/observation-category\|laboratory     | gt     | {day before} |
      | Laboratory     | category.coding.where(code = 'laboratory').exists()  | http://terminology.hl7.org/CodeSystem/observation-category\|laboratory     | lt     | {day after}  |
      | Laboratory     | category.coding.where(code = 'laboratory').exists()  | http://terminology.hl7.org/CodeSystem/observation-category\|laboratory     | ge     | {its value}  |
      | Laboratory     | category.coding.where(code = 'laboratory').exists()  | http://terminology.hl7.org/CodeSystem/observation-category\|laboratory     | le     | {its value}  |

  @search-scfhp @search-scfhp.category-date-excludes
  Scenario Outline: <kind> outside of the dates <prefix> are left out
    Given the member has an Observation where "<is> and effective.ofType(dateTime).exists()"
    When the app searches Observation with:
      | patient  | {patient}      |
      | category | <category>     |
      | date     | <prefix><date> |
    And the app follows every page
    Then the answer is "200"
    And the resource is not among the entries
    And every entry matches the search

    Examples:
      | kind           | is                                                   | category                                                                   | prefix | date          |
      | Vital signs    | category.coding.where(code = 'vital-signs').exists() | http://terminology.hl7.org/CodeSystem/observation-category\|vital-signs    | gt     | {its value}   |
      | Vital signs    | category.coding.where(code = 'vital-signs').exists() | http://terminology.hl7.org/CodeSystem/observation-category\|vital-signs    | lt     | {its value}   |
      | Vital signs    | category.coding.where(code = 'vital-signs').exists() | http://terminology.hl7.org/CodeSystem/observation-category\|vital-signs    | ge     | {year after}  |
      | Vital signs    | category.coding.where(code = 'vital-signs').exists() | http://terminology.hl7.org/CodeSystem/observation-category\|vital-signs    | le     | {year before} |
      | Smoking status | code.coding.where(code = '72166-2').exists()         | http://terminology.hl7.org/CodeSystem/observation-category\|social-history | gt     | {its value}   |
      | Smoking status | code.coding.where(code = '72166-2').exists()         | http://terminology.hl7.org/CodeSystem/observation-category\|social-history | lt     | {its value}   |
      | Smoking status | code.coding.where(code = '72166-2').exists()         | http://terminology.hl7.org/CodeSystem/observation-category\|social-history | ge     | {year after}  |
      | Smoking status | code.coding.where(code = '72166-2').exists()         | http://terminology.hl7.org/CodeSystem/observation-category\|social-history | le     | {year before} |
      | Laboratory     | category.coding.where(code = 'laboratory').exists()  | http://terminology.hl7.org/CodeSystem/observation-category\|laboratory     | gt     | {its value}   |
      | Laboratory     | category.coding.where(code = 'laboratory').exists()  | http://terminology.hl7.org/CodeSystem/observation-category\|laboratory     | lt     | {its value}   |
      | Laboratory     | category.coding.where(code = 'laboratory').exists()  | http://terminology.hl7.org/CodeSystem/observation-category\|laboratory     | ge     | {year after}  |
      | Laboratory     | category.coding.where(code = 'laboratory').exists()  | http://terminology.hl7.org/CodeSystem/observation-category\|laboratory     | le     | {year before} |

  @search-scfhp @search-scfhp.no-parameters
  Scenario: Observation without any parameter shows the member's own, or asks for a parameter
    When the app reads "Observation"
    Then the answer is "200 or 400 or 403"
    And no entry belongs to another member

  @search-scfhp @search-scfhp.practitioner-name
  Scenario: A practitioner by name
    Given the payer has a Provider Directory API
    And the directory has a Practitioner where "name.family.exists()"
    When the app searches Practitioner with:
      | name | {its value} |
    And the app follows every page
    Then the resource is among the entries
    And every entry matches the search
