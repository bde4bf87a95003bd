/** Every state of a cancellation × every command. A forgotten cell does not compile; SPEC.md shows the same table. */
import { describe, expect, test } from 'vitest';
import { bounced, named, ordered, paid, stranded } from '../../../test/domain/bounced-samples.ts';
import {
  approved,
  NEXT_DAY,
  open,
  PACE,
  PAID_AT,
  paymentCommand,
  walk,
} from '../../../test/domain/samples.ts';
import { specTable } from '../../../test/domain/spec-table.ts';
import {
  answered,
  due,
  exhausted,
  file,
  goOn,
  LATER,
  refund,
  reversal,
  SOON,
  undo,
  unknown,
  voiding,
} from '../../../test/domain/way-back-samples.ts';
import { isBalanced } from '../ledger/index.ts';
import { type PaymentState, stepPayment } from '../payment/index.ts';
import {
  type AfterCommand,
  type BackMessage,
  type BackStep,
  CANCELLATION_STATES,
  type CancellationCommand,
  type CancellationState,
  type PersonCommand,
  stepCancellation,
} from './index.ts';

const SITUATIONS = {
  sending: ['sending REVERSAL of unknown', 'sending REVERSAL of approved', 'sending VOID', 'sending REFUND'],
  undoing: ['undoing an open VOID', 'undoing a done VOID'],
  'awaiting-file': ['awaiting-file REVERSAL', 'awaiting-file VOID', 'awaiting-file done VOID'],
  done: ['done REVERSAL', 'done VOID', 'done REFUND'],
  refused: ['refused VOID'],
  undone: ['undone VOID'],
  overruled: ['overruled REVERSAL'],
  handed: ['handed REVERSAL', 'handed VOID', 'handed VOID, not possible', 'handed REFUND'],
  bounced: ['bounced REFUND'],
  'account-named': ['account-named REFUND'],
  'payout-ordered': ['payout-ordered REFUND'],
  'paid-out': ['paid-out REFUND'],
  stranded: ['stranded REFUND'],
} as const satisfies Record<CancellationState, readonly string[]>;
type Situation = (typeof SITUATIONS)[CancellationState][number];

const COMMANDS = {
  answered: [
    'approved',
    'declined',
    'duplicate',
    'no original',
    'of another day',
    'try later',
    'outcome unknown',
    'undo approved',
    'undo declined',
    'undo: no original',
    'undo: of another day',
  ],
  'not-sent': ['not-sent'],
  due: ['due, too early', 'due', 'due, next day', 'due, last time'],
  'undo-void': ['undo-void'],
  'asked-again': ['asked-again'],
  'go-on': ['go on'],
  'payment-declined-late': ['payment declined late'],
  'clearing-file': ['file: payment in', 'file: payment not in', 'file: payment and undoing in'],
} as const satisfies Record<NetworkCommandType, readonly string[]>;
/** What comes after the network's word has a table of its own: after.transitions.test.ts. */
type NetworkCommandType = Exclude<CancellationCommand['type'], (AfterCommand | PersonCommand)['type']>;
type CommandName = (typeof COMMANDS)[NetworkCommandType][number];

const NAMES = Object.values(COMMANDS).flat() as readonly CommandName[];

type PaymentPart = PaymentState | 'freed' | 'returned';
/** `·`: the same objects. `told`: an event and no more. Else: the state, what the payment becomes, what is sent. */
type Moved = CancellationState | `${CancellationState}, ${PaymentPart}`;
type Cell = '·' | 'told' | Moved | `${Moved} ▸ ${BackMessage}`;

// biome-ignore format: commands side by side, in groups
const TABLE: Record<Situation, Record<CommandName, Cell>> = {
  'sending REVERSAL of unknown': {
    approved: 'done, reversed', declined: 'told', duplicate: 'done, reversed',
    'no original': 'done, reversed',
    'of another day': 'awaiting-file', 'try later': 'told', 'outcome unknown': 'told',
    'undo approved': '·', 'undo declined': '·', 'undo: no original': '·', 'undo: of another day': '·',
    'not-sent': '·', 'due, too early': '·', due: 'sending ▸ reversal', 'due, next day': 'awaiting-file',
    'due, last time': 'handed',
    'undo-void': '·', 'asked-again': 'sending', 'go on': '·', 'payment declined late': 'done',
    'file: payment in': 'overruled, approved', 'file: payment not in': 'done, reversed',
    'file: payment and undoing in': 'done, reversed',
  },
  'sending REVERSAL of approved': {
    approved: 'done, reversed', declined: 'told', duplicate: 'done, reversed', 'no original': 'handed',
    'of another day': 'awaiting-file', 'try later': 'told', 'outcome unknown': 'told',
    'undo approved': '·', 'undo declined': '·', 'undo: no original': '·', 'undo: of another day': '·',
    'not-sent': '·', 'due, too early': '·', due: 'sending ▸ reversal', 'due, next day': 'awaiting-file',
    'due, last time': 'handed',
    'undo-void': '·', 'asked-again': 'sending', 'go on': '·', 'payment declined late': '·',
    'file: payment in': 'overruled, freed', 'file: payment not in': 'done, reversed',
    'file: payment and undoing in': 'done, reversed',
  },
  'sending VOID': {
    approved: 'done, voided', declined: 'refused, freed', duplicate: 'sending',
    'no original': 'refused, freed',
    'of another day': 'refused, freed', 'try later': 'refused, freed', 'outcome unknown': 'sending',
    'undo approved': 'told', 'undo declined': 'told', 'undo: no original': 'told',
    'undo: of another day': 'told',
    'not-sent': 'refused, freed', 'due, too early': '·', due: 'undoing ▸ void-reversal',
    'due, next day': 'awaiting-file', 'due, last time': 'undoing ▸ void-reversal',
    'undo-void': 'undoing ▸ void-reversal', 'asked-again': 'sending', 'go on': '·', 'payment declined late': '·',
    'file: payment in': 'refused, freed', 'file: payment not in': 'done, voided',
    'file: payment and undoing in': 'done, voided',
  },
  'sending REFUND': {
    approved: 'done, returned', declined: 'refused, freed', duplicate: 'handed',
    'no original': 'refused, freed',
    'of another day': 'refused, freed', 'try later': 'told', 'outcome unknown': 'told',
    'undo approved': '·', 'undo declined': '·', 'undo: no original': '·', 'undo: of another day': '·',
    'not-sent': '·', 'due, too early': '·', due: 'sending ▸ refund', 'due, next day': 'sending ▸ refund',
    'due, last time': 'handed',
    'undo-void': '·', 'asked-again': 'sending', 'go on': '·', 'payment declined late': '·',
    'file: payment in': '·', 'file: payment not in': '·', 'file: payment and undoing in': '·',
  },
  'undoing an open VOID': {
    approved: 'told', declined: '·', duplicate: '·', 'no original': '·',
    'of another day': '·', 'try later': '·', 'outcome unknown': '·',
    'undo approved': 'undone, freed', 'undo declined': 'told', 'undo: no original': 'undone, freed',
    'undo: of another day': 'awaiting-file',
    'not-sent': '·', 'due, too early': '·', due: 'undoing ▸ void-reversal',
    'due, next day': 'awaiting-file', 'due, last time': 'handed',
    'undo-void': '·', 'asked-again': 'undoing', 'go on': '·', 'payment declined late': '·',
    'file: payment in': 'refused, freed', 'file: payment not in': 'done, voided',
    'file: payment and undoing in': 'done, voided',
  },
  'undoing a done VOID': {
    approved: 'told', declined: '·', duplicate: '·', 'no original': '·',
    'of another day': '·', 'try later': '·', 'outcome unknown': '·',
    'undo approved': 'undone, approved', 'undo declined': 'told', 'undo: no original': 'handed',
    'undo: of another day': 'awaiting-file',
    'not-sent': '·', 'due, too early': '·', due: 'undoing ▸ void-reversal',
    'due, next day': 'awaiting-file', 'due, last time': 'handed',
    'undo-void': '·', 'asked-again': 'undoing', 'go on': '·', 'payment declined late': '·',
    'file: payment in': 'undone, approved', 'file: payment not in': 'done',
    'file: payment and undoing in': 'done',
  },
  'awaiting-file REVERSAL': {
    approved: 'done, reversed', declined: 'told', duplicate: 'done, reversed',
    'no original': 'done, reversed',
    'of another day': '·', 'try later': 'told', 'outcome unknown': 'told',
    'undo approved': '·', 'undo declined': '·', 'undo: no original': '·', 'undo: of another day': '·',
    'not-sent': '·', 'due, too early': '·', due: 'handed', 'due, next day': 'handed',
    'due, last time': 'handed',
    'undo-void': '·', 'asked-again': 'awaiting-file', 'go on': 'sending', 'payment declined late': 'done',
    'file: payment in': 'overruled, approved', 'file: payment not in': 'done, reversed',
    'file: payment and undoing in': 'done, reversed',
  },
  'awaiting-file VOID': {
    approved: 'told', declined: 'told', duplicate: 'told', 'no original': 'told',
    'of another day': 'told', 'try later': 'told', 'outcome unknown': 'told',
    'undo approved': 'told', 'undo declined': 'told', 'undo: no original': 'told',
    'undo: of another day': 'told',
    'not-sent': '·', 'due, too early': '·', due: 'handed', 'due, next day': 'handed',
    'due, last time': 'handed',
    'undo-void': '·', 'asked-again': 'awaiting-file', 'go on': '·', 'payment declined late': '·',
    'file: payment in': 'refused, freed', 'file: payment not in': 'done, voided',
    'file: payment and undoing in': 'done, voided',
  },
  'awaiting-file done VOID': {
    approved: 'told', declined: 'told', duplicate: 'told', 'no original': 'told',
    'of another day': 'told', 'try later': 'told', 'outcome unknown': 'told',
    'undo approved': 'told', 'undo declined': 'told', 'undo: no original': 'told',
    'undo: of another day': 'told',
    'not-sent': '·', 'due, too early': '·', due: 'handed', 'due, next day': 'handed',
    'due, last time': 'handed',
    'undo-void': '·', 'asked-again': 'awaiting-file', 'go on': '·', 'payment declined late': '·',
    'file: payment in': 'undone, approved', 'file: payment not in': 'done',
    'file: payment and undoing in': 'done',
  },
  'done REVERSAL': {
    approved: '·', declined: '·', duplicate: '·', 'no original': '·',
    'of another day': '·', 'try later': '·', 'outcome unknown': '·',
    'undo approved': '·', 'undo declined': '·', 'undo: no original': '·', 'undo: of another day': '·',
    'not-sent': '·', 'due, too early': '·', due: '·', 'due, next day': '·', 'due, last time': '·',
    'undo-void': '·', 'asked-again': 'done', 'go on': '·', 'payment declined late': '·',
    'file: payment in': '·', 'file: payment not in': '·', 'file: payment and undoing in': '·',
  },
  'done VOID': {
    approved: '·', declined: '·', duplicate: '·', 'no original': '·',
    'of another day': '·', 'try later': '·', 'outcome unknown': '·',
    'undo approved': '·', 'undo declined': '·', 'undo: no original': '·', 'undo: of another day': '·',
    'not-sent': '·', 'due, too early': '·', due: '·', 'due, next day': '·', 'due, last time': '·',
    'undo-void': 'undoing ▸ void-reversal', 'asked-again': 'done', 'go on': '·', 'payment declined late': '·',
    'file: payment in': '·', 'file: payment not in': '·', 'file: payment and undoing in': '·',
  },
  'done REFUND': {
    approved: '·', declined: '·', duplicate: '·', 'no original': '·',
    'of another day': '·', 'try later': '·', 'outcome unknown': '·',
    'undo approved': '·', 'undo declined': '·', 'undo: no original': '·', 'undo: of another day': '·',
    'not-sent': '·', 'due, too early': '·', due: '·', 'due, next day': '·', 'due, last time': '·',
    'undo-void': '·', 'asked-again': 'done', 'go on': '·', 'payment declined late': '·',
    'file: payment in': '·', 'file: payment not in': '·', 'file: payment and undoing in': '·',
  },
  'refused VOID': {
    approved: 'told', declined: '·', duplicate: '·', 'no original': '·',
    'of another day': '·', 'try later': '·', 'outcome unknown': '·',
    'undo approved': '·', 'undo declined': '·', 'undo: no original': '·', 'undo: of another day': '·',
    'not-sent': '·', 'due, too early': '·', due: '·', 'due, next day': '·', 'due, last time': '·',
    'undo-void': '·', 'asked-again': 'refused', 'go on': '·', 'payment declined late': '·',
    'file: payment in': '·', 'file: payment not in': '·', 'file: payment and undoing in': '·',
  },
  'undone VOID': {
    approved: 'told', declined: '·', duplicate: '·', 'no original': '·',
    'of another day': '·', 'try later': '·', 'outcome unknown': '·',
    'undo approved': '·', 'undo declined': '·', 'undo: no original': '·', 'undo: of another day': '·',
    'not-sent': '·', 'due, too early': '·', due: '·', 'due, next day': '·', 'due, last time': '·',
    'undo-void': '·', 'asked-again': 'undone', 'go on': '·', 'payment declined late': '·',
    'file: payment in': '·', 'file: payment not in': '·', 'file: payment and undoing in': '·',
  },
  'overruled REVERSAL': {
    approved: 'told', declined: '·', duplicate: '·', 'no original': '·',
    'of another day': '·', 'try later': '·', 'outcome unknown': '·',
    'undo approved': '·', 'undo declined': '·', 'undo: no original': '·', 'undo: of another day': '·',
    'not-sent': '·', 'due, too early': '·', due: '·', 'due, next day': '·', 'due, last time': '·',
    'undo-void': '·', 'asked-again': 'overruled', 'go on': '·', 'payment declined late': '·',
    'file: payment in': '·', 'file: payment not in': '·', 'file: payment and undoing in': '·',
  },
  'handed REVERSAL': {
    approved: 'done, reversed', declined: 'told', duplicate: 'told', 'no original': 'told',
    'of another day': 'told', 'try later': 'told', 'outcome unknown': 'told',
    'undo approved': '·', 'undo declined': '·', 'undo: no original': '·', 'undo: of another day': '·',
    'not-sent': '·', 'due, too early': '·', due: '·', 'due, next day': '·', 'due, last time': '·',
    'undo-void': '·', 'asked-again': 'handed', 'go on': '·', 'payment declined late': 'done',
    'file: payment in': 'overruled, approved', 'file: payment not in': 'done, reversed',
    'file: payment and undoing in': 'done, reversed',
  },
  'handed VOID': {
    approved: 'told', declined: 'told', duplicate: 'told', 'no original': 'told',
    'of another day': 'told', 'try later': 'told', 'outcome unknown': 'told',
    'undo approved': 'told', 'undo declined': 'told', 'undo: no original': 'told',
    'undo: of another day': 'told',
    'not-sent': '·', 'due, too early': '·', due: '·', 'due, next day': '·', 'due, last time': '·',
    'undo-void': '·', 'asked-again': 'handed', 'go on': '·', 'payment declined late': '·',
    'file: payment in': 'refused, freed', 'file: payment not in': 'done, voided',
    'file: payment and undoing in': 'done, voided',
  },
  'handed VOID, not possible': {
    approved: 'told', declined: '·', duplicate: '·', 'no original': '·',
    'of another day': '·', 'try later': '·', 'outcome unknown': '·',
    'undo approved': 'told', 'undo declined': 'told', 'undo: no original': 'told',
    'undo: of another day': 'told',
    'not-sent': '·', 'due, too early': '·', due: '·', 'due, next day': '·', 'due, last time': '·',
    'undo-void': '·', 'asked-again': 'handed', 'go on': '·', 'payment declined late': '·',
    'file: payment in': 'undone', 'file: payment not in': 'undone',
    'file: payment and undoing in': 'undone',
  },
  'handed REFUND': {
    approved: 'done, returned', declined: 'told', duplicate: 'told', 'no original': 'told',
    'of another day': 'told', 'try later': 'told', 'outcome unknown': 'told',
    'undo approved': '·', 'undo declined': '·', 'undo: no original': '·', 'undo: of another day': '·',
    'not-sent': '·', 'due, too early': '·', due: '·', 'due, next day': '·', 'due, last time': '·',
    'undo-void': '·', 'asked-again': 'handed', 'go on': '·', 'payment declined late': '·',
    'file: payment in': '·', 'file: payment not in': '·', 'file: payment and undoing in': '·',
  },
  'bounced REFUND': afterTheNetworksWord('bounced'),
  'account-named REFUND': afterTheNetworksWord('account-named'),
  'payout-ordered REFUND': {
    ...afterTheNetworksWord('payout-ordered'),
    due: 'payout-ordered', 'due, next day': 'payout-ordered', 'due, last time': 'payout-ordered',
  },
  'paid-out REFUND': afterTheNetworksWord('paid-out'),
  'stranded REFUND': afterTheNetworksWord('stranded'),
};

/** The network has said all it has to say of this refund. */
function afterTheNetworksWord(state: CancellationState): Record<CommandName, Cell> {
  const nothing = Object.fromEntries(NAMES.map((name) => [name, '·'])) as Record<CommandName, Cell>;
  return { ...nothing, 'asked-again': state };
}

const SAMPLES: Record<Situation, () => BackStep> = {
  'sending REVERSAL of unknown': unknown,
  'sending REVERSAL of approved': reversal,
  'sending VOID': voiding,
  'sending REFUND': refund,
  'undoing an open VOID': () => walk(voiding(), undo),
  'undoing a done VOID': () => walk(voiding(), answered('approved'), undo),
  'awaiting-file REVERSAL': () => walk(unknown(), due(LATER, NEXT_DAY)),
  'awaiting-file VOID': () => walk(voiding(), undo, due(LATER, NEXT_DAY)),
  'awaiting-file done VOID': () => walk(voiding(), answered('approved'), undo, due(LATER, NEXT_DAY)),
  'done REVERSAL': () => walk(unknown(), answered('approved')),
  'done VOID': () => walk(voiding(), answered('approved')),
  'done REFUND': () => walk(refund(), answered('approved')),
  'refused VOID': () => walk(voiding(), answered('related-transaction-not-valid')),
  'undone VOID': () => walk(voiding(), undo, answered('approved', 'undo')),
  'overruled REVERSAL': () => walk(unknown(), due(LATER, NEXT_DAY), file(true, false)),
  'handed REVERSAL': () => exhausted(unknown()),
  'handed VOID': () => exhausted(walk(voiding(), undo)),
  'handed VOID, not possible': () => {
    const first = open(approved(), { route: 'VOID', terminal: null, door: 'api' });
    const last = { ...first, cancellation: { ...first.cancellation, tries: PACE.voidTriesMax } };
    return walk(last, undo, answered('approved', 'undo'));
  },
  'handed REFUND': () => exhausted(refund()),
  'bounced REFUND': () => bounced(),
  'account-named REFUND': () => named(),
  'payout-ordered REFUND': () => ordered(),
  'paid-out REFUND': () => paid(),
  'stranded REFUND': () => stranded(),
};

const EARLY = PAID_AT + 60_001;
const AFTER_ALL = PAID_AT + 48 * 3_600_000;
const GIVEN: Record<CommandName, CancellationCommand> = {
  approved: answered('approved'),
  declined: answered('card-restricted'),
  duplicate: answered('duplicate'),
  'no original': answered('original-not-found'),
  'of another day': answered('related-transaction-not-valid', 'message', NEXT_DAY),
  'try later': answered('issuer-not-operating'),
  'outcome unknown': answered('switch-no-answer'),
  'undo approved': answered('approved', 'undo'),
  'undo declined': answered('card-restricted', 'undo'),
  'undo: no original': answered('original-not-found', 'undo'),
  'undo: of another day': answered('related-transaction-not-valid', 'undo', NEXT_DAY),
  'not-sent': { type: 'not-sent', atMs: SOON },
  'due, too early': due(EARLY),
  due: due(AFTER_ALL),
  'due, next day': due(AFTER_ALL, NEXT_DAY),
  'due, last time': due(AFTER_ALL),
  'undo-void': undo,
  'asked-again': { type: 'asked-again', atMs: SOON },
  'go on': goOn,
  'payment declined late': { type: 'payment-declined-late', atMs: SOON },
  'file: payment in': file(true, false),
  'file: payment not in': file(false, false),
  'file: payment and undoing in': file(true, true),
};

/** The sample as the command finds it: for the last time all attempts but one are used up. */
function found(situation: Situation, name: CommandName): BackStep {
  const step = SAMPLES[situation]();
  const { cancellation, payment } = step;
  if (name === 'payment declined late' && payment.state === 'unknown') {
    return { ...step, payment: stepPayment(payment, { ...paymentCommand.decline, atMs: SOON }).payment };
  }
  if (name !== 'due, last time' || (cancellation.state !== 'sending' && cancellation.state !== 'undoing'))
    return step;
  return { ...step, cancellation: { ...cancellation, attempts: PACE.attemptsMax } };
}

function cellOf(before: BackStep, after: BackStep): string {
  const same = after.cancellation === before.cancellation && after.payment === before.payment;
  if (same && after.events.length === 0) return '·';
  if (same) return 'told';
  let payment = '';
  if (after.payment.state !== before.payment.state) payment = `, ${after.payment.state}`;
  else if (after.payment.state === 'approved' && after.payment !== before.payment) {
    payment = after.payment.back.returnedFen > 0n ? ', returned' : ', freed';
  }
  const send = after.send === null ? '' : ` ▸ ${after.send.message}`;
  return `${after.cancellation.state}${payment}${send}`;
}

const COLUMNS = Object.values(SITUATIONS).flat() as readonly Situation[];
const CELLS = COLUMNS.flatMap((situation) =>
  NAMES.map((name) => [situation, name, TABLE[situation][name]] as const),
);

describe('C1: every state answers every command, and what has nothing to do returns the same objects', () => {
  test('the situations are those of all states', () => {
    expect(Object.keys(SITUATIONS)).toEqual([...CANCELLATION_STATES]);
    for (const situation of COLUMNS)
      expect(SAMPLES[situation]().cancellation.state).toBe(situation.split(' ')[0]);
  });

  test.each(CELLS)('%s × %s → %s', (situation, name, cell) => {
    const before = found(situation, name);
    const kept = structuredClone(before);
    const after = stepCancellation(before.payment, before.cancellation, GIVEN[name], PACE);
    expect(cellOf(before, after)).toBe(cell);
    if (cell === '·')
      expect([after.events, after.journals, after.batch, after.send]).toEqual([[], [], [], null]);
    if (cell === 'told')
      expect([after.events.length, after.journals, after.batch, after.send]).toEqual([1, [], [], null]);
    // What changes tells: the engine stores a step that has events.
    else if (cell !== '·') expect(after.events.length).toBeGreaterThan(0);
    expect(after.journals.every(isBalanced)).toBe(true);
    expect(before).toEqual(kept);
  });
});

test('SPEC.md of this room shows this table', () => {
  const header = ['state', ...NAMES];
  const rows = COLUMNS.map((situation) => [situation, ...NAMES.map((name) => TABLE[situation][name])]);
  expect(specTable(new URL('./SPEC.md', import.meta.url), 'transitions', header, rows)).toBe('as shown');
});
