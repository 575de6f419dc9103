import type { Greeting, Role } from '@klapka/protocol';

/** Tabs of the administration. */
export const adminTabs = ['people', 'buttons'] as const;
export type AdminTab = (typeof adminTabs)[number];

/** An account as the administration interface tells it. */
export interface AccountRow {
  id: string;
  name: string;
  email: string | null;
  roles: Role[];
  disabled: boolean;
  /** False: the invitation was not taken up yet. */
  hasPassword: boolean;
  extension: { id: string; number: string } | null;
}

/** A link made for somebody; `link` is there only where no mail was sent. */
export interface AccountLink {
  mailed: boolean;
  link?: string;
}

export interface ChatButtonRow {
  id: string;
  name: string;
  origins: string[];
  queueId: string;
  greeting: Greeting | null;
}

export interface QueueRow {
  id: string;
  name: string;
  takesMessages: boolean;
}

/** What the form "Invite a person" holds. */
export interface NewPerson {
  firstName: string;
  lastName: string;
  number: string;
  email: string;
  department: string;
  role: Role;
}
