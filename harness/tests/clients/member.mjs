/** A member at the payer's pages, without a browser: follows redirects, signs in, and gives consent on the forms. */
import { readFileSync } from 'node:fs';

import { parse as parseHtml } from 'node-html-parser';
import { parse as parseToml } from 'smol-toml';

/** The target file that `payerlab serve --write-target FILE` wrote. */
export function readTarget() {
  const [, , file] = process.argv;
  if (!file) {
    console.error(`usage: node ${process.argv[1]} TARGET.toml`);
    process.exit(2);
  }
  return parseToml(readFileSync(file, 'utf8'));
}

/** Opens an authorization URL as the main member, allows everything, and returns the URL the app is sent back to. */
export async function allow(target, authorizationUrl, redirectUri) {
  const { login } = target;
  const member = target.members.main;
  const cookies = new Map();
  let url = new URL(authorizationUrl);
  let form;
  for (let step = 0; step < 20; step += 1) {
    const response = await fetch(url, {
      method: form ? 'POST' : 'GET',
      body: form,
      redirect: 'manual',
      headers: {
        accept: 'text/html',
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(form && { origin: url.origin }),
      },
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location) {
      url = new URL(location, url);
      form = undefined;
      if (url.href.startsWith(redirectUri)) return url;
      continue;
    }
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${url.pathname} answered ${response.status}: ${text.slice(0, 400)}`);
    const page = parseHtml(text);
    const username = page.querySelector(login.username ?? 'input[name=username]');
    if (username) {
      const password = page.querySelector(login.password ?? 'input[type=password]');
      const button = login.submit && page.querySelector(login.submit);
      const values = { [username.getAttribute('name')]: member.username, [password.getAttribute('name')]: member.password };
      ({ url, form } = submit(url, enclosingForm(username), button, values));
    } else {
      const button = login.consent && page.querySelector(login.consent.allow);
      if (!button) throw new Error(`${url.pathname} is neither a page to sign in nor one to give consent`);
      ({ url, form } = submit(url, enclosingForm(button), button, {}));
    }
  }
  throw new Error('the member was sent round in circles');
}

function enclosingForm(element) {
  const form = element.closest('form');
  if (!form) throw new Error('a field of the page stands in no form');
  return form;
}

/** The request that a browser makes when `button` is pressed: every field as it stands, with `values` typed in. */
function submit(url, form, button, values) {
  const body = new URLSearchParams();
  for (const input of form.querySelectorAll('input[name]')) {
    const type = input.getAttribute('type') ?? 'text';
    if (['submit', 'button', 'reset'].includes(type)) continue;
    if (['checkbox', 'radio'].includes(type) && !input.hasAttribute('checked')) continue;
    const name = input.getAttribute('name');
    body.append(name, values[name] ?? input.getAttribute('value') ?? '');
  }
  const pressed = button ?? form.querySelector('button, input[type=submit]');
  if (pressed?.getAttribute('name')) body.append(pressed.getAttribute('name'), pressed.getAttribute('value') ?? '');
  return { url: new URL(form.getAttribute('action') || url, url), form: body };
}
