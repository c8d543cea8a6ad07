/**
 * Takes secrets out of what is kept or shown of the wire: credentials by element name and by value, and the
 * bulk of attached PDFs. What remains still names customers and amounts, so it belongs in sealed places only.
 */

const secretElements =
  /(<(?:[\w.-]+:)?(accessKey|sessionID|sessionId|AuthenticateResult)(?:\s[^>]*)?>)[^<]*(?=<)/g;
const attachedPdf = /(<DocumentBase64>)([^<]*)(?=<)/g;

export function withoutSecrets(text: string, secrets: readonly string[]): string {
  let shown = text
    .replace(secretElements, '$1[removed]')
    .replace(attachedPdf, (_, tag: string, base64: string) => `${tag}[${base64.length} characters]`);
  for (const secret of secrets) {
    if (secret !== '') shown = shown.replaceAll(secret, '[removed]');
  }
  return shown;
}
