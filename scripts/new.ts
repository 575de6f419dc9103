// `npm run new element|adapter|store|locale …`: files to begin with, which pass every check and their own tests untouched.
import { planOf } from './scaffold/index.ts';
import { carryOut } from './scaffold/plan.ts';

try {
  const plan = planOf(process.argv.slice(2));
  carryOut(plan);
  if (plan.manifest) await import('./manifest.ts');
  for (const path of [...Object.keys(plan.files), ...Object.keys(plan.changes).map((changed) => `${changed} (changed)`)]) console.log(`  ${path}`);
  console.log(`\nNext:\n${plan.next.map((line) => `  · ${line}`).join('\n')}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
