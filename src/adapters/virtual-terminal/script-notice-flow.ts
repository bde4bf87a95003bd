/** What cards made of their issuers' scripts, told to the host before the next online transaction. */
import { buildPosField60, fromHex, type Iso8583Message } from '#wire/iso8583';
import { type JournalState, type PendingScriptNotice, sixDigits, takeStan } from './journal-state.ts';
import { exchange, frameOf, openLine, type Session } from './session.ts';

/** Sends of one notice before it is given up: it moves no money. */
const SENDS_MAX = 3;
const SCRIPT_RESULT = '951';

/**
 * Sends what waits, oldest first; one without an answer stays, and those after it with it. It keeps its trace number,
 * by which the host knows it again; its batch is the open one.
 */
export async function flushScriptNotices(session: Session): Promise<void> {
  const { journal, crypto } = session;
  for (const { stan, batchNo } of journal.state.scriptNotices ?? []) {
    const { keys, signInDue } = journal.state;
    if (keys === null || signInDue !== null || (await openLine(session)) !== null) return;
    await journal.update((state) => leaving(state, stan, batchNo));
    const notice = (journal.state.scriptNotices ?? []).find(isOf(stan, batchNo));
    if (notice === undefined) return;
    const { pan } = crypto.openCard(notice.sealedCard, `${batchNo}/${stan}`);
    const message = messageOf(notice, pan, journal.state.batchNo);
    const mac = crypto.macOf(keys);
    const reply = await exchange(session, { message, frame: frameOf(session, message, mac), mac });
    if (reply.state === 'valid' || notice.sends >= SENDS_MAX)
      await journal.update((state) => without(state, stan, batchNo));
    if (reply.state !== 'valid') return;
  }
}

const isOf =
  (stan: string, batchNo: string) =>
  (notice: PendingScriptNotice): boolean =>
    notice.stan === stan && notice.batchNo === batchNo;

/** Counted, and with a trace number of its own from the first time on. */
function leaving(state: JournalState, stan: string, batchNo: string): JournalState {
  const all = state.scriptNotices ?? [];
  const isNew = all.find(isOf(stan, batchNo))?.ownStan === null;
  const scriptNotices = all.map((each) =>
    isOf(stan, batchNo)(each)
      ? { ...each, sends: each.sends + 1, ownStan: each.ownStan ?? sixDigits(state.nextStan) }
      : each,
  );
  return { ...(isNew ? takeStan(state) : state), scriptNotices };
}

const without = (state: JournalState, stan: string, batchNo: string): JournalState => ({
  ...state,
  scriptNotices: (state.scriptNotices ?? []).filter((each) => !isOf(stan, batchNo)(each)),
});

function messageOf(notice: PendingScriptNotice, pan: string, batch: string): Iso8583Message {
  const { fields, chipHex, ownStan } = notice;
  return {
    mti: '0620',
    fields: {
      ...fields,
      ...{ 2: pan, 11: ownStan ?? '', 55: fromHex(chipHex) ?? new Uint8Array(0) },
      60: buildPosField60({ transactionType: '00', batch, networkCode: SCRIPT_RESULT }),
    },
  };
}
