import fc from 'fast-check';
import { expect, test } from 'vitest';
import { replyWith } from '#engine';
import { sealedOf } from './cards.ts';
import type { Entry } from './entries.ts';
import {
  answerBytes,
  type CardCommand,
  gistOf,
  harmed,
  heardCode,
  messageOf,
  readRequest,
  requestBytes,
} from './frames.ts';
import { diceOf } from './seed.ts';
import { MERCHANT_LIST } from './shops.ts';
import { refundCommand, reversalCommand, saleCommand, voidCommand } from './terminal-messages.ts';

const NOW_MS = Date.UTC(2026, 10, 23, 4, 0, 0);
const KEYS = { macKey: 'mac-7', previousMacKey: 'mac-6' };
const merchant = MERCHANT_LIST[0]!;

const entry = (kind: Entry['kind'], stan: string, amountFen: bigint): Entry => ({
  ...{ kind, journey: 16, amountFen, state: 'approved', code: '00' },
  key: { merchantId: merchant.merchantId, terminalId: '10000001', batchNo: '000003', stan },
  answer: { rrn: '120000000042', startedMs: NOW_MS, authCode: '123456' },
});

const card = sealedOf(3);
const sale = entry('sale', '000042', 12_345n);
const COMMANDS: readonly (readonly [string, CardCommand])[] = [
  ['a sale', saleCommand(merchant, sale, card)],
  ['a void', voidCommand(merchant, entry('void', '000043', 12_345n), sale, card)],
  ['a refund', refundCommand(merchant, entry('refund', '000044', 345n), sale, card)],
  ['the reversal of a sale', reversalCommand(merchant, sale, 'sale', card, '98')],
  ['the reversal of a void', reversalCommand(merchant, entry('void', '000043', 12_345n), 'void', card, '06')],
] as readonly (readonly [string, CardCommand])[];

test.for(COMMANDS)('%s comes across as it was meant', ([, command]) => {
  const read = readRequest(requestBytes(messageOf(command), KEYS.macKey), command, KEYS, NOW_MS);
  expect(read.state === 'read' ? gistOf(read.command) : read).toBe(gistOf(command));
});

test.for(COMMANDS)('%s under the key before the last sign-in: only a reversal may', ([, command]) => {
  const read = readRequest(requestBytes(messageOf(command), 'mac-6'), command, KEYS, NOW_MS);
  expect(read.state).toBe(command.type === 'terminal-reverse' ? 'read' : 'unproven');
});

test('bytes that were harmed are believed by nobody', () => {
  fc.assert(
    fc.property(fc.nat(), fc.constantFrom(...COMMANDS), (seed, [, command]) => {
      const request = messageOf(command);
      const sent = requestBytes(request, KEYS.macKey);
      const dice = diceOf(seed, 'bytes');
      expect(readRequest(harmed(sent, dice), command, KEYS, NOW_MS).state).not.toBe('read');
      const read = readRequest(sent, command, KEYS, NOW_MS);
      if (read.state !== 'read') throw new Error('it was not read');
      const answer = answerBytes(read.opened, replyWith('approved', NOW_MS), KEYS.macKey, NOW_MS);
      expect(heardCode(request, answer, KEYS.macKey)).toBe('00');
      expect(heardCode(request, answer, 'mac-8')).toBeNull();
      expect(heardCode(request, harmed(answer, dice), KEYS.macKey)).toBeNull();
    }),
    { numRuns: 200 },
  );
});

test('of what has no code a terminal believes A0 alone', () => {
  const [, command] = COMMANDS[0]!;
  const request = messageOf(command);
  const read = readRequest(requestBytes(request, KEYS.macKey), command, KEYS, NOW_MS);
  if (read.state !== 'read') throw new Error('it was not read');
  const bare = (outcome: 'mac-wrong' | 'busy' | 'approved'): string | null =>
    heardCode(request, answerBytes(read.opened, replyWith(outcome, NOW_MS), null, NOW_MS), KEYS.macKey);
  expect([bare('mac-wrong'), bare('busy'), bare('approved')]).toEqual(['A0', null, null]);
});
