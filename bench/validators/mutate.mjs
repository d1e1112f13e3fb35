// Makes mutants of a package's official examples: each differs from its example in one random place. The same seed makes
// the same mutants. What is written is for the work folder only: no example belongs in this repository.
//
//   node mutate.mjs UNPACKED_PACKAGE OUT PER_EXAMPLE SEED [EVERY]
//
// EVERY 4 takes only every fourth example. // OUT/NAME.json is the example, OUT/NAME~000-KIND.json its mutants.

import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [unpacked, out, perExample, seed, every = 1] = process.argv.slice(2);

/** mulberry32, seeded with a text: small, and the same everywhere. */
function random(text) {
  let state = 2166136261;
  for (const char of text) state = Math.imul(state ^ char.codePointAt(0), 16777619);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every member of every object: the object, the key, and the key of the member that it is within. */
function members(node, found = [], within = '') {
  if (Array.isArray(node)) node.forEach((item) => members(item, found, within));
  else if (isObject(node)) {
    for (const key of Object.keys(node)) {
      found.push({ node, key, within });
      members(node[key], found, key);
    }
  }
  return found;
}

/** Every object, with the key that it stands under. */
function objects(node, found = [], within = '') {
  if (Array.isArray(node)) node.forEach((item) => objects(item, found, within));
  else if (isObject(node)) {
    found.push({ node, within });
    for (const key of Object.keys(node)) objects(node[key], found, key);
  }
  return found;
}

const CHOICE = /^(value|effective|onset|abatement|performed|occurrence|medication|serviced|location|timing|deceased|multipleBirth|diagnosis|procedure|dose|rate|asNeeded|allowed|reported|product|start|due|collected|item|born|age)([A-Z][A-Za-z0-9]+)$/;
const DATE = /^\d{4}(-\d\d(-\d\d(T.*)?)?)?$/;
const CODES = ['status', 'code', 'gender', 'use', 'system', 'intent', 'priority', 'type', 'mode', 'severity', 'criticality', 'kind', 'outcome', 'lifecycleStatus', 'relationship', 'daysOfWeek', 'unit', 'language', 'currency'];
const EXTENSION = 'http://example.org/fhir/StructureDefinition/nobody-knows';

/** The kinds of mutation: each changes the resource in place, or returns false where it finds nothing to change. */
const KINDS = {
  delete(resource, pick) {
    const place = pick(members(resource).filter(({ node, key }) => !(node === resource && key === 'resourceType')));
    if (!place) return false;
    delete place.node[place.key];
  },
  double(resource, pick) {
    const place = pick(members(resource).filter(({ key }) => key !== 'resourceType'));
    if (!place) return false;
    const value = place.node[place.key];
    place.node[place.key] = Array.isArray(value) ? [...value, structuredClone(value[value.length - 1])] : [value, structuredClone(value)];
  },
  rename(resource, pick) {
    const place = pick(members(resource).filter(({ key }) => key !== 'resourceType'));
    if (!place) return false;
    const { node, key } = place;
    const name = pick([`${key}x`, key.slice(0, -1) || 'q', key[0].toUpperCase() + key.slice(1), `my${key}`]);
    const value = node[key];
    delete node[key];
    node[name] = value;
  },
  empty(resource, pick) {
    const place = pick(members(resource));
    if (!place) return false;
    const value = place.node[place.key];
    if (Array.isArray(value)) place.node[place.key] = pick([[], [{}]]);
    else if (isObject(value)) place.node[place.key] = {};
    else place.node[place.key] = pick(['', ' ']);
  },
  type(resource, pick) {
    const place = pick(members(resource).filter(({ key }) => key !== 'resourceType'));
    if (!place) return false;
    const value = place.node[place.key];
    const others = [null, true, 17, 'text', [], [null], ['text'], { x: 1 }, [[value]], String(value)];
    place.node[place.key] = pick(others.filter((other) => JSON.stringify(other) !== JSON.stringify(value)));
  },
  choice(resource, pick) {
    const place = pick(members(resource).filter(({ key }) => CHOICE.test(key)));
    if (!place) return false;
    const { node, key } = place;
    const [, stem] = key.match(CHOICE);
    const [suffix, value] = pick([
      ['String', 'some text'], ['Boolean', true], ['Integer', 3], ['DateTime', '2020-02-03'], ['Date', '2020-02-03'],
      ['Period', { start: '2020-02-03' }], ['Quantity', { value: 1, unit: 'mg' }], ['CodeableConcept', { text: 'words' }],
      ['Reference', { reference: 'Patient/1' }], ['Code', 'code'], ['Decimal', 1.5], ['Coding', { code: 'x' }], ['Foo', 'bar'],
    ]);
    if (`${stem}${suffix}` === key) return false;
    if (pick([true, true, false])) delete node[key];
    node[`${stem}${suffix}`] = value;
  },
  code(resource, pick) {
    const place = pick(members(resource).filter(({ node, key }) => CODES.includes(key) && key !== 'system' && typeof node[key] === 'string'));
    if (!place) return false;
    place.node[place.key] = pick(['xyzzy', 'active', 'final', 'unknown', 'completed', 'female', 'home', ' padded ', 'UPPER']);
  },
  system(resource, pick) {
    const place = pick(members(resource).filter(({ node, key }) => key === 'system' && typeof node[key] === 'string'));
    if (!place) return false;
    place.node.system = pick(['http://example.org/codes', 'http://loinc.org', 'http://snomed.info/sct', 'http://hl7.org/fhir/sid/us-npi', 'http://terminology.hl7.org/CodeSystem/v2-0203', 'urn:oid:1.2.x', 'phone', 'not a uri']);
  },
  date(resource, pick) {
    const place = pick(members(resource).filter(({ node, key }) => typeof node[key] === 'string' && DATE.test(node[key])));
    if (!place) return false;
    place.node[place.key] = pick(['2020-13-01', '2020-02-30', '20200101', '2020-01-01T25:00:00Z', '2020', '2020-05', '2020-05-06', '2020-01-01T10:00', '2020-01-01T10:00:00', '2020-01-01T10:00:00Z', 'yesterday', '2020-1-1', '0000-01-01', '2020-01-01T10:00:00.123456+14:00', '2020-01-01T10:00:00+15:00']);
  },
  reference(resource, pick) {
    const place = pick(members(resource).filter(({ node, key }) => key === 'reference' && typeof node[key] === 'string'));
    if (!place) return false;
    const { node } = place;
    const change = pick(['other', 'absolute', 'missing', 'uuid', 'text', 'identifier', 'display', 'nothing', 'type', 'version']);
    if (change === 'other') node.reference = pick(['Observation/1', 'Medication/1', 'Patient/1', 'Organization/1']);
    if (change === 'absolute') node.reference = pick(['http://example.org/fhir/Patient/1', 'https://example.org/fhir/Device/1', 'http://example.org/Nonsense/1']);
    if (change === 'missing') node.reference = '#nobody';
    if (change === 'uuid') node.reference = pick(['urn:uuid:123', 'urn:uuid:0b1e2c7a-52b4-4a0f-9d1e-2f3a4b5c6d7e', 'urn:oid:1.2.3']);
    if (change === 'text') node.reference = pick(['somebody', 'Patient/', 'Patient/a b', '/Patient/1', 'patient/1']);
    if (change === 'identifier') { delete node.reference; node.type = pick(['Patient', 'Device', 'Nonsense']); node.identifier = { value: '1' }; }
    if (change === 'display') { delete node.reference; delete node.identifier; node.display = 'someone'; }
    if (change === 'nothing') for (const key of Object.keys(node)) delete node[key];
    if (change === 'type') node.type = pick(['Patient', 'Medication', 'Nonsense']);
    if (change === 'version') node.reference = `${node.reference}/_history/${pick(['1', 'a b'])}`;
  },
  extension(resource, pick) {
    const place = pick(members(resource).filter(({ node, key }) => /^(modifierE|e)xtension$/.test(key) && Array.isArray(node[key]) && node[key].length && isObject(node[key][0])));
    if (!place) return false;
    const extension = pick(place.node[place.key]);
    if (!isObject(extension)) return false;
    const value = Object.keys(extension).find((key) => key.startsWith('value'));
    const change = pick(['url', 'nourl', 'known', 'novalue', 'othervalue', 'both', 'double', 'modifier']);
    if (change === 'url') extension.url = pick([EXTENSION, 'relative', '']);
    if (change === 'nourl') delete extension.url;
    if (change === 'known') extension.url = 'http://hl7.org/fhir/StructureDefinition/patient-birthPlace';
    if (change === 'novalue') { if (!value) return false; delete extension[value]; }
    if (change === 'othervalue') { if (!value) return false; delete extension[value]; extension.valueMoney = { value: 1, currency: 'USD' }; }
    if (change === 'both') { extension.valueString = 'x'; extension.extension = [{ url: 'y', valueString: 'z' }]; }
    if (change === 'double') place.node[place.key].push(structuredClone(extension));
    if (change === 'modifier') place.node.modifierExtension = [structuredClone(extension)];
  },
  slice(resource, pick) {
    const place = pick(members(resource).filter(({ node, key }) => Array.isArray(node[key]) && node[key].length && isObject(node[key][0])));
    if (!place) return false;
    const items = place.node[place.key];
    const index = Math.floor(items.length * pick.number());
    const change = pick(['remove', 'copy', 'code', 'reverse']);
    if (change === 'remove') { items.splice(index, 1); if (!items.length) delete place.node[place.key]; }
    if (change === 'copy') items.push(structuredClone(items[index]));
    if (change === 'code') {
      const inner = pick(members(items[index]).filter(({ node, key }) => ['code', 'system', 'url', 'use'].includes(key) && typeof node[key] === 'string'));
      if (!inner) return false;
      inner.node[inner.key] = `${inner.node[inner.key]}0`;
    }
    if (change === 'reverse') { if (items.length < 2) return false; items.reverse(); }
  },
  narrative(resource, pick) {
    const holder = pick(objects(resource).map(({ node }) => node).filter((node) => isObject(node.text) && typeof node.text.div === 'string'));
    if (!holder) return false;
    const { text } = holder;
    const change = pick(['xmlns', 'script', 'empty', 'status', 'nostatus', 'plain', 'nodiv', 'attribute', 'unclosed', 'image', 'entity', 'style']);
    const div = (inner) => `<div xmlns="http://www.w3.org/1999/xhtml">${inner}</div>`;
    if (change === 'xmlns') text.div = text.div.replace(/ xmlns="[^"]*"/, '');
    if (change === 'script') text.div = div('<script>alert(1)</script>');
    if (change === 'empty') text.div = div(pick(['', ' ', '<p></p>']));
    if (change === 'status') text.status = pick(['made', 'empty', 'extensions']);
    if (change === 'nostatus') delete text.status;
    if (change === 'plain') text.div = 'just words';
    if (change === 'nodiv') delete text.div;
    if (change === 'attribute') text.div = div(pick(['<p onclick="x()">a</p>', '<p class="a">a</p>', '<a href="x">a</a>', '<p foo="a">a</p>']));
    if (change === 'unclosed') text.div = div('<p>a');
    if (change === 'image') text.div = div(pick(['<img src="#a" alt="b"/>', '<img alt="b"/>', '<object/>', '<table><tr><td>a</td></tr></table>']));
    if (change === 'entity') text.div = div(pick(['a &amp; b', 'a &nbsp; b', 'a &bogus; b', 'a & b']));
    if (change === 'style') text.div = div(pick(['<p style="color: red">a</p>', '<style>p {}</style>']));
  },
  contained(resource, pick) {
    const change = pick(['orphan', 'noid', 'twice', 'nested', 'meta', 'hash']);
    const list = Array.isArray(resource.contained) ? resource.contained : [];
    const one = { resourceType: 'Organization', id: 'inside', name: 'Inside' };
    if (change === 'orphan') list.push(one);
    if (change === 'noid') { if (list.length) delete list[0].id; else list.push({ resourceType: 'Organization', name: 'Inside' }); }
    if (change === 'twice') { if (!list.length) return false; list.push(structuredClone(list[0])); }
    if (change === 'nested') list.push({ ...one, contained: [{ ...one, id: 'deeper' }] });
    if (change === 'meta') { if (!list.length) return false; list[0].meta = { versionId: '1' }; }
    if (change === 'hash') list.push({ ...one, id: '#inside' });
    resource.contained = list;
  },
  profile(resource, pick) {
    const profiles = [
      `http://hl7.org/fhir/StructureDefinition/${resource.resourceType}`,
      'http://hl7.org/fhir/StructureDefinition/vitalsigns',
      'http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient',
      'http://hl7.org/fhir/us/core/StructureDefinition/us-core-observation-lab',
      'http://hl7.org/fhir/us/core/StructureDefinition/us-core-practitioner',
      'http://hl7.org/fhir/us/core/StructureDefinition/us-core-organization',
      'http://example.org/fhir/StructureDefinition/nobody-knows',
      'not a url',
    ];
    resource.meta = isObject(resource.meta) ? resource.meta : {};
    const profile = pick(profiles);
    if (pick([true, false]) || !Array.isArray(resource.meta.profile)) resource.meta.profile = [profile];
    else resource.meta.profile.push(profile);
  },
  sibling(resource, pick) {
    const place = pick(members(resource).filter(({ node, key }) => !key.startsWith('_') && !isObject(node[key]) && key !== 'resourceType' && !(Array.isArray(node[key]) && isObject(node[key][0]))));
    if (!place) return false;
    const { node, key } = place;
    const array = Array.isArray(node[key]);
    const values = [{ id: 'x' }, { extension: [{ url: EXTENSION, valueString: 'y' }] }, {}, 'text', { extension: [] }, { foo: 1 }, { fhir_comments: ['a'] }];
    const value = pick(values);
    const shape = pick(['right', 'right', 'wrong', 'alone', 'long']);
    node[`_${key}`] = array === (shape !== 'wrong') ? [value] : value;
    if (shape === 'alone') delete node[key];
    if (shape === 'long' && array) node[`_${key}`] = [...node[key].map(() => null), value];
  },
  'ok-shuffle'(resource, pick) {
    for (const { node } of objects(resource)) {
      const entries = Object.entries(node);
      for (let i = entries.length - 1; i > 0; i -= 1) {
        const j = Math.floor((i + 1) * pick.number());
        [entries[i], entries[j]] = [entries[j], entries[i]];
      }
      for (const key of Object.keys(node)) delete node[key];
      Object.assign(node, Object.fromEntries(entries));
    }
  },
  'ok-coding'(resource, pick) {
    const place = pick(objects(resource).filter(({ node }) => Array.isArray(node.coding)));
    if (!place) return false;
    place.node.coding.push({ system: 'http://example.org/codes', code: 'x', display: 'X' });
  },
  'ok-extension'(resource, pick) {
    const place = pick(objects(resource).filter(({ node, within }) => !/xtension|contained|resource/.test(within) && !('resourceType' in node && node !== resource)));
    if (!place) return false;
    const list = Array.isArray(place.node.extension) ? place.node.extension : [];
    place.node.extension = [...list, { url: EXTENSION, valueString: 'harmless' }];
  },
  'ok-id'(resource, pick) {
    const place = pick(objects(resource).filter(({ node, within }) => node !== resource && !('resourceType' in node) && !('id' in node) && within !== ''));
    if (!place) return false;
    place.node.id = `element-${Math.floor(1e6 * pick.number())}`;
  },
  'ok-text'(resource, pick) {
    const place = pick(objects(resource).filter(({ node }) => typeof node.display === 'string' && !('code' in node)));
    if (!place) return false;
    place.node.display = `${place.node.display}, by another name`;
  },
};

mkdirSync(out, { recursive: true });
const examples = join(unpacked, 'example');
const kinds = Object.keys(KINDS);
let made = 0;
const names = readdirSync(examples)
  .filter((name) => name.endsWith('.json'))
  .sort()
  .filter((_, index) => index % Number(every) === 0);
for (const name of names) {
  const text = readFileSync(join(examples, name), 'utf8');
  if (!JSON.parse(text).resourceType) continue;
  const stem = name.replace(/\.json$/, '');
  writeFileSync(join(out, name), JSON.stringify(JSON.parse(text)));
  const seen = new Set([JSON.stringify(JSON.parse(text))]);
  const next = random(`${seed}/${name}`);
  const pick = (list) => (list.length ? list[Math.floor(list.length * next())] : undefined);
  pick.number = next;
  for (let count = 0, tries = 0; count < Number(perExample) && tries < 100; tries += 1) {
    const kind = pick(kinds);
    const mutant = JSON.parse(text);
    if (KINDS[kind](mutant, pick) === false) continue;
    const written = JSON.stringify(mutant);
    if (seen.has(written)) continue;
    seen.add(written);
    writeFileSync(join(out, `${stem}~${String(count).padStart(3, '0')}-${kind}.json`), written);
    count += 1;
    made += 1;
  }
}
console.error(`${names.length} examples, ${made} mutants`);
