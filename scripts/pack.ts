// `npm run pack`, or `npm run pack -- <folder>`: the packages as files, to install from where no registry has them.
import { globSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { packAll } from './lib/pack.ts';
import { root } from './lib/root.ts';

const target = resolve(process.argv[2] ?? join(root, 'dist/packages'));
mkdirSync(target, { recursive: true });
for (const former of globSync('klapka-*.tgz', { cwd: target })) rmSync(join(target, former));
process.stderr.write('Packing …\n');
const { protocol, components, widget, server } = await packAll(target);
console.log(`In the project that uses them:
  npm install ${protocol} ${components}    # the elements
  npm install ${widget}    # the chat button
  npm install ${protocol} ${server}    # the gateway`);
