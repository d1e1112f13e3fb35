/** The two documents that neither part writes: the SMART configuration and the CapabilityStatement. */
import { searchParameters } from './definitions.mjs';

const STARTED = new Date().toISOString();

// What oidc-provider says of itself goes into the SMART configuration as it is.
const SHARED = [
  'issuer',
  'jwks_uri',
  'authorization_endpoint',
  'token_endpoint',
  'introspection_endpoint',
  'revocation_endpoint',
  'token_endpoint_auth_methods_supported',
  'grant_types_supported',
  'response_types_supported',
  'scopes_supported',
  'code_challenge_methods_supported',
];

/** SMART App Launch 2.0, `.well-known/smart-configuration`: only what oidc-provider really does. */
export async function smartConfiguration(base) {
  const discovered = await (await fetch(`${base}/.well-known/openid-configuration`)).json();
  return {
    ...Object.fromEntries(SHARED.map((name) => [name, discovered[name]])),
    capabilities: [
      'launch-standalone',
      'client-public',
      'client-confidential-symmetric',
      'client-confidential-asymmetric',
      'sso-openid-connect',
      'context-standalone-patient',
      'permission-patient',
      'permission-v1',
      'permission-v2',
      'permission-offline',
    ],
  };
}

/** FHIR R4 http, capabilities: read and search of the types that hold data, by the parameters that can be evaluated. */
export function capabilityStatement(base, types, secured) {
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: STARTED,
    kind: 'instance',
    software: { name: 'A foreign payer of oidc-provider and Medplum' },
    implementation: { description: 'A payer made of foreign parts', url: base },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json'],
    rest: [
      {
        mode: 'server',
        ...(secured && { security: security(base) }),
        resource: [...types.keys()].sort().map((type) => restResource(type, [...types.get(type)].sort())),
      },
    ],
  };
}

function restResource(type, profiles) {
  const parameters = searchParameters(type);
  const searchable = parameters.length > 0;
  const references = parameters.filter((parameter) => parameter.type === 'reference').map(({ name }) => `${type}:${name}`);
  return {
    type,
    ...(profiles.length > 0 && { supportedProfile: profiles }),
    interaction: [{ code: 'read' }, ...(searchable ? [{ code: 'search-type' }] : [])],
    ...(references.length > 0 && { searchInclude: references }),
    ...(searchable && { searchParam: parameters }),
  };
}

function security(base) {
  const root = new URL(base).origin;
  return {
    extension: [
      {
        url: 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris',
        extension: [
          { url: 'authorize', valueUri: `${root}/auth` },
          { url: 'token', valueUri: `${root}/token` },
        ],
      },
    ],
    cors: true,
    service: [
      { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/restful-security-service', code: 'SMART-on-FHIR' }] },
    ],
  };
}
