import '../define.ts';
import type { PbxClient } from '../client.ts';
import { clientSections } from '../client.types.ts';
import { loadPreferences } from '../preferences.ts';

/*
 * The page of the whole client. Its gateway is where it came from. No style sheet of its own: what little the page needs
 * is set here, because the policy forbids inline styles and one more request would delay the first paint.
 */
const client = document.querySelector('pbx-client');

function language(): string {
  return loadPreferences().lang ?? (navigator.languages.some((one) => one.toLowerCase().startsWith('cs')) && !navigator.language.startsWith('en') ? 'cs' : 'en');
}

/**
 * `#reset=…` and `#invitation=…` come from a link; the secret must not stay in the address or the history. A link that was
 * cut on its way opens the form too, where the gateway's answer says that it is of no use.
 */
function takeSecret(): string {
  const [, secret = ''] = /^#(?:reset|invitation)=(.{1,200})/.exec(location.hash) ?? [];
  if (secret) history.replaceState(null, '', location.pathname);
  return secret;
}

/** At the start, and when an address of this page is pasted into its tab, which loads nothing anew. */
function follow(target: PbxClient): void {
  const secret = takeSecret();
  if (secret) target.resetToken = secret;
  const wanted = clientSections.find((section) => section === location.hash.slice(1));
  if (wanted) target.section = wanted;
}

/** The page behind the client (and the browser's own bars) follow the chosen appearance. */
function paint(theme: string): void {
  document.documentElement.style.setProperty('color-scheme', theme === 'auto' ? 'light dark' : theme);
}

document.documentElement.lang = language();
document.body.style.setProperty('margin', '0');
const { title } = document;
paint(loadPreferences().theme);

if (client) {
  follow(client);
  window.addEventListener('hashchange', () => follow(client));
  client.addEventListener('pbx-section-change', ({ detail }) => history.replaceState(null, '', `#${detail.section}`));
  client.addEventListener('pbx-waiting-change', ({ detail }) => { document.title = detail.waiting > 0 ? `(${detail.waiting}) ${title}` : title; });
  client.addEventListener('pbx-theme-change', ({ detail }) => paint(detail.theme));
  client.addEventListener('pbx-language-change', ({ detail }) => { document.documentElement.lang = detail.lang; });
  client.gateway = location.origin;
}
