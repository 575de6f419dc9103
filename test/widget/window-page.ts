import { fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import '../../widget/window/define.ts';
import type { PbxChatWindow } from '../../widget/window/window.ts';
import type { PageGateway } from '../fakes/page-gateway.ts';
import { waitUntil } from '../components/wait.ts';

/* What the tests of the window share: a window on a page, and how a visitor finds things in it. */

export const make = (gateway: PageGateway): Promise<PbxChatWindow> => fixture<PbxChatWindow>(html`<pbx-chat-window gateway=${gateway.address} button="demo"></pbx-chat-window>`);
export async function opened(gateway: PageGateway): Promise<PbxChatWindow> {
  const element = await make(gateway);
  await element.open();
  await waitUntil(() => gateway.sent('sync').length === 1, 'it connects');
  await element.updateComplete;
  return element;
}
export const find = <Element extends HTMLElement>(element: PbxChatWindow, selector: string): Element => element.shadowRoot!.querySelector<Element>(selector)!;
export const all = (element: PbxChatWindow, selector: string): HTMLElement[] => [...element.shadowRoot!.querySelectorAll<HTMLElement>(selector)];
export const named = (element: PbxChatWindow, name: string): HTMLButtonElement =>
  all(element, 'button').find((button) => (button.ariaLabel ?? button.textContent?.trim()) === name) as HTMLButtonElement;
export const logText = (element: PbxChatWindow): string => find(element, '[role=log]').textContent.replaceAll(/\s+/g, ' ').trim();
export const status = (element: PbxChatWindow): string => find(element, '[role=status]').textContent.trim();
export async function write(element: PbxChatWindow, text: string): Promise<void> {
  find(element, 'textarea').focus();
  await sendKeys({ type: text });
  await sendKeys({ press: 'Enter' });
}
export const until = (element: PbxChatWindow, text: string): Promise<void> => waitUntil(() => logText(element).includes(text), `"${text}" appears`);

