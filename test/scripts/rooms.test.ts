import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { languageNotes, roomsCheck } from '../../scripts/checks/rooms.ts';
import { Checkout } from './checkout.ts';

let checkout: Checkout;
const problems = (): Promise<string[]> => roomsCheck(checkout.folder);

beforeEach(() => {
  checkout = new Checkout();
});
afterEach(() => checkout.dispose());

describe('the check of rooms', () => {
  it('has nothing to say about this checkout', async () => {
    expect(await problems()).toEqual([]);
  });

  it('finds a text that Czech lacks, in agents’ elements and in the chat window, and one that says nothing', async () => {
    checkout.change('components/locales/cs/dialer.ts', /^ {2}(?=call:)/m, '  // ');
    checkout.change('components/locales/cs/common.ts', /away: '[^']+'/, "away: ''");
    checkout.change('widget/window/locales/cs.ts', /^ {2}(?=send:)/m, '  // ');
    expect((await problems()).toSorted()).toEqual([
      'components/locales/cs/common.ts: presence.away has no text',
      'components/locales/cs/dialer.ts: call has no text',
      'widget/window/locales/cs.ts: send has no text',
    ]);
  });

  it('finds a text that is shown nowhere, in agents’ elements and in the chat window', async () => {
    checkout.change('components/extension-list/extension-list.ts', 't.emptyNext', 't.empty');
    checkout.change('widget/window/window.ts', /t\.forgetNo\b/, 't.close');
    expect(await problems()).toEqual(['components/locales/en/extension-list.ts: emptyNext is shown nowhere', 'widget/window/locales/en.ts: forgetNo is shown nowhere']);
  });

  it('finds in a form of a language what the language does not know, and what it says the same way', async () => {
    checkout.change('components/locales/cs-x-informal/dialer.ts', /unlockSound: .*$/m, "unlockSound: 'Kliknutím zapnete vyzvánění',\n  shout: 'Haló!',");
    checkout.change('widget/window/locales/cs-x-informal.ts', /'picked-up': .*}/, "'picked-up': (name) => `Věnuje se vám ${name}` }");
    expect(await problems()).toEqual([
      'components/locales/cs-x-informal/dialer.ts: unlockSound is said the same way in cs',
      'components/locales/cs-x-informal/dialer.ts: shout is no text of cs',
      'widget/window/locales/cs-x-informal.ts: event.picked-up is said the same way in cs',
    ]);
  });

  it('finds a room without Czech', async () => {
    checkout.remove('components/locales/cs/sign-in.ts');
    expect((await problems())[0]).toBe('components/locales/cs/sign-in.ts is missing');
  });

  it('finds a state without a story, though a comment speaks of it', async () => {
    checkout.change('stories/components/inbox.stories.ts', /^export const NoPermission .*$/m, '// export const NoPermission = later: no permission');
    expect(await problems()).toEqual(['stories/components/inbox.stories.ts: no story of no permission']);
  });

  it('finds an element whose page would begin with what is not there', async () => {
    checkout.change('stories/components/inbox.stories.ts', /^export const Normal (.*)$\n(^export const NotConnected .*$)/m, '$2\nexport const Normal $1');
    expect(await problems()).toEqual(['stories/components/inbox.stories.ts: the first story shows nothing of the element']);
  });

  it('finds a state without a test, though a comment and an event speak of it', async () => {
    checkout.change('test/components/extension-list.test.ts', /^ {4}error: .*$/m, "    // error: 'pbx-error'");
    expect(await problems()).toEqual(['test/components/extension-list.test.ts: says nothing about error']);
  });

  it('finds a room without a story, a test, a README, a place in the entry and in the package', async () => {
    checkout.remove('stories/components/call.stories.ts');
    checkout.remove('test/components/call.test.ts');
    checkout.remove('components/call/README.md');
    checkout.change('components/define.ts', "import './call/define.ts';\n", '');
    checkout.change('components/package.json', '"./call/define"', '"./call/defined"');
    expect((await problems()).toSorted()).toEqual([
      'components/call/README.md is missing',
      'components/call/README.md is missing',
      'components/define.ts does not define pbx-call',
      'components/package.json does not export ./call and ./call/define',
      'stories/components/call.stories.ts is missing',
      'test/components/call.test.ts is missing',
    ]);
  });

  it('finds a header that does not name an event', async () => {
    checkout.change('components/device-settings/device-settings.ts', /^ \* @fires .*pbx-device-change.*$/m, ' *');
    expect(await problems()).toEqual(['components/device-settings/device-settings.ts: fires pbx-device-change, which the header does not name']);
  });

  it('lists how far another language is, and asks no more of it', async () => {
    mkdirSync(join(checkout.folder, 'components/locales/de'));
    checkout.write('components/locales/de/README.md', '# German');
    checkout.write('components/locales/de/dialer.ts', "export default { call: 'Anrufen' };");
    expect(await problems()).toEqual([]);
    expect(await languageNotes(checkout.folder)).toEqual([expect.stringMatching(/^de: 1 of \d{3} texts$/)]);
  });
});
