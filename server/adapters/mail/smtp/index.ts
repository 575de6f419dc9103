import type { MailPort } from '../../../ports/mail.ts';

/** Sends through a mail server: `smtps://user:password@host`, or `smtp://` with STARTTLS where the server offers it. */
export function smtpMail({ smtpUrl, from }: { smtpUrl: string; from: string }): MailPort {
  return {
    async send(mail) {
      const { createTransport } = await import('nodemailer');
      const transport = createTransport(smtpUrl, { from, disableFileAccess: true, disableUrlAccess: true });
      try {
        await transport.sendMail({ to: mail.to, subject: mail.subject, text: mail.text });
      } finally {
        transport.close();
      }
    },
  };
}
