import { expect, test } from 'vitest';
import { newerThanOurBrowsers } from '../../scripts/checks/browsers.ts';

test.each([
  ['Promise.try(()=>a())', 'Promise.try'],
  ['[...a.union(b)]', 'methods of Set'],
  ['m.values().map(f)', 'helpers of iterators'],
  ['a.toBase64()', 'base64 of Uint8Array'],
  ['@starting-style{opacity:0}', '@starting-style'],
  ['b{position-area:top}', 'anchor positioning'],
])('%s is found', (text, name) => {
  expect(newerThanOurBrowsers(text)).toEqual([name]);
});

test('what our oldest browsers know is let through', () => {
  expect(newerThanOurBrowsers('color:light-dark(#fff,#000);Promise.withResolvers();[...m.values()].map(f);if(supports(a))b();URL.canParse(a);:host(:state(empty)){}')).toEqual([]);
});
