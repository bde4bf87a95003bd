/** The rules that this program answers by: files as delivered, and the published edition that stands over them. */
import type { RuleDesk, RuleEditionFiles, TriedRules } from '#adapters/http-api';
import type { RuleEditionStore } from '#adapters/postgres';
import { calendarDayOf, SHANGHAI } from '#domain/calendar';
import type { RuleBook } from '#domain/policy';
import { type Clock, LIMITS } from '#engine';
import { createRuleEditing } from './rule-editing.ts';
import { deliveredFiles, readAside, readGood, withFiles } from './rule-files.ts';
import type { RuleFile } from './rule-text.ts';
import { RulesError } from './rules.ts';

export interface OpenRuleDesk extends RuleDesk {
  /** Called with the book in use, at once and with each that comes after it. */
  onUse(act: (book: RuleBook) => void): void;
  /** Looks whether another edition is in force now; the program does so by itself every few seconds. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

export interface RuleDeskOptions {
  readonly institution: string;
  readonly store: RuleEditionStore;
  readonly clock: Clock;
  readonly trouble: (message: string) => void;
}

const withEdition = (book: RuleBook, no: number): RuleBook => (no === 0 ? book : { ...book, edition: no });

/** Opens the rules of the edition in force; throws RulesError where its files are wrong. */
export async function openRuleDesk(options: RuleDeskOptions): Promise<OpenRuleDesk> {
  const { institution, store, clock, trouble } = options;
  const delivered = await deliveredFiles();
  const listeners: ((book: RuleBook) => void)[] = [];
  const editing = createRuleEditing({ store, delivered });

  /** The edition whose day has come, the newest of several. */
  const inForce = async (): Promise<number> => {
    const today = calendarDayOf(clock.nowMs(), SHANGHAI);
    return (await store.marks()).find(({ effective }) => effective <= today)?.no ?? 0;
  };
  const read = async (no: number): Promise<RuleEditionFiles & { readonly book: RuleBook }> => {
    const edition = await editing.edition(no);
    if (edition === null) throw new RulesError(`Cannot read edition ${no} of the rules: its row is gone`);
    return { ...edition, book: withEdition(await readGood(edition.files), no) };
  };
  let inUse = await read(await inForce());
  for (const name of inUse.overtaken)
    trouble(`the rule file ${name} was delivered anew since edition ${inUse.no} took its place`);

  let refreshing: Promise<void> | null = null;
  const refresh = async (): Promise<void> => {
    const no = await inForce();
    if (no === inUse.no) return;
    inUse = await read(no);
    for (const act of listeners) act(inUse.book);
  };
  const refreshOnce = (): Promise<void> => {
    refreshing ??= refresh().finally(() => {
      refreshing = null;
    });
    return refreshing;
  };
  const poll = setInterval(() => {
    // The rules in use go on: better the edition before than none.
    void refreshOnce().catch((error: unknown) =>
      trouble(`cannot take the published rules into use: ${error instanceof Error ? error.message : error}`),
    );
  }, LIMITS.rulesPollMs);
  poll.unref();

  // Calls follow each other with the same files, page by page: the last book is kept. One is read at a time.
  let last: { readonly print: string; readonly tried: Promise<TriedRules> } | null = null;
  const tried = (given: readonly RuleFile[]): Promise<TriedRules> => {
    const print = JSON.stringify([inUse.no, given]);
    if (last?.print === print) return last.tried;
    const { files, replaced } = withFiles(inUse.files, given);
    const before: Promise<unknown> = last?.tried ?? Promise.resolve();
    const found = before.catch(() => {}).then(async () => ({ ...(await readAside(files)), replaced }));
    last = { print, tried: found };
    // What failed for want of time or memory may be asked again.
    found.catch(() => {
      if (last?.tried === found) last = null;
    });
    return found;
  };
  return {
    get book() {
      return inUse.book;
    },
    institution,
    tried,
    editions: { ...editing, inForce: () => inUse.no, refresh: refreshOnce },
    onUse(act) {
      listeners.push(act);
      act(inUse.book);
    },
    refresh: refreshOnce,
    close: async () => {
      clearInterval(poll);
      await refreshing?.catch(() => {});
      await store.close();
    },
  };
}
