/** The code on a receipt. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PaymentId } from '../payment/index.ts';
import { readReceiptCode, receiptCode, secretOf, secretText } from './index.ts';

const ID = 'pay_01H4S9X2M8K3P7QR' as PaymentId;
const secret = fc.uint8Array({ minLength: 16, maxLength: 16 });
const id = fc
  .array(fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'), { minLength: 16, maxLength: 16 })
  .map((characters) => `pay_${characters.join('')}` as PaymentId);

describe('R8: a code gives back what it was made of, however it is typed', () => {
  test('as printed, in small letters, with blanks, with the letters that look like digits', () => {
    fc.assert(
      fc.property(id, secret, (paymentId, bytes) => {
        const code = receiptCode(paymentId, bytes);
        expect(code).toMatch(/^[0-9A-Z]{8}-[0-9A-Z]{8}(-[0-9A-Z]{5,7}){4}$/);
        const typed = [code, code.toLowerCase(), code.replaceAll('-', ' '), code.replaceAll('-', '')];
        typed.push(code.replaceAll('0', 'O').replaceAll('1', 'l'));
        for (const text of typed) expect(readReceiptCode(text)).toEqual({ paymentId, secret: bytes });
      }),
      { numRuns: 300 },
    );
  });

  test('two secrets never have one text, and the secret needs all its bits', () => {
    fc.assert(
      fc.property(secret, secret, (one, other) => {
        const same = one.every((byte, index) => byte === other[index]);
        expect(secretText(one) === secretText(other)).toBe(same);
        expect(secretOf(secretText(one))).toEqual(one);
      }),
    );
    expect(secretText(new Uint8Array(16).fill(255))).toBe('7ZZZZZZZZZZZZZZZZZZZZZZZZZ');
  });

  test.each([
    ['nothing', ''],
    ['an id alone', ID],
    ['a character short', receiptCode(ID, new Uint8Array(16)).slice(0, -1)],
    ['a character more', `${receiptCode(ID, new Uint8Array(16))}0`],
    ['a character of no alphabet', receiptCode(ID, new Uint8Array(16)).replace('H', 'U')],
    ['more than 128 bits', `01H4S9X2M8K3P7QR${'Z'.repeat(26)}`],
  ])('%s is no code', (_what, text) => expect(readReceiptCode(text)).toBeNull());

  test('a secret of another length is refused by name', () => {
    expect(() => receiptCode(ID, new Uint8Array(15))).toThrow(/15 bytes: expected 16/);
  });
});
