/** What issuers say about the money on a card. */
import { describe, expect, test } from 'vitest';
import type { InquiryRequest } from '#engine';
import { fromInquiryAnswer, toInquiryMessage } from '#engine/translate';
import { createWorld, member, morning } from './scripted-world.ts';
import { testCards } from './test-cards.ts';

const digits = (pin: string) => Uint8Array.from(pin.padEnd(8, 'F'), (character) => character.charCodeAt(0));

let trace = 700;
/** Asks as the platform does, with its own translation on both sides. */
function ask(world: ReturnType<typeof createWorld>, cardId: string, pin: string | null): string {
  const card = testCards.find(({ id }) => id === cardId)!;
  trace += 1;
  const request: InquiryRequest = {
    inquiry: 'balance',
    network: {
      ...{ year: '2026', transmission: '1123101530', stan: String(trace).padStart(6, '0') },
      ...{ acquirerId: member, forwarderId: member },
    },
    rrn: `101530${String(trace).padStart(6, '0')}`,
    card: { index: '', cipher: '', masked: '', expiry: card.expiry, sequence: null },
    carried: { track2: null, pinBlock: pin === null ? null : digits(pin), chipData: null },
    ...{ currencyNumeric: '156', entryMode: '051', conditionCode: '00', mcc: '5411' },
    ...{ merchantId: '898000000000001', merchantName: 'SHOP', terminalId: '10000001', pointsAccount: null },
  };
  const { answer } = fromInquiryAnswer(world.send(toInquiryMessage(request, { pan: card.pan })), morning)!;
  const told = answer.balances.map(({ kind, amountFen }) => `${kind} ${amountFen}`).join(', ');
  return told === '' ? answer.outcome : `${answer.outcome}: ${told}`;
}

describe('a balance inquiry', () => {
  test('tells what is booked and what may be spent, of debit and credit', () => {
    const world = createWorld();
    world.run('sign on');
    expect(world.run('#1 sale north-low 20.00')).toBe('00');
    expect(ask(world, 'north-low', '123456')).toBe('approved: ledger 3000, available 3000');
    expect(world.run('#2 sale south-low 120.00')).toBe('00');
    expect(ask(world, 'south-low', '123456')).toBe('approved: ledger 0, available 38000');
  });

  test('wrong PINs count, with those of payments; nothing else leaves a trace', () => {
    const world = createWorld();
    world.run('sign on');
    const before = world.log.length;
    expect(ask(world, 'north-plenty', '123456')).toMatch(/^approved/);
    expect(world.log.length).toBe(before);
    expect(ask(world, 'north-plenty', '000000')).toBe('pin-wrong');
    expect(world.run('#1 sale north-plenty 1.00 pin 111111')).toBe('55');
    expect(ask(world, 'north-plenty', '222222')).toBe('pin-tries-exceeded');
    expect(world.run('#2 sale north-plenty 1.00 pin 123456')).toBe('75');
    expect(world.state.transactions).toHaveLength(2);
  });

  test.each([
    ['without a PIN nobody is told', 'north-plenty', null, 'pin-wrong'],
    ['a closed account', 'north-closed', '123456', 'card-number-not-valid'],
    ['a frozen one', 'north-frozen', '123456', 'card-restricted'],
    ['an expired card', 'north-expired', '123456', 'card-expired'],
  ])('%s', (_, card, pin, outcome) => {
    const world = createWorld();
    world.run('sign on');
    expect(ask(world, card, pin)).toBe(outcome);
  });

  test('a member that is not signed on is told so', () => {
    expect(ask(createWorld(), 'north-plenty', '123456')).toBe('acquirer-state');
  });
});
