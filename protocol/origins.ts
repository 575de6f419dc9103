/**
 * Whether a page of this origin is on the list. A pattern is an origin, or one with `*.` in front of the domain, which
 * stands for one or more labels and not for the bare domain. Compared whole: `https://good.com.evil.com` and
 * `https://evil-good.com` match nothing of `good.com`, and `null` (sandboxed frames, files) matches never.
 */
export function originAllowed(patterns: readonly string[], origin: string | undefined): boolean {
  if (origin === undefined || !URL.canParse(origin)) return false;
  const url = new URL(origin);
  if (url.origin !== origin || (url.protocol !== 'https:' && url.protocol !== 'http:')) return false;
  return patterns.some((pattern) => matches(pattern, url));
}

function matches(pattern: string, url: URL): boolean {
  const [, scheme, wildcard, host] = /^(https?:)\/\/(\*\.)?([^/]+)$/.exec(pattern) ?? [];
  if (scheme === undefined || host === undefined || scheme !== url.protocol) return false;
  // The parser drops a default port, so it must be dropped from the pattern too.
  const wanted = new URL(`${scheme}//${host}`).host;
  return wildcard === undefined ? url.host === wanted : url.host.endsWith(`.${wanted}`) && url.host.length > wanted.length + 1;
}
