import { one, templates, type Plan } from './plan.ts';

/** Live rows of a new kind, and a test of what every store promises. */
export function store(name: string): Plan {
  const all = templates('store', name);
  return {
    files: {
      [`components/core/stores/${name}.ts`]: one(all, 'store.ts'),
      [`test/core/stores/${name}.test.ts`]: one(all, 'test.ts'),
    },
    changes: {},
    next: [
      `say what a row is in components/core/stores/${name}.ts; where it goes over the wire, in protocol/model/, and name the topic in protocol/topics.ts`,
      'authorise and filter its rows in server/realtime/topics/, and give the fake session one (components/testing/fake-session.ts)',
      `npx vitest run --project node test/core/stores/${name}.test.ts`,
    ],
  };
}
