import { createFakeSession, scenarioNames, type FakeSession, type ScenarioName } from '../../../components/testing/index.ts';

/** What a test finds on the strict page: the built elements, with scripted sessions whose files are the page's own. */
interface StrictPage {
  readonly violations: string[];
  readonly scenarios: readonly ScenarioName[];
  show(tag: string, scenario: ScenarioName, properties: Record<string, unknown>): Promise<void>;
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

function sessionIn(scenario: ScenarioName): FakeSession {
  const fake = createFakeSession(scenario, { realTime: true });
  for (const { id } of fake.extensions.all.values()) fake.extensions.patch(id, { photoUrl: '/strict/photo.png' });
  fake.onRequest('GET', '/api/admin/accounts', () => [{ id: 'account-1002', name: 'Petr Svoboda', email: null, roles: ['user'], disabled: false, hasPassword: true, extension: null }]);
  for (const list of ['chat-buttons', 'queues'] as const) fake.onRequest('GET', `/api/admin/${list}`, () => []);
  return Object.assign(fake, { resolve: (url: string) => new URL(url, location.origin).href });
}

window.strictPage = {
  violations,
  scenarios: scenarioNames.filter((name) => name !== 'many'),
  async show(tag, scenario, properties) {
    const element: HTMLElement & { updateComplete?: Promise<unknown> } = document.createElement(tag);
    Object.assign(element, { session: sessionIn(scenario), ...properties });
    if (tag === 'pbx-provider') element.append(document.createElement('pbx-extension-list'));
    document.querySelector('main')?.replaceChildren(element);
    await element.updateComplete;
    await new Promise((resolve) => requestAnimationFrame(resolve));
  },
};
