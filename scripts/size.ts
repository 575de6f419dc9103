// `npm run size`: prints and enforces the byte budgets.
import { sizeRows } from './checks/size.ts';

const rows = sizeRows();
const width = Math.max(...rows.map(({ name }) => name.length));
console.log(`${'what (bytes, brotli quality 11)'.padEnd(width)}  ${'bytes'.padStart(8)}  ${'budget'.padStart(8)}     ${'alone'.padStart(8)}  the field`);
for (const { name, bytes, budget, alone, peer } of rows) {
  console.log(`${name.padEnd(width)}  ${String(bytes).padStart(8)}  ${String(budget).padStart(8)}  ${bytes <= budget ? '✓' : '✗'}  ${String(alone ?? '').padStart(8)}  ${peer}`.trimEnd());
}
process.exit(rows.some(({ bytes, budget }) => bytes > budget) ? 1 : 0);
