Feature: Dates
  A date in a search means as much time as it was written with: a month is the whole month. Every prefix says how that time
  and the time in the record must lie to each other.

  Background:
    Given the payer has a Patient Access API
    And the member has granted the app "everything"
    And the member has an Observation where "effective.ofType(dateTime).exists()"

  @fhir-dates @fhir-dates.includes
  Scenario Outline: A record is found by <prefix><date>
    When the app searches Observation with:
      | patient  | {patient}      |
      | date     | <prefix><date> |
      | category | {its value}    |
    And the app follows every page
    Then the resource is among the entries
    And every entry matches the search

    Examples:
      | prefix | date         |
      | ge     | {its value}  |
      | le     | {its value}  |
      | gt     | {day before} |
      | lt     | {day after}  |

  @fhir-dates @fhir-dates.excludes
  Scenario Outline: A record is not found by <prefix><date>
    When the app searches Observation with:
      | patient  | {patient}      |
      | date     | <prefix><date> |
      | category | {its value}    |
    And the app follows every page
    Then the answer is "200"
    And the resource is not among the entries
    And every entry matches the search

    Examples:
      | prefix | date          |
      | gt     | {its value}   |
      | lt     | {its value}   |
      | ge     | {year after}  |
      | le     | {year before} |

  @fhir-dates @fhir-dates.other-prefixes
  Scenario Outline: The prefix <prefix> includes what it should, or is refused
    When the app searches Observation with:
      | patient  | {patient}      |
      | date     | <prefix><date> |
      | category | {its value}    |
    And the app follows every page
    Then the resource is among the entries unless the search was refused
    And every entry matches the search unless the search was refused

    Examples:
      | prefix | date          |
      | ne     | {year before} |
      | sa     | {year before} |
      | eb     | {year after}  |
      | ap     | {its value}   |

  @fhir-dates @fhir-dates.other-prefixes-exclude
  Scenario Outline: The prefix <prefix> leaves out what it should, or is refused
    When the app searches Observation with:
      | patient  | {patient}      |
      | date     | <prefix><date> |
      | category | {its value}    |
    And the app follows every page
    Then the resource is not among the entries unless the search was refused
    And every entry matches the search unless the search was refused

    Examples:
      | prefix | date        |
      | ne     | {its value} |
      | sa     | {its value} |
      | eb     | {its value} |

  @fhir-dates @fhir-dates.equal
  Scenario Outline: A record is found by its own date <how>
    When the app searches Observation with:
      | patient  | {patient}           |
      | category | {its value}         |
      | date     | <prefix>{its value} |
    And the app follows every page
    Then the resource is among the entries unless the search was refused
    And every entry matches the search unless the search was refused

    Examples:
      | how              | prefix |
      | without a prefix |        |
      | with eq          | eq     |

  @fhir-dates @fhir-dates.precision
  Scenario Outline: A whole <precision> contains the record
    When the app searches Observation with:
      | patient  | {patient}         |
      | date     | {its <precision>} |
      | category | {its value}       |
    And the app follows every page
    Then the resource is among the entries unless the search was refused
    And every entry matches the search unless the search was refused

    Examples:
      | precision |
      | month     |
      | year      |

  @fhir-dates @fhir-dates.after-whole
  Scenario Outline: <prefix> a whole year leaves out what lies in it
    When the app searches Observation with:
      | patient  | {patient}          |
      | date     | <prefix>{its year} |
      | category | {its value}        |
    And the app follows every page
    Then the answer is "200"
    And every entry matches the search
    And nothing that matches is missing

    Examples:
      | prefix |
      | gt     |
      | lt     |
      | ge     |
      | le     |

  @fhir-dates @fhir-dates.repeated
  Scenario: Two dates narrow the search to what lies between them
    When the app searches Observation with:
      | patient  | {patient}      |
      | date     | ge{day before} |
      | date     | le{day after}  |
      | category | {its value}    |
    And the app follows every page
    Then the resource is among the entries
    And every entry matches the search
    And nothing that matches is missing

  @fhir-dates @fhir-dates.repeated-empty
  Scenario: Two dates that exclude each other leave nothing
    When the app searches Observation with:
      | patient  | {patient}      |
      | date     | gt{day after}  |
      | date     | lt{day before} |
      | category | {its value}    |
    Then the answer is "200"
    And the Bundle is empty

  @fhir-dates @fhir-dates.every-value
  Scenario: Every date in the member's data is compared rightly with every prefix
    When the app searches Observation by "patient+category+date" with the member's own values and the prefixes "gt, lt, ge, le"
    Then every search found what it must and nothing else

  @fhir-dates @fhir-dates.birthdate
  Scenario Outline: A birth date is found by <value>
    Given the member has a Patient
    When the app searches Patient with:
      | name      | {its value} |
      | birthdate | <value>     |
    Then the resource is among the entries unless the search was refused

    Examples:
      | value          |
      | {its value}    |
      | {its year}     |
      | gt{day before} |
      | lt{day after}  |
