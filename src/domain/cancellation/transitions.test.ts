/** Every state of a cancellation × every command. A forgotten cell does not compile; SPEC.md shows the same table. */
import { describe, expect, test } from 'vitest';
import {
  approved,
  Books,
  DAY,
  NEXT_DAY,
  networkKey,
  open,
  PACE,
  PAID_AT,
  paymentCommand,
  sent,
  walk,
} from '../../../test/domain/samples.ts';
import { specTable } from '../../../test/domain/spec-table.ts';
import type { PaymentState } from '../payment/index.ts';
import {
  type BackMessage,
  type BackStep,
  CANCELLATION_STATES,
  type CancellationCommand,
  type CancellationState,
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
  handed: ['handed REVERSAL', 'handed VOID', 'handed REFUND'],
} as const satisfies Record<CancellationState, readonly string[]>;
type Situation = (typeof SITUATIONS)[CancellationState][number];

const COMMANDS = {
  answered: ['approved', 'declined', 'duplicate', 'no original', 'try later', 'outcome unknown', 'undo approved', 'undo declined', 'undo: no original'],
  'not-sent': ['not-sent'],
  due: ['due, too early', 'due', 'due, next day', 'due, last time'],
  'undo-void': ['undo-void'],
  'asked-again': ['asked-again'],
  'payment-declined-late': ['payment declined late'],
  'clearing-file': ['file: payment in', 'file: payment not in', 'file: payment and undoing in'],
} as const satisfies Record<CancellationCommand['type'], readonly string[]>;
type CommandName = (typeof COMMANDS)[CancellationCommand['type']][number];

type PaymentPart = PaymentState | 'freed' | 'returned';
/** `·`: the same objects. `told`: an event and nothing else. Else: the state, what the payment becomes, what is sent. */
type Moved = CancellationState | `${CancellationState}, ${PaymentPart}`;
type Cell = '·' | 'told' | Moved | `${Moved} ▸ ${BackMessage}`;

const TABLE: Record<Situation, Record<CommandName, Cell>> = {} as never;

const fresh = networkKey('000009');
const SOON = PAID_AT + 61_000;
const LATER = PAID_AT + 600_000;
const answered = (outcome: Extract<CancellationCommand, { type: 'answered' }>['outcome'], to: 'message' | 'undo' = 'message'): CancellationCommand => ({
  type: 'answered',
  to,
  outcome,
  clearingDay: DAY,
  atMs: SOON,
});
const due = (atMs: number, clearingDayNow = DAY): CancellationCommand => ({ type: 'due', clearingDayNow, fresh, atMs });
const file = (paymentIn: boolean, undoneIn: boolean): CancellationCommand => ({
  type: 'clearing-file',
  paymentIn,
  undoneIn,
  clearingDay: DAY,
  atMs: LATER,
});
const undo: CancellationCommand = { type: 'undo-void', fresh, atMs: SOON };

const unknown = (): BackStep => open(sent(), { route: 'REVERSAL', door: 'deadline', terminal: null });
const reversal = (): BackStep => open(approved(), { route: 'REVERSAL' });
const voiding = (): BackStep => open(approved(), { route: 'VOID' });
const refund = (): BackStep => open(approved(), { route: 'REFUND', amountFen: 4_000n });
/** Repeated until the bound: nobody answered. */
const exhausted = (step: BackStep): BackStep => walk(step, ...Array.from({ length: PACE.attemptsMax }, (_, n) => due(LATER + n * 100_000)));

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
  'handed REFUND': () => exhausted(refund()),
};

const EARLY = PAID_AT + 60_001;
const AFTER_ALL = PAID_AT + 48 * 3_600_000;
const GIVEN: Record<CommandName, CancellationCommand> = {
  approved: answered('approved'),
  declined: answered('card-restricted'),
  duplicate: answered('duplicate'),
  'no original': answered('original-not-found'),
  'try later': answered('issuer-not-operating'),
  'outcome unknown': answered('switch-no-answer'),
  'undo approved': answered('approved', 'undo'),
  'undo declined': answered('card-restricted', 'undo'),
  'undo: no original': answered('original-not-found', 'undo'),
  'not-sent': { type: 'not-sent', atMs: SOON },
  'due, too early': due(EARLY),
  due: due(AFTER_ALL),
  'due, next day': due(AFTER_ALL, NEXT_DAY),
  'due, last time': due(AFTER_ALL),
  'undo-void': undo,
  'asked-again': { type: 'asked-again', atMs: SOON },
  'payment declined late': { type: 'payment-declined-late', atMs: SOON },
  'file: payment in': file(true, false),
  'file: payment not in': file(false, false),
  'file: payment and undoing in': file(true, true),
};

/** The sample as the command finds it: for the last time all attempts but one are used up. */
function found(situation: Situation, name: CommandName): BackStep {
  const step = SAMPLES[situation]();
  const { cancellation } = step;
  if (name !== 'due, last time' || (cancellation.state !== 'sending' && cancellation.state !== 'undoing')) return step;
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

const NAMES = Object.values(COMMANDS).flat() as readonly CommandName[];
const COLUMNS = Object.values(SITUATIONS).flat() as readonly Situation[];
for (const s of COLUMNS) console.log(`  '${s}': {\n` + NAMES.map((n) => { const b = found(s, n); return `    '${n}': '${cellOf(b, stepCancellation(b.payment, b.cancellation, GIVEN[n], PACE))}',`}).join('\n') + '\n  },');
void Books; void paymentCommand; void CANCELLATION_STATES; void describe; void expect; void specTable; void TABLE;
test('x', () => {});
