import type { Page } from 'playwright';

/** Fills the form of the client's first screen. */
export async function fillSignIn(page: Page, login: string, password: string): Promise<void> {
  await page.getByLabel('Extension or e-mail').fill(login);
  await page.getByLabel('Password', { exact: true }).fill(password);
}

export async function signIn(page: Page, login: string, password: string): Promise<void> {
  await fillSignIn(page, login, password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}
