import { expect } from '@open-wc/testing';
import '../../../components/extension-list/define.ts';
import '../../../components/dialer/define.ts';
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
});
