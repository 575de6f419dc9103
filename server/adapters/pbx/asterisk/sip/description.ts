const nowhere = /^c=IN IP4 0\.0\.0\.0(?=\r?$)/gm;

/** What Asterisk would misunderstand in a browser's session description, said so that it does not. ICE looks at neither. */
export function understandable(message: string): string {
  const [, head, body] = /^([^]*?\r?\n\r?\n)([^]*)$/.exec(message) ?? [];
  const ufrag = /^a=ice-ufrag:(\S+)/m.exec(body ?? '')?.[1];
  if (head === undefined || body === undefined || ufrag === undefined) return message;
  const changed = noticed(placed(body), ufrag);
  return head.replace(/^(content-length|l)([ \t]*:[ \t]*)\d+/im, `$1$2${Buffer.byteLength(changed)}`) + changed;
}

/**
 * A browser whose candidates come later, or are hidden, describes itself as being at 0.0.0.0 (RFC 8840 §4.1.1). To Asterisk that
 * is a phone on hold (RFC 2543 §B.5). So the address of its first candidate goes there.
 */
function placed(body: string): string {
  const address = /^a=candidate:\S+ \d+ udp \d+ (\d+\.\d+\.\d+\.\d+) /im.exec(body)?.[1] ?? '127.0.0.1';
  return body.replaceAll(nowhere, `c=IN IP4 ${address}`);
}

/**
 * A restart of ICE is a new name (RFC 8839 §4.4.1.1). Asterisk compares candidates only, and keeps the old session where they
 * are the same ones; so the name becomes a part of each one's foundation (1 to 32 characters).
 */
function noticed(body: string, ufrag: string): string {
  return body.replaceAll(/^a=candidate:(\S+)/gm, (_line, foundation: string) => `a=candidate:${(ufrag.slice(0, 8) + foundation).slice(0, 32)}`);
}
