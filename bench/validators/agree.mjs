// Judges how far the validators agree on mutants, and prints a table and the disagreements by rule.
//
//   node agree.mjs WORK [--list]
//
// WORK/PACKAGE/{hl7,payerlab,medplum}.ndjson hold a line a file. A mutant is bad, for a validator, when it has an error that
// its example has not; a validator that crashed on it found it bad.

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

const [work, ...options] = process.argv.slice(2);
const list = options.includes('--list');
const JUDGE = 'hl7';

/** Where an error is, without indices: one that only moved is no new one. */
const place = (at) => String(at ?? '').replace(/\[\d+\]/g, '').replace(/ \(line.*$/, '').replace(/\/\*.*?\*\//g, '');

function errorsOf(line) {
  if (line.errors) return line.errors;
  return line.issues
    .filter((issue) => issue.severity === 'error' || issue.severity === 'fatal')
    .map((issue) => ({ rule: issue.rule, at: issue.expression, message: issue.message }));
}

function read(path) {
  const verdicts = new Map();
  for (const text of readFileSync(path, 'utf8').split('\n').filter(Boolean)) {
    const line = JSON.parse(text);
    verdicts.set(basename(line.file), { crash: line.crash, errors: errorsOf(line) });
  }
  return verdicts;
}

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

const totals = new Map();
const groups = new Map();
const rows = [];
for (const pack of readdirSync(work).sort()) {
  const folder = join(work, pack);
  if (!existsSync(join(folder, `${JUDGE}.ndjson`))) continue;
  const judge = read(join(folder, `${JUDGE}.ndjson`));
  for (const name of ['payerlab', 'medplum']) {
    if (!existsSync(join(folder, `${name}.ndjson`))) continue;
    const other = read(join(folder, `${name}.ndjson`));
    const row = { pack, name, mutants: 0, bad: 0, agree: 0, missed: 0, accused: 0, examples: 0, exampleErrors: 0, crashes: 0, judgeCrashes: 0 };
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
      const missed = wrong.length > 0;
      row[missed ? 'missed' : 'accused'] += 1;
      if (name !== 'payerlab') continue;
      const kind = file.replace(/^.*~\d+-/, '').replace('.json', '');
      const [error] = missed ? wrong : ours;
      const group = `${missed ? 'MISSED ' : 'ACCUSED'} ${error.rule}`;
      const seen = groups.get(group) ?? [];
      seen.push(`${pack}/${file} [${kind}] ${place(error.at)}: ${error.message}`);
      groups.set(group, seen);
    }
    rows.push(row);
    const total = totals.get(name) ?? { ...row, pack: 'all', mutants: 0, bad: 0, agree: 0, missed: 0, accused: 0, examples: 0, exampleErrors: 0, crashes: 0, judgeCrashes: 0 };
    for (const key of Object.keys(total)) if (typeof total[key] === 'number') total[key] += row[key];
    totals.set(name, total);
  }
}

console.log('| package | validator | mutants | bad | agree | missed | accused | crashes | HL7 crashes | examples wrongly accused |');
console.log('|---|---|---|---|---|---|---|---|---|---|');
for (const row of [...rows, ...totals.values()]) {
  const share = row.mutants ? ((100 * row.agree) / row.mutants).toFixed(1) : '-';
  console.log(`| ${row.pack} | ${row.name} | ${row.mutants} | ${row.bad} | ${share} % | ${row.missed} | ${row.accused} | ${row.crashes} | ${row.judgeCrashes} | ${row.exampleErrors} of ${row.examples} |`);
}
console.log();
for (const [group, files] of [...groups].sort((a, b) => b[1].length - a[1].length)) {
  console.log(`${String(files.length).padStart(4)} ${group}`);
  for (const file of list ? files : files.slice(0, 2)) console.log(`       ${file.slice(0, 400)}`);
}
