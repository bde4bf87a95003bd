/**
 * In a demonstration: a sale at one of its virtual terminals, perhaps with a fault of the network, so that anybody can
 * watch how a lost message is repaired. It is a real sale over the terminal's own line.
 */
import { randomUUID } from 'node:crypto';
import type { PaymentId } from '#domain/payment';
import type { Api } from '../api-type.ts';
import { docs } from '../openapi.ts';
import { SimulatedSaleBody, SimulatedSaleSchema } from '../operation/schemas-operations.ts';
import type { HttpApiOptions } from '../options.ts';
import { inputProblem, Problem } from '../problems.ts';
import type { TillBegun, TillDesk, TillOrder, TillTerminal } from '../till/till-desk.ts';
import { deskOf, troubleProblem } from '../till/till-lookup.ts';

/** The card of the demonstration whose account holds enough. */
const CARD = 'north-plenty';
/** A sale reaches the host within this, or it never left the terminal. */
const SEEN_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 100;
const MANY_DOUBTS = 50;

const saleOf = (amountFen: bigint): TillOrder => ({
  ...{ act: 'sale', amountFen, card: CARD, entry: 'tap' },
  ...{ pin: null, code: null, stan: null, batchNo: null, operator: null, loseAnswer: false },
});

/** The first terminal where nothing is under way. */
async function freeTerminal(desk: TillDesk): Promise<TillTerminal> {
  const found = (await desk.terminals()).find((terminal) => desk.underWay(terminal) === null);
  if (found === undefined) throw new Problem('till-busy');
  return found;
}

function begunAct(begun: TillBegun) {
  if (begun.state === 'trouble') throw troubleProblem(begun.trouble);
  if (begun.state === 'not-valid') throw inputProblem('body', begun.pointer, begun.detail);
  if (begun.state !== 'begun' && begun.state !== 'repeated') throw new Problem('till-busy');
  return begun.act;
}

/** Begins the sale. Whoever watches a fault has charged this card this amount before: that is confirmed. */
async function begin(desk: TillDesk, terminal: TillTerminal, amountFen: bigint): Promise<void> {
  const ask = (confirmed: readonly string[]) =>
    desk.begin(terminal, randomUUID(), saleOf(amountFen), { confirmed, isUndone: async () => false });
  const begun = await ask([]);
  if (begun.state !== 'doubted') return void begunAct(begun);
  const seen = begun.doubts.slice(0, MANY_DOUBTS).map(({ entry }) => `${entry.batchNo}/${entry.stan}`);
  begunAct(await ask(seen));
}

export function addSimulatedSaleRoutes(app: Api, options: HttpApiOptions): void {
  const { operations, reader, engine } = options;

  async function newestOf({ merchantId, terminalId }: TillTerminal): Promise<PaymentId | null> {
    const book = (await engine.merchant(merchantId))?.book ?? null;
    const { items } = await reader.payments({ book, cursor: null, limit: 1, terminalId });
    return items[0]?.payment.id ?? null;
  }

  /** The fault of a sale that never began would meet somebody else's; where others wait too, all are left. */
  async function takeBack(): Promise<void> {
    const told = await operations.simulator?.('GET', '/faults');
    const { orders = [] } = (told?.body ?? {}) as { readonly orders?: readonly unknown[] };
    if (orders.length === 1) await operations.simulator?.('DELETE', '/faults');
  }

  app.post(
    '/v1/operator/simulator/sales',
    {
      config: { access: 'operator' },
      schema: docs(
        'makeSimulatedSale',
        'operation',
        'In a demonstration: a sale at a virtual terminal, perhaps with a fault; answered once the host has it',
        { body: SimulatedSaleBody },
        { 201: SimulatedSaleSchema },
      ),
    },
    async (request, reply) => {
      if (operations.simulator === null) throw new Problem('demonstration-only');
      const { amount, fault, waitMs } = request.body;
      const desk = deskOf(options);
      const terminal = await freeTerminal(desk);
      const before = await newestOf(terminal);
      if (fault !== undefined) {
        const ms = waitMs === undefined ? {} : { ms: waitMs };
        const ordered = await operations.simulator('POST', '/faults', {
          next: fault,
          count: 1,
          mti: '0200',
          ...ms,
        });
        if (ordered === null || ordered.status >= 400) throw new Problem('simulator-away');
      }
      await begin(desk, terminal, BigInt(amount)).catch(async (error: unknown) => {
        if (fault !== undefined) await takeBack();
        throw error;
      });
      for (let waited = 0; waited < SEEN_WITHIN_MS; waited += LOOK_EVERY_MS) {
        const payment = await newestOf(terminal);
        if (payment !== null && payment !== before) {
          reply.code(201);
          return { payment, terminal: terminal.terminalId };
        }
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      }
      throw new Problem('till-trouble');
    },
  );
}
