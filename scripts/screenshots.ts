// Looks at every page as a person would: `node scripts/screenshots.ts <folder>` starts the demo on free ports, makes a
// call and a chat, and takes each page light and dark at 320, 768 and 1440 px. `--readme` renews the README's picture only.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright';
import { browserFlags } from './browser-flags.ts';
import { findBrowser } from './find-browser.ts';
import { freePorts } from './lib/ports.ts';
import { root } from './lib/root.ts';

interface Demo {
  url: string;
  demoUrl: string;
  password: string;
  stop: () => Promise<void>;
}

const widths = [320, 768, 1440];
const schemes = ['light', 'dark'] as const;

function passwordFrom(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const password = /^Demo password: (\S+)$/m.exec(text)?.[1];
      if (password) resolve(password);
    });
    child.once('exit', () => reject(new Error(`The gateway ended:\n${text}`)));
  });
}

async function startDemo(): Promise<Demo> {
  const { port, demoPort } = await freePorts('port', 'demoPort');
  const data = mkdtempSync(join(tmpdir(), 'klapka-screenshots-'));
  const child = spawn(process.execPath, ['--conditions=klapka-source', join(root, 'server/main.ts')], {
    env: { ...process.env, PORT: String(port), KLAPKA_DEMO: '1', KLAPKA_DEMO_PORT: String(demoPort), KLAPKA_DATA: data, KLAPKA_LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const password = await passwordFrom(child);
  const stop = async (): Promise<void> => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
    rmSync(data, { recursive: true, force: true });
  };
  return { url: `http://localhost:${port}/`, demoUrl: `http://localhost:${demoPort}/`, password, stop };
}

async function signIn(browser: Browser, demo: Demo, login: string): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ permissions: ['microphone'], viewport: { width: 1440, height: 900 }, colorScheme: 'light', reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(demo.url);
  await page.getByRole('textbox', { name: 'Extension or e-mail' }).fill(login);
  await page.getByLabel('Password', { exact: true }).fill(demo.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Sign in' }).waitFor({ state: 'detached' });
  return { context, page };
}

/** Two frames, in which container queries settle and lists render their window, and the end of every transition they began. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
}

async function shoot(page: Page, folder: string, name: string): Promise<void> {
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const width of widths) {
      await page.setViewportSize({ width, height: width === 320 ? 640 : 900 });
      await settle(page);
      await page.screenshot({ path: join(folder, `${name}-${colorScheme}-${width}.png`) });
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

async function write(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(text);
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByRole('log').getByText(text).waitFor();
}

async function chatFromShop(browser: Browser, demo: Demo, ...texts: string[]): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${demo.demoUrl}shop.html`);
  await page.getByRole('button', { name: /Chat with us/ }).click();
  for (const text of texts) await write(page, text);
  return page;
}

async function journey(browser: Browser, demo: Demo, folder: string, all: boolean): Promise<void> {
  if (all) {
    const page = await browser.newPage();
    await page.goto(demo.url);
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await shoot(page, folder, 'sign-in');
  }
  const agent = await signIn(browser, demo, '1001');
  const colleague = await signIn(browser, demo, '1002');
  for (const text of ['Is the helmet in stock in L?', 'Do you take old bicycles back?', 'Can I pay by invoice?']) await chatFromShop(browser, demo, text);
  const shop = await chatFromShop(browser, demo, 'Hello, I like the blue Touring 3.', 'Which frame size is right for somebody of 182 cm?');
  if (all) await shoot(agent.page, folder, 'client-extensions');
  await agent.page.getByRole('link', { name: /Inbox/ }).or(agent.page.getByRole('button', { name: /Inbox/ })).or(agent.page.getByRole('tab', { name: /Inbox/ })).first().click();
  await agent.page.getByText('Which frame size').first().click();
  await agent.page.getByRole('button', { name: 'Pick up' }).click();
  await write(agent.page, 'Good morning! For 182 cm I would take 58 cm. If your legs are long, 60 cm may be better.');
  await shop.getByText('I would take 58 cm').waitFor();
  await write(shop, 'Then 58 cm. Do you have one in blue?');
  await write(agent.page, 'Two of them, in Brno.');
  await write(agent.page, 'Shall I keep one for you until Saturday?');
  await shop.getByText('until Saturday').waitFor();
  if (all) await shoot(shop, folder, 'shop-chat');
  await colleague.page.getByRole('button', { name: /^Call .*1001|^Call Jana|^Call / }).first().click();
  await agent.page.getByRole('alertdialog', { name: 'Incoming call' }).waitFor();
  if (all) await shoot(agent.page, folder, 'client-incoming');
  await agent.page.getByRole('button', { name: 'Answer' }).click();
  await agent.page.getByRole('button', { name: 'Hang up' }).waitFor();
  await agent.page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await agent.page.setViewportSize({ width: 1440, height: 900 });
  // The gateway tells of the answered call a moment after the phone.
  await agent.page.locator('pbx-account-menu').getByText('On a call').first().waitFor();
  await settle(agent.page);
  await agent.page.screenshot({ path: join(folder, 'client.png') });
  if (!all) return;
  await shoot(agent.page, folder, 'client-inbox-on-call');
  await shoot(colleague.page, folder, 'client-extensions-on-call');
  for (const name of ['crm', 'shop']) {
    const page = await browser.newPage();
    await page.goto(`${demo.demoUrl}${name}.html`);
    await page.waitForLoadState('networkidle');
    await shoot(page, folder, name);
  }
}

const readme = process.argv.includes('--readme');
const folder = readme ? join(root, 'docs/images') : (process.argv.slice(2).find((argument) => !argument.startsWith('-')) ?? join(tmpdir(), 'klapka-screenshots'));
mkdirSync(folder, { recursive: true });
const demo = await startDemo();
const browser = await chromium.launch({ executablePath: await findBrowser(), args: browserFlags });
try {
  await journey(browser, demo, folder, !readme);
  console.log(folder);
} finally {
  await browser.close();
  await demo.stop();
}
