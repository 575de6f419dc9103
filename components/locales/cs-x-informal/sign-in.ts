import type { SignInStrings } from '../en/sign-in.ts';
import type { Overrides } from '../../shared/language.ts';

const texts: Overrides<SignInStrings> = {
  forgotten: 'Neznáš heslo?',
  forgottenHelp: 'Na e-mail tvého účtu pošleme odkaz k novému heslu.',
  linkSent: 'Pokud účet existuje, odkaz je na cestě. Platí jednou a jen krátce. Pokud nemáš e-mail, řekni si o něj správci.',
  newPasswordTitle: 'Zvol si heslo',
  passwordSaved: 'Heslo je uložené. Přihlas se s ním.',
  missingLogin: 'Zadej klapku nebo e-mail.',
  missingPassword: 'Zadej heslo.',
};
export default texts;
