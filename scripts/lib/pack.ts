// Builds the four npm packages and packs them: standard modules, declarations beside. The widget is the exception:
// a public page loads it without a bundler, so it is published as rollup built it.
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rollup, type OutputOptions, type RollupOptions } from 'rollup';
import { writeElementData } from './element-data.ts';
import { committedManifest } from './manifest.ts';
import { root } from './root.ts';
import { run, runTool } from './run.ts';

export const workspaces = ['protocol', 'components', 'widget', 'server'] as const;
export type Workspace = (typeof workspaces)[number];

const browserBuild = join(root, 'dist/browser');

/** A configuration of the moment: other packages are seen as their users see them, through their declarations. */
function buildConfig(workspace: Workspace, staging: string): string {
  const path = join(root, workspace, `tsconfig.pack-${process.pid}.json`);
  const config = {
    extends: existsSync(join(root, workspace, 'tsconfig.json')) ? './tsconfig.json' : '../tsconfig.json',
    compilerOptions: {
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: workspace === 'widget' || workspace === 'components',
      rewriteRelativeImportExtensions: true,
      rootDir: '.',
      outDir: join(staging, workspace, 'dist'),
      customConditions: [],
      ...(workspace === 'protocol' ? {} : { paths: { '@klapka/protocol': [join(staging, 'protocol/dist/index.d.ts')] } }),
    },
    include: workspace === 'widget' ? ['button'] : ['.'],
    exclude: ['dist', 'node_modules'],
  };
  writeFileSync(path, JSON.stringify(config));
  return path;
}

async function compile(workspace: Workspace, staging: string): Promise<void> {
  const config = buildConfig(workspace, staging);
  try {
    const { code, output } = await runTool('typescript/bin/tsc', ['-p', config], { quiet: true });
    if (code !== 0) throw new Error(`${workspace} does not compile for publishing:\n${output}`);
  } finally {
    rmSync(config, { force: true });
  }
}

/** The elements' modules are rollup's: tsc leaves the extension of a dynamic import alone inside a decorated class. */
async function buildModules(outDir: string): Promise<void> {
  const { moduleTree } = (await import(join(root, 'rollup.config.mjs'))) as { moduleTree: (dir: string) => RollupOptions & { output: OutputOptions } };
  const options = moduleTree(outDir);
  const bundle = await rollup(options);
  await bundle.write(options.output);
  await bundle.close();
}

/** What is no module goes along as it is: sounds, pages, style sheets. */
function copyAssets(workspace: Workspace, outDir: string): void {
  const assets = globSync('*/**/*.*', { cwd: join(root, workspace), exclude: ['dist/**', 'node_modules/**', '**/*.{ts,md,json}'] });
  for (const file of workspace === 'server' ? assets : []) cpSync(join(root, workspace, file), join(outDir, file));
  if (workspace === 'server') cpSync(browserBuild, join(outDir, 'browser'), { recursive: true });
  if (workspace !== 'widget') return;
  cpSync(join(browserBuild, 'chat-button.js'), join(outDir, 'chat-button.js'));
  cpSync(join(browserBuild, 'chat'), join(outDir, 'chat'), { recursive: true, filter: (file) => !/\.(br|map)$/.test(file) });
}

/** The published package.json knows no source condition: whoever installs us has only dist. */
function copyManifest(workspace: Workspace, folder: string): void {
  for (const file of ['README.md', 'custom-elements.json']) {
    if (existsSync(join(root, workspace, file))) cpSync(join(root, workspace, file), join(folder, file));
  }
  cpSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
  if (workspace === 'components' || workspace === 'widget') writeElementData(workspace, committedManifest(workspace) ?? { schemaVersion: '1.0.0', modules: [] }, folder);
  const text = readFileSync(join(root, workspace, 'package.json'), 'utf8').replaceAll(/\s*"klapka-source": "[^"]*",?/g, '');
  writeFileSync(join(folder, 'package.json'), text);
}

async function pack(folder: string, target: string): Promise<string> {
  const { code, output } = await run('npm', ['pack', '--silent', '--pack-destination', target], { cwd: folder, quiet: true });
  const name = output.trim().split('\n').findLast((line) => line.endsWith('.tgz'));
  if (code !== 0 || !name) throw new Error(`npm pack failed:\n${output}`);
  return join(target, name);
}

/** Packs every workspace into `target`; answers the tarballs by workspace. Needs a fresh build in dist/browser. */
export async function packAll(target: string): Promise<Record<Workspace, string>> {
  // Inside the checkout, so that declarations find the libraries they name.
  mkdirSync(join(root, '.cache'), { recursive: true });
  const staging = mkdtempSync(join(root, '.cache/pack-'));
  try {
    const entries: [Workspace, string][] = [];
    for (const workspace of workspaces) {
      const folder = join(staging, workspace);
      await compile(workspace, staging);
      if (workspace === 'components') await buildModules(join(folder, 'dist'));
      copyAssets(workspace, join(folder, 'dist'));
      copyManifest(workspace, folder);
      entries.push([workspace, await pack(folder, target)]);
    }
    return Object.fromEntries(entries) as Record<Workspace, string>;
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}
