import { type Iso8583Message, maskPan, textOf, toHex } from '#wire/iso8583';
import { CARD_KINDS, type EntryKind } from './card-kinds.ts';
import { outcomeOf } from './card-outcome.ts';
import type { ChipBegun, ChipFinished } from './chip/index.ts';
import { chipDeclines, finishChip, readChip, scriptNoticeOf, withChip } from './chip-flow.ts';
import {
  answered,
  BATCH_ENTRIES_MAX,
  begin,
  type CardEntry,
  type EntryFacts,
  type JournalEntry,
  type OriginalReference,
  remainsUnknown,
  sixDigits,
} from './journal-state.ts';
import { isOffered } from './menu.ts';
import { type CardRequest, cardMessage, noticeRecord, reversalRecord } from './requests.ts';
import type { Act, TerminalResult } from './result.ts';
import { flushReversal } from './reversal-flow.ts';
import { flushScriptNotices } from './script-notice-flow.ts';
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
import type { Card } from './terminal-input.ts';
import type { TerminalVariety } from './varieties.ts';
import { REASONS, type Reason } from './words.ts';

/** What one card transaction needs, known after an open reversal has gone. */
export interface CardPlan {
  readonly kind: EntryKind;
  readonly amountFen: bigint;
  readonly card: Card;
  readonly entry: CardEntry;
  readonly original: OriginalReference | null;
  readonly originalAuthCode: string | null;
  readonly variety: TerminalVariety | null;
}

export type Planned = CardPlan | { readonly refused: Reason };

/** China's civil time, which slips and the host use; it has had no summer time since 1991. */
const CHINA_OFFSET_MS = 8 * 3_600_000;

export function chinaDate(atMs: number): string {
  return new Date(atMs + CHINA_OFFSET_MS).toISOString().slice(5, 10).replace('-', '');
}

/**
 * What comes before every online transaction: signed in, and the open reversal gone. `ready` or the refusal.
 */
export async function clearTheWay(
  session: Session,
  act: Act,
): Promise<{ readonly ready: TerminalResult } | { readonly refused: TerminalResult }> {
  const { journal } = session;
  const blank = blankResult(session, act);
  if (journal.state.signInDue !== null || journal.state.keys === null)
    return { refused: refusal(blank, 'not-signed-in') };
  await flushScriptNotices(session);
  const flushed = await flushReversal(session);
  const base = { ...blankResult(session, act), flushed };
  if (flushed === null || flushed.outcome === 'acknowledged') return { ready: base };
  const reason = flushed.outcome === 'failed' ? 'reversal-failed' : 'reversal-pending';
  return { refused: { ...refusal(base, reason, flushed.detail), reversal: flushed.outcome } };
}

/** Everything with a card: an open reversal first, then store, then send, then believe a valid answer only. */
export async function runCard(
  session: Session,
  act: CardPlan['kind'],
  plan: () => Planned,
  lose: boolean,
): Promise<TerminalResult> {
  const { journal } = session;
  const way = await clearTheWay(session, act);
  if ('refused' in way) return way.refused;
  const base = way.ready;
  const planned = plan();
  if ('refused' in planned) return refusal(base, planned.refused);
  if (journal.state.batch.length >= BATCH_ENTRIES_MAX) return refusal(base, 'batch-full');
  const { kind, entry, card, variety } = planned;
  const use = { kind, entry, pinEntered: card.pin !== undefined, variety: variety?.is ?? null };
  if (!isOffered(journal.state, use)) return refusal(base, 'not-offered');
  const facts: TerminalResult = {
    ...base,
    amountFen: planned.amountFen,
    maskedPan: maskPan(planned.card.pan),
    cardEntry: planned.entry,
    variety: planned.variety?.is ?? null,
    pinEntered: planned.card.pin !== undefined,
    original: planned.original,
  };
  const lineError = await openLine(session);
  if (lineError !== null) return refusal(facts, 'not-connected', lineError);
  return send(session, planned, facts, lose);
}

async function send(
  session: Session,
  plan: CardPlan,
  facts: TerminalResult,
  lose: boolean,
): Promise<TerminalResult> {
  const { journal, crypto } = session;
  const { keys, batchNo, nextStan } = journal.state;
  if (keys === null) return refusal(facts, 'not-signed-in');
  const stan = sixDigits(nextStan);
  const { card } = plan;
  const chip = await readChip(session, plan, stan);
  if (chip === 'blocked') return refusal(facts, 'card-blocked');
  const request: CardRequest = {
    ...plan,
    stan,
    batchNo,
    pinBlock: card.pin === undefined ? null : crypto.encryptPin(keys, card.pin, card.pan),
    ...(chip === null ? {} : { chip }),
    ...(keys.trackKeyCipher === undefined || keys.cipher === 'sm4'
      ? {}
      : { cipherTrack: (track: string) => crypto.trackOf(keys, track) }),
  };
  const message = cardMessage(session.profile, request);
  const sealedCard = crypto.sealCard(card, `${batchNo}/${stan}`);
  const atMs = session.clock();
  const entry: EntryFacts = {
    kind: plan.kind,
    stan,
    batchNo,
    amountFen: plan.amountFen,
    maskedPan: maskPan(card.pan),
    sealedCard,
    cardEntry: plan.entry,
    original: plan.original,
    ...(plan.variety === null ? {} : { variety: plan.variety.is }),
    ...(card.pin === undefined ? {} : { pinEntered: true }),
    ...(session.ref === null ? {} : { ref: session.ref }),
    atMs,
  };
  // A refund has no reversal: it is asked for again, and the host knows it by its original. A notice is kept instead.
  // Neither has what a query decides.
  const reversible = CARD_KINDS[plan.kind].reversible && plan.variety?.is !== 'own-code';
  const pending = reversible ? reversalRecord(message, request, { sealedCard, date: chinaDate(atMs) }) : null;
  const notice = plan.kind === 'completion-notice' ? noticeRecord(message, request, sealedCard) : null;
  const mac = crypto.macOf(keys);
  const frame = frameOf(session, message, mac);
  const base = { ...facts, stan, atMs };
  await journal.update((state) => begin(state, entry, pending, notice));
  session.last = { act: plan.kind, message, frame, mac, base };
  const reply = await exchange(session, { message, frame, mac }, lose);
  return conclude(session, reply, base, { reversible: pending !== null, chip, message, sealedCard });
}

async function conclude(
  session: Session,
  reply: Reply,
  base: TerminalResult,
  sent: Sent,
): Promise<TerminalResult> {
  const stan = base.stan ?? '';
  const { reversible, chip } = sent;
  if (reply.state !== 'valid') {
    const reason = reply.state === 'silence' ? '98' : reply.state === 'wrong-mac' ? 'A0' : '06';
    const authCode = reply.state === 'wrong-mac' ? authCodeOf(textOf(reply.message, 38)) : null;
    const found = { reason, authCode, ...chipHexOf(chip === null ? null : await chip.abandon()) } as const;
    await session.journal.update((state) => remainsUnknown(state, stan, found));
    return { ...unknownResult(base, reply), reversal: reversible ? 'pending' : null };
  }
  const plain = answeredResult(session, base, reply.message, reply.code);
  if (chip === null) {
    await session.journal.update((state) => answered(state, stan, outcomeOf(plain)));
    return plain;
  }
  const finished = await finishChip(chip, reply);
  const { cryptogram, issuer, print } = finished;
  const result = { ...plain, chip: { cryptogram, issuer, print, scripts: finished.scriptNotice !== null } };
  const notice = scriptNoticeOf(session, result, finished, { ...sent, fields: sent.message.fields });
  if (chipDeclines(result, finished)) {
    const found = { reason: '06', authCode: result.authCode, ...chipHexOf(finished) } as const;
    await session.journal.update((state) =>
      withChip(remainsUnknown(state, stan, found), stan, finished, notice),
    );
    return {
      ...{ ...result, result: 'declined', reason: 'chip-declined', words: REASONS['chip-declined'] },
      reversal: 'pending',
    };
  }
  await session.journal.update((state) =>
    withChip(answered(state, stan, outcomeOf(result)), stan, finished, notice),
  );
  return result;
}

/** What a request left behind for its answer. */
interface Sent {
  readonly reversible: boolean;
  readonly chip: ChipBegun | null;
  readonly message: Iso8583Message;
  readonly sealedCard: string;
}

const chipHexOf = (finished: ChipFinished | null) =>
  finished === null ? {} : { chipHex: toHex(finished.reversal) };

/** Unproven text goes back to its maker only in the form it must have. */
function authCodeOf(text: string | undefined): string | null {
  return text !== undefined && /^[0-9A-Za-z]{6}$/.test(text) ? text : null;
}

/** A void takes everything from the journal: card, amount, reference number. */
export function planVoid(session: Session, stan: string): Planned {
  const sale = session.journal.state.batch.find((entry) => entry.stan === stan && entry.kind === 'sale');
  if (sale === undefined) return { refused: 'original-not-in-batch' };
  if (sale.state === 'unknown') return { refused: 'original-unknown' };
  if (sale.state !== 'approved') return { refused: 'original-not-approved' };
  if (sale.voidedByStan !== null) return { refused: 'original-voided' };
  const { rrn, authCode } = sale.answer;
  return {
    kind: 'void',
    amountFen: sale.amountFen,
    card: storedCard(session, sale),
    // The number comes from the journal and not from a card, which the host sees as keyed.
    entry: 'keyed',
    original: { stan, batchNo: sale.batchNo, date: null, rrn },
    originalAuthCode: authCode,
    variety: varietyOf(sale),
  };
}

/** Enough of the variety for a way back: what the payer told is not kept. */
export function varietyOf({ variety }: Pick<JournalEntry, 'variety'>): TerminalVariety | null {
  switch (variety) {
    case undefined:
      return null;
    case 'instalment':
      return { is: 'instalment', periods: 2 };
    case 'reservation':
      return { is: 'reservation', phone: '' };
    default:
      return { is: variety };
  }
}

export function storedCard(session: Session, entry: JournalEntry): Card {
  return session.crypto.openCard(entry.sealedCard, `${entry.batchNo}/${entry.stan}`);
}
