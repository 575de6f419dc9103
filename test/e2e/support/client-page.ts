import type { Page } from 'playwright';
import { installAudio } from './audio.ts';
import type { Arrival } from './person.ts';
import { signIn } from './sign-in.ts';

/** Somebody signed in at the gateway's own page, in a browser of their own, who says this tone (Hz); resolves when they can be called. */
export async function openClient({ browser, gateway, extension, tone, context: existing }: Arrival): Promise<Page> {
  const context = existing ?? (await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB' }));
  // The microphone is a tone of the page's own, so the permission that comes with a microphone is given apart.
  await context.grantPermissions(['microphone', 'clipboard-read', 'clipboard-write']);
  const page = await context.newPage();
  await page.addInitScript(installAudio, { tone, peerConfiguration: {}, keepMicrophone: false });
  await page.goto(gateway.url);
  const number = page.getByRole('textbox', { name: 'Number' });
  if (!existing) await signIn(page, extension, gateway.password);
  await number.waitFor();
  if (!existing) await page.getByText('Ready', { exact: true }).filter({ visible: true }).first().waitFor();
  return page;
}
