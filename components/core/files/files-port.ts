import type { ErrorBody } from '@klapka/protocol';

/** A private file as an element shows it. */
export interface ShownFile {
  readonly state: 'loading' | 'ready' | 'failed';
  /** A `blob:` address, while `ready`: for the `src` of an element, never to navigate to. */
  readonly address: string | undefined;
  /** Why it `failed`; TYPE_NOT_ALLOWED for what may only be downloaded. */
  readonly error: ErrorBody | null;
}

/** The files that one element shows. */
export interface FileView {
  /** To be asked in every render that shows the file, by its address relative to the gateway. The first time fetches it. */
  show(url: string): ShownFile;
  /** After a render: what it did not ask for is given back, and fetched no further where nobody else shows it. */
  settle(): void;
}

/** Private files of the gateway: photos, pictures, attachments. */
export interface FilesPort {
  /** A view of what one element shows, as long as the signal lives; the listener is told when one of its files came or failed. */
  onChange(listener: () => void, signal: AbortSignal): FileView;
  /** Fetches one again that failed. */
  retry(url: string): void;
  /** Puts a file of any type into the person's downloads. Rejects with `PbxCommandError`. */
  save(url: string, name: string): Promise<void>;
}
