import { describe, expect, it } from 'vitest';
import { AmiReader, encodeAction } from '../../../../server/adapters/pbx/asterisk/ami/message.ts';
import type { AmiMessage } from '../../../../server/adapters/pbx/asterisk/ami/message.ts';

const greeting = 'Asterisk Call Manager/11.0.0\r\n';
const stream = Buffer.from(
  `${greeting}Response: Success\r\nActionID: 1\r\nMessage: Příliš žluťoučký kůň\r\nMessage: and a second\r\n\r\n` +
    'Event: DeviceStateChange\r\nDevice: PJSIP/1001\r\nState: INUSE\r\n\r\n' +
    'Event: Odd\r\nValue: a: b, c\r\nEmpty: \r\nNone:\r\nno colon here\r\nText: two\nlines\r\n\r\n',
);

const read = (...chunks: Buffer[]): AmiMessage[] => {
  const reader = new AmiReader();
  return chunks.flatMap((chunk) => reader.read(chunk));
};

describe('messages of the manager interface', () => {
  it('come whole out of a stream cut anywhere, even inside a letter', () => {
    for (let at = 0; at <= stream.length; at++) {
      const messages = read(stream.subarray(0, at), stream.subarray(at));
      expect(messages, `cut at ${at}`).toHaveLength(3);
      expect(messages[0]?.all('message'), `cut at ${at}`).toEqual(['Příliš žluťoučký kůň', 'and a second']);
      expect(messages[2]?.get('Text'), `cut at ${at}`).toBe('two\nlines');
    }
    expect(read(...Array.from(stream, (byte) => Buffer.from([byte])))).toHaveLength(3);
  });

  it('have headers of any spelling, empty ones, ones with colons, and lines that are none', () => {
    const [, , odd] = read(stream);
    expect(odd?.event).toBe('Odd');
    expect([odd?.get('VALUE'), odd?.get('empty'), odd?.get('None'), odd?.get('absent')]).toEqual(['a: b, c', '', '', '']);
    expect(odd?.all('absent')).toEqual([]);
  });

  it('are not made of a message that is not complete', () => {
    for (let at = 0; at < greeting.length + 40; at++) expect(read(stream.subarray(0, at)), `first ${at} bytes`).toEqual([]);
  });

  it.each([
    ['another service', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['HTTP', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ['a greeting that does not end', 'Asterisk Call Manager/'.padEnd(300, '1')],
  ])('are refused from %s', (_name, text) => {
    expect(() => read(Buffer.from(text))).toThrow(expect.objectContaining({ name: 'AmiError', code: 'PROTOCOL' }) as Error);
  });

  it('are refused when too large, whole or not, and taken just below that', () => {
    const huge = (bytes: number, tail = ''): Buffer => Buffer.from(`${greeting}${'Event: X'.padEnd(bytes, 'x')}${tail}`);
    expect(read(huge(256 * 1024, '\r\n\r\n'))).toHaveLength(1);
    for (const stream of [huge(256 * 1024 + 5), huge(256 * 1024 + 1, '\r\n\r\n')]) {
      expect(() => read(stream)).toThrow(expect.objectContaining({ code: 'PROTOCOL' }) as Error);
    }
  });

  it('keep what came before a message that is too large within the same chunk', () => {
    const reader = new AmiReader();
    expect(reader.read(Buffer.concat([stream, Buffer.from('Event: ')]))).toHaveLength(3);
    expect(reader.read(Buffer.from('Next\r\n\r\n'))[0]?.event).toBe('Next');
  });
});

describe('an action', () => {
  it('repeats a header for each of its values and leaves out what is undefined', () => {
    expect(encodeAction('Originate', '7', { Async: true, Timeout: 30_000, Variable: ['A=1', 'B=2'], Codecs: undefined })).toBe(
      'Action: Originate\r\nActionID: 7\r\nAsync: true\r\nTimeout: 30000\r\nVariable: A=1\r\nVariable: B=2\r\n\r\n',
    );
  });

  it.each(['\r\n', '\n', '\r', '\0', '\r\n\r\n'])('has no header and no action of somebody else’s choice (%j)', (breaking) => {
    const value = `1001${breaking}Action: Command${breaking}Command: core stop now`;
    const text = encodeAction(`Hangup${breaking}X: y`, `1${breaking}2`, { Channel: value, Variable: ['A=1', value], [`Na${breaking}me: x`]: 'z' });
    expect(text.split('\r\n\r\n')).toEqual([expect.any(String), '']);
    expect(text.trimEnd().split('\r\n')).toHaveLength(6);
    expect(text).not.toMatch(/\nCommand|\nAction:|\0|[^\r]\n|\r(?!\n)/);
  });
});
