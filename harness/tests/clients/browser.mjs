/**
 * The member's pages in a real browser, headless Chromium: signed in and consented without JavaScript, one scope
 * withheld, the app's access seen and withdrawn, and nothing on any page asked of another host.
 *
 *   node browser.mjs TARGET.toml [SCREENSHOT-FOLDER]      CHROMIUM names another browser than /usr/bin/chromium
 */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';

import { chromium } from 'playwright-core';

import { readTarget } from './member.mjs';

const target = readTarget();
const screenshots = process.argv[3];
const { login, members, patient_access: fhir } = target;
const app = target.apps.confidential;
const smart = await (await fetch(`${fhir}/.well-known/smart-configuration`)).json();
const payer = new URL(fhir).origin;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  // The app's own page does not exist, and no name but the payer's address may be looked up.
  args: ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
});
try {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 1000, height: 1200 } });
  let page = await context.newPage();
  const strangers = [];
  let back;
  context.on('request', (request) => {
    const url = request.url();
    if (url.startsWith(app.redirect_uri)) back = new URL(url);
    else if (new URL(url).origin !== payer && !url.startsWith('data:')) strangers.push(url);
  });

  const verifier = randomBytes(48).toString('base64url');
  const authorization = new URL(smart.authorization_endpoint);
  authorization.search = new URLSearchParams({
    response_type: 'code',
    client_id: app.client_id,
    redirect_uri: app.redirect_uri,
    scope: app.scopes,
    state: 'browser',
    prompt: 'consent',
    aud: fhir,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });

  await page.goto(authorization.href);
  await page.fill(login.username, members.main.username);
  await page.fill(login.password, 'not the password');
  await press(login.submit);
  assert.ok(await page.locator(login.password).isVisible(), 'a wrong password leads back to the page to sign in');
  assert.ok(!back, 'a wrong password gives no access');
  await page.fill(login.username, members.main.username);
  await page.fill(login.password, members.main.password);
  await picture('sign-in');
  await press(login.submit);

  const scopes = page.locator(login.consent.scope);
  assert.ok((await scopes.count()) > 1, 'the consent page has a checkbox a scope');
  assert.match(await page.locator('body').innerText(), new RegExp(app.name ?? app.client_id), 'the consent page names the app');
  for (const box of await scopes.all()) assert.ok(await box.isChecked(), 'scopes are ticked at first');
  const withheld = 'offline_access';
  await page.locator(`${login.consent.scope}[value="${withheld}"]`).uncheck();
  await picture('consent');
  await press(login.consent.allow);

  assert.ok(back, 'the member is sent back to the app');
  assert.equal(back.searchParams.get('state'), 'browser');
  const tokens = await token(back.searchParams.get('code'), verifier);
  const granted = tokens.scope.split(' ');
  assert.ok(granted.length > 0 && !granted.includes(withheld), `${withheld} was withheld`);
  assert.equal((await patient(tokens)).status, 200);

  if (login.apps) {
    // A page of its own: the one before may still be on its way to the error page of the app that is not there.
    page = await context.newPage();
    await page.goto(login.apps.page);
    await picture('connected-apps');
    await press(login.apps.withdraw.replaceAll('{client_id}', app.client_id));
    await picture('withdrawn');
    assert.equal((await patient(tokens)).status, 401, 'after the member withdrew it, the token opens nothing');
  }
  assert.deepEqual(strangers, [], 'the pages need no other host');
  console.log(`Chromium: signed in without JavaScript, withheld a scope${login.apps ? ', saw the app connected and withdrew its access' : ''}`);

  async function press(selector) {
    await page.locator(selector ?? 'form button').first().click();
    // The way back to the app ends at a page that is not there.
    await page.waitForLoadState().catch(() => undefined);
  }

  async function picture(name) {
    if (screenshots) await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
  }
} finally {
  await browser.close();
}

async function token(code, verifier) {
  const response = await fetch(smart.token_endpoint, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${app.client_id}:${app.secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: app.redirect_uri, code_verifier: verifier }),
  });
  const answer = await response.json();
  assert.equal(response.status, 200, JSON.stringify(answer));
  return answer;
}

function patient(tokens) {
  return fetch(`${fhir}/Patient/${members.main.patient}`, { headers: { authorization: `Bearer ${tokens.access_token}` } });
}
