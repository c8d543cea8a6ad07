// Seals secrets and personal texts before they are stored, and opens them again. Which key ids exist comes
// from LEDGER_KEYS through platform/config; what has to be sealed is decided by the file of each subject.

import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from 'jose';
import type { LedgerKey } from '../platform/config.ts';

/** A text cannot be sealed or opened. The message names the key id and the variable, never a text or a key. */
export class SealError extends Error {
  override readonly name = 'SealError';
}

export interface Seal {
  /** The id of the key that seals. */
  readonly sealingKeyId: string;
  readonly knownKeyIds: readonly string[];
  /** Seals under the first key. The purpose is bound to the sealed text and is readable: ids only, no secrets. */
  seal(text: string, purpose: string): Promise<string>;
  /** The text, only for the same purpose. @throws SealError for an unknown key id, a wrong key or another purpose. */
  open(sealed: string, purpose: string): Promise<string>;
  /** The same text for the same purpose under the first key. @throws SealError like `open`. */
  reseal(sealed: string): Promise<string>;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * A seal under these keys: the first seals, all of them open (compact JWE, `dir`, A256GCM, the key's id in `kid`).
 *
 * @throws SealError when there is no key or one is not 32 bytes.
 */
export function createSeal(keys: readonly LedgerKey[]): Seal {
  const [first] = keys;
  if (first === undefined) throw new SealError('LEDGER_KEYS has no key, so nothing can be sealed.');
  const known = new Map(keys.map(({ id, key }) => [id, key]));
  for (const { id, key } of keys)
    if (key.byteLength !== 32) throw new SealError(`Key ${id} of LEDGER_KEYS is not 32 bytes long.`);

  const seal: Seal = {
    sealingKeyId: first.id,
    knownKeyIds: [...known.keys()],
    seal: (text, purpose) =>
      new CompactEncrypt(encoder.encode(text))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: first.id, purpose })
        .encrypt(first.key),
    reseal: async (sealed) => {
      const { purpose } = readHeader(sealed);
      if (typeof purpose !== 'string') throw new SealError('A sealed text does not name its purpose.');
      return seal.seal(await seal.open(sealed, purpose), purpose);
    },
    open: async (sealed, purpose) => {
      const { kid, purpose: boundPurpose } = readHeader(sealed);
      const key = known.get(kid);
      if (key === undefined)
        throw new SealError(
          `A sealed text needs key ${kid}, which LEDGER_KEYS does not have; add that key again.`,
        );
      const plain = await decrypt(sealed, key, kid);
      // Checked after opening, because only then is the header known to be genuine.
      if (boundPurpose !== purpose)
        throw new SealError('A sealed text stands in another place than the one it was sealed for.');
      return plain;
    },
  };
  return seal;
}

/** The id of the key under which a text is sealed, read without opening it. @throws SealError when it is no sealed text. */
export function keyIdOf(sealed: string): string {
  return readHeader(sealed).kid;
}

function readHeader(sealed: string): { kid: string; purpose: unknown } {
  let header: Record<string, unknown>;
  try {
    header = { ...decodeProtectedHeader(sealed) };
  } catch (cause) {
    throw new SealError('A text that should be sealed is not; the ledger has been changed by hand.', {
      cause,
    });
  }
  const { kid, purpose } = header;
  if (typeof kid !== 'string') throw new SealError('A sealed text does not name its key.');
  return { kid, purpose };
}

async function decrypt(sealed: string, key: Uint8Array, kid: string): Promise<string> {
  try {
    const { plaintext } = await compactDecrypt(sealed, key, {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
    });
    return decoder.decode(plaintext);
  } catch (cause) {
    throw new SealError(
      `Key ${kid} of LEDGER_KEYS does not open what was sealed under that id; put the original key back.`,
      { cause },
    );
  }
}

/** What a sealed text is for, one sentence of ids a kind, so that no sealed text can be moved to another row. */
export const purposes = {
  yukiKey: (connectionId: string) => `yuki-key:${connectionId}`,
  yukiSession: (connectionId: string) => `yuki-session:${connectionId}`,
  focusTokens: (accountId: string) => `focus-tokens:${accountId}`,
  customer: (domainId: string, accountId: string, kind: string, focusId: string) =>
    `customer:${domainId}:${accountId}:${kind}:${focusId}`,
  relation: (domainId: string, relationId: string) => `relation:${domainId}:${relationId}`,
  relationHashKey: (domainId: string) => `relation-hash-key:${domainId}`,
  customerDoubt: (domainId: string, accountId: string, kind: string, focusId: string) =>
    `customer-doubt:${domainId}:${accountId}:${kind}:${focusId}`,
  message: (documentId: number) => `message:${documentId}`,
  answer: (attemptId: number) => `answer:${attemptId}`,
  vendorText: (connectionId: string) => `vendor-text:${connectionId}`,
  recipient: (recipientId: string) => `recipient:${recipientId}`,
  signingSecret: (recipientId: string) => `signing-secret:${recipientId}`,
  canary: (keyId: string) => `canary:${keyId}`,
} as const;
