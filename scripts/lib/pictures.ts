import type { Page } from 'playwright';

export interface Compared {
  /** How many pixels differ to the eye; a picture of another size differs in all the room it has more. */
  pixels: number;
  /** The later picture, pale, with what differs in red; PNG. */
  picture: Buffer;
}

/** In the page: two PNG as base64. The browser that took them reads them as well, so no library is needed. */
async function compareInPage([before, after]: readonly [string, string]): Promise<{ pixels: number; picture: string }> {
  /** Difference in one channel, 0–255, that nobody sees: rounding of blended edges. */
  const unseen = 12;
  const read = async (data: string): Promise<ImageBitmap> => createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
  const [one, other] = [await read(before), await read(after)];
  const [width, height] = [Math.max(one.width, other.width), Math.max(one.height, other.height)];
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no canvas');
  const pixelsOf = (image: ImageBitmap): ImageData => {
    context.clearRect(0, 0, width, height);
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, width, height);
  };
  const [first, second] = [pixelsOf(one), pixelsOf(other)];
  let pixels = 0;
  for (let at = 0; at < second.data.length; at += 4) {
    const differs = [0, 1, 2, 3].some((channel) => Math.abs((first.data[at + channel] ?? 0) - (second.data[at + channel] ?? 0)) > unseen);
    if (differs) pixels += 1;
    const pale = [0, 1, 2].map((channel) => 255 - (255 - (second.data[at + channel] ?? 0)) * 0.2);
    second.data.set(differs ? [220, 0, 40, 255] : [...pale, 255], at);
  }
  context.putImageData(second, 0, 0);
  return { pixels, picture: canvas.toDataURL('image/png').replace(/^[^,]*,/, '') };
}

export async function comparePictures(page: Page, before: Buffer, after: Buffer): Promise<Compared> {
  const { pixels, picture } = await page.evaluate(compareInPage, [before.toString('base64'), after.toString('base64')] as const);
  return { pixels, picture: Buffer.from(picture, 'base64') };
}
