// Cuts the bytes of one PostgreSQL client into units that may run without anybody in between (protocol 3.0,
// PostgreSQL manual, Frontend/Backend Protocol). It leaves their execution to `wire-server.ts`.

/** What a client sent, in the order in which it arrived. */
export type Frame =
  /** A question for encryption, to be answered with one letter. */
  | { readonly kind: 'encryption' }
  /** The first message of a session, complete. */
  | { readonly kind: 'startup'; readonly bytes: Uint8Array }
  /** Messages that belong together. `complete` is false when the client waits before it has sent its Sync. */
  | { readonly kind: 'group'; readonly bytes: Uint8Array; readonly complete: boolean }
  | { readonly kind: 'goodbye' }
  /** Bytes that no client of ours sends; the sentence says which. */
  | { readonly kind: 'nonsense'; readonly sentence: string };

/** The largest group of messages, in bytes; ours stay far below. */
export const largestGroup = 64 * 1024 * 1024;
const largestStartup = 10_000;

const protocol3 = 196_608;
const cancelRequest = 80_877_102;
const encryptionRequests = [80_877_103, 80_877_104];

const letter = { sync: 0x53, query: 0x51, flush: 0x48, functionCall: 0x46, terminate: 0x58 };

/** Reads one client's bytes as they come. After *nonsense* or *goodbye* nothing more is read. */
export type FrameReader = { read(chunk: Uint8Array): Frame[] };

export function createFrameReader(): FrameReader {
  let chunks: Uint8Array[] = [];
  let gathered = 0;
  let needed = 1;
  let scanned = 0;
  let started = false;
  let over = false;

  /** Everything up to `end` is done with; the rest is what remains of the last chunk. */
  const keepFrom = (buffer: Buffer, end: number): void => {
    const rest = buffer.subarray(end);
    chunks = rest.length === 0 ? [] : [rest];
    gathered = rest.length;
    scanned = 0;
  };

  const readStartup = (buffer: Buffer): Frame | null => {
    if (buffer.length < 8) return wait(8);
    const length = buffer.readInt32BE(0);
    const code = buffer.readInt32BE(4);
    if (length < 8 || length > largestStartup) return nonsense('The first message has an impossible length.');
    if (buffer.length < length) return wait(length);
    const bytes = Uint8Array.from(buffer.subarray(0, length));
    keepFrom(buffer, length);
    if (encryptionRequests.includes(code)) return { kind: 'encryption' };
    if (code === cancelRequest) return goodbye();
    if (code !== protocol3) return nonsense('Only protocol 3.0 of PostgreSQL is spoken here.');
    started = true;
    return { kind: 'startup', bytes };
  };

  const readGroup = (buffer: Buffer): Frame | null => {
    for (;;) {
      if (buffer.length < scanned + 5) return wait(scanned + 5);
      const length = buffer.readInt32BE(scanned + 1);
      const end = scanned + 1 + length;
      if (length < 4 || end > largestGroup)
        return nonsense('A message is too large or has an impossible length.');
      const type = buffer[scanned];
      if (type === letter.terminate) return goodbye();
      if (buffer.length < end) return wait(end);
      scanned = end;
      const complete = type === letter.sync || type === letter.query || type === letter.functionCall;
      if (!complete && type !== letter.flush) continue;
      const bytes = Uint8Array.from(buffer.subarray(0, end));
      keepFrom(buffer, end);
      return { kind: 'group', bytes, complete };
    }
  };

  const wait = (bytes: number): null => {
    needed = bytes;
    return null;
  };
  const nonsense = (sentence: string): Frame => {
    over = true;
    return { kind: 'nonsense', sentence };
  };
  const goodbye = (): Frame => {
    over = true;
    return { kind: 'goodbye' };
  };

  return {
    read(chunk) {
      if (over) return [];
      chunks.push(chunk);
      gathered += chunk.length;
      const frames: Frame[] = [];
      while (!over && gathered > 0 && gathered >= needed) {
        // Joined only when a whole message may be there, so large ones are not copied once per chunk.
        const buffer =
          chunks.length === 1 && chunks[0]
            ? Buffer.from(chunks[0].buffer, chunks[0].byteOffset, chunks[0].length)
            : Buffer.concat(chunks);
        chunks = [buffer];
        const frame = started ? readGroup(buffer) : readStartup(buffer);
        if (frame === null) break;
        frames.push(frame);
        needed = 1;
      }
      return frames;
    },
  };
}
