import type { Greeting } from '@klapka/protocol';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { AdminStrings } from '../locales/en/admin.ts';
import { iconCopy } from '../shared/icons/copy.ts';
import { iconMessageCircle } from '../shared/icons/message-circle.ts';
import { iconPlus } from '../shared/icons/plus.ts';
import { notice } from '../shared/notice.ts';
import { framed } from '../shared/select.ts';
import type { ChatButtonRow, QueueRow } from './admin.types.ts';

interface ChatButtons {
  t: AdminStrings;
  buttons: readonly ChatButtonRow[];
  queues: readonly QueueRow[];
  gateway: string;
  busy: boolean;
  open: boolean;
  toggle: (open: boolean) => void;
  create: (button: { name: string; origins: string[]; queueId: string; greeting: Greeting }) => void;
  copy: (text: string) => void;
}

/** What a web site embeds; the link inside stays where the page has no JavaScript or the gateway is away. */
export function snippetOf(id: string, gateway: string, fallback: string): string {
  return `<script type="module" src="${gateway}/chat-button.js"></script>
<pbx-chat-button gateway="${gateway}" button="${id}"><a href="mailto:info@example.com">${fallback}</a></pbx-chat-button>`;
}

function buttonItem(button: ChatButtonRow, { t, queues, gateway, copy }: ChatButtons): TemplateResult {
  const snippet = snippetOf(button.id, gateway, t.snippetFallback);
  const queue = queues.find(({ id }) => id === button.queueId)?.name;
  return html`<li class="chat-button">
    <p class="name">${button.name}</p>
    <p class="about">${button.origins.join(' · ')}${queue ? ` · ${t.answeredBy(queue)}` : nothing}</p>
    <p class="hint">${t.snippetHint}</p>
    <div class="snippet"><pre tabindex="0" role="region" aria-label=${t.snippet(button.name)}><code>${snippet}</code></pre>
      <button type="button" class="button" aria-label=${`${t.copy}: ${t.snippet(button.name)}`} @click=${() => copy(snippet)}>${iconCopy}${t.copy}</button></div>
  </li>`;
}

function createForm({ t, queues, busy, toggle, create }: ChatButtons): TemplateResult {
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!(event.target instanceof HTMLFormElement)) return;
    const data = new FormData(event.target);
    const text = (name: string): string => String(data.get(name) ?? '').trim();
    const origins = text('origins').split(/\s+/).filter(Boolean).map((one) => one.replace(/\/+$/, ''));
    create({ name: text('name'), origins, queueId: text('queue'), greeting: { en: text('greeting-en') || undefined, cs: text('greeting-cs') || undefined } });
  };
  return html`<form class="form" aria-label=${t.newButton} @submit=${onSubmit}>
    <div class="field"><label for="button-name">${t.button.name}</label><input id="button-name" class="input" name="name" required maxlength="120" autocomplete="off" /></div>
    <div class="field"><label for="queue">${t.button.queue}</label>${framed(html`<select id="queue" class="input" name="queue" required>${queues.map(({ id, name }) => html`<option value=${id}>${name}</option>`)}</select>`)}</div>
    <div class="field"><label for="origins">${t.button.origins}</label><textarea id="origins" class="input" name="origins" rows="3" required spellcheck="false" aria-describedby="origins-hint"></textarea><p id="origins-hint" class="hint">${t.button.originsHint}</p></div>
    ${(['en', 'cs'] as const).map((language) => html`<div class="field"><label for=${`greeting-${language}`}>${t.button.greeting[language]}</label><input id=${`greeting-${language}`} class="input" name=${`greeting-${language}`} lang=${language} maxlength="300" autocomplete="off" /></div>`)}
    <div class="form-end"><button type="button" class="button" @click=${() => toggle(false)}>${t.cancel}</button><button type="submit" class="button primary" ?disabled=${busy}>${t.create}</button></div>
  </form>`;
}

/** The tab "Chat buttons". */
export function chatButtonsTab(context: ChatButtons): TemplateResult {
  const { t, buttons, queues, open, busy, toggle } = context;
  const usable = queues.filter(({ takesMessages }) => takesMessages);
  const start = usable.length === 0
    ? html`<p class="hint">${t.noQueue}</p>`
    : html`<div class="tools"><button type="button" class="button primary" ?disabled=${busy} @click=${() => toggle(true)}>${iconPlus}${t.newButton}</button></div>`;
  return html`
    ${open ? createForm({ ...context, queues: usable }) : start}
    ${buttons.length === 0 ? notice({ icon: iconMessageCircle, title: t.noButtons, text: t.noButtonsNext }) : html`<ul class="chat-buttons">${buttons.map((button) => buttonItem(button, context))}</ul>`}`;
}
