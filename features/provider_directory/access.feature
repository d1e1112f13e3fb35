Feature: Directory access
  The provider directory is there for everyone: nobody has to be a member, or to sign in, to find a doctor.

  Background:
    Given the payer has a Provider Directory API

  @directory-access @directory-access.anonymous
  Scenario Outline: Anyone can search <type>
    Given the app has no token
    When the app searches <type> with:
      | _count | 1 |
    Then the answer is "200" (should)

    Examples:
      | type             |
      | Practitioner     |
      | PractitionerRole |
      | Organization     |
      | Location         |

  @directory-access @directory-access.capability
  Scenario: Anyone can read the directory's capability statement
    Given the app has no token
    When the app reads "metadata"
    Then the answer is "200"
    And FHIRPath "CapabilityStatement.fhirVersion = '4.0.1'" holds

  @directory-access @directory-access.system-token
  Scenario: A token in the app's own name opens the directory
    Given the payer announces "grant_types_supported" with "client_credentials"
    And the backend app
    And the app holds a system token
    When the app searches Practitioner with:
      | _count | 1 |
    Then the answer is "200"

  @directory-access @directory-access.no-members
  Scenario Outline: The directory holds no <type> of members
    Given the app has no token
    When the app searches <type> with:
      | _count | 1 |
    Then the answer gives no data

    Examples:
      | type                 |
      | Patient              |
      | Observation          |
      | ExplanationOfBenefit |
      | Coverage             |

  @directory-access @directory-access.member-unknown
  Scenario: The directory does not give a member's record by its id
    Given the app has no token
    When the app reads "Patient/{patient}"
    Then the answer is "4xx"

  @directory-access @directory-access.garbage-token
  Scenario: A wrong token is told so, even where none is needed
    Given the app holds the token "{random}"
    When the app searches Practitioner with:
      | _count | 1 |
    Then the answer is "200 or 401"

  @directory-access @directory-access.read-only
  Scenario: The directory cannot be changed
    Given the app has no token
    When the app sends POST "Practitioner" with:
      | Content-Type | application/fhir+json           |
      | body         | {"resourceType":"Practitioner"} |
    Then the answer is "4xx"
