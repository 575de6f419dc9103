import { expect } from '@open-wc/testing';
import { emulateMedia, resetMouse, sendMouse } from '@web/test-runner-commands';
import '../../../components/extension-list/define.ts';
import '../../../components/call/define.ts';
import '../../../components/dialer/define.ts';
import '../../../components/incoming-call/define.ts';
import { mount } from '../room.ts';

/** Lightness 0–1 of a computed colour, as the browser paints it. */
function painted(color: string): { lightness: number; red: number; green: number; blue: number } {
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return { lightness: (red + green + blue) / 765, red, green, blue };
}

describe('the tokens', () => {
  afterEach(() => {
    document.documentElement.style.removeProperty('--pbx-accent');
    document.documentElement.style.removeProperty('color-scheme');
  });

  const callButton = async (accent: string): Promise<CSSStyleDeclaration> => {
    document.documentElement.style.setProperty('--pbx-accent', accent);
    const { $ } = await mount('pbx-dialer');
    return getComputedStyle($('.button.primary'));
  };

  it('let a page set the accent alone: what is written on it stays readable', async () => {
    const yellow = await callButton('#ffd400');
    expect(painted(yellow.backgroundColor)).to.include({ red: 255, green: 212, blue: 0 });
    expect(painted(yellow.color).lightness).to.be.below(0.2);
    expect(painted((await callButton('#1e3a8a')).color).lightness).to.equal(1);
  });

  it('let the softer tones follow the accent in light and dark', async () => {
    for (const scheme of ['light', 'dark']) {
      document.documentElement.style.setProperty('color-scheme', scheme);
      document.documentElement.style.setProperty('--pbx-accent', '#15803d');
      const { $ } = await mount('pbx-extension-list');
      const { green, blue } = painted(getComputedStyle($('.button.call')).color);
      expect(green, scheme).to.be.above(blue);
    }
  });

  describe('of motion', () => {
    afterEach(async () => {
      document.documentElement.style.removeProperty('--pbx-motion');
      await emulateMedia({ reducedMotion: 'reduce' });
    });

    /** How long a button takes to change, and a card to come, s. */
    const lengths = async (motion: string): Promise<[number, number]> => {
      document.documentElement.style.setProperty('--pbx-motion', motion);
      const dialer = await mount('pbx-dialer');
      const call = await mount('pbx-call', 'onCall');
      return [parseFloat(getComputedStyle(dialer.$('.button.primary')).transitionDuration), parseFloat(getComputedStyle(call.$('.card')).animationDuration)];
    };

    it('is the page’s to set and to switch off', async () => {
      await emulateMedia({ reducedMotion: 'no-preference' });
      expect(await lengths('')).to.deep.equal([0.14, 0.14]);
      expect(await lengths('320ms linear')).to.deep.equal([0.32, 0.32]);
      expect(await lengths('0s')).to.deep.equal([0, 0]);
    });

    it('is switched off for whoever asked the system so, whatever the page says', async () => {
      await emulateMedia({ reducedMotion: 'reduce' });
      expect((await lengths('4s'))[1]).to.be.below(0.001);
      const button = (await mount('pbx-dialer')).$('.button.primary');
      // A button fades in only, and only while the pointer is over it.
      button.scrollIntoView({ block: 'center' });
      const { x, y, width, height } = button.getBoundingClientRect();
      await sendMouse({ type: 'move', position: [Math.round(x + width / 2), Math.round(y + height / 2)] });
      const fades = (): string => getComputedStyle(button).transitionProperty;
      expect(fades()).to.equal('none');
      await emulateMedia({ reducedMotion: 'no-preference' });
      expect(fades()).to.contain('background');
      await emulateMedia({ reducedMotion: 'reduce' });
      await resetMouse();
      const { $ } = await mount('pbx-incoming-call', 'incomingCall');
      const rings = (): [string, string] => [getComputedStyle($('.mark')).animationName, getComputedStyle($('.mark')).animationIterationCount];
      expect(rings()).to.deep.equal(['none', '1']);
      await emulateMedia({ reducedMotion: 'no-preference' });
      expect(rings()).to.deep.equal(['ring', 'infinite']);
    });
  });
});
