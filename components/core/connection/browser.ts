import type { SessionStorage, TabStorage } from '../session.ts';

/** `localStorage`, or memory where there is none or it is forbidden (a private window, a sandboxed frame, node). */
export function defaultStorage(): SessionStorage {
  try {
    const { localStorage } = globalThis;
    localStorage.getItem('pbx');
    return localStorage;
  } catch {
    const kept = new Map<string, string>();
    return {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: (key) => void kept.delete(key),
    };
  }
}

/** `sessionStorage`, or null where there is none or it is forbidden. */
export function tabStorage(): TabStorage | null {
  try {
    return globalThis.sessionStorage ?? null;
  } catch {
    return null;
  }
}

/** 122 random bits and more; `crypto.randomUUID` exists in secure contexts only. */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const deviceKey = 'pbx:device';

/** This browser's own id, kept for as long as its storage is: a reload or a new sign-in is the same device. */
export function deviceIdOf(storage: SessionStorage): string {
  try {
    const kept = storage.getItem(deviceKey);
    if (kept && /^[A-Za-z0-9_-]{16,64}$/.test(kept)) return kept;
    const fresh = randomId();
    storage.setItem(deviceKey, fresh);
    return fresh;
  } catch {
    return randomId();
  }
}

/** `Firefox, Windows` and the like, for the person's own list of devices. */
export function browserName(agent: string = globalThis.navigator?.userAgent ?? ''): string {
  const browsers = [['Edg/', 'Edge'], ['OPR/', 'Opera'], ['Firefox/', 'Firefox'], ['Chrome/', 'Chrome'], ['Safari/', 'Safari']] as const;
  const systems = [['Android', 'Android'], ['iPhone', 'iPhone'], ['iPad', 'iPad'], ['Windows', 'Windows'], ['Mac OS', 'macOS'], ['CrOS', 'ChromeOS'], ['Linux', 'Linux']] as const;
  const find = (names: readonly (readonly [string, string])[]): string | undefined => names.find(([mark]) => agent.includes(mark))?.[1];
  return [find(browsers) ?? 'Browser', find(systems)].filter(Boolean).join(', ');
}
