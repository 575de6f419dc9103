import { expect, it } from 'vitest';
import type { Desk } from './desk.ts';
import { holdMusic, type Person } from './person.ts';

const rings = async (person: Person): Promise<boolean> => ((await person.page.evaluate(() => window.audio.played()))?.level ?? -200) > -60;

/** Several tabs of one browser, on every PBX. */
export function callTabs(desk: () => Desk): void {
  it('is one call in two tabs: one rings, both show and command it, and one that is closed hands it to the other', async () => {
    const { bob, arrive } = desk();
    const first = await arrive('1006', 700);
    const second = await arrive('1006', 1900, first.page.context());
    const tabs = [first, second];
    await bob.dial('1006');
    await Promise.all(tabs.map((tab) => tab.incoming.waitFor()));
    await expect.poll(async () => (await Promise.all(tabs.map(rings))).filter(Boolean).length, { timeout: 10_000, interval: 50 }).toBe(1);
    await second.press('Answer');
    await bob.hears(first);
    await Promise.all(tabs.map((tab) => tab.calls.getByText('On call', { exact: true }).waitFor()));
    await second.press('Hold');
    await Promise.all([bob.hears(holdMusic), first.calls.getByText('On hold', { exact: true }).waitFor()]);
    await first.press('Resume');
    await Promise.all([bob.hears(first), second.calls.getByText('On call', { exact: true }).waitFor()]);
    await first.page.close({ runBeforeUnload: true });
    await Promise.all([bob.hears(second), second.hears(bob)]);
    await second.press('Hang up');
    await bob.idle();
    await second.leave();
  });
}
