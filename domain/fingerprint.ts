/**
 * A small, stable fingerprint of text (FNV-1a): for places in a window and for telling texts apart.
 * Not for secrets and not where an adversary chooses the text.
 */

/** A whole number from 0 to 2^32 − 1, the same on every machine and in every release. */
export function fingerprint(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  // One more mixing, because the low bits of FNV follow the last characters too closely.
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The fingerprint as seven letters and digits. */
export function shortFingerprint(text: string): string {
  return fingerprint(text).toString(36).padStart(7, '0');
}
