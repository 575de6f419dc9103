import { expect, oneEvent } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import '../../components/composer/define.ts';
import type { PbxComposer } from '../../components/composer/composer.ts';
import { FakeStorage, scenarios } from '../../components/testing/index.ts';
import { describeStates, mount, settle, type Room } from './room.ts';
import { waitUntil } from './wait.ts';

const open = (element: PbxComposer): void => { element.conversationId = 'conversation-2'; };
const field = ({ $ }: Room<PbxComposer>): HTMLTextAreaElement => $('textarea');
const button = ({ $$ }: Room<PbxComposer>, label: string): HTMLButtonElement => $$<HTMLButtonElement>('button').find((one) => one.getAttribute('aria-label') === label)!;
const sentTexts = ({ fake }: Room<PbxComposer>): unknown[] => fake.sent.filter(({ name }) => name === 'message:send').map(({ payload }) => (payload as { text: string }).text);
const png = (name = 'boots.png', bytes = 64): File => new File([new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), new Uint8Array(bytes)], name, { type: 'image/png' });
/** One a browser can show. */
async function picture(name = 'sea.png'): Promise<File> {
  const canvas = Object.assign(document.createElement('canvas'), { width: 4, height: 4 });
  const blob = await new Promise<Blob | null>((resolve) => { canvas.toBlob(resolve, 'image/png'); });
  return new File([blob!], name, { type: 'image/png' });
}

describe('pbx-composer', () => {
  // A composer has little to tell about the session: where nothing can be sent, the field is locked.
  describeStates('pbx-composer', {
    notConnected: /Enter sends/, loading: /Enter sends/, empty: /Enter sends/, normal: /Enter sends/,
    busy: /Enter sends/, error: /Enter sends/, noPermission: /Enter sends/, disabled: /Enter sends/,
  }, open);

  it('is locked when not connected, disabled or without a conversation', async () => {
    expect(field(await mount('pbx-composer', null, open)).disabled).to.equal(true);
    expect(field(await mount('pbx-composer', 'normal', (element) => { open(element); element.disabled = true; })).disabled).to.equal(true);
    expect(field(await mount('pbx-composer', 'normal')).disabled).to.equal(true);
    expect(field(await mount('pbx-composer', 'normal', open)).disabled).to.equal(false);
  });

  it('is a textbox Message; Enter sends, Shift+Enter breaks the line', async () => {
    const room = await mount('pbx-composer', 'normal', open);
    expect(field(room).getAttribute('aria-label')).to.equal('Message');
    expect(button(room, 'Send').disabled).to.equal(true);
    room.element.focus();
    await sendKeys({ type: 'Hello' });
    await sendKeys({ press: 'Shift+Enter' });
    await sendKeys({ type: 'there' });
    setTimeout(() => void sendKeys({ press: 'Enter' }));
    expect((await oneEvent(room.element, 'pbx-message-sent')).detail).to.deep.equal({ conversationId: 'conversation-2' });
    expect(sentTexts(room)).to.deep.equal(['Hello\nthere']);
    await settle(room.element);
    expect(field(room).value).to.equal('');
  });

  it('leaves Enter to an input method that composes', async () => {
    const room = await mount('pbx-composer', 'normal', open);
    field(room).value = 'に';
    field(room).dispatchEvent(new InputEvent('input'));
    for (const init of [{ isComposing: true }, { keyCode: 229 }]) {
      const key = new KeyboardEvent('keydown', { key: 'Enter', cancelable: true, bubbles: true, ...init });
      field(room).dispatchEvent(key);
      expect(key.defaultPrevented).to.equal(false);
    }
    expect(sentTexts(room)).to.deep.equal([]);
  });

  it('sends nothing empty and nothing too long, and keeps what is too long', async () => {
    const room = await mount('pbx-composer', 'normal', open);
    room.element.focus();
    await sendKeys({ type: '   ' });
    await sendKeys({ press: 'Enter' });
    field(room).value = ' \u200b\u2060\u3164\ufeff';
    field(room).dispatchEvent(new InputEvent('input'));
    await settle(room.element);
    expect(button(room, 'Send').disabled).to.equal(true);
    await sendKeys({ press: 'Enter' });
    field(room).value = 'x'.repeat(4001);
    field(room).dispatchEvent(new InputEvent('input'));
    await settle(room.element);
    expect(room.text()).to.contain('Characters too many: 1');
    await sendKeys({ press: 'Enter' });
    expect(sentTexts(room)).to.deep.equal([]);
    expect(field(room).value).to.have.length(4001);
    await expect(room.element).to.be.accessible();
  });

  it('keeps a draft per conversation, over switching and leaving the page', async () => {
    const room = await mount('pbx-composer', 'normal', open);
    room.element.focus();
    await sendKeys({ type: 'half a thought' });
    room.element.conversationId = 'conversation-1';
    await settle(room.element);
    expect(field(room).value).to.equal('');
    const parent = room.element.parentElement!;
    room.element.remove();
    room.element.conversationId = 'conversation-2';
    parent.append(room.element);
    await settle(room.element);
    expect(field(room).value).to.equal('half a thought');
  });

  it('asks before the page is left while something unsent would be lost with it, and only then', async () => {
    const asks = (): boolean => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));
    const write = async (room: Room<PbxComposer>, text: string): Promise<void> => {
      field(room).value = text;
      field(room).dispatchEvent(new InputEvent('input'));
      await settle(room.element);
    };
    const storage = new FakeStorage();
    const room = await mount('pbx-composer', { ...scenarios.normal, options: () => ({ tabStorage: storage }) }, open);
    await write(room, 'kept');
    expect(asks()).to.equal(false);
    storage.full = true;
    await write(room, 'no room for this');
    expect(asks()).to.equal(true);
    storage.full = false;
    await write(room, 'there is room again');
    expect(asks()).to.equal(false);
    room.fake.latency = 1000;
    room.element.addFiles([png()]);
    await waitUntil(() => room.$('.attachment.uploading'));
    expect(asks()).to.equal(true);
    room.fake.advance(1000);
    await waitUntil(() => room.$('.attachment.ready'));
    expect(asks()).to.equal(false);
    const forbidden = await mount('pbx-composer', { ...scenarios.normal, options: () => ({ tabStorage: null }) }, open);
    await write(forbidden, 'nowhere to keep it');
    forbidden.fake.loseConnection();
    await settle(forbidden.element);
    button(forbidden, 'Send').click();
    expect(asks()).to.equal(true);
    forbidden.fake.connect();
    await waitUntil(() => !asks());
  });

  it('tells that one types, and that one stopped', async () => {
    const room = await mount('pbx-composer', 'normal', open);
    const told = (): unknown[] => room.fake.sent.filter(({ name }) => name === 'typing:set').map(({ payload }) => (payload as { typing: boolean }).typing);
    room.element.focus();
    await sendKeys({ type: 'abc' });
    expect(told()).to.deep.equal([true]);
    await sendKeys({ press: 'Enter' });
    expect(told()).to.deep.equal([true, false]);
  });

  it('uploads a checked file with its progress and sends it with the message', async () => {
    const room = await mount('pbx-composer', 'normal', open);
    room.element.addFiles([png()]);
    await waitUntil(() => room.$('.attachment.ready'));
    expect(room.text()).to.contain('boots.png');
    await expect(room.element).to.be.accessible();
    field(room).value = '\u200b';
    field(room).dispatchEvent(new InputEvent('input'));
    button(room, 'Send').click();
    await waitUntil(() => sentTexts(room).length === 1);
    expect(sentTexts(room)).to.deep.equal(['']);
    const { payload } = room.fake.sent.find(({ name }) => name === 'message:send')!;
    expect((payload as { fileIds: string[] }).fileIds).to.have.length(1);
  });

  it('shows pictures in small before they are sent, and keeps none of them in memory afterwards', async () => {
    const room = await mount('pbx-composer', 'normal', open);
    room.element.addFiles(await Promise.all(['one.png', 'two.png', 'three.png'].map(picture)));
    await waitUntil(() => room.$$('.thumbnail').length === 3);
    const addresses = room.$$<HTMLImageElement>('.thumbnail').map(({ src }) => src);
    const held = async (): Promise<boolean[]> => Promise.all(addresses.map((address) => fetch(address).then(() => true, () => false)));
    await waitUntil(() => room.$$<HTMLImageElement>('.thumbnail').every(({ complete, naturalWidth }) => complete && naturalWidth === 4));
    await expect(room.element).to.be.accessible();
    button(room, 'Remove two.png').click();
    await settle(room.element);
    expect(await held()).to.deep.equal([true, false, true]);
    room.element.conversationId = 'conversation-1';
    await settle(room.element);
    expect(await held()).to.deep.equal([false, false, false]);

    room.element.conversationId = 'conversation-2';
    await waitUntil(() => room.$$('.thumbnail').length === 2);
    const parent = room.element.parentElement!;
    addresses.splice(0, 3, room.$<HTMLImageElement>('.thumbnail').src);
    room.element.remove();
    expect(await held()).to.deep.equal([false]);
    parent.append(room.element);
    await waitUntil(() => room.$$<HTMLImageElement>('.thumbnail').length === 2 && room.$<HTMLImageElement>('.thumbnail').src !== addresses[0]);
    addresses.splice(0, 1, room.$<HTMLImageElement>('.thumbnail').src);
    expect(await held()).to.deep.equal([true]);
    button(room, 'Send').click();
    await waitUntil(() => sentTexts(room).length === 1);
    await settle(room.element);
    expect(await held()).to.deep.equal([false]);
  });

  it('shows a sign in place of a picture no browser can show', async () => {
    const room = await mount('pbx-composer', 'normal', open);
    room.element.addFiles([png()]);
    await waitUntil(() => room.$('.attachment.ready .icon:not(button .icon)') && !room.$('.thumbnail'));
  });

  it('refuses files before they are uploaded and says why; the message waits for nothing', async () => {
    const room = await mount('pbx-composer', 'normal', open);
    room.element.addFiles([
      new File([new Uint8Array([0x4d, 0x5a, 0x90])], 'setup.png', { type: 'image/png' }),
      png('big.png', 21 * 1024 * 1024),
      new File([], 'nothing.txt', { type: 'text/plain' }),
    ]);
    await waitUntil(() => room.$$('.attachment.failed').length === 3);
    expect(room.text()).to.contain('this type of file cannot be sent').and.contain('larger than 20 MB').and.contain('this file is empty');
    expect(button(room, 'Upload nothing.txt again')).to.equal(undefined);
    await expect(room.element).to.be.accessible();
    button(room, 'Remove setup.png').click();
    await settle(room.element);
    expect(room.$$('.attachment')).to.have.length(2);
  });

  it('offers a failed upload again', async () => {
    const room = await mount('pbx-composer', 'normal', open);
    room.fake.failNext('upload', 'UNAVAILABLE');
    room.element.addFiles([png()]);
    await waitUntil(() => room.$('.attachment.failed'));
    button(room, 'Upload boots.png again').click();
    await waitUntil(() => room.$('.attachment.ready'));
  });

  it('takes at most ten files', async () => {
    const room = await mount('pbx-composer', 'normal', open);
    room.element.addFiles(Array.from({ length: 12 }, (_, index) => png(`${index}.png`)));
    await waitUntil(() => room.$$('.attachment.ready').length === 10);
    expect(room.text()).to.contain('At most 10 files');
  });

  it('takes pasted and dropped files', async () => {
    const room = await mount('pbx-composer', 'normal', open);
    const data = new DataTransfer();
    data.items.add(png('pasted.png'));
    field(room).dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, composed: true, cancelable: true }));
    await waitUntil(() => room.text().includes('pasted.png'));
    const dropped = new DataTransfer();
    dropped.items.add(png('dropped.png'));
    field(room).dispatchEvent(new DragEvent('dragover', { dataTransfer: dropped, bubbles: true, cancelable: true }));
    await settle(room.element);
    expect(room.text()).to.contain('Drop the files');
    field(room).dispatchEvent(new DragEvent('drop', { dataTransfer: dropped, bubbles: true, cancelable: true }));
    await waitUntil(() => room.text().includes('dropped.png') && !room.text().includes('Drop the files'));
  });

  it('inserts an emoji at the cursor, by keyboard alone', async () => {
    const room = await mount('pbx-composer', 'normal', open);
    room.element.focus();
    await sendKeys({ type: 'ab' });
    await sendKeys({ press: 'ArrowLeft' });
    button(room, 'Emoji').focus();
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => room.element.shadowRoot!.activeElement?.classList.contains('emoji'));
    await expect(room.element).to.be.accessible();
    await sendKeys({ press: 'ArrowRight' });
    await sendKeys({ press: 'ArrowDown' });
    const chosen = room.element.shadowRoot!.activeElement!.textContent;
    expect(chosen).to.equal(room.$$('.emoji')[9]!.textContent);
    await sendKeys({ press: 'Enter' });
    expect(field(room).value).to.equal(`a${chosen}b`);
    expect(room.element.shadowRoot!.activeElement).to.equal(field(room));
  });

  it('speaks Czech and fits from right to left into 240 px', async () => {
    const room = await mount('pbx-composer', 'normal', (element) => {
      open(element);
      element.lang = 'cs';
      element.dir = 'rtl';
      element.style.setProperty('inline-size', '240px');
    });
    await waitUntil(() => field(room).getAttribute('aria-label') === 'Zpráva');
    expect(button(room, 'Odeslat').localName).to.equal('button');
    expect(room.$('form').scrollWidth).to.be.at.most(240);
    await expect(room.element).to.be.accessible();
  });
});
