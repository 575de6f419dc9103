import { html, nothing, type LitElement, type TemplateResult } from 'lit';
import { isBlank } from '../../components/shared/blank.ts';
import { iconPaperclip } from '../../components/shared/icons/paperclip.ts';
import { iconSend } from '../../components/shared/icons/send.ts';
import { iconSmile } from '../../components/shared/icons/smile.ts';
import { iconX } from '../../components/shared/icons/x.ts';
import type { ChatStrings } from './texts.ts';
import type { Thread } from './thread.ts';
import type { Uploads } from './uploads.ts';

/** Where the visitor writes: text, emoji, files. Emoji and files are fetched when first used. */
export class Composer {
  #uploads: Uploads | undefined;
  #sendWhenUploaded = false;
  #tooLong = false;
  /** Chosen files whose code is still being fetched. */
  #fetching = 0;
  #notFetched = '';
  #emoji: ((label: string, pick: (glyph: string) => void) => TemplateResult) | undefined;
  #emojiShown = false;

  constructor(
    private readonly host: LitElement,
    private readonly thread: Thread,
    private readonly texts: () => ChatStrings,
    /** A message went out. */
    private readonly sent: () => void,
  ) {}

  get area(): HTMLTextAreaElement {
    return this.host.renderRoot.querySelector('textarea') as HTMLTextAreaElement;
  }

  /** What keeps the message from going out, as a sentence. */
  get notice(): string {
    return this.#tooLong ? this.texts().tooLong : this.#notFetched || (this.#uploads?.notice ?? '');
  }

  /** Puts away what lies open; false where nothing does. */
  dismiss(): boolean {
    const shown = this.#emojiShown;
    this.#emojiShown = false;
    if (shown) this.area.focus();
    this.host.requestUpdate();
    return shown;
  }

  /** Drops what is not sent. */
  clear(): void {
    this.#uploads?.take();
    this.#tooLong = false;
  }

  readonly send = (event?: Event): void => {
    event?.preventDefault();
    const { area } = this;
    const uploads = this.#uploads;
    const text = isBlank(area.value) ? '' : area.value.trim();
    area.focus();
    this.#tooLong = text.length > 4000;
    // Pressed while a file is still on its way: the message waits for it.
    this.#sendWhenUploaded = !!(this.#fetching || uploads?.busy);
    if (!this.#tooLong && !this.#sendWhenUploaded && (text || uploads?.list.length)) {
      area.value = '';
      this.#grow();
      this.#emojiShown = false;
      this.thread.send(text, uploads?.take());
      this.sent();
    }
    this.host.requestUpdate();
  };

  async attach(files: readonly File[]): Promise<void> {
    this.#fetching += 1;
    this.#notFetched = '';
    const code = await import('./uploads.ts').catch(() => null);
    this.#fetching -= 1;
    if (!code) {
      this.#notFetched = this.texts().uploadFailed(files[0]?.name ?? '');
      this.#sendWhenUploaded = false;
      this.host.requestUpdate();
      return;
    }
    this.#uploads ??= new code.Uploads(this.thread, this.texts, (settled) => (settled && this.#sendWhenUploaded ? this.send() : this.host.requestUpdate()));
    this.#uploads.add(files);
  }

  readonly #chosen = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    // Copied first: emptying the field empties the list.
    void this.attach([...(input.files ?? [])]);
    input.value = '';
    this.area.focus();
  };

  readonly #pasted = (event: ClipboardEvent): void => {
    const files = event.clipboardData?.files;
    if (!files?.length) return;
    event.preventDefault();
    void this.attach([...files]);
  };

  readonly #toggleEmoji = async (): Promise<void> => {
    this.#emoji ??= (await import('./emoji.ts')).emojiPanel;
    this.#emojiShown = !this.#emojiShown;
    this.host.requestUpdate();
  };

  readonly #pick = (glyph: string): void => {
    const { area } = this;
    area.setRangeText(glyph, area.selectionStart, area.selectionEnd, 'end');
    this.#typed();
  };

  readonly #typed = (): void => {
    this.thread.typing(!!this.area.value);
    this.#grow();
  };

  /** The height follows the text: `field-sizing` is too young for some Safari and Firefox. */
  #grow(): void {
    const { area } = this;
    area.style.height = '0';
    area.style.height = `${area.scrollHeight}px`;
  }

  render(): TemplateResult {
    const t = this.texts();
    return html`<form @submit=${this.send}>
      ${this.#emojiShown ? this.#emoji?.(t.emoji, this.#pick) : nothing} ${this.#files(t)}
      <div class="field">
        <textarea rows="1" aria-label=${t.message} placeholder=${t.message} @input=${this.#typed} @paste=${this.#pasted}></textarea>
        <button type="button" class="round" aria-label=${t.emoji} aria-expanded=${this.#emojiShown} @click=${this.#toggleEmoji}>${iconSmile}</button>
        <button type="button" class="round" aria-label=${t.attach} @click=${() => this.host.renderRoot.querySelector('input')?.click()}>${iconPaperclip}</button>
        <input type="file" multiple hidden aria-label=${t.attach} @change=${this.#chosen} />
        <button class="round go" aria-label=${t.send}>${iconSend}</button>
      </div>
    </form>`;
  }

  #files(t: ChatStrings): unknown {
    const uploads = this.#uploads;
    if (!uploads?.list.length) return nothing;
    return html`<ul>
      ${uploads.list.map(
        (attachment) => html`<li>
          <span>${attachment.file.name}</span>
          ${attachment.answer ? nothing : html`<progress aria-label=${attachment.file.name} .value=${attachment.progress}></progress>`}
          <button type="button" aria-label=${t.remove(attachment.file.name)} @click=${() => uploads.remove(attachment)}>${iconX}</button>
        </li>`,
      )}
    </ul>`;
  }
}
