export interface Mail {
  to: string;
  subject: string;
  /** Plain text. */
  text: string;
}

/** Sends mail. A gateway without one shows links to its administrator instead. */
export interface MailPort {
  /** Resolves when a server took it over; rejects otherwise. */
  send(mail: Mail): Promise<void>;
}
