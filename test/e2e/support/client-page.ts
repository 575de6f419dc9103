import type { Browser, Page } from 'playwright';
import { installAudio } from './audio.ts';
import type { Gateway } from './gateway.ts';
import { signIn } from './sign-in.ts';

/** Somebody signed in at the gateway's own page, in a browser of their own, who says this tone (Hz); resolves when they can be called. */
export async function openClient({ browser, gateway, extension, tone }: { browser: Browser; gateway: Gateway; extension: string; tone: number }): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB' });
  const page = await context.newPage();
  await page.addInitScript(installAudio, { tone, peerConfiguration: {}, keepMicrophone: false });
  await page.goto(gateway.url);
  await signIn(page, extension, gateway.password);
  await page.getByRole('textbox', { name: 'Number' }).waitFor();
  await page.getByText('Ready', { exact: true }).filter({ visible: true }).first().waitFor();
  return page;
}
