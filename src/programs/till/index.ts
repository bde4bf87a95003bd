/**
 * The virtual terminals of the data folder as a till of the API. A terminal is opened for one act and given back: the
 * command line uses the same ones, and who comes second is told that the terminal is in use.
 */
import {
  type TillAct,
  type TillBegun,
  type TillDesk,
  type TillOrder,
  type TillTerminal,
  TillTroubleError,
} from '#adapters/http-api';
import {
  createVirtualTerminal,
  readTerminalJournal,
  TerminalInputError,
  TerminalInUseError,
  TerminalJournalError,
  type TerminalProfile,
  TerminalProfileError,
  type TerminalStep,
  type VirtualTerminal,
} from '#adapters/virtual-terminal';
import type { Clock } from '#engine';
import { maskPan } from '#wire/iso8583';
import type { DataFolder } from '../data-folder.ts';
import { readCardsAtHand } from '../phones.ts';
import { journalFileOf, readProfiles, type TestCard } from '../terminal-files.ts';
import { Acts, actIdOf, actInJournal, contentOf } from './acts.ts';
import { doubtsOf, placeOf } from './doubts.ts';
import { perform } from './perform.ts';
import { cardsAtHand, codesAtHand, payShown } from './wallets.ts';

/** As long as a terminal waits at a counter. */
const REPLY_TIMEOUT_MS = 30_000;

/** A page asks every few seconds, and the folder may hold a thousand terminals. */
const PROFILES_KEPT_MS = 2_000;
/** Keys that are given up; orders on their way for longer than it takes to reach this many are none. */
const FORGONE_MAX = 1_000;

export interface TillOptions {
  readonly data: DataFolder;
  readonly demo: boolean;
  readonly files: TillDesk['files'];
  readonly clock: Clock;
  readonly replyTimeoutMs?: number;
  /** What went wrong behind the answer that the caller got. */
  readonly log: (event: { readonly event: string; readonly message: string }) => void;
}

export function createTillDesk(options: TillOptions): TillDesk {
  const { data, demo, clock } = options;
  const acts = new Acts();
  /** Of this process alone: a line that brings an order late ends with the process. */
  const forgone = new Set<string>();
  /** Id of the act under way, by terminal; taken before anything is awaited. */
  const taken = new Map<string, string>();
  const nameOf = ({ merchantId, terminalId }: TillTerminal): string => `${merchantId}/${terminalId}`;
  let read: { readonly atMs: number; readonly profiles: ReturnType<typeof readProfiles> } | null = null;
  const profiles = (): ReturnType<typeof readProfiles> => {
    const nowMs = clock.nowMs();
    if (read === null || nowMs - read.atMs > PROFILES_KEPT_MS)
      read = { atMs: nowMs, profiles: readProfiles(data.root) };
    return read.profiles;
  };
  const profileOf = async (terminal: TillTerminal): Promise<TerminalProfile> => {
    const found = (await profiles()).find((each) => nameOf(each) === nameOf(terminal));
    if (found !== undefined) return found;
    throw new TerminalProfileError(`No profile of terminal ${terminal.terminalId} in ${data.terminals}`);
  };
  const journalOf = async (terminal: TillTerminal) =>
    readTerminalJournal(journalFileOf(data.root, await profileOf(terminal)), terminal);

  async function start(
    terminal: TillTerminal,
    id: string,
    order: TillOrder,
    card: TestCard | null,
  ): Promise<TillBegun> {
    const content = contentOf(order);
    const { merchantId, terminalId } = terminal;
    let act: TillAct = {
      ...{ id, merchantId, terminalId, kind: order.act, amountFen: order.amountFen },
      ...{ startedMs: clock.nowMs(), endedMs: null, steps: [], result: null, entry: null, trouble: null },
    };
    const tell = (change: Partial<TillAct>): void => {
      act = { ...act, ...change };
      acts.set(act, content);
    };
    // From here on whoever asks for the key is told of it; before, nobody had given the key up.
    tell({});
    const open = await opened(terminal, id, (step) =>
      tell({ steps: [...act.steps, { ...step, atMs: clock.nowMs() }] }),
    );
    void run(open, order, card).then((end) => {
      taken.delete(nameOf(terminal));
      tell({ ...end, endedMs: clock.nowMs() });
    });
    return { state: 'begun', act };
  }

  async function opened(
    terminal: TillTerminal,
    id: string,
    onStep: (step: TerminalStep) => void,
  ): Promise<VirtualTerminal> {
    try {
      const profile = await profileOf(terminal);
      return await createVirtualTerminal({
        ...{ profile, journalFile: journalFileOf(data.root, profile), ref: id, clock: clock.nowMs, onStep },
        replyTimeoutMs: options.replyTimeoutMs ?? REPLY_TIMEOUT_MS,
      });
    } catch (error) {
      acts.forget(id);
      throw error;
    }
  }

  /** Never rejects: what went wrong is part of the act. */
  async function run(
    open: VirtualTerminal,
    order: TillOrder,
    card: TestCard | null,
  ): Promise<Pick<TillAct, 'result' | 'trouble'>> {
    try {
      // A cashier does not think of signing in: the terminal does it.
      if (open.journal.signInDue !== null && order.act !== 'sign-in' && order.act !== 'sign-off') {
        const signed = await open.signIn(open.journal.operator);
        // Without it nothing of the order leaves, whatever became of the sign-in.
        if (signed.result !== 'approved')
          return { result: { ...signed, result: 'refused-locally' }, trouble: null };
      }
      return { result: await perform(open, order, card, data.root), trouble: null };
    } catch (error) {
      return { result: null, trouble: troubleOf(error) };
    } finally {
      await open.close().catch((error: unknown) => troubleOf(error));
    }
  }

  function troubleOf(error: unknown): { readonly zh: string; readonly en: string } {
    const message = error instanceof Error ? error.message : String(error);
    options.log({ event: 'till-trouble', message });
    if (error instanceof TerminalInputError) return { zh: '终端不接受此输入', en: error.message };
    if (error instanceof TerminalJournalError)
      return { zh: '终端流水无法读写，请联系技术人员', en: "the terminal's journal cannot be used" };
    if (error instanceof TerminalProfileError)
      return { zh: '终端配置无法使用，请联系技术人员', en: "the terminal's profile cannot be used" };
    return { zh: '终端发生故障', en: 'the terminal failed' };
  }

  return {
    demo,
    terminals: async () =>
      (await profiles()).map(({ merchantId, terminalId, merchantName }) => ({
        ...{ merchantId, terminalId, merchantName },
      })),
    async journal(terminal) {
      try {
        return await journalOf(terminal);
      } catch (error) {
        throw new TillTroubleError(troubleOf(error));
      }
    },
    underWay: (terminal) => acts.get(taken.get(nameOf(terminal)) ?? '')?.act ?? null,
    async begin(terminal, key, order, guard) {
      const id = actIdOf(terminal, key);
      const before = acts.get(id);
      if (before !== null) {
        if (before.content !== contentOf(order)) return { state: 'other-content' };
        return { state: 'repeated', act: before.act };
      }
      if (forgone.has(id)) return { state: 'forgone' };
      const name = nameOf(terminal);
      const holder = taken.get(name);
      if (holder !== undefined) return { state: 'busy', act: acts.get(holder)?.act ?? null };
      taken.set(name, id);
      let begun: TillBegun | null = null;
      try {
        const journal = await journalOf(terminal);
        const left = actInJournal(terminal, id, journal);
        if (left !== null) {
          const same = left.kind === order.act && (order.amountFen ?? left.amountFen) === left.amountFen;
          begun = same ? { state: 'repeated', act: left } : { state: 'other-content' };
          return begun;
        }
        const card = demo && order.card !== null ? await cardNamed(order.card) : null;
        if (order.card !== null && card === null)
          return { state: 'not-valid', pointer: '/card', detail: 'is no card at hand' };
        const doubts = doubtsOf(journal, order, card === null ? null : maskPan(card.pan), clock.nowMs());
        const standing = await Promise.all(
          doubts.map(async (doubt) => doubt.why !== 'unknown' || !(await guard.isUndone(doubt.entry))),
        );
        const left_ = doubts.filter((_, index) => standing[index]);
        if (left_.some(({ entry }) => !guard.confirmed.includes(placeOf(entry))))
          return { state: 'doubted', doubts: left_ };
        if (forgone.has(id)) return { state: 'forgone' };
        begun = await start(terminal, id, order, card);
        return begun;
      } catch (error) {
        if (error instanceof TerminalInUseError) return { state: 'busy', act: null };
        return { state: 'trouble', trouble: troubleOf(error) };
      } finally {
        if (begun?.state !== 'begun') taken.delete(name);
      }
    },
    async actOf(terminal, key) {
      const id = actIdOf(terminal, key);
      const known = acts.get(id)?.act;
      if (known !== undefined) return known;
      return actInJournal(terminal, id, await this.journal(terminal));
    },
    async forgo(terminal, key) {
      const id = actIdOf(terminal, key);
      // First the mark: an order that arrives while the journal is read begins nothing.
      forgone.add(id);
      const act = await this.actOf(terminal, key);
      if (act !== null) forgone.delete(id);
      for (const oldest of forgone) {
        if (forgone.size <= FORGONE_MAX) break;
        forgone.delete(oldest);
      }
      return act;
    },
    watch: (act, steps, waitMs) => watch(acts, act, steps, waitMs),
    cards: () => (demo ? cardsAtHand(data) : Promise.resolve([])),
    payerCodes: () => (demo ? codesAtHand(data) : Promise.resolve([])),
    pays: (card, code) => payShown(data, card, code),
    files: options.files,
  };

  async function cardNamed(id: string): Promise<TestCard | null> {
    return (await readCardsAtHand(data.root)).find((each) => each.id === id) ?? null;
  }
}

/** Waits for news of an act of this process, at most so long. */
function watch(acts: Acts, act: TillAct, steps: number, waitMs: number): Promise<TillAct> {
  const now = (): TillAct => acts.get(act.id)?.act ?? act;
  const isNews = ({ endedMs, steps: made }: TillAct): boolean => endedMs !== null || made.length > steps;
  if (isNews(now()) || waitMs === 0) return Promise.resolve(now());
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      unwatch();
      resolve(now());
    };
    const timer = setTimeout(end, waitMs);
    const unwatch = acts.watch(act.id, () => isNews(now()) && end());
  });
}
