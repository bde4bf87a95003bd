/** The transactions of a batch whose totals differed, sent up one by one; then the word that these were all. */
import type { KeyedMac } from '#adapters/security-module';
import {
  type BatchDetail,
  buildBatchDetails,
  buildChipUpload,
  buildUploadCount,
  fromHex,
  type Iso8583Message,
} from '#wire/iso8583';
import { storedCard } from './card-flow.ts';
import { CARD_KINDS, type EntryKind } from './card-kinds.ts';
import { type JournalEntry, sixDigits, takeStan } from './journal-state.ts';
import { cardMessage, management } from './requests.ts';
import type { UploadReport } from './result.ts';
import { exchange, frameOf, openLine, type Session } from './session.ts';

const DETAILS_PER_MESSAGE = 8;
const CURRENCY = '156';
/** 60.3 of a certificate after totals that differed. */
const DIFFERS = '205';
/** Messages of kind 0220 go up each by itself, all others in lists. */
const NOTICES: readonly EntryKind[] = ['refund', 'completion-notice'];

/**
 * Uploads what is left to upload; `null` when nothing is. Interrupted, it begins again with the next settlement: the
 * host knows what it has already.
 */
export async function runUpload(session: Session): Promise<UploadReport | null> {
  const { journal } = session;
  const batchNo = journal.state.openUpload;
  if (batchNo === undefined) return null;
  const entries = journal.state.earlier.filter(
    ({ kind, state, ...entry }) =>
      entry.batchNo === batchNo && state === 'approved' && CARD_KINDS[kind].side !== null,
  );
  const isCertified = ({ chipHex, offline }: JournalEntry): boolean =>
    chipHex !== undefined && offline === undefined;
  const listed = entries.filter((entry) => !NOTICES.includes(entry.kind) && !isCertified(entry));
  const certified = entries.filter(isCertified);
  const notices = entries.filter(({ kind }) => NOTICES.includes(kind));
  let sent = 0;
  const report = (ended: boolean, detail: string | null): UploadReport => ({
    ...{ batchNo, sent, of: entries.length, ended, detail },
  });
  for (let from = 0; from < listed.length; from += DETAILS_PER_MESSAGE) {
    const part = listed.slice(from, from + DETAILS_PER_MESSAGE);
    const details = buildBatchDetails(part.map((entry) => detailOf(session, entry)));
    const trouble = await upload(session, batchNo, (stan) =>
      management('upload-stripe', session.profile, batchNo, '201', { 11: stan, 48: details }),
    );
    if (trouble !== null) return report(false, trouble);
    sent += part.length;
  }
  for (const entry of certified) {
    const trouble = await upload(session, batchNo, () => certificateOf(session, batchNo, entry));
    if (trouble !== null) return report(false, trouble);
    sent += 1;
  }
  for (const entry of notices) {
    const trouble = await upload(session, batchNo, () => noticeOf(session, entry));
    if (trouble !== null) return report(false, trouble);
    sent += 1;
  }
  const count = buildUploadCount(sent);
  // The end carries a code: a host undoes nothing on the word of a stranger.
  const { keys } = journal.state;
  const mac = keys === null ? null : session.crypto.macOf(keys);
  const trouble = await upload(
    session,
    batchNo,
    (stan) => management('upload-end', session.profile, batchNo, '202', { 11: stan, 48: count }),
    mac,
  );
  if (trouble !== null) return report(false, trouble);
  await journal.update(({ openUpload: _done, ...state }) => state);
  return report(true, null);
}

const detailOf = (session: Session, entry: JournalEntry): BatchDetail => ({
  kind: 'domestic',
  stan: entry.stan,
  pan: storedCard(session, entry).pan,
  amountFen: entry.amountFen,
});

/** A payment by chip goes up by itself, with the card's last word (TC) and what it was for. */
function certificateOf(session: Session, batchNo: string, entry: JournalEntry): Iso8583Message {
  const { stan, amountFen, chipHex = '' } = entry;
  const upload = { result: 'certificate', cardKind: '00', reason: '00', outcome: null } as const;
  return management('upload-chip', session.profile, batchNo, DIFFERS, {
    ...{ 2: storedCard(session, entry).pan, 4: amountFen.toString().padStart(12, '0'), 11: stan },
    ...{ 22: '051', 49: CURRENCY, 55: fromHex(chipHex) ?? new Uint8Array(0) },
    62: buildChipUpload({ ...upload, amountFen, currency: CURRENCY }, 'bcd'),
  });
}

/** A refund or completion notice goes up as it was, under the MTI of uploads and its own trace number. */
function noticeOf(session: Session, entry: JournalEntry): Iso8583Message {
  const { original } = entry;
  const message = cardMessage(session.profile, {
    ...{ kind: entry.kind, stan: entry.stan, batchNo: entry.batchNo, amountFen: entry.amountFen },
    ...{ card: storedCard(session, entry), entry: 'keyed', variety: null, pinBlock: null },
    ...{ original, originalAuthCode: null },
  });
  return { mti: '0320', fields: message.fields };
}

/** Sends one message of the upload; a text when it did not get through. */
async function upload(
  session: Session,
  batchNo: string,
  make: (stan: string) => Iso8583Message,
  mac: KeyedMac | null = null,
): Promise<string | null> {
  const lineError = await openLine(session);
  if (lineError !== null) return lineError;
  const stan = sixDigits(session.journal.state.nextStan);
  const message = make(stan);
  if (message.fields[11] === stan) await session.journal.update(takeStan);
  const reply = await exchange(session, { message, frame: frameOf(session, message, mac), mac });
  if (reply.state !== 'valid') return reply.detail;
  return reply.code === '00' ? null : `batch ${batchNo}: the host answered ${reply.code}`;
}
