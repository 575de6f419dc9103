import { randomInt } from 'node:crypto';
import { Menu, RingGroup } from '@klapka/protocol';
import type { Admin } from '../domain/admin/index.ts';
import type { StoragePort } from '../ports/storage.ts';

/*
 * The made-up company of demo mode. Everybody can read its accounts here, so it exists on a loopback address only and in
 * a database of its own.
 */

const people = [
  { number: '1001', firstName: 'Alena', lastName: 'Dvořáková', title: 'Office manager', department: 'Office', roles: ['administrator'] },
  { number: '1002', firstName: 'Boris', lastName: 'Kučera', title: 'Head of support', department: 'Support', roles: ['supervisor'] },
  { number: '1003', firstName: 'Cecilia', lastName: 'Moreau', title: 'Support', department: 'Support', roles: [] },
  { number: '1004', firstName: 'David', lastName: 'Novák', title: 'Support', department: 'Support', roles: [] },
  { number: '1005', firstName: 'Emma', lastName: 'Schneider', title: 'Support', department: 'Support', roles: [] },
  { number: '1006', firstName: 'Filip', lastName: 'Svoboda', title: 'Accounting', department: 'Office', roles: [] },
  { number: '1007', firstName: 'Grace', lastName: 'O’Neill', title: 'Sales', department: 'Office', roles: [] },
  { number: '1008', firstName: 'Hynek', lastName: 'Procházka', title: 'Warehouse', department: 'Office', roles: [] },
] as const;

/** Whom the CRM of the demo knows. */
export const demoPeople = people.map(({ number, firstName, lastName }) => ({ number, name: `${firstName} ${lastName}` }));

/** Marks a database as the demo's. */
export const demoMark = 'demoPassword';

/** Refuses to give demo accounts to a real company's database, and real use to a demo's. */
export async function checkDatabaseFits(storage: StoragePort, demo: boolean): Promise<string | null> {
  const marked = (await storage.read.settings.get(demoMark)) !== null;
  if (demo && !marked && (await storage.read.accounts.count()) > 0) return 'The database holds real accounts; demo mode will not add its own. Set KLAPKA_DEMO=0, or another KLAPKA_DATA.';
  if (!demo && marked) return 'The database was made by demo mode and holds accounts everybody knows. Set another KLAPKA_DATA or KLAPKA_DATABASE_URL.';
  return null;
}

/** Creates what is missing; a second start finds everything there. Answers the one password of all. */
export async function seedDemo(admin: Admin, storage: StoragePort, demoPort: number): Promise<string> {
  const password = await storage.write((tx) => tx.settings.setOnce(demoMark, pronounceable()));
  const accountIds: string[] = [];
  for (const person of people) accountIds.push(await seedPerson(admin, storage, person, password));
  const group = (await storage.read.groups.list()).find(({ everyone }) => everyone);
  const supervisor = await storage.read.directory.byNumber('1002');
  if (group && supervisor) await admin.groups.putMember(group.id, { extensionId: supervisor.id, kind: 'manager', keys: [] });
  const queues = await admin.queues.list();
  const queue = queues.find(({ name }) => name === 'Support')
    ?? (await admin.queues.create({ name: 'Support', takes: ['messages'], memberAccountIds: accountIds }));
  await seedButton(admin, queue.id, demoPort);
  await seedNumbers(admin, storage);
  return password;
}

async function seedPerson(admin: Admin, storage: StoragePort, person: (typeof people)[number], password: string): Promise<string> {
  const { number, firstName, lastName, title, department, roles } = person;
  const email = `${plain(firstName)}.${plain(lastName)}@example.com`;
  const extension = (await storage.read.directory.byNumber(number))
    ?? (await admin.extensions.create({
      number, firstName, lastName, title, email, mobile: `+42060000${number}`, departments: [department], recordingRight: 'full', groupIds: [],
    }));
  if (extension.accountId !== null) return extension.accountId;
  const { account } = await admin.accounts.create({ name: `${firstName} ${lastName}`, email, extensionNumber: number, roles: [...roles, 'user'], password });
  return account.id;
}

/** What a newcomer can dial besides people: a queue, a ring group and a menu. Each is made where its number is free. */
async function seedNumbers(admin: Admin, storage: StoragePort): Promise<void> {
  const isFree = async (number: string): Promise<boolean> => (await storage.read.numbers.owner(number)) === null;
  const people = await admin.extensions.list();
  const those = (...numbers: string[]) => people.filter(({ number }) => numbers.includes(number));
  if (await isFree('600')) {
    const memberAccountIds = those('1003', '1004').flatMap(({ accountId }) => accountId ?? []);
    await admin.queues.create({ name: 'Support line', number: '600', takes: ['calls'], memberAccountIds });
  }
  if (await isFree('610')) await admin.routes.create('ring-group', RingGroup.parse({ name: 'Office', number: '610', memberExtensionIds: those('1006', '1007').map(({ id }) => id) }));
  if (await isFree('620')) await admin.routes.create('menu', Menu.parse({ name: 'Front door', number: '620', keys: { 1: '600', 2: '610', 0: '1001' }, directDial: true, otherwise: '1001' }));
}

async function seedButton(admin: Admin, queueId: string, demoPort: number): Promise<void> {
  const origins = ['localhost', '127.0.0.1'].map((host) => `http://${host}:${demoPort}`);
  const button = (await admin.chatButtons.list()).find(({ id }) => id === 'demo');
  if (!button) await admin.chatButtons.create({ name: 'Shop', origins, queueId, greeting: { en: 'Hello! How can we help?', cs: 'Dobrý den! S čím vám pomůžeme?' } }, 'demo');
  // The port may be another than at the last start.
  else if (button.origins.join() !== origins.join()) await admin.chatButtons.update('demo', { origins });
}

function plain(name: string): string {
  return name.normalize('NFD').replace(/[^A-Za-z]/g, '').toLowerCase();
}

/** A word to read out and type: six syllables, 60 bits less what vowels cost. */
function pronounceable(): string {
  const pick = (letters: string): string => letters.charAt(randomInt(letters.length));
  return Array.from({ length: 6 }, () => pick('bdfgklmnprstvz') + pick('aeiou')).join('');
}
