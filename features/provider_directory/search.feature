Feature: Directory searches
  The directory is searched by every parameter that Plan-Net names, with values from the directory itself. What is found must
  match, and what the value came from must be found.

  Background:
    Given the payer has a Provider Directory API

  @directory-search @directory-search.parameter
  Scenario Outline: <type> by <parameter>
    When the app searches <type> by "<parameter>" with the directory's own values
    Then every search found what it must and nothing else

    Examples:
      | type                    | parameter                  |
      | Endpoint                | organization               |
      | Endpoint                | _id                        |
      | HealthcareService       | location                   |
      | HealthcareService       | coverage-area              |
      | HealthcareService       | organization               |
      | HealthcareService       | endpoint                   |
      | HealthcareService       | name                       |
      | HealthcareService       | service-category           |
      | HealthcareService       | service-type               |
      | HealthcareService       | specialty                  |
      | HealthcareService       | _id                        |
      | InsurancePlan           | administered-by            |
      | InsurancePlan           | owned-by                   |
      | InsurancePlan           | coverage-area              |
      | InsurancePlan           | name                       |
      | InsurancePlan           | plan-type                  |
      | InsurancePlan           | identifier                 |
      | InsurancePlan           | _id                        |
      | InsurancePlan           | type                       |
      | Location                | partof                     |
      | Location                | organization               |
      | Location                | endpoint                   |
      | Location                | address-city               |
      | Location                | address-state              |
      | Location                | address-postalcode         |
      | Location                | address                    |
      | Location                | type                       |
      | Location                | _id                        |
      | Organization            | partof                     |
      | Organization            | endpoint                   |
      | Organization            | address                    |
      | Organization            | name                       |
      | Organization            | _id                        |
      | Organization            | type                       |
      | Organization            | coverage-area              |
      | OrganizationAffiliation | primary-organization       |
      | OrganizationAffiliation | participating-organization |
      | OrganizationAffiliation | location                   |
      | OrganizationAffiliation | service                    |
      | OrganizationAffiliation | network                    |
      | OrganizationAffiliation | endpoint                   |
      | OrganizationAffiliation | role                       |
      | OrganizationAffiliation | specialty                  |
      | OrganizationAffiliation | _id                        |
      | Practitioner            | name                       |
      | Practitioner            | _id                        |
      | Practitioner            | family                     |
      | Practitioner            | given                      |
      | PractitionerRole        | practitioner               |
      | PractitionerRole        | organization               |
      | PractitionerRole        | location                   |
      | PractitionerRole        | service                    |
      | PractitionerRole        | network                    |
      | PractitionerRole        | endpoint                   |
      | PractitionerRole        | role                       |
      | PractitionerRole        | specialty                  |
      | PractitionerRole        | _id                        |

  @directory-search @directory-search.date
  Scenario Outline: <type> by <parameter> with every prefix
    When the app searches <type> by "<parameter>" with the directory's own values and the prefixes "gt, lt, ge, le"
    Then every search found what it must and nothing else

    Examples:
      | type                    | parameter    |
      | Endpoint                | _lastUpdated |
      | HealthcareService       | _lastUpdated |
      | InsurancePlan           | _lastUpdated |
      | Location                | _lastUpdated |
      | Organization            | _lastUpdated |
      | OrganizationAffiliation | _lastUpdated |
      | Practitioner            | _lastUpdated |
      | PractitionerRole        | _lastUpdated |

  @directory-search @directory-search.combination
  Scenario Outline: <type> by <parameters> together
    When the app searches <type> by "<parameters>" with the directory's own values
    Then every search found what it must and nothing else

    Examples:
      | type             | parameters                 |
      | Practitioner     | family+given               |
      | PractitionerRole | practitioner+specialty     |
      | PractitionerRole | location+role              |
      | Location         | address-city+address-state |
      | InsurancePlan    | plan-type+name             |

  @directory-search @directory-search.name
  Scenario Outline: A practitioner is found by <how>
    Given the directory has a Practitioner where "name.family.exists()"
    When the app searches Practitioner with:
      | family | <value> |
    And the app follows every page
    Then the resource is among the entries
    And every entry matches the search

    Examples:
      | how                         | value          |
      | the family name             | {its value}    |
      | the family name in capitals | {its capitals} |
      | the beginning of the name   | {its start}    |

  @directory-search @directory-search.exact
  Scenario Outline: A name must be whole and equal with :exact, not <how>
    Given the directory has a Practitioner where "name.family.exists()"
    When the app searches Practitioner with:
      | family:exact | <value> |
    And the app follows every page
    Then every entry matches the search

    Examples:
      | how            | value          |
      | in capitals    | {its capitals} |
      | only beginning | {its start}    |

  @directory-search @directory-search.exact-found
  Scenario: A name is found by itself with :exact
    Given the directory has a Practitioner where "name.family.exists()"
    When the app searches Practitioner with:
      | family:exact | {its value} |
    And the app follows every page
    Then the resource is among the entries
    And every entry matches the search

  @directory-search @directory-search.contains
  Scenario: A piece of a name is found with :contains
    Given the directory has a Practitioner where "name.family.exists()"
    When the app searches Practitioner with:
      | name:contains | {its middle} |
    And the app follows every page
    Then the resource is among the entries
    And every entry matches the search

  @directory-search @directory-search.post
  Scenario Outline: <type> are found by POST as by GET
    Given the directory has a <type>
    When the app searches <type> with:
      | <parameter> | {its value} |
    And the app searches <type> by POST with:
      | <parameter> | {its value} |
    Then both answers hold the same resources
    And the Bundle is not empty

    Examples:
      | type             | parameter    |
      | Practitioner     | family       |
      | PractitionerRole | practitioner |
      | Location         | address-city |

  @directory-search @directory-search.or
  Scenario: One of several values is enough
    Given the directory has a Location where "address.city.exists()"
    When the app searches Location with:
      | address-city | {its value},Nowhereville |
    And the app follows every page
    Then the resource is among the entries
    And every entry matches the search

  @directory-search @directory-search.paging
  Scenario: The whole directory can be read in pages
    When the app searches Practitioner with:
      | _count | 7 |
    And the app follows every page
    Then no resource appears twice
    And nothing that matches is missing

  @directory-search @directory-search.self
  Scenario: A page of the directory has a self link
    When the app searches Practitioner with:
      | _count | 7 |
    Then every page has a self link

  @directory-search @directory-search.malformed
  Scenario: A malformed date is 400
    When the app searches Practitioner with:
      | _lastUpdated | banana |
    Then the answer is "400"
