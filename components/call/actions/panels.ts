import type { Call, Leg, MonitorMode } from '@klapka/protocol';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { FilesController } from '../../controllers/index.ts';
import type { CallActionStrings } from '../../locales/en/call-actions.ts';
import type { CallStrings } from '../../locales/en/call.ts';
import { avatar } from '../../shared/avatar.ts';
import { formatDuration, formatNumber } from '../../shared/formats.ts';
import { iconArrowLeftRight } from '../../shared/icons/arrow-left-right.ts';
import { iconCircleDot } from '../../shared/icons/circle-dot.ts';
import { iconCopy } from '../../shared/icons/copy.ts';
import { iconMerge } from '../../shared/icons/merge.ts';
import { iconMicOff } from '../../shared/icons/mic-off.ts';
import { iconMic } from '../../shared/icons/mic.ts';
import { iconPause } from '../../shared/icons/pause.ts';
import { iconPhone } from '../../shared/icons/phone.ts';
import { iconX } from '../../shared/icons/x.ts';
import { gradeOf, type Quality } from './quality.ts';
import { can, type Situation } from './situation.ts';
import type { Tile } from './tiles.ts';

interface Drawing {
  t: CallActionStrings;
  files: FilesController;
  disabled: boolean;
}

const nameOf = ({ party }: Pick<Leg, 'party'>): string => party.name ?? party.number;

/** Recorded, or paused: a word and a shape, not a colour alone; a screen reader hears it change. */
export function recordingMark(row: Call | undefined, t: CallActionStrings): TemplateResult {
  const state = row?.recording;
  return html`<p class="recording ${state ?? ''}" role="status" ?hidden=${!state}>${state === 'on' ? html`${iconCircleDot}${t.recording}` : state ? html`${iconPause}${t.recordingPaused}` : nothing}</p>`;
}

/** How the line is, in a word and a shape: three bars, two, one. */
export function qualityMark(quality: Quality | null, t: CallActionStrings): TemplateResult {
  const grade = quality ? gradeOf(quality) : null;
  return html`<p class="line ${grade ?? ''}" role="status" ?hidden=${!grade}><span class="strength" aria-hidden="true"></span>${grade ? t.grades[grade] : ''}</p>`;
}

/** What was measured, and a text of it for whoever has to find out. */
export function qualityPanel({ quality, t, lang, copy }: { quality: Quality | null; t: CallActionStrings; lang: string; copy: () => void }): TemplateResult {
  const ms = (value: number | null): string => (value === null ? '–' : formatNumber(lang, Math.round(value), { style: 'unit', unit: 'millisecond' }));
  const rows: [string, string][] = quality ? [
    [t.score, formatNumber(lang, quality.score, { maximumFractionDigits: 1, minimumFractionDigits: 1 })],
    [t.loss, formatNumber(lang, quality.loss, { style: 'percent', maximumFractionDigits: 1 })],
    [t.jitter, ms(quality.jitter)], [t.roundTrip, ms(quality.roundTrip)], [t.codec, quality.codec || '–'],
    [t.route, quality.route === 'relay' ? t.relayed : quality.route ? t.direct : '–'],
  ] : [];
  return html`${rows.length > 0 ? html`<dl class="figures">${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd class="numbers">${value}</dd></div>`)}</dl>` : html`<p class="hint">${t.measuring}</p>`}
    <div class="panel-actions"><button type="button" class="button" @click=${copy}>${iconCopy}${t.copyDiagnosis}</button></div>`;
}

interface Consultation extends Drawing {
  now: Situation;
  complete: () => void;
  swap: () => void;
  merge: () => void;
  cancel: () => void;
}

/** Two calls, one of which waits: they can be connected, merged, swapped, or the second given up. */
export function consultation({ now, t, disabled, complete, swap, merge, cancel }: Consultation): TemplateResult | typeof nothing {
  const { waiting, call } = now;
  if (!waiting || call.state === 'ended' || now.listening) return nothing;
  const joins = now.rights?.can.includes('join') && now.row && now.others.length === 1;
  return html`<div class="panel" role="group" aria-label=${t.waits(nameOf(waiting.leg))}>
    <p class="panel-title"><bdi>${t.waits(nameOf(waiting.leg))}</bdi></p>
    <div class="panel-actions">
      ${joins ? html`<button type="button" class="button primary" aria-keyshortcuts="C" ?disabled=${disabled} @click=${complete}>${iconPhone}${t.complete}</button>` : nothing}
      ${can(now, 'conference') ? html`<button type="button" class="button" aria-keyshortcuts="G" ?disabled=${disabled} @click=${merge}>${iconMerge}${t.merge}</button>` : nothing}
      ${call.state === 'talking' ? html`<button type="button" class="button" aria-keyshortcuts="W" ?disabled=${disabled} @click=${swap}>${iconArrowLeftRight}${t.swap}</button>` : nothing}
      <button type="button" class="button" aria-keyshortcuts="B" ?disabled=${disabled} @click=${cancel}>${iconX}${t.cancelConsultation}</button>
    </div>
  </div>`;
}

interface Conference extends Drawing {
  now: Situation;
  mute: (leg: Leg) => void;
  drop: (leg: Leg) => void;
}

/** Who is in a conference; everybody else can be muted and removed. */
export function members({ now, t, files, disabled, mute, drop }: Conference): TemplateResult | typeof nothing {
  const { row, others } = now;
  if (!row || now.listening || others.length < 2) return nothing;
  const member = (leg: Leg): TemplateResult => {
    const name = nameOf(leg);
    const state = leg.state === 'talking' ? (leg.muted ? t.memberMuted : '') : t.memberRings;
    return html`<li class="member">
      ${avatar({ name, photo: files.photo(leg.party.photoUrl) })}
      <span class="who-text"><span class="ellipsis"><bdi>${name}</bdi></span>${state ? html`<span class="about">${leg.muted ? iconMicOff : nothing}${state}</span>` : nothing}</span>
      ${leg.state === 'talking' && can(now, 'conference') ? memberButton(leg.muted ? t.unmuteMember(name) : t.muteMember(name), leg.muted ? iconMicOff : iconMic, disabled, () => mute(leg)) : nothing}
      ${can(now, 'conference') ? memberButton(t.dropMember(name), iconX, disabled, () => drop(leg)) : nothing}
    </li>`;
  };
  return html`<ul class="members" aria-label=${t.members}>
    <li class="member">${avatar({ name: t.you })}<span class="who-text"><span>${t.you}</span>${now.call.muted || now.own?.muted ? html`<span class="about">${iconMicOff}${t.memberMuted}</span>` : nothing}</span></li>
    ${others.map(member)}
  </ul>`;
}

function memberButton(label: string, icon: TemplateResult, disabled: boolean, press: () => void): TemplateResult {
  return html`<button type="button" class="button quiet icon-only" aria-label=${label} title=${label} ?disabled=${disabled} @click=${press}>${icon}</button>`;
}

/** Slots to park on: the first free one, or a chosen one. */
export function parkPanel({ now, t, disabled, rows, park }: Drawing & { now: Situation; rows: readonly Call[]; park: (slot?: string) => void }): TemplateResult {
  const taken = new Map(rows.flatMap((row) => (row.parked ? [[row.parked.slot, nameOf(row.legs[0] ?? { party: row.from })]] : [])));
  return html`<div class="panel-actions">
    <button type="button" class="button primary" ?disabled=${disabled} @click=${() => park()}>${t.parkAnywhere}</button>
    ${(now.rights?.parkingSlots ?? []).slice(0, 12).map((slot) => {
      const by = taken.get(slot);
      return html`<button type="button" class="button numbers" aria-label=${by ? t.slotTaken(slot, by) : slot} title=${by ? t.slotTaken(slot, by) : slot} ?disabled=${disabled || by !== undefined} @click=${() => park(slot)}>${slot}</button>`;
    })}
  </div>`;
}

/** Other devices of mine that the call can go on at. */
export function flipPanel({ now, t, disabled, flip }: Drawing & { now: Situation; flip: (deviceId: string | null) => void }): TemplateResult {
  if (now.devices.length === 0) return html`<p class="hint">${t.noOtherDevice}</p>`;
  return html`<div class="panel-actions">
    ${now.devices.map(({ id, name }) => html`<button type="button" class="button" ?disabled=${disabled} @click=${() => flip(id)}>${name}</button>`)}
    ${now.devices.length > 1 ? html`<button type="button" class="button" ?disabled=${disabled} @click=${() => flip(null)}>${t.anyDevice}</button>` : nothing}
  </div>`;
}

const modes: readonly MonitorMode[] = ['listen', 'whisper', 'barge'];

/** Of somebody who listens: who hears them. */
export function listening({ now, t, disabled, change }: Drawing & { now: Situation; change: (mode: MonitorMode) => void }): TemplateResult | typeof nothing {
  const mode = now.own?.mode ?? 'listen';
  if (!now.listening) return nothing;
  return html`<div class="panel">
    <p class="panel-title"><span>${t.listening}: <bdi>${now.others.map(nameOf).join(', ')}</bdi></span></p>
    <div class="panel-actions" role="group" aria-label=${t.listening}>
      ${modes.map((one) => html`<button type="button" class="button ${one === mode ? 'chosen' : ''}" aria-pressed=${one === mode} ?disabled=${disabled} @click=${() => change(one)}>${t.modes[one]}</button>`)}
    </div>
    <p class="hint" role="status">${t.modesHelp[mode]}</p>
  </div>`;
}

/** The keys of what can be done now. */
export function keySheet({ t, call, tiles, consults }: { t: CallActionStrings; call: CallStrings; tiles: readonly Tile[]; consults: boolean }): TemplateResult {
  const keys: [string, string][] = [
    ['M', call.mute], ['H', call.hold], ['K', call.keypad], ['S', call.sound],
    ...tiles.map(({ key, label }): [string, string] => [key, label]),
    ...(consults ? [['C', t.complete], ['G', t.merge], ['W', t.swap], ['B', t.cancelConsultation]] satisfies [string, string][] : []),
    ['Delete', call.hangUp],
  ];
  return html`<dl class="keys">${keys.map(([key, label]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${label}</dd></div>`)}</dl><p class="hint">${t.keysHelp}</p>`;
}

/** Calls this person parked, each one press away. */
export function parkedCalls({ rows, t, files, disabled, retrieve, now }: Drawing & { rows: readonly Call[]; retrieve: (row: Call) => void; now: number }): TemplateResult | typeof nothing {
  if (rows.length === 0) return nothing;
  return html`<ul class="waiting-list" aria-label=${t.parkedCalls}>${rows.map((row) => {
    const leg = row.legs[0] ?? { party: row.from };
    const left = formatDuration((row.parked?.until ?? now) - now);
    return html`<li class="waiting held" part="waiting">
      ${avatar({ name: nameOf(leg), photo: files.photo(leg.party.photoUrl) })}
      <span class="who-text"><strong class="ellipsis"><bdi>${nameOf(leg)}</bdi></strong>
        <span class="about"><span role="status">${t.parkedOn(row.parked?.slot ?? '')}</span><span>·</span><span class="numbers">${t.ringsIn(left)}</span></span></span>
      <button type="button" class="button" ?disabled=${disabled} @click=${() => retrieve(row)}>${iconPhone}${t.retrieve}</button>
    </li>`;
  })}</ul>`;
}
