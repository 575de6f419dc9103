import { css, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { CallPictures } from '../../controllers/index.ts';
import type { CallActionStrings } from '../../locales/en/call-actions.ts';

/** One stream a track: a `<video>` that is given another one begins anew. */
const streams = new WeakMap<MediaStreamTrack, MediaStream>();

function streamOf(track: MediaStreamTrack): MediaStream {
  const stream = streams.get(track) ?? new MediaStream([track]);
  streams.set(track, stream);
  return stream;
}

/** Silent: the voices have a speaker of their own. */
const screen = (track: MediaStreamTrack | null, label: string, name: string): TemplateResult | typeof nothing =>
  track ? html`<video class=${name} aria-label=${label} autoplay playsinline .muted=${true} .srcObject=${streamOf(track)}></video>` : nothing;

/** The far side, and oneself in a corner as in a mirror. Null: another tab has the phone, and the pictures. */
export function video(pictures: CallPictures | null, t: CallActionStrings): TemplateResult {
  if (!pictures) return html`<p class="hint">${t.picturesElsewhere}</p>`;
  return html`<div class="pictures">${screen(pictures.far, t.farPicture, 'far')}${screen(pictures.own, t.ownPicture, 'own')}</div>`;
}

export const styles = css`
  .pictures { position: relative; overflow: clip; aspect-ratio: 4 / 3; max-block-size: 70vh; border-radius: var(--_radius); background: var(--_sunken); }
  video { display: block; inline-size: 100%; block-size: 100%; object-fit: contain; }
  .own { transform: scaleX(-1); }
  .far + .own { position: absolute; inset: auto var(--_space-2) var(--_space-2) auto; inline-size: 25%; block-size: auto; border: 1px solid var(--_line); border-radius: var(--_radius); }
  .maximised .body:has(.pictures) { inline-size: min(960px, 100%); margin-block-start: 0; }
`;
