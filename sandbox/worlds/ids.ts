// Ids and numbers of the ready-made worlds: derived from a name, so that a world is the same wherever it is built.
import { createHash } from 'node:crypto';

/** A Focus id of the older kind (version nibble 0) that a name always gives. */
export function focusId(name: string): string {
  const hex = createHash('sha256').update(`focus:${name}`).digest('hex');
  const variant = '89ab'[Number.parseInt(hex[16] ?? '0', 16) % 4];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-0${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** A GUID as Yuki writes them, that a name always gives. */
export function yukiId(name: string): string {
  const hex = createHash('sha256').update(`yuki:${name}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The company number of a Belgian entity with its check digits; `seed` has up to seven digits. */
export function belgianVatNumber(seed: number): string {
  const first = `0${String(seed).padStart(7, '0')}`;
  return `BE${first}${String(97 - (Number(first) % 97)).padStart(2, '0')}`;
}

/** Numbers between 0 and 1 that a seed always gives in the same order (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
