import type { Browser, BrowserContext, Locator, Page } from 'playwright';
import type { Gateway } from './gateway.ts';
import { signIn } from './sign-in.ts';

/** What a page complained of: errors, and violations of its policy, which browsers report on the console as errors. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    const text = message.text();
    if (message.type() === 'error' && /security policy|trusted type|violates/i.test(text)) complaints.push(text);
  });
  return complaints;
}

/** Somebody at the shop's page. */
export class ShopVisitor {
  readonly page: Page;
  readonly complaints: string[];
  readonly button: Locator;
  readonly dialog: Locator;
  readonly message: Locator;
  readonly log: Locator;

  private constructor(page: Page) {
    this.page = page;
    this.complaints = complaintsOf(page);
    this.button = page.locator('pbx-chat-button').getByRole('button', { name: /^Chat with us/ });
    this.dialog = page.getByRole('dialog', { name: 'Chat' });
    this.message = this.dialog.getByRole('textbox', { name: 'Message' });
    this.log = this.dialog.getByRole('log', { name: 'Conversation' });
  }

  static async arrive(context: BrowserContext, gateway: Gateway): Promise<ShopVisitor> {
    const visitor = new ShopVisitor(await context.newPage());
    await visitor.page.goto(`${gateway.demoUrl}/shop.html`);
    await visitor.button.waitFor();
    return visitor;
  }

  async write(text: string): Promise<void> {
    if (!(await this.dialog.isVisible())) await this.button.click();
    await this.message.fill(text);
    await this.dialog.getByRole('button', { name: 'Send' }).click();
    await this.log.getByText(text).waitFor();
  }

  /** Waits until the newest own message is marked so. */
  marked(word: 'sent' | 'delivered' | 'read'): Promise<void> {
    return this.log.getByText(new RegExp(`^${word} ·`)).last().waitFor();
  }

  stored(): Promise<number> {
    return this.page.evaluate(() => localStorage.length + sessionStorage.length + document.cookie.length);
  }
}

/** Somebody who answers, at the client's inbox. */
export class ChatAgent {
  readonly page: Page;
  readonly inbox: Locator;
  readonly log: Locator;

  private constructor(page: Page) {
    this.page = page;
    this.inbox = page.locator('pbx-inbox');
    this.log = this.inbox.getByRole('log');
  }

  static async signIn(browser: Browser, gateway: Gateway, extension: string): Promise<ChatAgent> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    await page.goto(`${gateway.url}/`);
    await signIn(page, extension, gateway.password);
    await page.getByText('Inbox', { exact: true }).first().click();
    const agent = new ChatAgent(page);
    await agent.inbox.getByRole('tab', { name: /^Unassigned/ }).waitFor();
    return agent;
  }

  /** The row of a conversation whose last lines say so. */
  row(preview: string): Locator {
    return this.inbox.getByRole('option').filter({ hasText: preview });
  }

  async openWaiting(preview: string): Promise<void> {
    await this.inbox.getByRole('tab', { name: /^Unassigned/ }).click();
    await this.row(preview).click();
    await this.log.getByText(preview).waitFor();
  }

  pickUp(options: { timeout?: number } = {}): Promise<void> {
    return this.inbox.getByRole('button', { name: 'Pick up' }).click(options);
  }

  async write(text: string): Promise<void> {
    await this.inbox.getByRole('textbox', { name: 'Message' }).fill(text);
    await this.inbox.getByRole('button', { name: 'Send' }).click();
    await this.log.getByText(text).waitFor();
  }

  close(): Promise<void> {
    return this.inbox.getByRole('button', { name: 'Close conversation' }).click();
  }

  /** As closing the laptop does. */
  leave(): Promise<void> {
    return this.page.context().close();
  }
}
