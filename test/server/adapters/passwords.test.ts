import { expect, test } from 'vitest';
import { argon2Passwords } from '../../../server/adapters/passwords/argon2/index.ts';

const passwords = argon2Passwords();
const password = 'violet harbour lantern';

test('a password is kept as argon2id with the costs OWASP names, salted anew each time', async () => {
  const [one, two] = await Promise.all([passwords.hash(password), passwords.hash(password)]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(one).not.toBe(two);
  expect(one).not.toContain(password);
});

test('the right password is right, and nothing else is', async () => {
  const stored = await passwords.hash(password);
  expect(await passwords.verify(stored, password)).toBe(true);
  for (const wrong of ['', `${password} `, password.toUpperCase(), `${password}\0`, stored]) {
    expect(await passwords.verify(stored, wrong), wrong).toBe(false);
  }
});

test('an account that is not there, or has no password, costs as much as a wrong password, and is wrong', async () => {
  const stored = await passwords.hash(password);
  const time = async (hash: string | null): Promise<number> => {
    const began = performance.now();
    expect(await passwords.verify(hash, 'no account has this password')).toBe(false);
    return performance.now() - began;
  };
  // In turns, so that whatever else the machine does slows both.
  const rounds: { there: number; nobody: number }[] = [];
  for (let round = 0; round < 9; round += 1) rounds.push({ there: await time(stored), nobody: await time(null) });
  const median = (who: 'there' | 'nobody'): number => rounds.map((round) => round[who]).sort((a, b) => a - b)[4] ?? 0;
  const [there, nobody] = [median('there'), median('nobody')];
  // Without the hash it would be a thousandth.
  expect(nobody).toBeGreaterThan(there / 4);
});
