/**
 * The evening of a day: refunds meet a closed card, the bank sends them back in the file of the next day, and the shop
 * and two operators bring the money to its holder, with a part killed between their acts.
 */
import { randomUUID } from 'node:crypto';
import type { Fleet } from './fleet.ts';
import type { Shop } from './shop.ts';
import type { Part } from './stack.ts';

interface BackView {
  readonly id: string;
  readonly state: string;
  readonly bounce?: { readonly order?: { readonly no: string } | null } | null;
}

const CLOSED_CARD = 'north-plenty';
const PERSON = { holder: '王小明', idKind: 'resident-id', idNumber: '11010519491231002X' } as const;
const ACCOUNT = { bank: '工商银行', number: '6222020000000000008' } as const;
const BANK_FEE_FEN = 50;
const BACK_WITHIN_MS = 60_000;
const ENDS_WITHIN_MS = 60_000;
const KILLED: readonly Part[] = ['server', 'database'];
/** States in the order in which a bounced refund goes through them. */
const STATIONS: readonly string[] = ['bounced', 'account-named', 'payout-ordered', 'paid-out'];

export interface EveningTold {
  readonly bounced: number;
  readonly acts: number;
  readonly kills: number;
  readonly broken: readonly string[];
}

export async function evening(fleet: Fleet, shops: readonly Shop[], count: number): Promise<EveningTold> {
  const refunds = await refundToClosedCard(fleet, shops, count);
  // The day of the refunds ends, and the next one, whose file has them.
  for (let day = 0; day < 2; day += 1) await fleet.control('/cut-over', 'POST', {});
  const broken: string[] = [];
  let acts = 0;
  let kills = 0;
  for (const id of refunds) {
    const look = async (): Promise<BackView> => {
      const { status, body } = await fleet.api<BackView>(`/v1/cancellations/${id}`, 'operator');
      if (status !== 200) throw new Error(`${id} cannot be read now: ${status}`);
      return body;
    };
    await fleet.until(async () => (await look()).state === 'bounced', BACK_WITHIN_MS, `${id} to come back`);
    let station = 0;
    const step = async (): Promise<boolean> => {
      const now = await look();
      const at = STATIONS.indexOf(now.state);
      if (at < station) broken.push(`${id}: told ${STATIONS[station]}, and it is ${now.state}`);
      if (now.state === 'paid-out') return true;
      const told = await act(fleet, now);
      acts += 1;
      if (told !== null) station = Math.max(station, STATIONS.indexOf(told.state));
      await fleet.kill(KILLED[kills % KILLED.length]!);
      kills += 1;
      return false;
    };
    await fleet
      .until(step, ENDS_WITHIN_MS, `${id} to be paid out`)
      .catch((error: unknown) => broken.push(String(error)));
  }
  await fleet.ready();
  return { bounced: refunds.length, acts, kills, broken };
}

/** Parts of what was paid by a card that its bank has closed since. */
async function refundToClosedCard(fleet: Fleet, shops: readonly Shop[], count: number): Promise<string[]> {
  await fleet.control('/cards', 'POST', { card: CLOSED_CARD, state: 'closed' });
  const refunds: string[] = [];
  const standing = shops.flatMap((shop) => shop.standing()).slice(0, count);
  for (const order of standing) {
    order.asked = true;
    const half = order.amountFen / 2n;
    if (half < 1n) continue;
    // The API takes whole fen as a JSON integer.
    const amount = Number(half);
    const { status, body } = await fleet.api<BackView>('/v1/cancellations?wait=10', 'merchant', {
      method: 'POST',
      body: JSON.stringify({ subject: order.id, amount, reason: 'chaos: to a closed card' }),
      headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    });
    if (status < 300 && body.state === 'done') refunds.push(body.id);
  }
  return refunds;
}

/** The next act of whoever's turn it is. Null when it was not taken or nobody answered. */
async function act(fleet: Fleet, now: BackView): Promise<BackView | null> {
  const keys = await fleet.keys();
  const say = async (path: string, key: string | undefined, body: unknown): Promise<BackView | null> => {
    try {
      const told = await fleet.api<BackView>(`/v1/cancellations/${now.id}/${path}`, 'operator', {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key ?? keys.operatorKey}` },
      });
      return told.status < 300 ? told.body : null;
    } catch {
      return null;
    }
  };
  if (now.state === 'bounced') return say('account', keys.merchantKey, { ...ACCOUNT, ...PERSON });
  if (now.state === 'account-named') {
    await say('issuer-word', undefined, { ...PERSON, reference: 'NORTH-1' });
    return say('payout', keys.secondOperatorKey, { approve: true });
  }
  const order = now.bounce?.order?.no;
  if (order === undefined) return null;
  const paid = { order, result: 'paid', bankReference: 'B-1', bankFee: BANK_FEE_FEN };
  return say('payout/result', undefined, paid);
}
