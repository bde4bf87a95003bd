import { expect, test } from 'vitest';
import type { PaymentId } from '#domain/payment';
import { InFlight, type SentRequest } from './in-flight.ts';

const ids = { acquirerId: '48020000', forwarderId: '48020000' };
const sent = (stan: string): SentRequest => ({
  network: { year: '2026', transmission: '1123101531', stan, ...ids },
  subject: { book: 'm/1', paymentId: `pay_${stan}` as PaymentId, cancellationId: null, part: 'payment' },
  answerMti: '0210',
  amount: '000000000100',
});

test('places are counted with those promised, and come back', () => {
  const inFlight = new InFlight(2, 1_000);
  expect([inFlight.reserve(0), inFlight.reserve(0), inFlight.reserve(0)]).toEqual([true, true, false]);
  inFlight.release();
  inFlight.add('a', sent('000001'), 0);
  expect(inFlight.reserve(0)).toBe(false);
  inFlight.remove('a');
  expect(inFlight.reserve(0)).toBe(true);
});

test('what is old is forgotten and makes room; a repeat is young again', () => {
  const inFlight = new InFlight(2, 1_000);
  inFlight.add('a', sent('000001'), 0);
  inFlight.add('b', sent('000002'), 10);
  inFlight.add('a', sent('000001'), 500);
  expect([inFlight.reserve(1_009), inFlight.size]).toEqual([false, 2]);
  expect(inFlight.reserve(1_010)).toBe(true);
  expect([inFlight.find('a')?.network.stan, inFlight.find('b')]).toEqual(['000001', null]);
});
