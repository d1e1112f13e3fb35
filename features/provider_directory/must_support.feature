Feature: Directory must support
  What Plan-Net marks "must support" a directory can show: between them, its entries show each of it at least once.

  Background:
    Given the payer has a Provider Directory API

  @must-support-plan-net @must-support-plan-net.shown
  Scenario Outline: The <type> resources show what Plan-Net wants supported
    Given the API offers <type>
    When the app collects every <type> of the directory
    Then the collected <type> resources show every must-support element of Plan-Net

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
