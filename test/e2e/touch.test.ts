import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { launchBrowser } from './support/browser.ts';
import { startGateway } from './support/gateway.ts';
import { shared } from './support/shared.ts';
import { signIn } from './support/sign-in.ts';

/* A finger: every control on a telephone's screen is 44 px both ways, and no page scrolls sideways. */

const gateway = shared(() => startGateway());
const browser = shared(() => launchBrowser());

/** What can be pressed and is smaller than 44 px in one direction, through all shadow roots; links within text excepted (WCAG 2.2, 2.5.8). */
function tooSmall(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const visit = (root: Document | ShadowRoot): void => {
      for (const element of root.querySelectorAll<HTMLElement>('*')) {
        if (element.shadowRoot) visit(element.shadowRoot);
        if (!element.matches('button, select, input, textarea, [role=tab], [role=option]')) continue;
        if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
        const { width, height } = element.getBoundingClientRect();
        if (width > 0 && (width < 43.5 || height < 43.5)) found.push(`${element.getAttribute('aria-label') ?? element.textContent.trim().slice(0, 30)}: ${Math.round(width)} × ${Math.round(height)}`);
      }
    };
    visit(document);
    return found;
  });
}

const sideways = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

async function check(page: Page, where: string): Promise<void> {
  expect(await page.evaluate(() => matchMedia('(pointer: coarse)').matches)).toBe(true);
  expect(await tooSmall(page), where).toEqual([]);
  expect(await sideways(page), where).toBeLessThanOrEqual(0);
}

describe('on a telephone’s screen', () => {
  it('everything can be hit with a finger', async () => {
    const context = await browser().newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, locale: 'en-GB', permissions: ['microphone'] });
    const page = await context.newPage();
    await page.goto(gateway().url);
    await page.getByLabel('Extension or e-mail').waitFor();
    await check(page, 'sign-in');
    await signIn(page, '1001', gateway().password);
    await page.getByRole('button', { name: /^Call / }).first().waitFor();
    await check(page, 'extensions');
    await page.getByRole('button', { name: 'New call' }).first().click();
    await page.getByRole('textbox', { name: 'Number' }).waitFor();
    await check(page, 'dialer');
    await page.getByRole('button', { name: 'Hide the dialer' }).click();
    await page.getByRole('button', { name: /^Inbox/ }).click();
    await page.getByText('Inbox').last().waitFor();
    await check(page, 'inbox');
    await page.getByRole('button', { name: 'Administration' }).click();
    await page.getByRole('button', { name: /Invite|Add/ }).first().waitFor();
    await check(page, 'administration');
    await context.close();
  });
});
