import { createSession, type PbxSession } from '../../../components/core/index.ts';

/** What a test finds on the page. */
declare global {
  interface Window {
    session: PbxSession;
    /** Given by the test: a fresh token of the page's user. */
    mintToken(): Promise<string>;
  }
}

const gateway = new URL(location.href).searchParams.get('gateway') ?? '';
window.session = createSession({ gateway, getToken: () => window.mintToken(), deviceName: 'Test page' });
