import type { Greeting } from '@klapka/protocol';
import type { PbxSession } from '../controllers/index.ts';
import type { AccountLink, AccountRow, ChatButtonRow, NewPerson, QueueRow } from './admin.types.ts';

export interface AdminData {
  accounts: AccountRow[];
  buttons: ChatButtonRow[];
  queues: QueueRow[];
}

export async function loadAdmin(session: PbxSession): Promise<AdminData> {
  const [accounts, buttons, queues] = await Promise.all([
    session.request<AccountRow[]>('GET', '/api/admin/accounts'),
    session.request<ChatButtonRow[]>('GET', '/api/admin/chat-buttons'),
    session.request<QueueRow[]>('GET', '/api/admin/queues'),
  ]);
  return { accounts, buttons, queues };
}

/** An extension and an account for it. `made` remembers extensions of a first try whose account failed: the second try goes on there. */
export async function invitePerson(session: PbxSession, person: NewPerson, made: Set<string>): Promise<AccountLink> {
  const { firstName, lastName, number, email, department, role } = person;
  if (!made.has(number)) {
    await session.request('POST', '/api/admin/extensions', { number, firstName, lastName, ...(email ? { email } : {}), departments: department ? [department] : [] });
    made.add(number);
  }
  const roles = role === 'user' ? ['user'] : ['user', role];
  const answer = await session.request<{ invitation: AccountLink | null }>('POST', '/api/admin/accounts', {
    name: `${firstName} ${lastName}`, ...(email ? { email } : {}), extensionNumber: number, roles,
  });
  made.delete(number);
  return answer.invitation ?? { mailed: false };
}

/** A new invitation for who never signed in, else a link to set a new password. */
export function newLink(session: PbxSession, { id, hasPassword }: AccountRow): Promise<AccountLink> {
  return session.request<AccountLink>('POST', hasPassword ? `/api/admin/accounts/${id}/reset-link` : `/api/admin/accounts/${id}/invitation`);
}

export async function setDisabled(session: PbxSession, { id }: AccountRow, disabled: boolean): Promise<void> {
  await session.request('PATCH', `/api/admin/accounts/${id}`, { disabled });
}

export async function createButton(session: PbxSession, button: { name: string; origins: string[]; queueId: string; greeting: Greeting }): Promise<void> {
  await session.request('POST', '/api/admin/chat-buttons', button);
}
