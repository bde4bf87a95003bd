/** Signing off, fetching parameters and lists, reporting the status; and doing what the host's answers ask for. */
import {
  buildBlockIndex,
  buildListQuery,
  buildListTags,
  bytesOf,
  type FieldValue,
  type Iso8583Message,
  type ListTag,
  latinBytes,
  latinText,
  listStates,
  type PosMessageId,
  parseListAnswer,
  parseTerminalParameters,
  processingRequirements,
} from '#wire/iso8583';
import { CA_KEYS_MAX, type CaKey, readCaKey } from './ca-keys.ts';
import { type JournalState, requireSignIn, sixDigits, takeStan } from './journal-state.ts';
import { management } from './requests.ts';
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

export const DOWNLOADS = [
  'parameters',
  'ca-keys',
  'chip-parameters',
  'blacklist',
  'contactless',
  'no-pin-bins',
  'no-pin-blacklist',
] as const;
export type Download = (typeof DOWNLOADS)[number];

type Step = readonly [id: PosMessageId, networkCode: string];
interface Plan {
  readonly query: Step | null;
  readonly load: Step;
  readonly end: Step;
}

const PLANS: Readonly<Record<Download, Plan>> = {
  parameters: { query: null, load: ['parameter-download', '360'], end: ['parameter-end', '361'] },
  'ca-keys': {
    query: ['ca-key-query', '372'],
    load: ['ca-key-download', '370'],
    end: ['ca-key-end', '371'],
  },
  'chip-parameters': {
    query: ['ic-parameter-query', '382'],
    load: ['ic-parameter-download', '380'],
    end: ['ic-parameter-end', '381'],
  },
  blacklist: { query: null, load: ['blacklist-download', '390'], end: ['blacklist-end', '391'] },
  contactless: {
    query: null,
    load: ['contactless-parameter-download', '394'],
    end: ['contactless-parameter-end', '395'],
  },
  'no-pin-bins': { query: null, load: ['no-pin-list-download', '396'], end: ['no-pin-list-end', '397'] },
  'no-pin-blacklist': {
    query: null,
    load: ['no-pin-blacklist-download', '398'],
    end: ['no-pin-blacklist-end', '399'],
  },
};

/** More parts of a list than this are a host that never ends. */
const PARTS_MAX = 200;

type Fields = Readonly<Record<number, FieldValue>>;

/** A management message that stores nothing: asked, answered, or why not. */
async function ask(
  session: Session,
  act: Act,
  [id, networkCode]: Step,
  fields: Fields,
): Promise<{ readonly result: TerminalResult; readonly answer: Iso8583Message | null }> {
  const blank = blankResult(session, act);
  const lineError = await openLine(session);
  if (lineError !== null) return { result: refusal(blank, 'not-connected', lineError), answer: null };
  const message = management(id, session.profile, session.journal.state.batchNo, networkCode, fields);
  const reply = await exchange(session, { message, frame: frameOf(session, message, null), mac: null });
  if (reply.state !== 'valid') return { result: unknownResult(blank, reply), answer: null };
  return { result: answeredResult(session, blank, reply.message, reply.code), answer: reply.message };
}

export async function runSignOff(session: Session): Promise<TerminalResult> {
  const { journal } = session;
  const stan = sixDigits(journal.state.nextStan);
  await journal.update(takeStan);
  const operator = journal.state.operator.padEnd(3, ' ');
  const { result } = await ask(session, 'sign-off', ['sign-off', '002'], { 11: stan, 63: operator });
  if (result.result !== 'approved') return { ...result, stan };
  await journal.update((state) => requireSignIn(state, 'signed-off'));
  return { ...result, stan };
}

/** What a technician wants to know from afar; it names no card. */
export async function runStatus(session: Session): Promise<TerminalResult> {
  const { batchNo, batch, pending, fetched = {} } = session.journal.state;
  const text = [
    `batch ${batchNo}`,
    `transactions ${batch.length}`,
    `reversal ${pending === null ? 'none' : pending.stan}`,
    ...Object.entries(fetched).map(([set, { entries }]) => `${set} ${entries}`),
  ].join(', ');
  const { result } = await ask(session, 'status', ['status-upload', '362'], {
    62: latinBytes(text.slice(0, 512)) ?? new Uint8Array(0),
  });
  return { ...result, detail: text };
}

/** Fetches one set to its end. The old one stays in use until the new one is whole. */
export async function runDownload(session: Session, set: Download): Promise<TerminalResult> {
  const { query, load, end } = PLANS[set];
  const got: { entries: number; change: (state: JournalState) => JournalState } = {
    entries: 0,
    change: (state) => state,
  };
  const parts =
    query !== null
      ? named(session, set, [query, load], got)
      : set === 'parameters'
        ? parameters(session, load, got)
        : blocks(session, load, got);
  const failed = await parts;
  if (failed !== null) return failed;
  const { result } = await ask(session, 'download', end, {});
  if (result.result !== 'approved') return result;
  const atMs = session.clock();
  await session.journal.update((state) => ({
    ...got.change(state),
    fetched: { ...state.fetched, [set]: { atMs, entries: got.entries } },
  }));
  return { ...result, detail: `${set}: ${got.entries}` };
}

interface Got {
  entries: number;
  change: (state: JournalState) => JournalState;
}

/** `null` when all went well, else what stands in the way. */
async function parameters(session: Session, load: Step, got: Got): Promise<TerminalResult | null> {
  const { result, answer } = await ask(session, 'download', load, {});
  if (answer === null || result.result !== 'approved') return result;
  try {
    const { transactions, manualEntry } = parseTerminalParameters(bytesOf(answer, 62) ?? new Uint8Array(0));
    got.entries = 1;
    got.change = (state) => ({
      ...state,
      ...(transactions === undefined ? {} : { transactions }),
      ...(manualEntry === undefined ? {} : { manualEntry }),
    });
    return null;
  } catch (error) {
    return unreadable(session, error);
  }
}

const unreadable = (session: Session, error: unknown): TerminalResult =>
  unknownResult(blankResult(session, 'download'), {
    state: 'malformed',
    detail: error instanceof Error ? error.message : 'the list could not be read',
  });

/** First the names in parts, then each entry by its name. CA keys are kept: the terminal checks cards with them. */
async function named(
  session: Session,
  set: Download,
  [query, load]: readonly [Step, Step],
  got: Got,
): Promise<TerminalResult | null> {
  const names: ListTag[][] = [];
  const caKeys: CaKey[] = [];
  try {
    for (let part = 0; part < PARTS_MAX; part += 1) {
      const { result, answer } = await ask(session, 'download', query, { 62: buildListQuery(names.length) });
      if (answer === null || result.result !== 'approved') return result;
      const { state, tags } = parseListAnswer(bytesOf(answer, 62) ?? new Uint8Array(0));
      for (const tag of tags) {
        if (tag.tag === '9F06') names.push([tag]);
        else if (tag.tag === '9F22') names.at(-1)?.push(tag);
      }
      if (state !== listStates.more || tags.length === 0) break;
    }
    for (const name of names) {
      const { result, answer } = await ask(session, 'download', load, { 62: buildListTags(name) });
      if (answer === null || result.result !== 'approved') return result;
      const { tags } = parseListAnswer(bytesOf(answer, 62) ?? new Uint8Array(0));
      if (set === 'ca-keys' && caKeys.length < CA_KEYS_MAX) caKeys.push(readCaKey(tags));
      got.entries += 1;
    }
    if (set === 'ca-keys') got.change = (state) => ({ ...state, caKeys });
    return null;
  } catch (error) {
    return unreadable(session, error);
  }
}

async function blocks(session: Session, load: Step, got: Got): Promise<TerminalResult | null> {
  for (let no = 0; no < PARTS_MAX; no += 1) {
    const { result, answer } = await ask(session, 'download', load, { 62: buildBlockIndex(no) });
    if (answer === null || result.result !== 'approved') return result;
    const text = latinText(bytesOf(answer, 62) ?? new Uint8Array(0));
    if (text.length > 1) got.entries += 1;
    if (text.charAt(0) !== listStates.more) return null;
  }
  return null;
}

const WANTED: Readonly<Record<string, Download>> = {
  [processingRequirements.downloadParameters]: 'parameters',
  [processingRequirements.downloadCaKeys]: 'ca-keys',
  [processingRequirements.downloadChipParameters]: 'chip-parameters',
  [processingRequirements.downloadBlacklist]: 'blacklist',
};

/**
 * Does what the last answer asked for, after the transaction is done. A new sign-in is written down already and comes
 * before the next payment. What fails is asked for again by the next answer.
 */
export async function obey(session: Session): Promise<readonly TerminalResult[]> {
  const { required } = session;
  session.required = null;
  if (required === null) return [];
  if (required === processingRequirements.uploadStatus) return [await runStatus(session)];
  const set = WANTED[required];
  return set === undefined ? [] : [await runDownload(session, set)];
}
