import type { ReactiveController } from 'lit';
import type { Attachment, ControllerHost } from '../controllers/index.ts';
import { isImageType } from '../shared/limits.ts';

/** Small views of the pictures about to be sent, once their content was checked; given back as soon as they are not shown. */
export class Thumbnails implements ReactiveController {
  readonly #host: ControllerHost;
  readonly #attachments: () => readonly Attachment[];
  /** By attachment. Null: no browser shows it, or the page's CSP lacks `img-src blob:`. */
  readonly #addresses = new Map<string, string | null>();

  constructor(host: ControllerHost, attachments: () => readonly Attachment[]) {
    this.#host = host;
    this.#attachments = attachments;
    host.addController(this);
  }

  /** Null: show an icon. */
  of({ id }: Attachment): string | null {
    return this.#addresses.get(id) ?? null;
  }

  /** The browser could not show it. */
  failed({ id }: Attachment): void {
    this.#forget(id);
    this.#addresses.set(id, null);
    this.#host.requestUpdate();
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostUpdate(): void {
    if (!this.#host.isConnected) return;
    const pictures = this.#attachments().filter(({ file, type, state }) => file && isImageType(type) && (state === 'uploading' || state === 'ready'));
    for (const id of [...this.#addresses.keys()]) if (!pictures.some((one) => one.id === id)) this.#forget(id);
    for (const { id, file } of pictures) if (file && !this.#addresses.has(id)) this.#addresses.set(id, URL.createObjectURL(file));
  }

  hostDisconnected(): void {
    for (const id of [...this.#addresses.keys()]) this.#forget(id);
  }

  #forget(id: string): void {
    const address = this.#addresses.get(id);
    if (address) URL.revokeObjectURL(address);
    this.#addresses.delete(id);
  }
}
