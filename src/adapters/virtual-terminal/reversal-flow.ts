import { maskPan, parsePosField60 } from '#wire/iso8583';
import { countSend, type PendingReversal, reversalEnded } from './journal-state.ts';
import { reversalMessage } from './requests.ts';
import type { ReversalReport } from './result.ts';
import { exchange, frameOf, openLine, type Session } from './session.ts';
import { REASONS, SIGN_IN_CODES } from './words.ts';

/** Done; the original was not approved; the original never arrived: in each case no money is out. */
const ACKNOWLEDGED: readonly string[] = ['00', '12', '25'];

/**
 * Sends the open reversal until it is acknowledged or was sent `sendsMax` times, counted over restarts.
 * After the last one the record is dropped and its transaction marked `reversal-failed`. A line that cannot
 * be opened costs no send, and keys that the host refused are not tried again. Null when nothing is open.
 */
export async function flushReversal(session: Session): Promise<ReversalReport | null> {
  const { journal, sendsMax } = session;
  const first = journal.state.pending;
  const keys = journal.state.keys;
  if (first === null || keys === null) return null;
  const mac = session.crypto.macOf(keys);
  const card = session.crypto.openCard(first.sealedCard, placeOf(first));
  const message = reversalMessage(first, card);
  const frame = frameOf(session, message, mac);
  const report = (outcome: ReversalReport['outcome'], code: string | null, detail: string | null) => ({
    outcome,
    stan: first.stan,
    batchNo: batchOf(first),
    amountFen: BigInt(first.fields[4] ?? '0'),
    maskedPan: maskPan(card.pan),
    sentReason: first.reason,
    code,
    sends: journal.state.pending?.sends ?? sendsMax,
    detail,
  });
  if (journal.state.signInDue !== null) return report('pending', null, REASONS['not-signed-in'].en);
  let code: string | null = null;
  let detail: string | null = null;
  while ((journal.state.pending?.sends ?? sendsMax) < sendsMax) {
    const lineError = await openLine(session);
    if (lineError !== null) return report('pending', code, lineError);
    await journal.update(countSend);
    const reply = await exchange(session, { message, frame, mac });
    if (reply.state !== 'valid') {
      detail = reply.detail;
      continue;
    }
    code = reply.code;
    detail = null;
    if (code !== null && ACKNOWLEDGED.includes(code)) {
      const done = report('acknowledged', code, null);
      const acknowledgedBy = code;
      await journal.update((state) => reversalEnded(state, { state: 'reversed', code: acknowledgedBy }));
      return done;
    }
    // The same keys would get the same answer again.
    if (code !== null && SIGN_IN_CODES.includes(code)) break;
  }
  if ((journal.state.pending?.sends ?? sendsMax) < sendsMax) return report('pending', code, detail);
  const failed = report('failed', code, detail);
  await journal.update((state) => reversalEnded(state, { state: 'reversal-failed', code }));
  return failed;
}

/** What a sealed card is bound to: batch and trace number of its request. */
export function placeOf(pending: Pick<PendingReversal, 'stan' | 'fields'>): string {
  return `${batchOf(pending)}/${pending.stan}`;
}

function batchOf(pending: Pick<PendingReversal, 'fields'>): string {
  return parsePosField60(pending.fields[60] ?? '').batch;
}
