/** Informal Czech (tykání), for every element of the page whose `lang` is `cs-x-informal`. What is not here is said as in Czech. */
export const rooms = {
  'account-menu': () => import('./account-menu.ts'),
  'device-check': () => import('./device-check.ts'),
  admin: () => import('./admin.ts'),
  call: () => import('./call.ts'),
  client: () => import('./client.ts'),
  common: () => import('./common.ts'),
  composer: () => import('./composer.ts'),
  conversation: () => import('./conversation.ts'),
  'device-settings': () => import('./device-settings.ts'),
  dialer: () => import('./dialer.ts'),
  errors: () => import('./errors.ts'),
  'extension-list': () => import('./extension-list.ts'),
  inbox: () => import('./inbox.ts'),
  'incoming-call': () => import('./incoming-call.ts'),
  ringtone: () => import('./ringtone.ts'),
  'sign-in': () => import('./sign-in.ts'),
};
