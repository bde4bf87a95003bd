/** A till shows a code, asks about it and has it closed, in its acquirer's own messages. */
import type { Order } from '#domain/order';
import { type TerminalKey, terminalKeyText } from '#domain/payment';
import { type Engine, LIMITS, type Limits, type Merchant, type Reply } from '#engine';
import type { PosCode, PosRequest, PosVoid } from '#engine/translate';
import type { Known } from './authenticate.ts';
import { type CardServed, type Parts, serveCard } from './card-request.ts';

export const isCode = (request: PosRequest): request is PosCode =>
  request.kind === 'code-order' || request.kind === 'code-query' || request.kind === 'code-close';

interface CodeParts extends Parts {
  readonly limits: Pick<Limits, 'codeQueryWaitMs'>;
}

/** Carries out an authenticated message about a code that no card message can say. */
export async function serveCode(parts: CodeParts, request: PosCode, known: Known): Promise<CardServed> {
  switch (request.kind) {
    case 'code-order':
      return show(parts, request, known);
    case 'code-query': {
      const of = named(request);
      return answerOf(of, await look(parts, known.merchant, of, true));
    }
    case 'code-close':
      return close(parts, request, known);
  }
}

const named = ({
  merchantId,
  terminalId,
  original,
}: Extract<PosCode, { original: unknown }>): TerminalKey => ({
  ...{ merchantId, terminalId, batchNo: original.batchNo, stan: original.stan },
});

/** F6: twelve digits. */
const numberOf = ({ batchNo, stan }: Pick<TerminalKey, 'batchNo' | 'stan'>): string => batchNo + stan;

async function show(
  { engine, security }: CodeParts,
  request: Extract<PosCode, { kind: 'code-order' }>,
  { merchant }: Known,
): Promise<CardServed> {
  const { merchantId, terminalId, batchNo, stan, amountFen, codeIn } = request;
  const terminal: TerminalKey = { merchantId, terminalId, batchNo, stan };
  const { outcome, order, repeated } = await engine.submit({
    ...{ type: 'open-order', merchant, amountFen, discounts: [] },
    orderNo: orderNoOf(terminal),
    subject: merchant.nameZh.slice(0, LIMITS.orderSubjectMax),
    expiryMs: LIMITS.orderExpiryS * 1000,
    key: `till/${terminalKeyText(terminal)}`,
    print: await security.fingerprint(`code-order|${terminalKeyText(terminal)}|${amountFen}`),
    till: { terminal, toldMs: request.toldMs ?? null },
  });
  const text = outcome === 'approved' && order !== null ? order.code : null;
  return { outcome, repeated, card: null, code: { number: numberOf(terminal), text, in: codeIn } };
}

/** The order's number at the shop. Letters, digits and hyphens stand for themselves. */
function orderNoOf({ terminalId, batchNo, stan }: TerminalKey): string {
  const id = terminalId.replace(
    /[^0-9A-Za-z-]/g,
    (each) => `_${each.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return `T${id}-${numberOf({ batchNo, stan })}`;
}

/** How the message stands, after the network was asked about a code that has no end yet. */
async function look(
  { engine, limits }: CodeParts,
  merchant: Merchant,
  of: TerminalKey,
  shutsOut: boolean,
): Promise<Reply> {
  const found = await standing(engine, merchant, of, shutsOut);
  if (found.order === null || !isOpen(found.order)) return found;
  await engine.orders.refresh(found.order, limits.codeQueryWaitMs);
  return standing(engine, merchant, of, shutsOut);
}

/** As this host has it now, with the payment of an order that is paid. */
async function standing(
  engine: Engine,
  merchant: Merchant,
  of: TerminalKey,
  shutsOut: boolean,
): Promise<Reply> {
  const asked = { type: 'query-code', merchant, of, shutsOut } as const;
  const found = await engine.submit(asked);
  if (found.order?.state !== 'paid') return found;
  return engine.submit({ ...asked, paymentId: found.order.paymentId });
}

const isOpen = ({ state }: Order): boolean => state !== 'paid' && state !== 'closed';

/** An answer that speaks of what was asked about names it: by the reference number, or a code by its number. */
function answerOf(of: TerminalKey, found: Reply): CardServed {
  const { outcome, payment, cancellation, order, repeated } = found;
  const approval = payment !== null && 'approval' in payment ? payment.approval : null;
  const amountFen = cancellation?.amountFen ?? payment?.amountFen ?? order?.payableFen;
  return {
    outcome,
    repeated,
    card: payment?.card.masked ?? null,
    rrn: cancellation?.rrn ?? payment?.rrn ?? null,
    authCode: outcome === 'approved' && cancellation === null ? (approval?.authCode ?? null) : null,
    clearingDay: outcome === 'approved' ? (approval?.clearingDay ?? null) : null,
    ...(amountFen === undefined ? {} : { amountFen }),
    ...(order === null ? {} : { code: { number: numberOf(of), text: null, in: 'f62' as const } }),
  };
}

/**
 * A code that nobody paid is closed; «closed» is said when the network agrees, for until then somebody may pay. A
 * payment whose reference number the till does not have is voided by the till's own name for it.
 */
async function close(
  parts: CodeParts,
  request: Extract<PosCode, { kind: 'code-close' }>,
  known: Known,
): Promise<CardServed> {
  const { engine, limits } = parts;
  const { merchant } = known;
  const of = named(request);
  const found = await look(parts, merchant, of, false);
  const { order, payment } = found;
  if (order !== null && request.rrn === null) {
    if (order.state === 'paid') return { ...answerOf(of, found), outcome: 'order-already-paid' };
    const told = await engine.submit({ type: 'close-order', merchant, orderId: order.id });
    if (told.order?.state === 'closing') {
      const heard = engine.orders.news(order.id, limits.codeQueryWaitMs);
      // The network may have agreed before anybody waited.
      const still = await standing(engine, merchant, of, false);
      if (still.order?.state === 'closing') await heard;
    }
    const now = await standing(engine, merchant, of, false);
    const outcome =
      now.outcome === 'order-closed'
        ? 'approved'
        : now.order?.state === 'paid'
          ? 'order-already-paid'
          : now.outcome;
    return { ...answerOf(of, now), outcome };
  }
  if (payment === null) return answerOf(of, found);
  const { toldMs, ...said } = request;
  const whole: PosVoid = {
    ...said,
    ...(toldMs === undefined ? {} : { toldMs }),
    ...{ kind: 'void', amountFen: request.amountFen ?? payment.amountFen, byCode: true, variety: null },
    ...{ processingCode: VOID, currency: payment.currency, entryMode: payment.entryMode },
    ...{ conditionCode: payment.conditionCode, pan: null, expiry: null, sequence: null, authCode: null },
  };
  return serveCard(parts, whole, known);
}
const VOID = '720000';
