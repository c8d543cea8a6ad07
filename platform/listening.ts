// For whom our own servers listen: this machine alone, or whoever can reach it.

function isLocal(url: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
}

/** The address on which to listen, given where people reach us. */
export function listeningAddress(url: string): '127.0.0.1' | '0.0.0.0' {
  return isLocal(url) ? '127.0.0.1' : '0.0.0.0';
}
