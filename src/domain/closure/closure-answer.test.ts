import { describe, expect, test } from 'vitest';
import { bookFor } from '../../../test/rule-contents.ts';
import {
  type ClosureFacts,
  type ClosureRoute,
  canBeClosed,
  closureFactsWith,
  proofNeeded,
  type ToldClosureFacts,
} from './index.ts';

const NOW_MS = Date.UTC(2026, 10, 29, 4, 0, 0);
const RULES = {
  book: bookFor('i1'),
  scope: { channel: 'unionpay.pos', institution: 'i1', issuer: null, merchant: 'any' },
  day: '2026-11-29',
} as const;

function ask(told: ToldClosureFacts, route: ClosureRoute | null = null) {
  const facts: ClosureFacts = closureFactsWith(told);
  const subject = { kind: facts.subject, id: 'x' };
  const question = { subject, asker: 'payer', route, amountFen: null, terminalId: null } as const;
  return canBeClosed({ question, facts, ...RULES, nowMs: NOW_MS });
}

describe('one question for everything that a holder may end', () => {
  test('a service that is on is switched off, and one that is off is not', () => {
    expect(ask({ subject: 'service', service: 'tap', state: 'on' })).toMatchObject({
      verdict: 'YES',
      route: 'SERVICE_OFF',
      deadline: null,
    });
    expect(ask({ subject: 'service', service: 'tap', state: 'off' }, 'SERVICE_OFF')).toMatchObject({
      verdict: 'NO',
      reason: 'closing-off-already',
    });
  });

  test('a card with an unknown payment is not unbound, and one without is', () => {
    expect(ask({ subject: 'binding', state: 'bound', unknown: 1 })).toMatchObject({
      verdict: 'NO',
      reason: 'closing-payment-unknown',
    });
    expect(ask({ subject: 'binding', state: 'bound', cards: 1 })).toMatchObject({
      verdict: 'YES',
      route: 'UNBIND',
    });
  });
});

test('what an institution asks to switch a service on is enough to switch it off', () => {
  const book = bookFor('hard', {
    'wallet.serviceOffProof': 'password + sms-code + staff',
    'wallet.serviceOnProof': 'passkey',
  });
  const scope = { ...RULES.scope, institution: 'hard' };
  expect(proofNeeded('SERVICE_ON', { ...RULES, book, scope })).toEqual([['passkey']]);
  expect(proofNeeded('SERVICE_OFF', { ...RULES, book, scope })).toContainEqual(['passkey']);
});
