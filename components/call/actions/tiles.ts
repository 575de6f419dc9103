import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { CallActionStrings } from '../../locales/en/call-actions.ts';
import { iconActivity } from '../../shared/icons/activity.ts';
import { iconCircleDot } from '../../shared/icons/circle-dot.ts';
import { iconCircleParking } from '../../shared/icons/circle-parking.ts';
import { iconCircleStop } from '../../shared/icons/circle-stop.ts';
import { iconKeyboard } from '../../shared/icons/keyboard.ts';
import { iconMonitorSmartphone } from '../../shared/icons/monitor-smartphone.ts';
import { iconPause } from '../../shared/icons/pause.ts';
import { iconPhoneForwarded } from '../../shared/icons/phone-forwarded.ts';
import { iconPlus } from '../../shared/icons/plus.ts';
import { iconUserPlus } from '../../shared/icons/user-plus.ts';
import { iconVideo } from '../../shared/icons/video.ts';
import { can, partner, type Panel, type Situation } from './situation.ts';

export interface Tile {
  /** One letter, as `aria-keyshortcuts` has it. */
  key: string;
  label: string;
  icon: TemplateResult;
  /** Opens this instead of doing something at once. */
  panel?: Panel;
  /** Switches something on and off: the camera. */
  pressed?: boolean;
  record?: 'on' | 'paused' | 'off';
}

function recordTiles({ row, rights, call, listening }: Situation, t: CallActionStrings): Tile[] {
  const right = rights?.recording ?? 'none';
  const recording = row?.recording;
  if (!row || call.state !== 'talking' || listening || right === 'none' || (right === 'pause' && !recording)) return [];
  if (!recording) return [{ key: 'R', label: t.record, icon: iconCircleDot, record: 'on' }];
  return [
    recording === 'on' ? { key: 'R', label: t.pauseRecording, icon: iconPause, record: 'paused' } : { key: 'R', label: t.continueRecording, icon: iconCircleDot, record: 'on' },
    ...(right === 'full' ? [{ key: 'E', label: t.stopRecording, icon: iconCircleStop, record: 'off' } as const] : []),
  ];
}

/** The buttons there are for a call, by what the account may do; what it may not is not there. */
export function tilesOf(now: Situation, t: CallActionStrings): Tile[] {
  const alone = partner(now) !== undefined;
  const parks = can(now, 'park') && (now.rights?.parkingSlots.length ?? 0) > 0;
  const offered: (Tile | false)[] = [
    (can(now, 'redirect') || (can(now, 'join') && !now.full)) && alone && !now.waiting && { key: 'T', label: t.transfer, icon: iconPhoneForwarded, panel: 'transfer' },
    can(now, 'conference') && { key: 'A', label: t.add, icon: iconUserPlus, panel: 'add' },
    parks && alone && { key: 'P', label: t.park, icon: iconCircleParking, panel: 'park' },
    ...recordTiles(now, t),
    can(now, 'video') && { key: 'V', label: t.camera, icon: iconVideo, pressed: now.call.camera },
    can(now, 'flip') && { key: 'F', label: t.flip, icon: iconMonitorSmartphone, panel: 'flip' },
    !now.full && now.call.state === 'talking' && { key: 'N', label: t.newCall, icon: iconPlus, panel: 'new' },
    now.call.state === 'talking' && { key: 'Q', label: t.quality, icon: iconActivity, panel: 'quality' },
    { key: '?', label: t.keys, icon: iconKeyboard, panel: 'keys' },
  ];
  return offered.filter((tile) => tile !== false);
}

export interface TileView {
  open: Panel | null;
  disabled: boolean;
  busy: string;
  /** Where there is no room it stands behind "More": there, so that its key works, but not seen. */
  behind: boolean;
  press: (tile: Tile) => void;
}

export function tileButton(tile: Tile, { open, disabled, busy, behind, press }: TileView): TemplateResult {
  return html`<button type="button" class="button tile ${behind ? 'behind' : ''} ${tile.pressed ? 'chosen' : ''}" aria-keyshortcuts=${tile.key} aria-expanded=${tile.panel ? String(open === tile.panel) : nothing}
    aria-pressed=${tile.pressed ?? nothing} aria-busy=${busy === tile.key} ?disabled=${disabled} @click=${() => press(tile)}>${tile.icon}${tile.label}</button>`;
}
