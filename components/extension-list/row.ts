import type { DeviceKind, Extension } from '@klapka/protocol';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { CommonStrings } from '../locales/en/common.ts';
import type { ExtensionListStrings } from '../locales/en/extension-list.ts';
import { avatar, reachMark, reachOf } from '../shared/avatar.ts';
import { iconCopy } from '../shared/icons/copy.ts';
import { iconEllipsis } from '../shared/icons/ellipsis.ts';
import { iconHand } from '../shared/icons/hand.ts';
import { iconMail } from '../shared/icons/mail.ts';
import { iconPhone } from '../shared/icons/phone.ts';
import { iconSmartphone } from '../shared/icons/smartphone.ts';
import { iconStar } from '../shared/icons/star.ts';
import { iconVoicemail } from '../shared/icons/voicemail.ts';
import { actionsFor, type ExtensionAction } from './extension-list.types.ts';

/** What a row needs beside its person. */
export interface RowContext {
  t: ExtensionListStrings;
  common: CommonStrings;
  disabled: boolean;
  photo: (person: Extension) => string | undefined;
  run: (action: ExtensionAction, person: Extension) => void;
  /** Calls of theirs that the account may manage, and whether a message can be left. */
  calls: (person: Extension) => { picksUp: boolean; manages: boolean; open: boolean; voicemail: boolean };
  favourite: (person: Extension) => boolean;
}

/** What somebody is doing, in words: the line first, it is what the PBX knows. */
export function stateText({ line, presence }: Extension, { common }: Pick<RowContext, 'common'>): string {
  const word = line === 'idle' ? common.presence[presence.state] : common.line[line];
  return presence.note ? `${word} · ${presence.note}` : word;
}

const icons = { call: iconPhone, mobile: iconSmartphone, voicemail: iconVoicemail, pickup: iconHand, manage: iconEllipsis, favourite: iconStar, email: iconMail, copy: iconCopy };

/** Lucide's phone, smartphone, monitor and laptop, one path each and beside each other: a row is drawn as often as there are people, so it has few nodes. */
const kinds: readonly [DeviceKind, string][] = [
  ['desk', 'M13.832 16.568a1 1 0 0 0 1.213-.303l.355-.465A2 2 0 0 1 17 15h3a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2A18 18 0 0 1 2 4a2 2 0 0 1 2-2h3a2 2 0 0 1 2 2v3a2 2 0 0 1-.8 1.6l-.468.351a1 1 0 0 0-.292 1.233 14 14 0 0 0 6.392 6.384'],
  ['mobile', 'M34.4 2h10a2 2 0 0 1 2 2v16a2 2 0 0 1-2 2h-10a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2zM39.4 18h.01'],
  ['desktop', 'M58.8 3h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2h-16a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zM62.8 21h8M66.8 17v4'],
  ['web', 'M100.2 5a2 2 0 0 1 2 2v8.526a2 2 0 0 0 .212.897l1.068 2.127a1 1 0 0 1-.9 1.45H85.82a1 1 0 0 1-.9-1.45l1.068-2.127A2 2 0 0 0 86.2 15.526V7a2 2 0 0 1 2-2zM102.254 15.987H86.146'],
];

function label(action: ExtensionAction, person: Extension, t: ExtensionListStrings): string {
  switch (action) {
    case 'call': return t.call(person.name);
    case 'mobile': return t.callMobile(person.name);
    case 'voicemail': return t.leaveVoicemail(person.name);
    case 'favourite': return t.favourite(person.name);
    case 'pickup': return t.pickUpOf(person.name);
    case 'manage': return t.manage(person.name);
    case 'email': return t.email(person.name);
    case 'copy': return t.copy(person.number);
  }
}

/** The four kinds of device, those that are on stand out; a screen reader hears their names. */
function deviceMarks({ devices }: Extension, t: ExtensionListStrings): TemplateResult {
  const text = devices.length > 0 ? t.devicesOn(devices.map((kind) => t.devices[kind]).join(', ')) : t.noDevice;
  const drawn = (on: boolean): string => kinds.flatMap(([kind, shape]) => (devices.includes(kind) === on ? [shape] : [])).join('');
  return html`<span class="devices" role="img" aria-label=${text} title=${text}><svg class="icon" viewBox="0 0 106 24" aria-hidden="true"><path class="off" d=${drawn(false)} /><path d=${drawn(true)} /></svg></span>`;
}

/** Keys of a row that has the focus. */
const keyOf: Partial<Record<ExtensionAction, string>> = { voicemail: 'V', pickup: 'P', favourite: 'F' };

/** The second click of a double click does nothing: it would call, or undo, once more. */
function actionButton(action: ExtensionAction, person: Extension, active: boolean, context: RowContext): TemplateResult {
  const text = label(action, person, context.t);
  return html`<button type="button" class="button quiet icon-only action ${action}" tabindex=${active ? 0 : -1} aria-label=${text} title=${text}
    aria-keyshortcuts=${keyOf[action] ?? nothing} aria-pressed=${action === 'favourite' ? String(context.favourite(person)) : nothing} aria-expanded=${action === 'manage' ? String(context.calls(person).open) : nothing} ?disabled=${context.disabled} @click=${({ detail }: MouseEvent) => detail < 2 && context.run(action, person)}>${icons[action]}</button>`;
}

/** One person of the table; `index` counts from 0 over everybody who matches. */
export function personRow(person: Extension, index: number, active: boolean, context: RowContext): TemplateResult {
  const { t } = context;
  const reach = reachOf(person);
  return html`<div role="row" part="row" class="row ${person.self ? 'self' : ''} reach-${reach}" aria-rowindex=${index + 2} data-index=${index} tabindex=${active ? 0 : -1}>
    <div role="cell" class="person">
      ${avatar({ name: person.name, photo: context.photo(person), reach })}
      ${person.self ? html`<span class="name me"><span class="ellipsis">${person.name}</span><span class="chip">${t.you}</span></span>` : html`<span class="name ellipsis">${person.name}</span>`}
      <span class="about ellipsis numbers">${person.number}<span class="short-state"> · ${stateText(person, context)}</span>${person.title ? ` · ${person.title}` : nothing}</span>
    </div>
    <div role="cell" class="department ellipsis">${person.departments.join(', ')}</div>
    <div role="cell" class="state">${reachMark(reach)}<span class="ellipsis">${stateText(person, context)}</span>${deviceMarks(person, t)}</div>
    <div role="cell" class="actions">${actionsFor(person, context.calls(person)).toReversed().map((action) => actionButton(action, person, active, context))}</div>
  </div>`;
}
