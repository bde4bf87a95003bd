/** What a payer holds is told apart by its form alone, and nothing else opens anything. */
import { describe, expect, test } from 'vitest';
import { keyText, pathOf, readGiven, readKey } from './given.ts';
import { digitsOf, fenOf, referenceOf } from './typed-details.ts';

const CODE = '06H2H1C1-1F6G0G00-0123456-789ABCD-EFGHJKM-NPQRS';
const TRACK = '06H2H1C11F6G0G00abcdefghijkl-_XYZ01234';
const KEY = { id: 'req_06H2H1D8XF6G0G00', token: '0123456789ABCDEFGHJKMNPQRS' };

describe('what is scanned or pasted', () => {
  test.each([
    ['the code as it is printed', CODE, { kind: 'code', code: CODE }],
    ['small letters and blanks', CODE.toLowerCase().replaceAll('-', ' '), { kind: 'code', code: CODE }],
    ['the symbol of a receipt', `https://pay.example/#${CODE}`, { kind: 'code', code: CODE }],
    ['a tracking link', `http://127.0.0.1:8420/v1/track/${TRACK}`, { kind: 'tracking', token: TRACK }],
    ['its page', `https://pay.example/follow/${TRACK}`, { kind: 'tracking', token: TRACK }],
    ['its token alone', ` ${TRACK}\n`, { kind: 'tracking', token: TRACK }],
    ['the link of a request', `https://pay.example/request#${keyText(KEY)}`, { kind: 'request', key: KEY }],
    ['its key alone', keyText(KEY), { kind: 'request', key: KEY }],
  ] as const)('%s', (_what, text, given) => {
    expect(readGiven(text)).toEqual(given);
  });

  test.each([
    ['nothing', ''],
    ['a payer’s code of another scheme', 'https://qr.95516.com/00010000/62123456789012345678'],
    ['words', 'can it be cancelled?'],
    ['a code that is too short', CODE.slice(0, -2)],
    ['another page of ours', 'https://pay.example/operator'],
    ['a script', `javascript:alert(1)//${CODE}`],
    ['a link with a tag in it', `https://pay.example/follow/<img src=x onerror=alert(1)>`],
    ['no end of text', 'A'.repeat(5_000)],
  ])('%s opens nothing', (_what, text) => {
    expect(readGiven(text)).toBeNull();
  });

  test('its page is its own, with secrets behind # where it has any', () => {
    expect(pathOf({ kind: 'code', code: CODE })).toBe(`/answer#${CODE}`);
    expect(pathOf({ kind: 'request', key: KEY })).toBe(`/request#${keyText(KEY)}`);
    expect(readKey(keyText(KEY))).toEqual(KEY);
    expect(readKey('page')).toBeNull();
  });
});

describe('what is typed', () => {
  test.each([
    ['120', 12_000],
    ['120.5', 12_050],
    ['￥1,200.00', 120_000],
    ['１２０．００', 12_000],
    ['RMB 0.01', 1],
    ['0', null],
    ['12.345', null],
    ['-5', null],
    ['1e3', null],
    ['99999999999', null],
  ])('the amount %s is %s fen', (text, fen) => {
    expect(fenOf(text)).toBe(fen);
  });

  test('digits are digits however a phone gives them', () => {
    expect(digitsOf(' ００17 ')).toBe('0017');
    expect(referenceOf('0216 2102-7309')).toBe('021621027309');
  });
});
