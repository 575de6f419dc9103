import type { Device } from '@klapka/protocol';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { AccountMenuStrings } from '../locales/en/account-menu.ts';
import { iconLaptop } from '../shared/icons/laptop.ts';
import { iconSmartphone } from '../shared/icons/smartphone.ts';

interface Devices {
  t: AccountMenuStrings;
  devices: readonly Device[];
  busy: boolean;
  when: (at: number) => string;
  signOut: (device: Device) => void;
}

/** The browsers one is signed in with, this one first. */
export function deviceList({ t, devices, busy, when, signOut }: Devices): TemplateResult {
  const sorted = [...devices].sort((one, other) => Number(other.current) - Number(one.current) || other.lastSeenAt - one.lastSeenAt);
  return html`<p class="help">${t.devicesHelp}</p>
    <ul class="devices">${sorted.map((device) => html`<li>
      ${/iPhone|iPad|Android/.test(device.name) ? iconSmartphone : iconLaptop}
      <span class="device"><span class="ellipsis">${device.name}</span><span class="about">${device.current ? t.thisDevice : t.lastSeen(when(device.lastSeenAt))}</span></span>
      ${device.current ? nothing : html`<button type="button" class="button" ?disabled=${busy} aria-label=${t.signOutDevice(device.name)} @click=${() => signOut(device)}>${t.signOut}</button>`}
    </li>`)}</ul>
    ${sorted.length <= 1 ? html`<p class="about">${t.noDevices}</p>` : nothing}`;
}
