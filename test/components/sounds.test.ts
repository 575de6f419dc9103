import { expect } from '@open-wc/testing';
import { pageSound, readySound } from '../../components/core/phone/sounds/page-sound.ts';
import { toneFile } from '../fixtures/tone.ts';

/** What a page gives instead of our own ringtone, in a browser that can decode. */
describe('a sound of the page', () => {
  const made: string[] = [];
  const warnings: string[] = [];
  const { warn } = console;
  const file = (content: BlobPart): string => {
    const address = URL.createObjectURL(new Blob([content]));
    made.push(address);
    return address;
  };
  beforeEach(() => {
    console.warn = (text: string) => warnings.push(text);
  });
  afterEach(() => {
    console.warn = warn;
    warnings.length = 0;
    for (const address of made.splice(0)) URL.revokeObjectURL(address);
  });

  it('is fetched and decoded once, without any gesture', async () => {
    const address = file(toneFile(1500, 0.5));
    expect(readySound(address)).to.equal(undefined);
    const [sound, again] = await Promise.all([pageSound(address), pageSound(address)]);
    expect(sound?.duration).to.be.closeTo(0.5, 0.01);
    expect([again === sound, readySound(address) === sound, (await pageSound(address)) === sound, warnings]).to.deep.equal([true, true, true, []]);
  });

  it('may stand beside the page', async () => {
    await pageSound('test/no-such-ring.mp3');
    expect(warnings).to.have.lengthOf(1);
    expect(warnings[0]).to.match(/"test\/no-such-ring\.mp3" cannot be used: the server answered 404/);
  });

  const unusable: [what: string, content: () => string, reason: RegExp][] = [
    ['is no sound', () => file('<!doctype html>'), /decode/],
    ['is silent', () => file(toneFile(1500, 0.2, 0)), /it is silent/],
    ['is empty', () => file(''), /decode/],
    ['is as large as music', () => file(new Uint8Array(4 * 1024 * 1024 + 1)), /larger than 4 MB/],
    ['is out of reach', () => 'http://127.0.0.1:9/ring.mp3', /fetch/],
    ['is no address', () => 'http://', /no address/],
    ['is a script', () => 'javascript:alert(1)', /no address/],
    ['is on the disk', () => 'file:///etc/ring.wav', /no address/],
  ];
  for (const [what, content, reason] of unusable) {
    it(`is not used, and the page’s author told once, where it ${what}`, async () => {
      const address = content();
      expect(await pageSound(address)).to.equal(null);
      expect(await pageSound(address)).to.equal(null);
      expect(warnings).to.have.lengthOf(1);
      expect(warnings[0]).to.match(reason);
      expect(warnings[0]).to.contain('The phone plays its own.');
    });
  }
});
