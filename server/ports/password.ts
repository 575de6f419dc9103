/** Keeps passwords so that a stolen database does not give them away. */
export interface PasswordPort {
  /** In PHC form, with its own salt and parameters. */
  hash(password: string): Promise<string>;
  /** With null (no such account) it takes as long and answers false, so that time tells nothing. */
  verify(hash: string | null, password: string): Promise<boolean>;
}
