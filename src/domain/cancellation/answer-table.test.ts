/**
 * Can this be cancelled? One line per case: the facts, who asks for what, when, and the answer.
 *
 *   facts   paid · sent · unknown · declined · reversed · voided: a card payment of 100.00 made on Monday
 *           2026-11-23 at 10:00:00 for a fee of 0.60; then what came since: settled (its batch) · back 40 ·
 *           claimed 40 (a refund under way) · voiding · reversing · day 24 (its clearing day) · network 23 (the
 *           day the network says it is) · hostVoid=off · partial=on · days=30 · off UP-04 (rule switched off)
 *   asks    till (the one that took it) · till2 · shop (back office or API) · desk (operator) · payer ·
 *           deadline; then the route or «any»; then the amount if not all
 *   when    23 22:59:59 in November 2026, 05-22 23:59:59 in the months after
 *   answer  YES with the last good second · NOT_YET with the first · NO; then the route or reason
 *   rules   + held, - refused, each once, in the order in which they were first asked; on YES also those that the
 *           terms rest on
 */
import { describe, expect, test } from 'vitest';
import { PAID_AT, ruleBook, ruleContent, SCOPE } from '../../../test/domain/samples.ts';
import { type Answer, type Asker, answer, type Question } from '../answer/index.ts';
import { calendarDayOf, clearingDay, clearingDayNow, isoInZone, SHANGHAI } from '../calendar/index.ts';
import { type PaymentFacts, POS_CARD_PAYMENT, ROUTES, type Route } from './index.ts';

const TABLE = `
# A void: same clearing day, open batch, its own terminal, the whole, not after a refund.
paid              | till VOID       | 23 10:05:00 | YES VOID until 23 22:59:59       | +UP-02,01,03 +FEE-07
paid              | till VOID       | 23 22:59:59 | YES VOID until 23 22:59:59       | +UP-02,01,03 +FEE-07
paid              | till VOID       | 23 23:00:00 | NO clearing-day-over then REFUND | -UP-01
paid day 24       | till VOID       | 23 23:00:00 | YES VOID until 24 22:59:59       | +UP-02,01,03 +FEE-07
paid network 23   | till VOID       | 23 23:00:09 | YES VOID until 23 23:00:09       | +UP-02,01,03 +FEE-07
paid network 24   | till VOID       | 23 22:50:00 | NO clearing-day-over then REFUND | -UP-01
paid              | till VOID 100   | 23 10:05:00 | YES VOID until 23 22:59:59       | +UP-02,01,03 +FEE-07
paid              | till VOID 40    | 23 10:05:00 | NO void-not-whole then REFUND 23 23:00:00 | -UP-02
paid              | till VOID 100.01 | 23 10:05:00 | NO void-not-whole                | -UP-02
paid settled      | till VOID       | 23 20:00:00 | NO batch-settled then REFUND     | -UP-03
paid              | till2 VOID      | 23 10:05:00 | NO other-terminal then REFUND 23 23:00:00 | -UP-03
paid              | shop VOID       | 23 10:05:00 | YES VOID until 23 22:59:59       | +UP-02,01,03 +FEE-07
paid hostVoid=off | shop VOID       | 23 10:05:00 | NOT_YET host-void-off from 23 23:00:00 | -UP-03
paid hostVoid=off | desk VOID       | 23 22:59:59 | NOT_YET host-void-off from 23 23:00:00 | -UP-03
paid hostVoid=off | desk VOID       | 23 23:00:00 | NO clearing-day-over then REFUND | -UP-01
paid hostVoid=off | till VOID       | 23 10:05:00 | YES VOID until 23 22:59:59       | +UP-02,01,03 +FEE-07
paid back 40      | till VOID       | 23 10:05:00 | NO refund-started then REFUND 23 23:00:00 | -UP-02
paid claimed 40   | till VOID       | 23 10:05:00 | NO refund-in-progress then REFUND 23 23:00:00 | -UP-02
paid back 100     | till VOID       | 23 10:05:00 | NO already-refunded              | -UP-02
paid voiding      | till VOID       | 23 10:05:00 | NO void-in-progress              | -UP-02
paid reversing    | till VOID       | 23 10:05:00 | NO reversal-in-progress          | -UP-02
voided            | till VOID       | 23 10:05:00 | NO already-voided                | -UP-02
reversed          | till VOID       | 23 10:05:00 | NO already-reversed              | -UP-02
unknown           | till VOID       | 23 10:05:00 | NO outcome-not-known then REVERSAL | -UP-02
sent              | till VOID       | 23 10:00:05 | NO payment-in-progress           | -UP-02
declined          | till VOID       | 23 10:05:00 | NO payment-not-approved          | -UP-02
paid off UP-03    | till2 VOID      | 23 10:05:00 | YES VOID until 23 22:59:59       | +UP-02,01 +FEE-07

# A reversal: the outcome is unknown to the one who asks; same clearing day; the whole.
unknown            | deadline REVERSAL | 23 10:00:20 | YES REVERSAL until 23 22:59:59   | +UP-04,01 +FEE-07
sent               | deadline REVERSAL | 23 10:00:20 | YES REVERSAL until 23 22:59:59   | +UP-04,01 +FEE-07
sent               | till REVERSAL   | 23 10:00:31 | YES REVERSAL until 23 22:59:59   | +UP-04,01 +FEE-07
paid               | till REVERSAL   | 23 10:00:31 | YES REVERSAL until 23 22:59:59   | +UP-04,01 +FEE-07
paid settled       | till REVERSAL   | 23 20:00:00 | YES REVERSAL until 23 22:59:59   | +UP-04,01 +FEE-07
paid               | till REVERSAL   | 23 23:00:00 | NO clearing-day-over then REFUND | -UP-01
unknown            | deadline REVERSAL | 23 23:00:00 | NO clearing-day-over             | -UP-01
unknown network 23 | deadline REVERSAL | 23 23:00:09 | YES REVERSAL until 23 23:00:09   | +UP-04,01 +FEE-07
paid               | shop REVERSAL   | 23 10:05:00 | NO outcome-is-known then VOID    | -UP-04
paid               | payer REVERSAL  | 23 10:05:00 | NO outcome-is-known then VOID    | -UP-04
sent               | shop REVERSAL   | 23 10:00:05 | NO payment-in-progress           | -UP-04
unknown            | shop REVERSAL   | 23 10:05:00 | YES REVERSAL until 23 22:59:59   | +UP-04,01 +FEE-07
unknown            | till REVERSAL 40 | 23 10:05:00 | NO reversal-amount-differs       | -UP-04
paid back 40       | till REVERSAL   | 23 10:05:00 | NO refund-started then REFUND 23 23:00:00 | -UP-04
paid claimed 40    | till REVERSAL   | 23 10:05:00 | NO refund-in-progress then REFUND 23 23:00:00 | -UP-04
declined           | till REVERSAL   | 23 10:05:00 | NO payment-not-approved          | -UP-04
voided             | till REVERSAL   | 23 10:05:00 | NO already-voided                | -UP-04
reversed           | till REVERSAL   | 23 10:05:00 | NO already-reversed              | -UP-04
paid voiding       | till REVERSAL   | 23 10:05:00 | NO void-in-progress              | -UP-04
paid reversing     | till REVERSAL   | 23 10:05:00 | NO reversal-in-progress          | -UP-04

# A refund: after settlement or the day, at any till of the merchant, in parts, for 180 days.
paid                     | till REFUND     | 23 10:05:00    | NOT_YET refund-not-open-yet from 23 23:00:00 | -UP-07
paid                     | till REFUND     | 23 22:59:59    | NOT_YET refund-not-open-yet from 23 23:00:00 | -UP-07
paid network 23          | till REFUND     | 23 23:00:09    | NOT_YET refund-not-open-yet from 23 23:15:00 | -UP-07
paid                     | till REFUND     | 23 23:00:00    | YES REFUND until 05-22 23:59:59  | +UP-05,07,08,10 +FEE-08
paid settled             | till REFUND     | 23 20:00:00    | YES REFUND until 05-22 23:59:59  | +UP-05,07,08,10 +FEE-08
paid settled             | till2 REFUND    | 24 10:00:00    | YES REFUND until 05-22 23:59:59  | +UP-05,07,08,10 +FEE-08
paid settled             | shop REFUND 40  | 24 10:00:00    | YES REFUND until 05-22 23:59:59  | +UP-05,07,08,10 +FEE-08
paid settled             | till REFUND     | 05-22 23:59:59 | YES REFUND until 05-22 23:59:59  | +UP-05,07,08,10 +FEE-08
paid settled             | till REFUND     | 05-23 00:00:00 | NO refund-window-over then DISPUTE | -UP-07
paid settled days=30     | till REFUND     | 12-23 23:59:59 | YES REFUND until 12-23 23:59:59  | +UP-05,07,08,10 +FEE-08
paid settled days=30     | till REFUND     | 12-24 00:00:00 | NO refund-window-over then DISPUTE | -UP-07
paid                     | till REFUND 40  | 23 10:05:00    | NOT_YET refund-not-open-yet from 23 23:00:00 | -UP-07
paid partial=on          | till REFUND 40  | 23 10:05:00    | YES REFUND until 05-22 23:59:59  | +UP-05,07,08,10 +FEE-08
paid partial=on          | till REFUND 100 | 23 10:05:00    | NOT_YET refund-not-open-yet from 23 23:00:00 | -UP-07
paid partial=on          | till REFUND     | 23 10:05:00    | NOT_YET refund-not-open-yet from 23 23:00:00 | -UP-07
paid partial=on back 40  | till REFUND     | 23 10:05:00    | YES REFUND until 05-22 23:59:59  | +UP-05,07,08,10 +FEE-08
paid partial=on back 40  | till REFUND 60  | 23 10:05:00    | YES REFUND until 05-22 23:59:59  | +UP-05,07,08,10 +FEE-08
paid settled back 40     | shop REFUND 60  | 24 10:00:00    | YES REFUND until 05-22 23:59:59  | +UP-05,07,08,10 +FEE-08
paid settled back 40     | shop REFUND 60.01 | 24 10:00:00    | NO exceeds-remaining             | -UP-05
paid settled claimed 40  | shop REFUND 60  | 24 10:00:00    | YES REFUND until 05-22 23:59:59  | +UP-05,07,08,10 +FEE-08
paid settled claimed 40  | shop REFUND 70  | 24 10:00:00    | NO refund-in-progress            | -UP-05
paid settled claimed 40  | shop REFUND 100.01 | 24 10:00:00    | NO exceeds-remaining             | -UP-05
paid settled claimed 100 | shop REFUND     | 24 10:00:00    | NO refund-in-progress            | -UP-05
paid settled back 100    | shop REFUND     | 24 10:00:00    | NO already-refunded              | -UP-05
paid settled             | shop REFUND 0   | 24 10:00:00    | NO amount-out-of-range           | -UP-05
paid settled             | shop REFUND -1  | 24 10:00:00    | NO amount-out-of-range           | -UP-05
paid settled voiding     | shop REFUND     | 24 10:00:00    | NO void-in-progress              | -UP-05
paid settled reversing   | shop REFUND     | 24 10:00:00    | NO reversal-in-progress          | -UP-05
voided                   | shop REFUND     | 24 10:00:00    | NO already-voided                | -UP-05
reversed                 | shop REFUND     | 24 10:00:00    | NO already-reversed              | -UP-05
unknown                  | shop REFUND     | 23 10:05:00    | NO outcome-not-known then REVERSAL | -UP-05
sent                     | shop REFUND     | 23 10:00:05    | NO payment-in-progress           | -UP-05
declined                 | shop REFUND     | 24 10:00:00    | NO payment-not-approved          | -UP-05
paid settled off UP-08   | till2 REFUND    | 24 10:00:00    | YES REFUND until 05-22 23:59:59  | +UP-05,07,10 +FEE-08
paid settled off UP-07   | shop REFUND     | 06-01 10:00:00 | YES REFUND                       | +UP-05,08,10 +FEE-08

# The route is left open: the quickest and cheapest that is open.
paid                      | shop any    | 23 10:05:00    | YES VOID until 23 22:59:59       | +UP-02,01,03 +FEE-07
paid                      | till any    | 23 10:05:00    | YES VOID until 23 22:59:59       | +UP-02,01,03 +FEE-07
paid                      | shop any    | 23 22:59:59    | YES VOID until 23 22:59:59       | +UP-02,01,03 +FEE-07
paid                      | shop any    | 23 23:00:00    | YES REFUND until 05-22 23:59:59  | +UP-05,07,08,10 +FEE-08
paid settled              | payer any   | 23 20:00:00    | YES REFUND until 05-22 23:59:59  | +UP-05,07,08,10 +FEE-08
paid | shop any 40 | 23 10:05:00 | NOT_YET refund-not-open-yet from 23 23:00:00 | -UP-04 -UP-02 -UP-07
paid partial=on           | shop any 40 | 23 10:05:00    | YES REFUND until 05-22 23:59:59  | +UP-05,07,08,10 +FEE-08
paid | till2 any   | 23 10:05:00 | NOT_YET refund-not-open-yet from 23 23:00:00 | -UP-04 -UP-03 -UP-07
paid hostVoid=off         | shop any    | 23 10:05:00    | NOT_YET host-void-off from 23 23:00:00 | -UP-04 -UP-03 -UP-07
paid settled hostVoid=off | shop any    | 23 20:00:00    | YES REFUND until 05-22 23:59:59  | +UP-05,07,08,10 +FEE-08
unknown                   | shop any    | 23 10:05:00    | YES REVERSAL until 23 22:59:59   | +UP-04,01 +FEE-07
unknown                   | shop any    | 23 23:00:00    | NO outcome-not-known             | -UP-01 -UP-02 -UP-05
sent                      | shop any    | 23 10:00:05    | NO payment-in-progress           | -UP-04 -UP-02 -UP-05
sent                      | till any    | 23 10:00:05    | NO payment-in-progress           | -UP-04 -UP-02 -UP-05
declined                  | payer any   | 23 10:05:00    | NO payment-not-approved          | -UP-04 -UP-02 -UP-05
voided                    | payer any   | 24 10:00:00    | NO already-voided                | -UP-04 -UP-02 -UP-05
reversed                  | payer any   | 24 10:00:00    | NO already-reversed              | -UP-04 -UP-02 -UP-05
paid settled back 100     | payer any   | 24 10:00:00    | NO already-refunded              | -UP-04 -UP-02 -UP-05
paid settled              | payer any   | 05-23 00:00:00 | NO refund-window-over then DISPUTE | -UP-04 -UP-01 -UP-07

# Routes that this platform does not take for a card payment.
paid         | shop CLOSE   | 23 10:05:00 | NO route-unknown then VOID   |
paid settled | shop DISPUTE | 24 10:05:00 | NO route-unknown then REFUND |
`;

/** Rules of the file that no answer about a POS card payment reads, and who reads them instead. */
const READ_ELSEWHERE: Readonly<Record<string, string>> = {
  'UP-09': 'the pace at which the engine repeats, and the clearing file',
  'EXC-12': 'the doors: which callers may ask at all',
};

const RULES_THAT_CANNOT_REFUSE = ['UP-08', 'UP-10', 'FEE-07', 'FEE-08'];

interface Row {
  readonly text: string;
  readonly facts: readonly string[];
  readonly asks: readonly string[];
  readonly now: string;
  readonly answer: string;
  readonly rules: readonly string[];
}

const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');
/** `+UP-05,07` is short for `+UP-05 +UP-07`. */
const ruleWords = (text: string): string[] =>
  words(text).flatMap((word) => {
    const [first, ...others] = word.split(',');
    return [first!, ...others.map((number) => first!.slice(0, -2) + number)];
  });

const ROWS: readonly Row[] = TABLE.split('\n')
  .filter((line) => line.trim() !== '' && !line.startsWith('#'))
  .map((line) => {
    const cells = line.split('|').map((cell) => cell.trim());
    if (cells.length !== 5) throw new Error(`Cannot read the row "${line}": expected five cells`);
    const [facts, asks, now, expected, rules] = cells as [string, string, string, string, string];
    const text = `${facts} | ${asks} | ${now} → ${expected}`;
    return {
      text,
      facts: words(facts),
      asks: words(asks),
      now,
      answer: words(expected).join(' '),
      rules: ruleWords(rules),
    };
  });

/** `23 22:59:59` is of November 2026, `05-22 23:59:59` of the months that follow. */
const clock = (text: string): number => {
  const year = text.startsWith('12') ? '2026' : '2027';
  const full = /^\d{2} /.test(text) ? `2026-11-${text}` : /^\d{2}-/.test(text) ? `${year}-${text}` : text;
  return Date.parse(`${full.replace(' ', 'T')}+08:00`);
};
const shown = (atMs: number): string => {
  const text = isoInZone(atMs, SHANGHAI).slice(0, 19).replace('T', ' ');
  return text.startsWith('2026-11-') ? text.slice(8) : text.slice(5);
};
const fen = (yuan: string): bigint => BigInt(Math.round(Number(yuan) * 100));

const OUTCOME = {
  paid: 'approved',
  sent: 'open',
  unknown: 'unknown',
  declined: 'declined',
  reversed: 'reversed',
  voided: 'voided',
} as const;
const ASKERS: Readonly<Record<string, readonly [Asker, string | null]>> = {
  till: ['terminal', '00000001'],
  till2: ['terminal', '00000002'],
  shop: ['merchant', null],
  desk: ['operator', null],
  payer: ['payer', null],
  deadline: ['deadline', null],
};
const PARAMETERS: Readonly<Record<string, string>> = {
  hostVoid: 'unionpay.pos.hostVoid',
  partial: 'unionpay.pos.sameDayPartialRefund',
  days: 'unionpay.pos.refundDays',
};

function given(row: Row): Parameters<typeof answer<PaymentFacts, Route>>[1] {
  const nowMs = clock(row.now);
  const [state, ...rest] = row.facts;
  const valueAfter = (word: string): string | undefined =>
    rest.includes(word) ? rest[rest.indexOf(word) + 1] : undefined;
  const network = valueAfter('network');
  const notice =
    network === undefined ? null : { clearingDay: clearingDay(`2026-11-${network}`), atMs: nowMs };
  const set = Object.fromEntries(
    rest.flatMap((word) => {
      const [name, value] = word.split('=');
      return value === undefined
        ? []
        : [[PARAMETERS[name!]!, /^\d+$/.test(value) ? Number(value) : value === 'on']];
    }),
  );
  const off = valueAfter('off');
  const outcome = OUTCOME[state as keyof typeof OUTCOME];
  const returnedFen = fen(valueAfter('back') ?? '0');
  const claimedFen = fen(valueAfter('claimed') ?? '0');
  const underWay = rest.includes('voiding') ? 'VOID' : rest.includes('reversing') ? 'REVERSAL' : null;
  const facts: PaymentFacts = {
    outcome,
    amountFen: 10_000n,
    returnedFen,
    claimedFen,
    remainingFen: outcome !== 'approved' || underWay !== null ? 0n : 10_000n - returnedFen - claimedFen,
    wholeUnderWay: outcome === 'unknown' ? 'REVERSAL' : underWay,
    clearingDay: clearingDay(`2026-11-${valueAfter('day') ?? '23'}`),
    clearingDayNow: clearingDayNow(nowMs, '23:00:00', SHANGHAI, notice),
    paymentDay: calendarDayOf(PAID_AT, SHANGHAI),
    terminalId: '00000001',
    batchOpen: !rest.includes('settled'),
    card: '622848******0018',
    feeReturn: 'PRO_RATA',
    feeFen: 60n,
    feeBackFen: 0n,
    startedMs: PAID_AT,
  };
  const [who, route, yuan] = row.asks;
  const [asker, terminalId] = ASKERS[who!]!;
  const question: Question<Route> = {
    subject: { kind: 'payment', id: 'pay_1' },
    asker,
    route: route === 'any' ? null : (route as Route),
    amountFen: yuan === undefined ? null : fen(yuan),
    terminalId,
  };
  const book = ruleBook(set, off === undefined ? [] : [off]);
  return { question, facts, book, scope: SCOPE, day: calendarDayOf(nowMs, SHANGHAI), nowMs };
}

const ask = (row: Row): Answer<Route> => answer(POS_CARD_PAYMENT, given(row));

/** The answer in the words of the table. */
function told(answered: Answer<Route>): string {
  if (answered.verdict === 'YES') {
    const until = answered.deadline === null ? '' : ` until ${shown(answered.deadline.atMs)}`;
    return `YES ${answered.route}${until}`;
  }
  if (answered.verdict === 'NOT_YET') return `NOT_YET ${answered.reason} from ${shown(answered.opensAtMs!)}`;
  const next = answered.next === 'none' ? '' : ` then ${answered.next.route}`;
  const opens =
    answered.next === 'none' || answered.next.opensAtMs === null ? '' : ` ${shown(answered.next.opensAtMs)}`;
  return `${answered.verdict} ${answered.reason}${next}${opens}`;
}

/** On YES all rules that held and those of the terms; otherwise those that refused. */
function cited(answered: Answer<Route>): string[] {
  const ids = answered.rules
    .filter((rule) => rule.held === (answered.verdict === 'YES'))
    .map((rule) => rule.id);
  const terms = answered.terms === null ? [] : [answered.terms.arrival.ruleId, answered.terms.fee.ruleId];
  const sign = answered.verdict === 'YES' ? '+' : '-';
  return [...new Set([...ids, ...terms])].map((id) => sign + id);
}

describe('can this be cancelled?', () => {
  test.each(ROWS.map((row) => [row.text, row] as const))('%s', (_text, row) => {
    const answered = ask(row);
    expect(told(answered)).toBe(row.answer);
    expect(cited(answered)).toEqual(row.rules);
  });

  test.each(ROWS.map((row) => [row.text, row] as const))(
    'C3: asked twice, answered alike: %s',
    (_text, row) => {
      expect(ask(row)).toEqual(ask(row));
    },
  );
});

describe('the shape of every answer', () => {
  test.each(ROWS.map((row) => [row.text, row] as const))('%s', (_text, row) => {
    const answered = ask(row);
    const yes = answered.verdict === 'YES';
    expect(answered.reason === null).toBe(yes);
    expect(answered.terms === null).toBe(!yes);
    expect(answered.opensAtMs !== null).toBe(answered.verdict === 'NOT_YET');
    if (answered.opensAtMs !== null) expect(answered.opensAtMs).toBeGreaterThan(answered.atMs);
    if (answered.deadline !== null) expect(answered.deadline.atMs + 1000).toBeGreaterThan(answered.atMs);
    if (answered.terms !== null) {
      expect(answered.terms.amountFen).toBeGreaterThan(0n);
      expect(answered.terms.destination.masked).toMatch(/^\d{6}\*+\d{4}$/);
      expect(answered.terms.evidence.items).not.toEqual([]);
    }
    for (const rule of answered.rules) {
      expect(rule.source).not.toBe('');
      expect(rule.facts.length + rule.parameters.length > 0 || rule.id === 'UP-08').toBe(true);
    }
  });
});

describe('every rule of the file that bears on a POS payment has its rows', () => {
  const ids = (ruleContent().rules as { id: string }[]).map((rule) => rule.id);
  const bearing = ids.filter((id) => READ_ELSEWHERE[id] === undefined);
  const named = new Set(ROWS.flatMap((row) => row.rules));

  test.each(bearing)('%s decides for someone', (id) => expect([...named]).toContain(`+${id}`));
  test.each(bearing.filter((id) => !RULES_THAT_CANNOT_REFUSE.includes(id)))('%s refuses someone', (id) =>
    expect([...named]).toContain(`-${id}`),
  );
  test.each(RULES_THAT_CANNOT_REFUSE)('%s is cited and never refuses', (id) =>
    expect([...named]).not.toContain(`-${id}`),
  );
  test.each(Object.keys(READ_ELSEWHERE))('%s is in the file and read elsewhere', (id) => {
    expect(ids).toContain(id);
    for (const row of ROWS) expect(ask(row).rules.map((rule) => rule.id)).not.toContain(id);
  });
  test('every route that can be insisted on has a row', () => {
    for (const route of ROUTES) expect(ROWS.some((row) => row.asks.includes(route))).toBe(true);
  });
});
