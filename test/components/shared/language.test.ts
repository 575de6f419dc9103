import { expect } from '@open-wc/testing';
import '../../../components/device-settings/define.ts';
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

  it('says the errors it knows, and the others in English', async () => {
    addLanguage('de', german);
    const refused = await mount('pbx-device-settings', 'microphoneRefused', (made) => { made.lang = 'de'; });
    await waitUntil(() => refused.text().includes('Nicht erlaubt'), refused.text());
    const missing = await mount('pbx-device-settings', 'microphoneMissing', (made) => { made.lang = 'de'; });
    await waitUntil(() => missing.text().includes('No microphone was found'), missing.text());
  });

  it('is English where nobody brought it', async () => {
    const { text } = await mount('pbx-device-settings', 'normal', (made) => { made.lang = 'fr'; });
    expect(text()).to.match(/Microphone/);
  });
});
