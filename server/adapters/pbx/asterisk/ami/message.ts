import { AmiError } from './errors.ts';

/** Of one message, bytes. The longest honest ones are answers to configuration look-ups. */
const maximumMessage = 256 * 1024;
const maximumGreeting = 256;
const end = Buffer.from('\r\n\r\n');

/** What an action is made of; an array becomes a header repeated, `undefined` none. */
export type AmiFields = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** One message from Asterisk. Names of headers are compared without regard to case: Asterisk itself does not agree with itself. */
export class AmiMessage {
  readonly #headers = new Map<string, string[]>();

  constructor(text: string) {
    // On \r\n only: values such as voicemail's messages may have a bare \n in them.
    for (const line of text.split('\r\n')) {
      const colon = line.indexOf(':');
      if (colon < 1) continue;
      const name = line.slice(0, colon).trimEnd().toLowerCase();
      const value = line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
      const values = this.#headers.get(name);
      if (values) values.push(value);
      else this.#headers.set(name, [value]);
    }
  }

  /** The first header of this name; an empty text where there is none. */
  get(name: string): string {
    return this.#headers.get(name.toLowerCase())?.[0] ?? '';
  }

  /** All headers of this name, in their order. */
  all(name: string): readonly string[] {
    return this.#headers.get(name.toLowerCase()) ?? [];
  }

  get event(): string {
    return this.get('Event');
  }

  get actionId(): string {
    return this.get('ActionID');
  }
}

/** Cuts the stream into messages. Throws `AmiError` PROTOCOL where it is no AMI or a message grows too large. */
export class AmiReader {
  #rest: Buffer = Buffer.alloc(0);
  #greeted = false;

  read(chunk: Buffer): AmiMessage[] {
    // An end may lie across two chunks.
    let from = Math.max(0, this.#rest.length - end.length + 1);
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    if (!this.#greeted) {
      if (!this.#takeGreeting()) return [];
      from = 0;
    }
    const messages: AmiMessage[] = [];
    for (let at = this.#rest.indexOf(end, from); at >= 0; at = this.#rest.indexOf(end)) {
      if (at > maximumMessage) break;
      messages.push(new AmiMessage(this.#rest.toString('utf8', 0, at)));
      this.#rest = this.#rest.subarray(at + end.length);
    }
    if (this.#rest.length > maximumMessage + end.length) throw new AmiError('PROTOCOL', 'A message of the manager interface is too large');
    return messages;
  }

  /** `Asterisk Call Manager/9.0.0`, which ends with its line. */
  #takeGreeting(): boolean {
    const at = this.#rest.indexOf('\r\n');
    if (at < 0 && this.#rest.length <= maximumGreeting) return false;
    if (at < 0 || !this.#rest.toString('latin1', 0, at).startsWith('Asterisk Call Manager/')) {
      throw new AmiError('PROTOCOL', 'What answers is not a manager interface of Asterisk');
    }
    this.#rest = this.#rest.subarray(at + 2);
    this.#greeted = true;
    return true;
  }
}

/** A line break in a value would be a header of the sender's choice, so none leaves here. */
function clean(text: string): string {
  return text.replaceAll(/[\r\n\0]/g, '');
}

export function encodeAction(name: string, actionId: string, fields: AmiFields): string {
  const lines = [`Action: ${clean(name)}`, `ActionID: ${clean(actionId)}`];
  for (const [header, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    const values = Array.isArray(value) ? value : [value];
    for (const one of values) lines.push(`${clean(header).replaceAll(':', '')}: ${clean(String(one))}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}
