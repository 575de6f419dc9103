import type { Party } from '@klapka/protocol';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { FilesController, PhoneCall } from '../controllers/index.ts';
import type { CallStrings } from '../locales/en/call.ts';
import { avatar } from '../shared/avatar.ts';
import { iconArrowLeftRight } from '../shared/icons/arrow-left-right.ts';
import { iconGrid3x3 } from '../shared/icons/grid-3x3.ts';
import { iconHeadphones } from '../shared/icons/headphones.ts';
import { iconMaximize2 } from '../shared/icons/maximize-2.ts';
import { iconMicOff } from '../shared/icons/mic-off.ts';
import { iconMic } from '../shared/icons/mic.ts';
import { iconMinimize2 } from '../shared/icons/minimize-2.ts';
import { iconMinus } from '../shared/icons/minus.ts';
import { iconPause } from '../shared/icons/pause.ts';
import { iconPhoneOff } from '../shared/icons/phone-off.ts';
import { iconPhone } from '../shared/icons/phone.ts';
import { iconPlay } from '../shared/icons/play.ts';
import { iconX } from '../shared/icons/x.ts';
import { keypad } from '../shared/keypad.ts';
import type { CallPhase, CallSize } from './call.types.ts';

interface Shown {
  call: PhoneCall;
  party: Party;
  phase: CallPhase;
  t: CallStrings;
  /** `02:47`, empty before the answer. */
  duration: string;
  disabled: boolean;
  files: FilesController;
  /** In place of the far side's name. */
  title?: string | undefined;
}

type Part = TemplateResult | typeof nothing | undefined;

export interface Card extends Shown {
  /** What comes on demand: above the buttons, beside them, beneath them. */
  above: Part;
  tiles: Part;
  panel: Part;
  /** What became of a call that was passed on. */
  outcome: string | undefined;
  size: CallSize;
  heldByOther: boolean;
  keypadOpen: boolean;
  soundOpen: boolean;
  /** What to say of a lost connection, else empty. */
  stale: string;
  problem: TemplateResult | typeof nothing;
  sound: TemplateResult;
  toggleMuted: (call: PhoneCall) => void;
  toggleHeld: (call: PhoneCall) => void;
  hangUp: (call: PhoneCall) => void;
  press: (call: PhoneCall, key: string) => void;
  toggleKeypad: () => void;
  toggleSound: () => void;
  resize: (size: CallSize) => void;
  redial: (call: PhoneCall) => void;
  putAway: (call: PhoneCall) => void;
}

/** The state of a call in one or two words. */
function wordOf({ call, t, phase, heldByOther }: Pick<Card, 'call' | 't' | 'phase' | 'heldByOther'>): string {
  if (phase === 'ended') return t.ended;
  if (phase === 'held') return t.onHold;
  if (phase === 'talking') return heldByOther ? t.heldByOther : t.onCall;
  return call.state === 'dialling' ? t.dialling : call.state === 'answering' ? t.connecting : t.ringing;
}

const nameOf = ({ title, party, t }: Pick<Shown, 'title' | 'party' | 't'>): string => title || party.name || party.number || t.unknown;

function face(shown: Shown, size: 'm' | 'l' | 'xl'): TemplateResult {
  return avatar({ name: nameOf(shown), photo: shown.title ? undefined : shown.files.photo(shown.party.photoUrl), size });
}

function band(card: Card): TemplateResult {
  const { t, size, phase, duration, resize, stale, disabled, call, hangUp } = card;
  const small = size === 'minimised';
  return html`<header class="band ${phase}" part="band">
    <span class="mark" aria-hidden="true"></span>
    <span class="band-text"><strong>${stale || wordOf(card)}</strong><span class="numbers" role="timer" aria-live="off">${duration}</span></span>
    ${small ? html`<span class="band-name ellipsis">${nameOf(card)}</span>` : nothing}
    <span class="band-tools">
      ${small && phase !== 'ended'
        ? html`<button type="button" class="button danger icon-only small" aria-label=${t.hangUp} title=${t.hangUp} ?disabled=${disabled} @click=${() => hangUp(call)}>${iconPhoneOff}</button>`
        : nothing}
      ${small ? nothing : tool(t.minimise, iconMinus, () => resize('minimised'))}
      ${size === 'normal' ? tool(t.maximise, iconMaximize2, () => resize('maximised')) : tool(t.restore, small ? iconMaximize2 : iconMinimize2, () => resize('normal'))}
    </span>
  </header>`;
}

function tool(label: string, icon: TemplateResult, press: () => void): TemplateResult {
  return html`<button type="button" class="button quiet icon-only small" aria-label=${label} title=${label} @click=${press}>${icon}</button>`;
}

function actions(card: Card): TemplateResult {
  const { call, t, disabled, phase, keypadOpen, soundOpen } = card;
  const waiting = disabled || phase === 'ringing';
  return html`<div class="actions">
    <button type="button" class="button tile ${call.muted ? 'chosen' : ''}" aria-keyshortcuts="M" ?disabled=${waiting} @click=${() => card.toggleMuted(call)}>
      ${call.muted ? iconMicOff : iconMic}${call.muted ? t.unmute : t.mute}
    </button>
    <button type="button" class="button tile ${call.held ? 'chosen' : ''}" aria-keyshortcuts="H" ?disabled=${waiting} aria-busy=${call.holdPending} @click=${() => card.toggleHeld(call)}>
      ${call.held ? iconPlay : iconPause}${call.held ? t.resume : t.hold}
    </button>
    <button type="button" class="button tile" aria-keyshortcuts="K" aria-expanded=${keypadOpen} ?disabled=${waiting} @click=${card.toggleKeypad}>${iconGrid3x3}${t.keypad}</button>
    <button type="button" class="button tile" aria-keyshortcuts="S" aria-expanded=${soundOpen} ?disabled=${disabled} @click=${card.toggleSound}>${iconHeadphones}${t.sound}</button>
    ${card.tiles}
  </div>`;
}

function endedActions(card: Card): TemplateResult {
  const { call, t, disabled } = card;
  return html`<div class="ended-actions">
    <button type="button" class="button primary large" ?disabled=${disabled} @click=${() => card.redial(call)}>${iconPhone}${t.redial}</button>
    <button type="button" class="button large" @click=${() => card.putAway(call)}>${iconX}${t.close}</button>
  </div>`;
}

/** Number and direction; while nobody hears this side, that instead of the direction. */
function about({ call, party, phase, t, title }: Card): TemplateResult {
  const number = party.name && !title ? party.number : '';
  return html`<p class="about">
    ${number ? html`<bdi class="numbers">${number}</bdi><span>·</span>` : nothing}
    ${call.muted && phase !== 'ended' ? html`<span class="muted">${iconMicOff}${t.muted}</span>` : html`<span>${call.direction === 'outgoing' ? t.outgoing : t.incoming}</span>`}
  </p>`;
}

/** The call in hand. */
export function callCard(card: Card): TemplateResult {
  const { call, phase, t, size, disabled } = card;
  const reason = phase === 'ended' && call.endReason ? card.outcome || t.reasons[call.endReason] : '';
  const name = nameOf(card);
  return html`<section class="card ${phase} ${size}" part="card" aria-label="${t.call}: ${name}">
    ${band(card)}
    <p class="visually-hidden" role="status">${wordOf(card)}, ${name}. ${reason}</p>
    ${size === 'minimised' ? nothing : html`<div class="body">
      <div class="who">
        ${face(card, size === 'maximised' ? 'xl' : 'l')}
        <div class="who-text">
          <h2 class="name ellipsis"><bdi>${name}</bdi></h2>
          ${about(card)}
        </div>
      </div>
      ${card.problem}
      ${reason ? html`<p class="reason">${reason}</p>` : nothing}
      ${phase === 'ended' ? endedActions(card) : html`
        ${card.above}
        ${actions(card)}
        ${card.panel}
        ${card.soundOpen ? html`<div class="drawer">${card.sound}</div>` : nothing}
        ${card.keypadOpen ? html`<div class="drawer">
          <output class="digits numbers" aria-label=${t.digits}>${call.digits}</output>
          ${keypad(t.keypad, (key) => card.press(call, key), disabled)}
        </div>` : nothing}
        <button type="button" class="button danger large wide hang-up" aria-keyshortcuts="Delete" ?disabled=${disabled} @click=${() => card.hangUp(call)}>${iconPhoneOff}${t.hangUp}</button>`}
    </div>`}
  </section>`;
}

interface Waiting extends Shown {
  resume: (call: PhoneCall) => void;
}

/** A call beside the one in hand. */
export function waitingCall(shown: Waiting): TemplateResult {
  const { call, t, phase, duration, disabled, resume } = shown;
  const name = nameOf(shown);
  return html`<li class="waiting ${phase}" part="waiting">
    ${face(shown, 'm')}
    <span class="who-text">
      <strong class="ellipsis"><bdi>${name}</bdi></strong>
      <span class="about numbers"><span class="mark" aria-hidden="true"></span>${wordOf({ call, t, phase, heldByOther: false })} · ${duration}</span>
    </span>
    ${phase === 'held'
      ? html`<button type="button" class="button" aria-label=${t.resume} aria-description=${t.resumeHint(name)} title=${t.resumeHint(name)} ?disabled=${disabled} @click=${() => resume(call)}>${iconArrowLeftRight}${t.resume}</button>`
      : nothing}
  </li>`;
}
