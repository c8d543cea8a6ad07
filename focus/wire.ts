/**
 * One POST to Focus over undici, told so precisely that the layers above can judge it: whether any byte may have
 * left, the status line, and a body of bounded size. It never repeats, follows or interprets anything.
 */

import { getGlobalDispatcher, type Dispatcher } from 'undici';

/** Larger answers and messages than this are not ours to carry. */
export const largestBody = 16 * 1024 * 1024;

export interface PostOptions {
  readonly dispatcher?: Dispatcher | undefined;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** For the whole exchange, connecting included. */
  readonly timeoutMs: number;
  /** Gives up a read. Never passed for a write, because bytes that have left cannot be called back. */
  readonly signal?: AbortSignal | undefined;
  /** The wire deadline of an attempt (design 4): looked at as the last thing before the first byte leaves. */
  readonly sendBefore?: Date | undefined;
}

export type Answer =
  | {
      readonly arrived: true;
      readonly status: number;
      /** Names in lower case. */
      readonly headers: Readonly<Record<string, string | string[] | undefined>>;
      readonly body: string;
      /** Why the body is not whole; null when it is. */
      readonly bodyLost: string | null;
    }
  | { readonly arrived: false; readonly sent: boolean; readonly code: string };

/**
 * The address with a trailing slash removed. Tokens and secrets travel over it, so plain HTTP is accepted for
 * loopback addresses only.
 *
 * @throws TypeError for anything else.
 */
export function safeAddress(address: string): string {
  const url = new URL(address);
  const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol === 'https:' || (url.protocol === 'http:' && loopback)) return address.replace(/\/+$/, '');
  throw new TypeError('The address of Teamleader Focus has to begin with https://.');
}

/** Sends once. Never rejects but with the reason of `signal`. */
export function post(options: PostOptions): Promise<Answer> {
  return new Promise((resolve, reject) => new Exchange(options, resolve, reject).begin());
}

class Exchange {
  readonly #options: PostOptions;
  readonly #resolve: (answer: Answer) => void;
  readonly #reject: (reason: unknown) => void;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #controller: Dispatcher.DispatchController | null = null;
  #answer: { status: number; headers: Record<string, string | string[] | undefined> } | null = null;
  #settled = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: PostOptions, resolve: (answer: Answer) => void, reject: (reason: unknown) => void) {
    this.#options = options;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  begin(): void {
    const { url, headers, body, timeoutMs, signal } = this.#options;
    if (signal?.aborted === true) return this.#giveUp();
    signal?.addEventListener('abort', this.#giveUp, { once: true });
    this.#timer = setTimeout(() => this.#end('timeout'), timeoutMs);
    const dispatcher = this.#options.dispatcher ?? getGlobalDispatcher();
    try {
      dispatcher.dispatch(
        {
          origin: url.origin,
          path: url.pathname + url.search,
          method: 'POST',
          headers,
          body,
          headersTimeout: timeoutMs,
          bodyTimeout: timeoutMs,
        },
        this.#handler(),
      );
    } catch (cause) {
      this.#end(codeOf(cause));
    }
  }

  #handler(): Dispatcher.DispatchHandler {
    return {
      onRequestStart: (controller) => this.#start(controller),
      onResponseStart: (_controller, status, headers) => {
        // Informational answers (1xx) precede the one that counts.
        if (status >= 200) this.#answer = { status, headers };
      },
      onResponseData: (_controller, chunk) => {
        this.#bytes += chunk.length;
        if (this.#bytes > largestBody) this.#end('too-large');
        else this.#chunks.push(chunk);
      },
      onResponseEnd: () => this.#end(null),
      onResponseError: (_controller, cause) => this.#end(codeOf(cause)),
    };
  }

  /** Runs immediately before undici writes the request; aborting here means that nothing leaves. */
  #start(controller: Dispatcher.DispatchController): void {
    const { sendBefore } = this.#options;
    if (sendBefore !== undefined && Date.now() >= sendBefore.getTime()) this.#end('deadline-passed');
    if (this.#settled) controller.abort(new Error('The request is no longer wanted.'));
    else this.#controller = controller;
  }

  /** Settles with what is known; a lost connection after the status line is an answer without its body. */
  #end(lost: string | null): void {
    if (!this.#settle()) return;
    const sent = this.#controller !== null;
    if (this.#answer === null) this.#resolve({ arrived: false, sent, code: lost ?? 'no-answer' });
    else {
      const body = lost === null ? Buffer.concat(this.#chunks).toString('utf8') : '';
      this.#resolve({ arrived: true, ...this.#answer, body, bodyLost: lost });
    }
    if (lost !== null) this.#controller?.abort(new Error('The exchange has ended.'));
  }

  readonly #giveUp = (): void => {
    if (!this.#settle()) return;
    this.#reject(this.#options.signal?.reason);
    this.#controller?.abort(new Error('The exchange was given up.'));
  };

  #settle(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#options.signal?.removeEventListener('abort', this.#giveUp);
    return true;
  }
}

function codeOf(cause: unknown): string {
  const code = (cause as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^\w{1,60}$/.test(code) ? code : 'network-failure';
}
