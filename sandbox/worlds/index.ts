// Finds a world by name or reads one from a file.
import { readFileSync, statSync } from 'node:fs';
import { benchWorld } from './bench.ts';
import { demoWorld } from './demo.ts';
import { faultyWorld } from './faulty.ts';
import { emptyWorld, smallWorld } from './small.ts';
import { parseWorld, type World } from './world.ts';

export { benchWorld, demoWorld, emptyWorld, faultyWorld, smallWorld };
export { faultyDocuments } from './faulty.ts';
export { parseWorld, worldSchema, expectationsSchema, type Expectations, type World } from './world.ts';
export { entities, rateId, categoryId, sandboxClient } from './focus-base.ts';
export { administrations, domains, yukiKeys, expectationsOf } from './yuki-base.ts';
export { knownCustomer } from './known-customers.ts';

const builders: Record<string, () => World> = { small: smallWorld, empty: emptyWorld, demo: demoWorld };
const maximumFileBytes = 256 * 1024 * 1024;

/** The names that `namedWorld` knows; the large worlds take two figures. */
export const worldNames = [
  ...Object.keys(builders),
  'bench:DOCUMENTS:CUSTOMERS',
  'faulty:DOCUMENTS:CUSTOMERS',
];

/** A ready-made world. Throws an Error that lists the names when there is none of this name. */
export function namedWorld(name: string): World {
  const large = /^(bench|faulty):(\d{1,6}):(\d{1,6})$/.exec(name);
  if (large !== null) {
    const build = large[1] === 'bench' ? benchWorld : faultyWorld;
    return build(Number(large[2]), Number(large[3]));
  }
  const build = Object.hasOwn(builders, name) ? builders[name] : undefined;
  if (build === undefined) {
    throw new Error(`There is no world "${name.slice(0, 100)}". Known worlds: ${worldNames.join(', ')}.`);
  }
  return build();
}

/** A world by name, or from a JSON file when the text ends in .json. Throws an Error with one clear sentence. */
export function resolveWorld(nameOrFile: string): World {
  if (!nameOrFile.endsWith('.json')) return namedWorld(nameOrFile);
  let text: string;
  try {
    if (statSync(nameOrFile).size > maximumFileBytes) throw new Error('it is too large');
    text = readFileSync(nameOrFile, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`The world file ${nameOrFile} cannot be read: ${why}.`, { cause: error });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`The world file ${nameOrFile} is not valid JSON.`, { cause: error });
  }
  return parseWorld(value);
}
