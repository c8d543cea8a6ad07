/** What of a sandbox's world may stand in no log and no metric: customers, what they buy and for how much, secrets. */

import type { World } from '../../sandbox/worlds/world.ts';

const personal = /^(?:name|last_name|vat_number|national_identification_number|email|line_1|accessKey)$/;

export function wordsOf(world: World): string[] {
  const { companies, contacts, invoices, creditNotes, tokens, clients } = world.focus;
  const found = new Set<string>();
  const walk = (value: unknown, key: string): void => {
    if (typeof value === 'string' && personal.test(key) && value.length >= 6) found.add(value);
    if (typeof value === 'number' && key === 'amount' && value >= 1000)
      for (const point of ['.', ',']) found.add(value.toFixed(2).replace('.', point));
    if (typeof value !== 'object' || value === null) return;
    for (const [name, part] of Object.entries(value)) walk(part, Array.isArray(value) ? key : name);
  };
  walk({ companies, contacts, invoices, creditNotes }, '');
  for (const secret of JSON.stringify({ tokens, clients, yuki: world.yuki }).matchAll(
    /"(?:\w*[tT]oken|\w*[sS]ecret|accessKeys?|key)":\[?"([^"]{6,})"/g,
  ))
    found.add(secret[1] ?? '');
  return [...found];
}
