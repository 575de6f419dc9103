import { expect, fixture, html } from '@open-wc/testing';
import '../../components/client/define.ts';
import '../../components/extension-list/define.ts';
import '../../components/provider/define.ts';
import type { PbxClient } from '../../components/client/client.ts';
import type { PbxProvider } from '../../components/provider/provider.ts';
import { createFakeSession, type ScenarioName } from '../../components/testing/index.ts';
import { waitUntil } from './wait.ts';

const listOf = (provider: PbxProvider): ShadowRoot | null | undefined => provider.querySelector('pbx-extension-list')?.shadowRoot;
const textOf = (provider: PbxProvider): string => listOf(provider)?.textContent ?? '';

async function mount(scenario: ScenarioName | null): Promise<PbxProvider> {
  const session = scenario ? createFakeSession(scenario) : null;
  return fixture<PbxProvider>(html`<pbx-provider .session=${session}><div><pbx-extension-list></pbx-extension-list></div></pbx-provider>`);
}

/** It has no looks of its own; its states are what the elements inside show. */
const states: [name: string, scenario: ScenarioName | null, shown: RegExp][] = [
  ['not connected', null, /Not connected/], ['loading', 'loading', /Loading/], ['empty', 'empty', /No colleague is visible/], ['normal', 'normal', /Petr Svoboda/],
  ['busy', 'busy', /Petr Svoboda/], ['error', 'error', /could not be loaded/], ['no permission', 'noPermission', /may not see this list/],
];

describe('pbx-provider', () => {
  for (const [name, scenario, shown] of states) {
    it(`hands its session to the elements inside: ${name}`, async () => {
      const provider = await mount(scenario);
      await waitUntil(() => shown.test(textOf(provider)), textOf(provider));
      await expect(provider).to.be.accessible();
    });
  }

  it('has no box of its own', async () => {
    expect(getComputedStyle(await mount('normal')).display).to.equal('contents');
  });

  it('takes the session away while disabled, and gives it back', async () => {
    const provider = await mount('normal');
    provider.disabled = true;
    await waitUntil(() => /Not connected/.test(textOf(provider)));
    provider.disabled = false;
    await waitUntil(() => /Petr Svoboda/.test(textOf(provider)));
  });

  it('hands a changed session on, and one to an element that comes later', async () => {
    const provider = await mount('empty');
    provider.session = createFakeSession('normal');
    await waitUntil(() => /Petr Svoboda/.test(textOf(provider)));
    const late = document.createElement('pbx-extension-list');
    provider.append(late);
    await waitUntil(() => late.shadowRoot?.textContent.includes('Petr Svoboda'));
  });

  it('lets the nearest provider win, and an element’s own session over both', async () => {
    const outer = createFakeSession('empty');
    const inner = createFakeSession('normal');
    const provider = await fixture<PbxProvider>(html`<pbx-provider .session=${outer}><pbx-provider .session=${inner}><pbx-extension-list></pbx-extension-list></pbx-provider></pbx-provider>`);
    await waitUntil(() => /Petr Svoboda/.test(textOf(provider)));
    provider.querySelector('pbx-extension-list')!.session = outer;
    await waitUntil(() => /No colleague is visible/.test(textOf(provider)));
  });

  it('tells the page why the session ended', async () => {
    const provider = await mount('normal');
    const causes: unknown[] = [];
    provider.addEventListener('pbx-session-ended', (event) => causes.push(event.detail.cause));
    await (provider.session as ReturnType<typeof createFakeSession>).signOut();
    await waitUntil(() => causes.length === 1);
    expect(causes).to.deep.equal(['SIGNED_OUT']);
  });

  it('hands its session to a whole client, which tells the page of nothing twice', async () => {
    const provider = await fixture<PbxProvider>(html`<pbx-provider .session=${createFakeSession('normal')}><pbx-client></pbx-client></pbx-provider>`);
    const client = provider.querySelector<PbxClient>('pbx-client')!;
    const colleagues = (): string => client.shadowRoot?.querySelector('pbx-extension-list')?.shadowRoot?.textContent ?? '';
    await waitUntil(() => colleagues().includes('Petr Svoboda'));
    client.session = createFakeSession('empty');
    await waitUntil(() => colleagues().includes('No colleague is visible'));
    client.session = null;
    await waitUntil(() => colleagues().includes('Petr Svoboda'));
    const causes: unknown[] = [];
    provider.addEventListener('pbx-session-ended', (event) => causes.push(event.detail.cause));
    await (provider.session as ReturnType<typeof createFakeSession>).signOut();
    await waitUntil(() => client.shadowRoot?.querySelector('pbx-sign-in'));
    expect(causes).to.deep.equal(['SIGNED_OUT']);
    provider.disabled = true;
    await waitUntil(() => /Not connected/.test(client.shadowRoot?.textContent ?? ''));
  });

  it('leaves a client with a gateway of its own alone', async () => {
    const provider = await fixture<PbxProvider>(html`<pbx-provider .session=${createFakeSession('normal')}><pbx-client gateway="http://127.0.0.1:9"></pbx-client></pbx-provider>`);
    const client = provider.querySelector<PbxClient>('pbx-client')!;
    await waitUntil(() => client.shadowRoot?.querySelector('.door'));
    expect(client.shadowRoot?.querySelector('pbx-extension-list')).to.equal(null);
  });

  it('says how the phone sounds, and leaves alone what a page said to its session itself', async () => {
    const session = createFakeSession('normal');
    session.devices.setPageSounds({ ringtone: '/by-the-page.mp3' });
    const provider = await fixture<PbxProvider>(html`<pbx-provider .session=${session}><pbx-client></pbx-client></pbx-provider>`);
    expect(session.devices.pageSounds.ringtone).to.equal('/by-the-page.mp3');
    provider.setAttribute('ringtone', '/ring.mp3');
    provider.setAttribute('message-tone', 'none');
    await provider.updateComplete;
    expect(session.devices.pageSounds).to.deep.equal({ ringtone: '/ring.mp3', messageTone: 'none' });
    const next = createFakeSession('normal');
    provider.session = next;
    await provider.updateComplete;
    expect(next.devices.pageSounds).to.deep.equal({ ringtone: '/ring.mp3', messageTone: 'none' });
    provider.removeAttribute('ringtone');
    provider.messageTone = '';
    await provider.updateComplete;
    expect(next.devices.pageSounds).to.deep.equal({ ringtone: '', messageTone: '' });
  });

  it('is the language of everything inside', async () => {
    const provider = await mount('normal');
    provider.lang = 'cs';
    await waitUntil(() => /Klapky/.test(textOf(provider)));
  });
});
