/** The member's two pages, in plain HTML: sign in, and consent with a checkbox a scope. */
import { timingSafeEqual, createHash } from 'node:crypto';

export function memberPages({ provider, members }) {
  return async (request, response) => {
    try {
      const interaction = await provider.interactionDetails(request, response);
      if (request.method === 'POST') {
        await submit({ provider, members, interaction, request, response, form: await readForm(request) });
      } else if (request.method === 'GET') {
        page(response, 200, interaction.prompt.name === 'login' ? signIn() : consent(interaction, await provider.Client.find(interaction.params.client_id)));
      } else {
        page(response, 405, '<h1>Not possible here</h1>');
      }
    } catch (error) {
      page(response, error.status ?? 400, `<h1>This sign-in cannot go on</h1><p>${escape(error.error ?? 'It has ended; start again from the app.')}</p>`);
    }
  };
}

async function submit({ provider, members, interaction, request, response, form }) {
  const finish = (result, options) => provider.interactionFinished(request, response, result, options);
  if (form.get('action') === 'deny') return finish({ error: 'access_denied' }, { mergeWithLastSubmission: false });
  if (interaction.prompt.name === 'login') {
    const member = members.find(({ username }) => username === form.get('username'));
    if (!member || !same(member.password, form.get('password') ?? '')) {
      return page(response, 401, signIn('The user name or the password is wrong.'));
    }
    return finish({ login: { accountId: member.username } }, { mergeWithLastSubmission: false });
  }
  const { params, session, grantId, prompt } = interaction;
  const grant = grantId
    ? await provider.Grant.find(grantId)
    : new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  const allowed = new Set(form.getAll('scope'));
  for (const scope of prompt.details.missingOIDCScope ?? []) {
    if (allowed.has(scope)) grant.addOIDCScope(scope);
    else grant.rejectOIDCScope(scope);
  }
  if (prompt.details.missingOIDCClaims) grant.addOIDCClaims(prompt.details.missingOIDCClaims);
  return finish({ consent: { grantId: await grant.save() } }, { mergeWithLastSubmission: true });
}

const signIn = (problem = '') => `
<h1>Sign in</h1>
<p role="alert">${problem}</p>
<form method="post">
  <label>User name <input name="username" autocomplete="username" required></label>
  <label>Password <input name="password" type="password" autocomplete="current-password" required></label>
  <button name="action" value="sign-in">Sign in</button>
</form>`;

const consent = ({ prompt }, client) => `
<h1>${escape(client.clientName)} asks for access</h1>
<form method="post">
  <ul>${(prompt.details.missingOIDCScope ?? [])
    .map((scope) => `<li><label><input type="checkbox" name="scope" value="${escape(scope)}" checked> ${escape(scope)}</label></li>`)
    .join('')}</ul>
  <button name="action" value="allow">Allow</button>
  <button name="action" value="deny">Deny</button>
</form>`;

function page(response, status, body) {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'x-frame-options': 'DENY' });
  response.end(`<!doctype html><html lang="en"><meta charset="utf-8"><title>Foreign payer</title>${body}</html>`);
}

async function readForm(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return new URLSearchParams(Buffer.concat(chunks).toString());
}

const escape = (text) => String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
const digest = (text) => createHash('sha256').update(text).digest();
const same = (a, b) => timingSafeEqual(digest(a), digest(b));
