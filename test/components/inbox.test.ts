import { expect, oneEvent } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import '../../components/inbox/define.ts';
import type { PbxInbox } from '../../components/inbox/inbox.ts';
import { makeConversation } from '../../components/testing/index.ts';
import { describeStates, mount, settle, type Room } from './room.ts';
import { waitUntil } from './wait.ts';

const wide = (element: PbxInbox): void => element.style.setProperty('inline-size', '1000px');
const rows = ({ $$ }: Room<PbxInbox>): string[] => $$('.row').map((one) => one.querySelector('.name')!.textContent);
const tab = ({ $$ }: Room<PbxInbox>, name: string): HTMLElement => $$('[role="tab"]').find((one) => one.textContent.startsWith(name))!;
const focusedId = ({ element }: Room<PbxInbox>): string | undefined => (element.shadowRoot!.activeElement as HTMLElement | null)?.dataset['id'];

describe('pbx-inbox', () => {
  describeStates('pbx-inbox', {
    notConnected: /Not connected/,
    loading: /Loading conversations/,
    empty: /No open conversation.*chat button/,
    normal: /Alice/,
    busy: /Alice/,
    error: /could not be loaded/,
    noPermission: /do not take messages/,
    disabled: /Alice/,
  }, wide);

  it('shows views with their counts and what belongs to each', async () => {
    const room = await mount('pbx-inbox', 'normal', wide);
    expect(room.$('section').getAttribute('aria-label')).to.equal('Inbox');
    expect(room.$$('[role="tab"]').map((one) => one.textContent.replaceAll(/\s+/g, ' ').trim())).to.deep.equal(['Mine 1', 'Unassigned 1', 'All 2', 'Closed']);
    tab(room, 'Mine').click();
    await settle(room.element);
    expect(rows(room)).to.deep.equal(['Alice']);
    tab(room, 'Unassigned').click();
    await settle(room.element);
    expect(rows(room)).to.have.length(1);
    expect(room.text()).to.contain('Visitor');
    room.fake.chat.close('conversation-2');
    tab(room, 'Closed').click();
    await waitUntil(() => rows(room)[0] === 'Alice');
    await expect(room.element).to.be.accessible();
  });

  it('says for every empty view why it is empty', async () => {
    const room = await mount('pbx-inbox', 'empty', wide);
    for (const [name, text] of [['Mine', 'You have no conversation'], ['Unassigned', 'Nobody is waiting'], ['Closed', 'Nothing is closed yet']] as const) {
      tab(room, name).click();
      await settle(room.element);
      expect(room.text()).to.contain(text);
    }
  });

  it('has rows as dense as the page says', async () => {
    const room = await mount('pbx-inbox', 'normal', (element, fake) => {
      wide(element);
      fake.conversations.set(Array.from({ length: 1000 }, (_, at) => makeConversation(`conversation-${at}`, 1_790_000_000_000 - at, {})));
    });
    const list = room.$('.list');
    await waitUntil(() => list.scrollHeight === 1000 * 84);
    room.element.style.setProperty('--pbx-row', '36px');
    await waitUntil(() => list.scrollHeight === 1000 * 76);
    expect(room.$('.row').offsetHeight).to.equal(76);
    expect(room.$('.row .chips').getBoundingClientRect().bottom).to.be.at.most(room.$('.row').getBoundingClientRect().bottom);
  });

  it('moves the views with the arrow keys', async () => {
    const room = await mount('pbx-inbox', 'normal', wide);
    tab(room, 'Mine').focus();
    await sendKeys({ press: 'ArrowRight' });
    await sendKeys({ press: 'Enter' });
    expect(room.element.view).to.equal('unassigned');
  });

  it('shows a new conversation at once, the latest first, with how much is unread', async () => {
    const room = await mount('pbx-inbox', 'normal', wide);
    room.fake.advance(1000);
    room.fake.visitorWrites('I am new here', { conversationId: 'conversation-3', name: 'Bob' });
    room.fake.visitorWrites('Hello?', { conversationId: 'conversation-3' });
    await waitUntil(() => rows(room)[0] === 'Bob');
    expect(room.$('.row .badge').textContent).to.contain('2 unread');
    expect(room.text()).to.contain('Hello?');
    room.fake.chat.visitorTypes(true, 'conversation-3');
    await waitUntil(() => room.text().includes('typing…'));
  });

  it('says how long somebody waits', async () => {
    const room = await mount('pbx-inbox', 'normal', (element, fake) => {
      wide(element);
      fake.conversations.set([makeConversation('conversation-9', Date.now() - 6 * 60_000, { preview: 'still here', lastFrom: 'visitor', contact: { id: 'x', name: 'Dana' } })]);
    });
    expect(room.$('.chip.bad').textContent).to.equal('waiting 6 min');
  });

  it('opens a conversation beside the list by click, and by keyboard', async () => {
    const room = await mount('pbx-inbox', 'normal', wide);
    expect(room.text()).to.contain('Choose a conversation');
    const [first, second] = room.$$('.row');
    first!.focus();
    expect([first!.tabIndex, second!.tabIndex]).to.deep.equal([0, -1]);
    await sendKeys({ press: 'ArrowDown' });
    await waitUntil(() => focusedId(room) === second!.dataset['id']);
    setTimeout(() => void sendKeys({ press: 'Enter' }));
    const { detail } = await oneEvent<HTMLElementEventMap['pbx-conversation-selected']>(room.element, 'pbx-conversation-selected');
    expect(detail.conversationId).to.equal(second!.dataset['id']);
    await settle(room.element);
    expect(room.$('pbx-conversation')).not.to.equal(null);
    expect(room.$('[aria-selected="true"].row').dataset['id']).to.equal(second!.dataset['id']);
    await expect(room.element).to.be.accessible();
  });

  it('shows either the list or the thread on a narrow page, with a way back to where one was', async () => {
    const room = await mount('pbx-inbox', 'normal', (element) => element.style.setProperty('inline-size', '320px'));
    await settle(room.element);
    const alice = room.$$('.row').find((one) => one.textContent.includes('Alice'))!;
    alice.click();
    await settle(room.element);
    expect(room.$('.side').offsetParent).to.equal(null);
    await expect(room.element).to.be.accessible();
    const back = room.$('pbx-conversation').shadowRoot!.querySelector<HTMLElement>('.back')!;
    back.click();
    await waitUntil(() => focusedId(room) === 'conversation-2');
    expect(room.$('.thread').offsetParent).to.equal(null);
  });

  it('draws only the rows in sight of a long list', async () => {
    const room = await mount('pbx-inbox', 'empty', (element, fake) => {
      wide(element);
      fake.conversations.set(Array.from({ length: 5000 }, (_, index) => makeConversation(`c-${index}`, Date.now() - index * 1000, { state: 'closed', preview: 'x' })));
      element.view = 'closed';
    });
    await waitUntil(() => room.$$('.row').length > 0);
    expect(room.$$('.row').length).to.be.below(40);
  });

  it('says that it reconnects and keeps what it shows', async () => {
    const room = await mount('pbx-inbox', 'reconnecting', wide);
    expect(room.text()).to.contain('Reconnecting').and.contain('Alice');
  });

  it('speaks Czech and fits from right to left into 240 px', async () => {
    const room = await mount('pbx-inbox', 'normal', (element) => {
      element.lang = 'cs';
      element.dir = 'rtl';
      element.style.setProperty('inline-size', '240px');
    });
    await waitUntil(() => room.text().includes('Nepřidělené'));
    expect(room.$('.frame').scrollWidth).to.be.at.most(240);
    await expect(room.element).to.be.accessible();
  });
});
