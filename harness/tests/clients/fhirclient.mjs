/** npm `fhirclient` as its Node documentation uses it: authorize, ready, read the patient, search, refresh. */
import assert from 'node:assert/strict';

import smart from 'fhirclient';

import { allow, readTarget } from './member.mjs';

const target = readTarget();

for (const role of ['public', 'confidential']) {
  await flow(role, target.apps[role]);
  console.log(`fhirclient (npm): the ${role} app read the patient, searched and refreshed`);
}

async function flow(role, app) {
  const session = {};
  let redirected;
  const response = { writeHead: (_status, { location }) => (redirected = location), end() {} };
  const request = (url) => ({
    url: `${url.pathname}${url.search}`,
    headers: { host: url.host, 'x-forwarded-proto': url.protocol.slice(0, -1) },
    socket: {},
    session,
  });

  await smart(request(new URL('/launch', app.redirect_uri)), response).authorize({
    iss: target.patient_access,
    clientId: app.client_id,
    clientSecret: app.secret,
    redirectUri: app.redirect_uri,
    scope: app.scopes,
    pkceMode: 'required',
  });
  const back = await allow(target, redirected, app.redirect_uri);
  const client = await smart(request(back), response).ready();

  assert.equal(client.patient.id, target.members.main.patient, `${role}: the launch context names the patient`);
  assert.equal((await client.patient.read()).id, target.members.main.patient);
  assert.match(client.getFhirUser() ?? '', /^Patient\/|^RelatedPerson\//, `${role}: the ID token names the user`);
  const observations = await client.request(`Observation?patient=${client.patient.id}`, { pageLimit: 0, flat: true });
  assert.ok(observations.length > 0, `${role}: the member's observations are found over every page`);

  const before = client.state.tokenResponse.access_token;
  // A public client says which it is, RFC 6749 section 6; fhirclient leaves that to an option.
  client.environment.options.refreshTokenWithClientId = !app.secret;
  await client.refresh();
  assert.notEqual(client.state.tokenResponse.access_token, before);
  assert.equal((await client.patient.read()).id, target.members.main.patient);
}
