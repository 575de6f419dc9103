import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Attachment } from '../controllers/index.ts';
import type { ComposerStrings } from '../locales/en/composer.ts';
import { iconFile } from '../shared/icons/file.ts';
import { iconImage } from '../shared/icons/image.ts';
import { iconRefreshCw } from '../shared/icons/refresh-cw.ts';
import { iconX } from '../shared/icons/x.ts';
import { isImageType } from '../shared/limits.ts';
import type { Thumbnails } from './thumbnails.ts';

interface Context {
  t: ComposerStrings;
  percent: (share: number) => string;
  size: (bytes: number) => string;
  remove: (id: string) => void;
  again: (id: string) => void;
  thumbnails: Thumbnails;
}

/** What is wrong with the file itself. */
const refusals: Readonly<Record<string, (t: ComposerStrings) => string>> = { TOO_LARGE: (t) => t.tooLarge, EMPTY_FILE: (t) => t.emptyFile, TYPE_NOT_ALLOWED: (t) => t.wrongType };

function progressText({ state, progress, error, bytes }: Attachment, { t, percent, size }: Context): string {
  switch (state) {
    case 'checking': return t.checking;
    case 'uploading': return t.uploading(percent(progress));
    case 'ready': return size(bytes);
    case 'failed':
      return refusals[error ?? '']?.(t) ?? t.uploadFailed;
  }
}

/** A refused file stays refused; anything else may go better the next time. */
const mayTryAgain = ({ state, error }: Attachment): boolean => state === 'failed' && !(error && error in refusals);

function picture(attachment: Attachment, { thumbnails }: Context): TemplateResult {
  const address = thumbnails.of(attachment);
  if (address) return html`<img class="thumbnail" src=${address} alt="" decoding="async" @error=${() => thumbnails.failed(attachment)} />`;
  return isImageType(attachment.type) ? iconImage : iconFile;
}

function item(attachment: Attachment, context: Context): TemplateResult {
  const { t } = context;
  const { id, name, state, progress } = attachment;
  return html`<li class="attachment ${state}" part="attachment">
    ${picture(attachment, context)}
    <span class="attachment-text"><span class="ellipsis">${name}</span><span class="attachment-state" role=${state === 'failed' ? 'alert' : nothing}>${progressText(attachment, context)}</span></span>
    ${mayTryAgain(attachment) ? html`<button type="button" class="button quiet icon-only small" aria-label=${t.again(name)} @click=${() => context.again(id)}>${iconRefreshCw}</button>` : nothing}
    <button type="button" class="button quiet icon-only small" aria-label=${t.remove(name)} @click=${() => context.remove(id)}>${iconX}</button>
    ${state === 'uploading' ? html`<progress max="1" .value=${progress} aria-label=${name}></progress>` : nothing}
  </li>`;
}

/** The files about to be sent, each with its progress or with what is wrong. */
export function attachmentList(attachments: readonly Attachment[], context: Context): TemplateResult | typeof nothing {
  if (attachments.length === 0) return nothing;
  return html`<ul class="attachments" aria-label=${context.t.attachments}>${repeat(attachments, ({ id }) => id, (one) => item(one, context))}</ul>`;
}
