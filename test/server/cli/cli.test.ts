import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
let data: string;
beforeEach(() => { data = mkdtempSync(join(tmpdir(), 'klapka-cli-')); });
afterEach(() => rmSync(data, { recursive: true }));

interface Outcome { code: number; out: string; err: string }

function admin(...words: string[]): Promise<Outcome> {
  return adminWith({}, ...words);
}

function adminWith(settings: Record<string, string>, ...words: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const env = { ...settings, PATH: process.env['PATH'], KLAPKA_DEMO: '0', KLAPKA_DATA: data, KLAPKA_PUBLIC_URL: 'https://pbx.example.com' };
    execFile(process.execPath, ['--conditions=klapka-source', 'server/cli.ts', ...words], { cwd: root, env }, (error, out, err) => resolve({ code: error ? 1 : 0, out, err }));
  });
}

// Eight processes one after the other.
test('an administrator, an extension, a queue and a chat button are made on a fresh database', { timeout: 60_000 }, async () => {
  const first = await admin('create-administrator', '--name', 'Jana Nováková', '--email', 'jana@example.com');
  expect(first, first.err).toMatchObject({ code: 0 });
  expect(first.out).toMatch(/https:\/\/pbx\.example\.com\S+/);
  expect(await admin('add-extension', '1001', '--first-name', 'Jana', '--last-name', 'Nováková')).toMatchObject({ code: 0 });
  expect(await admin('add-account', '--name', 'Jana Nováková', '--extension', '1001', '--password', 'violet harbour lantern')).toMatchObject({ code: 0 });
  expect(await admin('add-queue', '--name', 'Support', '--takes', 'messages', '--member', '1001')).toMatchObject({ code: 0 });
  const button = await admin('add-chat-button', '--name', 'Shop', '--queue', 'Support', '--origin', 'https://shop.example.com', '--id', 'shop');
  expect(button, button.err).toMatchObject({ code: 0 });
  expect(button.out).toContain('src="https://pbx.example.com/chat-button.js"');
  expect((await admin('list', 'chat-buttons')).out).toContain('https://shop.example.com');
  expect((await admin('list', 'accounts')).out).not.toMatch(/argon2|violet/);
  expect((await admin('reset-link', 'jana@example.com')).out).toMatch(/https:\/\/pbx\.example\.com\S+/);
});

test.each([
  [['create-administrator', '--email', 'jana@example.com'], '--name is missing'],
  [['add-extension', '1001', '--first-name', 'Jana'], '--last-name is missing'],
  [['add-extension', 'twelve', '--first-name', 'A', '--last-name', 'B'], 'The number: '],
  [['add-account', '--name', 'Jana', '--email', 'jana@example.com', '--role', 'boss'], '--role: '],
  [['add-chat-button', '--name', 'Shop'], '--queue is missing'],
  [['add-chat-button', '--name', 'Shop', '--queue', 'None', '--origin', 'https://shop.example.com'], 'no queue "None"'],
  [['invite', 'nobody@example.com'], 'no account "nobody@example.com"'],
  [['reset-link'], 'whose account'],
  [['disable', '--now'], "'--now'"],
  [['desk-phone'], 'whose phone'],
  [['desk-phone', '1001'], 'no extension "1001"'],
  [['explode'], 'no command "explode"'],
])('%j is refused in a sentence: %s', async (words, said) => {
  const { code, out, err } = await admin(...words);
  expect(code).toBe(1);
  expect(err).toContain(said);
  expect(`${out}${err}`).not.toMatch(/\n\s+at /);
});

test('a phone on a desk is given its password where the PBX takes such phones', { timeout: 60_000 }, async () => {
  const sip = { KLAPKA_SIP_UDP: '0.0.0.0:5070', KLAPKA_SIP_UDP_ALLOW: '192.168.1.0/24' };
  await admin('add-extension', '1001', '--first-name', 'Jana', '--last-name', 'Nováková');
  expect((await admin('desk-phone', '1001')).err).toContain('takes no desk phones');
  const given = await adminWith(sip, 'desk-phone', '1001');
  expect(given.out, given.err).toMatch(/pbx\.example\.com:5070[^]*user name 1001\n\s+password\s+[\w-]{24,}/);
  const secret = /password\s+([\w-]{24,})/.exec(given.out)?.[1] ?? '';
  expect((await admin('list', 'extensions')).out).not.toContain(secret);
  expect(await adminWith(sip, 'desk-phone', '1001', '--remove')).toMatchObject({ code: 0 });
});

test('what is refused changes nothing', async () => {
  await admin('create-administrator', '--name', 'Jana', '--email', 'jana@example.com', '--extension', '1001');
  expect((await admin('list', 'accounts')).out.trim()).toBe('');
});
