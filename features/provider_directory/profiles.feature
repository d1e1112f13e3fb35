Feature: Directory profiles
  Every entry of the directory is held against Plan-Net.

  Background:
    Given the payer has a Provider Directory API

  @profile-plan-net @profile-plan-net.conforms
  Scenario Outline: Every <type> conforms to Plan-Net
    When the app collects every <type> of the directory
    Then every collected <type> conforms to Plan-Net

    Examples:
      | type                    |
      | Practitioner            |
      | PractitionerRole        |
      | Organization            |
      | Location                |
      | HealthcareService       |
      | InsurancePlan           |
      | Endpoint                |
      | OrganizationAffiliation |

  @profile-plan-net @profile-plan-net.references
  Scenario Outline: What a <type> refers to is in the directory
    When the app collects every <type> of the directory
    Then every reference resolves

    Examples:
      | type                    |
      | PractitionerRole        |
      | HealthcareService       |
      | OrganizationAffiliation |
      | InsurancePlan           |
