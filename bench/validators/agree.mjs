// Judges how far the validators agree on mutants, and prints a table, the differences by ruling and those that none explains.
//
//   node agree.mjs WORK [--list]
//
// WORK/PACKAGE/{hl7,medplum}.ndjson hold a line a file, WORK/PACKAGE/payerlab.json is what `payerlab validate --format json`
// prints. A mutant is bad, for a validator, when it has an error that its example has not; one that it crashes on is bad.

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { RULINGS, ruled } from './rulings.mjs';

const [work, ...options] = process.argv.slice(2);
const list = options.includes('--list');
const JUDGE = 'hl7';
const FILES = { hl7: 'hl7.ndjson', payerlab: 'payerlab.json', medplum: 'medplum.ndjson' };

/** Where an error is, without indices: one that only moved is no new one. */
const place = (at) => String(at ?? '').replace(/\[\d+\]/g, '').replace(/ \(line.*$/, '').replace(/\/\*.*?\*\//g, '');

const isError = (issue) => issue.severity === 'error' || issue.severity === 'fatal';

/** What a validator said of every file. */
function read(path) {
  const text = readFileSync(path, 'utf8');
  const verdicts = new Map();
  if (path.endsWith('.json')) {
    for (const file of JSON.parse(text).files) {
      const errors = file.issues
        .filter(isError)
        .map((issue) => ({ rule: issue.rule, at: issue.expression, message: issue.message }));
      verdicts.set(basename(file.path), { errors });
    }
    return verdicts;
  }
  for (const row of text.split('\n').filter(Boolean)) {
    const line = JSON.parse(row);
    verdicts.set(basename(line.file), { crash: line.crash, errors: line.errors });
  }
  return verdicts;
}

/** The errors of a mutant that its example has not. */
function fresh(verdict, example) {
  if (verdict.crash) return [{ rule: 'crash', at: '', message: verdict.crash }];
  const left = new Map();
  const key = (error) => `${error.rule} ${place(error.at)}`;
  for (const error of example.errors) left.set(key(error), (left.get(key(error)) ?? 0) + 1);
  return verdict.errors.filter((error) => {
    const count = left.get(key(error)) ?? 0;
    left.set(key(error), count - 1);
    return count < 1;
  });
}

const COUNTS = ['mutants', 'bad', 'agree', 'missed', 'accused', 'oursRight', 'unexplained', 'crashes', 'judgeCrashes', 'exampleErrors', 'examples'];
const empty = (pack, name) => ({ pack, name, ...Object.fromEntries(COUNTS.map((count) => [count, 0])) });
const totals = new Map();
const groups = new Map();
const rows = [];
for (const pack of readdirSync(work).sort()) {
  const folder = join(work, pack);
  if (!existsSync(join(folder, FILES[JUDGE]))) continue;
  const judge = read(join(folder, FILES[JUDGE]));
  for (const name of ['payerlab', 'medplum']) {
    if (!existsSync(join(folder, FILES[name]))) continue;
    const other = read(join(folder, FILES[name]));
    const row = empty(pack, name);
    for (const [file, truth] of judge) {
      const verdict = other.get(file);
      if (!verdict) continue;
      if (!file.includes('~')) {
        row.examples += 1;
        if (verdict.errors.length && !truth.errors.length) row.exampleErrors += 1;
        continue;
      }
      const example = file.replace(/~.*$/, '.json');
      if (!judge.has(example) || !other.has(example)) continue;
      const wrong = fresh(truth, judge.get(example));
      const ours = fresh(verdict, other.get(example));
      row.mutants += 1;
      row.bad += wrong.length > 0;
      row.crashes += Boolean(verdict.crash);
      row.judgeCrashes += Boolean(truth.crash);
      if (wrong.length > 0 === ours.length > 0) {
        row.agree += 1;
        continue;
      }
      const side = wrong.length > 0 ? 'missed' : 'accused';
      row[side] += 1;
      if (name !== 'payerlab') continue;
      const kind = file.replace(/^.*~\d+-/, '').replace('.json', '');
      const errors = side === 'missed' ? wrong : ours;
      const one = ruled(side, errors, kind);
      row.oursRight += one?.right === 'ours';
      row.unexplained += !one;
      const group = one ? one.id : `UNEXPLAINED ${side} ${errors[0].rule}`;
      const seen = groups.get(group) ?? [];
      seen.push(`${pack}/${file} [${kind}] ${place(errors[0].at)}: ${errors[0].message}`);
      groups.set(group, seen);
    }
    rows.push(row);
    const total = totals.get(name) ?? empty('all', name);
    for (const count of COUNTS) total[count] += row[count];
    totals.set(name, total);
  }
}

const share = (part, whole) => (whole ? `${((100 * part) / whole).toFixed(1)} %` : '-');
console.log('| package | validator | mutants | bad | agree | missed | accused | agree or ruled right | unexplained | crashes | HL7 crashes | examples wrongly accused |');
console.log('|---|---|---|---|---|---|---|---|---|---|---|---|');
for (const row of [...rows, ...totals.values()]) {
  const own = row.name === 'payerlab';
  const right = own ? share(row.agree + row.oursRight, row.mutants) : '';
  console.log(`| ${row.pack} | ${row.name} | ${row.mutants} | ${row.bad} | ${share(row.agree, row.mutants)} | ${row.missed} | ${row.accused} | ${right} | ${own ? row.unexplained : ''} | ${row.crashes} | ${row.judgeCrashes} | ${row.exampleErrors} of ${row.examples} |`);
}
console.log();
for (const [group, files] of [...groups].sort((a, b) => b[1].length - a[1].length)) {
  const one = RULINGS.find((found) => found.id === group);
  const said = one ? `${one.side} ${group}: ${one.right} right, ${one.section}: ${one.why}` : group;
  console.log(`${String(files.length).padStart(4)} ${said}`);
  for (const file of list ? files : files.slice(0, 2)) console.log(`       ${file.slice(0, 400)}`);
}
