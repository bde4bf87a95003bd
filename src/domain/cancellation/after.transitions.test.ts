/** Every state × what persons, the issuer and the bank say after the network's word. SPEC.md shows the same table. */
import { describe, expect, test } from 'vitest';
import {
  ACCOUNT,
  act,
  approvedAnswer,
  BOUNCED_AT,
  bounced,
  checked,
  delivered,
  type Later,
  named,
  ordered,
  paid,
  refunded,
  SOMEBODY_ELSE,
  stranded,
} from '../../../test/domain/bounced-samples.ts';
import { approved, DAY, NEXT_DAY, open, PACE, walk } from '../../../test/domain/samples.ts';
import { specTable } from '../../../test/domain/spec-table.ts';
import {
  answered,
  due,
  exhausted,
  file,
  fresh,
  LATER,
  refund,
  undo,
  unknown,
  voiding,
} from '../../../test/domain/way-back-samples.ts';
import { isBalanced } from '../ledger/index.ts';
import type { Outcome } from '../outcome/index.ts';
import type { EndVerdict, PaymentState } from '../payment/index.ts';
import {
  type BackMessage,
  type BackStep,
  CANCELLATION_STATES,
  type CancellationCommand,
  type CancellationState,
  refusalOf,
  stepCancellation,
} from './index.ts';

const notPossible = (): BackStep => {
  const first = open(approved(), { route: 'VOID', terminal: null, door: 'api' });
  const last = { ...first, cancellation: { ...first.cancellation, tries: PACE.voidTriesMax } };
  return walk(last, undo, answered('approved', 'undo'));
};
const propose = (verdict: EndVerdict, by = 'key_a'): Later => ({
  ...{ type: 'propose-end', verdict, evidence: 'error file of 24 November', by, clearingDayNow: DAY },
  atMs: BOUNCED_AT,
});
const approveEnd = (by: string): Later => ({
  ...{ type: 'approve-end', by, clearingDayNow: DAY, fresh },
  atMs: BOUNCED_AT,
});
const SAMPLES = {
  'sending REVERSAL': unknown,
  'sending VOID': voiding,
  'sending REFUND': refund,
  'undoing VOID': () => walk(voiding(), undo),
  'awaiting-file REVERSAL': () => walk(unknown(), due(LATER, NEXT_DAY)),
  'done REVERSAL': () => walk(unknown(), approvedAnswer),
  'done VOID': () => walk(voiding(), approvedAnswer),
  'done REFUND': refunded,
  'refused VOID': () => walk(voiding(), answered('related-transaction-not-valid')),
  'undone VOID': () => walk(voiding(), undo, answered('approved', 'undo')),
  'overruled REVERSAL': () => walk(unknown(), due(LATER, NEXT_DAY), file(true, false)),
  'handed REVERSAL of unknown': () => exhausted(unknown()),
  'handed REVERSAL, done proposed': () => walk(exhausted(unknown()), propose('carried-out')),
  'handed REVERSAL, not done proposed': () => walk(exhausted(unknown()), propose('not-carried-out')),
  'handed REVERSAL of approved, not done proposed': () =>
    walk(exhausted(open(approved(), { route: 'REVERSAL' })), propose('not-carried-out')),
  'handed REVERSAL, again proposed': () => walk(exhausted(unknown()), propose('ask-again')),
  'handed VOID, done proposed': () => walk(exhausted(walk(voiding(), undo)), propose('carried-out')),
  'handed VOID, not done proposed': () => walk(exhausted(walk(voiding(), undo)), propose('not-carried-out')),
  'handed VOID that was done, done proposed': () =>
    walk(exhausted(walk(voiding(), approvedAnswer, undo)), propose('carried-out')),
  'handed VOID that was done, not done proposed': () =>
    walk(exhausted(walk(voiding(), approvedAnswer, undo)), propose('not-carried-out')),
  'handed VOID, again proposed': () => walk(exhausted(walk(voiding(), undo)), propose('ask-again')),
  'handed VOID, not possible': notPossible,
  'handed VOID, not possible, proposed': () => walk(notPossible(), propose('not-carried-out')),
  'handed REFUND': () => exhausted(refund()),
  'handed REFUND, done proposed': () => walk(exhausted(refund()), propose('carried-out')),
  'handed REFUND, not done proposed': () => walk(exhausted(refund()), propose('not-carried-out')),
  'handed REFUND, again proposed': () => walk(exhausted(refund()), propose('ask-again')),
  'bounced REFUND': bounced,
  'account-named REFUND': named,
  'account-named REFUND, checked': checked,
  'payout-ordered REFUND': ordered,
  'payout-ordered REFUND, delivered': delivered,
  'paid-out REFUND': paid,
  'stranded REFUND': stranded,
} as const satisfies Readonly<Record<string, () => BackStep>>;
type Situation = keyof typeof SAMPLES;

const GIVEN = {
  'arrival confirmed': { type: 'arrival-confirmed', by: 'payer', atMs: BOUNCED_AT },
  returned: act.returned,
  'another amount returned': { ...act.returned, amountFen: 3_999n },
  'account named': act.name,
  'account named by an operator': { ...act.name, by: 'key_a', byOperator: true },
  'closed card named': { ...act.name, byOperator: true, isClosedCard: true },
  'issuer: same person': act.issuer,
  'issuer: another person': { ...act.issuer, person: SOMEBODY_ELSE },
  'account rejected': act.reject,
  'payout approved': act.approve,
  'payout approved by who named it': { ...act.approve, by: 'key_merchant' },
  'payout approved by who checked it': { ...act.approve, by: 'key_a' },
  'order delivered': act.delivered,
  paid: act.paid,
  'paid, another order': { ...act.paid, orderNo: '1-2' },
  'payout returned': act.back('returned'),
  'payout struck': act.back('struck'),
  'end proposed: done': propose('carried-out', 'key_b'),
  'end proposed: not done': propose('not-carried-out', 'key_b'),
  'end proposed: ask again': propose('ask-again', 'key_b'),
  'end approved': approveEnd('key_b'),
  'end approved by who proposed it': approveEnd('key_a'),
  'end rejected': { type: 'reject-end', by: 'key_b', atMs: BOUNCED_AT },
} as const satisfies Readonly<Record<string, Later>>;
type CommandName = keyof typeof GIVEN;

type PaymentPart = PaymentState | 'freed' | 'returned';
type Moved = CancellationState | `${CancellationState}, ${PaymentPart}`;
/** `·`: the same objects. `✗`: refused by this name, and the same objects. */
type Cell = '·' | `✗ ${Outcome}` | Moved | `${Moved} ▸ ${BackMessage}`;
type Row = Readonly<Record<CommandName, Cell>>;
/** What has no meaning in a state: refused by name to a person, nothing to do for the file and the bank's channel. */
const NOT: Row = {
  'arrival confirmed': '✗ not-in-this-state',
  returned: '·',
  'another amount returned': '·',
  'account named': '✗ not-in-this-state',
  'account named by an operator': '✗ not-in-this-state',
  'closed card named': '✗ not-in-this-state',
  'issuer: same person': '✗ not-in-this-state',
  'issuer: another person': '✗ not-in-this-state',
  'account rejected': '✗ not-in-this-state',
  'payout approved': '✗ not-in-this-state',
  'payout approved by who named it': '✗ not-in-this-state',
  'payout approved by who checked it': '✗ not-in-this-state',
  'order delivered': '·',
  paid: '✗ not-in-this-state',
  'paid, another order': '✗ not-in-this-state',
  'payout returned': '✗ not-in-this-state',
  'payout struck': '✗ not-in-this-state',
  'end proposed: done': '✗ not-in-this-state',
  'end proposed: not done': '✗ not-in-this-state',
  'end proposed: ask again': '✗ not-in-this-state',
  'end approved': '✗ not-in-this-state',
  'end approved by who proposed it': '✗ not-in-this-state',
  'end rejected': '✗ not-in-this-state',
};
const PROPOSE: Partial<Row> = {
  'end proposed: done': 'handed',
  'end proposed: not done': 'handed',
  'end proposed: ask again': 'handed',
};
/** What waits for its approval is put back before another end is proposed. */
const STANDS: Partial<Row> = {
  'end proposed: done': '✗ proposal-stands',
  'end proposed: not done': '✗ proposal-stands',
  'end proposed: ask again': '✗ proposal-stands',
};
/** Whoever proposed an end may not approve it; anybody may put it back. */
const APPROVE: Partial<Row> = {
  'end approved by who proposed it': '✗ four-eyes',
  'end rejected': 'handed',
};
const TABLE: Readonly<Record<Situation, Row>> = {
  'sending REVERSAL': NOT,
  'sending VOID': NOT,
  'sending REFUND': { ...NOT, returned: 'bounced, returned' },
  'undoing VOID': NOT,
  'awaiting-file REVERSAL': NOT,
  'done REVERSAL': NOT,
  'done VOID': NOT,
  'done REFUND': { ...NOT, 'arrival confirmed': 'done', returned: 'bounced' },
  'refused VOID': NOT,
  'undone VOID': NOT,
  'overruled REVERSAL': NOT,
  'handed REVERSAL of unknown': { ...NOT, ...PROPOSE },
  'handed REVERSAL, done proposed': { ...NOT, ...STANDS, ...APPROVE, 'end approved': 'done, reversed' },
  'handed REVERSAL, not done proposed': {
    ...NOT,
    ...STANDS,
    ...APPROVE,
    'end approved': 'overruled, approved',
  },
  'handed REVERSAL of approved, not done proposed': {
    ...NOT,
    ...STANDS,
    ...APPROVE,
    'end approved': 'overruled, freed',
  },
  'handed REVERSAL, again proposed': { ...NOT, ...STANDS, ...APPROVE, 'end approved': 'sending ▸ reversal' },
  'handed VOID, done proposed': { ...NOT, ...STANDS, ...APPROVE, 'end approved': 'done, voided' },
  'handed VOID, not done proposed': { ...NOT, ...STANDS, ...APPROVE, 'end approved': 'refused, freed' },
  'handed VOID that was done, done proposed': { ...NOT, ...STANDS, ...APPROVE, 'end approved': 'done' },
  'handed VOID that was done, not done proposed': {
    ...NOT,
    ...STANDS,
    ...APPROVE,
    'end approved': 'undone, approved',
  },
  'handed VOID, again proposed': {
    ...NOT,
    ...STANDS,
    ...APPROVE,
    'end approved': 'undoing ▸ void-reversal',
  },
  'handed VOID, not possible': { ...NOT, 'end proposed: not done': 'handed' },
  'handed VOID, not possible, proposed': {
    ...NOT,
    ...APPROVE,
    ...STANDS,
    'end approved': 'undone',
  },
  'handed REFUND': { ...NOT, ...PROPOSE, returned: 'bounced, returned' },
  'handed REFUND, done proposed': {
    ...NOT,
    ...STANDS,
    ...APPROVE,
    returned: 'bounced, returned',
    'end approved': 'done, returned',
  },
  'handed REFUND, not done proposed': {
    ...NOT,
    ...STANDS,
    ...APPROVE,
    returned: 'bounced, returned',
    'end approved': 'refused, freed',
  },
  'handed REFUND, again proposed': {
    ...NOT,
    ...STANDS,
    ...APPROVE,
    returned: 'bounced, returned',
    'end approved': 'sending ▸ refund',
  },
  'bounced REFUND': {
    ...NOT,
    'account named': 'account-named',
    'account named by an operator': 'account-named',
    'closed card named': '✗ account-is-the-closed-card',
  },
  'account-named REFUND': {
    ...NOT,
    'issuer: same person': 'account-named',
    'issuer: another person': 'bounced',
    'account rejected': 'bounced',
    'payout approved': '✗ issuer-not-asked',
    'payout approved by who named it': '✗ issuer-not-asked',
    'payout approved by who checked it': '✗ issuer-not-asked',
  },
  'account-named REFUND, checked': {
    ...NOT,
    'issuer: same person': 'account-named',
    'issuer: another person': 'bounced',
    'account rejected': 'bounced',
    'payout approved': 'payout-ordered',
    'payout approved by who named it': '✗ four-eyes',
    'payout approved by who checked it': '✗ four-eyes',
  },
  'payout-ordered REFUND': {
    ...NOT,
    'order delivered': 'payout-ordered',
    paid: 'paid-out',
    'paid, another order': '✗ no-such-order',
    'payout returned': 'bounced',
    'payout struck': 'bounced',
  },
  'payout-ordered REFUND, delivered': {
    ...NOT,
    paid: 'paid-out',
    'paid, another order': '✗ no-such-order',
    'payout returned': 'bounced',
    'payout struck': 'bounced',
  },
  'paid-out REFUND': { ...NOT, paid: '·', 'payout returned': 'bounced', 'payout struck': 'bounced' },
  'stranded REFUND': {
    ...NOT,
    'account named': '✗ not-allowed',
    'account named by an operator': 'account-named',
    'closed card named': '✗ account-is-the-closed-card',
  },
};

const NAMES = Object.keys(GIVEN) as CommandName[];
const COLUMNS = Object.keys(SAMPLES) as Situation[];

function cellOf(before: BackStep, after: BackStep, refusal: Outcome | null): string {
  const same = after.cancellation === before.cancellation && after.payment === before.payment;
  if (refusal !== null) return same ? `✗ ${refusal}` : `${refusal} and yet moved`;
  if (same) return '·';
  let payment = '';
  if (after.payment.state !== before.payment.state) payment = `, ${after.payment.state}`;
  else if (after.payment.state === 'approved' && after.payment !== before.payment)
    payment = after.payment.back.returnedFen > 0n ? ', returned' : ', freed';
  const send = after.send === null ? '' : ` ▸ ${after.send.message}`;
  return `${after.cancellation.state}${payment}${send}`;
}

const play = (situation: Situation, name: CommandName): [BackStep, BackStep, Outcome | null] => {
  const before = SAMPLES[situation]();
  const command: Later = GIVEN[name];
  const refusal = refusalOf(before.payment, before.cancellation, command);
  return [before, stepCancellation(before.payment, before.cancellation, command, PACE), refusal];
};

describe('C1: every state answers every act after the network’s word, or refuses it by name', () => {
  test('the situations are those of all states', () => {
    const states = new Set(COLUMNS.map((situation) => SAMPLES[situation]().cancellation.state));
    expect([...CANCELLATION_STATES].filter((state) => !states.has(state))).toEqual([]);
    for (const situation of COLUMNS)
      expect(SAMPLES[situation]().cancellation.state).toBe(situation.split(/[ ,]/)[0]);
  });

  const cells = COLUMNS.flatMap((situation) =>
    NAMES.map((name) => [situation, name, TABLE[situation][name]] as const),
  );
  test.each(cells)('%s × %s → %s', (situation, name, cell) => {
    const [before, after, refusal] = play(situation, name);
    expect(cellOf(before, after, refusal)).toBe(cell);
    const stands = cell === '·' || cell.startsWith('✗');
    if (stands) expect([after.events, after.journals, after.batch, after.send]).toEqual([[], [], [], null]);
    else expect(after.events.length).toBeGreaterThan(0);
    expect(after.journals.every(isBalanced)).toBe(true);
  });

  test('neither a void nor a reversal is asked again after its day, a refund is', () => {
    for (const [situation, refusal] of [
      ['handed REVERSAL, again proposed', 'clearing-day-over'],
      ['handed VOID, again proposed', 'clearing-day-over'],
      ['handed REFUND, again proposed', null],
    ] as const) {
      const { payment, cancellation } = SAMPLES[situation]();
      const later = { ...approveEnd('key_b'), clearingDayNow: NEXT_DAY } as Later;
      expect([situation, refusalOf(payment, cancellation, later)]).toEqual([situation, refusal]);
    }
  });

  test('a refund that is asked again counts as a repeat: a decline of it frees nothing', () => {
    const again = walk(SAMPLES['handed REFUND, again proposed'](), approveEnd('key_b'));
    const declined = {
      ...approvedAnswer,
      outcome: 'card-restricted',
      atMs: BOUNCED_AT,
    } as CancellationCommand;
    expect(walk(again, declined).cancellation.state).toBe('handed');
  });

  test('an account number stands in no event, and of a name the first character alone', () => {
    const told = JSON.stringify(named().events);
    expect(told).toContain('王**');
    expect(told).not.toContain(ACCOUNT.holder);
    expect(told).not.toContain(ACCOUNT.number.cipher);
  });
});

test('SPEC.md of this room shows this table', () => {
  const rows = COLUMNS.map((situation) => [situation, ...NAMES.map((name) => TABLE[situation][name])]);
  const page = new URL('./SPEC.md', import.meta.url);
  expect(specTable(page, 'transitions after', ['state', ...NAMES], rows)).toBe('as shown');
});

test('C14: a payment that stands after all is booked for the day that the evidence names', () => {
  const booked = (...day: (typeof DAY)[]) => {
    const proposal = { ...propose('not-carried-out'), ...(day.length > 0 ? { clearingDay: day[0] } : {}) };
    const { payment, cancellation } = walk(exhausted(unknown()), proposal as Later, approveEnd('key_b'));
    expect(cancellation.state).toBe('overruled');
    return payment.state === 'approved' ? payment.approval.clearingDay : payment.state;
  };
  expect(booked(NEXT_DAY)).toBe(NEXT_DAY);
  expect(booked()).toBe(DAY);
});
