/** Whose card is it? By the platform's own translation on both sides. */
import { describe, expect, test } from 'vitest';
import type { ClaimedHolder, InquiryRequest } from '#engine';
import { fromInquiryAnswer, toInquiryMessage } from '#engine/translate';
import { createWorld, member, morning } from './scripted-world.ts';
import { testCards, testHolders } from './test-cards.ts';
import { CODE_VALID_MS } from './verification.ts';

type World = ReturnType<typeof createWorld>;
let trace = 800;

function ask(world: World, cardId: string, holder: Partial<ClaimedHolder>): string {
  const card = testCards.find(({ id }) => id === cardId)!;
  trace += 1;
  const request: InquiryRequest = {
    inquiry: 'account-verification',
    holder: { ...testHolders.lin, code: null, ...holder },
    network: {
      ...{ year: '2026', transmission: '1123101530', stan: String(trace).padStart(6, '0') },
      ...{ acquirerId: member, forwarderId: member },
    },
    rrn: `101530${String(trace).padStart(6, '0')}`,
    card: { index: '', cipher: '', masked: '', expiry: card.expiry, sequence: null },
    carried: { track2: null, pinBlock: null, chipData: null },
    ...{ currencyNumeric: '156', entryMode: '012', conditionCode: '00', mcc: '6012' },
    ...{ merchantId: '', merchantName: 'WALLET', terminalId: '', pointsAccount: null },
  };
  return fromInquiryAnswer(world.send(toInquiryMessage(request, { pan: card.pan })), morning)!.answer.outcome;
}

function signedOn(): World {
  const world = createWorld();
  world.run('sign on');
  return world;
}

describe('an account verification', () => {
  test('by everything that the issuer keeps sends a code to the holder, and the code is the proof, once', () => {
    const world = signedOn();
    expect(ask(world, 'north-plenty', {})).toBe('approved');
    expect(world.state.texts).toHaveLength(1);
    expect(world.state.texts[0]).toMatchObject({ phone: testHolders.lin.phone, issuer: 'north' });
    expect(world.state.texts[0]!.zh).toContain('246810');
    expect(ask(world, 'north-plenty', { code: '246810' })).toBe('approved');
    expect(ask(world, 'north-plenty', { code: '246810' })).toBe('pin-tries-exceeded');
    expect(world.log.join('')).not.toMatch(/\d{16,19}/);
  });

  test.each([
    ['another name', 'north-plenty', { name: '林小元' }],
    ['another ID number', 'north-plenty', { idNumber: '110101199003070038' }],
    ['another telephone', 'north-plenty', { phone: '13800000018' }],
    ['the card of another person', 'north-second', {}],
    ['a card that is reported lost', 'north-lost', {}],
    ['an expired card', 'north-expired', {}],
  ])('by %s is refused in the one way, and nobody is texted', (_, card, holder) => {
    const world = signedOn();
    expect(ask(world, card, holder)).toBe('cardholder-not-verified');
    expect(world.state.texts).toEqual([]);
  });

  test('takes three wrong codes, and then not the right one', () => {
    const world = signedOn();
    ask(world, 'north-plenty', {});
    for (let at = 0; at < 3; at += 1)
      expect(ask(world, 'north-plenty', { code: '000000' })).toBe('pin-wrong');
    expect(ask(world, 'north-plenty', { code: '246810' })).toBe('pin-tries-exceeded');
    expect(ask(world, 'north-plenty', {})).toBe('approved');
    expect(ask(world, 'north-plenty', { code: '246810' })).toBe('approved');
  });

  test('takes no code that was never sent or is too old', () => {
    const world = signedOn();
    expect(ask(world, 'north-plenty', { code: '246810' })).toBe('pin-tries-exceeded');
    ask(world, 'north-plenty', {});
    world.run(`hours ${(CODE_VALID_MS + 1) / 3_600_000}`);
    expect(ask(world, 'north-plenty', { code: '246810' })).toBe('pin-tries-exceeded');
  });

  test('rings a telephone ten times a day at most', () => {
    const world = signedOn();
    for (let at = 0; at < 10; at += 1) expect(ask(world, 'north-plenty', {})).toBe('approved');
    expect(ask(world, 'north-plenty', {})).not.toBe('approved');
    world.run('cut-over');
    expect(ask(world, 'north-plenty', {})).toBe('approved');
  });
});
