import { afterEach, expect, test } from 'vitest';
import { smtpMail } from '../../../server/adapters/mail/smtp/index.ts';
import { linkMail } from '../../../server/domain/accounts/link-mail.ts';
import { bodyOf, type SmtpBehaviour, SmtpServer } from '../../fakes/smtp-server.ts';

const from = 'Klapka <pbx@example.com>';
let server: SmtpServer;
afterEach(() => server.close());

async function start(behaviour: SmtpBehaviour = {}): Promise<string> {
  server = new SmtpServer(behaviour);
  return server.listen();
}

test('an invitation is taken over by a server that is strict about RFC 5321', async () => {
  const mail = smtpMail({ smtpUrl: await start(), from });
  const link = `https://pbx.example.com/#invitation=${'x'.repeat(43)}`;
  await mail.send({ to: 'jana@example.com', ...linkMail('invitation', 'Jana Nováková', link, 'https://pbx.example.com') });
  const [received] = server.mails;
  expect(received).toMatchObject({ from: 'pbx@example.com', to: ['jana@example.com'] });
  expect(received?.text).toMatch(/^To: jana@example\.com$/m);
  expect(received?.text).toMatch(/^Subject: /m);
  expect(bodyOf(received)).toContain(link);
  expect(bodyOf(received)).toContain('Dobrý den, Jana Nováková,');
});

test('a line that begins with a dot, or is one, arrives as it was', async () => {
  const mail = smtpMail({ smtpUrl: await start(), from });
  await mail.send({ to: 'jana@example.com', subject: 'Dots', text: 'one\n.\n..two\nthree' });
  expect(bodyOf(server.mails[0]).trim()).toBe('one\n.\n..two\nthree');
});

test('a subject and a name cannot add a header or a recipient', async () => {
  const mail = smtpMail({ smtpUrl: await start(), from });
  await mail.send({ to: 'jana@example.com', subject: 'Hello\r\nBcc: thief@example.com', text: 'Hello' });
  expect(server.mails[0]?.to).toEqual(['jana@example.com']);
  expect(server.mails[0]?.text.split('\n\n')[0]).not.toMatch(/^Bcc:/m);
});

test('it signs in where the address says so, and fails where the password is wrong', async () => {
  const address = await start({ user: 'pbx', password: 'secret' });
  await smtpMail({ smtpUrl: address, from }).send({ to: 'jana@example.com', subject: 'Hello', text: 'Hello' });
  expect(server.mails).toHaveLength(1);
  const wrong = smtpMail({ smtpUrl: address.replace('secret', 'guess'), from });
  await expect(wrong.send({ to: 'jana@example.com', subject: 'Hello', text: 'Hello' })).rejects.toThrow();
  expect(server.mails).toHaveLength(1);
});

test('a refused recipient, a server that is silent and one that is not there are errors, soon', async () => {
  const mail = { to: 'nobody@example.com', subject: 'Hello', text: 'Hello' };
  await expect(smtpMail({ smtpUrl: await start({ unknown: 'nobody@example.com' }), from }).send(mail)).rejects.toThrow('550');
  const gone = await start();
  await server.close();
  await expect(smtpMail({ smtpUrl: gone, from }).send(mail)).rejects.toThrow();
  const silent = await start({ silent: true });
  await expect(smtpMail({ smtpUrl: silent, from, patience: 200 }).send(mail)).rejects.toThrow(/timeout|greeting/i);
});
