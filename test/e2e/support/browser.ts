import { chromium, type Browser } from 'playwright';
import { browserFlags } from '../../../scripts/browser-flags.ts';
import { findBrowser } from '../../../scripts/find-browser.ts';

export interface BrowserOptions {
  flags?: string[];
  /** Where it runs somewhere else than the test. */
  executable?: string;
}

export async function launchBrowser(options: BrowserOptions = {}): Promise<Browser> {
  const executablePath = options.executable ?? (await findBrowser());
  return chromium.launch({ ...(executablePath && { executablePath }), args: [...browserFlags, ...(options.flags ?? [])] });
}
