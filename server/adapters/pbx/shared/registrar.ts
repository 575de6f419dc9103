/** An address of the machine's own; null for the one that means all of them. */
export const specified = (host: string): string | null => (host === '0.0.0.0' || /^[0:]+$/.test(host) ? null : host);
