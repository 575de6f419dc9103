/** Texts of `<pbx-composer>`. */
export interface ComposerStrings {
  message: string;
  placeholder: string;
  send: string;
  attach: string;
  emoji: string;
  hint: string;
  remaining: (left: string) => string;
  tooLong: (over: string) => string;
  attachments: string;
  remove: (name: string) => string;
  checking: string;
  uploading: (percent: string) => string;
  again: (name: string) => string;
  drop: string;
  tooLarge: string;
  wrongType: string;
  emptyFile: string;
  tooMany: (count: number) => string;
  uploadFailed: string;
  waitUpload: string;
  close: string;
  emojiGroups: Record<'smileys' | 'people' | 'nature' | 'things' | 'signs', string>;
}

const en: ComposerStrings = {
  message: 'Message',
  placeholder: 'Write a reply…',
  send: 'Send',
  attach: 'Attach files',
  emoji: 'Emoji',
  hint: 'Enter sends, Shift+Enter starts a new line',
  remaining: (left) => `Characters left: ${left}`,
  tooLong: (over) => `Characters too many: ${over}`,
  attachments: 'Attachments',
  remove: (name) => `Remove ${name}`,
  checking: 'checking…',
  uploading: (percent) => `uploading, ${percent}`,
  again: (name) => `Upload ${name} again`,
  drop: 'Drop the files to attach them',
  tooLarge: 'larger than 20 MB',
  wrongType: 'this type of file cannot be sent',
  emptyFile: 'this file is empty',
  tooMany: (count) => `At most ${count} ${count === 1 ? 'file goes' : 'files go'} with one message.`,
  uploadFailed: 'upload failed',
  waitUpload: 'The message goes out when the files are uploaded.',
  close: 'Dismiss',
  emojiGroups: { smileys: 'Smileys', people: 'Gestures', nature: 'Nature', things: 'Things', signs: 'Signs' },
};
export default en;
