import { computePosition, flip, offset, shift } from '@floating-ui/dom';
import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { OutboxController, SessionController, type PbxSession } from '../controllers/index.ts';
import en, { type ComposerStrings } from '../locales/en/composer.ts';
import { PbxElement } from '../shared/base-element.ts';
import { isBlank } from '../shared/blank.ts';
import { buttons } from '../shared/buttons.styles.ts';
import { fields } from '../shared/fields.styles.ts';
import { checkFile } from '../shared/file-check.ts';
import { formatNumber } from '../shared/formats.ts';
import { iconPaperclip } from '../shared/icons/paperclip.ts';
import { iconSend } from '../shared/icons/send.ts';
import { iconSmile } from '../shared/icons/smile.ts';
import { iconX } from '../shared/icons/x.ts';
import { LanguageController } from '../shared/language.ts';
import { filesPerMessageLimit, fileTypes, messageTextLimit } from '../shared/limits.ts';
import { RovingFocus } from '../shared/roving-focus.ts';
import { attachmentList } from './attachments.ts';
import { styles } from './composer.styles.ts';
import { emojiColumns, emojiGrid } from './emoji-grid.ts';
import { Thumbnails } from './thumbnails.ts';
import { TypingNotice } from './typing-notice.ts';

export type * from './composer.types.ts';

/** From here on the remaining characters are shown. */
const warnAt = messageTextLimit - 500;

/**
 * @summary Where a message is written: text, emoji, pictures and files. Enter sends, Shift+Enter breaks the line.
 * @tagname pbx-composer
 * @fires {CustomEvent<MessageSentDetail>} pbx-message-sent - when a message was handed over for sending
 * @csspart box - the frame around text, files and buttons
 * @csspart attachment - one file about to be sent
 * @tokens font text-xs text-s text space-1 space-2 space-3 space-4 radius radius-s radius-l control motion surface raised sunken line ink ink-2 ink-3 accent accent-ink accent-soft shadow-2 neutral button-radius
 * @example <pbx-composer conversation-id="abc"></pbx-composer>
 */
export class PbxComposer extends PbxElement<ComposerStrings> {
  static override styles = [buttons, fields, styles];

  /** A session of one's own; without it the nearest `<pbx-provider>` gives one. */
  @property({ attribute: false }) session: PbxSession | null = null;
  /** Where the message goes. */
  @property({ attribute: 'conversation-id' }) conversationId = '';

  @state() private dragging = false;
  @state() private tooMany = false;
  @query('textarea') private field!: HTMLTextAreaElement;
  @query('.picker') private picker!: HTMLElement;
  @query('.files') private chooser!: HTMLInputElement;

  private readonly language = new LanguageController(this, 'composer', en, { cs: () => import('../locales/cs/composer.ts') });
  private readonly sessions = new SessionController(this);
  private readonly outbox = new OutboxController(this, this.sessions, () => this.conversationId);
  private readonly thumbnails = new Thumbnails(this, () => this.outbox.draft.attachments);
  private readonly typing = new TypingNotice(this, this.sessions, () => this.conversationId);
  private readonly emoji = new RovingFocus(this, '.emoji', () => ({ columns: emojiColumns, page: 2 }));

  /** Not connected, signed out or without a conversation there is nowhere to send to. */
  private get locked(): boolean {
    const status = this.sessions.state?.status;
    return this.disabled || !this.conversationId || (status !== 'connected' && status !== 'reconnecting');
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('conversationId')) this.tooMany = false;
    // `field-sizing` does it where it is known; elsewhere the height follows the text.
    if (!CSS.supports('field-sizing', 'content')) {
      this.field.style.setProperty('block-size', 'auto');
      this.field.style.setProperty('block-size', `${this.field.scrollHeight}px`);
    }
  }

  override focus(): void {
    this.field?.focus();
  }

  /** Adds files as if they had been chosen: for a drop anywhere on the thread. */
  addFiles(files: readonly File[]): void {
    const { box } = this.outbox;
    if (!box || this.locked || files.length === 0) return;
    const room = filesPerMessageLimit - this.outbox.draft.attachments.length;
    this.tooMany = files.length > room;
    box.attach(this.conversationId, files.slice(0, Math.max(0, room)), checkFile);
  }

  private readonly onInput = (): void => {
    this.outbox.box?.write(this.conversationId, this.field.value);
    this.typing.wrote(this.field.value.trim() !== '');
  };

  private readonly onKeydown = (event: KeyboardEvent): void => {
    // While an input method composes, Enter chooses a word (229 is what Safari says then).
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.send();
  };

  private readonly onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    this.send();
  };

  private send(): void {
    const { text, attachments } = this.outbox.draft;
    const blank = isBlank(text);
    if (this.locked || text.length > messageTextLimit || (blank && attachments.length === 0)) return;
    // Beside files, what shows nothing would stand there as an empty bubble.
    if (blank && text) this.outbox.box?.write(this.conversationId, '');
    this.tooMany = false;
    this.outbox.box?.send(this.conversationId);
    this.typing.wrote(false);
    this.emit('pbx-message-sent', { conversationId: this.conversationId });
    this.field.focus();
  }

  private readonly onPaste = (event: ClipboardEvent): void => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    this.addFiles(files);
  };

  private readonly onDragover = (event: DragEvent): void => {
    if (this.locked || !event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    this.dragging = true;
  };

  private readonly onDrop = (event: DragEvent): void => {
    this.dragging = false;
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    this.addFiles(files);
  };

  private readonly onChosen = (): void => {
    this.addFiles([...(this.chooser.files ?? [])]);
    // The same file may be chosen again after it was removed.
    this.chooser.value = '';
  };

  private readonly onPickerToggle = async (event: Event): Promise<void> => {
    if (!(event instanceof ToggleEvent) || event.newState !== 'open') return;
    const button = this.renderRoot.querySelector('.emoji-button');
    if (!button) return;
    const { x, y } = await computePosition(button, this.picker, { strategy: 'fixed', placement: 'top-start', middleware: [offset(8), flip(), shift({ padding: 8 })] });
    this.picker.style.setProperty('inset-inline-start', 'auto');
    this.picker.style.setProperty('left', `${x}px`);
    this.picker.style.setProperty('top', `${y}px`);
    this.emoji.focus(0);
  };

  private readonly onEmoji = (chosen: string): void => {
    const { selectionStart, selectionEnd } = this.field;
    this.field.setRangeText(chosen, selectionStart, selectionEnd, 'end');
    this.picker.hidePopover();
    this.field.focus();
    this.onInput();
  };

  private hint(): TemplateResult {
    const { t } = this.language;
    const { text, waiting } = this.outbox.draft;
    const left = messageTextLimit - text.length;
    if (left < 0) return html`<span class="hint over numbers" role="alert">${t.tooLong(formatNumber(this.language.lang, -left))}</span>`;
    if (waiting) return html`<span class="hint ellipsis" role="status">${t.waitUpload}</span>`;
    if (text.length > warnAt) return html`<span class="hint numbers">${t.remaining(formatNumber(this.language.lang, left))}</span>`;
    return html`<span class="hint keys ellipsis">${t.hint}</span>`;
  }

  protected override render(): TemplateResult {
    const { t } = this.language;
    const { text, attachments } = this.outbox.draft;
    const { locked } = this;
    const context = {
      t,
      percent: (share: number) => formatNumber(this.language.lang, share, { style: 'percent' }),
      size: (bytes: number) => formatNumber(this.language.lang, Math.max(1, Math.round(bytes / 1000)), { style: 'unit', unit: 'kilobyte' }),
      remove: (id: string) => this.outbox.box?.detach(this.conversationId, id),
      again: (id: string) => this.outbox.box?.uploadAgain(this.conversationId, id, checkFile),
      thumbnails: this.thumbnails,
    };
    const empty = isBlank(text) && attachments.length === 0;
    return html`<form @submit=${this.onSubmit} @paste=${this.onPaste} @dragover=${this.onDragover} @dragleave=${() => { this.dragging = false; }} @drop=${this.onDrop}>
      ${this.tooMany ? html`<div class="bar" role="alert"><span>${t.tooMany(filesPerMessageLimit)}</span><button type="button" class="button quiet icon-only" aria-label=${t.close} @click=${() => { this.tooMany = false; }}>${iconX}</button></div>` : nothing}
      <div class="box" part="box">
        ${attachmentList(attachments, context)}
        <textarea rows="1" dir="auto" aria-label=${t.message} placeholder=${t.placeholder} aria-invalid=${text.length > messageTextLimit ? 'true' : 'false'}
          ?disabled=${locked} .value=${live(text)} @input=${this.onInput} @keydown=${this.onKeydown} @blur=${() => this.typing.wrote(false)}></textarea>
        <div class="tools">
          <button type="button" class="button quiet icon-only" aria-label=${t.attach} title=${t.attach} ?disabled=${locked} @click=${() => this.chooser.click()}>${iconPaperclip}</button>
          <button type="button" class="button quiet icon-only emoji-button" aria-label=${t.emoji} title=${t.emoji} popovertarget="emoji" ?disabled=${locked}>${iconSmile}</button>
          ${this.hint()}
          <button type="submit" class="button primary" aria-label=${t.send} ?disabled=${locked || empty || text.length > messageTextLimit}><span class="send-text">${t.send}</span>${iconSend}</button>
        </div>
      </div>
      <input type="file" class="files" hidden multiple tabindex="-1" aria-label=${t.attach} accept=${fileTypes.join(',')} @change=${this.onChosen} />
      <div id="emoji" class="picker" popover role="dialog" aria-label=${t.emoji} @toggle=${this.onPickerToggle} @keydown=${this.emoji.onKeydown} @focusin=${this.emoji.onFocusin}>
        ${emojiGrid(t, this.onEmoji)}
      </div>
      ${this.dragging ? html`<div class="drop">${t.drop}</div>` : nothing}
    </form>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'pbx-composer': PbxComposer;
  }
}
