/** HTTP around Medplum's FhirRouter: who may ask, in which format, and only to read (FHIR R4 http, RFC 6750). */
import { getStatus } from '@medplum/core';
import { FhirRouter } from '@medplum/fhir-router';

import { capabilityStatement } from './metadata.mjs';
import { allows } from './scopes.mjs';

const MEDIA_TYPE = 'application/fhir+json; charset=utf-8';
const USUAL = {
  'cache-control': 'private, no-cache',
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'ETag, Last-Modified, Location, WWW-Authenticate',
};

/**
 * An endpoint under `base`. `repositoryFor(token)` gives the repository that a token opens; with `anonymous`, the
 * repository that everybody may read; `smart` makes the SMART configuration.
 */
export function fhirEndpoint({ base, types, introspect, repositoryFor, anonymous, smart }) {
  const path = new URL(base).pathname;
  const router = new FhirRouter();

  async function handle(request, response) {
    const target = request.url.slice(path.length);
    const [resourcePath] = target.split('?');
    if (request.method === 'OPTIONS') {
      return response
        .writeHead(204, { ...USUAL, 'access-control-allow-methods': 'GET, HEAD, POST', 'access-control-allow-headers': 'Authorization, Content-Type, Accept, Prefer, If-None-Match' })
        .end();
    }
    if (smart && resourcePath === '/.well-known/smart-configuration') {
      return send(response, 200, await smart(), { 'content-type': 'application/json' });
    }
    const searching = request.method === 'POST' && /^\/[^/]+\/_search$/.test(resourcePath);
    if (!['GET', 'HEAD'].includes(request.method) && !searching) {
      return refuse(response, 405, 'not-supported', 'This API can only be read.', { allow: 'GET, HEAD' });
    }
    if (!acceptable(request, target)) {
      return refuse(response, 406, 'not-supported', 'This API speaks application/fhir+json.');
    }
    if (resourcePath === '/metadata') return send(response, 200, capabilityStatement(base, types, !anonymous));

    const access = await authorize(request);
    if (access.challenge) {
      return refuse(response, 401, 'login', 'A valid access token is needed.', { 'www-authenticate': access.challenge });
    }
    const [, type = '*', ...rest] = resourcePath.split('/');
    const interaction = rest.length === 0 || rest[0] === '_search' ? 'search' : 'read';
    if (!anonymous && !allows(access.token.scope, type, interaction)) {
      return refuse(response, 403, 'forbidden', `The token does not allow to ${interaction} ${type}.`, {
        'www-authenticate': 'Bearer error="insufficient_scope"',
      });
    }
    const repository = anonymous ?? repositoryFor(access.token);
    if (searching && !/^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '')) {
      return refuse(response, 415, 'not-supported', 'A search by POST has a form-encoded body.');
    }
    const [outcome, resource] = await router.handleRequest(
      {
        method: searching ? 'POST' : 'GET',
        url: target,
        pathname: '',
        params: {},
        query: {},
        body: searching ? grouped(await form(request)) : undefined,
        headers: request.headers,
      },
      repository,
    );
    const reaches = ({ resourceType }) => anonymous || allows(access.token.scope, resourceType, 'read');
    answer(request, response, getStatus(outcome), covered(resource ?? outcome, reaches));
  }

  async function authorize(request) {
    const header = request.headers.authorization;
    if (!header) return anonymous ? {} : { challenge: 'Bearer realm="fhir"' };
    const token = /^Bearer +(\S+)$/i.exec(header)?.[1];
    const active = token && (await introspect(token));
    return active ? { token: active } : { challenge: 'Bearer realm="fhir", error="invalid_token"' };
  }

  return {
    path,
    handle: (request, response) =>
      handle(request, response).catch((error) => {
        console.error(error);
        refuse(response, 500, 'exception', 'The request could not be answered.');
      }),
  };
}

/** Without the included resources that the token does not reach: the router knows includes, but no scopes. */
function covered(resource, reaches) {
  if (resource.resourceType !== 'Bundle' || !resource.entry) return resource;
  return { ...resource, entry: resource.entry.filter(({ search, resource: held }) => search?.mode !== 'include' || reaches(held)) };
}

/** A resource with its ETag, or nothing at all where the caller holds it already (FHIR http, conditional read). */
function answer(request, response, status, resource) {
  const version = resource.meta?.versionId;
  const etag = version && `W/"${version}"`;
  const headers = { ...(etag && { etag }) };
  if (resource.meta?.lastUpdated) headers['last-modified'] = new Date(resource.meta.lastUpdated).toUTCString();
  const held = (request.headers['if-none-match'] ?? '').split(',').map((tag) => tag.trim());
  if (etag && status === 200 && (held.includes(etag) || held.includes('*'))) {
    return response.writeHead(304, { ...USUAL, ...headers }).end();
  }
  return send(response, status, resource, headers);
}

function refuse(response, status, code, diagnostics, headers = {}) {
  send(response, status, { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code, diagnostics }] }, headers);
}

function send(response, status, body, headers = {}) {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { ...USUAL, 'content-type': MEDIA_TYPE, 'content-length': bytes.length, ...headers }).end(bytes);
}

const JSON_TYPES = new Set(['json', 'text/json', 'application/json', 'application/fhir+json']);

/** `_format` goes before the Accept header (FHIR http, content types). */
function acceptable(request, target) {
  const format = new URL(target, 'http://127.0.0.1').searchParams.get('_format');
  if (format !== null) return JSON_TYPES.has(format.replace(' ', '+').split(';')[0]);
  const accept = request.headers.accept ?? '*/*';
  return accept.split(',').some((range) => {
    const [type, ...parameters] = range.toLowerCase().split(';').map((part) => part.trim());
    if (parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))) return false;
    return type === '*/*' || type === 'application/*' || JSON_TYPES.has(type);
  });
}

async function form(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return new URLSearchParams(Buffer.concat(chunks).toString());
}

/** The shape in which the router takes parameters: a repeated one is an array. */
function grouped(parameters) {
  return Object.fromEntries(
    [...new Set(parameters.keys())].map((name) => {
      const values = parameters.getAll(name);
      return [name, values.length === 1 ? values[0] : values];
    }),
  );
}
