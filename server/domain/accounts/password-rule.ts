import { DomainError } from '../errors.ts';

/*
 * What a password must be (NIST SP 800-63B §5.1.1.2): long enough, not among those everybody tries, not made of what
 * anybody knows of the person. No rule about digits or capitals: such rules give "Password1!".
 */

const minLength = 10;

/** Starts of the passwords most often found in leaks that are long enough to reach the other rules. */
const common = [
  'password', 'passw0rd', 'p@ssw0rd', 'p@ssword', 'qwertyuiop', 'qwerty123', 'qwertzuiop', '1q2w3e4r', '1qaz2wsx', 'q1w2e3r4', 'zaq12wsx',
  'iloveyou', 'letmein', 'welcome', 'administrator', 'admin123', 'football', 'baseball', 'superman', 'sunshine', 'princess', 'changeme',
  'trustno1', 'starwars', 'michael', 'jennifer', 'heslo', 'klapka', 'asdfghjkl', 'abcdefgh', 'abc123', 'test1234', 'secret', 'default',
];

/** Rows of keys and the alphabet: a password must not be a walk along one of them. */
const walks = ['01234567890', '09876543210', 'abcdefghijklmnopqrstuvwxyz', 'zyxwvutsrqponmlkjihgfedcba', 'qwertyuiopasdfghjklzxcvbnm', 'qwertzuiopasdfghjklyxcvbnm'];

export interface PasswordOwner {
  name: string;
  email: string | null;
  extensionNumber: string | null;
}

/** Throws `DomainError` WEAK_PASSWORD with the reason. */
export function checkPassword(password: string, owner: PasswordOwner): void {
  const reason = weakness(password, owner);
  if (reason !== null) throw new DomainError('WEAK_PASSWORD', reason);
}

function weakness(password: string, owner: PasswordOwner): string | null {
  const plain = fold(password);
  if ([...password].length < minLength) return `A password needs at least ${minLength} characters`;
  if (new Set(plain).size < 5) return 'The password repeats a few characters';
  if (isCommon(plain)) return 'The password is among those that are tried first';
  const known = knownWords(owner).find((word) => plain.includes(word));
  if (known !== undefined) return 'The password contains the name, the e-mail or the extension number';
  return null;
}

/** A common start with little behind it is still that password. */
function isCommon(plain: string): boolean {
  const ofDigitsAndMarks = /^[\d\W_]*$/;
  return common.some((word) => plain.includes(word) && ofDigitsAndMarks.test(plain.replace(word, '')))
    || walks.some((walk) => (walk + walk).includes(plain));
}

function knownWords(owner: PasswordOwner): string[] {
  const words = [...fold(owner.name).split(/[^\p{L}\p{N}]+/u), ...fold(owner.email ?? '').split('@')[0]?.split(/[^\p{L}\p{N}]+/u) ?? []];
  const long = words.filter((word) => word.length >= 4);
  // A number of two digits is in every second password; from four on it is the extension's.
  if (owner.extensionNumber !== null && owner.extensionNumber.length >= 3) long.push(owner.extensionNumber);
  return long;
}

/** Case and accents aside. */
function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
