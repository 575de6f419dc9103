import { beforeEach } from 'vitest';

/**
 * What a PBX promises and does not keep yet, by the check that says so: the list is short, stands in its test and in its README,
 * and each run names every one of them. Whoever mends one takes it out.
 */
export function leaveGaps(gaps: readonly string[]): void {
  beforeEach(({ task, skip }) => {
    if (!gaps.includes(task.name)) return;
    console.warn(`Not kept yet: ${task.name}`);
    skip('not kept yet');
  });
}
