import type { SignedFileRef, VisitorMessage } from '@klapka/protocol';
import { html, nothing, type LitElement, type ReactiveController, type TemplateResult } from 'lit';
import { iconFile } from '../../components/shared/icons/file.ts';
import { InSight } from '../../components/shared/in-sight.ts';
import { isImageType } from '../../components/shared/limits.ts';
import type { Thread } from './thread.ts';

type Host = LitElement & { readonly gateway: string };

/**
 * The files of messages. A picture is fetched when it comes in sight and shown as `blob:`, so the shop's policy need not
 * let pictures in from the gateway. Pressed, a file opens at the gateway, which serves it in a sandbox; never as `blob:`,
 * which would belong to the shop's own origin.
 */
export class Files implements ReactiveController {
  readonly #host: Host;
  readonly #thread: Thread;
  readonly #inSight: InSight;
  /** By file: `blob:`; empty while it is fetched; null where there is nothing to show. */
  readonly #pictures = new Map<string, string | null>();

  constructor(host: Host, thread: Thread) {
    this.#host = host;
    this.#thread = thread;
    this.#inSight = new InSight(host, '[role=log]');
    host.addController(this);
  }

  hostUpdated(): void {
    const known = new Set(this.#thread.messages.flatMap(({ files }) => files.map(({ id }) => id)));
    this.#forget((id) => !known.has(id));
  }

  hostDisconnected(): void {
    this.#forget(() => true);
  }

  render(file: SignedFileRef, message: VisitorMessage): TemplateResult {
    return html`<a class="file" data-file=${file.id} href=${this.#host.gateway + file.url} target="_blank" rel="noopener" @click=${(event: Event) => void this.#open(event, file, message)}>${this.#content(file)}</a>`;
  }

  #content(file: SignedFileRef): TemplateResult {
    const { id, name, width, height } = file;
    if (isImageType(file.type) && this.#inSight.has(id) && !this.#pictures.has(id)) void this.#fetch(file);
    const picture = this.#pictures.get(id);
    if (!isImageType(file.type) || picture === null) return html`${iconFile}${name}`;
    // The empty canvas keeps the room.
    return picture
      ? html`<img src=${picture} alt=${name} width=${width ?? nothing} height=${height ?? nothing} @error=${() => this.#put(id, null)} />`
      : html`<canvas width=${width ?? 240} height=${height ?? 160} role="img" aria-label=${name}></canvas>`;
  }

  async #fetch({ id, url }: SignedFileRef): Promise<void> {
    this.#pictures.set(id, '');
    try {
      const response = await fetch(this.#host.gateway + url, { credentials: 'omit' });
      const blob = await response.blob();
      this.#put(id, response.ok && isImageType(blob.type) ? URL.createObjectURL(blob) : null);
    } catch {
      this.#put(id, null);
    }
  }

  #put(id: string, picture: string | null): void {
    const before = this.#pictures.get(id);
    if (before) URL.revokeObjectURL(before);
    if (before === undefined && picture) URL.revokeObjectURL(picture);
    else this.#pictures.set(id, picture);
    this.#host.requestUpdate();
  }

  #forget(gone: (id: string) => boolean): void {
    for (const [id, picture] of this.#pictures) {
      if (!gone(id)) continue;
      if (picture) URL.revokeObjectURL(picture);
      this.#pictures.delete(id);
    }
  }

  /** Addresses of files run out; a pressed one that did is renewed first. */
  async #open(event: Event, file: SignedFileRef, { seq }: VisitorMessage): Promise<void> {
    if (file.expiresAt > Date.now()) return;
    event.preventDefault();
    const message = await this.#thread.renew(seq);
    const fresh = message?.files.find(({ id }) => id === file.id);
    if (fresh) window.open(this.#host.gateway + fresh.url, '_blank', 'noopener');
    this.#host.requestUpdate();
  }
}
