import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contractParts } from './suite.ts';

const filesOf = (folder: string): string[] => readdirSync(new URL(folder, import.meta.url)).filter((name) => name.endsWith('.test.ts'));

/** A part nobody runs would be missed by nobody. */
describe.each(['./embedded/', '../../asterisk/contract/'])('%s', (folder) => {
  it.each([...contractParts, 'outside'])('runs the part of the contract about %s', (part) => {
    expect(filesOf(folder)).toContain(`${part}.test.ts`);
  });
});
