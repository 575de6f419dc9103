import type { ErrorBody } from '@klapka/protocol';
import { expect, oneEvent } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import '../../components/conversation/define.ts';
import type { PbxConversation } from '../../components/conversation/conversation.ts';
import { makeMessage, type FakeSession } from '../../components/testing/index.ts';
import { mount, settle, type Room } from './room.ts';
import { waitUntil } from './wait.ts';

type Conversation = Room<PbxConversation>;
const mine = (element: PbxConversation): void => { element.conversationId = 'conversation-2'; };
const labelled = ({ $$ }: Conversation, label: RegExp): HTMLButtonElement => $$<HTMLButtonElement>('button').find((one) => label.test(one.getAttribute('aria-label') ?? ''))!;
/** A file that is neither shown nor played. */
const documentOf = ({ $$ }: Conversation, name: string): HTMLButtonElement => $$<HTMLButtonElement>('button.file').find((one) => one.textContent.includes(name))!;
const showing = (room: Conversation): Promise<void> => waitUntil(() => room.$('.picture img'));
const writes = (fake: FakeSession, name: string, type: string, content?: Blob): void => {
  if (content) fake.files.put(`/files/${name}`, content);
  fake.visitorWrites('', { conversationId: 'conversation-2', files: [{ id: name, name, type, bytes: 2000, url: `/files/${name}`, width: 400, height: 300 }] });
};

/** What is clicked as a link, and would have left the page or saved a file. */
function clickedLinks(): { links: { href: string; download: string }[]; restore: () => void } {
  const links: { href: string; download: string }[] = [];
  const real = HTMLAnchorElement.prototype.click;
  HTMLAnchorElement.prototype.click = function click(this: HTMLAnchorElement) { links.push({ href: this.href, download: this.download }); };
  return { links, restore: () => { HTMLAnchorElement.prototype.click = real; } };
}

describe('files in pbx-conversation', () => {
  it('are never addresses of the gateway in the page, and nothing of them is a link', async () => {
    const room = await mount('pbx-conversation', 'chatFiles', mine);
    await showing(room);
    const values = room.$$('*').flatMap(({ attributes }) => [...attributes].map(({ value }) => value));
    expect(values.filter((value) => value.includes('/files/'))).to.deep.equal([]);
    expect(room.$$('.files a')).to.have.length(0);
    await expect(room.element).to.be.accessible();
  });

  it('keep their room while a picture is on its way, when it is there, and when it failed', async () => {
    const room = await mount('pbx-conversation', 'chat', mine);
    await showing(room);
    const tall = room.$('.picture').getBoundingClientRect();
    room.fake.latency = Infinity;
    writes(room.fake, 'late.png', 'image/png');
    await waitUntil(() => room.$$('.picture').length === 2);
    const late = room.$$('.picture').at(-1)!;
    expect(late.ariaBusy).to.equal('true');
    const before = late.getBoundingClientRect();
    expect(Math.round(before.width)).to.equal(Math.round(tall.width));
    expect(before.height).to.be.closeTo(before.width * 0.75, 1);
    room.fake.latency = 0;
    room.fake.failNext('file', 'UNAVAILABLE');
    room.fake.clock.advance(1);
    writes(room.fake, 'broken.png', 'image/png');
    await waitUntil(() => labelled(room, /broken\.png, could not be loaded/));
    const broken = labelled(room, /broken\.png/);
    expect(broken.getBoundingClientRect().height).to.equal(before.height);
    room.fake.files.put('/files/broken.png', await (await fetch(room.$<HTMLImageElement>('.picture img').src)).blob());
    broken.click();
    await waitUntil(() => labelled(room, /^Show broken\.png large/)?.querySelector('img'));
    expect(labelled(room, /broken\.png/).getBoundingClientRect().height).to.equal(before.height);
  });

  it('say which of them is no longer stored, and offer no second try', async () => {
    const room = await mount('pbx-conversation', 'chatFiles', mine);
    await waitUntil(() => labelled(room, /receipt\.png, no longer stored/));
    expect(labelled(room, /receipt\.png/).disabled).to.equal(true);
  });

  it('are shown large in a dialog, by keys alone, and the focus comes back', async () => {
    const room = await mount('pbx-conversation', 'chat', mine);
    await showing(room);
    labelled(room, /^Show boots\.png large/).focus();
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => room.$<HTMLDialogElement>('dialog.large').open);
    expect(room.$<HTMLImageElement>('dialog img').src).to.equal(room.$<HTMLImageElement>('.picture img').src);
    expect(room.element.shadowRoot!.activeElement?.ariaLabel).to.equal('Close');
    await expect(room.element).to.be.accessible();
    await sendKeys({ press: 'Escape' });
    await waitUntil(() => !room.$<HTMLDialogElement>('dialog.large').open);
    expect(room.element.shadowRoot!.activeElement?.className).to.equal('picture');
    expect(room.$('dialog img')).to.equal(null);
  });

  it('are saved under their names, a web page too, which is never opened', async () => {
    const room = await mount('pbx-conversation', 'chat', mine);
    const { links, restore } = clickedLinks();
    writes(room.fake, 'page.html', 'text/html', new Blob(['<script>window.hacked = true</script>'], { type: 'text/html' }));
    await waitUntil(() => documentOf(room, 'page.html'));
    documentOf(room, 'page.html').click();
    await waitUntil(() => links.length === 1);
    restore();
    expect(links[0]!.download).to.equal('page.html');
    expect((await fetch(links[0]!.href)).headers.get('content-type')).to.equal('application/octet-stream');
    expect('hacked' in window).to.equal(false);
  });

  it('that call themselves pictures and are drawings with scripts are downloads', async () => {
    const room = await mount('pbx-conversation', 'chat', mine);
    const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>parent.hacked = true</script></svg>';
    writes(room.fake, 'drawing.png', 'image/png', new Blob([svg], { type: 'image/svg+xml' }));
    await waitUntil(() => labelled(room, /^Download drawing\.png/));
    expect(labelled(room, /drawing\.png/).querySelector('img')).to.equal(null);
    writes(room.fake, 'page.png', 'image/png', new Blob([svg], { type: 'image/png' }));
    await waitUntil(() => labelled(room, /^Download page\.png/));
    expect('hacked' in window).to.equal(false);
  });

  it('say that a download failed, with the event, and can be pressed again', async () => {
    const room = await mount('pbx-conversation', 'chatFiles', mine);
    const { links, restore } = clickedLinks();
    room.fake.failNext('file', 'UNAVAILABLE');
    setTimeout(() => documentOf(room, 'invoice.pdf').click());
    const { detail }: CustomEvent<ErrorBody> = await oneEvent(room.element, 'pbx-error');
    expect(detail.code).to.equal('UNAVAILABLE');
    await waitUntil(() => room.text().includes('could not be loaded; try again'));
    documentOf(room, 'invoice.pdf').click();
    await waitUntil(() => links.length === 1);
    restore();
    await waitUntil(() => room.text().includes('182 kB'));
  });

  it('that can be heard come when they are asked for, play, and keep their room', async () => {
    const room = await mount('pbx-conversation', 'chatFiles', mine);
    await showing(room);
    expect(room.fake.files.fetched).not.to.contain('/files/recording.wav');
    const before = room.$('.media').getBoundingClientRect();
    labelled(room, /^Play recording\.wav/).click();
    await waitUntil(() => room.$('audio'));
    const audio = room.$<HTMLAudioElement>('audio');
    expect(audio.src).to.match(/^blob:/);
    await waitUntil(() => audio.duration > 0);
    expect(audio.duration).to.be.closeTo(3, 0.01);
    expect([audio.controls, room.$('.media').getBoundingClientRect().height]).to.deep.equal([true, before.height]);
    await expect(room.element).to.be.accessible();
  });

  it('that can be heard say so when they cannot be had', async () => {
    const room = await mount('pbx-conversation', 'chatFiles', mine);
    await showing(room);
    room.fake.failNext('file', 'UNAVAILABLE');
    labelled(room, /^Play recording\.wav/).click();
    await waitUntil(() => labelled(room, /^recording\.wav, could not be loaded/));
    labelled(room, /^recording\.wav, could not/).click();
    await waitUntil(() => room.$('audio'));
  });

  it('far up in a long log are fetched when one comes near them, and given back behind', async () => {
    const room = await mount('pbx-conversation', 'chat', mine);
    await showing(room);
    const blob = await (await fetch(room.$<HTMLImageElement>('.picture img').src)).blob();
    const store = room.fake.chat.messages('conversation-2');
    store.set(Array.from({ length: 40 }, (_, index) => {
      room.fake.files.put(`/files/${index}`, blob);
      return makeMessage('conversation-2', index + 10, { at: room.fake.clock.now, files: [{ id: `f${index}`, name: `${index}.png`, type: 'image/png', bytes: 9, url: `/files/${index}`, width: 640, height: 480 }] });
    }));
    room.fake.conversations.patch('conversation-2', { seq: 49 });
    await waitUntil(() => labelled(room, /^Show 39\.png/)?.querySelector('img'));
    expect(room.fake.files.fetched).not.to.contain('/files/20');
    labelled(room, /^Show 20\.png/).scrollIntoView();
    await waitUntil(() => labelled(room, /^Show 20\.png/).querySelector('img'));
    await waitUntil(() => !labelled(room, /^Show 39\.png/).querySelector('img'));
    expect(room.fake.files.fetched).not.to.contain('/files/5');
  });

  it('stop playing where another conversation is opened', async () => {
    const room = await mount('pbx-conversation', 'chatFiles', mine);
    labelled(room, /^Play recording\.wav/).click();
    await waitUntil(() => room.$('audio'));
    room.element.conversationId = 'conversation-1';
    await settle(room.element);
    expect(room.$('audio')).to.equal(null);
    room.element.conversationId = 'conversation-2';
    await waitUntil(() => labelled(room, /^Play recording\.wav/));
  });
});
