export interface SignInStrings {
  title: string;
  login: string;
  password: string;
  signIn: string;
  signingIn: string;
  signOut: string;
  signedInAs: string;
  forgotten: string;
  forgottenTitle: string;
  forgottenHelp: string;
  sendLink: string;
  linkSent: string;
  backToSignIn: string;
  newPasswordTitle: string;
  newPassword: string;
  newPasswordHint: string;
  savePassword: string;
  passwordSaved: string;
  showPassword: string;
  hidePassword: string;
  missingLogin: string;
  missingPassword: string;
  noGateway: string;
  noGatewayHelp: string;
  resuming: string;
}

const en: SignInStrings = {
  title: 'Sign in',
  login: 'Extension or e-mail',
  password: 'Password',
  signIn: 'Sign in',
  signingIn: 'Signing in…',
  signOut: 'Sign out',
  signedInAs: 'Signed in as',
  forgotten: 'Forgotten password?',
  forgottenTitle: 'Forgotten password',
  forgottenHelp: 'We send a link for a new password to the e-mail of your account.',
  sendLink: 'Send the link',
  linkSent: 'If the account exists, the link is on its way. It works once and not for long. Without an e-mail, ask your administrator for it.',
  backToSignIn: 'Back to sign-in',
  newPasswordTitle: 'Choose a password',
  newPassword: 'New password',
  newPasswordHint: 'At least ten characters. A short sentence is easy to remember.',
  savePassword: 'Save the password',
  passwordSaved: 'The password is saved. Sign in with it.',
  showPassword: 'Show what I type',
  hidePassword: 'Hide what I type',
  missingLogin: 'Enter your extension or e-mail.',
  missingPassword: 'Enter your password.',
  noGateway: 'Not connected',
  noGatewayHelp: 'This page does not say which telephone system to sign in to.',
  resuming: 'Signing in…',
};
export default en;
