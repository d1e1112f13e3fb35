/** The apps registered with the foreign payer, and the scopes there are. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';

const REDIRECT = 'https://app.example.org/callback';

export function scopes(types) {
  const permissions = ['rs', 'r', 's', 'read'];
  const each = (context) => ['*', ...types].flatMap((type) => permissions.map((permission) => `${context}/${type}.${permission}`));
  return ['openid', 'fhirUser', 'offline_access', 'launch/patient', ...each('patient'), ...each('system')];
}

/** The client metadata of every app; `private_key` and `lives` are the glue's own and not registered. */
export function apps(base, types) {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const everything = 'openid fhirUser offline_access launch/patient patient/*.rs';
  const member = (client_id, rest) => ({
    client_id,
    client_name: client_id.replaceAll('-', ' '),
    redirect_uris: [REDIRECT],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    scope: scopes(types).filter((scope) => !scope.startsWith('system/')).join(' '),
    everything,
    ...rest,
  });
  const system = (client_id, rest) => ({
    client_id,
    redirect_uris: [],
    response_types: [],
    grant_types: ['client_credentials'],
    scope: scopes(types).filter((scope) => scope.startsWith('system/')).join(' '),
    client_secret: secret(),
    token_endpoint_auth_method: 'client_secret_basic',
    everything: 'system/*.rs',
    ...rest,
  });
  return {
    base,
    scopes: scopes(types),
    public: member('public-app', { token_endpoint_auth_method: 'none' }),
    confidential: member('confidential-app', { token_endpoint_auth_method: 'client_secret_basic', client_secret: secret() }),
    second: member('second-app', { token_endpoint_auth_method: 'client_secret_basic', client_secret: secret() }),
    shortLived: member('short-lived-app', {
      token_endpoint_auth_method: 'client_secret_basic',
      client_secret: secret(),
      lives: 2,
    }),
    keyPair: member('key-pair-app', {
      grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
      scope: scopes(types).join(' '),
      everything: `${everything} system/*.rs`,
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'RS384',
      jwks: { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'key-pair-app', use: 'sig', alg: 'RS384' }] },
      private_key: privateKey.export({ format: 'pem', type: 'pkcs8' }),
    }),
    backend: system('backend-app'),
    resourceServer: system('fhir-server', { scope: undefined }),
  };
}

const secret = () => randomBytes(32).toString('base64url');
