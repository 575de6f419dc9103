import { createFakeSession, scenarioNames, type FakeSession, type ScenarioName } from '../../../components/testing/index.ts';
import type { FilesPort } from '../../../components/core/files/files-port.ts';
import type { PbxProvider } from '../../../components/provider/provider.ts';

/** Addresses of files that the gateway really has. */
export interface RealFiles {
  picture: string;
  recording: string;
}

/** What a test finds on the strict page: the built elements, with scripted sessions whose files are a real gateway's. */
interface StrictPage {
  readonly violations: string[];
  readonly scenarios: readonly ScenarioName[];
  /** Signs in at the gateway, for the files. */
  connect(gateway: string, token: string, real: RealFiles): void;
  readonly isConnected: boolean;
  show(tag: string, scenario: ScenarioName, properties: Record<string, unknown>): Promise<void>;
  /** Attributes anywhere on the page that carry an address of this origin. */
  addresses(origin: string): string[];
}

declare global {
  interface Window {
    strictPage: StrictPage;
  }
}

const violations: string[] = [];
document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile, lineNumber }) => {
  violations.push(`${violatedDirective}: ${blockedURI} (${sourceFile ?? ''}:${lineNumber})`);
});

const provider: PbxProvider = document.createElement('pbx-provider');
let real: RealFiles | null = null;

/** The scenario's files are fetched from the gateway: every photo and picture is one of its pictures. */
function fromGateway(files: FilesPort, { picture, recording }: RealFiles): FilesPort {
  const at = (url: string): string => (url.endsWith('.wav') ? recording : picture);
  return {
    onChange(listener, signal) {
      const view = files.onChange(listener, signal);
      return { show: (url) => view.show(at(url)), settle: () => view.settle() };
    },
    retry: (url) => files.retry(at(url)),
    save: (url, name) => files.save(at(url), name),
  };
}

function sessionIn(scenario: ScenarioName): FakeSession {
  const fake = createFakeSession(scenario, { realTime: true });
  fake.onRequest('GET', '/api/admin/accounts', () => [{ id: 'account-1002', name: 'Petr Svoboda', email: null, roles: ['user'], disabled: false, hasPassword: true, extension: null }]);
  for (const list of ['chat-buttons', 'queues'] as const) fake.onRequest('GET', `/api/admin/${list}`, () => []);
  return provider.current && real ? Object.assign(fake, { files: fromGateway(provider.current.files, real) }) : fake;
}

function everything(root: ParentNode): Element[] {
  return [...root.querySelectorAll('*')].flatMap((one) => [one, ...(one.shadowRoot ? everything(one.shadowRoot) : [])]);
}

window.strictPage = {
  violations,
  scenarios: scenarioNames.filter((name) => name !== 'many'),
  connect(gateway, token, files) {
    real = files;
    Object.assign(provider, { gateway, token });
    document.body.append(provider);
  },
  get isConnected() {
    return provider.current?.state.status === 'connected';
  },
  async show(tag, scenario, properties) {
    const element: HTMLElement & { updateComplete?: Promise<unknown> } = document.createElement(tag);
    Object.assign(element, { session: sessionIn(scenario), ...properties });
    if (tag === 'pbx-provider') element.append(document.createElement('pbx-extension-list'));
    document.querySelector('main')?.replaceChildren(element);
    await element.updateComplete;
    await new Promise((resolve) => requestAnimationFrame(resolve));
  },
  addresses: (origin) => everything(document.body).flatMap(({ localName, attributes }) =>
    [...attributes].flatMap(({ name, value }) => (['src', 'href', 'poster', 'srcset', 'data'].includes(name) && value.startsWith(origin) ? [`${localName} ${name}=${value}`] : []))),
};
