import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { DevicesPort, PhoneStatus } from '../controllers/index.ts';
import type { ClientStrings } from '../locales/en/client.ts';
import { iconHeadphones } from '../shared/icons/headphones.ts';
import { iconMicOff } from '../shared/icons/mic-off.ts';
import { iconPhone } from '../shared/icons/phone.ts';
import { iconSearch } from '../shared/icons/search.ts';

interface TopBar {
  t: ClientStrings;
  phone: PhoneStatus | null;
  devices: DevicesPort | null;
  search: string;
  dialerOpen: boolean;
  account: TemplateResult;
  onSearch: (text: string) => void;
  onSearchDone: () => void;
  onSound: () => void;
  onCall: () => void;
}

const lacking = new Set(['refused', 'blocked-by-policy', 'missing', 'insecure']);

function phoneChip({ t, phone, devices, onSound }: TopBar): TemplateResult | typeof nothing {
  if (phone === null) return nothing;
  const silent = Boolean(devices && lacking.has(devices.permission));
  const words: Record<PhoneStatus, string> = {
    off: t.phone.off, connecting: t.phone.connecting, registered: t.phone.ready, reconnecting: t.phone.reconnecting, elsewhere: t.phone.elsewhere, failed: t.phone.failed,
  };
  const word = silent ? t.phone.noMicrophone : words[phone];
  const tone = silent || phone === 'failed' ? 'bad' : phone === 'registered' || phone === 'elsewhere' ? '' : 'warn';
  return html`<button type="button" class="button phone ${tone}" aria-label=${t.phoneState(word)} title=${t.phoneState(word)} @click=${onSound}>${silent ? iconMicOff : iconHeadphones}<span class="phone-word">${word}</span></button>`;
}

const textOf = (event: Event): string => (event.target instanceof HTMLInputElement ? event.target.value : '');

/** Brand, search, state of the phone, a new call, and who one is. */
export function topBar(bar: TopBar): TemplateResult {
  const { t, phone, search, dialerOpen, account, onSearch, onSearchDone, onCall } = bar;
  const onKeydown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    onSearchDone();
  };
  return html`<header class="top" part="top-bar">
    <div class="brand"><slot name="brand">Klapka</slot></div>
    <div class="search">${iconSearch}<input type="search" class="input" aria-label=${t.search} placeholder=${t.search} autocomplete="off" spellcheck="false"
      .value=${live(search)} @input=${(event: Event) => onSearch(textOf(event))} @keydown=${onKeydown} /><kbd aria-hidden="true">Ctrl K</kbd></div>
    <div class="top-end">
      ${phoneChip(bar)}
      ${phone === null ? nothing : html`<button type="button" class="button primary new-call" aria-expanded=${dialerOpen ? 'true' : 'false'} aria-label=${t.newCall} @click=${onCall}>${iconPhone}<span class="new-call-word">${t.newCall}</span></button>`}
      ${account}
    </div>
  </header>`;
}
