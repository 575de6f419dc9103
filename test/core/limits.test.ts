import { limits, sessionEndCauses } from '@klapka/protocol';
import { expect, it } from 'vitest';
import { endCauses } from '../../components/core/connection/errors.ts';
import { uploadBytes } from '../../components/core/connection/upload.ts';
import * as shared from '../../components/shared/limits.ts';

/* The browser repeats these values, because it takes the protocol's types only. */

it('the browser’s limits are the protocol’s', () => {
  expect(shared.messageTextLimit).toBe(limits.messageText);
  expect(shared.fileBytesLimit).toBe(limits.fileBytes);
  expect(uploadBytes).toBe(limits.fileBytes);
  expect(shared.filesPerMessageLimit).toBe(limits.filesPerMessage);
  expect(shared.pageSizeLimit).toBe(limits.pageSize);
  expect(shared.fileTypes).toEqual(limits.fileTypes);
  expect(shared.imageTypes).toEqual(limits.imageTypes);
});

it('the browser knows every cause that ends a session', () => {
  expect(endCauses).toEqual(sessionEndCauses);
});
