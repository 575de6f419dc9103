import { afterEach, expect, it } from 'vitest';
import { Menu } from '@klapka/protocol';
import type { PhoneCall } from '../../fakes/sip-phone/call.ts';
import { tones } from './actions/scene.ts';
import type { Scene } from './actions/scene.ts';
import { nameOfSound, toneWav } from './voicemail-scene.ts';

/** What the announcement says, in Hz; nobody speaks it. */
const announcementTone = 700;
const announcement = toneWav(announcementTone, 2);
const menuOf = (rules: Partial<Menu>): Menu =>
  ({ ...Menu.parse({ name: 'Welcome', number: '640' }), announcement: nameOfSound(announcement), waitSeconds: 1, rounds: 2, ...rules });

/** Announcements callers answer with a key. */
export function menusContract(scene: Scene): void {
  afterEach(() => scene.provision());

  /** Anna has dialled a menu and hears its announcement. */
  async function dialled(...menus: Partial<Menu>[]): Promise<PhoneCall> {
    scene.start();
    await scene.pbx.putSound(nameOfSound(announcement), announcement);
    await scene.provision({ menus: menus.map(menuOf) });
    const call = await (await scene.phone('anna')).dial('640');
    await call.answered;
    await call.hears(announcementTone);
    return call;
  }

  keys(scene, dialled);
  nothing(scene, dialled);
  directDial(scene, dialled);
}

type Dialled = (...menus: Partial<Menu>[]) => Promise<PhoneCall>;

function keys(scene: Scene, dialled: Dialled): void {
  it('sends a caller where the key leads, who is not answered until somebody there does', async () => {
    const call = await dialled({ keys: { 1: '1002', 2: '1003' } });
    const { id } = await scene.callOf(call);
    const row = await scene.row(id, ({ at }) => at !== undefined, 'at the menu');
    expect(row).toMatchObject({ state: 'ringing', at: { kind: 'menu', number: '640', name: 'Welcome' } });
    expect(row.answeredAt).toBeUndefined();
    const cyril = await scene.phone('cyril');
    await call.presses('2');
    const third = await cyril.nextCall();
    expect(third.from).toBe('1001');
    expect((await scene.row(id, ({ at }) => at === undefined, 'on its way')).state).toBe('ringing');
    await scene.hearsRinging(call);
    await third.answer();
    await scene.talk([call, 'anna'], [third, 'cyril']);
    expect(await scene.row(id, ({ state }) => state === 'answered', 'answered')).toMatchObject({ to: { number: '1003' } });
  });

  it('says so where a key leads nowhere, and begins again', async () => {
    const call = await dialled({ keys: { 1: '1002' } });
    await call.presses('9');
    await scene.hearsWords(call);
    await call.hears(announcementTone);
    const bert = await scene.phone('bert');
    await call.presses('1');
    await (await bert.nextCall()).answer();
    await call.hears(tones.bert);
  });

  it('leads from one menu to another one and back, and takes a star', async () => {
    const second = toneWav(900, 2);
    await scene.pbx.putSound(nameOfSound(second), second);
    const call = await dialled({ keys: { 1: '641' } }, { number: '641', name: 'Second', announcement: nameOfSound(second), keys: { '*': '640' } });
    await call.presses('1');
    await call.hears(900);
    await scene.row((await scene.callOf(call)).id, ({ at }) => at?.number === '641', 'at the second menu');
    await call.presses('*');
    await call.hears(announcementTone);
  });
}

function nothing(scene: Scene, dialled: Dialled): void {
  it('says it again to who presses nothing, and then sends them where they go otherwise', async () => {
    const call = await dialled({ otherwise: '1002' });
    const bert = await scene.phone('bert');
    await call.hears(announcementTone);
    await (await bert.nextCall()).answer();
    await call.hears(tones.bert);
  });

  it('ends a call of who presses nothing where they go nowhere else', async () => {
    const call = await dialled({ rounds: 1 });
    const { id } = await scene.callOf(call);
    expect(await call.ended).toMatchObject({ how: 'bye' });
    expect(await scene.ended(id)).toMatchObject({ endReason: 'no-answer' });
  });

  it('is left by who hangs up, and by who is sent on from it', async () => {
    const call = await dialled({ keys: { 1: '1002' } });
    const cyril = await scene.phone('cyril');
    const { id } = await scene.callOf(call);
    await scene.actions.redirect(await scene.legOf(call), '1003');
    const third = await cyril.nextCall();
    await third.answer();
    await scene.talk([call, 'anna'], [third, 'cyril']);
    call.hangUp();
    await scene.ended(id);
  });
}

function directDial(scene: Scene, dialled: Dialled): void {
  it('takes the number of an extension, digit by digit, and a key that is the beginning of none', async () => {
    const call = await dialled({ keys: { 1: '1002', 5: '1003' }, directDial: true });
    const dora = await scene.phone('dora');
    for (const key of '1004') await call.presses(key);
    const fourth = await dora.nextCall();
    await fourth.answer();
    await scene.talk([call, 'anna'], [fourth, 'dora']);
  });

  it('takes a key alone where no more digits come', async () => {
    const call = await dialled({ keys: { 1: '1002' }, directDial: true });
    const bert = await scene.phone('bert');
    await call.presses('1');
    await (await bert.nextCall()).answer();
    await call.hears(tones.bert);
  });

  it('does not take a number where it is not meant to', async () => {
    const call = await dialled({ keys: { 2: '1003' } });
    const dora = await scene.phone('dora');
    await call.presses('1');
    await scene.hearsWords(call);
    expect(dora.calls).toEqual([]);
  });
}
