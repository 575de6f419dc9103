import { expect } from '@open-wc/testing';
import { PageGateway } from '../fakes/page-gateway.ts';
import { all, find, named, opened, status, until, write } from './window-page.ts';
import type { PbxChatWindow } from '../../widget/window/window.ts';
import { waitUntil } from '../components/wait.ts';

let gateway: PageGateway;

beforeEach(() => {
  gateway = new PageGateway();
  gateway.install();
});
afterEach(() => {
  expect(gateway.problems).to.deep.equal([]);
  for (const element of document.querySelectorAll('pbx-chat-window')) element.remove();
  gateway.remove();
});

describe('files', () => {
  const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]);
  const real = globalThis.XMLHttpRequest;
  const uploads: FakeUpload[] = [];
  beforeEach(() => {
    uploads.length = 0;
    globalThis.XMLHttpRequest = class extends FakeUpload {
      constructor() {
        super();
        uploads.push(this);
      }
    } as unknown as typeof XMLHttpRequest;
  });
  afterEach(() => {
    globalThis.XMLHttpRequest = real;
  });
  const choose = (element: PbxChatWindow, ...files: File[]): void => {
    const list = new DataTransfer();
    for (const file of files) list.items.add(file);
    const input = find<HTMLInputElement>(element, 'input[type=file]');
    input.files = list.files;
    input.dispatchEvent(new Event('change'));
  };

  it('goes out with the message also where Send was pressed before the code for files was there', async () => {
    const element = await opened(gateway);
    choose(element, new File([png], 'plan.png', { type: 'image/png' }));
    // In the same moment: the chunk cannot have come yet.
    find<HTMLTextAreaElement>(element, 'textarea').value = 'my plan';
    named(element, 'Send').click();
    expect(gateway.sent('send')).to.deep.equal([]);
    await waitUntil(() => uploads[0]?.body);
    uploads[0]!.answer(201, { id: 'file-1', name: 'plan.png', type: 'image/png', bytes: 12 });
    await until(element, 'my plan');
    expect(gateway.sent('send').map(({ fileIds }) => fileIds)).to.deep.equal([['file-1']]);
  });

  it('goes up with its name and its progress, and out with the message once it is there', async () => {
    const element = await opened(gateway);
    choose(element, new File([png], 'plán č. 1.png', { type: 'image/png' }));
    await waitUntil(() => uploads[0]?.body);
    const [upload] = uploads;
    expect([upload!.method, upload!.address, upload!.headers]).to.deep.equal(['POST', `${gateway.address}/api/chat/demo/files`, { 'Content-Type': 'image/png', 'X-File-Name': encodeURIComponent('plán č. 1.png') }]);
    upload!.progress(0.4);
    await element.updateComplete;
    expect(find<HTMLProgressElement>(element, 'progress').value).to.equal(0.4);
    await expect(element).to.be.accessible();
    await write(element, 'my plan');
    expect(gateway.sent('send')).to.deep.equal([]);
    upload!.answer(201, { id: 'file-1', name: 'plán č. 1.png', type: 'image/png', bytes: 12 });
    await until(element, 'my plan');
    expect(gateway.sent('send')[0]!['fileIds']).to.deep.equal(['file-1']);
    await waitUntil(() => all(element, '.row .file').length === 1);
    expect(all(element, 'li').length).to.equal(0);
  });

  it('pictures are fetched in sight and shown as blob:, so that the page’s policy need not name the gateway', async () => {
    const canvas = new OffscreenCanvas(40, 30);
    canvas.getContext('2d')?.fillRect(0, 0, 40, 30);
    const arrival = Promise.withResolvers<Blob>();
    gateway.files.set('/files/1', arrival.promise);
    const [revoked, revoke] = [[] as string[], URL.revokeObjectURL.bind(URL)];
    URL.revokeObjectURL = (address) => {
      revoked.push(address);
      revoke(address);
    };
    const element = await opened(gateway);
    gateway.say('', { files: [{ id: 'one', name: 'plan.png', type: 'image/png', bytes: 1, url: '/files/1', expiresAt: Date.now() + 60_000, width: 40, height: 30 }] });
    await waitUntil(() => all(element, '.row canvas').length === 1);
    const before = find(element, '.row canvas').getBoundingClientRect();
    arrival.resolve(await canvas.convertToBlob());
    await waitUntil(() => all(element, '.row img').length === 1);
    const image = find<HTMLImageElement>(element, '.row img');
    await image.decode();
    expect(image.src).to.match(/^blob:/);
    expect([image.offsetWidth, image.offsetHeight]).to.deep.equal([before.width, before.height]);
    expect(find<HTMLAnchorElement>(element, '.row a').href).to.equal(`${gateway.address}/files/1`);
    expect(gateway.fetched.filter(({ address }) => address === '/files/1')).to.have.length(1);
    await expect(element).to.be.accessible();
    element.remove();
    URL.revokeObjectURL = revoke;
    expect(revoked).to.contain(image.src);
  });

  it('what cannot be shown stands there by its name: a picture that is gone, and a drawing that calls itself one', async () => {
    gateway.files.set('/files/2', new Blob(['<svg xmlns="http://www.w3.org/2000/svg"/>'], { type: 'image/svg+xml' }));
    const element = await opened(gateway);
    const file = (id: string) => ({ id, name: `${id}.png`, type: 'image/png', bytes: 1, url: `/files/${id}`, expiresAt: Date.now() + 60_000, width: 40, height: 30 });
    gateway.say('', { files: [file('1'), file('2')] });
    await until(element, '1.png');
    await until(element, '2.png');
    expect(all(element, '.row img, .row canvas').length).to.equal(0);
  });

  it('an executable called .png, an unknown type, 21 MB and an eleventh file do not go up, each with its sentence', async () => {
    const element = await opened(gateway);
    choose(element, new File(['MZ\u0090\u0000'], 'photo.png', { type: 'image/png' }));
    await waitUntil(() => status(element) === 'Files like photo.png cannot be sent.');
    choose(element, new File(['x'], 'run.exe', { type: 'application/x-msdownload' }));
    await waitUntil(() => status(element) === 'Files like run.exe cannot be sent.');
    choose(element, new File([], 'nothing.txt', { type: 'text/plain' }));
    await waitUntil(() => status(element) === 'nothing.txt is empty.');
    choose(element, new File([new Uint8Array(21 * 1024 * 1024)], 'film.mp4', { type: 'video/mp4' }));
    await waitUntil(() => status(element) === 'film.mp4 is larger than 20 MB.');
    expect(uploads.length).to.equal(0);
    choose(element, ...Array.from({ length: 11 }, (_, index) => new File([png], `${index}.png`, { type: 'image/png' })));
    await waitUntil(() => status(element) === 'At most ten files in one message.');
    await waitUntil(() => uploads.length === 10);
  });

  it('the gateway’s own refusal and a lost network are told; a file can be taken back', async () => {
    const element = await opened(gateway);
    choose(element, new File([png], 'a.png', { type: 'image/png' }), new File([png], 'b.png', { type: 'image/png' }), new File([png], 'c.png', { type: 'image/png' }));
    await waitUntil(() => uploads.length === 3);
    uploads[0]!.answer(415, { code: 'TYPE_NOT_ALLOWED', message: 'no', retryable: false });
    await waitUntil(() => status(element) === 'Files like a.png cannot be sent.');
    uploads[1]!.fail();
    await waitUntil(() => status(element) === 'b.png could not be uploaded.');
    named(element, 'Remove c.png').click();
    await element.updateComplete;
    expect(uploads[2]!.aborted).to.equal(true);
    expect(all(element, 'li').length).to.equal(0);
  });

  it('an address that ran out is renewed before it is opened', async () => {
    const element = await opened(gateway);
    gateway.say('', { files: [{ id: 'old', name: 'offer.pdf', type: 'application/pdf', bytes: 1, url: '/files/old?expired', expiresAt: 1 }] });
    await until(element, 'offer.pdf');
    gateway.messages[0]!.files[0]!.url = '/files/old?fresh';
    const opening = window.open;
    const address = new Promise<string>((done) => {
      window.open = (url) => {
        done(String(url));
        return null;
      };
    });
    find(element, '.row a').click();
    expect(await address).to.equal(`${gateway.address}/files/old?fresh`);
    window.open = opening;
    expect(gateway.sent('sync').at(-1)).to.deep.equal({ after: 0, before: 2 });
  });
});

/** Takes the place of XMLHttpRequest for one upload. */
class FakeUpload {
  readonly upload: { onprogress?: (event: { loaded: number; total: number }) => void } = {};
  readonly headers: Record<string, string> = {};
  method = '';
  address = '';
  body: unknown;
  status = 0;
  responseText = '';
  aborted = false;
  onload?: () => void;
  onerror?: () => void;
  onabort?: () => void;

  open(method: string, address: string): void {
    Object.assign(this, { method, address });
  }
  setRequestHeader(name: string, value: string): void {
    this.headers[name] = value;
  }
  send(body: unknown): void {
    this.body = body;
  }
  abort(): void {
    this.aborted = true;
    this.onabort?.();
  }
  progress(part: number): void {
    this.upload.onprogress?.({ loaded: part * 100, total: 100 });
  }
  answer(status: number, body: unknown): void {
    Object.assign(this, { status, responseText: JSON.stringify(body) });
    this.onload?.();
  }
  fail(): void {
    this.onerror?.();
  }
}
