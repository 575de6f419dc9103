import type { limits as protocolLimits } from '@klapka/protocol';

/*
 * The protocol's limits as the browser needs them. The browser takes the protocol's types only (its schemas would weigh
 * more than an element), so the values stand here again; the types and a test hold the two together.
 */
export const messageTextLimit: typeof protocolLimits.messageText = 4000;
/** Bytes. */
export const fileBytesLimit: typeof protocolLimits.fileBytes = 20 * 1024 * 1024;
export const filesPerMessageLimit: typeof protocolLimits.filesPerMessage = 10;
export const fileTypes: typeof protocolLimits.fileTypes = [
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
];
export const imageTypes: typeof protocolLimits.imageTypes = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

/** Whether a file of this type is shown in place; every other type is a download. */
export function isImageType(type: string): boolean {
  return imageTypes.some((known) => known === type);
}
