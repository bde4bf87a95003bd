/** What cards made of their issuers' scripts, told to the host before the next online transaction. */
import { fromHex, type Iso8583Message } from '#wire/iso8583';
import { type PendingScriptNotice, sixDigits, takeStan } from './journal-state.ts';
import { exchange, frameOf, openLine, type Session } from './session.ts';

/** Sends of one notice before it is given up: it moves no money. */
const SENDS_MAX = 3;

/** Sends what waits, oldest first; one without an answer stays, and those after it with it. */
export async function flushScriptNotices(session: Session): Promise<void> {
  const { journal, crypto } = session;
  for (const notice of journal.state.scriptNotices ?? []) {
    const { keys, signInDue } = journal.state;
    if (keys === null || signInDue !== null || (await openLine(session)) !== null) return;
    const { pan } = crypto.openCard(notice.sealedCard, `${notice.batchNo}/${notice.stan}`);
    const message = messageOf(notice, pan, sixDigits(journal.state.nextStan));
    const mac = crypto.macOf(keys);
    await journal.update((state) =>
      takeStan({ ...state, scriptNotices: counted(state.scriptNotices, notice) }),
    );
    const reply = await exchange(session, { message, frame: frameOf(session, message, mac), mac });
    const done = reply.state === 'valid' || notice.sends + 1 >= SENDS_MAX;
    if (done)
      await journal.update((state) => ({
        ...state,
        scriptNotices: (state.scriptNotices ?? []).filter((each) => !same(each, notice)),
      }));
    if (reply.state !== 'valid') return;
  }
}

function messageOf({ fields, chipHex }: PendingScriptNotice, pan: string, stan: string): Iso8583Message {
  return { mti: '0620', fields: { ...fields, 2: pan, 11: stan, 55: fromHex(chipHex) ?? new Uint8Array(0) } };
}

const same = (one: PendingScriptNotice, other: PendingScriptNotice): boolean =>
  one.stan === other.stan && one.batchNo === other.batchNo;

const counted = (all: readonly PendingScriptNotice[] | undefined, notice: PendingScriptNotice) =>
  (all ?? []).map((each) => (same(each, notice) ? { ...each, sends: each.sends + 1 } : each));
