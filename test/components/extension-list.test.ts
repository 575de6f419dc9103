import { expect, oneEvent } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import '../../components/extension-list/define.ts';
import { describeStates, mount, settle, type Room } from './room.ts';
import type { PbxExtensionList } from '../../components/extension-list/extension-list.ts';
import { waitUntil } from './wait.ts';

const names = ({ $$ }: Room<PbxExtensionList>): string[] => $$('.name.ellipsis, .name .ellipsis').map((one) => one.textContent);
const button = ({ $$ }: Room<PbxExtensionList>, label: string): HTMLElement => $$('button').find((one) => one.getAttribute('aria-label') === label)!;
const focused = (element: PbxExtensionList): HTMLElement => element.shadowRoot!.activeElement as HTMLElement;

describe('pbx-extension-list', () => {
  describeStates('pbx-extension-list', {
    notConnected: /Not connected/,
    loading: /Loading colleagues/,
    empty: /No colleague is visible to you yet.*administrator can change/,
    normal: /Eva Dvořáková/,
    busy: /Eva Dvořáková/,
    error: /could not be loaded/,
    noPermission: /may not see this list/,
    disabled: /Eva Dvořáková/,
  });

  it('is a table named Extensions, in order of names, with the own row marked and not callable', async () => {
    const room = await mount('pbx-extension-list');
    expect(room.$('[role="table"]').getAttribute('aria-label')).to.equal('Extensions');
    expect(names(room).slice(0, 3)).to.deep.equal(['Eva Dvořáková', 'Jakub Kučera', 'Jana Nováková']);
    expect(room.$('.row.self').textContent).to.contain('You');
    expect(button(room, 'Call Jana Nováková')).to.equal(undefined);
    expect(button(room, 'Call Eva Dvořáková').localName).to.equal('button');
  });

  it('says the state by shape and word, the line before the presence', async () => {
    const room = await mount('pbx-extension-list');
    const state = (name: string): string => {
      const row = room.$$('.row').find((one) => one.textContent.includes(name))!;
      return `${row.querySelector('.state .reach')!.classList[1]} ${row.querySelector('.state .ellipsis')!.textContent}`;
    };
    expect(state('Petr')).to.equal('free Available');
    expect(state('Tomáš')).to.equal('busy On a call');
    expect(state('Lucie')).to.equal('away Lunch · zpět ve 13:00');
    expect(state('Ondřej')).to.equal('gone Signed out');
    room.fake.extensions.patch('ext-1002', { line: 'ringing' });
    await waitUntil(() => state('Petr') === 'ringing Ringing');
  });

  it('finds by name without accents, number and e-mail, and offers the way back', async () => {
    const room = await mount('pbx-extension-list');
    room.$<HTMLInputElement>('input[type="search"]').focus();
    await sendKeys({ type: 'dvorak' });
    await settle(room.element);
    expect(names(room)).to.deep.equal(['Eva Dvořáková']);
    room.element.query = '1004';
    await settle(room.element);
    expect(names(room)).to.deep.equal(['Tomáš Černý']);
    room.element.query = 'nobody at all';
    await settle(room.element);
    expect(room.text()).to.contain('Nobody matches');
    await expect(room.element).to.be.accessible();
    room.$('.notice button').click();
    await settle(room.element);
    expect(names(room)).to.have.length(8);
  });

  it('filters by department, presence and line', async () => {
    const room = await mount('pbx-extension-list');
    const [department, state] = room.$$<HTMLSelectElement>('select');
    const choose = async (select: HTMLSelectElement, value: string): Promise<string[]> => {
      select.value = value;
      select.dispatchEvent(new Event('change'));
      await settle(room.element);
      return names(room);
    };
    expect(await choose(department!, 'Podpora')).to.have.length(4);
    expect(await choose(state!, 'presence:lunch')).to.deep.equal(['Lucie Procházková']);
    await choose(department!, '');
    expect(await choose(state!, 'line:busy')).to.deep.equal(['Tomáš Černý']);
  });

  it('filters by group and by who has a mobile', async () => {
    const room = await mount('pbx-extension-list', 'normal', (_element, fake) => {
      fake.extensions.patch('ext-1003', { mobile: '+420777123456', groupIds: ['group-all', 'group-night'] });
      fake.account = { ...fake.account, permissions: [...fake.account.permissions, { groupId: 'group-night', groupName: 'Night', keys: [] }] };
      fake.connect();
    });
    const group = room.$<HTMLSelectElement>('select[aria-label="Group"]');
    group.value = 'group-night';
    group.dispatchEvent(new Event('change'));
    await settle(room.element);
    expect(names(room)).to.deep.equal(['Eva Dvořáková']);
    group.value = '';
    group.dispatchEvent(new Event('change'));
    room.$('.filter-mobile').click();
    await settle(room.element);
    expect(names(room)).to.deep.equal(['Eva Dvořáková']);
    expect(room.$('.filter-mobile').getAttribute('aria-pressed')).to.equal('true');
  });

  it('marks at which devices somebody is signed in', async () => {
    const room = await mount('pbx-extension-list', 'normal', (_element, fake) => fake.extensions.patch('ext-1002', { devices: ['desk', 'web'] }));
    const marks = (name: string): HTMLElement => room.$$('.row').find((one) => one.textContent.includes(name))!.querySelector<HTMLElement>('.devices')!;
    const drawn = (name: string): number[] => [...marks(name).querySelectorAll('path')].map((path) => path.getBBox().width);
    expect(marks('Petr').getAttribute('aria-label')).to.equal('Signed in: desk phone, browser');
    // The first and the last of the four stand out, which are the whole width from end to end.
    const [off = 0, on = 0] = drawn('Petr');
    expect(on).to.be.greaterThan(95);
    expect(off).to.be.within(1, 50);
    expect(marks('Ondřej').getAttribute('aria-label')).to.equal('No phone signed in');
    expect(drawn('Ondřej')[1]).to.equal(0);
  });

  it('asks for a call, which a page may prevent', async () => {
    const room = await mount('pbx-extension-list');
    room.element.addEventListener('pbx-dial', (event) => event.preventDefault(), { once: true });
    setTimeout(() => button(room, 'Call Petr Svoboda').click());
    const { detail } = await oneEvent<HTMLElementEventMap['pbx-dial']>(room.element, 'pbx-dial');
    expect(detail).to.deep.equal({ number: '1002', name: 'Petr Svoboda' });
    expect(room.fake.phone.calls).to.have.length(0);
    button(room, 'Call Petr Svoboda').click();
    await waitUntil(() => room.fake.phone.calls.length === 1);
    expect(room.fake.phone.calls[0]?.number).to.equal('1002');
  });

  it('calls once for a double click and for a key held down', async () => {
    const room = await mount('pbx-extension-list');
    let asked = 0;
    room.element.addEventListener('pbx-dial', (event) => { asked += 1; event.preventDefault(); });
    for (const detail of [1, 2]) button(room, 'Call Petr Svoboda').dispatchEvent(new MouseEvent('click', { bubbles: true, detail }));
    expect(asked).to.equal(1);
    const row = button(room, 'Call Petr Svoboda').closest<HTMLElement>('[role="row"]')!;
    for (const repeat of [false, true]) row.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, repeat }));
    expect(asked).to.equal(2);
  });

  it('calls the mobile number where there is one', async () => {
    const room = await mount('pbx-extension-list', 'normal', (_element, fake) => fake.extensions.patch('ext-1002', { mobile: '+420777320114' }));
    expect(button(room, 'Mobile of Eva Dvořáková')).to.equal(undefined);
    setTimeout(() => button(room, 'Mobile of Petr Svoboda').click());
    expect((await oneEvent<HTMLElementEventMap['pbx-dial']>(room.element, 'pbx-dial')).detail.number).to.equal('+420777320114');
  });

  it('says what went wrong with a call', async () => {
    const room = await mount('pbx-extension-list', 'microphoneRefused');
    setTimeout(() => button(room, 'Call Petr Svoboda').click());
    const { detail } = await oneEvent<HTMLElementEventMap['pbx-error']>(room.element, 'pbx-error');
    expect(detail.code).to.equal('MICROPHONE_REFUSED');
    await waitUntil(() => room.$('[role="alert"]')?.textContent.includes('microphone'));
    await expect(room.element).to.be.accessible();
  });

  it('is one tab stop that the arrows move, and Enter calls', async () => {
    const room = await mount('pbx-extension-list');
    room.$<HTMLInputElement>('input[type="search"]').focus();
    await sendKeys({ press: 'ArrowDown' });
    await waitUntil(() => focused(room.element).dataset['index'] === '0');
    await sendKeys({ press: 'ArrowDown' });
    await sendKeys({ press: 'End' });
    await waitUntil(() => focused(room.element).dataset['index'] === '7');
    await sendKeys({ press: 'Home' });
    await waitUntil(() => focused(room.element).dataset['index'] === '0');
    await sendKeys({ press: 'Tab' });
    expect(focused(room.element).classList.contains('copy')).to.equal(true);
    await sendKeys({ press: 'ArrowDown' });
    await waitUntil(() => focused(room.element).getAttribute('aria-label') === 'Copy number 1006');
    expect(room.$$('.row[tabindex="0"]')).to.have.length(1);
    focused(room.element).closest<HTMLElement>('.row')!.focus();
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => room.fake.phone.calls[0]?.number === '1006');
  });

  it('draws only the rows in sight of fifty thousand, and keeps its place when states change', async () => {
    const room = await mount('pbx-extension-list', 'many');
    expect(room.text()).to.contain('50,000');
    expect(room.$$('.row').length).to.be.below(60);
    expect(room.$('[role="table"]').getAttribute('aria-rowcount')).to.equal('50001');
    const scroller = room.$('.scroller');
    scroller.scrollTop = 25_000 * 52;
    await waitUntil(() => Number(room.$('[data-index]').dataset['index']) > 24_000);
    const top = names(room)[8];
    room.fake.extensions.patch('ext-10001', { line: 'ringing' });
    await settle(room.element);
    expect(names(room)[8]).to.equal(top);
    expect(scroller.scrollTop).to.equal(25_000 * 52);
  });

  describe('as dense as the page says', () => {
    afterEach(() => document.documentElement.style.removeProperty('--pbx-row'));

    const drawnRow = ({ $ }: Room<PbxExtensionList>): HTMLElement => $('[data-index]');
    const topIndex = ({ $, $$ }: Room<PbxExtensionList>): number => {
      const { top } = $('.before').getBoundingClientRect();
      const seen = $('.scroller').getBoundingClientRect().top;
      const row = $$('[data-index]').find((one) => one.getBoundingClientRect().bottom > seen + 32 + 1)!;
      expect(top, 'the block before them is where the rows begin').to.be.at.most(row.getBoundingClientRect().top);
      return Number(row.dataset['index']);
    };

    it('has rows of the token’s height, fills the view with them, and keeps its place when the density changes', async () => {
      const room = await mount('pbx-extension-list', 'many');
      const scroller = room.$('.scroller');
      scroller.scrollTop = 1000 * 52;
      await waitUntil(() => room.$('[data-index="1000"]') !== null);
      expect(topIndex(room)).to.equal(1000);
      for (const [row, height] of [['28px', 36], ['3.5rem', 64], ['', 52]] as const) {
        document.documentElement.style.setProperty('--pbx-row', row);
        await waitUntil(() => Math.abs(scroller.scrollTop - 1000 * height) < 1);
        await settle(room.element);
        expect(drawnRow(room).offsetHeight).to.equal(height);
        expect(topIndex(room)).to.equal(1000);
        const last = room.$$('[data-index]').at(-1)!;
        expect(last.getBoundingClientRect().bottom).to.be.above(scroller.getBoundingClientRect().bottom);
        expect(scroller.scrollHeight).to.equal(32 + 50_000 * height);
      }
    });

    it('renders once for a change of density, not once a row', async () => {
      const room = await mount('pbx-extension-list', 'many');
      let updates = 0;
      room.element.addController({ hostUpdated: () => { updates += 1; } });
      document.documentElement.style.setProperty('--pbx-row', '80px');
      await waitUntil(() => drawnRow(room).offsetHeight === 88);
      await settle(room.element);
      expect(updates).to.be.at.most(1);
    });
  });

  it('shows the whole of the last person when a key leads there', async () => {
    const room = await mount('pbx-extension-list', 'many');
    room.element.focus();
    await waitUntil(() => focused(room.element)?.dataset['index'] === '0');
    await sendKeys({ press: 'End' });
    await waitUntil(() => focused(room.element)?.dataset['index'] === '49999');
    expect(focused(room.element).getBoundingClientRect().bottom).to.be.at.most(room.$('.scroller').getBoundingClientRect().bottom + 1);
  });

  it('stands in columns on a wall, which the arrows follow', async () => {
    const room = await mount('pbx-extension-list', 'many', (element) => element.style.setProperty('inline-size', '3840px'));
    const at = (index: number): DOMRect => room.$(`[data-index="${index}"]`).getBoundingClientRect();
    await waitUntil(() => at(1).top === at(0).top);
    expect(at(3).top).to.equal(at(0).top);
    expect(at(4).left).to.equal(at(0).left);
    expect(room.$('.scroller').scrollHeight).to.equal(12_500 * 52);
    room.element.focus();
    await waitUntil(() => focused(room.element)?.dataset['index'] === '0');
    for (const [key, index] of [['ArrowDown', 4], ['ArrowRight', 5], ['ArrowUp', 1], ['End', 49_999], ['ArrowUp', 49_995]] as const) {
      await sendKeys({ press: key });
      await waitUntil(() => focused(room.element)?.dataset['index'] === String(index), `${key} leads to ${index}`);
    }
    room.element.dir = 'rtl';
    await sendKeys({ press: 'ArrowLeft' });
    await waitUntil(() => focused(room.element)?.dataset['index'] === '49996');
  });

  it('speaks Czech, and fits from right to left and into 240 px', async () => {
    const room = await mount('pbx-extension-list', 'normal', (element) => {
      element.lang = 'cs';
      element.dir = 'rtl';
      element.style.setProperty('inline-size', '240px');
    });
    await waitUntil(() => room.$('[role="table"]')?.getAttribute('aria-label') === 'Klapky');
    expect(button(room, 'Zavolat: Eva Dvořáková').localName).to.equal('button');
    expect(room.$('.frame').scrollWidth).to.be.at.most(240);
    await expect(room.element).to.be.accessible();
  });

  it('shows initials until a photo is there, and where none comes', async () => {
    const room = await mount('pbx-extension-list', 'photos', (_element, fake) => {
      fake.latency = 100;
      fake.files.put('/photos/1003', new Blob(['no picture'], { type: 'image/png' }));
    });
    const face = (name: string): Element => room.$$('.row').find((one) => one.textContent.includes(name))!.querySelector('.avatar')!;
    expect(face('Petr Svoboda').textContent.trim()).to.equal('PS');
    const before = face('Petr Svoboda').getBoundingClientRect();
    await waitUntil(() => {
      room.fake.advance(100);
      return room.$$('.avatar img').length === 7;
    });
    expect(face('Petr Svoboda').querySelector('img')!.src).to.match(/^blob:/);
    expect(face('Petr Svoboda').getBoundingClientRect()).to.deep.equal(before);
    expect(face('Eva Dvořáková').textContent.trim()).to.equal('ED');
  });

  it('fetches the photos of the rows in sight alone', async () => {
    const room = await mount('pbx-extension-list', 'many', (_element, fake) => {
      for (const { id, number } of fake.extensions.all.values()) fake.extensions.patch(id, { photoUrl: `/photos/${number}` });
    });
    await waitUntil(() => room.fake.files.fetched.length >= room.$$('.row').length - 1);
    expect(room.fake.files.fetched.length).to.be.below(60);
  });

  it('marks stale rows while reconnecting', async () => {
    const room = await mount('pbx-extension-list', 'reconnecting');
    expect(room.text()).to.contain('Reconnecting').and.contain('Eva Dvořáková');
  });

  it('shows names as text', async () => {
    const room = await mount('pbx-extension-list', 'normal', (_element, fake) => fake.extensions.patch('ext-1002', { name: '<img src=x onerror=alert(1)>' }));
    expect(room.$('img')).to.equal(null);
    expect(room.text()).to.contain('<img src=x');
  });

  it('leaves a voicemail without ringing, by button and by key, for whom one can be left', async () => {
    const room = await mount('pbx-extension-list');
    room.fake.extensions.patch('ext-1004', { voicemail: { enabled: false } });
    await settle(room.element);
    expect(button(room, 'Leave a voicemail for Tomáš Černý')).to.equal(undefined);
    expect(button(room, 'Leave a voicemail for Jana Nováková')).to.equal(undefined);
    button(room, 'Leave a voicemail for Eva Dvořáková').click();
    await waitUntil(() => room.fake.phone.calls.length === 1);
    const eva = [...room.fake.extensions.all.values()].find(({ name }) => name === 'Eva Dvořáková');
    expect(room.fake.phone.calls[0]!.number).to.equal(`#${eva!.number}`);
    await room.fake.phone.hangUp(room.fake.phone.calls[0]!.id);
    room.element.focus();
    await settle(room.element);
    await sendKeys({ press: 'v' });
    await waitUntil(() => room.fake.phone.calls.length === 2);
    room.fake.account = { ...room.fake.account, phone: { ...room.fake.account.phone!, can: [] } };
    room.fake.connect();
    await waitUntil(() => !button(room, 'Leave a voicemail for Eva Dvořáková'));
  });

  it('marks favourites by button and by key, shows them alone, and says what went wrong', async () => {
    const room = await mount('pbx-extension-list');
    button(room, 'Favourite: Petr Svoboda').click();
    await waitUntil(() => button(room, 'Favourite: Petr Svoboda').getAttribute('aria-pressed') === 'true');
    room.element.focus();
    await settle(room.element);
    await sendKeys({ press: 'f' });
    await waitUntil(() => room.fake.favourites.rows.size === 2);
    const filter = room.$$('button').find((one) => one.textContent === 'Favourites')!;
    filter.click();
    await settle(room.element);
    expect(names(room)).to.deep.equal(['Eva Dvořáková', 'Petr Svoboda']);
    expect(filter.getAttribute('aria-pressed')).to.equal('true');
    button(room, 'Favourite: Eva Dvořáková').click();
    await waitUntil(() => names(room).length === 1);
    room.fake.failNext('favourite:set', 'UNAVAILABLE');
    button(room, 'Favourite: Petr Svoboda').click();
    await waitUntil(() => room.element.shadowRoot!.querySelector('[role="alert"]') !== null);
  });
});
