import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { ClientStrings } from '../locales/en/client.ts';
import { iconInbox } from '../shared/icons/inbox.ts';
import { iconSettings } from '../shared/icons/settings.ts';
import { iconUsers } from '../shared/icons/users.ts';
import type { ClientSection } from './client.types.ts';

const icons: Record<ClientSection, TemplateResult> = { extensions: iconUsers, inbox: iconInbox, administration: iconSettings };

interface Navigation {
  t: ClientStrings;
  sections: readonly ClientSection[];
  current: ClientSection;
  waiting: number;
  waitingText: string;
  go: (section: ClientSection) => void;
}

/** The sections there are for this account: beside the content, or beneath it on a narrow page. */
export function navigation({ t, sections, current, waiting, waitingText, go }: Navigation): TemplateResult {
  const badge = (section: ClientSection): TemplateResult | typeof nothing =>
    section === 'inbox' && waiting > 0 ? html`<span class="badge numbers" aria-hidden="true">${waiting > 99 ? '99+' : waiting}</span>` : nothing;
  return html`<nav aria-label=${t.navigation} part="navigation">
    ${sections.map((section) => html`<button type="button" class="nav ${section}" aria-current=${section === current ? 'page' : nothing}
      aria-describedby=${section === 'inbox' && waiting > 0 ? 'waiting' : nothing} @click=${() => go(section)}>${icons[section]}<span class="ellipsis">${t.sections[section]}</span>${badge(section)}</button>`)}
    <span id="waiting" class="visually-hidden">${waiting > 0 ? waitingText : nothing}</span>
  </nav>`;
}
