/** Where the money is, one row per state of a way back and route; then what holds for every row. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Arrival } from '#domain/answer';
import { isoInZone, SHANGHAI } from '#domain/calendar';
import {
  type BackStep,
  CANCELLATION_STATES,
  type CancellationCommand,
  type SentRoute,
} from '#domain/cancellation';
import { type Payment, type PaymentCommand, stepPayment } from '#domain/payment';
import { act, dueAt } from '../../../test/domain/bounced-samples.ts';
import {
  approved,
  at,
  DAY,
  held,
  NEXT_DAY,
  networkKey,
  open,
  PAID_AT,
  paymentCommand,
  sent,
  someAnswer,
  walk,
} from '../../../test/domain/samples.ts';
import { STATIONS, type StopState, type Tracking, track } from './index.ts';

const CALENDAR = {
  cutOver: '23:00:00',
  holidays: {
    rest: new Set(['2026-11-26']),
    work: new Set(['2026-11-28']),
    years: new Map([[2026, { certainty: 'A', source: 'a decree' } as const]]),
  },
};
const ASKED_AT = PAID_AT + 60_000;
const ARRIVAL: Readonly<Record<SentRoute, Arrival>> = {
  REVERSAL: { fromDays: 0, toDays: 0, unit: 'at-once', certainty: 'B+', ruleId: 'UP-04' },
  VOID: { fromDays: 0, toDays: 0, unit: 'at-once', certainty: 'B+', ruleId: 'UP-02' },
  REFUND: { fromDays: 1, toDays: 10, unit: 'clearing-day', certainty: 'B+', ruleId: 'UP-10' },
};

const answerFor = (arrival: Arrival) => ({
  ...someAnswer(),
  terms: {
    amountFen: 10_000n,
    destination: { masked: '622848******0018', zh: '原卡', en: 'the same card' },
    arrival,
    fee: { returnedFen: 60n, keptFen: 0n, ruleId: 'FEE-08' },
    evidence: { items: [], approval: 'none' as const },
    aftercare: [],
  },
});

const answered = (
  outcome: Extract<CancellationCommand, { type: 'answered' }>['outcome'],
  to: 'message' | 'undo' = 'message',
): CancellationCommand => ({ type: 'answered', to, outcome, clearingDay: DAY, atMs: ASKED_AT + 900 });
const due = (atMs: number, clearingDayNow = DAY): CancellationCommand => ({
  type: 'due',
  clearingDayNow,
  fresh: networkKey('000009'),
  atMs,
});
const file = (paymentIn: boolean): CancellationCommand => ({
  type: 'clearing-file',
  paymentIn,
  undoneIn: false,
  clearingDay: DAY,
  atMs: at('2026-11-24 03:00:00'),
});
const undoVoid: CancellationCommand = {
  type: 'undo-void',
  fresh: networkKey('000009'),
  atMs: ASKED_AT + 5_000,
};
const NIGHT = at('2026-11-23 23:00:30');

type Case = readonly [
  name: string,
  route: SentRoute,
  payment: 'approved' | 'sent' | 'held',
  commands: readonly CancellationCommand[],
  state: string,
  movement: string,
  where: string,
  /** Merchant, institution, network, bank, account. */
  stops: string,
  arrival: string | null,
  ask: string,
];

/** `P` passed, `H` here, `?` unknown, `E` expected, `-` ahead, `X` stopped, `·` not on this way. */
const SIGNS: Readonly<Record<StopState, string>> = {
  passed: 'P',
  here: 'H',
  unknown: '?',
  expected: 'E',
  ahead: '-',
  stopped: 'X',
  none: '·',
};

const seen: CancellationCommand = { type: 'arrival-confirmed', by: 'payer', atMs: ASKED_AT + 1_000 };
const sentBack: CancellationCommand = { ...act.returned, amountFen: 10_000n };
const daysLater = (days: number): CancellationCommand => dueAt(act.returned.atMs + days * 86_400_000);
const LATE = [1, 2, 3, 4].map((round) => due(ASKED_AT + round * 120_000));
const TODAY = '2026-11-23 to 2026-11-23';
const IF_NOW = `${TODAY} if now`;
const TEN_DAYS = '2026-11-24 to 2026-12-03';
const INSTITUTION = 'institution';
const LATER = 'issuer, network, institution';

// biome-ignore format: two lines a row: what happened, and what is told
const CASES: readonly Case[] = [
  ['reversal sent, no answer', 'REVERSAL', 'sent', [],
    'sending', 'under-way', 'institution', 'PH?--', IF_NOW, INSTITUTION],
  ['void sent, no answer', 'VOID', 'approved', [],
    'sending', 'under-way', 'institution', 'PH?--', IF_NOW, INSTITUTION],
  ['refund sent, no answer', 'REFUND', 'approved', [],
    'sending', 'under-way', 'institution', 'PH?--', `${TEN_DAYS} if now`, INSTITUTION],
  ['void unanswered', 'VOID', 'approved', [due(ASKED_AT + 20_000)],
    'undoing', 'undoing', 'institution', 'PH???', null, INSTITUTION],
  ['void done, then reversed by its terminal', 'VOID', 'approved', [answered('approved'), undoVoid],
    'undoing', 'undoing', 'institution', 'PH???', null, INSTITUTION],
  ['reversal over the cut-over', 'REVERSAL', 'sent', [due(NIGHT, NEXT_DAY)],
    'awaiting-file', 'clearing-file', 'institution', 'PH???', null, INSTITUTION],
  ['void over the cut-over', 'VOID', 'approved', [due(NIGHT, NEXT_DAY)],
    'awaiting-file', 'clearing-file', 'institution', 'PH???', null, INSTITUTION],
  ['reversal confirmed', 'REVERSAL', 'approved', [answered('approved')],
    'done', 'arriving', 'network', 'PPHEE', TODAY, LATER],
  ['reversal of what the network never saw', 'REVERSAL', 'sent', [answered('original-not-found')],
    'done', 'nothing-taken', 'network', 'PPH··', null, 'issuer'],
  ['reversal, code 12 of the same day', 'REVERSAL', 'sent', [answered('related-transaction-not-valid')],
    'done', 'nothing-taken', 'network', 'PPH··', null, 'issuer'],
  ['void confirmed by the bank', 'VOID', 'approved', [answered('approved')],
    'done', 'arriving', 'bank', 'PPPHE', TODAY, LATER],
  ['void of a hold confirmed by the bank', 'VOID', 'held', [answered('approved')],
    'done', 'lifted', 'bank', 'PPPHE', TODAY, LATER],
  ['reversal of a hold confirmed', 'REVERSAL', 'held', [answered('approved')],
    'done', 'lifted', 'network', 'PPHEE', TODAY, LATER],
  ['refund confirmed', 'REFUND', 'approved', [answered('approved')],
    'done', 'arriving', 'network', 'PPHEE', TEN_DAYS, LATER],
  ['void refused by the bank', 'VOID', 'approved', [answered('declined-other')],
    'refused', 'stands', 'network', 'PPX··', null, 'merchant'],
  ['refund refused by the bank', 'REFUND', 'approved', [answered('declined-other')],
    'refused', 'stands', 'network', 'PPX··', null, 'merchant'],
  ['void that never left', 'VOID', 'approved', [{ type: 'not-sent', atMs: ASKED_AT + 10 }],
    'refused', 'stands', 'institution', 'PX···', null, 'merchant'],
  ['void undone', 'VOID', 'approved', [due(ASKED_AT + 20_000), answered('approved', 'undo')],
    'undone', 'stands', 'network', 'PPX··', null, 'merchant'],
  ['reversal overruled by the file', 'REVERSAL', 'sent', [due(NIGHT, NEXT_DAY), file(true)],
    'overruled', 'stands', 'network', 'PPX··', null, 'merchant'],
  ['reversal never acknowledged', 'REVERSAL', 'sent', LATE,
    'handed', 'with-person', 'institution', 'PH???', null, INSTITUTION],
  ['refund never acknowledged', 'REFUND', 'approved', LATE,
    'handed', 'with-person', 'institution', 'PH???', null, INSTITUTION],
  ['void whose undoing is never acknowledged', 'VOID', 'approved', [due(ASKED_AT + 20_000), ...LATE],
    'handed', 'with-person', 'institution', 'PH???', null, INSTITUTION],
  ['refund that the payer saw', 'REFUND', 'approved', [answered('approved'), seen],
    'done', 'arrived', 'account', 'PPPPH', TEN_DAYS, 'issuer'],
  ['refund sent back by the bank', 'REFUND', 'approved', [answered('approved'), sentBack],
    'bounced', 'in-suspense', 'institution', 'PH·--', null, INSTITUTION],
  ['another account named', 'REFUND', 'approved', [answered('approved'), sentBack, act.name],
    'account-named', 'account-check', 'institution', 'PH·--', null, INSTITUTION],
  ['payout ordered', 'REFUND', 'approved', [answered('approved'), sentBack, act.name, act.issuer, act.approve],
    'payout-ordered', 'paying-out', 'institution', 'PH·?-', null, INSTITUTION],
  ['paid out', 'REFUND', 'approved', [answered('approved'), sentBack, act.name, act.issuer, act.approve, act.paid],
    'paid-out', 'paid-out', 'bank', 'PPPHE', null, INSTITUTION],
  ['claimed by nobody', 'REFUND', 'approved', [answered('approved'), sentBack, ...[31, 62, 93].map(daysLater)],
    'stranded', 'in-suspense', 'institution', 'PH·--', null, INSTITUTION],
];

function made(route: SentRoute, payment: Case[2], commands: readonly CancellationCommand[]): BackStep {
  const start = { sent, approved, held }[payment]();
  const step = open(start, { route, answer: answerFor(ARRIVAL[route]), atMs: ASKED_AT });
  return walk(step, ...commands);
}
const picture = (step: BackStep, nowMs: number): Tracking =>
  track({ payment: step.payment, cancellation: step.cancellation, nowMs, calendar: CALENDAR });
const signs = ({ stops }: Tracking): string => stops.map(({ state }) => SIGNS[state]).join('');
const windowOf = ({ arrival }: Tracking): string | null =>
  arrival === null ? null : `${arrival.fromDay} to ${arrival.toDay}${arrival.firm ? '' : ' if now'}`;

describe('where the money is, state by state', () => {
  test.each(CASES)('%s', (_name, route, payment, commands, state, movement, where, stops, arrival, ask) => {
    const step = made(route, payment, commands);
    const found = picture(step, ASKED_AT + 2_000);
    expect(step.cancellation.state).toBe(state);
    expect(found.movement).toBe(movement);
    expect(found.where).toBe(where);
    expect(signs(found)).toBe(stops);
    expect(windowOf(found)).toBe(arrival);
    expect(found.ask.map(({ whom }) => whom).join(', ')).toBe(ask);
  });

  test('no state of a way back is without a row', () => {
    expect(new Set(CASES.map(([, , , , state]) => state))).toEqual(new Set(CANCELLATION_STATES));
  });

  test('a reversal of a payment that was declined after all gives nothing back, for nothing was taken', () => {
    const step = made('REVERSAL', 'sent', [{ type: 'payment-declined-late', atMs: ASKED_AT + 900 }]);
    const declined: Payment = stepPayment(sent(), paymentCommand.decline as PaymentCommand).payment;
    expect(picture({ ...step, payment: declined }, ASKED_AT + 2_000).movement).toBe('nothing-taken');
  });
});

describe('arrival as dates', () => {
  const refund = (doneAt: string, arrival: Arrival, clearingDay: typeof DAY | null = null): Tracking => {
    const atMs = at(doneAt);
    const step = walk(open(approved(), { route: 'REFUND', answer: answerFor(arrival), atMs: atMs - 900 }), {
      type: 'answered',
      to: 'message',
      outcome: 'approved',
      clearingDay,
      atMs,
    });
    return picture(step, atMs);
  };
  const working: Arrival = { fromDays: 1, toDays: 3, unit: 'working-day', certainty: 'B', ruleId: 'X-01' };
  const clearing: Arrival = { ...working, unit: 'clearing-day' };

  test.each([
    ['clearing days, before the cut-over', '2026-11-23 22:59:59', clearing, null, '2026-11-24 to 2026-11-26'],
    ['clearing days, one second later', '2026-11-23 23:00:00', clearing, null, '2026-11-25 to 2026-11-27'],
    [
      'the day that the network named outweighs the clock',
      '2026-11-23 23:00:00',
      clearing,
      DAY,
      '2026-11-24 to 2026-11-26',
    ],
    [
      'clearing days go on at the end of the week',
      '2026-11-27 12:00:00',
      clearing,
      null,
      '2026-11-28 to 2026-11-30',
    ],
    [
      'working days pass over a holiday and count a worked Saturday',
      '2026-11-25 12:00:00',
      working,
      null,
      '2026-11-27 to 2026-11-30',
    ],
    ['working days over a month end', '2026-11-30 23:30:00', working, null, '2026-12-01 to 2026-12-03'],
  ] as const)('%s', (_name, doneAt, arrival, day, expected) => {
    expect(windowOf(refund(doneAt, arrival, day))).toBe(expected);
  });

  test.each([
    ['working days of a year whose holidays are known', '2026-11-25 12:00:00', working, 'B'],
    ['working days that reach into a year whose holidays are not', '2026-12-30 12:00:00', working, 'C'],
    ['clearing days are counted without a calendar of holidays', '2026-12-30 12:00:00', clearing, 'B'],
  ] as const)('%s: certainty of %s is that of the weaker source', (_name, doneAt, arrival, certainty) => {
    expect(refund(doneAt, arrival, null).arrival?.certainty).toBe(certainty);
  });

  test('the latest arrival is the last good second of its day, and one second later it is overdue', () => {
    const step = made('REFUND', 'approved', [answered('approved')]);
    const { arrival } = picture(step, ASKED_AT);
    expect(isoInZone(arrival!.latestMs, SHANGHAI)).toBe('2026-12-03T23:59:59+08:00');
    expect(picture(step, arrival!.latestMs + 999).movement).toBe('arriving');
    const late = picture(step, arrival!.latestMs + 1000);
    expect(late.movement).toBe('overdue');
    expect(signs(late)).toBe('PPH??');
    expect(late.ask[0]).toMatchObject({ whom: 'issuer', fromMs: arrival!.latestMs + 1000 });
  });

  test('a refund whose answer names no arrival promises none', () => {
    const step = walk(open(approved(), { route: 'REFUND', atMs: ASKED_AT }), answered('approved'));
    expect(picture(step, ASKED_AT)).toMatchObject({ movement: 'arriving', arrival: null });
    expect(signs(picture(step, ASKED_AT))).toBe('PPH??');
  });
});

describe('what is told beside it', () => {
  test('references that banks ask for, and only those that exist', () => {
    const step = made('REFUND', 'approved', [answered('approved')]);
    expect(
      Object.fromEntries(picture(step, ASKED_AT).references.map(({ name, value }) => [name, value])),
    ).toEqual({
      rrn: '261123000002',
      'original-rrn': '261123000001',
      'auth-code': '123456',
      'clearing-day': '2026-11-23',
      trace: '000002',
      transmission: '1123100000',
    });
    const names = picture(made('REVERSAL', 'sent', []), ASKED_AT).references.map(({ name }) => name);
    expect(names).not.toContain('auth-code');
    expect(names).not.toContain('clearing-day');
  });

  test('what is repeated says how often it was sent and when it is next; what has ended says neither', () => {
    const step = made('REFUND', 'approved', [due(ASKED_AT + 1_000)]);
    expect(picture(step, ASKED_AT + 1_500)).toMatchObject({ attempts: 2, nextCheckMs: ASKED_AT + 3_000 });
    expect(picture(made('VOID', 'approved', [answered('approved')]), ASKED_AT)).toMatchObject({
      attempts: null,
      nextCheckMs: null,
    });
  });
});

describe('at any time', () => {
  const anyCase = fc.constantFrom(...CASES);
  const anyTime = fc.integer({ min: ASKED_AT, max: ASKED_AT + 40 * 86_400_000 });

  test('nothing beyond an unproven station is told as proven', () => {
    fc.assert(
      fc.property(anyCase, anyTime, ([, route, payment, commands], nowMs) => {
        const { stops, where } = picture(made(route, payment, commands), nowMs);
        expect(stops.map(({ station }) => station)).toEqual(STATIONS);
        const proven = stops.map(({ state }) => ['passed', 'here', 'stopped'].includes(state));
        const first = proven.indexOf(false);
        expect(proven.slice(first < 0 ? proven.length : first)).not.toContain(true);
        expect(where).toBe(STATIONS[proven.lastIndexOf(true)]);
        for (const { state, atMs } of stops) {
          if (state === 'passed' || state === 'here' || state === 'stopped') expect(atMs).not.toBeNull();
          if (state === 'unknown' || state === 'ahead' || state === 'none') expect(atMs).toBeNull();
        }
      }),
    );
  });

  test('there is always somebody to ask, by a reference that is known or comes to be', () => {
    fc.assert(
      fc.property(anyCase, anyTime, ([, route, payment, commands], nowMs) => {
        const { ask, references, arrival } = picture(made(route, payment, commands), nowMs);
        const names = references.map(({ name }) => name);
        expect(ask.length).toBeGreaterThan(0);
        for (const { by, fromMs } of ask) {
          expect(by.some((name) => names.includes(name))).toBe(true);
          if (fromMs !== null) expect(fromMs).toBeGreaterThan(arrival!.latestMs);
        }
      }),
    );
  });
});
