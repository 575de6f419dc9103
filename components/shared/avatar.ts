import type { Extension } from '@klapka/protocol';
import { css, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { reaches } from './reach.styles.ts';

/** How reachable somebody is; each has a shape and a colour of its own, the word stands in the text beside it. */
export type Reach = 'free' | 'busy' | 'away' | 'gone' | 'ringing';

/** From an extension's line and presence. The line comes first: it is what the PBX knows. */
export function reachOf({ line, presence }: Pick<Extension, 'line' | 'presence'>): Reach {
  if (line === 'ringing') return 'ringing';
  if (line === 'busy' || line === 'held' || presence.state === 'do_not_disturb') return 'busy';
  if (line === 'offline' || presence.state === 'off_work') return 'gone';
  return presence.state === 'available' ? 'free' : 'away';
}

interface Avatar {
  /** Who it is: gives the initials and the person's own quiet colour. */
  name: string;
  /** Address of the photo, as a `FilesController` has it. */
  photo?: string | undefined;
  reach?: Reach | undefined;
  size?: 'm' | 'l' | 'xl';
}

const hues = 8;

function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter((word) => /^\p{L}/u.test(word));
  const [first, last] = [words[0], words.length > 1 ? words.at(-1) : undefined];
  if (!first) return '#';
  return [first, last].map((word) => Array.from(word ?? '')[0] ?? '').join('').toLocaleUpperCase();
}

function hueOf(name: string): number {
  let hash = 7;
  for (const letter of name) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return hash % hues;
}

/** A person: picture or initials, and the mark of their reach. Decoration: name and state stand in the text beside it. */
export function avatar({ name, photo, reach, size = 'm' }: Avatar): TemplateResult {
  return html`<span class="avatar size-${size} hue-${hueOf(name)}" aria-hidden="true">
    ${photo ? html`<img src=${photo} alt="" />` : initials(name)}
    ${reach ? reachMark(reach) : nothing}
  </span>`;
}

export function reachMark(reach: Reach): TemplateResult {
  return html`<span class="reach ${reach}" aria-hidden="true"></span>`;
}

export const avatars = css`
  ${reaches}
  .avatar {
    --_quiet: 258;
    position: relative; display: inline-grid; place-items: center; flex: none;
    inline-size: 32px; block-size: 32px; border-radius: var(--_radius-full);
    background: light-dark(oklch(.92 .045 var(--_quiet)), oklch(.36 .06 var(--_quiet)));
    color: light-dark(oklch(.38 .09 var(--_quiet)), oklch(.9 .05 var(--_quiet)));
    font-size: 11px; font-weight: 600; line-height: 1; user-select: none;
  }
  .avatar img { inline-size: 100%; block-size: 100%; border-radius: inherit; object-fit: cover; }
  .avatar.size-l { inline-size: 46px; block-size: 46px; font-size: 16px; }
  .avatar.size-xl { inline-size: 64px; block-size: 64px; font-size: 22px; }
  .hue-0 { --_quiet: 25; } .hue-1 { --_quiet: 60; } .hue-2 { --_quiet: 105; } .hue-3 { --_quiet: 145; }
  .hue-4 { --_quiet: 195; } .hue-5 { --_quiet: 235; } .hue-6 { --_quiet: 290; } .hue-7 { --_quiet: 335; }
  .avatar .reach {
    position: absolute; inset-block-end: 1px; inset-inline-end: 1px; outline: 2px solid var(--_surface);
  }
  @media (forced-colors: active) {
    .avatar { border: 1px solid CanvasText; }
  }
`;
