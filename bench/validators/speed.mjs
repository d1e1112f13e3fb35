// Validates the .json files of a folder again and again with Medplum's validator, and prints how many resources a second each
// round took.
//
//   node speed.mjs FOLDER ROUNDS UNPACKED_PACKAGE...

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { validatorOf } from './medplum.mjs';

const [folder, rounds, ...packages] = process.argv.slice(2);
const validate = validatorOf(packages);
const names = readdirSync(folder).filter((name) => name.endsWith('.json')).sort();
const texts = names.map((name) => readFileSync(join(folder, name), 'utf8'));
for (let round = 1; round <= Number(rounds); round += 1) {
  const began = process.hrtime.bigint();
  for (const text of texts) {
    try {
      validate(JSON.parse(text));
    } catch {
      // One that it crashes on took its time too.
    }
  }
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  console.log(`medplum round ${round}: ${texts.length} resources, ${(texts.length / seconds).toFixed(1)} a second`);
}
