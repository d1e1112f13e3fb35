/**
 * A foreign payer: npm `oidc-provider` as authorization server in front of Medplum's in-memory FHIR server, one process
 * on a loopback port, loaded with the members that `payerlab data generate --out DIR` writes.
 *
 *   node server.mjs --data DIR [--write-target FILE] [--port N]
 *
 * The glue does what neither part is for (member pages, SMART's additions to OAuth, HTTP around the FHIR router) and does
 * it by the standard; it hides no fault of either part.
 */
import { createServer } from 'node:http';
import { renameSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { createAuthorizationServer } from './authorization.mjs';
import { apps } from './apps.mjs';
import { fhirEndpoint } from './fhir.mjs';
import { indexDefinitions } from './definitions.mjs';
import { loadDirectory, loadPatientAccess, readMembers } from './data.mjs';
import { memberPages } from './pages.mjs';
import { smartConfiguration } from './metadata.mjs';
import { targetFile } from './target.mjs';

const { values: options } = parseArgs({
  options: {
    data: { type: 'string' },
    port: { type: 'string', default: '0' },
    'write-target': { type: 'string' },
  },
});
if (!options.data) {
  console.error('usage: node server.mjs --data DIR [--write-target FILE] [--port N]');
  process.exit(2);
}

indexDefinitions();
const members = readMembers(options.data);
const patientAccess = await loadPatientAccess(options.data, members);
const directory = await loadDirectory(options.data);

// The issuer needs the port before there is anything to serve, so the server listens first and is furnished then.
let handle = (_request, response) => response.writeHead(503).end();
const server = createServer((request, response) => handle(request, response));
// A check keeps connections longer than the five seconds after which Node would hang up on it.
server.keepAliveTimeout = 120_000;
await new Promise((resolve) => server.listen(Number(options.port), '127.0.0.1', resolve));
const base = `http://127.0.0.1:${server.address().port}`;

const registered = apps(base, [...patientAccess.types.keys()]);
const provider = createAuthorizationServer({ base, members, apps: registered });
const authorization = provider.callback();
const pages = memberPages({ provider, members });
const introspect = introspection(`${base}/token/introspection`, registered.resourceServer);
const endpoints = [
  fhirEndpoint({
    base: `${base}/fhir`,
    types: patientAccess.types,
    introspect,
    repositoryFor: ({ sub }) => (sub ? patientAccess.repositoryOf(members.find(({ username }) => username === sub).patient) : patientAccess.whole),
    smart: () => smartConfiguration(base),
  }),
  fhirEndpoint({ base: `${base}/directory`, types: directory.types, introspect, anonymous: directory.repository }),
];

handle = async (request, response) => {
  const endpoint = endpoints.find(({ path }) => request.url === path || request.url.startsWith(`${path}/`) || request.url.startsWith(`${path}?`));
  if (endpoint) return endpoint.handle(request, response);
  if (request.url.startsWith('/interaction/')) return pages(request, response);
  return authorization(request, response);
};

if (options['write-target']) {
  // Whoever waits for the file must never read half of it.
  const partial = `${options['write-target']}.partial`;
  writeFileSync(partial, targetFile({ base, members, apps: registered }));
  renameSync(partial, options['write-target']);
}
console.log(`Patient Access API  ${base}/fhir`);
console.log(`Provider Directory  ${base}/directory`);
console.log(`Issuer              ${base}`);

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    server.close(() => process.exit(0));
    server.closeAllConnections();
  });
}

/** The FHIR endpoints know tokens as any resource server does: by asking the introspection endpoint (RFC 7662). */
function introspection(url, { client_id: id, client_secret: secret }) {
  const authorization = `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`;
  return async (token) => {
    const response = await fetch(url, { method: 'POST', headers: { authorization }, body: new URLSearchParams({ token }) });
    if (!response.ok) throw new Error(`introspection failed: ${await response.text()}`);
    const body = await response.json();
    // A refresh token is a token of this server too, but none that opens an API.
    return body.active && body.token_type ? body : undefined;
  };
}
