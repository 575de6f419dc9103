import { expect, it } from 'vitest';
import type { PbxVoicemail } from '../../../server/ports/mailbox-actions.ts';
import type { PhoneCall } from '../../fakes/sip-phone/call.ts';
import type { TestPhone } from '../../fakes/sip-phone/phone.ts';
import { tones } from './actions/scene.ts';
import type { Scene } from './actions/scene.ts';
import { MailboxScene, mailboxOf } from './voicemail-scene.ts';
import { patience } from './watch.ts';

/** Anna and Dora have each left Bert a message. */
async function withTwo(box: MailboxScene): Promise<{ bert: TestPhone; anna: TestPhone; first: PbxVoicemail; second: PbxVoicemail }> {
  await box.open();
  const [anna, bert, dora] = [await box.scene.phone('anna'), await box.scene.phone('bert'), await box.scene.phone('dora')];
  const { message: first } = await box.leaves(anna, '#1002');
  const { message: second } = await box.leaves(dora, '#1002');
  return { anna, bert, first, second };
}

/** A message is played behind some words about it. */
const plays = (call: PhoneCall, tone: number): Promise<void> => call.hears(tone, patience * 2);

const saysPin = async (call: PhoneCall, pin: string): Promise<void> => {
  for (const key of `${pin}#`) await call.presses(key);
};

/** Messages are listened to by phone. Part of `pbxContract`. */
export function listeningContract(scene: Scene): void {
  const box = new MailboxScene(scene);
  own(box);
  goesThrough(box);
  others(box);
}

function own(box: MailboxScene): void {
  const { scene, keys } = box;

  it('plays a message to whom it is for, who is asked for no PIN, and marks it as heard', async () => {
    await box.open();
    const [anna, bert] = [await scene.phone('anna'), await scene.phone('bert')];
    const { message } = await box.leaves(anna, '#1002');
    const call = await box.listens(bert);
    expect(await scene.row((await scene.callOf(call)).id, ({ at }) => at !== undefined, 'at the mailbox')).toMatchObject({ state: 'answered', at: { kind: 'voicemail', number: '1002', name: 'Bert' } });
    await call.presses(keys.fresh);
    await plays(call, tones.anna);
    expect(await box.message(1)).toEqual({ ...message, heard: true });
    await call.presses(keys.end);
    expect(await call.ended).toMatchObject({ how: 'bye' });
    expect(await box.mailboxes.list('1002')).toHaveLength(1);
  });

  it('says so where there is nothing, and where there is no mailbox at all', async () => {
    await box.open();
    const call = await box.listens(await scene.phone('bert'));
    expect(await call.ended).toMatchObject({ how: 'bye' });
    expect(await (await (await scene.phone('dora')).dial('*2')).ended).toMatchObject({ how: 'refused', status: 404 });
  });
}

function goesThrough(box: MailboxScene): void {
  const { scene, keys } = box;

  it('goes on to the next message and back, and repeats one', async () => {
    const { bert } = await withTwo(box);
    const call = await box.listens(bert);
    await call.presses(keys.fresh);
    await plays(call, tones.anna);
    await call.presses(keys.next);
    await plays(call, tones.dora);
    await call.presses(keys.repeat);
    await plays(call, tones.dora);
    await call.presses(keys.previous);
    await plays(call, tones.anna);
  });

  it('deletes one when the listener is through, and not the one that was kept after all', async () => {
    const { bert, first, second } = await withTwo(box);
    const call = await box.listens(bert);
    await call.presses(keys.fresh);
    await plays(call, tones.anna);
    await call.presses(keys.delete);
    await scene.hearsWords(call);
    await call.presses(keys.next);
    await plays(call, tones.dora);
    await call.presses(keys.delete);
    await scene.hearsWords(call);
    await call.presses(keys.delete);
    await scene.hearsWords(call);
    const removed = scene.watch.next(({ type }) => type === 'voicemail-removed', 'removed');
    call.hangUp();
    expect(await removed).toEqual({ type: 'voicemail-removed', mailbox: '1002', id: first.id });
    expect((await box.mailboxes.list('1002')).map(({ id }) => id)).toEqual([second.id]);
  });

  it('calls back who has left one', async () => {
    const { bert, anna } = await withTwo(box);
    const call = await box.listens(bert);
    await call.presses(keys.fresh);
    await plays(call, tones.anna);
    for (const key of keys.callBack) await call.presses(key);
    const back = await anna.nextCall();
    expect(back.from).toBe('1002');
    await back.answer();
    await scene.talk([call, 'bert'], [back, 'anna']);
  });
}

function others(box: MailboxScene): void {
  const { scene, keys } = box;

  it('lets somebody with the PIN listen from another phone', async () => {
    await box.open([mailboxOf('1002', 'Bert', { pin: '4711' })]);
    const [anna, cyril] = [await scene.phone('anna'), await scene.phone('cyril')];
    await box.leaves(anna, '#1002');
    const call = await box.listens(cyril, '*21002');
    await saysPin(call, '1234');
    await scene.hearsWords(call);
    await saysPin(call, '4711');
    await scene.hearsWords(call);
    await call.presses(keys.fresh);
    await plays(call, tones.anna);
  });

  it('says goodbye after three wrong PINs, and plays nothing', async () => {
    await box.open([mailboxOf('1002', 'Bert', { pin: '4711' })]);
    const [anna, cyril] = [await scene.phone('anna'), await scene.phone('cyril')];
    await box.leaves(anna, '#1002');
    const call = await box.listens(cyril, '*21002');
    for (const pin of ['1111', '2222', '3333']) await saysPin(call, pin);
    expect(await call.ended).toMatchObject({ how: 'bye' });
    expect((await box.mailboxes.list('1002')).map(({ heard }) => heard)).toEqual([false]);
  });

  it('lets nobody else listen where there is no PIN', async () => {
    await box.open();
    const [anna, cyril] = [await scene.phone('anna'), await scene.phone('cyril')];
    await box.leaves(anna, '#1002');
    const call = await cyril.dial('*21002');
    expect((await call.ended).how).toMatch(/bye|refused/);
    expect((await box.mailboxes.list('1002')).map(({ heard }) => heard)).toEqual([false]);
  });

  it('asks who is of the group for no PIN', async () => {
    await box.open([mailboxOf('630', 'Sales', { pin: '4711', listeners: ['1002'] })]);
    const [anna, bert] = [await scene.phone('anna'), await scene.phone('bert')];
    await box.leaves(anna, '#630');
    const call = await box.listens(bert, '*2630');
    await call.presses(keys.fresh);
    await plays(call, tones.anna);
  });
}
