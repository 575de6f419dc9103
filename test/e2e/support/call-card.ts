import { expect, it } from 'vitest';
import { channelsOf } from '../../contract/pbx/audio.ts';
import type { Desk } from './desk.ts';
import { holdMusic, type Person } from './person.ts';

const presses = async (press: () => Promise<void>): Promise<void> => {
  for (let count = 0; count < 8; count += 1) await press();
};

/** The card of a call in the client, with its buttons and its keys, on every PBX. */
export function callCard(desk: () => Desk, { codec }: { codec: string }): void {
  it('says who it is and for how long, and takes a line, a card or the whole window', async () => {
    const { ann, bob } = desk();
    await ann.connect(bob);
    await ann.calls.getByRole('heading', { name: 'David Novák' }).waitFor();
    await ann.calls.getByText('1004', { exact: true }).waitFor();
    const timer = ann.calls.getByRole('timer');
    const before = await timer.textContent();
    await expect.poll(() => timer.textContent()).not.toBe(before);
    await ann.press('Minimise');
    await ann.calls.getByRole('heading', { name: 'David Novák' }).waitFor({ state: 'detached' });
    await ann.press('Restore');
    await ann.press('Maximise');
    expect(await ann.calls.locator('.card').boundingBox()).toMatchObject({ x: 0, y: 0, width: 1280, height: 900 });
    await ann.press('Restore');
    await ann.press('Line quality');
    const figures = ann.calls.getByRole('group', { name: 'Line quality' });
    await figures.getByText(codec, { exact: false }).waitFor();
    await figures.getByText('direct').waitFor();
    await ann.calls.getByText('Good line').waitFor();
    await ann.page.bringToFront();
    await ann.press('Copy diagnosis');
    await expect.poll(() => ann.page.evaluate(() => navigator.clipboard.readText())).toMatch(/^call .+, SIP Call-ID .+\n.+talking[^]+loss .+ jitter .+ round trip .+\nMOS [34]\.\d \(estimated\), codec .+, route host/);
    await ann.press('Hang up');
    await bob.idle();
  });

  it('is muted, held with music, and takes digits that the other side hears', async () => {
    const { ann, bob } = desk();
    await ann.connect(bob);
    await ann.press('Mute');
    await Promise.all([bob.hearsNothing(), ann.hears(bob)]);
    await ann.press('Keypad');
    // Listened for while they are pressed: a slow page's may be over after.
    const five = ann.calls.getByRole('button', { name: '5', exact: true });
    await Promise.all([presses(() => five.click()), bob.hearsKey('5')]);
    await Promise.all([presses(() => ann.page.keyboard.press('9')), bob.hearsKey('9')]);
    await ann.press('Unmute');
    await bob.hears(ann);
    for (const _time of ['first', 'second']) {
      await ann.press('Hold');
      await bob.hears(holdMusic, [ann]);
      await ann.hearsNothing();
      await ann.press('Resume');
      await Promise.all([bob.hears(ann), ann.hears(bob)]);
    }
    await bob.press('Hang up');
    await ann.idle();
  });

  it('takes feature codes: one records, another parks', async () => {
    const { ann, bob } = desk();
    await ann.connect(bob);
    await bob.press('Keypad');
    await bob.page.keyboard.type('*1');
    await bob.calls.getByText('Recording', { exact: true }).waitFor();
    await ann.hears(bob);
    await bob.page.keyboard.type('*5');
    await ann.hears(holdMusic, [bob]);
    await bob.calls.getByText(/^Parked on /).first().waitFor();
    await ann.press('Hang up');
    await bob.calls.getByText(/^Parked on /).waitFor({ state: 'detached' });
    await bob.idle();
  });

  it('has a key for everything, told by a list of them', async () => {
    const { ann, bob } = desk();
    await ann.connect(bob);
    for (const [key, panel] of [['T', 'Transfer'], ['A', 'Add person'], ['P', 'Park'], ['F', 'Switch device'], ['N', 'New call'], ['Q', 'Line quality'], ['?', 'Keys']] as const) {
      await ann.key(key);
      const group = ann.calls.getByRole('group', { name: panel, exact: true });
      await group.waitFor();
      await ann.page.keyboard.press('Escape');
      await group.waitFor({ state: 'detached' });
    }
    for (const [key, next] of [['M', 'Unmute'], ['M', 'Mute'], ['H', 'Resume'], ['H', 'Hold'], ['R', 'Pause recording'], ['R', 'Continue recording'], ['E', 'Record']] as const) {
      await ann.key(key);
      await ann.button(next).waitFor();
    }
    await ann.key('K');
    await ann.calls.getByLabel('Digits sent').waitFor();
    await ann.key('Escape');
    // Every button but the one that shows more of them.
    expect(await ann.calls.locator('.tile:not([aria-keyshortcuts]):not(.more)').count()).toBe(0);
    await ann.key('Delete');
    await Promise.all([ann.idle(), bob.idle()]);
  });

  recordings(desk);
}

/** Until so many seconds more have passed in the call. */
async function seconds(person: Person, count: number): Promise<void> {
  const now = async () => Number((await person.calls.getByRole('timer').first().textContent())?.replace(/\D/g, ''));
  const end = (await now()) + count;
  await expect.poll(now, { timeout: 20_000 }).toBeGreaterThanOrEqual(end);
}

function recordings(desk: () => Desk): void {
  it('is recorded, paused and recorded no more, and its recording is there to be heard', async () => {
    const { ann, bob, ask } = desk();
    const list = async () => ((await (await ask('1003', '/api/recordings')).json()) as { recordings: { id: string; fromNumber: string; toNumber: string }[] }).recordings;
    const before = (await list()).length;
    await ann.connect(bob);
    await ann.press('Record');
    await Promise.all([ann, bob].map((person) => person.calls.getByText('Recording', { exact: true }).waitFor()));
    await seconds(ann, 3);
    await ann.press('Pause recording');
    await Promise.all([ann, bob].map((person) => person.calls.getByText('Recording paused').filter({ visible: true }).first().waitFor()));
    await ann.press('Continue recording');
    await ann.button('Pause recording').waitFor();
    await ann.press('Stop recording');
    await ann.button('Record').waitFor();
    await ann.press('Hang up');
    await expect.poll(async () => (await list()).length, { timeout: 15_000 }).toBe(before + 1);
    const [newest] = await list();
    expect(newest).toMatchObject({ fromNumber: '1003', toNumber: '1004' });
    const audio = await ask('1003', `/api/recordings/${newest?.id}/audio`);
    const [left, right] = await channelsOf(audio.body as unknown as AsyncIterable<Uint8Array>);
    // Tenths of a second, which a busy machine spoils some of: the caller on one side, the called one on the other.
    expect([left?.(ann.tone), right?.(bob.tone)].every((tenths = 0) => tenths > 5), `${left?.(ann.tone)} and ${right?.(bob.tone)}`).toBe(true);
    expect([left?.(bob.tone), right?.(ann.tone)]).toEqual([0, 0]);
    expect((await ask('1005', `/api/recordings/${newest?.id}/audio`)).status).toBe(404);
  });

  it('offers of recording what somebody may: everything, pausing, nothing', async () => {
    const { ann, bob, ask } = desk();
    const people = (await (await ask('1001', '/api/admin/extensions')).json()) as { id: string; number: string }[];
    const allow = async (recordingRight: 'full' | 'pause' | 'none') => {
      const path = `/api/admin/extensions/${people.find(({ number }) => number === '1004')?.id}`;
      expect((await ask('1001', path, { method: 'PATCH', body: { recordingRight } })).status).toBe(200);
      // A page hears of its account's rights when it comes, and whenever its token is renewed.
      await bob.reload();
    };
    const offered = (...names: string[]) => expect.poll(() => bob.calls.getByRole('button', { name: /record/i }).allInnerTexts(), { timeout: 10_000 }).toEqual(names);
    try {
      await allow('pause');
      await ann.connect(bob);
      await bob.button('Transfer').waitFor();
      await offered();
      await ann.press('Record');
      await offered('Pause recording');
      await bob.press('Pause recording');
      await ann.calls.getByText('Recording paused').filter({ visible: true }).first().waitFor();
      // In the middle of the call, which stays.
      await allow('none');
      await bob.button('Transfer').waitFor();
      await offered();
      await ann.press('Hang up');
      await bob.idle();
    } finally {
      await allow('full');
    }
  });
}
