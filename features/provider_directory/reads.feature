Feature: Directory reads
  Every directory resource can be read by its id, and what is not there is said not to be there.

  Background:
    Given the payer has a Provider Directory API

  @directory-read @directory-read.by-id
  Scenario Outline: A <type> can be read
    Given the directory has a <type>
    When the app reads "{resource}"
    Then the answer is "200"
    And FHIRPath "<type>.id = '{resource id}'" holds

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

  @directory-read @directory-read.network
  Scenario: A network is an Organization and can be read
    Given the directory has an Organization where "type.coding.where(code = 'ntwk').exists()"
    When the app reads "{resource}"
    Then the answer is "200"

  @directory-read @directory-read.unknown-id
  Scenario Outline: A <type> that is not there is 404
    When the app reads "<type>/{random}"
    Then the answer is "404"
    And the answer is an OperationOutcome (should)

    Examples:
      | type          |
      | Practitioner  |
      | InsurancePlan |

  @directory-read @directory-read.unknown-type
  Scenario: A type that does not exist is 404
    When the app reads "Banana/1"
    Then the answer is "404"
