Feature: Directory includes
  What a directory entry refers to, and what refers to it, comes in the same answer when the app asks for it.

  Background:
    Given the payer has a Provider Directory API

  @directory-include @directory-include.include
  Scenario Outline: <type> with <include>
    When the app searches <type> with:
      | _include | <include> |
    Then the answer is "200"
    And what "<include>" refers to is included

    Examples:
      | type                    | include                                            |
      | Endpoint                | Endpoint:organization                              |
      | HealthcareService       | HealthcareService:location                         |
      | HealthcareService       | HealthcareService:coverage-area                    |
      | HealthcareService       | HealthcareService:organization                     |
      | HealthcareService       | HealthcareService:endpoint                         |
      | InsurancePlan           | InsurancePlan:administered-by                      |
      | InsurancePlan           | InsurancePlan:owned-by                             |
      | InsurancePlan           | InsurancePlan:coverage-area                        |
      | Location                | Location:endpoint                                  |
      | Location                | Location:organization                              |
      | Location                | Location:partof                                    |
      | Organization            | Organization:partof                                |
      | Organization            | Organization:endpoint                              |
      | Organization            | Organization:coverage-area                         |
      | OrganizationAffiliation | OrganizationAffiliation:primary-organization       |
      | OrganizationAffiliation | OrganizationAffiliation:participating-organization |
      | OrganizationAffiliation | OrganizationAffiliation:location                   |
      | OrganizationAffiliation | OrganizationAffiliation:service                    |
      | OrganizationAffiliation | OrganizationAffiliation:endpoint                   |
      | OrganizationAffiliation | OrganizationAffiliation:network                    |
      | PractitionerRole        | PractitionerRole:practitioner                      |
      | PractitionerRole        | PractitionerRole:organization                      |
      | PractitionerRole        | PractitionerRole:location                          |
      | PractitionerRole        | PractitionerRole:service                           |
      | PractitionerRole        | PractitionerRole:network                           |
      | PractitionerRole        | PractitionerRole:endpoint                          |

  @directory-include @directory-include.reverse
  Scenario Outline: <type> with what refers to it by <include>
    When the app searches <type> with:
      | _revinclude | <include> |
    Then the answer is "200"
    And what refers by "<include>" is included

    Examples:
      | type              | include                                            |
      | HealthcareService | PractitionerRole:service                           |
      | HealthcareService | OrganizationAffiliation:service                    |
      | Location          | HealthcareService:location                         |
      | Location          | InsurancePlan:coverage-area                        |
      | Location          | OrganizationAffiliation:location                   |
      | Location          | PractitionerRole:location                          |
      | Organization      | Endpoint:organization                              |
      | Organization      | HealthcareService:organization                     |
      | Organization      | InsurancePlan:administered-by                      |
      | Organization      | InsurancePlan:owned-by                             |
      | Organization      | OrganizationAffiliation:primary-organization       |
      | Organization      | PractitionerRole:organization                      |
      | Organization      | PractitionerRole:network                           |
      | Organization      | OrganizationAffiliation:participating-organization |
      | Practitioner      | PractitionerRole:practitioner                      |

  @directory-include @directory-include.only-asked-for
  Scenario: Nothing comes along that was not asked for
    When the app searches PractitionerRole with:
      | _include | PractitionerRole:practitioner |
    Then the answer is "200"
    And FHIRPath "Bundle.entry.where(search.mode = 'include').resource.all($this is Practitioner)" holds

  @directory-include @directory-include.several
  Scenario: Several includes come together
    When the app searches PractitionerRole with:
      | _include | PractitionerRole:practitioner |
      | _include | PractitionerRole:organization |
    Then the answer is "200"
    And what "PractitionerRole:practitioner" refers to is included
    And what "PractitionerRole:organization" refers to is included

  @directory-include @directory-include.not-counted
  Scenario: What came along is not counted
    Given the directory has a PractitionerRole where "practitioner.exists()"
    When the app searches PractitionerRole with:
      | practitioner | {its value}                   |
      | _include     | PractitionerRole:practitioner |
    And the app follows every page
    Then the total is the number of matches

  @directory-include @directory-include.takes-no-place
  Scenario: What came along takes no place on the page
    When the app searches PractitionerRole with:
      | _include | PractitionerRole:practitioner |
      | _count   | 5                             |
    Then a page holds at most "5" matches
