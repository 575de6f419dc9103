import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import '../../components/admin/define.ts';
import type { PbxAdmin } from '../../components/admin/admin.ts';
import type { FakeSession } from '../../components/testing/index.ts';
import { describeStates, mount, type Room } from './room.ts';
import { waitUntil } from './wait.ts';

interface Asked { path: string; body: unknown }

/** The administration interface of the gateway, played. */
function gateway(fake: FakeSession, { failing = false, empty = false } = {}): Asked[] {
  const asked: Asked[] = [];
  const accounts = empty ? [] : [
    { id: 'account-1001', name: 'Jana Nováková', email: 'jana@example.com', roles: ['user', 'administrator'], disabled: false, hasPassword: true, extension: { id: 'ext-1001', number: '1001' } },
    { id: 'account-1002', name: 'Petr Svoboda', email: null, roles: ['user'], disabled: false, hasPassword: false, extension: { id: 'ext-1002', number: '1002' } },
  ];
  const note = (path: string, answer: (body: unknown) => unknown) => (body: unknown): unknown => {
    asked.push({ path, body });
    return answer(body);
  };
  const list = (rows: unknown[]) => () => rows;
  if (!failing) fake.onRequest('GET', '/api/admin/accounts', list(accounts));
  fake.onRequest('GET', '/api/admin/chat-buttons', list(empty ? [] : [{ id: 'demo', name: 'Shop', origins: ['https://shop.example.com'], queueId: 'q1', greeting: null }]));
  fake.onRequest('GET', '/api/admin/queues', list([{ id: 'q1', name: 'Support', takesMessages: true }]));
  fake.onRequest('POST', '/api/admin/extensions', note('extensions', () => ({})));
  fake.onRequest('POST', '/api/admin/accounts', note('accounts', () => ({ account: {}, invitation: { mailed: false, link: 'https://gateway.example/#invitation=abc' } })));
  fake.onRequest('POST', '/api/admin/accounts/account-1002/invitation', note('invitation', () => ({ mailed: true })));
  fake.onRequest('PATCH', '/api/admin/accounts/account-1002', note('change', () => ({})));
  fake.onRequest('POST', '/api/admin/chat-buttons', note('chat-buttons', () => ({})));
  return asked;
}
const button = ({ $$ }: Room<PbxAdmin>, text: string): HTMLButtonElement => $$<HTMLButtonElement>('button').find((one) => (one.getAttribute('aria-label') ?? one.textContent).trim() === text)!;
const type = async ({ $ }: Room<PbxAdmin>, selector: string, text: string): Promise<void> => {
  $(selector).focus();
  await sendKeys({ type: text });
};

describe('pbx-admin', () => {
  describeStates('pbx-admin', {
    notConnected: /Not connected/,
    loading: /Petr Svoboda/,
    empty: /Nobody here yet/,
    normal: /Petr Svoboda/,
    busy: /Loading/,
    error: /could not be loaded/,
    noPermission: /Only for administrators/,
    disabled: /Petr Svoboda/,
  }, (_element, fake) => gateway(fake, { failing: fake.extensions.status === 'error', empty: fake.extensions.status === 'ready' && fake.extensions.rows.size === 0 }));

  it('keeps every name in sight on a narrow page, and the table within it', async () => {
    const room = await mount('pbx-admin', 'normal', (element, fake) => { gateway(fake); element.style.setProperty('inline-size', '320px'); });
    await waitUntil(() => room.text().includes('Petr Svoboda'));
    for (const name of room.$$('td .name')) expect(name.getBoundingClientRect().width, name.textContent).to.be.greaterThan(60);
    const table = room.$('.table');
    expect(table.scrollWidth).to.equal(table.clientWidth);
  });

  it('tries again after an error', async () => {
    const room = await mount('pbx-admin', 'normal', (_element, fake) => gateway(fake, { failing: true }));
    await waitUntil(() => room.text().includes('could not be loaded'));
    gateway(room.fake);
    button(room, 'Try again').click();
    await waitUntil(() => room.text().includes('Petr Svoboda'));
  });

  it('invites a person and shows the link where no mail was sent', async () => {
    let asked: Asked[] = [];
    const room = await mount('pbx-admin', 'normal', (_element, fake) => { asked = gateway(fake); });
    await waitUntil(() => button(room, 'Invite a person'));
    button(room, 'Invite a person').click();
    await waitUntil(() => room.$('#firstName'));
    await expect(room.element).to.be.accessible();
    await type(room, '#firstName', 'Nina');
    await type(room, '#lastName', 'Malá');
    await type(room, '#number', '1009');
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => room.$<HTMLInputElement>('.link input')?.value === 'https://gateway.example/#invitation=abc');
    expect(asked.map(({ path }) => path)).to.deep.equal(['extensions', 'accounts']);
    expect(asked[1]?.body).to.deep.equal({ name: 'Nina Malá', extensionNumber: '1009', roles: ['user'] });
    expect(room.text()).to.contain('Hand this link to Nina Malá');
    await expect(room.element).to.be.accessible();
  });

  it('keeps the form when it fails, and does not make the extension twice', async () => {
    let asked: Asked[] = [];
    const room = await mount('pbx-admin', 'normal', (_element, fake) => { asked = gateway(fake); });
    await waitUntil(() => button(room, 'Invite a person'));
    button(room, 'Invite a person').click();
    await waitUntil(() => room.$('#firstName'));
    await type(room, '#firstName', 'Nina');
    await type(room, '#lastName', 'Malá');
    await type(room, '#number', '1009');
    room.fake.onRequest('POST', '/api/admin/accounts', () => {
      room.fake.onRequest('POST', '/api/admin/accounts', () => ({ account: {}, invitation: { mailed: true } }));
      throw new TypeError('the network broke');
    });
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => room.$('.bar.bad'));
    expect(room.$<HTMLInputElement>('#firstName').value).to.equal('Nina');
    button(room, 'Create').click();
    await waitUntil(() => room.text().includes('has the link by e-mail'));
    expect(asked.filter(({ path }) => path === 'extensions')).to.have.length(1);
  });

  it('makes a new link, and disables an account other than one\'s own', async () => {
    let asked: Asked[] = [];
    const room = await mount('pbx-admin', 'normal', (_element, fake) => { asked = gateway(fake); });
    await waitUntil(() => button(room, 'New link for Petr Svoboda'));
    expect(button(room, 'Disable Jana Nováková')).to.equal(undefined);
    button(room, 'New link for Petr Svoboda').click();
    await waitUntil(() => room.text().includes('Petr Svoboda has the link by e-mail'));
    button(room, 'Disable Petr Svoboda').click();
    await waitUntil(() => asked.some(({ path, body }) => path === 'change' && JSON.stringify(body) === '{"disabled":true}'));
  });

  it('shows the snippet of each chat button and creates another', async () => {
    let asked: Asked[] = [];
    const room = await mount('pbx-admin', 'normal', (element, fake) => {
      asked = gateway(fake);
      element.tab = 'buttons';
    });
    await waitUntil(() => room.text().includes('pbx-chat-button'));
    expect(room.$('code').textContent).to.contain('<script type="module" src="https://gateway.example/chat-button.js"></script>').and.contain('button="demo"');
    await expect(room.element).to.be.accessible();
    button(room, 'New chat button').click();
    await waitUntil(() => room.$('#button-name'));
    await expect(room.element).to.be.accessible();
    await type(room, '#button-name', 'Blog');
    await type(room, '#origins', 'https://blog.example.com/');
    await type(room, '#greeting-cs', 'Dobrý den');
    button(room, 'Create').click();
    await waitUntil(() => asked.some(({ path }) => path === 'chat-buttons'));
    expect(asked.at(-1)?.body).to.deep.equal({ name: 'Blog', origins: ['https://blog.example.com'], queueId: 'q1', greeting: { en: undefined, cs: 'Dobrý den' } });
  });

  it('speaks Czech and fits into 240 px', async () => {
    const room = await mount('pbx-admin', 'normal', (element, fake) => {
      gateway(fake);
      element.lang = 'cs';
      element.style.setProperty('inline-size', '240px');
    });
    await waitUntil(() => room.text().includes('Pozvat kolegu'));
    expect(room.$('.frame').scrollWidth).to.be.at.most(240);
    await expect(room.element).to.be.accessible();
  });
});
