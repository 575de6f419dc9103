/** Limits that both sides know: the interface warns before the gateway refuses. Sizes in bytes, texts in UTF-16 code units. */
export const limits = {
  messageText: 4000,
  nameText: 120,
  /** Words that go with a call that is sent on. */
  callNote: 200,
  fileName: 200,
  fileBytes: 20 * 1024 * 1024,
  /** Types an upload may have, judged by content, never by its name. */
  fileTypes: [
    'image/png',
    'image/jpeg',
    'image/gif',
    'image/webp',
    'application/pdf',
    'text/plain',
    'application/zip',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    'audio/mpeg',
    'audio/ogg',
    'audio/wav',
    'video/mp4',
  ],
  /** Types shown in place; every other type is a download. */
  imageTypes: ['image/png', 'image/jpeg', 'image/gif', 'image/webp'],
  filesPerMessage: 10,
  /** One socket frame. */
  frameBytes: 256 * 1024,
  devicesPerAccount: 5,
  pageSize: 50,
} as const;
