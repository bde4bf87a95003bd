/** A chip's part in a payment at this terminal: its first word before the request, its last one after the answer. */
import { randomBytes } from 'node:crypto';
import { buildPosField61, bytesOf, toHex } from '#wire/iso8583';
import type { EntryKind } from './card-kinds.ts';
import {
  type AloneResult,
  approveAlone,
  beginChip,
  type ChipAsk,
  type ChipBegun,
  type ChipFinished,
} from './chip/index.ts';
import type { CardEntry, JournalState, PendingScriptNotice } from './journal-state.ts';
import type { TerminalResult } from './result.ts';
import type { Reply, Session } from './session.ts';
import type { Card } from './terminal-input.ts';

/** 9C of what a card makes a cryptogram for. Ways back and completions have none. */
const TRANSACTION_TYPES: Readonly<Partial<Record<EntryKind | 'balance', string>>> = {
  sale: '00',
  balance: '31',
  preauth: '03',
  increment: '03',
};

const CHINA_OFFSET_MS = 8 * 3_600_000;
const RANDOM_BYTES = 4;

export interface ChipPlan {
  readonly kind: EntryKind | 'balance';
  readonly amountFen: bigint;
  readonly card: Card;
  readonly entry: CardEntry;
}

/** Null where no chip is read for this. */
export async function readChip(
  session: Session,
  { kind, amountFen, card, entry }: ChipPlan,
  stan: string,
): Promise<ChipBegun | 'blocked' | null> {
  const transactionType = TRANSACTION_TYPES[kind];
  const { chip } = card;
  if (chip === undefined || transactionType === undefined || (entry !== 'chip' && entry !== 'tap'))
    return null;
  const plan = { kind, amountFen, card, entry };
  return (await beginChip(chip, askOf(session, plan, transactionType, stan))) ?? 'blocked';
}

function askOf(
  session: Session,
  { amountFen, card, entry }: ChipPlan,
  transactionType: string,
  stan: string,
): ChipAsk {
  return {
    by: entry === 'chip' ? 'contact' : 'contactless',
    ...{ amountFen, transactionType, stan, terminalId: session.profile.terminalId },
    date: new Date(session.clock() + CHINA_OFFSET_MS).toISOString().slice(2, 10).replaceAll('-', ''),
    holder: card.pin !== undefined ? 'online-pin' : entry === 'chip' ? 'signature' : 'nobody',
    random: randomBytes(RANDOM_BYTES),
  };
}

/** A sale that the card approves without its issuer. `asks`: it does not, or is no chip. */
export async function approvedAlone(session: Session, plan: ChipPlan, stan: string): Promise<AloneResult> {
  const { chip } = plan.card;
  if (chip === undefined) return { state: 'asks' };
  return approveAlone(chip, askOf(session, plan, '00', stan), session.journal.state.caKeys ?? []);
}

/** The card's last word to a valid answer. */
export const finishChip = (
  chip: ChipBegun,
  reply: Extract<Reply, { state: 'valid' }>,
): Promise<ChipFinished> => chip.finish(reply.code ?? 'Z3', bytesOf(reply.message, 55) ?? null);

/** The card took back what the host gave. */
export const chipDeclines = (result: TerminalResult, finished: ChipFinished | null): boolean =>
  result.result === 'approved' && finished?.cryptogram === 'aac';

/** What of the card's last word the journal keeps beside the outcome. */
export function withChip(
  state: JournalState,
  stan: string,
  finished: ChipFinished,
  notice: PendingScriptNotice | null,
): JournalState {
  const { upload, print } = finished;
  const kept = {
    ...(upload === null ? {} : { chipHex: toHex(upload) }),
    ...(print.length === 0 ? {} : { chipPrint: print }),
  };
  const batch = state.batch.map((entry) => (entry.stan === stan ? { ...entry, ...kept } : entry));
  if (notice === null) return { ...state, batch };
  return { ...state, batch, scriptNotices: [...(state.scriptNotices ?? []), notice] };
}

/** 0620 with 60.3 951 about this payment; null where no script came. */
export function scriptNoticeOf(
  session: Session,
  result: TerminalResult,
  finished: ChipFinished,
  payment: { readonly fields: Readonly<Record<number, unknown>>; readonly sealedCard: string },
): PendingScriptNotice | null {
  if (finished.scriptNotice === null || result.stan === null) return null;
  const { profile } = session;
  const text = (field: number): string => String(payment.fields[field] ?? '');
  const original = { batch: result.batchNo, trace: result.stan, date: result.date ?? '0000' };
  const fields: Record<string, string> = {
    ...{ 3: text(3), 22: text(22), 25: text(25), 37: result.rrn ?? '0'.repeat(12) },
    ...{ 41: profile.terminalId.padEnd(8), 42: profile.merchantId.padEnd(15), 49: text(49) },
    61: buildPosField61(original),
  };
  if (payment.fields[4] !== undefined) fields[4] = text(4);
  if (payment.fields[23] !== undefined) fields[23] = text(23);
  return {
    ...{ stan: result.stan, batchNo: result.batchNo, fields, sealedCard: payment.sealedCard },
    ...{ chipHex: toHex(finished.scriptNotice), sends: 0, ownStan: null },
  };
}
