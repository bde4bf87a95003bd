/** Signatures against the reference library of Standard Webhooks, and a vector worked out by hand. */
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { newSecret, signature, signedHeaders } from './index.ts';

describe('signatures', () => {
  test('are what the reference library makes, for any id, time and text', () => {
    fc.assert(
      fc.property(
        fc.uuid(),
        fc.integer({ min: 1, max: 4e9 }),
        fc.string({ unit: 'grapheme' }),
        (id, atS, body) => {
          const secret = newSecret();
          expect(signature(secret, id, atS, body)).toBe(
            new Webhook(secret).sign(id, new Date(atS * 1000), body),
          );
        },
      ),
    );
  });

  test('over the id, the seconds and the body, joined by dots', () => {
    const key = Buffer.from('0123456789abcdef0123456789abcdef');
    const secret = `whsec_${key.toString('base64')}`;
    const byHand = createHmac('sha256', key)
      .update('msg_1.1764000000.{"type":"payment.sent"}')
      .digest('base64');
    expect(signature(secret, 'msg_1', 1_764_000_000, '{"type":"payment.sent"}')).toBe(`v1,${byHand}`);
  });

  test('the library accepts the headers, with the older secret as well while both sign, and nobody else', () => {
    const [secret, previous, other] = [newSecret(), newSecret(), newSecret()];
    const body = '{"type":"cancellation.done","data":{"amount":1200,"名":"退货"}}';
    const headers = { ...signedHeaders([secret, previous], 'msg_1', Date.now(), body) };
    for (const known of [secret, previous])
      expect(new Webhook(known).verify(body, headers)).toEqual(JSON.parse(body));
    expect(() => new Webhook(other).verify(body, headers)).toThrow(/signature/);
    expect(() => new Webhook(secret).verify(body.replace('1200', '1201'), headers)).toThrow(/signature/);
    expect(() => new Webhook(secret).verify(body, { ...headers, 'webhook-id': 'msg_2' })).toThrow(
      /signature/,
    );
  });

  test('a secret has 256 random bits behind its prefix', () => {
    const made = newSecret();
    expect(made).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(newSecret()).not.toBe(made);
  });
});
