import { chromium, type Browser } from 'playwright';
import { browserFlags } from '../../../scripts/browser-flags.ts';
import { findBrowser } from '../../../scripts/find-browser.ts';

export interface BrowserOptions {
  flags?: string[];
  /** Where it runs somewhere else than the test. */
  executable?: string;
  /** The machine's own devices and the browser's own question, instead of a fake microphone that is always allowed. */
  realDevices?: boolean;
}

export async function launchBrowser(options: BrowserOptions = {}): Promise<Browser> {
  const executablePath = options.executable ?? (await findBrowser());
  const flags = options.realDevices ? browserFlags.filter((flag) => !flag.startsWith('--use-fake')) : browserFlags;
  return chromium.launch({ ...(executablePath && { executablePath }), args: [...flags, ...(options.flags ?? [])] });
}
