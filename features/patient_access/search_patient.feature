Feature: Patient searches
  A member's own record is found by every search that US Core names, by GET and by POST, with values taken from the record
  itself. What is found must match, and the record that the value came from must be found.

  Background:
    Given the payer has a Patient Access API
    And the member has granted the app "everything"

  @search-patient @search-patient.shall
  Scenario Outline: The member is found by <parameters>
    When the app searches Patient by "<parameters>" with the member's own values
    Then every search found what it must and nothing else

    Examples:
      | parameters     |
      | _id            |
      | identifier     |
      | name           |
      | birthdate+name |
      | gender+name    |

  @search-patient @search-patient.should
  Scenario Outline: The member is found by <parameters> where the payer declares it
    Given the API declares Patient search by "<parameters>"
    When the app searches Patient by "<parameters>" with the member's own values
    Then every search found what it must and nothing else

    Examples:
      | parameters       |
      | birthdate+family |
      | family+gender    |

  @search-patient @search-patient.death-date
  Scenario: A member who died is found by death date and family name
    Given the API declares Patient search by "death-date+family"
    And the deceased member
    And the member has granted the app "everything"
    When the app searches Patient by "death-date+family" with the member's own values
    Then every search found what it must and nothing else

  @search-patient @search-patient.post
  Scenario Outline: The member is found by <parameter> by POST as by GET
    Given the member has a Patient
    When the app searches Patient with:
      | <parameter> | {its value} |
    And the app searches Patient by POST with:
      | <parameter> | {its value} |
    Then both answers hold the same resources
    And the resource is among the entries

    Examples:
      | parameter  |
      | _id        |
      | identifier |
      | name       |

  @search-patient @search-patient.name-start
  Scenario Outline: A name is found by <how>
    Given the member has a Patient
    When the app searches Patient with:
      | name | <value> |
    Then the resource is among the entries

    Examples:
      | how           | value          |
      | its beginning | {its start}    |
      | capitals      | {its capitals} |

  @search-patient @search-patient.identifier-value
  Scenario: The member is found by the value of an identifier alone
    Given the member has a Patient
    When the app searches Patient with:
      | identifier | {its code} |
    Then the resource is among the entries
    And every entry matches the search

  @search-patient @search-patient.not-matching
  Scenario Outline: The member is not found by a <parameter> of somebody else
    When the app searches Patient with:
      | <parameter> | <value> |
    Then the Bundle is empty

    Examples:
      | parameter  | value                |
      | name       | Zzyzxqw              |
      | identifier | urn:nobody\|{random} |
