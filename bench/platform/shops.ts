/** The two sides of a load on a whole platform: terminals at their lines, and shops that call the API. */
import { issuedTestCards, payCodeFor } from '#simulation/network';
import type { Ask } from '../load.ts';
import { ApiClient } from './api-client.ts';
import { LoadTerminal, type Sold } from './terminal.ts';
import type { Shop, World } from './world.ts';

/** So small that one card pays for as long as a bench runs. */
const AMOUNT_FEN = 100;
/** The system keeps a queue of connections that nobody took yet. */
const OPENED_AT_ONCE = 32;

export interface Terminals extends Disposable {
  readonly sale: Ask;
  /** Of what this terminal sold last; nothing when it has nothing left. */
  readonly void: Ask;
  /** How many sales the terminals of these callers can give back, at least, each. */
  fewestSold(callers: number): number;
}

async function opened<T>(count: number, open: (index: number) => Promise<T>): Promise<T[]> {
  const all: T[] = [];
  for (let from = 0; from < count; from += OPENED_AT_ONCE) {
    const size = Math.min(OPENED_AT_ONCE, count - from);
    all.push(...(await Promise.all(Array.from({ length: size }, (_, index) => open(from + index)))));
  }
  return all;
}

/** Neighbours are of different shops, so that few callers spread over all of them too. */
const shopAt = (shops: readonly Shop[], index: number): Shop => shops[index % shops.length]!;

export async function openTerminals(world: World, count: number): Promise<Terminals> {
  const { shops, card, masterKeyHex, terminalPort: port } = world;
  const most = shops.length * shops[0]!.terminalIds.length;
  if (count > most) throw new RangeError(`The bench has ${most} terminals, ${count} are asked for`);
  const terminals = await opened(count, (index) => {
    const { merchantId, terminalIds } = shopAt(shops, index);
    const terminalId = terminalIds[Math.floor(index / shops.length)]!;
    return LoadTerminal.open({
      port,
      merchantId,
      terminalId,
      masterKeyHex,
      card,
      amountFen: BigInt(AMOUNT_FEN),
    });
  });
  return {
    sale: (caller) => terminals[caller]!.sale(),
    void(caller) {
      const terminal = terminals[caller]!;
      const sold: Sold | undefined = terminal.sold.pop();
      return sold === undefined ? null : terminal.void(sold);
    },
    fewestSold: (callers) => Math.min(...terminals.slice(0, callers).map(({ sold }) => sold.length)),
    [Symbol.dispose]() {
      for (const terminal of terminals) terminal.close();
    },
  };
}

export interface Callers extends Disposable {
  /** Opens an order, charges the payer's code to it and waits for its end. */
  readonly order: Ask;
  /** The back office gives back what an order brought, whole. */
  readonly refund: Ask;
  fewestPaid(callers: number): number;
}

interface Told {
  readonly id?: string;
  readonly state?: string;
  readonly code?: string;
  readonly payment?: { readonly id: string; readonly state: string } | null;
}

export async function openCallers(world: World, count: number): Promise<Callers> {
  const clients = await opened(count, () => ApiClient.open(world.apiPort));
  const paid: string[][] = clients.map(() => []);
  let serial = BigInt(Date.now());
  const post = async (caller: number, path: string, content: unknown): Promise<Told & { status: number }> => {
    serial += 1n;
    const { key } = shopAt(world.shops, caller);
    const answer = await clients[caller]!.post(path, key, `bench-${serial}`, content);
    if (answer === null) return { status: 0, code: 'connection closed' };
    return { ...(answer.body as Told), status: answer.status };
  };
  return {
    async order(caller) {
      serial += 1n;
      const payCode = payCodeFor(issuedTestCards, 'north-plenty', serial);
      const content = { orderNo: `B-${serial}`, amount: AMOUNT_FEN, subject: 'bench' };
      const order = await post(caller, '/v1/orders', content);
      if (order.status !== 201) return failure(order);
      const told = await post(caller, `/v1/orders/${order.id}/payments?wait=20`, { payCode });
      if (told.payment == null) return failure(told);
      if (told.payment.state === 'approved') paid[caller]!.push(told.payment.id);
      return told.payment.state;
    },
    refund(caller) {
      const subject = paid[caller]!.pop();
      if (subject === undefined) return null;
      return post(caller, '/v1/cancellations?wait=20', { subject, reason: 'bench' }).then((told) =>
        told.status === 201 ? (told.state ?? 'no state') : failure(told),
      );
    },
    fewestPaid: (callers) => Math.min(...paid.slice(0, callers).map(({ length }) => length)),
    [Symbol.dispose]() {
      for (const client of clients) client.close();
    },
  };
}

const failure = ({ status, code }: Told & { status: number }): string => `${status} ${code ?? ''}`.trim();
