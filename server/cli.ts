#!/usr/bin/env node
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { Name, NewAccount, NewChatButton, NewExtension, NewQueue } from '@klapka/protocol';
import { z } from 'zod';
import { ConfigError, readEnvironment } from './config.ts';
import { Links, type MadeLink } from './domain/accounts/links.ts';
import { findAccount, Sessions } from './domain/accounts/sessions.ts';
import { type Admin, createAdmin } from './domain/admin/index.ts';
import { announceChange } from './domain/directory/changes.ts';
import { seedDefaults } from './domain/directory/defaults.ts';
import { checkDatabaseFits } from './demo/seed.ts';
import { DomainError } from './domain/errors.ts';
import { createEventHub } from './domain/events.ts';
import { Sounds } from './domain/sounds/sounds.ts';
import { createRights } from './domain/permissions/rights.ts';
import { explain } from './explain.ts';
import { createLogger } from './observability/logger.ts';
import { openParts, openPbx } from './parts.ts';
import type { StoragePort } from './ports/storage.ts';

/*
 * `npm run admin -- <command>`: administration through the code of the admin API, on the database directly. It works
 * beside a running gateway, which notices the change within seconds.
 */

interface Office {
  admin: Admin;
  links: Links;
  storage: StoragePort;
  /** How browsers reach the gateway. */
  publicUrl: string;
}

interface Command {
  usage: string;
  what: string;
  options: NonNullable<ParseArgsConfig['options']>;
  /** Answers with what to print. */
  run: (office: Office, values: Record<string, unknown>, positional: string[]) => Promise<string>;
}

const text = { type: 'string' } as const;

const commands: Record<string, Command> = {
  'create-administrator': {
    usage: '--name "Jana Nováková" --email jana@example.com [--extension 1001] [--password …]',
    what: 'An account that may administer. Without a password it is invited.',
    options: { name: text, email: text, extension: text, password: text },
    run: (office, values) => addAccount(office, values, ['administrator', 'user']),
  },
  'add-account': {
    usage: '--name "Petr Malý" (--email petr@example.com | --extension 1002) [--role supervisor] [--password …]',
    what: 'An account for somebody. Without a password it is invited.',
    options: { name: text, email: text, extension: text, password: text, role: { type: 'string', multiple: true } },
    run: (office, values) => addAccount(office, values, values['role'] ?? []),
  },
  'add-extension': {
    usage: '1001 --first-name Jana --last-name Nováková [--email …] [--mobile …] [--title …] [--department …]',
    what: 'A person and their number.',
    options: { 'first-name': text, 'last-name': text, email: text, mobile: text, title: text, department: { type: 'string', multiple: true } },
    async run({ admin }, values, [number]) {
      const { 'first-name': firstName, 'last-name': lastName, department: departments, ...rest } = values;
      const extension = await admin.extensions.create(parse(NewExtension, { number, firstName, lastName, departments, ...rest }));
      return `Extension ${extension.number} is there.`;
    },
  },
  'desk-phone': {
    usage: '<extension> [--remove]',
    what: 'A new password for the phones on desks of an extension, shown this once; or no such phones.',
    options: { remove: { type: 'boolean' } },
    async run({ admin, storage }, { remove }, [number]) {
      const extension = number === undefined ? null : await storage.read.directory.byNumber(number);
      if (!extension) throw new DomainError('NOT_FOUND', number === undefined ? 'Say whose phone: an extension' : `There is no extension "${number}"`);
      if (remove === true) {
        await admin.deskPhones.remove(extension.id);
        return `Extension ${extension.number} has no phones on desks.`;
      }
      const { username, password, host, port } = await admin.deskPhones.give(extension.id);
      return `This goes into the phone; the password is not shown again:\n  server    ${host}:${port} (UDP)\n  user name ${username}\n  password  ${password}`;
    },
  },
  'add-queue': {
    usage: '--name Support --takes messages [--takes calls] [--number 6400] [--member 1001 …]',
    what: 'A queue for calls, messages or both; members by extension or e-mail.',
    options: { name: text, number: text, takes: { type: 'string', multiple: true }, member: { type: 'string', multiple: true } },
    async run({ admin, storage }, { member, ...values }) {
      const members = await Promise.all(z.array(z.string()).default([]).parse(member).map((login) => accountIdOf(storage, login)));
      const queue = await admin.queues.create(parse(NewQueue, { ...values, memberAccountIds: members }));
      return `The queue ${queue.name} is there, with ${members.length} members.`;
    },
  },
  'add-chat-button': {
    usage: '--name Shop --queue Support --origin https://shop.example.com [--id shop] [--greeting-en "…"] [--greeting-cs "…"]',
    what: 'A chat button for a web site.',
    options: { name: text, queue: text, origin: { type: 'string', multiple: true }, id: text, 'greeting-en': text, 'greeting-cs': text },
    async run({ admin, publicUrl }, { queue: name, origin: origins, id, 'greeting-en': en, 'greeting-cs': cs, ...values }) {
      const queue = (await admin.queues.list()).find((candidate) => candidate.name === name);
      if (!queue) throw new DomainError('NOT_FOUND', name === undefined ? '--queue is missing' : `There is no queue "${String(name)}"`);
      const button = await admin.chatButtons.create(parse(NewChatButton, { ...values, origins, queueId: queue.id, greeting: { en, cs } }), z.string().optional().parse(id));
      return `The chat button is there. On the page:\n  <script type="module" src="${publicUrl}/chat-button.js"></script>\n  <pbx-chat-button gateway="${publicUrl}" button="${button.id}"></pbx-chat-button>`;
    },
  },
  invite: {
    usage: '<extension or e-mail>',
    what: 'Invites an account again.',
    options: {},
    run: async ({ links, storage }, _values, [login]) => tell(await links.create(await accountIdOf(storage, login), 'invitation')),
  },
  'reset-link': {
    usage: '<extension or e-mail>',
    what: 'A link to set a new password.',
    options: {},
    run: async ({ links, storage }, _values, [login]) => tell(await links.create(await accountIdOf(storage, login), 'reset')),
  },
  disable: {
    usage: '<extension or e-mail>',
    what: 'Disables an account and signs it out everywhere.',
    options: {},
    run: ({ admin, storage }, _values, [login]) => setDisabled(admin, storage, login, true),
  },
  enable: {
    usage: '<extension or e-mail>',
    what: 'Lets a disabled account sign in again.',
    options: {},
    run: ({ admin, storage }, _values, [login]) => setDisabled(admin, storage, login, false),
  },
  list: {
    usage: 'accounts | extensions | groups | queues | chat-buttons | links',
    what: 'Shows what there is, as JSON lines.',
    options: {},
    async run({ admin, links }, _values, [what]) {
      const lists: Record<string, () => Promise<unknown[]>> = {
        accounts: () => admin.accounts.list(),
        extensions: () => admin.extensions.list(),
        groups: () => admin.groups.list(),
        queues: () => admin.queues.list(),
        'chat-buttons': () => admin.chatButtons.list(),
        links: () => links.open(),
      };
      const list = lists[what ?? ''];
      if (!list) throw new DomainError('BAD_REQUEST', `List one of ${Object.keys(lists).join(', ')}`);
      return (await list()).map((row) => JSON.stringify(row)).join('\n');
    },
  },
};

async function addAccount({ admin }: Office, values: Record<string, unknown>, roles: unknown): Promise<string> {
  const { name, email, extension: extensionNumber, password } = values;
  const { account, invitation } = await admin.accounts.create(parse(NewAccount, { name: Name.safeParse(name).data ?? name, email, extensionNumber, password, roles }));
  const made = `The account of ${account.name} is there.`;
  return invitation ? `${made}\n${tell(invitation)}` : made;
}

async function setDisabled(admin: Admin, storage: StoragePort, login: string | undefined, disabled: boolean): Promise<string> {
  const account = await admin.accounts.update(await accountIdOf(storage, login), { disabled });
  return `The account of ${account.name} is ${disabled ? 'disabled' : 'enabled'}.`;
}

function tell({ mailed, link, expiresAt }: MadeLink): string {
  const until = new Date(expiresAt).toISOString();
  return mailed ? `A mail with a link is on its way; the link works until ${until}.` : `Hand this link over; it works once, until ${until}:\n  ${link ?? ''}`;
}

async function accountIdOf(storage: StoragePort, login: string | undefined): Promise<string> {
  const account = login === undefined ? null : await findAccount(storage.read, login);
  if (!account) throw new DomainError('NOT_FOUND', login === undefined ? 'Say whose account: an extension or an e-mail' : `There is no account "${login}"`);
  return account.id;
}

function parse<Schema extends z.ZodType>(schema: Schema, values: unknown): z.output<Schema> {
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  throw new DomainError('BAD_REQUEST', parsed.error.issues.map(({ path: [field], message }) => {
    const option = optionNames[String(field)] ?? `--${String(field)}`;
    return isObject(values) && values[String(field)] === undefined ? `${option} is missing` : `${option}: ${message}`;
  }).join('\n'));
}

/** How the command line calls fields of the administration interface, where it is not `--` and their name. */
const optionNames: Record<string, string> = {
  number: 'The number', firstName: '--first-name', lastName: '--last-name', departments: '--department', extensionNumber: '--extension', roles: '--role', origins: '--origin',
};

function isObject(values: unknown): values is Record<string, unknown> {
  return typeof values === 'object' && values !== null;
}

function help(): string {
  const lines = Object.entries(commands).map(([name, { usage, what }]) => `  ${name} ${usage}\n      ${what}`);
  return `npm run admin -- <command>\n\n${lines.join('\n')}\n\nIt reads the settings of the gateway (.env.example): KLAPKA_DATA says which database, KLAPKA_PUBLIC_URL stands in links.\n`;
}

async function main(): Promise<void> {
  const [name, ...rest] = process.argv.slice(2);
  const command = Object.hasOwn(commands, name ?? '') ? commands[name ?? ''] : undefined;
  if (!command) {
    const asked = name === undefined || name === 'help';
    if (!asked) console.error(`There is no command "${name}".\n`);
    console.log(help());
    process.exitCode = asked ? 0 : 1;
    return;
  }
  const { values, positionals } = parseArgs({ args: rest, options: command.options, allowPositionals: true });
  // A real company's gateway is meant, unless somebody says otherwise.
  const config = readEnvironment({ KLAPKA_DEMO: '0' });
  const parts = await openParts(config, createLogger('error'));
  const { storage, clock } = parts;
  try {
    const misfit = await checkDatabaseFits(storage, config.demo !== null);
    if (misfit !== null) throw new ConfigError([misfit]);
    await seedDefaults(storage, clock);
    const events = createEventHub();
    const rights = createRights({ storage, events });
    const sessions = new Sessions({ ...parts, events, rights, refreshKey: parts.keys.refresh });
    const links = new Links({ ...parts, sessions, rights, publicUrl: config.publicUrl });
    // What the settings say of a PBX is all that is asked of it: it is not started.
    const phone = { parkingSlots: [], echoNumber: null, registrar: async () => (await openPbx(config, parts.logger)).registrar() };
    const admin = createAdmin({ storage, clock, events, sessions, links, sounds: new Sounds(parts), phone, publicUrl: config.publicUrl });
    console.log(await command.run({ admin, links, storage, publicUrl: config.publicUrl }, values, positionals));
    if (name !== 'list') await announceChange(storage);
  } finally {
    await storage.close();
  }
}

try {
  await main();
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}
