import { isBlank, limits, sessionEndCauses } from '@klapka/protocol';
import { expect, it } from 'vitest';
import { endCauses } from '../../components/core/connection/errors.ts';
import { uploadBytes } from '../../components/core/connection/upload.ts';
import { isBlank as browserBlank } from '../../components/shared/blank.ts';
import * as shared from '../../components/shared/limits.ts';

/* The browser repeats these values, because it takes the protocol's types only. */

it('the browser’s limits are the protocol’s', () => {
  expect(shared.messageTextLimit).toBe(limits.messageText);
  expect(shared.fileBytesLimit).toBe(limits.fileBytes);
  expect(uploadBytes).toBe(limits.fileBytes);
  expect(shared.filesPerMessageLimit).toBe(limits.filesPerMessage);
  expect(shared.fileTypes).toEqual(limits.fileTypes);
  expect(shared.imageTypes).toEqual(limits.imageTypes);
  expect([shared.isImageType('image/png'), shared.isImageType('image/svg+xml')]).toEqual([true, false]);
});

it('the browser and the gateway agree on what shows nothing', () => {
  for (let code = 0; code <= 0x10ffff; code += 1) {
    const letter = String.fromCodePoint(code);
    if (browserBlank(letter) !== isBlank(letter)) expect.fail(`U+${code.toString(16)}`);
  }
  for (const nothing of ['', ' \t\r\n\u00a0\u3000', '\u200b\u200c\u200d\u2060\ufeff', '\u00ad\u034f\u115f\u3164\uffa0', '\u2800', '\u{e0020}\ufe0f']) expect(isBlank(nothing)).toBe(true);
  for (const something of ['0', '\u200b.', '🙂', '👩‍👩‍👧', 'ก', '\u0600']) expect(isBlank(something)).toBe(false);
});

it('the browser knows every cause that ends a session', () => {
  expect(endCauses).toEqual(sessionEndCauses);
});
