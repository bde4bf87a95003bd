/** Refunds that came back, one after the other state; and what persons and the bank say to them. */
import type {
  AfterBounce,
  AfterCommand,
  BackStep,
  CancellationCommand,
  OtherAccount,
  PersonCommand,
  PersonPrint,
} from '#domain/cancellation';
import { approved, DAY, NEXT_DAY, open, PACE, PAID_AT, walk } from './samples.ts';

export const BOUNCED_AT = PAID_AT + 86_400_000;
export const ORDER = '1-1';
const DAY_MS = 86_400_000;

export const HOLDER: PersonPrint = {
  namePrint: 'name-of-wang',
  idKind: 'resident-id',
  idPrint: 'id-of-wang',
};
export const SOMEBODY_ELSE: PersonPrint = { ...HOLDER, idPrint: 'id-of-li' };
export const ACCOUNT: OtherAccount = {
  ...HOLDER,
  bank: '工商银行',
  holder: '王小明',
  number: { index: 'other', cipher: 'sealed', masked: '622202******0001' },
};

type Of<T extends CancellationCommand['type']> = Extract<CancellationCommand, { type: T }>;
export const act = {
  returned: {
    type: 'returned',
    amountFen: 4_000n,
    why: 'account-closed',
    clearingDay: NEXT_DAY,
    atMs: BOUNCED_AT,
  } satisfies Of<'returned'>,
  name: {
    type: 'name-account',
    account: ACCOUNT,
    by: 'key_merchant',
    byOperator: false,
    isClosedCard: false,
    atMs: BOUNCED_AT + 1_000,
  } satisfies Of<'name-account'>,
  issuer: {
    type: 'issuer-word',
    person: HOLDER,
    reference: 'ICBC-77',
    by: 'key_a',
    atMs: BOUNCED_AT + 2_000,
  } satisfies Of<'issuer-word'>,
  approve: { type: 'approve-payout', by: 'key_b', atMs: BOUNCED_AT + 3_000 } satisfies Of<'approve-payout'>,
  reject: { type: 'reject-account', by: 'key_b', atMs: BOUNCED_AT + 3_000 } satisfies Of<'reject-account'>,
  delivered: {
    type: 'payout-delivered',
    orderNo: ORDER,
    atMs: BOUNCED_AT + 4_000,
  } satisfies Of<'payout-delivered'>,
  paid: {
    type: 'payout-paid',
    orderNo: ORDER,
    bankReference: 'B-1',
    bankFeeFen: 50n,
    atMs: BOUNCED_AT + 5_000,
  } satisfies Of<'payout-paid'>,
  back: (how: 'returned' | 'struck', orderNo = ORDER): Of<'payout-returned'> => ({
    type: 'payout-returned',
    orderNo,
    how,
    bankReference: 'B-2',
    bankFeeFen: 30n,
    atMs: BOUNCED_AT + 6_000,
  }),
} as const;

export const dueAt = (atMs: number): Of<'due'> => ({
  type: 'due',
  clearingDayNow: NEXT_DAY,
  fresh: open(approved(), { route: 'VOID' }).cancellation.network,
  atMs,
});
export const approvedAnswer: CancellationCommand = {
  type: 'answered',
  to: 'message',
  outcome: 'approved',
  clearingDay: DAY,
  atMs: PAID_AT + 61_000,
};

export const refunded = (): BackStep =>
  walk(open(approved(), { route: 'REFUND', amountFen: 4_000n }), approvedAnswer);
export const bounced = (): BackStep => walk(refunded(), act.returned);
export const named = (): BackStep => walk(bounced(), act.name);
export const checked = (): BackStep => walk(named(), act.issuer);
export const ordered = (): BackStep => walk(checked(), act.approve);
export const delivered = (): BackStep => walk(ordered(), act.delivered);
export const paid = (): BackStep => walk(delivered(), act.paid);
/** All reminders went by: nobody claims it. */
export const stranded = (): BackStep =>
  walk(
    bounced(),
    ...Array.from({ length: PACE.claimRemindersMax + 1 }, (_, n) =>
      dueAt(BOUNCED_AT + (n + 1) * 31 * DAY_MS),
    ),
  );

export type Later = AfterCommand | PersonCommand;

/** One step per state of a refund that came back, from one that is done, whatever its amount and id. */
export function bouncedStates(
  done: BackStep,
  move: (from: BackStep, command: CancellationCommand) => BackStep,
): Readonly<Record<AfterBounce['state'], BackStep>> {
  const { amountFen, id } = done.cancellation;
  const orderNo = `${id.slice(4)}-1`;
  const back = move(done, { ...act.returned, amountFen });
  const account = move(back, act.name);
  const order = move(move(account, act.issuer), act.approve);
  const out = move(move(order, { ...act.delivered, orderNo }), { ...act.paid, orderNo });
  let waiting = back;
  for (let n = 1; waiting.cancellation.state === 'bounced'; n += 1)
    waiting = move(waiting, dueAt(BOUNCED_AT + n * 31 * DAY_MS));
  return {
    bounced: back,
    'account-named': account,
    'payout-ordered': order,
    'paid-out': out,
    stranded: waiting,
  };
}
