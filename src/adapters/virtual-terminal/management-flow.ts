import { parseYuan } from '#domain/money';
import {
  bytesOf,
  Iso8583Error,
  type Iso8583Message,
  keyLayouts,
  parsePosField60,
  parseSettlementTotals,
  parseSignInKeys,
  type SignInKeyLayout,
  settlementResults,
  textOf,
} from '#wire/iso8583';
import {
  forgotten,
  type JournalState,
  type KeptSettlement,
  requireSignIn,
  settled,
  signedIn,
  sixDigits,
  type TerminalTotals,
  takeStan,
  totalsOf,
} from './journal-state.ts';
import { flushNotices } from './notice-flow.ts';
import { echoMessage, settlementMessage, signInMessage } from './requests.ts';
import type { TerminalResult } from './result.ts';
import { flushReversal } from './reversal-flow.ts';
import {
  answeredResult,
  blankResult,
  exchange,
  frameOf,
  openLine,
  type Reply,
  refusal,
  type Session,
  unknownResult,
} from './session.ts';
import { type KeyCipher, WorkingKeyError } from './terminal-crypto.ts';
import { TerminalInputError } from './terminal-input.ts';
import type { SignInCode } from './terminal-profile.ts';
import { runUpload } from './upload-flow.ts';

/** New working keys and the host's batch number; then the reversal that may have waited for them. */
export async function runSignIn(
  session: Session,
  operator: string,
  asked?: SignInCode,
): Promise<TerminalResult> {
  const { journal, profile } = session;
  const code = asked ?? (journal.state.signInCode as SignInCode | undefined) ?? profile.signInCode;
  const blank = blankResult(session, 'sign-in');
  const lineError = await openLine(session);
  if (lineError !== null) return refusal(blank, 'not-connected', lineError);
  const { batchNo, nextStan } = journal.state;
  const stan = sixDigits(nextStan);
  const base = { ...blank, stan };
  const message = signInMessage(profile, { stan, batchNo, operator, code });
  await journal.update(takeStan);
  const reply = await exchange(session, { message, frame: frameOf(session, message, null), mac: null });
  if (reply.state !== 'valid') return unheard(session, base, reply);
  const result = answeredResult(session, base, reply.message, reply.code);
  if (result.result !== 'approved') return result;
  try {
    const change = acceptSignIn(session, reply.message, operator, code);
    await journal.update(change);
  } catch (error) {
    if (!(error instanceof WorkingKeyError || error instanceof Iso8583Error)) throw error;
    // The host has the new keys already, so the old ones are of no use either.
    await journal.update((state) => requireSignIn(state, 'keys'));
    return { ...refusal(base, 'keys-refused', error.message), needsSignIn: true };
  }
  const flushed = await flushReversal(session);
  const { batchNo: openBatchNo, signInDue } = journal.state;
  return { ...result, batchNo: openBatchNo, flushed, needsSignIn: signInDue !== null };
}

/** How wide the key slots of an answer are, and which cipher the keys are for. */
const LAYOUTS = {
  '001': [keyLayouts.single, 'tdes'],
  '003': [keyLayouts.double, 'tdes'],
  '004': [keyLayouts['double-track'], 'tdes'],
  '005': [keyLayouts['sm4-3'], 'sm4'],
  '006': [keyLayouts['sm4-4'], 'sm4'],
} as const satisfies Readonly<Record<SignInCode, readonly [SignInKeyLayout, KeyCipher]>>;

function acceptSignIn(session: Session, answer: Iso8583Message, operator: string, code: SignInCode) {
  const wire = bytesOf(answer, 62) ?? new Uint8Array(0);
  const [layout, cipher] = LAYOUTS[code];
  const keys = session.crypto.accept(parseSignInKeys(wire, layout), cipher);
  const hostBatchNo = parsePosField60(textOf(answer, 60) ?? '').batch;
  return (state: JournalState) => signedIn(state, { keys, operator, hostBatchNo, code });
}

/** Asks whether anybody answers. Stores nothing. */
export async function runEcho(session: Session): Promise<TerminalResult> {
  const base = blankResult(session, 'echo');
  const lineError = await openLine(session);
  if (lineError !== null) return refusal(base, 'not-connected', lineError);
  const message = echoMessage(session.profile, session.journal.state.batchNo);
  const reply = await exchange(session, { message, frame: frameOf(session, message, null), mac: null });
  if (reply.state !== 'valid') return unheard(session, base, reply);
  return answeredResult(session, base, reply.message, reply.code);
}

/** A host that speaks TLS closes the line on one who does not, often without a word. */
function unheard(
  session: Session,
  base: TerminalResult,
  reply: Exclude<Reply, { state: 'valid' }>,
): TerminalResult {
  const result = unknownResult(base, reply);
  if (session.profile.tls !== null || !/closed|ECONNRESET/.test(result.detail ?? '')) return result;
  return { ...result, detail: `${result.detail}; does the host speak TLS? Then the profile needs "tls"` };
}

/**
 * Compares the batch with the host and closes it. Without an answer the batch stays open here, and the next
 * attempt repeats the same message, to which the host gives its first answer again.
 */
export async function runSettle(
  session: Session,
  lose: boolean,
  forget: string | null = null,
): Promise<TerminalResult> {
  const { journal, profile } = session;
  const blank = blankResult(session, 'settlement');
  if (journal.state.signInDue !== null || journal.state.keys === null) return refusal(blank, 'not-signed-in');
  const flushed = await flushReversal(session);
  const open = { ...blank, flushed };
  if (flushed !== null && flushed.outcome !== 'acknowledged') {
    const reason = flushed.outcome === 'failed' ? 'reversal-failed' : 'reversal-pending';
    return { ...refusal(open, reason, flushed.detail), reversal: flushed.outcome };
  }
  // Completions that nobody has answered belong to this batch if the host has them.
  await flushNotices(session);
  const lineError = await openLine(session);
  if (lineError !== null) return refusal(open, 'not-connected', lineError);
  // What an earlier settlement left to be uploaded goes first: the host takes batches in their order.
  await runUpload(session);
  if (forget !== null) {
    if (!journal.state.batch.some(({ stan }) => stan === forget))
      throw new TerminalInputError(`Cannot forget trace ${forget}: this batch has no such transaction`);
    await journal.update((state) => forgotten(state, forget));
  }
  const { batchNo, operator } = journal.state;
  const { stan, totals } = await takeSettlement(session);
  const base = { ...open, stan, batchNo };
  const message = settlementMessage(profile, { stan, batchNo, operator, totals });
  const reply = await exchange(session, { message, frame: frameOf(session, message, null), mac: null }, lose);
  if (reply.state !== 'valid') return unknownResult(base, reply);
  const result = answeredResult(session, base, reply.message, reply.code);
  if (result.result !== 'approved') return result;
  return closeBatch(session, reply.message, result, totals);
}

async function closeBatch(
  session: Session,
  answer: Iso8583Message,
  result: TerminalResult,
  totals: TerminalTotals,
): Promise<TerminalResult> {
  let group: ReturnType<typeof parseSettlementTotals>['domestic'];
  let abroad: string;
  try {
    const groups = parseSettlementTotals(textOf(answer, 48) ?? '');
    group = groups.domestic;
    abroad = groups.foreign.result;
  } catch (error) {
    if (!(error instanceof Iso8583Error)) throw error;
    return unknownResult(result, { state: 'malformed', detail: error.message });
  }
  const { balanced, unbalanced } = settlementResults;
  if (group.result !== balanced && group.result !== unbalanced) {
    const detail = `F48 says ${group.result}, expected ${balanced} or ${unbalanced}`;
    return { ...refusal(result, 'settlement-error', detail), result: 'declined' };
  }
  const outcome = group.result === balanced && abroad !== unbalanced ? 'balanced' : 'differs';
  const closed = session.journal.state.batchNo;
  const { debitTotal: debitFen, debitCount, creditTotal: creditFen, creditCount } = group;
  const hostTotals = { debitFen, debitCount, creditFen, creditCount };
  const kept: KeptSettlement = {
    ...{ stan: result.stan ?? '', batchNo: result.batchNo, outcome, totals, hostTotals, atMs: result.atMs },
    ...(session.ref === null ? {} : { ref: session.ref }),
  };
  await session.journal.update((state) =>
    outcome === 'balanced' ? settled(state, kept) : { ...settled(state, kept), openUpload: closed },
  );
  return {
    ...result,
    settlement: {
      batchNo: result.batchNo,
      outcome,
      totals,
      hostTotals,
      hostVoids: hostVoidsIn(result.text),
      nextBatchNo: session.journal.state.batchNo,
      upload: outcome === 'balanced' ? null : await runUpload(session),
    },
  };
}

/** Voids by the back office: they stand beside the totals, in words, because F48 has no place for them. */
function hostVoidsIn(text: string | null): { count: number; amountFen: bigint } | null {
  const found = /^host voids: (\d{1,6}), RMB (\d{1,12}\.\d\d) /.exec(text ?? '');
  const amountFen = found === null ? undefined : parseYuan(found[2]!);
  return found === null || amountFen === undefined ? null : { count: Number(found[1]), amountFen };
}

/** Trace number and totals of the settlement, on the disk before it leaves. */
async function takeSettlement(session: Session): Promise<{ stan: string; totals: TerminalTotals }> {
  const { journal } = session;
  const totals = totalsOf(journal.state.batch);
  const before = journal.state.openSettlement;
  if (before !== null && sameTotals(before.totals, totals)) return before;
  const open = { stan: sixDigits(journal.state.nextStan), totals };
  await journal.update((state) => ({ ...takeStan(state), openSettlement: open }));
  return open;
}

function sameTotals(left: TerminalTotals, right: TerminalTotals): boolean {
  return (
    left.debitFen === right.debitFen &&
    left.debitCount === right.debitCount &&
    left.creditFen === right.creditFen &&
    left.creditCount === right.creditCount
  );
}
