/** What is told to the host after the fact: a tip on a sale of the open batch, a sale that the card approved alone. */
import {
  buildTip,
  type FieldValue,
  fromHex,
  type Iso8583Message,
  maskPan,
  posMessages,
  rowOf,
  toHex,
} from '#wire/iso8583';
import { clearTheWay, storedCard } from './card-flow.ts';
import { outcomeOf } from './card-outcome.ts';
import { approvedAlone } from './chip-flow.ts';
import {
  answered,
  begin,
  type EntryFacts,
  type JournalEntry,
  type JournalState,
  sixDigits,
  takeStan,
} from './journal-state.ts';
import { cardMessage } from './requests.ts';
import type { TerminalResult } from './result.ts';
import {
  answeredResult,
  exchange,
  frameOf,
  openLine,
  refusal,
  type Session,
  unknownResult,
} from './session.ts';
import type { Card } from './terminal-input.ts';

/** The message of another row, made of the plain one's parts. */
function messageOf(
  id: 'tip' | 'offline-sale',
  plain: Iso8583Message,
  more: Record<number, FieldValue>,
): Iso8583Message {
  const row = rowOf(posMessages, id);
  const { 26: _capture, 52: _pin, 53: _security, 35: _track, 63: _scheme, ...fields } = plain.fields;
  const f60 = String(plain.fields[60] ?? '');
  return {
    mti: row.requestMti,
    fields: { ...fields, ...more, 60: `${row.transactionType ?? '00'}${f60.slice(2)}` },
  };
}

/** The host took the tip (or did not, then it is 0): the sale is for the sum from now on. */
function tipped(state: JournalState, stan: string, tipFen: bigint): JournalState {
  const { openTip: _open, ...rest } = state;
  const batch = state.batch.map((entry) =>
    entry.stan === stan && entry.kind === 'sale' ? withTip(entry, tipFen) : entry,
  );
  return { ...rest, batch };
}

const withTip = (entry: JournalEntry, tipFen: bigint): JournalEntry =>
  tipFen === 0n
    ? entry
    : { ...entry, amountFen: entry.amountFen + tipFen, tipFen: (entry.tipFen ?? 0n) + tipFen };

/**
 * A tip on an approved sale of the open batch. Without an answer the same tip is asked for again under the same trace
 * number: the host knows it by that.
 */
export async function runTip(session: Session, stan: string, tipFen: bigint): Promise<TerminalResult> {
  const { journal, crypto, profile } = session;
  const way = await clearTheWay(session, 'tip');
  if ('refused' in way) return way.refused;
  const sale = journal.state.batch.find((each) => each.stan === stan && each.kind === 'sale');
  if (sale === undefined) return refusal(way.ready, 'original-not-in-batch');
  if (sale.state === 'unknown') return refusal(way.ready, 'original-unknown');
  if (sale.state !== 'approved') return refusal(way.ready, 'original-not-approved');
  if (sale.voidedByStan !== null) return refusal(way.ready, 'original-voided');
  const lineError = await openLine(session);
  const { keys, batchNo, nextStan, openTip } = journal.state;
  if (lineError !== null) return refusal(way.ready, 'not-connected', lineError);
  if (keys === null) return refusal(way.ready, 'not-signed-in');
  const again = openTip !== undefined && openTip.of === stan && BigInt(openTip.tipFen) === tipFen;
  const own = again ? openTip.stan : sixDigits(nextStan);
  if (!again)
    await journal.update((state) => ({
      ...takeStan(state),
      openTip: { stan: own, of: stan, tipFen: String(tipFen) },
    }));
  const amountFen = sale.amountFen + tipFen;
  const card = storedCard(session, sale);
  const { answer } = sale;
  const original = { stan, batchNo, date: answer.date, rrn: answer.rrn };
  const plain = cardMessage(profile, {
    ...{ kind: 'void', variety: null, stan: own, batchNo, amountFen, card, entry: 'keyed', pinBlock: null },
    ...{ original, originalAuthCode: answer.authCode },
  });
  const message = messageOf('tip', plain, { 3: '000000', 48: buildTip(tipFen) });
  const facts = { amountFen, maskedPan: maskPan(card.pan), cardEntry: sale.cardEntry, original } as const;
  const base = { ...way.ready, ...facts, stan: own, tipFen };
  const mac = crypto.macOf(keys);
  const reply = await exchange(session, { message, frame: frameOf(session, message, mac), mac });
  if (reply.state !== 'valid') return unknownResult(base, reply);
  const result = answeredResult(session, base, reply.message, reply.code);
  if (result.result !== 'unknown')
    await journal.update((state) => tipped(state, stan, result.result === 'approved' ? tipFen : 0n));
  return result;
}

/**
 * A sale that the chip approved while the terminal was alone, uploaded. The cardholder has gone: it stands, and without
 * an answer the same upload goes out again under its own trace number (`again`).
 */
export async function runOffline(
  session: Session,
  sale: { readonly amountFen: bigint; readonly card: Card } | { readonly again: string },
): Promise<TerminalResult> {
  const { journal, crypto, profile } = session;
  const way = await clearTheWay(session, 'offline');
  if ('refused' in way) return way.refused;
  const before = 'again' in sale ? openUpload(journal.state.batch, sale.again) : null;
  if ('again' in sale && before === null) return refusal(way.ready, 'original-not-in-batch');
  const card = before === null ? (sale as { card: Card }).card : storedCard(session, before);
  const amountFen = before?.amountFen ?? (sale as { amountFen: bigint }).amountFen;
  const { keys, batchNo, nextStan } = journal.state;
  if (keys === null) return refusal(way.ready, 'not-signed-in');
  const stan = before?.stan ?? sixDigits(nextStan);
  const atMs = session.clock();
  const { pin: _pin, ...named } = card;
  const plain = cardMessage(profile, {
    ...{ kind: 'sale', variety: null, stan, batchNo, amountFen, card: named, entry: 'chip', pinBlock: null },
    ...{ original: null, originalAuthCode: null },
  });
  const alone =
    before === null
      ? await approvedAlone(session, { kind: 'sale', amountFen, card: named, entry: 'chip' }, stan)
      : null;
  const told = { ...way.ready, amountFen, maskedPan: maskPan(card.pan), cardEntry: 'chip' as const };
  if (alone !== null && alone.state !== 'approved') {
    if (alone.state === 'asks') return refusal(way.ready, 'card-asks');
    if (alone.state === 'blocked') return refusal(way.ready, 'card-blocked');
    const { cryptogram, print, why } = alone;
    const chip = { cryptogram, print, issuer: 'silent', scripts: false } as const;
    return refusal({ ...told, chip }, 'card-not-proven', why);
  }
  const certificate = alone?.data ?? fromHex(before?.chipHex ?? '');
  if (certificate === null) return refusal(way.ready, 'card-asks');
  const message = messageOf('offline-sale', plain, { 55: certificate });
  if (before === null) {
    const entry: EntryFacts = {
      ...{ kind: 'sale' as const, stan, batchNo, amountFen },
      ...{ maskedPan: maskPan(card.pan), cardEntry: 'chip' as const },
      ...{
        sealedCard: crypto.sealCard(named, `${batchNo}/${stan}`),
        original: null,
        atMs,
        offline: true as const,
        chipHex: toHex(certificate),
        ...(alone === null || alone.print.length === 0 ? {} : { chipPrint: alone.print }),
        ...(session.ref === null ? {} : { ref: session.ref }),
      },
    };
    await journal.update((state) => begin(state, entry, null));
  }
  const base: TerminalResult = {
    ...{ ...told, stan, atMs },
    ...(alone === null
      ? {}
      : { chip: { cryptogram: 'tc', issuer: 'silent', print: alone.print, scripts: false } }),
  };
  const lineError = await openLine(session);
  if (lineError !== null) return { ...refusal(base, 'not-connected', lineError), result: 'unknown' };
  const mac = crypto.macOf(keys);
  const reply = await exchange(session, { message, frame: frameOf(session, message, mac), mac });
  if (reply.state !== 'valid') return unknownResult(base, reply);
  // «Duplicate» says that the host has it already.
  const code = reply.code === '94' ? '00' : reply.code;
  const result = answeredResult(session, base, reply.message, code);
  await journal.update((state) => answered(state, stan, outcomeOf(result)));
  return result;
}

const openUpload = (batch: readonly JournalEntry[], stan: string): JournalEntry | null =>
  batch.find((each) => each.stan === stan && each.offline === true && each.state === 'unknown') ?? null;
