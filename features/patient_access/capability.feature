Feature: Capability
  The capability statement is the payer's promise to apps, readable before any registration.

  Background:
    Given the payer has a Patient Access API
    And the app has no token

  @capability @capability.public
  Scenario: The capability statement can be read without a token
    When the app reads "metadata"
    Then the answer is "200"
    And FHIRPath "CapabilityStatement.exists()" holds

  @capability @capability.version
  Scenario: The capability statement says FHIR 4.0.1
    When the app reads "metadata"
    Then FHIRPath "CapabilityStatement.fhirVersion = '4.0.1'" holds

  @capability @capability.json
  Scenario: The capability statement declares JSON
    When the app reads "metadata"
    Then FHIRPath "CapabilityStatement.format.where($this = 'json' or $this = 'application/fhir+json' or $this = 'application/json').exists()" holds

  @capability @capability.instance
  Scenario: The capability statement describes this server
    When the app reads "metadata"
    Then FHIRPath "CapabilityStatement.kind = 'instance' and CapabilityStatement.rest.where(mode = 'server').exists()" holds

  @capability @capability.patient-reading
  Scenario Outline: The capability statement declares the <interaction> of <type>
    When the app reads "metadata"
    Then FHIRPath "CapabilityStatement.rest.resource.where(type = '<type>').interaction.where(code = '<interaction>').exists()" holds

    Examples:
      | type                 | interaction |
      | Patient              | read        |
      | Patient              | search-type |
      | Observation          | read        |
      | Observation          | search-type |
      | ExplanationOfBenefit | read        |
      | ExplanationOfBenefit | search-type |
      | Coverage             | read        |

  @capability @capability.parameters
  Scenario Outline: The capability statement declares the search of <type> by <parameter>
    When the app reads "metadata"
    Then FHIRPath "CapabilityStatement.rest.resource.where(type = '<type>').searchParam.where(name = '<parameter>').exists()" holds

    Examples:
      | type                 | parameter    |
      | Patient              | _id          |
      | Patient              | identifier   |
      | Patient              | name         |
      | Observation          | patient      |
      | Observation          | category     |
      | Observation          | code         |
      | Observation          | date         |
      | ExplanationOfBenefit | patient      |
      | ExplanationOfBenefit | _lastUpdated |
      | ExplanationOfBenefit | type         |

  @capability @capability.profiles
  Scenario: The capability statement names the profiles that it supports
    When the app reads "metadata"
    Then FHIRPath "CapabilityStatement.rest.resource.supportedProfile.exists()" holds

  @capability @capability.valid
  Scenario: The capability statement is a valid resource
    When the app reads "metadata"
    Then the answer is a valid resource
