// Who may import whom: the table of docs/architecture.md, as rules. Everything not allowed is forbidden.
const rooms = '^components/(?!core/|controllers/|shared/|theme/|testing/|locales/|define\\.ts)([^/]+)/';
const npm = (...names) => `node_modules/(${names.join('|')})/`;

/** `from` may reach only what matches one of `to`. */
function only(name, from, to, comment) {
  return { name, comment, severity: 'error', from, to: { pathNot: [...to, '^node:', '^(node|assert|buffer|child_process|crypto|dns|events|fs|http|https|net|os|path|stream|url|util|worker_threads|zlib|async_hooks|timers|perf_hooks)(/|$)'] } };
}

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', comment: 'A circle hides which part depends on which.', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    only('protocol', { path: '^protocol/' }, ['^protocol/', npm('zod')], 'The protocol has no I/O.'),
    only('core', { path: '^components/core/' }, ['^components/core/', '^protocol/', npm('sip.js')], 'The engine knows no Lit and renders nothing.'),
    only('controllers', { path: '^components/controllers/' }, ['^components/(core|controllers)/', '^protocol/', npm('lit', 'lit-html', '@lit/[^/]+')], 'Controllers are the bridge from stores to elements.'),
    only('shared', { path: '^components/(shared|theme)/' }, ['^components/(shared|theme|locales)/', '^protocol/', npm('lit', 'lit-html', '@lit/[^/]+', 'culori')], 'Shared parts know no session.'),
    only('locales', { path: '^components/locales/' }, ['^components/(locales|shared)/', '^protocol/'], 'Locales are data.'),
    only(
      'rooms',
      { path: rooms },
      ['^components/(controllers|shared|theme|locales)/', '^protocol/', npm('lit', 'lit-html', '@lit/[^/]+', '@floating-ui/dom'), '^components/$1/', '^components/[^/]+/(define|[^/]+\\.types)\\.ts$'],
      'A room uses controllers, shared parts, its own files and other rooms through their define.ts; never core.',
    ),
    only('testing', { path: '^components/testing/' }, ['^components/(testing|core)/', '^protocol/'], 'The fake session implements core’s interfaces.'),
    only('widget-button', { path: '^widget/button/' }, ['^widget/button/'], 'The button imports nothing: every byte is paid by a stranger’s page.'),
    only('widget-window', { path: '^widget/window/' }, ['^widget/window/', '^components/(shared|theme|locales)/', '^protocol/', npm('lit', 'lit-html', '@lit/[^/]+', 'socket.io-client')], 'The window carries no agent code.'),
    only('server-ports', { path: '^server/ports/' }, ['^server/ports/', '^protocol/'], 'Ports name no vendor.'),
    only('server-domain', { path: '^server/domain/' }, ['^server/(domain|ports)/', '^protocol/', npm('zod', '@node-rs/argon2', 'jose')], 'The domain decides over ports.'),
    only('server-edge', { path: '^server/(http|realtime)/' }, ['^server/(http|realtime|domain|ports|observability)/', '^server/config\\.ts$', '^protocol/', npm('express', 'socket.io', 'ws', 'zod', 'helmet', 'express-rate-limit', 'pino', 'pino-http', 'prom-client', 'jose', 'file-type', '@types/[^/]+')], 'The edge knows no adapter.'),
    {
      name: 'server-adapters-apart',
      severity: 'error',
      comment: 'An adapter never imports another adapter; both storages share storage/shared.',
      from: { path: '^server/adapters/([^/]+)/([^/]+)/' },
      to: { path: '^server/', pathNot: ['^server/ports/', '^server/adapters/$1/$2/', '^server/adapters/$1/shared/'] },
    },
    { name: 'browser-types-only', severity: 'error', comment: 'The browser takes the protocol’s types only, so that it costs a page no byte.', from: { path: '^(components|widget)/' }, to: { path: '^protocol/', dependencyTypesNot: ['type-only'] } },
    { name: 'types-only-core', severity: 'error', comment: 'The fake session and controllers take core’s interfaces; only the session factory loads the engine.', from: { path: '^components/(testing)/' }, to: { path: '^components/core/(connection|phone/sip)', dependencyTypesNot: ['type-only'] } },
    { name: 'product-needs-no-tests', severity: 'error', from: { path: '^(protocol|components|widget|server)/' }, to: { path: '^(test|stories|scripts)/' } },
    { name: 'no-dev-dependency', severity: 'error', from: { path: '^(protocol|components|server)/' }, to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm', 'type-only'] } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|node_modules/\\.cache)/' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['klapka-source', 'import', 'types', 'node', 'default'], mainFields: ['module', 'main', 'types'] },
    combinedDependencies: true,
  },
};
