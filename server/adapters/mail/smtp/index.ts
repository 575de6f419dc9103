import type { MailPort } from '../../../ports/mail.ts';

export interface SmtpOptions {
  smtpUrl: string;
  from: string;
  /** How long the server may take to connect, to greet and to answer, ms: an administrator waits for the outcome. */
  patience?: number;
}

/** Sends through a mail server: `smtps://user:password@host`, or `smtp://` with STARTTLS where the server offers it. */
export function smtpMail({ smtpUrl, from, patience = 10_000 }: SmtpOptions): MailPort {
  return {
    async send(mail) {
      const { createTransport } = await import('nodemailer');
      const times = { connectionTimeout: patience, greetingTimeout: patience, socketTimeout: patience };
      const transport = createTransport({ url: smtpUrl, ...times, disableFileAccess: true, disableUrlAccess: true }, { from });
      try {
        await transport.sendMail({ to: mail.to, subject: mail.subject, text: mail.text });
      } finally {
        transport.close();
      }
    },
  };
}
