import type { PosInquiry } from '#engine/translate';
import type { Known } from './authenticate.ts';
import { type CardServed, carry, type Parts } from './card-request.ts';

/** Asks for an authenticated terminal what is on a card. What the issuer tells is written into the answer alone. */
export async function serveInquiry(parts: Parts, request: PosInquiry, known: Known): Promise<CardServed> {
  const { engine, security } = parts;
  const { merchantId, terminalId, batchNo, stan, expiry, sequence } = request;
  const card = { ...(await security.sealPan(request.pan)), expiry, sequence };
  const carried = await carry(parts, request, known);
  if (typeof carried === 'string') return { outcome: carried, repeated: false, card: card.masked };
  const { inquiry, entryMode, conditionCode, currency, pointsAccount } = request;
  const told = await engine.inquiries.ask({
    ...{ merchant: known.merchant, terminal: { merchantId, terminalId, batchNo, stan } },
    ...{ inquiry, card, entryMode, conditionCode, currency, carried, pointsAccount },
    pinEntered: carried.pinBlock !== null,
  });
  const balance = told.balances.find(({ kind }) => kind === 'available') ?? told.balances[0];
  return {
    outcome: told.outcome,
    rrn: told.rrn,
    ...(balance === undefined ? {} : { balanceFen: balance.amountFen }),
    ...(told.chipAnswer === undefined ? {} : { chipAnswer: told.chipAnswer }),
    repeated: false,
    card: card.masked,
  };
}
