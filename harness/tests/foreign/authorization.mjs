/** oidc-provider, as its documentation sets it up, with what SMART App Launch 2.0 asks for on top. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';

import { Provider, errors } from 'oidc-provider';

export function createAuthorizationServer({ base, members, apps }) {
  const clients = ['public', 'confidential', 'second', 'shortLived', 'keyPair', 'backend', 'resourceServer'].map((role) => {
    const { everything: _, private_key: __, lives: ___, ...metadata } = apps[role];
    return JSON.parse(JSON.stringify(metadata));
  });
  const lives = new Map([[apps.shortLived.client_id, apps.shortLived.lives]]);
  const lifetime = (usual) => (_context, _token, client) => lives.get(client.clientId) ?? usual;
  const account = (id) => members.find(({ username }) => username === id);

  const provider = new Provider(base, {
    clients,
    scopes: apps.scopes,
    claims: { openid: ['sub'], fhirUser: ['fhirUser'] },
    // SMART wants fhirUser in the ID token itself.
    conformIdTokenClaims: false,
    findAccount: (_context, id) => {
      const member = account(id);
      return member && { accountId: id, claims: () => ({ sub: id, fhirUser: `${base}/fhir/Patient/${member.patient}` }) };
    },
    // SMART wants the endpoints open to browser apps.
    clientBasedCORS: () => true,
    cookies: { keys: [randomBytes(32).toString('hex')] },
    jwks: { keys: [{ ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }), kid: 'id-token', use: 'sig', alg: 'RS256' }] },
    // SMART App Launch 2.0, token introspection: the launch context belongs to what is told of a token.
    extraTokenClaims: (_context, token) => {
      const launched = token.scope?.split(' ').includes('launch/patient');
      return launched ? { patient: account(token.accountId)?.patient } : undefined;
    },
    extraParams: {
      // SMART App Launch: the app says which FHIR server its token is for.
      aud(_context, value) {
        if (value?.replace(/\/$/, '') !== `${base}/fhir`) {
          throw new errors.InvalidRequest(`aud must be ${base}/fhir`);
        }
      },
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: { enabled: true },
      revocation: { enabled: true },
    },
    // SMART asks apps with keys to sign with RS384 or ES384.
    enabledJWA: { clientAuthSigningAlgValues: ['RS256', 'RS384', 'ES256', 'ES384', 'PS256', 'EdDSA'] },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    ttl: {
      AccessToken: lifetime(3600),
      AuthorizationCode: lifetime(60),
      ClientCredentials: 600,
      Grant: 14 * 24 * 3600,
      IdToken: 3600,
      Interaction: 3600,
      RefreshToken: 14 * 24 * 3600,
      Session: 14 * 24 * 3600,
    },
  });

  // SMART App Launch: the launch context stands beside the token.
  provider.use(async (context, next) => {
    await next();
    if (context.oidc?.route !== 'token' || !context.body?.access_token) return;
    const member = account(context.oidc.entities.Account?.accountId);
    if (member && context.body.scope?.split(' ').includes('launch/patient')) context.body.patient = member.patient;
  });
  return provider;
}
