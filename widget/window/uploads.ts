import type { ErrorCode, UploadAnswer } from '@klapka/protocol';
import { upload, type Attachment } from './attachments.ts';
import type { ChatStrings } from './texts.ts';
import type { Thread } from './thread.ts';

/** Files beside the message that is being written. Fetched with the first one: most visitors never send any. */
export class Uploads {
  list: Attachment[] = [];
  /** What went wrong last, as a sentence. */
  notice = '';

  constructor(
    private readonly thread: Thread,
    private readonly texts: () => ChatStrings,
    /** Something moved; with `settled` an upload ended. */
    private readonly changed: (settled: boolean) => void,
  ) {}

  /** Some are still on their way. */
  get busy(): boolean {
    return this.list.some(({ answer }) => !answer);
  }

  add(files: readonly File[]): void {
    this.notice = '';
    for (const file of files) {
      if (this.list.length >= 10) {
        this.notice = this.texts().tooMany;
        break;
      }
      const attachment: Attachment = { file, progress: 0, abort: new AbortController() };
      this.list.push(attachment);
      void upload(attachment, this.thread.address, this.thread.keeper.token, () => this.changed(false)).then((code) => this.#ended(attachment, code));
    }
    this.changed(false);
  }

  remove(attachment: Attachment): void {
    attachment.abort.abort();
    this.list = this.list.filter((other) => other !== attachment);
    this.changed(false);
  }

  /** Takes the uploaded files for a message. */
  take(): UploadAnswer[] {
    const ready = this.list.flatMap(({ answer }) => answer ?? []);
    this.list = [];
    this.notice = '';
    return ready;
  }

  #ended(attachment: Attachment, code: ErrorCode | null): void {
    if (code) {
      const t = this.texts();
      const { name } = attachment.file;
      this.notice = code === 'TOO_LARGE' ? t.tooLarge(name) : code === 'EMPTY_FILE' ? t.emptyFile(name) : code === 'TYPE_NOT_ALLOWED' ? t.wrongType(name) : t.uploadFailed(name);
      this.remove(attachment);
    }
    this.changed(true);
  }
}
