/** What payers do, on the control API: show a code at a till, scan a merchant's code and pay. */
import type { FastifyInstance } from 'fastify';
import { type NetworkConfig, payCodeFor, testCards } from '#simulation/network';
import { QrError } from '#wire/qr';
import * as shapes from './control-shapes.ts';
import type { NetworkNode } from './node.ts';
import type { NoticeManner, Notices } from './notices.ts';

export interface OrderControlOptions {
  readonly node: NetworkNode;
  readonly config: NetworkConfig;
  readonly notices: Notices;
}

interface ScanBody {
  readonly code: string;
  readonly card: string;
  readonly confirm?: boolean;
  readonly force?: boolean;
  readonly notice?: NoticeManner;
  readonly noticeDelayMs?: number;
}

/** What the payer's app shows for the codes that a scan may end with. */
const SCAN_WORDS: Readonly<Record<string, string>> = {
  '00': 'paid',
  '09': 'scanned, waiting for the payer to confirm',
  '22': 'the order is paid or closed',
  '90': 'the network is changing its day',
};

export function addOrders(app: FastifyInstance, { node, config, notices }: OrderControlOptions): void {
  const { state } = node;
  let lastSerial = 0n;

  app.get('/pay-codes', () => {
    const codes = config.cards.map(({ id }) => {
      const nowMs = BigInt(Date.now());
      lastSerial = nowMs > lastSerial ? nowMs : lastSerial + 1n;
      const { name, note } = testCards.find((card) => card.id === id) ?? { name: id, note: '' };
      return { card: id, name, note, code: payCodeFor(config.cards, id, lastSerial) };
    });
    return { codes };
  });

  app.get('/orders', () => ({
    orders: [...state.orders].map(([order, known]) => ({ order, ...known })),
    unacknowledged: [...state.unacknowledged].map(([wireKey, each]) => ({ wireKey, ...each })),
  }));

  app.post<{ Body: ScanBody }>('/scan', { schema: shapes.scan }, async ({ body }, reply) => {
    const { code, card, confirm = true, force = false, notice = 'usual', noticeDelayMs = 0 } = body;
    let scanned: ReturnType<typeof node.actor.scan>;
    try {
      scanned = node.actor.scan(code, card, Date.now(), { confirm, force });
    } catch (error) {
      if (!(error instanceof QrError || error instanceof RangeError)) throw error;
      return reply.code(422).send({ error: 'code-not-valid', message: error.message });
    }
    await node.commit(scanned.records);
    const { records: _records, ...told } = scanned;
    if (scanned.result === 'paid' && scanned.wireKey !== null)
      notices.add(scanned.wireKey, notice, noticeDelayMs);
    return { ...told, words: SCAN_WORDS[scanned.code] ?? `declined with ${scanned.code}` };
  });
}
