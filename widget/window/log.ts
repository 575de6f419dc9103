import type { SignedFileRef, VisitorMessage } from '@klapka/protocol';
import { html, nothing, type TemplateResult } from 'lit';
import { iconCheckCheck } from '../../components/shared/icons/check-check.ts';
import { iconCheck } from '../../components/shared/icons/check.ts';
import { iconFile } from '../../components/shared/icons/file.ts';
import type { Outgoing } from './keeper.ts';
import type { ChatStrings } from './texts.ts';
import type { Thread } from './thread.ts';

export interface LogView {
  thread: Thread;
  t: ChatStrings;
  lang: string;
  /** A message's text with its links; the code behind it is fetched with the first text that may have one. */
  text(text: string): unknown;
  /** A file of a message; the code behind it is fetched with the first one. */
  file(file: SignedFileRef, message: VisitorMessage): unknown;
}

interface Line {
  from: VisitorMessage['from'];
  message?: VisitorMessage;
  entry?: Outgoing;
}

// Made when first needed: building one costs more than a frame on a slow phone.
let clock: Intl.DateTimeFormat | undefined;
const timeOf = (at: number, lang: string): string => (clock ??= new Intl.DateTimeFormat(lang, { hour: 'numeric', minute: '2-digit' })).format(at);

/** The conversation as rows. Not keyed: rows come at the end but for the rare page of older ones, and keys cost 700 bytes. */
export function log(view: LogView): unknown {
  const { messages, outgoing } = view.thread;
  const lines: Line[] = messages.map((message) => ({ from: message.from, message }));
  lines.push(...outgoing.map((entry): Line => ({ from: 'visitor', entry })));
  return lines.map((line, index) => row(view, line, lines[index + 1]));
}

function row(view: LogView, line: Line, next: Line | undefined): TemplateResult {
  const { message, entry, from } = line;
  const { t } = view;
  const name = message?.name ?? t.us;
  if (from === 'system') return html`<p class="note">${eventText(t, message)}</p>`;
  const last = next?.from !== from;
  const text = message?.text ?? entry?.text ?? '';
  return html`<div class="row ${from}">
      ${from === 'agent' && last ? html`<span class="face" aria-hidden="true">${initials(name)}</span>` : nothing}
      ${text ? html`<div part="bubble"><span class="sr">${from === 'agent' ? name : t.you}: </span>${view.text(text)}</div>` : nothing}
      ${message ? message.files.map((file) => html`<div part="bubble">${view.file(file, message)}</div>`) : entry?.files.map((file) => html`<div part="bubble"><span class="file">${iconFile}${file.name}</span></div>`)}
    </div>
    ${entry?.failed ? failure(view, entry) : last || entry ? html`<small>${mark(view, line)}</small>` : nothing}`;
}

function eventText(t: ChatStrings, message: VisitorMessage | undefined): string {
  const event = message?.event;
  if (!event) return message?.text ?? '';
  return event === 'picked-up' ? t.event[event](message.name ?? t.somebody) : t.event[event];
}

/** A message the gateway refused, with its ways out. */
function failure({ thread, t }: LogView, entry: Outgoing): TemplateResult {
  return html`<small class="bad">
    ${entry.failed === 'TOO_LARGE' ? t.tooLong : t.delivery.failed}
    <button class="link" @click=${() => thread.retry(entry)}>${t.retry}</button>
    <button class="link" @click=${() => thread.discard(entry)}>${t.discard}</button>
  </small>`;
}

/** Time, and how far an own message got: in a word and a shape. */
function mark({ thread, t, lang }: LogView, { message, entry }: Line): unknown {
  if (entry) return t.delivery.queued;
  if (!message) return nothing;
  const time = timeOf(message.at, lang);
  if (message.from === 'agent') return time;
  const { readSeq = 0, deliveredSeq = 0 } = thread.state ?? {};
  const state = message.seq <= readSeq ? 'read' : message.seq <= deliveredSeq ? 'delivered' : 'sent';
  return html`${state === 'sent' ? iconCheck : iconCheckCheck}${t.delivery[state]} · ${time}`;
}

export const initials = (name: string): string =>
  name
    .split(/\s+/, 2)
    .map((word) => Array.from(word)[0] ?? '')
    .join('');
