import type { Extension } from '@klapka/protocol';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { CommonStrings } from '../locales/en/common.ts';
import type { ExtensionListStrings } from '../locales/en/extension-list.ts';
import { avatar, reachMark, reachOf } from '../shared/avatar.ts';
import { iconCopy } from '../shared/icons/copy.ts';
import { iconMail } from '../shared/icons/mail.ts';
import { iconPhone } from '../shared/icons/phone.ts';
import { iconSmartphone } from '../shared/icons/smartphone.ts';
import { actionsFor, type ExtensionAction } from './extension-list.types.ts';

/** What a row needs beside its person. */
export interface RowContext {
  t: ExtensionListStrings;
  common: CommonStrings;
  disabled: boolean;
  photo: (person: Extension) => string | undefined;
  run: (action: ExtensionAction, person: Extension) => void;
}

/** What somebody is doing, in words: the line first, it is what the PBX knows. */
export function stateText({ line, presence }: Extension, { common }: Pick<RowContext, 'common'>): string {
  const word = line === 'idle' ? common.presence[presence.state] : common.line[line];
  return presence.note ? `${word} · ${presence.note}` : word;
}

const icons = { call: iconPhone, mobile: iconSmartphone, email: iconMail, copy: iconCopy };

function label(action: ExtensionAction, person: Extension, t: ExtensionListStrings): string {
  switch (action) {
    case 'call': return t.call(person.name);
    case 'mobile': return t.callMobile(person.name);
    case 'email': return t.email(person.name);
    case 'copy': return t.copy(person.number);
  }
}

function actionButton(action: ExtensionAction, person: Extension, active: boolean, context: RowContext): TemplateResult {
  const text = label(action, person, context.t);
  return html`<button type="button" class="button quiet icon-only action ${action}" tabindex=${active ? 0 : -1} aria-label=${text} title=${text}
    ?disabled=${context.disabled} @click=${() => context.run(action, person)}>${icons[action]}</button>`;
}

/** One person of the table; `index` counts from 0 over everybody who matches. */
export function personRow(person: Extension, index: number, active: boolean, context: RowContext): TemplateResult {
  const { t } = context;
  const reach = reachOf(person);
  return html`<div role="row" part="row" class="row ${person.self ? 'self' : ''} reach-${reach}" aria-rowindex=${index + 2} data-index=${index} tabindex=${active ? 0 : -1}>
    <div role="cell" class="person">
      ${avatar({ name: person.name, photo: context.photo(person), reach })}
      <span class="who">
        <span class="name"><span class="ellipsis">${person.name}</span>${person.self ? html`<span class="chip">${t.you}</span>` : nothing}</span>
        <span class="about ellipsis"><span class="numbers">${person.number}</span><span class="short-state"> · ${stateText(person, context)}</span>${person.title ? html` · ${person.title}` : nothing}</span>
      </span>
    </div>
    <div role="cell" class="department ellipsis">${person.departments.join(', ')}</div>
    <div role="cell" class="state">${reachMark(reach)}<span class="ellipsis">${stateText(person, context)}</span></div>
    <div role="cell" class="actions">${actionsFor(person).toReversed().map((action) => actionButton(action, person, active, context))}</div>
  </div>`;
}
