import { expect } from '@open-wc/testing';
import { checkFile } from '../../../components/shared/file-check.ts';
import { fileBytesLimit } from '../../../components/shared/limits.ts';

const png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const file = (name: string, type: string, bytes: number[]): File => new File([new Uint8Array(bytes)], name, { type });

describe('checkFile', () => {
  it('lets through what is what it says', async () => {
    expect(await checkFile(file('a.png', 'image/png', png))).to.equal(null);
    expect(await checkFile(file('a.pdf', 'application/pdf', [...new TextEncoder().encode('%PDF-1.7')]))).to.equal(null);
    expect(await checkFile(file('a.txt', 'text/plain', [...new TextEncoder().encode('Dobrý den')]))).to.equal(null);
    expect(await checkFile(file('a.zip', 'application/x-zip-compressed', [0x50, 0x4b, 3, 4]))).to.equal(null);
  });

  it('refuses a program that calls itself a picture or a text', async () => {
    expect(await checkFile(file('a.png', 'image/png', [0x4d, 0x5a, 0x90, 0]))).to.equal('TYPE_NOT_ALLOWED');
    expect(await checkFile(file('a.txt', 'text/plain', [0x7f, 0x45, 0x4c, 0x46, 0]))).to.equal('TYPE_NOT_ALLOWED');
  });

  it('refuses other types and empty files', async () => {
    expect(await checkFile(file('a.svg', 'image/svg+xml', [0x3c]))).to.equal('TYPE_NOT_ALLOWED');
    expect(await checkFile(file('a.exe', 'application/x-msdownload', [0x4d, 0x5a]))).to.equal('TYPE_NOT_ALLOWED');
    expect(await checkFile(file('a.png', 'image/png', []))).to.equal('EMPTY_FILE');
    expect(await checkFile(file('a.exe', 'application/x-msdownload', []))).to.equal('EMPTY_FILE');
  });

  it('refuses one byte too many and takes exactly the limit', async () => {
    const start = new Uint8Array(png);
    expect(await checkFile(new File([start, new Uint8Array(fileBytesLimit - png.length)], 'a.png', { type: 'image/png' }))).to.equal(null);
    expect(await checkFile(new File([start, new Uint8Array(fileBytesLimit - png.length + 1)], 'a.png', { type: 'image/png' }))).to.equal('TOO_LARGE');
  });
});
