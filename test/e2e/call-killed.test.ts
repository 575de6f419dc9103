import { describe, it } from 'vitest';
import { callTabs } from './support/call-tabs.ts';
import { startDesk } from './support/desk.ts';

const desk = startDesk();

describe('two tabs of one browser', () => callTabs(desk));

describe('a gateway that is killed with its PBX', () => {
  it('ends the call with its reason, one press from the next', async () => {
    const { gateway, ann, bob } = desk();
    await ann.connect(bob);
    await gateway.restart('SIGKILL');
    await Promise.all([ann, bob].map((person) => person.calls.getByText('The telephone system was restarted.').filter({ visible: true }).first().waitFor()));
    await ann.press('Redial');
    await bob.answer();
    await Promise.all([ann.hears(bob), bob.hears(ann)]);
    await ann.press('Hang up');
    await bob.idle();
  });
});
