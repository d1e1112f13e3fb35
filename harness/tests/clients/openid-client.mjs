/** npm `openid-client`: discovery, code with PKCE for every kind of client, refresh, introspection, revocation. */
import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';

import * as oidc from 'openid-client';

import { allow, readTarget } from './member.mjs';

const target = readTarget();
const fhir = target.patient_access;
const smart = await (await fetch(`${fhir}/.well-known/smart-configuration`)).json();

for (const role of ['public', 'confidential', 'key_pair']) {
  await flow(role, target.apps[role]);
  console.log(`openid-client: the ${role} app signed a member in, refreshed, introspected and revoked`);
}
if (target.apps.backend) {
  const config = await discover(target.apps.backend);
  const tokens = await oidc.clientCredentialsGrant(config, { scope: target.apps.backend.scopes });
  assert.ok(tokens.access_token);
  console.log('openid-client: the backend app was given a system token');
}

async function discover(app) {
  return oidc.discovery(new URL(smart.issuer), app.client_id, {}, await authentication(app), {
    execute: [oidc.allowInsecureRequests],
  });
}

async function authentication(app) {
  if (app.private_key) return oidc.PrivateKeyJwt({ key: await signingKey(app), kid: app.key_id });
  if (app.secret) return oidc.ClientSecretBasic(app.secret);
  return oidc.None();
}

async function signingKey(app) {
  const der = createPrivateKey(app.private_key).export({ format: 'der', type: 'pkcs8' });
  const algorithm = {
    ES384: { name: 'ECDSA', namedCurve: 'P-384' },
    ES256: { name: 'ECDSA', namedCurve: 'P-256' },
    RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
    RS384: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-384' },
  }[app.algorithm ?? 'RS384'];
  return crypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign']);
}

async function flow(role, app) {
  const config = await discover(app);
  const pkceCodeVerifier = oidc.randomPKCECodeVerifier();
  const expectedState = oidc.randomState();
  const expectedNonce = oidc.randomNonce();
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: app.redirect_uri,
    scope: app.scopes,
    aud: fhir,
    code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: expectedState,
    nonce: expectedNonce,
    prompt: 'consent',
  });
  const back = await allow(target, url, app.redirect_uri);
  const tokens = await oidc.authorizationCodeGrant(config, back, {
    pkceCodeVerifier,
    expectedState,
    expectedNonce,
    idTokenExpected: true,
  });
  assert.ok(tokens.claims().fhirUser, `${role}: the ID token says who the member is`);
  assert.equal(tokens.patient, target.members.main.patient, `${role}: the token says whose record it opens`);
  await read(config, tokens);

  assert.ok(tokens.refresh_token, `${role}: offline_access was granted, so there is a refresh token`);
  const fresh = await oidc.refreshTokenGrant(config, tokens.refresh_token);
  assert.notEqual(fresh.access_token, tokens.access_token);
  await read(config, fresh);

  if (role !== 'public') {
    const about = await oidc.tokenIntrospection(config, fresh.access_token);
    assert.equal(about.active, true);
    assert.equal(about.client_id, app.client_id);
  }
  await oidc.tokenRevocation(config, fresh.access_token);
  // openid-client reports a challenge by throwing it.
  await assert.rejects(get(config, fresh), (error) => error.status === 401, `${role}: a revoked token opens nothing`);
}

async function read(config, tokens) {
  const response = await get(config, tokens);
  assert.equal(response.status, 200);
  const patient = await response.json();
  assert.deepEqual([patient.resourceType, patient.id], ['Patient', target.members.main.patient]);
}

function get(config, tokens) {
  const url = new URL(`${fhir}/Patient/${target.members.main.patient}`);
  return oidc.fetchProtectedResource(config, tokens.access_token, url, 'GET');
}
