/** What a cashier asks, out of the body of the request: each act needs its own parts. */
import { inputProblem, Problem } from '../problems.ts';
import type { TillOrderBody } from './schemas-till-input.ts';
import type { TillActKind, TillDesk, TillOrder } from './till-desk.ts';

type Part = 'amount' | 'stan' | 'batch';

const NEEDS: Readonly<Partial<Record<TillActKind, readonly Part[]>>> = {
  sale: ['amount'],
  preauth: ['amount'],
  void: ['stan'],
  refund: ['amount', 'stan', 'batch'],
  tip: ['amount', 'stan'],
  increment: ['amount', 'stan'],
  completion: ['amount', 'stan'],
  'preauth-void': ['stan'],
  'completion-void': ['stan'],
  'show-code': ['amount'],
};
const WITH_CARD: readonly TillActKind[] = ['sale', 'preauth', 'balance'];

/** @throws Problem that names what is missing. */
export function orderOf(desk: TillDesk, body: TillOrderBody): TillOrder {
  for (const part of NEEDS[body.act] ?? [])
    if (body[part] === undefined) throw inputProblem('body', `/${part}`, 'is missing');
  const byCode = body.act === 'sale' && body.code !== undefined;
  if (WITH_CARD.includes(body.act) && !byCode) {
    if (body.card === undefined) throw inputProblem('body', '/card', 'is missing');
    if (body.entry === undefined) throw inputProblem('body', '/entry', 'is missing');
  }
  if (!desk.demo && (body.card !== undefined || body.loseAnswer === true))
    throw new Problem('not-allowed', {
      detail: 'Virtual cards and faults are for demonstrations.',
      detailZh: '虚拟卡和故障仅供演示。',
    });
  return {
    act: body.act,
    amountFen: body.amount === undefined ? null : BigInt(body.amount),
    card: byCode ? null : (body.card ?? null),
    entry: byCode ? null : (body.entry ?? null),
    pin: body.pin ?? null,
    code: byCode ? (body.code ?? null) : null,
    stan: body.stan ?? null,
    batchNo: body.batch ?? null,
    operator: body.operator ?? null,
    loseAnswer: body.loseAnswer ?? false,
  };
}
