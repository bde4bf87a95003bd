import { type PosAdvice, printText } from '#engine/translate';
import type { Known } from './authenticate.ts';
import { type CardServed, type Parts, sealChip } from './card-request.ts';

/** Tells the engine for an authenticated terminal of a tip, a corrected amount or a script's result. */
export async function serveAdvice(parts: Parts, request: PosAdvice, known: Known): Promise<CardServed> {
  const { engine, security } = parts;
  const { merchantId, terminalId, batchNo, stan, advice, original, rrn, tipFen } = request;
  const terminal = { merchantId, terminalId, batchNo, stan };
  const card = request.pan === null ? null : await security.sealPan(request.pan);
  const cardIndex = card?.index ?? null;
  const reply = await engine.submit({
    ...{
      type: 'advise-payment',
      advice,
      merchant: known.merchant,
      terminal,
      original,
      rrn,
      tipFen,
      cardIndex,
    },
    amountFen: advice === 'script-result' ? null : request.amountFen,
    sealedChip: await sealChip(parts, request.chip, terminal),
    print: await security.fingerprint(printText(request, cardIndex)),
  });
  const { payment, outcome, repeated } = reply;
  const masked = card?.masked ?? null;
  // No answer of the network yet: the host goes on asking, and the terminal may ask again under the same number.
  const unsure =
    outcome === 'outcome-unknown'
      ? { text: { zh: '正在处理，请稍后再问', en: 'under way, ask again later' } }
      : {};
  return { outcome, rrn: payment?.rrn ?? null, repeated, card: masked, ...unsure };
}
