/** The numbered rules of SPEC.md, and its tables cell by cell. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type CodeEvent,
  codeWait,
  evolveCode,
  evolvePerson,
  HOLDER_LIFETIME,
  holderEndsAtMs,
  holdsPhone,
  idCheckDigit,
  idFault,
  isHolderOver,
  PERSON_STATES,
  PROOF_KINDS,
  type Proof,
  proofUntilMs,
  provenKinds,
  SMS_CODE_LIFETIME_MS,
  SMS_CODE_TRIES_MAX,
  type SmsCode,
} from './index.ts';

const SENT: SmsCode = { state: 'sent', sentMs: 1_000, tries: 0 };
const USED: SmsCode = { state: 'used', sentMs: 1_000, atMs: 2_000 };
const DEAD: SmsCode = { state: 'dead', sentMs: 1_000, why: 'tries' };
const IN_TIME = 1_000 + SMS_CODE_LIFETIME_MS - 1;
const LATE = 1_000 + SMS_CODE_LIFETIME_MS;
const right: CodeEvent = { type: 'tried', right: true };
const wrong: CodeEvent = { type: 'tried', right: false };
const newer: CodeEvent = { type: 'newer-sent' };

describe('the tables', () => {
  test.each([
    [SENT, right, IN_TIME, 'used'],
    [SENT, wrong, IN_TIME, 'sent'],
    [{ ...SENT, tries: SMS_CODE_TRIES_MAX - 1 } as SmsCode, wrong, IN_TIME, 'dead'],
    [{ ...SENT, tries: SMS_CODE_TRIES_MAX - 1 } as SmsCode, right, IN_TIME, 'used'],
    [SENT, right, LATE, 'dead'],
    [SENT, wrong, LATE, 'dead'],
    [SENT, newer, IN_TIME, 'dead'],
  ] as const)('a code %j, %j at %i: %s', (code, event, nowMs, state) =>
    expect(evolveCode(code, event, nowMs).state).toBe(state),
  );
  test.each([
    ['opening', 'wallet-opened', 'active'],
    ['opening', 'wallet-closed', 'closed'],
    ['active', 'wallet-opened', 'active'],
    ['active', 'wallet-closed', 'closed'],
    ['closed', 'wallet-opened', 'closed'],
    ['closed', 'wallet-closed', 'closed'],
  ] as const)('a person that is %s, %s: %s', (state, event, next) =>
    expect(evolvePerson(state, event)).toBe(next),
  );
});

const events = fc.array(
  fc.record({ event: fc.constantFrom(right, wrong, newer), laterMs: fc.integer({ min: 0, max: 200_000 }) }),
  { maxLength: 30 },
);

test('H1: what is used or dead stays so', () => {
  fc.assert(
    fc.property(fc.constantFrom(USED, DEAD), events, (code, all) => {
      let nowMs = 2_000;
      for (const { event, laterMs } of all) {
        nowMs += laterMs;
        expect(evolveCode(code, event, nowMs)).toBe(code);
      }
    }),
  );
});

test('H2: a code is taken once, right, in time and in five tries', () => {
  fc.assert(
    fc.property(events, (all) => {
      let [code, nowMs, tries, taken]: [SmsCode, number, number, number] = [SENT, 1_000, 0, 0];
      for (const { event, laterMs } of all) {
        nowMs += laterMs;
        const before = code;
        code = evolveCode(code, event, nowMs);
        if (before.state === 'sent' && event.type === 'tried') tries += 1;
        if (before.state === 'sent' && code.state === 'used') {
          taken += 1;
          expect(event).toBe(right);
          expect(nowMs - code.sentMs).toBeLessThan(SMS_CODE_LIFETIME_MS);
          expect(tries).toBeLessThanOrEqual(SMS_CODE_TRIES_MAX);
        }
      }
      expect(taken).toBeLessThanOrEqual(1);
    }),
  );
});

test('H3: no telephone gets more codes than its rates', () => {
  const within = (sent: readonly number[], perMs: number): number =>
    Math.max(...sent.map((from) => sent.filter((at) => at >= from && at < from + perMs).length), 0);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 900_000 }), { maxLength: 200 }), (pauses) => {
      const sent: number[] = [];
      let nowMs = 0;
      for (const pause of pauses) {
        nowMs += pause;
        const wait = codeWait('phone', sent, nowMs);
        if (wait > 0) {
          // The wait is over when it said, and not sooner.
          expect(codeWait('phone', sent, nowMs + wait - 1)).toBeGreaterThan(0);
          expect(codeWait('phone', sent, nowMs + wait)).toBe(0);
        } else sent.push(nowMs);
      }
      expect(within(sent, 60_000)).toBeLessThanOrEqual(1);
      expect(within(sent, 3_600_000)).toBeLessThanOrEqual(5);
      expect(within(sent, 86_400_000)).toBeLessThanOrEqual(10);
    }),
  );
});

test('H4: a proof is for its own act and its own time', () => {
  const act = fc.constantFrom(null, 'clo_1', 'clo_2');
  const proof = fc.record({ kind: fc.constantFrom(...PROOF_KINDS), atMs: fc.nat(4_000_000), act });
  fc.assert(
    fc.property(fc.array(proof, { maxLength: 8 }), act, fc.nat(4_000_000), (proofs, wanted, nowMs) => {
      const have = provenKinds(proofs, wanted, nowMs);
      const good = (each: Proof): boolean =>
        each.act === wanted && each.atMs <= nowMs && nowMs < proofUntilMs(each);
      for (const kind of PROOF_KINDS)
        expect(have.includes(kind)).toBe(proofs.some((each) => each.kind === kind && good(each)));
    }),
  );
});

test('H5: a closed person stays closed and holds no telephone', () => {
  for (const event of ['wallet-opened', 'wallet-closed'] as const)
    expect(evolvePerson('closed', event)).toBe('closed');
  expect(PERSON_STATES.filter((state) => holdsPhone(state))).toEqual(['opening', 'active']);
});

test('H6: any one wrong digit is seen, and any two that swapped', () => {
  const nowMs = Date.UTC(2026, 10, 29);
  const order = fc.integer({ min: 0, max: 999 }).map((no) => String(no).padStart(3, '0'));
  fc.assert(
    fc.property(order, fc.integer({ min: 0, max: 16 }), fc.integer({ min: 1, max: 9 }), (no, at, by) => {
      const first = `11010119900307${no}`;
      const number = first + idCheckDigit(first);
      expect(idFault(number, nowMs)).toBeNull();
      const digit = String((Number(number[at]) + by) % 10);
      expect(idFault(number.slice(0, at) + digit + number.slice(at + 1), nowMs)).not.toBeNull();
      const [one, two] = [number[at]!, number[at + 1]!];
      if (one === two) return;
      expect(idFault(number.slice(0, at) + two + one + number.slice(at + 2), nowMs)).not.toBeNull();
    }),
  );
});

test('H7: a sign-in ends when idle and after its longest time', () => {
  const { idleMs, absoluteMs } = HOLDER_LIFETIME;
  expect(isHolderOver({ startedMs: 0, seenMs: 0 }, idleMs - 1)).toBe(false);
  expect(isHolderOver({ startedMs: 0, seenMs: 0 }, idleMs)).toBe(true);
  expect(holderEndsAtMs({ startedMs: 0, seenMs: absoluteMs - 1 })).toBe(absoluteMs);
});
