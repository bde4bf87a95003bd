import { describe, expect, test } from 'vitest';
import { readAnswer } from './api-client.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');
const answer = (status: number, body: string): string =>
  `HTTP/1.1 ${status} Whatever\r\nDate: now\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

describe('an answer of the API', () => {
  const body = '{"state":"已批准"}';
  test('is read when it is whole, whatever is behind it', () => {
    const read = readAnswer(bytes(`${answer(201, body)}HTTP/1.1 2`));
    expect(read?.answer).toEqual({ status: 201, body: { state: '已批准' } });
    expect(read?.rest.toString()).toBe('HTTP/1.1 2');
  });
  test('is waited for at every place where it may be cut', () => {
    const whole = bytes(answer(200, body));
    for (let cut = 0; cut < whole.length; cut += 1) expect(readAnswer(whole.subarray(0, cut))).toBeNull();
    expect(readAnswer(whole)?.rest).toHaveLength(0);
  });
  test('without a length is told instead of waited for', () =>
    expect(() => readAnswer(bytes('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'))).toThrow(
      'Cannot read',
    ));
});
