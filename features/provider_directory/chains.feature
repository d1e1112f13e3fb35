Feature: Directory chains
  An app asks for a role by the name of its practitioner, or for a service by the city of its location, in one request.

  Background:
    Given the payer has a Provider Directory API

  @directory-search @directory-search.chain
  Scenario Outline: <type> by <chain>
    When the app searches <type> by "<chain>" with the directory's own values
    Then every search found what it must and nothing else

    Examples:
      | type                    | chain                              |
      | Endpoint                | organization.address               |
      | Endpoint                | organization.name                  |
      | Endpoint                | organization.partof                |
      | Endpoint                | organization.type                  |
      | HealthcareService       | endpoint.organization              |
      | HealthcareService       | location.address                   |
      | HealthcareService       | location.address-city              |
      | HealthcareService       | location.address-postalcode        |
      | HealthcareService       | location.address-state             |
      | HealthcareService       | location.organization              |
      | HealthcareService       | location.type                      |
      | HealthcareService       | organization.address               |
      | HealthcareService       | organization.name                  |
      | HealthcareService       | organization.partof                |
      | HealthcareService       | organization.type                  |
      | InsurancePlan           | administered-by.name               |
      | InsurancePlan           | administered-by.partof             |
      | InsurancePlan           | owned-by.name                      |
      | InsurancePlan           | owned-by.partof                    |
      | Location                | endpoint.organization              |
      | Location                | organization.address               |
      | Location                | organization.name                  |
      | Location                | organization.partof                |
      | Location                | organization.type                  |
      | Location                | partof.address                     |
      | Location                | partof.organization                |
      | Location                | partof.type                        |
      | Organization            | endpoint.organization              |
      | Organization            | partof.address                     |
      | Organization            | partof.name                        |
      | Organization            | partof.type                        |
      | OrganizationAffiliation | endpoint.organization              |
      | OrganizationAffiliation | location.address                   |
      | OrganizationAffiliation | location.address-city              |
      | OrganizationAffiliation | location.address-postalcode        |
      | OrganizationAffiliation | location.address-state             |
      | OrganizationAffiliation | location.organization              |
      | OrganizationAffiliation | location.type                      |
      | OrganizationAffiliation | network.name                       |
      | OrganizationAffiliation | network.partof                     |
      | OrganizationAffiliation | participating-organization.address |
      | OrganizationAffiliation | participating-organization.name    |
      | OrganizationAffiliation | participating-organization.partof  |
      | OrganizationAffiliation | participating-organization.type    |
      | OrganizationAffiliation | primary-organization.address       |
      | OrganizationAffiliation | primary-organization.name          |
      | OrganizationAffiliation | primary-organization.partof        |
      | OrganizationAffiliation | primary-organization.type          |
      | OrganizationAffiliation | service.location                   |
      | OrganizationAffiliation | service.organization               |
      | OrganizationAffiliation | service.service-category           |
      | PractitionerRole        | endpoint.organization              |
      | PractitionerRole        | location.address                   |
      | PractitionerRole        | location.address-city              |
      | PractitionerRole        | location.address-postalcode        |
      | PractitionerRole        | location.address-state             |
      | PractitionerRole        | location.organization              |
      | PractitionerRole        | location.type                      |
      | PractitionerRole        | network.address                    |
      | PractitionerRole        | network.name                       |
      | PractitionerRole        | network.partof                     |
      | PractitionerRole        | network.type                       |
      | PractitionerRole        | organization.address               |
      | PractitionerRole        | organization.name                  |
      | PractitionerRole        | organization.partof                |
      | PractitionerRole        | organization.type                  |
      | PractitionerRole        | practitioner.name                  |
      | PractitionerRole        | service.location                   |
      | PractitionerRole        | service.organization               |
      | PractitionerRole        | service.service-category           |

  @directory-search @directory-search.reverse-chain
  Scenario Outline: <type> by what <of> says of it
    When the app searches <type> by "_has:<of>" with the directory's own values
    Then every search found what it must and nothing else

    Examples:
      | type              | of                                                      |
      | Practitioner      | PractitionerRole:practitioner:specialty                 |
      | Practitioner      | PractitionerRole:practitioner:location                  |
      | Practitioner      | PractitionerRole:practitioner:organization              |
      | Practitioner      | PractitionerRole:practitioner:network                   |
      | Organization      | PractitionerRole:organization:specialty                 |
      | Organization      | OrganizationAffiliation:participating-organization:role |
      | Organization      | InsurancePlan:owned-by:plan-type                        |
      | Location          | PractitionerRole:location:specialty                     |
      | Location          | HealthcareService:location:service-category             |
      | HealthcareService | PractitionerRole:service:specialty                      |

  @directory-search @directory-search.chain-typed
  Scenario: A chain may name the type that it goes through
    Given the directory has a PractitionerRole where "practitioner.exists()"
    When the app searches PractitionerRole by "practitioner:Practitioner.family" with the directory's own values
    Then every search found what it must and nothing else unless the search was refused

  @directory-search @directory-search.chain-nothing
  Scenario: A chain that nothing fits finds nothing
    When the app searches PractitionerRole with:
      | practitioner.name | Zzyzxqw |
    Then the answer is "200"
    And the Bundle is empty
