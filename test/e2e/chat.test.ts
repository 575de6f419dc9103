import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserContext } from 'playwright';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { launchBrowser } from './support/browser.ts';
import { ChatAgent, complaintsOf, ShopVisitor } from './support/chat-people.ts';
import { startGateway } from './support/gateway.ts';
import { shared } from './support/shared.ts';
import { png } from './support/strict-site.ts';

/*
 * The website chat, whole: the shop's page on its own origin with its own strict policy, the gateway, and the inbox. Nothing
 * is faked. Every test has a visitor of its own, and one browser context is one visitor's browser.
 */

const gateway = shared(() => startGateway());
const browser = shared(() => launchBrowser());
let context: BrowserContext;
let agent: ChatAgent;

const arrive = (into = context) => ShopVisitor.arrive(into, gateway());

beforeAll(async () => {
  agent = await ChatAgent.signIn(browser(), gateway(), '1003');
});
beforeEach(async () => {
  context = await browser().newContext({ viewport: { width: 1000, height: 800 } });
});
afterEach(async () => {
  await context.close();
});

test('a visitor and an agent write to each other and see it delivered, read and typed', async () => {
  const visitor = await arrive();
  expect(await visitor.stored()).toBe(0);
  await visitor.write('Is the Touring 3 in stock?');
  await visitor.marked('delivered');
  await agent.openWaiting('Is the Touring 3 in stock?');
  await agent.pickUp();
  await visitor.marked('read');
  await visitor.dialog.getByText('You are talking to Cecilia Moreau').waitFor();

  await agent.inbox.getByRole('textbox', { name: 'Message' }).pressSequentially('Yes');
  await visitor.log.getByText('Cecilia Moreau is writing…').waitFor();
  await agent.write('Yes, two of them, see https://example.com/touring-3');
  await visitor.log.getByRole('link', { name: 'https://example.com/touring-3' }).waitFor();
  await agent.log.getByText(/read/i).last().waitFor();

  await visitor.message.pressSequentially('Great');
  await agent.inbox.getByText('typing…').first().waitFor();
  await visitor.write('Great 🙂');
  await agent.log.getByText('Great 🙂').waitFor();
  expect(visitor.complaints).toEqual([]);
});

test('files go both ways, and what is no picture does not pass as one', async () => {
  const visitor = await arrive();
  await visitor.write('My bicycle is broken');
  const chooser = visitor.dialog.locator('input[type=file]');
  await chooser.setInputFiles({ name: 'fork.png', mimeType: 'image/png', buffer: Buffer.from('MZ\u0090 not a picture') });
  await visitor.dialog.getByText('Files like fork.png cannot be sent.').waitFor();
  await chooser.setInputFiles({ name: 'vidlice č. 1.png', mimeType: 'image/png', buffer: png });
  await visitor.write('Here it is');
  // By its element: while it is fetched, a placeholder stands in its place under the same name.
  const sent = visitor.log.locator('img[alt="vidlice č. 1.png"]');
  await sent.waitFor();
  expect(await sent.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBe(1);

  await agent.openWaiting('Here it is');
  const received = agent.log.getByRole('button', { name: /vidlice č\. 1\.png/ }).locator('img');
  expect(await received.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBe(1);
  await agent.pickUp();
  await agent.inbox.locator('pbx-composer input[type=file]').setInputFiles({ name: 'offer.txt', mimeType: 'text/plain', buffer: Buffer.from('500 Kč') });
  await agent.write('Our offer');
  const address = await visitor.log.getByRole('link', { name: 'offer.txt' }).getAttribute('href');
  const answer = await visitor.page.request.get(address!);
  expect([answer.status(), await answer.text(), answer.headers()['content-disposition']]).toEqual([200, '500 Kč', expect.stringMatching(/^attachment/)]);
  expect(visitor.complaints).toEqual([]);
});

test('a file of 21 MB is refused before it is sent', async () => {
  const visitor = await arrive();
  await visitor.button.click();
  await visitor.dialog.locator('input[type=file]').setInputFiles({ name: 'film.mp4', mimeType: 'video/mp4', buffer: Buffer.alloc(21 * 1024 * 1024) });
  await visitor.dialog.getByText('film.mp4 is larger than 20 MB.').waitFor();
});

test('after a reload, and in a new page tomorrow, the thread is there; the window starts closed, with a badge', async () => {
  const today = await arrive();
  await today.write('Do you repair old ones?');
  await agent.openWaiting('Do you repair old ones?');
  await agent.pickUp();
  await today.page.reload();
  await today.button.waitFor();
  expect(await today.dialog.isVisible()).toBe(false);
  await agent.write('We do, bring it in.');
  // It arrives while the window is closed.
  await today.page.getByRole('button', { name: 'Chat with us, unread: 1' }).waitFor();
  await today.page.close();
  await agent.write('Any day until six.');

  const tomorrow = await arrive();
  await tomorrow.page.getByRole('button', { name: 'Chat with us, unread: 2' }).waitFor();
  expect(await tomorrow.dialog.isVisible()).toBe(false);
  await tomorrow.button.click();
  for (const text of ['Do you repair old ones?', 'We do, bring it in.', 'Any day until six.']) await tomorrow.log.getByText(text).waitFor();
  await tomorrow.page.getByRole('button', { name: 'Chat with us', exact: true }).waitFor();
  expect(tomorrow.complaints).toEqual([]);
});

test('the agent closes it; the next message opens it again', async () => {
  const visitor = await arrive();
  await visitor.write('Thanks, that is all');
  await agent.openWaiting('Thanks, that is all');
  await agent.pickUp();
  await agent.close();
  await visitor.dialog.getByText('The conversation is closed. Write again and it opens.').waitFor();
  await visitor.write('One more question');
  await agent.openWaiting('One more question');
  await visitor.log.getByText('The conversation was reopened').waitFor();
});

test('a message while nobody is there waits and is not lost', async () => {
  await agent.leave();
  const visitor = await arrive();
  await visitor.button.click();
  await visitor.dialog.getByText(/^Nobody is here right now/).waitFor();
  await visitor.write('Anybody there?');
  await visitor.marked('sent');
  agent = await ChatAgent.signIn(browser(), gateway(), '1003');
  await agent.openWaiting('Anybody there?');
  await agent.pickUp();
  await agent.write('Good morning!');
  await visitor.log.getByText('Good morning!').waitFor();
});

test('of two agents exactly one picks it up', async () => {
  const other = await ChatAgent.signIn(browser(), gateway(), '1004');
  const visitor = await arrive();
  await visitor.write('Who is faster?');
  await Promise.all([agent.openWaiting('Who is faster?'), other.openWaiting('Who is faster?')]);
  // Whoever is later may find no button any more.
  await Promise.allSettled([agent.pickUp({ timeout: 5_000 }), other.pickUp({ timeout: 5_000 })]);
  await visitor.dialog.getByText(/^You are talking to/).waitFor();
  expect(await visitor.log.getByText(/is here for you$/).count()).toBe(1);
  const boxes = [agent, other].map(({ inbox }) => inbox.getByRole('button', { name: 'Close conversation' }));
  await Promise.race(boxes.map((box) => box.waitFor()));
  expect((await Promise.all(boxes.map((box) => box.count()))).reduce((sum, count) => sum + count)).toBe(1);
  await other.leave();
});

test('forget me: gone for the visitor and for the agents', async () => {
  const visitor = await arrive();
  await visitor.write('I was never here');
  await agent.inbox.getByRole('tab', { name: /^Unassigned/ }).click();
  await agent.row('I was never here').waitFor();
  await visitor.dialog.getByRole('button', { name: 'Forget me' }).click();
  await visitor.dialog.getByRole('button', { name: 'Delete everything' }).click();
  await visitor.log.getByText('I was never here').waitFor({ state: 'detached' });
  await agent.row('I was never here').waitFor({ state: 'detached' });
  expect(await visitor.stored()).toBe(0);
});

test('what is written while the network is away arrives once', async () => {
  const visitor = await arrive();
  await visitor.write('before');
  await visitor.marked('delivered');
  await context.setOffline(true);
  await visitor.page.evaluate(() => dispatchEvent(new Event('offline')));
  await visitor.write('meanwhile');
  await context.setOffline(false);
  await agent.openWaiting('meanwhile');
  expect(await agent.log.getByText('meanwhile', { exact: true }).count()).toBe(1);
});

test('what an agent wrote while the gateway was down outlives a reload: the message arrives once, the draft is there', async () => {
  const [visitor, second] = await Promise.all([arrive(), browser().newContext().then(arrive)]);
  for (const [who, text] of [[second, 'And mine?'], [visitor, 'When will it be ready?']] as const) {
    await who.write(text);
    await agent.openWaiting(text);
    await agent.pickUp();
    await agent.inbox.getByRole('textbox', { name: 'Message' }).waitFor();
  }
  const down = new Promise((resolve) => gateway().process.once('exit', resolve));
  gateway().process.kill('SIGKILL');
  await down;
  await agent.write('On Friday at ten.');
  await agent.inbox.getByRole('tab', { name: /^All/ }).click();
  await agent.row('And mine?').click();
  await agent.inbox.getByRole('textbox', { name: 'Message' }).fill('I will ask our');
  await agent.page.reload().catch(() => undefined);
  await gateway().restart('SIGKILL');
  // The client starts at its first section: nobody opens the conversation.
  await agent.page.goto(gateway().url);
  await visitor.log.getByText('On Friday at ten.').waitFor();
  await agent.page.getByText('Inbox', { exact: true }).first().click();
  await agent.row('And mine?').click();
  await expect.poll(() => agent.inbox.getByRole('textbox', { name: 'Message' }).inputValue()).toBe('I will ask our');
  await agent.row('On Friday at ten.').click();
  await agent.log.getByText(/(sent|delivered|read)/i).last().waitFor();
  expect(await agent.log.getByText('On Friday at ten.').count()).toBe(1);
  expect(await visitor.log.getByText('On Friday at ten.').count()).toBe(1);
  await second.page.context().close();
});

test('without a gateway, and without JavaScript, the button’s own link stays', async () => {
  const page = await context.newPage();
  await page.route(`${gateway().url}/**`, (route) => route.abort());
  await page.goto(`${gateway().demoUrl}/shop.html`);
  const link = page.getByRole('link', { name: 'Write to us' });
  await link.waitFor();
  expect(await link.getAttribute('href')).toBe('mailto:shop@example.com');
  expect(await page.locator('pbx-chat-button').getByRole('button').count()).toBe(0);

  const plain = await browser().newContext({ javaScriptEnabled: false });
  const quiet = await plain.newPage();
  await quiet.goto(`${gateway().demoUrl}/shop.html`);
  expect(await quiet.getByRole('link', { name: 'Write to us' }).isVisible()).toBe(true);
  await plain.close();
});

test('a page of an origin that is not on the list gets no chat', async () => {
  const html = `<!doctype html><script type="module" src="${gateway().url}/chat-button.js"></script><pbx-chat-button gateway="${gateway().url}" button="demo"><a href="tel:123">Call us</a></pbx-chat-button>`;
  const stranger = createServer((_request, response) => response.setHeader('Content-Type', 'text/html').end(html));
  await new Promise<void>((done) => stranger.listen(0, '127.0.0.1', done));
  const page = await context.newPage();
  // The browser keeps the refusal's body from the page, so it is a failed request.
  const refused = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/availability'));
  await page.goto(`http://localhost:${(stranger.address() as AddressInfo).port}/`);
  await refused;
  expect(await page.getByRole('link', { name: 'Call us' }).isVisible()).toBe(true);
  expect(await page.locator('pbx-chat-button').getByRole('button').count()).toBe(0);
  stranger.closeAllConnections();
  stranger.close();
});

test('the CRM signs its user in by its own backend, and a press of a customer’s number calls', async () => {
  const page = await context.newPage();
  const crm = complaintsOf(page);
  await page.goto(`${gateway().url}/demo/crm.html`);
  expect(page.url()).toBe(`${gateway().demoUrl}/crm.html`);
  await page.goto(`${gateway().demoUrl}/crm.html?as=1006`);
  await page.locator('pbx-dialer').getByText('Ready').waitFor();
  await page.locator('pbx-extension-list').getByText('Hynek Procházka').waitFor();
  // Nobody of that number is signed in: the call is placed, and its end says so.
  await page.getByRole('button', { name: 'Call Jiří Sova' }).click();
  await page.locator('pbx-dialer').getByText('1008').first().waitFor();
  expect(crm).toEqual([]);
});
