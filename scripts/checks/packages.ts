// What we publish: packed as npm would, then judged by publint and "are the types wrong".
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packAll, workspaces } from '../lib/pack.ts';
import { runTool } from '../lib/run.ts';

export async function packagesCheck(): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'klapka-packages-'));
  const problems: string[] = [];
  try {
    const tarballs = await packAll(folder);
    for (const workspace of workspaces) {
      const lint = await runTool('publint/src/cli.js', [tarballs[workspace], '--strict'], { quiet: true });
      if (lint.code !== 0) problems.push(`publint, ${workspace}:\n${lint.output.trim()}`);
      const types = await runTool('@arethetypeswrong/cli/dist/index.js', [tarballs[workspace], '--profile', 'esm-only', '--format', 'ascii', '--no-color', '--no-emoji'], { quiet: true });
      if (types.code !== 0) problems.push(`attw, ${workspace}:\n${types.output.trim()}`);
    }
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return problems;
}
