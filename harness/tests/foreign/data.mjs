/** Loads the synthetic members and the directory into Medplum's MemoryRepository. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { evalFhirPath, getSearchParameter } from '@medplum/core';
import { MemoryRepository } from '@medplum/fhir-router';

import { patientCompartment } from './definitions.mjs';

/** The members, as `payerlab data generate` lists them: user name, password and the id of their Patient. */
export function readMembers(folder) {
  const [heading, ...rows] = csv(readFileSync(join(folder, 'members.csv'), 'utf8'));
  return rows.map((row) => Object.fromEntries(heading.map((name, column) => [name, row[column]])));
}

function csv(text) {
  const rows = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\n"]*))(,|\r?\n|$)/g)) {
    rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end !== ',') rows.push([]);
  }
  return rows.filter((row) => row.length > 1);
}

function* resources(folder) {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.ndjson')).sort()) {
    for (const line of readFileSync(join(folder, file), 'utf8').split('\n')) {
      if (line) yield JSON.parse(line);
    }
  }
}

/**
 * The Patient Access API: a repository a member, with the member's compartment and what belongs to nobody, so that
 * another member's record cannot be reached by any query, because it is not there; and one with everything, for
 * system tokens.
 */
export async function loadPatientAccess(folder, members) {
  const all = [...resources(join(folder, 'patient-access'))];
  const owners = ownership(all);
  const repositories = new Map();
  for (const { patient } of members) {
    const reaches = (resource) => owners.get(reference(resource))?.has(patient) ?? true;
    repositories.set(patient, await filled(all.filter(reaches)));
  }
  return {
    types: held(all),
    repositoryOf: (patient) => repositories.get(patient),
    whole: await filled(all),
  };
}

/** The directory: one repository for everybody. */
export async function loadDirectory(folder) {
  const all = [...resources(join(folder, 'directory'))];
  return { types: held(all), repository: await filled(all) };
}

/** The resource types that hold data, each with the profiles that its resources claim. */
function held(all) {
  const types = new Map();
  for (const { resourceType, meta } of all) {
    const profiles = types.get(resourceType) ?? new Set();
    for (const profile of meta?.profile ?? []) profiles.add(profile);
    types.set(resourceType, profiles);
  }
  return types;
}

async function filled(all) {
  const repository = new MemoryRepository();
  for (const resource of all) await repository.createResource(resource);
  return repository;
}

const reference = ({ resourceType, id }) => `${resourceType}/${id}`;

/** Which patients each resource belongs to; a resource that is not in the map belongs to nobody. */
function ownership(all) {
  const compartment = patientCompartment();
  const owners = new Map();
  for (const resource of all) {
    const owned = patientsOf(resource, compartment.get(resource.resourceType));
    if (owned) owners.set(reference(resource), owned);
  }
  const add = (to, patients) => owners.set(to, new Set([...(owners.get(to) ?? []), ...patients]));
  // A Provenance is as private as what it tells about, which need not be a Patient.
  for (const resource of all.filter(({ resourceType }) => resourceType === 'Provenance')) {
    for (const target of resource.target) add(reference(resource), owners.get(target.reference) ?? []);
  }
  // So is a Binary as what attaches it.
  for (const resource of all.filter((each) => owners.has(reference(each)))) {
    for (const [attached] of JSON.stringify(resource).matchAll(/Binary\/[A-Za-z0-9.-]+/g)) {
      add(attached, owners.get(reference(resource)));
    }
  }
  return owners;
}

function patientsOf(resource, parameters) {
  if (resource.resourceType === 'Patient') return new Set([resource.id]);
  // R4 has no Device in the compartment, but a device that names its patient is that patient's.
  const codes = parameters ?? (resource.patient ? ['patient'] : undefined);
  if (!codes) return undefined;
  const found = codes
    .map((code) => getSearchParameter(resource.resourceType, code)?.expression)
    .filter(Boolean)
    .flatMap((expression) => evalFhirPath(expression, resource))
    .map((value) => /(?:^|\/)Patient\/([^/]+)$/.exec(value?.reference ?? '')?.[1])
    .filter(Boolean);
  return new Set(found);
}
