import { expect } from '@open-wc/testing';
import '../../../components/account-menu/define.ts';
import '../../../components/client/define.ts';
import '../../../components/device-settings/define.ts';
import '../../../components/extension-list/define.ts';
import { addLanguage } from '../../../components/shared/language.ts';
import { mount } from '../room.ts';
import { waitUntil } from '../wait.ts';

describe('another language', () => {
  const german = { 'device-settings': () => Promise.resolve({ default: { microphone: 'Mikrofon (de)' } }), errors: () => Promise.resolve({ default: { MICROPHONE_REFUSED: 'Nicht erlaubt' } }) };

  it('is spoken by elements already on the page as soon as it is there, and English where it has no text', async () => {
    const { element, text } = await mount('pbx-device-settings', 'normal', (made) => { made.lang = 'de-AT'; });
    expect(text()).to.match(/Microphone.*Speaker.*Ringer/);
    addLanguage('de', german);
    await waitUntil(() => text().includes('Mikrofon (de)'));
    expect(text()).to.match(/Mikrofon \(de\).*Speaker.*Ringer/);
    element.lang = 'cs';
    await waitUntil(() => text().includes('Vyzvánění'));
    element.lang = 'de';
    await waitUntil(() => text().includes('Mikrofon (de)'));
  });

  it('stands on the element’s own tree until its texts are there: what it is laid out by changes with them, not before', async () => {
    const { element, text } = await mount('pbx-device-settings', 'normal');
    const langs = (): (string | null)[] => [...element.shadowRoot!.children].map((child) => child.getAttribute('lang'));
    expect(new Set(langs())).to.deep.equal(new Set(['en']));
    element.lang = 'cs';
    expect(new Set(langs())).to.deep.equal(new Set(['en']));
    await waitUntil(() => text().includes('Vyzvánění'));
    expect(new Set(langs())).to.deep.equal(new Set(['cs']));
  });

  it('says the errors it knows, and the others in English', async () => {
    addLanguage('de', german);
    const refused = await mount('pbx-device-settings', 'microphoneRefused', (made) => { made.lang = 'de'; });
    await waitUntil(() => refused.text().includes('Nicht erlaubt'), refused.text());
    const missing = await mount('pbx-device-settings', 'microphoneMissing', (made) => { made.lang = 'de'; });
    await waitUntil(() => missing.text().includes('No microphone was found'), missing.text());
  });

  it('is not looked for among what every object has', async () => {
    for (const lang of ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'x', '-', 'en-']) {
      const { text } = await mount('pbx-device-settings', 'microphoneRefused', (made) => { made.lang = lang; });
      await waitUntil(() => text().includes('The microphone is not allowed'), `${lang}: ${text()}`);
      expect(text(), lang).to.match(/Microphone.*Speaker/);
    }
  });

  it('is English where nobody brought it', async () => {
    const { text } = await mount('pbx-device-settings', 'normal', (made) => { made.lang = 'fr'; });
    expect(text()).to.match(/Microphone/);
  });
});

describe('a form of a language', () => {
  for (const lang of ['cs-x-informal', 'cs-CZ-x-informal']) {
    it(`is spoken where it differs, and the language where it does not: ${lang}`, async () => {
      const { text } = await mount('pbx-device-settings', 'microphoneRefused', (made) => { made.lang = lang; });
      await waitUntil(() => text().includes('mikrofon povol a zkus to znovu'), text());
      expect(text()).to.match(/Zkusit znovu.*Reproduktor/);
    });
  }

  it('changes with the page, there and back', async () => {
    const { element, text } = await mount('pbx-extension-list', null, (made) => { made.lang = 'cs'; });
    await waitUntil(() => text().includes('s vaší ústřednou'));
    element.lang = 'cs-x-informal';
    await waitUntil(() => text().includes('s tvou ústřednou'));
    element.lang = 'cs-CZ';
    await waitUntil(() => text().includes('s vaší ústřednou'));
  });

  it('is chosen in the menu, one of three', async () => {
    const { element, $$ } = await mount('pbx-account-menu', 'normal', (made) => { made.lang = 'cs-x-informal'; });
    const chosen = (): string[] => $$<HTMLOptionElement>('option[lang]').filter(({ selected }) => selected).map(({ value }) => value);
    expect(chosen()).to.deep.equal(['cs-x-informal']);
    element.lang = 'cs-CZ';
    await waitUntil(() => chosen().join() === 'cs', String(chosen()));
  });

  it('lets a page say single texts its own way in every element, those inside others too', async () => {
    addLanguage('en-x-acme', {
      dialer: () => Promise.resolve({ default: { placeholder: 'Whom to ring' } }),
      'extension-list': () => Promise.resolve({ default: { columns: { person: 'Comrade' } } }),
    });
    const { text, element } = await mount('pbx-client', 'normal', (made) => { made.lang = 'en-x-acme'; });
    await waitUntil(() => /Comrade.*Department/.test(text()), text().slice(0, 400));
    await waitUntil(() => element.shadowRoot?.querySelector('pbx-dialer')?.shadowRoot?.querySelector('input')?.placeholder === 'Whom to ring');
  });
});

describe('texts replaced one by one', () => {
  it('may lie deep in a table, be functions, be an error, be shared by many elements', async () => {
    const { text, element, $ } = await mount('pbx-extension-list', 'normal');
    element.i18n = { columns: { person: 'Comrade' }, count: (shown, all) => `${shown} out of ${all} here`, presence: { lunch: 'Eating' } };
    await waitUntil(() => text().includes('out of'), text());
    expect(text()).to.match(/Comrade.*Department.*State/).and.match(/Eating/).and.match(/Available/);
    element.i18n = undefined;
    await waitUntil(() => text().includes('Person'));
    expect($('.count').textContent).not.to.contain('out of');
  });

  it('say an error of their own without waiting for the sentences', async () => {
    const { text } = await mount('pbx-device-settings', 'microphoneRefused', (made) => { made.i18n = { MICROPHONE_REFUSED: 'Ask Acme IT.' }; });
    await waitUntil(() => text().includes('Ask Acme IT.'), text());
    expect(text()).not.to.contain('is not allowed');
  });

  it('are left out where they are of another kind, and the element goes on', async () => {
    const { text, element } = await mount('pbx-extension-list', 'normal');
    Object.assign(element, { i18n: { count: 'many', columns: 'none', title: null, search: { a: 1 }, nothing: 'Nothing', everyState: 'Whatever state' } });
    await element.updateComplete;
    await waitUntil(() => text().includes('Whatever state'), text());
    expect(text()).to.match(/Extensions/).and.match(/Person/);
  });
});
