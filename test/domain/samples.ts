/** Sample payments, terminals and books for tests of the rules. Everything here is made by the rules themselves. */
import type { Answer } from '#domain/answer';
import { clearingDay } from '#domain/calendar';
import {
  type BackStep,
  type Cancellation,
  type CancellationCommand,
  type OpenRequest,
  openCancellation,
  type Pace,
  type Route,
  stepCancellation,
} from '#domain/cancellation';
import {
  ACCOUNT_KINDS,
  type AccountKind,
  applyLine,
  type Balance,
  isBalanced,
  type Journal,
  postedBalanceFen,
  ZERO_BALANCE,
} from '#domain/ledger';
import {
  type AdviceBase,
  type AdviceId,
  type AdviceKind,
  type CancellationId,
  type Contract,
  type NetworkKey,
  type Payment,
  type PaymentBase,
  type PaymentCommand,
  type PaymentId,
  type PaymentIn,
  startPayment,
  stepPayment,
} from '#domain/payment';
import type { RuleBook, Scope } from '#domain/policy';
import { NO_TOTALS, type Terminal } from '#domain/terminal';
import { bookFor, ruleContents } from '../rule-contents.ts';

/** `2026-11-23 10:00:00` as a clock in Shanghai shows it. */
export const at = (text: string): number => Date.parse(`${text.replace(' ', 'T')}+08:00`);

export const PAID_AT = at('2026-11-23 10:00:00');
export const DAY = clearingDay('2026-11-23');
export const NEXT_DAY = clearingDay('2026-11-24');

/** 0.6 % for the merchant, of which 0.45 % go to the issuer and 0.0325 % (at most 3.25 yuan) to the network. */
export const CONTRACT: Contract = {
  id: 'contract-standard',
  ratePpm: 6000,
  capFen: null,
  feeReturn: 'PRO_RATA',
  issuerRatePpm: 4500,
  issuerCapFen: null,
  networkRatePpm: 325,
  networkCapFen: 325n,
};

export const PACE: Pace = {
  voidReplyMs: 20_000,
  repeatFirstMs: 1_000,
  repeatMaxMs: 60_000,
  attemptsMax: 4,
  voidTriesMax: 3,
  clearingFileDueMs: 12 * 3_600_000,
  cutOver: '23:00:00',
  claimReminderMs: 30 * 86_400_000,
  claimRemindersMax: 2,
  accountCheckMs: 3 * 86_400_000,
  payoutAnswerMs: 3 * 86_400_000,
  payoutRoundsMax: 2,
};

export const networkKey = (stan: string): NetworkKey => ({
  year: '2026',
  transmission: '1123100000',
  stan,
  acquirerId: '48020000',
  forwarderId: '48020000',
});

export const MERCHANT = '898330153110001';
export const TILL = '00000001';
export const OTHER_TILL = '00000002';

export const paymentBase = (amountFen = 10_000n, contract: Contract = CONTRACT): PaymentBase => ({
  id: 'pay_1' as PaymentId,
  book: MERCHANT,
  kind: 'sale',
  terminal: { merchantId: MERCHANT, terminalId: TILL, batchNo: '000001', stan: '000017' },
  network: networkKey('000001'),
  rrn: '261123000001',
  amountFen,
  currency: 'CNY',
  card: { index: 'index', cipher: 'cipher', masked: '622848******0018', expiry: null, sequence: null },
  entryMode: '071',
  conditionCode: '00',
  contract,
  mcc: '5812',
  expectedClearingDay: DAY,
  startedMs: PAID_AT,
  version: 0,
});

export const paymentCommand = {
  approve: {
    type: 'answered',
    outcome: 'approved',
    authCode: '123456',
    clearingDay: DAY,
    atMs: PAID_AT + 900,
  },
  decline: {
    type: 'answered',
    outcome: 'funds-insufficient',
    authCode: null,
    clearingDay: null,
    atMs: PAID_AT + 900,
  },
  lose: { type: 'outcome-lost', cancellationId: 'can_1' as CancellationId, atMs: PAID_AT + 20_000 },
} as const satisfies Record<string, PaymentCommand>;

export const sent = (base = paymentBase()): Payment => startPayment(base, base.startedMs + 20_000).payment;
export const approved = (base = paymentBase()): PaymentIn<'approved'> => {
  const { payment } = stepPayment(sent(base), paymentCommand.approve);
  if (payment.state !== 'approved') throw new Error('the sample is not approved');
  return payment;
};

/** The last millisecond of the thirtieth day. */
export const HOLD_UNTIL = at('2026-12-24 00:00:00') - 1;
export const preauthBase = (amountFen = 10_000n): PaymentBase => ({
  ...paymentBase(amountFen),
  kind: 'preauthorisation',
  conditionCode: '06',
  holdUntilMs: HOLD_UNTIL,
});
export const held = (base = preauthBase()): PaymentIn<'approved'> => approved(base);

const completionTo = (to: 'open' | 'approved' | 'voided' | 'gone', amountFen = 10_000n): PaymentCommand => ({
  type: 'completion',
  paymentId: 'pay_2' as PaymentId,
  amountFen,
  to,
  atMs: PAID_AT + 30_000,
});
const raiseTo = (to: 'open' | 'held' | 'gone', amountFen = 2_000n): PaymentCommand => ({
  type: 'raise',
  paymentId: 'pay_3' as PaymentId,
  amountFen,
  to,
  atMs: PAID_AT + 30_000,
});
export const preauthCommand = { completionTo, raiseTo } as const;

export const stepped = (payment: Payment, ...commands: readonly PaymentCommand[]): Payment =>
  commands.reduce((current, command) => stepPayment(current, command).payment, payment);
export const completedPreauth = (): Payment =>
  stepped(held(), completionTo('open'), completionTo('approved'));
export const expiredPreauth = (): Payment => stepped(held(), { type: 'expire', atMs: HOLD_UNTIL + 1 });
/** A completion by notice: stored and repeated. */
export const noticeBase = (): PaymentBase => ({
  ...paymentBase(),
  id: 'pay_2' as PaymentId,
  kind: 'completion',
  conditionCode: '06',
  isNotice: true,
  preauth: { id: 'pay_1' as PaymentId, network: networkKey('000001'), authCode: '123456', heldFen: 10_000n },
});

export const terminal = (batchNo = '000001'): Terminal => ({
  merchantId: MERCHANT,
  terminalId: TILL,
  book: MERCHANT,
  status: 'active',
  keys: { masterKey: 'master', pinKey: 'pin', macKey: 'mac', previousMacKey: null },
  signedIn: { operator: '01', atMs: at('2026-11-23 08:00:00') },
  batchNo,
  totals: NO_TOTALS,
  lastSettlement: null,
  version: 0,
});

export const SCOPE: Scope = {
  channel: 'unionpay.pos',
  institution: '48020000',
  issuer: null,
  merchant: MERCHANT,
};

/** The rules of the card sale at a terminal alone. */
export const ruleContent = (): { rules: unknown[]; overrides: unknown[] } =>
  ruleContents.find(({ name }) => name === 'unionpay-pos.json')!.content as never;

/** The platform's rules, every file of them, narrowed as a test needs it. */
export const ruleBook = (
  set: Record<string, string | number | boolean> = {},
  off: readonly string[] = [],
): RuleBook => bookFor('48020000', set, off);

/** An answer for acts whose answer is not what is tested. */
export const someAnswer = (): Answer<Route> => ({
  verdict: 'YES',
  route: 'REFUND',
  terms: null,
  deadline: null,
  opensAtMs: null,
  reason: null,
  next: 'none',
  rules: [],
  atMs: PAID_AT,
});

export const openRequest = (given: Partial<OpenRequest> & Pick<OpenRequest, 'route'>): OpenRequest => ({
  id: 'can_1' as CancellationId,
  amountFen: 10_000n,
  door: 'terminal',
  requestedBy: TILL,
  reason: '98',
  terminal: { merchantId: MERCHANT, terminalId: TILL, batchNo: '000001', stan: '000018' },
  rrn: '261123000002',
  network: networkKey('000002'),
  answer: someAnswer(),
  atMs: PAID_AT + 60_000,
  ...given,
});

export const open = (payment: Payment, given: Partial<OpenRequest> & Pick<OpenRequest, 'route'>): BackStep =>
  openCancellation(payment, openRequest(given), PACE);

/** Steps a payment and its cancellation together; the last step tells what happened last. */
export function walk(first: BackStep, ...commands: readonly CancellationCommand[]): BackStep {
  return commands.reduce(
    (step, command) => stepCancellation(step.payment, step.cancellation, command, PACE),
    first,
  );
}

/** The books of one merchant, fed journal by journal; every journal must be balanced. */
export class Books {
  readonly #balances = new Map<AccountKind, Balance>(ACCOUNT_KINDS.map((kind) => [kind, ZERO_BALANCE]));

  add(journals: readonly Journal[]): this {
    for (const journal of journals) {
      if (!isBalanced(journal)) throw new Error(`unbalanced ${journal.kind} journal`);
      for (const line of journal.lines) {
        this.#balances.set(line.account, applyLine(this.#balances.get(line.account)!, line));
      }
    }
    return this;
  }

  /** What stands on each account that is not zero, on its normal side. */
  posted(): Partial<Record<AccountKind, bigint>> {
    const all = [...this.#balances].map(
      ([kind, balance]) => [kind, postedBalanceFen(kind, balance)] as const,
    );
    return Object.fromEntries(all.filter(([, balanceFen]) => balanceFen !== 0n));
  }

  pending(): readonly AccountKind[] {
    return [...this.#balances]
      .filter(([, balance]) => balance.debitPendingFen !== 0n || balance.creditPendingFen !== 0n)
      .map(([kind]) => kind);
  }

  isEven(): boolean {
    let pending = 0n;
    let posted = 0n;
    for (const balance of this.#balances.values()) {
      pending += balance.debitPendingFen - balance.creditPendingFen;
      posted += balance.debitPostedFen - balance.creditPostedFen;
    }
    return pending === 0n && posted === 0n;
  }
}

export type { Cancellation };

/** What the network is told of a payment: that its amount becomes this, or what a card made of a script. */
export const adviceOf = (kind: AdviceKind, amountFen: bigint): AdviceBase => ({
  id: 'adv_1' as AdviceId,
  kind,
  terminal: { merchantId: 'm', terminalId: 't', batchNo: '000001', stan: '000077' },
  network: {
    ...{ year: '2026', transmission: '1123101500', stan: '000777' },
    ...{ acquirerId: '48020000', forwarderId: '48020000' },
  },
  rrn: '101500000777',
  amountFen,
  sealedChip: kind === 'script-result' ? 'c2VhbGVk' : null,
  openedMs: PAID_AT + 60_000,
});
