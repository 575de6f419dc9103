import { GroupMember, Id, Name, NewAccount, NewChatButton, NewExtension, NewGroup, NewQueue, PermissionKey, QueueRules, Role } from '@klapka/protocol';
import { z } from 'zod';
import type { Links } from '../domain/accounts/links.ts';
import type { Sessions } from '../domain/accounts/sessions.ts';
import type { Admin } from '../domain/admin/index.ts';
import { AdminAccount, AdminChatButton, AdminDeskPhone, AdminDevice, AdminExtension, AdminGroup, AdminLink, AdminMember, AdminOpenLink, AdminQueue, AdminRule, NewRule } from './answers.ts';
import { changeOf } from './changes.ts';
import { param, type Route, route } from './routes.ts';

export interface AdminRoutesDeps {
  admin: Admin;
  sessions: Sessions;
  links: Links;
}

const access = 'administrator' as const;

export function adminRoutes(deps: AdminRoutesDeps): Route[] {
  return [...accountRoutes(deps), ...linkRoutes(deps), ...extensionRoutes(deps), ...groupRoutes(deps), ...queueRoutes(deps), ...chatButtonRoutes(deps)];
}

function accountRoutes({ admin: { accounts }, sessions }: AdminRoutesDeps): Route[] {
  const path = '/api/admin/accounts';
  const AccountChange = z.strictObject({
    name: Name.optional(), email: NewAccount.shape.email, roles: z.array(Role).max(3).optional(), disabled: z.boolean().optional(),
    extensionNumber: z.string().nullable().optional(),
  });
  return [
    route({ method: 'get', path, access, summary: 'All accounts', answer: z.array(AdminAccount), status: 200, handle: () => accounts.list() }),
    route({
      method: 'post', path, access, summary: 'A new account; without a password it is invited', body: NewAccount,
      answer: z.object({ account: AdminAccount, invitation: AdminLink.nullable() }), status: 201, handle: ({ body }) => accounts.create(body),
    }),
    route({ method: 'get', path: `${path}/:id`, access, summary: 'One account', answer: AdminAccount, status: 200, handle: (call) => accounts.get(param(call, 'id')) }),
    route({
      method: 'patch', path: `${path}/:id`, access, summary: 'Change an account, disable it, or give it another extension', body: AccountChange,
      answer: AdminAccount, status: 200, handle: (call) => accounts.update(param(call, 'id'), call.body),
    }),
    route({ method: 'delete', path: `${path}/:id`, access, summary: 'Delete an account', status: 204, handle: (call) => accounts.remove(param(call, 'id')) }),
    route({
      method: 'get', path: `${path}/:id/devices`, access, summary: 'Browsers an account is signed in with', answer: z.array(AdminDevice), status: 200,
      handle: async (call) => sessions.devices((await accounts.get(param(call, 'id'))).id),
    }),
    route({
      method: 'delete', path: `${path}/:id/devices/:deviceId`, access, summary: 'Sign one browser of an account out', status: 204,
      handle: (call) => sessions.signOutDevice(param(call, 'id'), param(call, 'deviceId')),
    }),
  ];
}

function linkRoutes({ links }: AdminRoutesDeps): Route[] {
  const path = '/api/admin/accounts/:id';
  return [
    route({
      method: 'post', path: `${path}/invitation`, access, summary: 'Invite an account again', answer: AdminLink, status: 201,
      handle: (call) => links.create(param(call, 'id'), 'invitation'),
    }),
    route({
      method: 'post', path: `${path}/reset-link`, access, summary: 'A link to set a new password', answer: AdminLink, status: 201,
      handle: (call) => links.create(param(call, 'id'), 'reset'),
    }),
    route({
      method: 'get', path: '/api/admin/links', access, summary: 'Open invitations, and people who forgot their password', answer: z.array(AdminOpenLink), status: 200,
      handle: () => links.open(),
    }),
  ];
}

function extensionRoutes({ admin: { extensions, deskPhones } }: AdminRoutesDeps): Route[] {
  const path = '/api/admin/extensions';
  return [
    route({ method: 'get', path, access, summary: 'All extensions', answer: z.array(AdminExtension), status: 200, handle: () => extensions.list() }),
    route({ method: 'post', path, access, summary: 'A new extension', body: NewExtension, answer: AdminExtension, status: 201, handle: ({ body }) => extensions.create(body) }),
    route({ method: 'get', path: `${path}/:id`, access, summary: 'One extension', answer: AdminExtension, status: 200, handle: (call) => extensions.get(param(call, 'id')) }),
    route({
      method: 'patch', path: `${path}/:id`, access, summary: 'Change an extension', body: changeOf(NewExtension.omit({ groupIds: true })),
      answer: AdminExtension, status: 200, handle: (call) => extensions.update(param(call, 'id'), call.body),
    }),
    route({ method: 'delete', path: `${path}/:id`, access, summary: 'Delete an extension', status: 204, handle: (call) => extensions.remove(param(call, 'id')) }),
    route({ method: 'get', path: '/api/admin/desk-phones', access, summary: 'Ids of the extensions that have phones on desks', answer: z.array(Id), status: 200, handle: async () => [...await deskPhones.owners()] }),
    route({
      method: 'put', path: `${path}/:id/desk-phone`, access, summary: 'A new password for the phones on desks of an extension, and what they need beside it; never told again',
      answer: AdminDeskPhone, status: 200, handle: (call) => deskPhones.give(param(call, 'id')),
    }),
    route({ method: 'delete', path: `${path}/:id/desk-phone`, access, summary: 'No phones on desks for an extension', status: 204, handle: (call) => deskPhones.remove(param(call, 'id')) }),
  ];
}

function groupRoutes({ admin: { groups } }: AdminRoutesDeps): Route[] {
  const path = '/api/admin/groups';
  const keys = z.array(PermissionKey).optional();
  const GroupChange = z.strictObject({ name: Name.optional(), managerKeys: keys, userKeys: keys });
  const Rules = z.strictObject({ rules: z.array(NewRule).max(1000) });
  return [
    route({ method: 'get', path, access, summary: 'All extension groups', answer: z.array(AdminGroup), status: 200, handle: () => groups.list() }),
    route({ method: 'post', path, access, summary: 'A new group', body: NewGroup, answer: AdminGroup, status: 201, handle: ({ body }) => groups.create(body) }),
    route({
      method: 'patch', path: `${path}/:id`, access, summary: 'Rename a group, or change what its managers and users may do', body: GroupChange,
      answer: AdminGroup, status: 200, handle: (call) => groups.update(param(call, 'id'), call.body),
    }),
    route({ method: 'delete', path: `${path}/:id`, access, summary: 'Delete a group', status: 204, handle: (call) => groups.remove(param(call, 'id')) }),
    route({
      method: 'get', path: `${path}/:id/members`, access, summary: 'Members of a group', answer: z.array(AdminMember), status: 200,
      handle: (call) => groups.members(param(call, 'id')),
    }),
    route({
      method: 'put', path: `${path}/:id/members`, access, summary: 'Add a member, or change how it stands', body: GroupMember,
      answer: AdminMember, status: 200, handle: (call) => groups.putMember(param(call, 'id'), call.body),
    }),
    route({
      method: 'delete', path: `${path}/:id/members/:extensionId`, access, summary: 'Remove a member', status: 204,
      handle: (call) => groups.removeMember(param(call, 'id'), param(call, 'extensionId')),
    }),
    route({
      method: 'get', path: '/api/admin/visibility', access, summary: 'Who sees whom', answer: z.array(AdminRule), status: 200,
      handle: () => groups.visibility(),
    }),
    route({
      method: 'put', path: '/api/admin/visibility', access, summary: 'Replace the rules of who sees whom', body: Rules, answer: z.array(AdminRule), status: 200,
      handle: ({ body }) => groups.setVisibility(body.rules),
    }),
  ];
}

function queueRoutes({ admin: { queues } }: AdminRoutesDeps): Route[] {
  const path = '/api/admin/queues';
  const QueueChange = changeOf(NewQueue).extend({ rules: changeOf(QueueRules).optional() });
  return [
    route({ method: 'get', path, access, summary: 'All queues', answer: z.array(AdminQueue), status: 200, handle: () => queues.list() }),
    route({ method: 'post', path, access, summary: 'A new queue', body: NewQueue, answer: AdminQueue, status: 201, handle: ({ body }) => queues.create(body) }),
    route({
      method: 'patch', path: `${path}/:id`, access, summary: 'Change a queue or its members', body: QueueChange, answer: AdminQueue, status: 200,
      handle: (call) => queues.update(param(call, 'id'), call.body),
    }),
    route({ method: 'delete', path: `${path}/:id`, access, summary: 'Delete a queue', status: 204, handle: (call) => queues.remove(param(call, 'id')) }),
  ];
}

function chatButtonRoutes({ admin: { chatButtons } }: AdminRoutesDeps): Route[] {
  const path = '/api/admin/chat-buttons';
  /** The id stands in the page's snippet, so one may choose a readable one. */
  const NewButton = NewChatButton.extend({ id: Id.optional() });
  return [
    route({ method: 'get', path, access, summary: 'All chat buttons', answer: z.array(AdminChatButton), status: 200, handle: () => chatButtons.list() }),
    route({
      method: 'post', path, access, summary: 'A new chat button', body: NewButton, answer: AdminChatButton, status: 201,
      handle: ({ body: { id, ...button } }) => chatButtons.create(button, id),
    }),
    route({
      method: 'patch', path: `${path}/:id`, access, summary: 'Change a chat button', body: changeOf(NewChatButton), answer: AdminChatButton, status: 200,
      handle: (call) => chatButtons.update(param(call, 'id'), call.body),
    }),
    route({ method: 'delete', path: `${path}/:id`, access, summary: 'Delete a chat button nobody wrote through', status: 204, handle: (call) => chatButtons.remove(param(call, 'id')) }),
  ];
}
