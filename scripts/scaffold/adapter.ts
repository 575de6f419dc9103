import { one, pascal, templates, type Plan } from './plan.ts';

const camel = (name: string): string => pascal(name).replace(/^\w/, (letter) => letter.toLowerCase());

function pbx(vendor: string): Plan {
  const all = templates('adapter-pbx', vendor);
  const folder = `server/adapters/pbx/${vendor}`;
  return {
    files: {
      ...Object.fromEntries(['index.ts', 'client.ts', 'translate.ts', 'events.ts', 'README.md'].map((file) => [`${folder}/${file}`, one(all, file)])),
      [`test/contract/pbx/${vendor}.test.ts`]: one(all, 'contract.test.ts'),
      [`test/server/adapters/pbx-${vendor}.test.ts`]: one(all, 'translate.test.ts'),
    },
    changes: {},
    next: [
      `it can do nothing yet, and says so: raise a value in capabilities (${folder}/index.ts) with the code that earns it, and the suite asks for it`,
      'let a configuration choose it: server/config.ts, server/parts.ts',
      `npx vitest run --project node test/contract/pbx/${vendor}.test.ts`,
    ],
  };
}

function channel(vendor: string): Plan {
  const all = templates('adapter-channel', vendor, { camel: camel(vendor) });
  const folder = `server/adapters/channels/${vendor}`;
  return {
    files: {
      ...Object.fromEntries(['index.ts', 'client.ts', 'translate.ts', 'webhook.ts', 'README.md'].map((file) => [`${folder}/${file}`, one(all, file)])),
      [`test/contract/channel/${vendor}.test.ts`]: one(all, 'contract.test.ts'),
    },
    changes: {
      'protocol/model/conversation.ts': (text) => text.replace(/(export const channelKinds = \[[^\]]*)\]/, `$1, '${vendor}']`),
    },
    next: [
      `it verifies and sends nothing yet, and says so: begin with ${folder}/webhook.ts and its provider's signature`,
      `npx vitest run --project node test/contract/channel/${vendor}.test.ts`,
    ],
  };
}

export function adapter(kind: string, vendor: string): Plan {
  if (kind === 'pbx') return pbx(vendor);
  if (kind === 'channel') return channel(vendor);
  throw new Error('An adapter is of a pbx or of a channel: npm run new adapter pbx yeastar');
}
