/** Completion notices without an answer: kept on the disk, and sent again unchanged until one comes. */
import { type Iso8583Message, maskPan } from '#wire/iso8583';
import { outcomeOf } from './card-outcome.ts';
import { answered, type JournalState, type PendingNotice } from './journal-state.ts';
import type { Act, TerminalResult } from './result.ts';
import {
  answeredResult,
  blankResult,
  exchange,
  frameOf,
  openLine,
  refusal,
  type Session,
  unknownResult,
} from './session.ts';

/** The host has it already: to a stored notice that is success. */
const HAS_IT = '94';

function messageOf(
  notice: PendingNotice,
  card: { readonly pan: string; readonly expiry: string },
): Iso8583Message {
  const named = notice.namesCard ? { 2: card.pan, 14: card.expiry } : {};
  return { mti: '0220', fields: { ...notice.fields, ...named } };
}

/** Sends every notice that waits, oldest first; one that gets no answer stays, and those after it with it. */
export async function flushNotices(session: Session): Promise<readonly TerminalResult[]> {
  const { journal, crypto } = session;
  const { keys, signInDue } = journal.state;
  if (keys === null || signInDue !== null) return [];
  const mac = crypto.macOf(keys);
  const results: TerminalResult[] = [];
  for (const notice of journal.state.notices ?? []) {
    const card = crypto.openCard(notice.sealedCard, `${notice.batchNo}/${notice.stan}`);
    const message = messageOf(notice, card);
    const amountFen = BigInt(notice.fields[4] ?? '0');
    const { stan, batchNo } = notice;
    const told = { stan, batchNo, amountFen, maskedPan: maskPan(card.pan) };
    const base = blankResult(session, 'completion-notice' satisfies Act, told);
    const lineError = await openLine(session);
    if (lineError !== null) return [...results, refusal(base, 'not-connected', lineError)];
    const reply = await exchange(session, { message, frame: frameOf(session, message, mac), mac });
    if (reply.state !== 'valid') return [...results, unknownResult(base, reply)];
    const result = answeredResult(session, base, reply.message, reply.code);
    const taken: TerminalResult = reply.code === HAS_IT ? { ...result, result: 'approved' } : result;
    await journal.update((state: JournalState) => answered(state, stan, outcomeOf(taken)));
    results.push(taken);
    if (taken.result === 'unknown') return results;
  }
  return results;
}
