import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';

const folder = inject('installed');

/** Every module a page may import from a package; what is only types or data is no module. */
function modulesOf(name: string): string[] {
  const { exports } = JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')) as { exports: Record<string, string | { default?: string }> };
  return Object.entries(exports).flatMap(([path, target]) => (typeof target === 'object' && target.default !== undefined ? [join(name, path)] : []));
}

it('imports every module on a server, where there is no page', () => {
  const modules = ['@klapka/components', '@klapka/widget'].flatMap(modulesOf);
  expect(modules).toContain('@klapka/components/dialer/define');
  expect(modules).toContain('@klapka/components/theme');
  const script = `for (const name of ${JSON.stringify(modules)}) await import(name).catch((error) => console.log(name + ': ' + error));`;
  expect(execFileSync(process.execPath, ['--input-type=module', '--eval', script], { cwd: folder, encoding: 'utf8' }).trim()).toBe('');
});
