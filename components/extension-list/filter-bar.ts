import type { LineState, PresenceState } from '@klapka/protocol';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { CommonStrings } from '../locales/en/common.ts';
import type { ExtensionListStrings } from '../locales/en/extension-list.ts';
import { iconSmartphone } from '../shared/icons/smartphone.ts';
import { iconStar } from '../shared/icons/star.ts';
import { framed } from '../shared/select.ts';
import type { PeopleFilter } from './people.ts';

interface FilterBar {
  t: ExtensionListStrings;
  common: CommonStrings;
  filter: PeopleFilter;
  departments: string[];
  /** Groups the account is told of. */
  groups: readonly { groupId: string; groupName: string }[];
  disabled: boolean;
  icon: TemplateResult;
  change: (change: Partial<PeopleFilter>) => void;
  keydown: (event: KeyboardEvent) => void;
}

const presences: PresenceState[] = ['available', 'away', 'business_trip', 'do_not_disturb', 'lunch', 'off_work'];
const lines: LineState[] = ['idle', 'ringing', 'busy', 'held', 'offline'];

const valueOf = (event: Event): string => (event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement ? event.target.value : '');

function option(value: string, text: string, chosen: string): TemplateResult {
  return html`<option value=${value} ?selected=${value === chosen}>${text}</option>`;
}

function stateOf(value: string): PeopleFilter['state'] {
  const known = [...presences.map((name) => `presence:${name}` as const), ...lines.map((name) => `line:${name}` as const)];
  return known.find((name) => name === value) ?? '';
}

/** Search, department and state of the list. */
export function filterBar({ t, common, filter, departments, groups, disabled, icon, change, keydown }: FilterBar): TemplateResult {
  const lineText = (name: LineState): string => (name === 'idle' ? t.idle : common.line[name]);
  return html`
    <div class="search" part="search">
      ${icon}
      <input type="search" class="input" aria-label=${t.search} placeholder=${t.search} autocomplete="off" spellcheck="false" ?disabled=${disabled}
        .value=${live(filter.text)} @input=${(event: Event) => change({ text: valueOf(event) })} @keydown=${keydown} />
    </div>
    <div class="filters" part="filters">${departments.length > 1
      ? framed(html`<select class="input filter" aria-label=${t.department} ?disabled=${disabled} @change=${(event: Event) => change({ department: valueOf(event) })}>
          ${option('', t.everyDepartment, filter.department)} ${departments.map((name) => option(name, name, filter.department))}
        </select>`)
      : nothing}
    ${groups.length > 1
      ? framed(html`<select class="input filter" aria-label=${t.group} ?disabled=${disabled} @change=${(event: Event) => change({ group: valueOf(event) })}>
          ${option('', t.everyGroup, filter.group)} ${groups.map(({ groupId, groupName }) => option(groupId, groupName, filter.group))}
        </select>`)
      : nothing}
    ${framed(html`<select class="input filter" aria-label=${t.state} ?disabled=${disabled} @change=${(event: Event) => change({ state: stateOf(valueOf(event)) })}>
      ${option('', t.everyState, filter.state)}
      <optgroup label=${t.presenceGroup}>${presences.map((name) => option(`presence:${name}`, common.presence[name], filter.state))}</optgroup>
      <optgroup label=${t.lineGroup}>${lines.map((name) => option(`line:${name}`, lineText(name), filter.state))}</optgroup>
    </select>`)}
    <button type="button" class="button filter-toggle favourites ${filter.favourites ? 'chosen' : ''}" aria-pressed=${filter.favourites} ?disabled=${disabled} @click=${() => change({ favourites: !filter.favourites })}>${iconStar}${t.favourites}</button>
    <button type="button" class="button filter-toggle filter-mobile ${filter.mobile ? 'chosen' : ''}" aria-pressed=${filter.mobile} ?disabled=${disabled} @click=${() => change({ mobile: !filter.mobile })}>${iconSmartphone}${t.hasMobile}</button></div>`;
}
