/** Writes the target file with which `payerlab check --target` judges this payer. */

export function targetFile({ base, members, apps }) {
  const others = members.filter(({ patient }) => patient && patient !== members[0].patient);
  const role = (word) => members.find(({ roles }) => roles?.split(' ').includes(word));
  return [
    table('', {
      name: 'oidc-provider in front of Medplum',
      patient_access: `${base}/fhir`,
      directory: `${base}/directory`,
    }),
    table('login', { strategy: 'form', username: 'input[name=username]', password: 'input[name=password]' }),
    table('login.consent', {
      scope: 'input[name=scope]',
      allow: 'button[value=allow]',
      deny: 'button[value=deny]',
    }),
    app('public', apps.public),
    app('confidential', apps.confidential),
    app('second', apps.second),
    app('short_lived', apps.shortLived),
    app('key_pair', apps.keyPair),
    app('backend', apps.backend),
    member('main', role('main') ?? members[0]),
    member('other', role('other') ?? others[0]),
    member('empty', role('empty')),
    member('deceased', role('deceased')),
  ]
    .filter(Boolean)
    .join('\n');
}

function app(role, { client_id, client_name, redirect_uris, everything, client_secret, private_key }) {
  return table(`apps.${role}`, {
    client_id,
    name: client_name,
    redirect_uri: redirect_uris[0],
    scopes: everything,
    secret: client_secret,
    private_key,
    key_id: private_key && client_id,
    algorithm: private_key && 'RS384',
  });
}

function member(role, row) {
  return row && table(`members.${role}`, { username: row.username, password: row.password, patient: row.patient });
}

/** A TOML table of strings; JSON's escapes are TOML's too. */
function table(name, values) {
  const lines = Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
  return [name && `[${name}]`, ...lines, ''].filter((line, at) => at > 0 || line).join('\n');
}
