import { expect, fixture, html } from '@open-wc/testing';
import { LitElement } from 'lit';
import type { TemplateResult } from 'lit';
import '../../components/provider/define.ts';
import type { PbxProvider } from '../../components/provider/provider.ts';
import {
  callOf,
  CommandController,
  createSession,
  DevicesController,
  FilesController,
  PhoneController,
  SessionController,
  StoreController,
  type PbxSession,
} from '../../components/controllers/index.ts';
import { createFakeSession, phoneTimes, type FakeSession } from '../../components/testing/index.ts';
import { waitUntil } from './wait.ts';

/** An element of a host's own, made with our controllers. */
class Probe extends LitElement {
  static override properties = { session: { attribute: false } };
  declare session: PbxSession | null;
  conversation: string | undefined;
  updates = 0;
  readonly sessions = new SessionController(this);
  readonly extensions = new StoreController(this, this.sessions, 'extensions', { affects: (changed) => changed.has('ext-1002') });
  readonly messages = new StoreController(this, this.sessions, 'messages', { param: () => this.conversation });
  readonly phone = new PhoneController(this, this.sessions);
  readonly devices = new DevicesController(this, this.sessions);
  readonly commands = new CommandController(this, this.sessions);
  readonly files = new FilesController(this, this.sessions);
  photos: string[] = [];

  protected override render(): TemplateResult {
    this.updates += 1;
    return html`${this.sessions.state?.status ?? 'none'}${this.photos.map((url) => html`<img src=${this.files.photo(url) ?? ''} alt="" />`)}`;
  }
}
customElements.define('test-probe', Probe);

async function mount(session: PbxSession | null): Promise<Probe> {
  const probe = await fixture<Probe>(html`<test-probe .session=${session}></test-probe>`);
  return probe;
}

describe('controllers', () => {
  let fake: FakeSession;
  beforeEach(() => {
    fake = createFakeSession('normal');
  });
  afterEach(() => fake.dispose());

  describe('the session', () => {
    it('is none without a provider', async () => {
      const probe = await mount(null);
      expect(probe.sessions.session).to.equal(null);
      expect(probe.sessions.state).to.equal(null);
      expect(probe.shadowRoot?.textContent).to.equal('none');
    });

    it('is found through shadow roots, and again in a provider that is defined later', async () => {
      const place = await fixture<HTMLElement>(html`<test-late-provider><div></div></test-late-provider>`);
      const root = place.querySelector('div')!.attachShadow({ mode: 'open' });
      const probe = root.appendChild(document.createElement('test-probe') as Probe);
      await probe.updateComplete;
      expect(probe.sessions.session).to.equal(null);
      const { PbxProvider: Provider } = await import('../../components/provider/provider.ts');
      customElements.define('test-late-provider', class extends Provider {});
      (place as PbxProvider).session = fake;
      await waitUntil(() => probe.sessions.session === fake);
    });

    it('changes with the element’s place', async () => {
      const other = createFakeSession('empty');
      const both = await fixture<HTMLElement>(
        html`<div><pbx-provider .session=${fake}><test-probe></test-probe></pbx-provider><pbx-provider .session=${other}></pbx-provider></div>`,
      );
      const probe = both.querySelector<Probe>('test-probe')!;
      await waitUntil(() => probe.sessions.session === fake);
      both.lastElementChild!.append(probe);
      await waitUntil(() => probe.sessions.session === other);
      probe.remove();
      expect(probe.sessions.session).to.equal(null);
    });

    it('updates the element when its state changes', async () => {
      const probe = await mount(fake);
      fake.loseConnection();
      await probe.updateComplete;
      expect(probe.shadowRoot?.textContent).to.equal('reconnecting');
    });

    it('is answered to a consumer of the community protocol too, and to one that does not subscribe once', async () => {
      const provider = await fixture<PbxProvider>(html`<pbx-provider .session=${fake}><b></b></pbx-provider>`);
      const answers: unknown[] = [];
      const ask = (subscribe: boolean): void => {
        const request = Object.assign(new Event('context-request', { bubbles: true, composed: true }), {
          context: 'pbx-session',
          subscribe,
          callback: (session: unknown) => answers.push(session),
        });
        provider.querySelector('b')!.dispatchEvent(request);
      };
      ask(false);
      const other = createFakeSession('empty');
      provider.session = other;
      await provider.updateComplete;
      expect(answers).to.deep.equal([fake]);
    });
  });

  describe('a store', () => {
    it('updates the element only for rows that concern it', async () => {
      const probe = await mount(fake);
      const { updates } = probe;
      fake.extensions.patch('ext-1003', { title: 'other' });
      await probe.updateComplete;
      expect(probe.updates).to.equal(updates);
      fake.extensions.patch('ext-1002', { title: 'own' });
      await probe.updateComplete;
      expect(probe.updates).to.equal(updates + 1);
    });

    it('gives the same list until a row changes', async () => {
      const probe = await mount(fake);
      const { list } = probe.extensions;
      expect(list).to.have.length(8);
      expect(probe.extensions.list).to.equal(list);
      fake.extensions.patch('ext-1002', { title: 'own' });
      expect(probe.extensions.list).not.to.equal(list);
    });

    it('follows its parameter, and watches nothing without one', async () => {
      const probe = await mount(fake);
      expect(probe.messages.status).to.equal('idle');
      for (const conversation of ['conversation-1', 'conversation-2']) {
        probe.conversation = conversation;
        probe.requestUpdate();
        await probe.updateComplete;
        expect(probe.messages.list[0]?.conversationId).to.equal(conversation);
      }
      expect(fake.chat.messages('conversation-1').watchers).to.equal(0);
      expect(fake.chat.messages('conversation-2').watchers).to.equal(1);
    });

    it('leaves nothing behind when the element goes, and is there again when it comes back', async () => {
      const probe = await mount(fake);
      const parent = probe.parentElement!;
      expect(fake.extensions.watchers).to.equal(1);
      probe.remove();
      expect(fake.extensions.watchers).to.equal(0);
      parent.append(probe);
      await probe.updateComplete;
      await probe.updateComplete;
      expect(fake.extensions.watchers).to.equal(1);
      expect(probe.extensions.list).to.have.length(8);
    });
  });

  it('the phone and the devices update the element', async () => {
    const probe = await mount(fake);
    const call = fake.pbx.incomingCall();
    await probe.updateComplete;
    expect(probe.phone.calls.map(({ id }) => id)).to.deep.equal([call.phoneCallId]);
    const [phoneCall] = probe.phone.calls;
    expect(callOf(phoneCall!, fake.calls.rows.values())?.id).to.equal(call.id);
    expect(callOf({ ...phoneCall!, sipCallId: 'another' }, fake.calls.rows.values())).to.equal(undefined);
    const { updates } = probe;
    fake.devices.unplugMicrophone();
    await probe.updateComplete;
    expect(probe.updates).to.equal(updates + 1);
    expect(probe.devices.devices?.error).to.equal('MICROPHONE_UNPLUGGED');
    void fake.phone.answer(call.phoneCallId);
    fake.advance(phoneTimes.answer);
    await probe.updateComplete;
    expect(probe.phone.calls[0]?.error ?? null).to.equal(null);
  });

  describe('private files', () => {
    const photo = new OffscreenCanvas(8, 8);
    photo.getContext('2d')?.fillRect(0, 0, 8, 8);
    const sources = (probe: Probe): string[] => [...probe.shadowRoot!.querySelectorAll('img')].map(({ src }) => src);
    beforeEach(async () => fake.files.put('/photos/1', await photo.convertToBlob()));

    it('are fetched once for three hundred rows, and are blob: addresses', async () => {
      const probe = await mount(fake);
      probe.photos = Array<string>(300).fill('/photos/1');
      probe.requestUpdate();
      await waitUntil(() => sources(probe).every((src) => src.startsWith('blob:')));
      expect(new Set(sources(probe)).size).to.equal(1);
      expect(fake.files.fetched).to.deep.equal(['/photos/1']);
    });

    it('update their host once they are there, and nothing when the host has left', async () => {
      fake.latency = 1000;
      const probe = await mount(fake);
      probe.photos = ['/photos/1'];
      probe.requestUpdate();
      await waitUntil(() => fake.files.fetched.length === 1);
      probe.remove();
      fake.advance(1000);
      const [address] = sources(probe);
      expect(address).not.to.match(/^blob:/);
      const again = await mount(fake);
      again.photos = ['/photos/1'];
      again.requestUpdate();
      await waitUntil(() => fake.files.fetched.length === 2);
      fake.advance(1000);
      await waitUntil(() => sources(again)[0]?.startsWith('blob:'));
    });

    it('are those of the session the host has now', async () => {
      const other = createFakeSession('normal');
      const probe = await mount(fake);
      probe.photos = ['/photos/1'];
      probe.requestUpdate();
      await waitUntil(() => sources(probe)[0]?.startsWith('blob:'));
      probe.session = other;
      await waitUntil(() => other.files.fetched.length === 1 && !sources(probe)[0]?.startsWith('blob:'));
      other.dispose();
    });
  });

  describe('a command', () => {
    it('is pending until it is answered', async () => {
      const probe = await mount(fake);
      fake.latency = 100;
      const running = probe.commands.run('conversation:pick-up', { conversationId: 'conversation-1' });
      expect([...probe.commands.pending]).to.deep.equal(['conversation:pick-up']);
      fake.advance(100);
      expect(await running).to.deep.equal({});
      expect(probe.commands.pending.size).to.equal(0);
    });

    it('that fails fires pbx-error, is kept, and never throws', async () => {
      const probe = await mount(fake);
      const codes: string[] = [];
      const heard = (event: HTMLElementEventMap['pbx-error']): void => void codes.push(event.detail.code);
      document.body.addEventListener('pbx-error', heard);
      fake.chat.otherPicksUp('conversation-1');
      expect(await probe.commands.run('conversation:pick-up', { conversationId: 'conversation-1' })).to.equal(null);
      expect(probe.commands.error?.code).to.equal('ALREADY_TAKEN');
      probe.session = null;
      await probe.updateComplete;
      expect(await probe.commands.run('sip:ticket', {})).to.equal(null);
      document.body.removeEventListener('pbx-error', heard);
      expect(codes).to.deep.equal(['ALREADY_TAKEN', 'NOT_CONNECTED']);
    });
  });

  describe('the provider’s own session', () => {
    const gateway = 'http://127.0.0.1:9';
    const token = (subject: string, count: number): string => `e30.${btoa(JSON.stringify({ sub: subject, n: count }))}.x`;

    it('is made from the address, and is connecting while its code is fetched', async () => {
      const provider = await fixture<PbxProvider>(html`<pbx-provider gateway=${gateway}><test-probe></test-probe></pbx-provider>`);
      const probe = provider.querySelector<Probe>('test-probe')!;
      await waitUntil(() => probe.sessions.session !== null);
      expect(probe.sessions.state?.status).to.equal('signed-out');
      expect(provider.current).to.equal(probe.sessions.session);
    });

    it('stays for a fresh token of the same person, and is another for another person', async () => {
      const provider = await fixture<PbxProvider>(html`<pbx-provider gateway=${gateway} token=${token('1001', 1)}></pbx-provider>`);
      await waitUntil(() => provider.current !== null);
      const first = provider.current;
      provider.token = token('1001', 2);
      await provider.updateComplete;
      expect(provider.current).to.equal(first);
      provider.token = token('1002', 1);
      await waitUntil(() => provider.current !== null && provider.current !== first);
      expect(first?.state.status).to.equal('signed-out');
    });

    it('survives a move in the page, and ends a while after its provider went', async () => {
      const provider = await fixture<PbxProvider>(html`<pbx-provider gateway=${gateway} token=${token('1001', 1)}></pbx-provider>`);
      await waitUntil(() => provider.current !== null);
      const session = provider.current;
      const parent = provider.parentElement!;
      provider.remove();
      parent.append(provider);
      await provider.updateComplete;
      expect(provider.current).to.equal(session);
      expect(session?.state.status).not.to.equal('signed-out');
      provider.remove();
      await waitUntil(() => session?.state.status === 'signed-out', 'still running', { timeout: 3000 });
    });

    it('tells of an address that is none, once', async () => {
      const codes: string[] = [];
      const heard = (event: HTMLElementEventMap['pbx-error']): void => void codes.push(event.detail.code);
      document.body.addEventListener('pbx-error', heard);
      const provider = await fixture<PbxProvider>(html`<pbx-provider gateway="ftp://example"></pbx-provider>`);
      await waitUntil(() => codes.length > 0);
      provider.requestUpdate();
      await provider.updateComplete;
      document.body.removeEventListener('pbx-error', heard);
      expect(codes).to.deep.equal(['BAD_REQUEST']);
    });

    it('asks the page for a fresh token when the gateway refuses the one in use, and goes on with it', async () => {
      const tokens: string[] = [];
      /** A gateway that has just let every token of count 1 run out (socket.io's frames: 0 open, 40 connect, 44 refused). */
      class RefusingSocket extends EventTarget {
        onmessage: ((event: { data: string }) => void) | null = null;
        readyState = 1;
        constructor() {
          super();
          queueMicrotask(() => this.onmessage?.({ data: '0{"pingInterval":25000,"pingTimeout":20000}' }));
        }
        send(frame: string): void {
          if (!frame.startsWith('40')) return;
          const { token: given } = JSON.parse(frame.slice(2)) as { token: string };
          tokens.push(given);
          if (given === token('1001', 1)) queueMicrotask(() => this.onmessage?.({ data: '44{"message":"refused","data":{"code":"TOKEN_EXPIRED","message":"","retryable":false}}' }));
        }
        close(): void {
          this.readyState = 3;
        }
      }
      const real = window.WebSocket;
      window.WebSocket = Object.assign(RefusingSocket as unknown as typeof WebSocket, { OPEN: 1, CLOSED: 3 });
      const provider = document.createElement('pbx-provider');
      const asked: number[] = [];
      provider.addEventListener('pbx-token-expiring', ({ detail }) => {
        asked.push(detail.expiresAt);
        provider.token = token('1001', 2);
      });
      provider.gateway = gateway;
      provider.token = token('1001', 1);
      await fixture(html`<div>${provider}</div>`);
      await waitUntil(() => tokens.length === 2);
      window.WebSocket = real;
      expect(tokens).to.deep.equal([token('1001', 1), token('1001', 2)]);
      expect(asked).to.have.length(1);
    });

    it('can be made by a host, too', async () => {
      const session = await createSession({ gateway });
      expect(session.state.status).to.equal('signed-out');
      session.dispose();
    });
  });
});
