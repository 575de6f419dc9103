import type { ErrorBody, FileRef } from '@klapka/protocol';
import { html, nothing } from 'lit';
import type { ReactiveController, TemplateResult } from 'lit';
import { errorBodyOf, FilesController, fireError, type ControllerHost, type SessionSource, type ShownFile } from '../controllers/index.ts';
import type { CommonStrings } from '../locales/en/common.ts';
import type { ConversationStrings } from '../locales/en/conversation.ts';
import { iconDownload } from '../shared/icons/download.ts';
import { iconImageOff } from '../shared/icons/image-off.ts';
import { iconPaperclip } from '../shared/icons/paperclip.ts';
import { iconPlay } from '../shared/icons/play.ts';
import { iconX } from '../shared/icons/x.ts';
import { InSight } from '../shared/in-sight.ts';
import { isImageType } from '../shared/limits.ts';

export interface FileTexts {
  t: ConversationStrings;
  common: CommonStrings;
  size: (bytes: number) => string;
}

/** Room for a picture whose measures nobody knows. */
const unknownSize = { width: 240, height: 160 };

/**
 * The files of messages: pictures in place and large in a dialog, recordings and films to play, anything else to download.
 * Nothing here is a link: a file is shown through its `blob:` address or saved, never opened in a page of its own.
 */
export class FileViews implements ReactiveController {
  readonly #host: ControllerHost;
  readonly #sessions: SessionSource;
  readonly #files: FilesController;
  readonly #inSight: InSight;
  /** Ids of recordings and films that were asked for: they may be long, so none comes by itself. */
  readonly #playing = new Set<string>();
  /** Downloads under way and failed ones, by id. */
  readonly #saving = new Map<string, ErrorBody | 'saving'>();
  #large: FileRef | null = null;

  constructor(host: ControllerHost, sessions: SessionSource, scroller: string) {
    this.#host = host;
    this.#sessions = sessions;
    this.#files = new FilesController(host, sessions);
    this.#inSight = new InSight(host, scroller);
    host.addController(this);
  }

  hostDisconnected(): void {
    this.reset();
  }

  /** Another conversation: nothing plays on. */
  reset(): void {
    this.#playing.clear();
    this.#saving.clear();
    this.#large = null;
  }

  /** Whether one listens to it, or looks at it large: it must not go while its message is out of sight. */
  isUsed({ id }: FileRef): boolean {
    return this.#playing.has(id) || this.#large?.id === id;
  }

  /** One file of a message. */
  render(file: FileRef, texts: FileTexts): TemplateResult {
    if (!file.url) return html`<span class="file">${this.#label(file, texts)}</span>`;
    if (isImageType(file.type)) return this.#picture(file, texts);
    if (file.type.startsWith('audio/') || file.type === 'video/mp4') return this.#media(file, texts);
    return this.#document(file, texts);
  }

  /** The picture that is shown large; to be rendered once, outside the log. */
  renderLarge(texts: FileTexts): TemplateResult {
    const file = this.#large;
    // A click beside it is the pointer's short way; Escape and the button are the keys'.
    // eslint-disable-next-line lit-a11y/click-events-have-key-events
    return html`<dialog class="large" aria-labelledby="large-name" @close=${() => this.#show(null)} @click=${(event: Event) => { if (event.target === event.currentTarget) this.#dialog?.close(); }}>
      ${file ? html`<header>
        <h2 id="large-name" class="ellipsis">${file.name}</h2>
        ${this.#saveButton(file, texts)}
        <button type="button" class="button quiet icon-only close-large" aria-label=${texts.common.close} title=${texts.common.close} @click=${() => this.#dialog?.close()}>${iconX}</button>
      </header>
      <img src=${this.#files.photo(file.url) ?? nothing} alt=${file.name} />` : nothing}
    </dialog>`;
  }

  #picture(file: FileRef, { t, size }: FileTexts): TemplateResult {
    const shown = this.#inSight.has(file.id) ? this.#files.view?.show(file.url) : undefined;
    const failed = shown?.state === 'failed';
    const downloadOnly = shown?.error?.code === 'TYPE_NOT_ALLOWED';
    const bytes = size(file.bytes);
    const label = downloadOnly ? t.download(file.name, bytes) : failed ? t.file(file.name, whyNot(shown.error, t)) : t.showPicture(file.name, bytes);
    const press = (): void => {
      if (downloadOnly) void this.#save(file);
      else if (failed) this.#retry(file);
      else if (shown?.address) this.#show(file);
    };
    // The empty canvas is as large as the picture will be, within the same limits.
    const { width, height } = { ...unknownSize, ...file };
    return html`<button type="button" class="picture" data-file=${file.id} aria-label=${label} title=${label} aria-busy=${!failed && !shown?.address} ?disabled=${failed && shown.error?.code === 'NOT_FOUND'} @click=${press}>
      ${shown?.address
        ? html`<img src=${shown.address} alt="" width=${file.width ?? nothing} height=${file.height ?? nothing} />`
        : html`<canvas width=${width} height=${height}></canvas>`}
      ${failed ? html`<span class="picture-mark">${downloadOnly ? iconDownload : iconImageOff}</span>` : nothing}
    </button>`;
  }

  #media(file: FileRef, texts: FileTexts): TemplateResult {
    const { t, common, size } = texts;
    const shown = this.#playing.has(file.id) ? this.#files.view?.show(file.url) : undefined;
    const press = (): void => {
      this.#playing.add(file.id);
      if (shown?.error) this.#retry(file);
      this.#host.requestUpdate();
    };
    const instead = shown?.state === 'loading' ? common.loading : shown?.error ? whyNot(shown.error, t) : '';
    const label = instead ? t.file(file.name, instead) : t.play(file.name, size(file.bytes));
    const play = html`<button type="button" class="play" aria-label=${label} aria-busy=${shown?.state === 'loading'} @click=${press}><span class="play-mark">${iconPlay}</span>${instead}</button>`;
    return html`<div class="media ${file.type.startsWith('audio/') ? 'sound' : 'film'}">
      <div class="media-head">${this.#label(file, texts)}${this.#saveButton(file, texts)}</div>
      ${shown?.address ? player(file, shown) : play}
    </div>`;
  }

  #document(file: FileRef, texts: FileTexts): TemplateResult {
    return html`<button type="button" class="file" aria-busy=${this.#saving.get(file.id) === 'saving'} @click=${() => this.#save(file)}><span class="visually-hidden">${texts.t.save}</span>${this.#label(file, texts)}</button>`;
  }

  #saveButton(file: FileRef, texts: FileTexts): TemplateResult {
    const label = this.#saveLabel(file, texts);
    return html`<button type="button" class="button quiet icon-only" aria-label=${label} title=${label} aria-busy=${this.#saving.get(file.id) === 'saving'} @click=${() => this.#save(file)}>${iconDownload}</button>`;
  }

  #saveLabel(file: FileRef, { t, size }: FileTexts): string {
    const state = this.#saving.get(file.id);
    return typeof state === 'object' ? t.file(file.name, whyNot(state, t)) : t.download(file.name, size(file.bytes));
  }

  #label(file: FileRef, { t, common, size }: FileTexts): TemplateResult {
    const state = this.#saving.get(file.id);
    const about = state === 'saving' ? common.loading : state ? whyNot(state, t) : size(file.bytes);
    return html`${iconPaperclip}<span class="file-text"><span class="ellipsis">${file.name}</span><span class="file-size">${about}</span></span>`;
  }

  #retry(file: FileRef): void {
    this.#sessions.session?.files.retry(file.url);
  }

  async #save(file: FileRef): Promise<void> {
    if (this.#saving.get(file.id) === 'saving') return;
    this.#saving.set(file.id, 'saving');
    this.#host.requestUpdate();
    try {
      await this.#sessions.session?.files.save(file.url, file.name);
      this.#saving.delete(file.id);
    } catch (error) {
      const body = errorBodyOf(error);
      this.#saving.set(file.id, body);
      fireError(this.#host, body);
    }
    this.#host.requestUpdate();
  }

  get #dialog(): HTMLDialogElement | null | undefined {
    return this.#host.shadowRoot?.querySelector<HTMLDialogElement>('dialog.large');
  }

  #show(file: FileRef | null): void {
    this.#large = file;
    this.#host.requestUpdate();
    if (file) void this.#host.updateComplete.then(() => this.#open());
  }

  #open(): void {
    this.#dialog?.showModal();
    this.#dialog?.querySelector<HTMLElement>('.close-large')?.focus();
  }
}

function whyNot(error: ErrorBody | null, t: ConversationStrings): string {
  return error?.code === 'NOT_FOUND' ? t.fileGone : t.fileFailed;
}

/** It was pressed to be played, so it plays. */
function player(file: FileRef, { address }: ShownFile): TemplateResult {
  return file.type.startsWith('audio/')
    ? html`<audio controls autoplay src=${address ?? nothing} aria-label=${file.name}></audio>`
    : html`<video controls autoplay playsinline src=${address ?? nothing} aria-label=${file.name}></video>`;
}
