import { expect, it } from 'vitest';
import type { Voicemail } from '@klapka/protocol';
import { channelsOf } from '../../contract/pbx/audio.ts';
import type { Desk } from './desk.ts';
import type { Person } from './person.ts';

/** Speaks until the mailbox has heard enough of it to be a message, then hangs up. */
async function speak(person: Person): Promise<void> {
  await person.button('Hang up').waitFor();
  await expect.poll(async () => Number((await person.calls.getByRole('timer').first().textContent())?.replace(/\D/g, '')), { timeout: 40_000 }).toBeGreaterThan(15);
  await person.press('Hang up');
}

/** Messages left and kept through the client's own buttons, on every PBX. */
export function voicemails(desk: () => Desk): void {
  const messagesOf = async (login: string): Promise<Voicemail[]> => ((await (await desk().ask(login, '/api/voicemails')).json()) as { voicemails: Voicemail[] }).voicemails;

  it('is left from the list without ringing anybody, and is whose mailbox it is', async () => {
    const { ann, bob, ask } = desk();
    await ann.row('1004').hover();
    await ann.press('Leave a voicemail for David Novák');
    await speak(ann);
    await expect.poll(async () => (await messagesOf('1004')).length, { timeout: 10_000 }).toBe(1);
    expect(await bob.incoming.count()).toBe(0);
    const [message] = await messagesOf('1004');
    expect(message).toMatchObject({ mailbox: '1004', from: { number: '1003' }, heard: false });
    const [said] = await channelsOf((await ask('1004', `/api/voicemails/${message?.id}/audio`)).body as unknown as AsyncIterable<Uint8Array>);
    expect(said?.(ann.tone)).toBeGreaterThan(9);
    expect(await messagesOf('1003')).toEqual([]);
    expect((await ask('1003', `/api/voicemails/${message?.id}/audio`)).status).toBe(404);
  });

  it('is left instead of an answer, when who is called says so while it rings', async () => {
    const { ann, eve } = desk();
    await ann.dial('1005');
    await eve.incoming.waitFor();
    await eve.press('To voicemail');
    await eve.idle();
    await speak(ann);
    await expect.poll(async () => (await messagesOf('1005')).map(({ from }) => from.number), { timeout: 10_000 }).toEqual(['1003']);
  });
}
