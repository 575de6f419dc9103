import type { TemplateResult } from 'lit';
import { iconLock } from './icons/lock.ts';
import { iconRefreshCw } from './icons/refresh-cw.ts';
import { iconUnplug } from './icons/unplug.ts';
import { notice } from './notice.ts';

/** What keeps an element from its content, in the same order and with the same icon everywhere; the words are the room's. */

interface SessionTexts {
  notConnected: string;
  notConnectedNext: string;
  signedOut: string;
  signedOutNext: string;
}
interface PermissionTexts {
  noPermission: string;
  noPermissionNext: string;
}
interface RowsTexts extends PermissionTexts {
  failed: string;
  failedNext: string;
}

/** Null where somebody is signed in, or about to be. */
export function withoutSession(state: { status: string } | null, t: SessionTexts): TemplateResult | null {
  if (!state) return notice({ icon: iconUnplug, title: t.notConnected, text: t.notConnectedNext });
  return state.status === 'signed-out' || state.status === 'ended' ? notice({ icon: iconLock, title: t.signedOut, text: t.signedOutNext }) : null;
}

export const withoutPermission = (t: PermissionTexts): TemplateResult => notice({ icon: iconLock, title: t.noPermission, text: t.noPermissionNext });

/** Null where the rows are there, or on their way. */
export function withoutRows({ status, errorCode }: { status: string; errorCode: string | null }, t: RowsTexts): TemplateResult | null {
  if (status !== 'error') return null;
  return errorCode === 'FORBIDDEN' || errorCode === 'NOT_FOUND' ? withoutPermission(t) : notice({ icon: iconRefreshCw, title: t.failed, text: t.failedNext, role: 'alert' });
}
