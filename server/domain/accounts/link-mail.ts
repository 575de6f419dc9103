import type { LinkRecord } from '../../ports/storage-accounts.ts';

/** The gateway does not know which language somebody reads before they signed in, so a mail speaks both. */
export function linkMail(purpose: LinkRecord['purpose'], name: string, link: string, publicUrl: string): { subject: string; text: string } {
  const { host } = new URL(publicUrl);
  const { subject, en, cs } = texts[purpose];
  const text = [`Hello ${name},`, en(host), link, '—', `Dobrý den, ${name},`, cs(host), link].join('\n\n');
  return { subject, text: `${text}\n` };
}

const texts = {
  invitation: {
    subject: 'Your invitation · Vaše pozvánka (Klapka)',
    en: (host: string) => `you are invited to ${host}. Choose your password here; the link works once and for seven days:`,
    cs: (host: string) => `byli jste pozváni na ${host}. Zvolte si heslo zde; odkaz platí jednou a sedm dní:`,
  },
  reset: {
    subject: 'A new password · Nové heslo (Klapka)',
    en: (host: string) => `somebody asked for a new password for your account at ${host}. Choose it here; the link works once and for a day. If it was not you, do nothing:`,
    cs: (host: string) => `někdo požádal o nové heslo k vašemu účtu na ${host}. Zvolte je zde; odkaz platí jednou a jeden den. Pokud jste to nebyli vy, nedělejte nic:`,
  },
} as const;
