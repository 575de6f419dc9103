/*
 * Runs in Chromium: a page with elements of an agent's, full. The bench switches its looks and its language.
 */
import { LitElement } from 'lit';
import '../../../components/define.ts';
import { createFakeSession, demoExtensions, manyExtensions, type Scenario } from '../../../components/testing/index.ts';
import { createTheme } from '../../../components/theme/index.ts';

declare global {
  interface Window {
    /** Elements one beneath the other, in one session. Resolves when everything is drawn. */
    fill(tags: readonly string[], rows: number, messages: number): Promise<void>;
    /** Each does one switch and resolves when the page has come to rest. */
    switches: Record<string, () => Promise<void>>;
    longTasks: number[];
  }
}

window.longTasks = [];
new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });

const long = 'conversation-1';
const root = document.documentElement;

const full = (rows: number, messages: number): Scenario => ({
  description: `${rows} colleagues and conversations, ${messages} messages in one of them, a call`,
  options: () => ({ extensions: [...demoExtensions(), ...manyExtensions(rows - demoExtensions().length)] }),
  setUp(fake) {
    fake.connect();
    for (let row = rows; row > 0; row -= 1) fake.visitorWrites(`Where is order ${row}? See https://shop.example.com/orders/${row}`, { conversationId: `conversation-${row}` });
    fake.chat.pickUp(long);
    for (let message = fake.chat.messages(long).all.size; message < messages; message += 1) {
      if (message % 2) fake.visitorWrites(`Message ${message} of a long conversation.`, { conversationId: long });
      else fake.chat.send(long, `client-${message}-00000000`, `Answer ${message} of a long conversation.`, []);
    }
    const { phoneCallId } = fake.pbx.incomingCall({ number: '1002' });
    void fake.phone.answer(phoneCallId);
    fake.advance(1000);
    fake.pbx.incomingCall({ number: '1003' });
  },
});

/** Two frames and an idle moment: fetched, rendered, laid out, painted. */
const frame = (): Promise<unknown> => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestIdleCallback(done))));
/** Every element of ours, those inside others too. */
const elementsIn = (from: ParentNode): LitElement[] => [...from.querySelectorAll('*')].flatMap((one) => (one instanceof LitElement ? [one, ...elementsIn(one.renderRoot as ShadowRoot)] : []));

/** Until nobody waits for a turn, and two looks see the same. */
async function rest(): Promise<void> {
  for (let before: string | null = null; ; await frame()) {
    const elements = elementsIn(document);
    const texts = elements.map(({ renderRoot }) => renderRoot.textContent).join('\n');
    if (before === texts && !elements.some(({ isUpdatePending }) => isUpdatePending)) return;
    before = texts;
  }
}

window.fill = async (tags, rows, messages) => {
  const session = createFakeSession(full(rows, messages));
  for (const tag of tags) {
    const element = document.createElement(`pbx-${tag}`);
    element.style.setProperty('block-size', '900px');
    document.body.append(Object.assign(element, { session, ...(['conversation', 'composer'].includes(tag) ? { conversationId: long } : {}) }));
  }
  await rest();
};

let sheet: CSSStyleSheet | null = null;

function theme(accent: string): void {
  if (!sheet) document.adoptedStyleSheets.push((sheet = new CSSStyleSheet()));
  sheet.replaceSync(accent && createTheme({ accent, font: 'Georgia, serif', radius: 3 }).css());
}

const speak = (lang: string) => async (): Promise<void> => {
  root.lang = lang;
  await rest();
};
const set = (property: string, value: string) => async (): Promise<void> => {
  root.style.setProperty(property, value);
  await rest();
};

window.switches = {
  'light to dark': set('color-scheme', 'dark'),
  'dark to light': set('color-scheme', 'light'),
  'accent': set('--pbx-accent', '#b91c1c'),
  'a whole theme, derived and applied': async () => { theme('#0f766e'); await rest(); },
  'back to the own theme': async () => { theme(''); root.style.removeProperty('--pbx-accent'); await rest(); },
  'English to Czech': speak('cs'),
  'Czech to informal Czech': speak('cs-x-informal'),
  'informal Czech to English': speak('en'),
};
