/**
 * Codes in the acquirer's own messages (60.1 = 60): the terminal shows one, asks about it, has it closed. None of these
 * has a reversal: where no answer came, the query tells what became of it, and shuts out what never arrived.
 */
import {
  buildCodeScheme,
  buildPosField60,
  buildPosField61,
  bytesOf,
  type FieldValue,
  latinText,
  type PosMessageId,
  parseCodeData,
  posMessages,
  rowOf,
  textOf,
} from '#wire/iso8583';
import { type CardPlan, clearTheWay, type Planned } from './card-flow.ts';
import { outcomeOf } from './card-outcome.ts';
import { answered, type JournalEntry, type JournalState, sixDigits, takeStan } from './journal-state.ts';
import { isOffered } from './menu.ts';
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
import { type ShownCode, shownCode, withCode } from './shown-codes.ts';
import { NO_CARD } from './varieties.ts';
import { CODE_WORDS } from './words.ts';

type CodeAct = Extract<Act, 'code-show' | 'code-query' | 'code-close'>;

const ROWS: Readonly<Record<CodeAct, PosMessageId>> = {
  'code-show': 'acquirer-code-order',
  'code-query': 'acquirer-code-query',
  'code-close': 'acquirer-code-void',
};
const YUAN = '156';

/** A transaction of this terminal that can be asked about: a code that it showed, or one by its own messages. */
export type CodeTarget = { readonly code: ShownCode } | { readonly entry: JournalEntry };

/** By its trace number, the newest; without one the newest code, or what has no outcome yet. */
export function codeTarget(state: JournalState, stan: string | null): CodeTarget | null {
  const { batch, earlier } = state;
  const isOwn = ({ variety }: JournalEntry): boolean => variety === 'own-code';
  const own = [...earlier, ...batch].filter(isOwn);
  const fits = (each: { readonly stan: string }): boolean => stan === null || each.stan === stan;
  const code = shownCode(state, stan) ?? undefined;
  // Of a batch that is closed nothing is open any more at the terminal.
  const open = batch.findLast((each) => isOwn(each) && each.state === 'unknown');
  const entry = stan === null ? open : own.findLast(fits);
  if (entry !== undefined && (code === undefined || entry.atMs >= code.atMs)) return { entry };
  return code === undefined ? null : { code };
}

interface Sent {
  readonly stan: string;
  readonly message: Awaited<ReturnType<typeof exchange>>;
  readonly base: TerminalResult;
}

/** Sends one of the three messages. What it says of the journal is stored before it leaves. */
async function tell(
  session: Session,
  act: CodeAct,
  facts: Partial<TerminalResult>,
  fields: Readonly<Record<number, FieldValue>>,
  how: {
    readonly before?: (state: JournalState, stan: string) => JournalState;
    readonly lose?: boolean;
  } = {},
): Promise<Sent | { readonly refused: TerminalResult }> {
  const { journal, profile, crypto } = session;
  const way = await clearTheWay(session, act);
  if ('refused' in way) return way;
  const ready = { ...way.ready, ...facts };
  const lineError = await openLine(session);
  const { keys, batchNo, nextStan } = journal.state;
  if (lineError !== null) return { refused: refusal(ready, 'not-connected', lineError) };
  if (keys === null) return { refused: refusal(ready, 'not-signed-in') };
  const stan = sixDigits(nextStan);
  const row = rowOf(posMessages, ROWS[act]);
  const message = {
    mti: row.requestMti,
    fields: {
      3: row.processingCode ?? '',
      11: stan,
      41: profile.terminalId.padEnd(8),
      42: profile.merchantId.padEnd(15),
      44: buildCodeScheme('unionpay'),
      60: buildPosField60({
        transactionType: row.transactionType ?? '60',
        batch: batchNo,
        networkCode: '000',
      }),
      ...fields,
    },
  };
  const mac = crypto.macOf(keys);
  const frame = frameOf(session, message, mac);
  await journal.update((state) => how.before?.(takeStan(state), stan) ?? takeStan(state));
  const base = { ...ready, stan };
  session.last = { act, message, frame, mac, base };
  return { stan, message: await exchange(session, { message, frame, mac }, how.lose ?? false), base };
}

/** Shows a code for this amount; who pays it is told by the query. */
export async function showCode(session: Session, amountFen: bigint, lose: boolean): Promise<TerminalResult> {
  const { batchNo } = session.journal.state;
  const use = { kind: 'sale', entry: 'keyed', pinEntered: false, variety: 'own-code' } as const;
  if (!isOffered(session.journal.state, use))
    return refusal(blankResult(session, 'code-show', { amountFen }), 'not-offered');
  const atMs = session.clock();
  const begun = (stan: string): ShownCode => ({
    ...{ stan, batchNo, amountFen, text: null, rrn: null, state: 'unknown', atMs },
    ...(session.ref === null ? {} : { ref: session.ref }),
  });
  const sent = await tell(
    session,
    'code-show',
    { amountFen },
    { 4: twelve(amountFen), 49: YUAN },
    { before: (state, stan) => withCode(state, begun(stan)), lose },
  );
  if ('refused' in sent) return sent.refused;
  const { message: reply, base, stan } = sent;
  if (reply.state !== 'valid') return unknownResult(base, reply);
  const result = answeredResult(session, base, reply.message, reply.code);
  const text = codeText(reply.message);
  if (result.result === 'unknown') return result;
  const state = result.result === 'approved' ? 'waiting' : 'refused';
  await session.journal.update((at) => withCode(at, { ...begun(stan), text, state }));
  return { ...result, codeText: text };
}

/** F62, or F59 where the host's profile has it there. */
function codeText(message: Parameters<typeof bytesOf>[0]): string | null {
  const bytes = bytesOf(message, 62);
  if (bytes !== undefined) return latinText(bytes);
  try {
    return parseCodeData(textOf(message, 59) ?? '').merchantCode ?? null;
  } catch {
    return null;
  }
}

const twelve = (fen: bigint): string => fen.toString().padStart(12, '0');
const placeOf = (target: CodeTarget): ShownCode | JournalEntry =>
  'code' in target ? target.code : target.entry;

const named = (target: CodeTarget) => {
  const { batchNo: batch, stan: trace } = placeOf(target);
  return { 61: buildPosField61({ batch, trace }) };
};
const original = (target: CodeTarget): Partial<TerminalResult> => {
  const { stan, batchNo, amountFen } = placeOf(target);
  const rrn = 'code' in target ? (target.code.rrn ?? '') : '';
  return { amountFen, original: { stan, batchNo, date: null, rrn } };
};

/** What became of it, as the host has it. Its answer ends what had no outcome. */
export async function queryCode(session: Session, target: CodeTarget): Promise<TerminalResult> {
  const sent = await tell(session, 'code-query', original(target), named(target));
  if ('refused' in sent) return sent.refused;
  return concluded(session, target, sent);
}

/** Nobody is to pay this code any more. */
export async function closeCode(session: Session, code: ShownCode): Promise<TerminalResult> {
  const target = { code };
  const sent = await tell(session, 'code-close', original(target), named(target));
  if ('refused' in sent) return sent.refused;
  return concluded(session, target, sent);
}

async function concluded(session: Session, target: CodeTarget, sent: Sent): Promise<TerminalResult> {
  const { message: reply, base } = sent;
  if (reply.state !== 'valid') return unknownResult(base, reply);
  const plain = answeredResult(session, base, reply.message, reply.code);
  const result = plain.code === '09' ? { ...plain, words: CODE_WORDS } : plain;
  // An answer that speaks of what was asked about names it; every other refusal is one of the question.
  const speaks = plain.rrn !== null || textOf(reply.message, 6) !== undefined || plain.code === '25';
  if (!speaks) return result;
  if ('entry' in target) await endEntry(session, target.entry, plain);
  else await endCode(session, target.code, plain, base.act === 'code-close');
  return result;
}

async function endEntry(session: Session, entry: JournalEntry, told: TerminalResult): Promise<void> {
  if (entry.state !== 'unknown' || told.result === 'unknown') return;
  // Of an earlier batch it counts nowhere any more; the host's comparison of that batch has it.
  await session.journal.update((state) => answered(state, entry.stan, outcomeOf(told)));
}

async function endCode(
  session: Session,
  code: ShownCode,
  { code: said, rrn }: TerminalResult,
  closes: boolean,
): Promise<void> {
  const state = stateBy(said, rrn, closes);
  if (state === null) return;
  await session.journal.update((at) => withCode(at, { ...code, state, rrn: rrn ?? code.rrn }));
}

function stateBy(code: string | null, rrn: string | null, closes: boolean): ShownCode['state'] | null {
  if (code === '00') return closes ? 'closed' : 'paid';
  if (code === '09') return 'waiting';
  if (code === '25') return 'refused';
  if (code !== '22') return null;
  // Closed, or paid and undone since; to a close the reference number says that it is paid.
  if (rrn === null) return 'closed';
  return closes ? 'paid' : 'undone';
}

/** The void of what paid a code: it is undone then. */
export async function voided(
  session: Session,
  code: ShownCode,
  told: TerminalResult,
): Promise<TerminalResult> {
  if (told.act === 'void' && told.result === 'approved')
    await session.journal.update((state) => withCode(state, { ...code, state: 'undone' }));
  return told;
}

/** Takes back what paid a code, whole by a void or in part by a refund. */
export function planCodeBack(kind: 'void' | 'refund', code: ShownCode, amountFen: bigint): Planned {
  if (code.state !== 'paid' || code.rrn === null) return { refused: 'code-not-paid' };
  const plan: CardPlan = {
    kind,
    amountFen,
    card: NO_CARD,
    entry: 'keyed',
    original: { stan: code.stan, batchNo: code.batchNo, date: null, rrn: code.rrn },
    originalAuthCode: null,
    variety: { is: 'own-code' },
  };
  return plan;
}

/** Before a settlement: everything by these messages that has no outcome yet is asked for. */
export async function queryOpen(session: Session): Promise<void> {
  const open = session.journal.state.batch.filter(
    ({ variety, state }) => variety === 'own-code' && state === 'unknown',
  );
  for (const entry of open) await queryCode(session, { entry });
}
