import { expect, it } from 'vitest';
import type { Desk } from './desk.ts';
import { holdMusic, type Person } from './person.ts';

/** What people do with a call through the buttons of the client, on every PBX; who hears whom is measured. */
export function callActions(desk: () => Desk): void {
  transfers(desk);
  conferences(desk);

  it('is parked with music, says where, and comes back with one press', async () => {
    const { ann, bob } = desk();
    await ann.connect(bob);
    await bob.press('Park');
    await bob.press('First free slot');
    await bob.calls.getByText(/^Parked on /).first().waitFor();
    await ann.hears(holdMusic, [bob]);
    await bob.press('Retrieve');
    await Promise.all([ann.hears(bob), bob.hears(ann)]);
    await bob.press('Hang up');
    await ann.idle();
  });

  it('goes on at another device of the same person that they chose, without the other side noticing', async () => {
    const { ann, bob, arrive } = desk();
    const sofa = await arrive('1004', 1900);
    await ann.connect(bob);
    await bob.press('Switch device');
    // The other one there is.
    await bob.calls.getByRole('group', { name: 'Switch device' }).locator('.panel-actions button').first().click();
    await sofa.answer();
    await Promise.all([ann.hears(sofa, [bob]), sofa.hears(ann), bob.idle()]);
    await ann.calls.getByText('On call', { exact: true }).waitFor();
    await sofa.press('Hang up');
    await ann.idle();
    await sofa.leave();
  });

  it('waits while another one is made, and one goes from one to the other', async () => {
    const { ann, bob, eve } = desk();
    await ann.connect(bob);
    await ann.name('New call', eve);
    await ann.press('Call now');
    await eve.answer();
    await Promise.all([ann.hears(eve, [bob]), eve.hears(ann), bob.hears(holdMusic)]);
    await ann.press('Resume');
    await Promise.all([ann.hears(bob, [eve]), bob.hears(ann), eve.hears(holdMusic)]);
    await eve.press('Hang up');
    await ann.press('Hang up');
    await Promise.all([ann, bob, eve].map((person) => person.idle()));
  });
}

function transfers(desk: () => Desk): void {
  it('is passed on at once, with a note that is seen while it rings', async () => {
    const { ann, bob, eve } = desk();
    await ann.connect(bob);
    await bob.name('Transfer', eve);
    await bob.page.getByRole('textbox', { name: 'Note, shown while it rings' }).fill('Order 7');
    await bob.press('Transfer now');
    await eve.incoming.getByText('Order 7').waitFor();
    await bob.idle();
    await eve.answer();
    await Promise.all([ann.hears(eve, [bob]), eve.hears(ann, [bob])]);
    // The card says with whom it is now.
    await ann.calls.getByText('1005', { exact: true }).filter({ visible: true }).first().waitFor();
    await eve.press('Hang up');
    await ann.idle();
  });

  it('comes back to whoever passed it on when the other one does not want it', async () => {
    const { ann, bob, eve } = desk();
    await ann.connect(bob);
    await bob.name('Transfer', eve);
    await bob.press('Transfer now');
    await eve.incoming.waitFor();
    await bob.idle();
    await eve.press('Decline');
    await bob.answer();
    await Promise.all([ann.hears(bob), bob.hears(ann)]);
    await ann.press('Hang up');
    await bob.idle();
  });

  it('is passed on after a word with the other, who hears nobody else meanwhile', async () => {
    const { ann, bob, eve } = desk();
    await ann.connect(bob);
    await bob.consult(eve);
    await Promise.all([eve.hears(bob, [ann]), ann.hears(holdMusic, [bob, eve])]);
    await bob.press('Swap');
    await Promise.all([ann.hears(bob, [eve]), eve.hears(holdMusic)]);
    await bob.press('Swap');
    await Promise.all([eve.hears(bob), ann.hears(holdMusic)]);
    await bob.press('Back to the first');
    await Promise.all([ann.hears(bob), bob.hears(ann), eve.idle()]);
    await bob.consult(eve);
    await bob.press('Connect them');
    await Promise.all([ann.hears(eve, [bob]), eve.hears(ann, [bob]), bob.idle()]);
    await ann.press('Hang up');
    await eve.idle();
  });
}

/** Removes and mutes by what is written beside the name. */
const member = (person: Person, number: number, what: RegExp) => person.calls.getByRole('list', { name: 'In the conference' }).getByRole('listitem').nth(number).getByRole('button', { name: what });

function conferences(desk: () => Desk): void {
  it('becomes a conference by adding somebody, whom one sees, mutes and removes', async () => {
    const { ann, bob, eve } = desk();
    await ann.connect(bob);
    await bob.name('Add person', eve);
    await bob.press('Add to the call');
    await eve.answer();
    await Promise.all([ann.hears([bob, eve]), bob.hears([ann, eve]), eve.hears([ann, bob])]);
    await Promise.all([ann, bob, eve].map((person) => person.calls.getByText('Conference of 3').filter({ visible: true }).first().waitFor()));
    const names = bob.calls.getByRole('list', { name: 'In the conference' }).getByRole('listitem');
    expect((await names.allInnerTexts()).map((text) => text.split('\n').at(-1)?.trim())).toEqual(['You', 'Cecilia Moreau', 'Emma Schneider']);
    await member(bob, 2, /^Mute /).click();
    await member(bob, 2, /^Unmute /).waitFor();
    await Promise.all([ann.hears(bob, [eve]), eve.hears([ann, bob])]);
    await member(bob, 2, /^Unmute /).click();
    await ann.hears([bob, eve]);
    await member(bob, 2, /^Remove /).click();
    await Promise.all([bob.hears(ann, [eve]), eve.idle()]);
    await ann.press('Hang up');
    await bob.idle();
  });

  it('becomes a conference by merging it with the one that waits', async () => {
    const { ann, bob, eve } = desk();
    await ann.connect(bob);
    await bob.consult(eve);
    await bob.press('Merge');
    await Promise.all([ann.hears([bob, eve]), bob.hears([ann, eve]), eve.hears([ann, bob])]);
    await bob.press('Hang up');
    await Promise.all([ann.hears(eve, [bob]), eve.hears(ann)]);
    await ann.press('Hang up');
    await eve.idle();
  });
}
