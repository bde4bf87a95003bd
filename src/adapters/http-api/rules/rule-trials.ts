/**
 * Trials of changed rules against stored payments, carried out beside everything else: whoever started one may leave
 * and come back. One runs at a time; what has ended is kept until others take its place.
 */
import { randomBytes } from 'node:crypto';
import type { PaymentId } from '#domain/payment';
import type { RuleBook, RuleChange } from '#domain/policy';
import type { HttpApiOptions, RuleFault } from '../options.ts';
import { Problem } from '../problems.ts';
import { differences } from './rule-differences.ts';
import type { NamedText } from './rule-editing.ts';
import type { DifferenceView } from './schemas-rules.ts';

/** What is tried. */
export interface TrialOrder {
  readonly startedBy: string;
  readonly startedMs: number;
  /** The last edition at the start: what a proposal is made from. */
  readonly base: number;
  /** The edition whose answers are compared with. */
  readonly inForce: number;
  readonly restores: number | null;
  readonly effective: string;
  /** Both answers are given at this instant. */
  readonly atMs: number;
  readonly published: readonly NamedText[];
  readonly changes: readonly RuleChange[];
  readonly warnings: readonly RuleFault[];
}

/** The rules in force, and the tried ones. */
type Books = readonly [before: RuleBook, after: RuleBook];

export interface TrialFindings {
  /** Payments that are looked at, the newest ones; `null` before they were counted. */
  readonly total: number | null;
  readonly examined: number;
  /** Payments with at least one other answer. */
  readonly changed: number;
  /** Answers that differ, by what differs in them. */
  readonly members: Readonly<Record<string, number>>;
  /** The first of them. */
  readonly items: readonly DifferenceView[];
}

export type TrialState = 'waiting' | 'running' | 'done' | 'stopped' | 'failed';

export interface Trial extends TrialOrder {
  readonly id: string;
  readonly state: TrialState;
  readonly found: TrialFindings;
  readonly endedMs: number | null;
}

type Parts = Pick<HttpApiOptions, 'engine' | 'reader' | 'clock' | 'limits' | 'log'>;

const NOTHING: TrialFindings = { total: null, examined: 0, changed: 0, members: {}, items: [] };
const hasEnded = ({ state }: Trial): boolean => state !== 'waiting' && state !== 'running';

export class RuleTrials {
  readonly #parts: Parts;
  readonly #trials = new Map<string, Trial>();
  #working: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Newest first. */
  list(): Trial[] {
    return [...this.#trials.values()].reverse();
  }

  get(id: string): Trial | null {
    return this.#trials.get(id) ?? null;
  }

  start(order: TrialOrder, books: Books): Trial {
    for (const [id, trial] of this.#trials) {
      if (this.#trials.size < this.#parts.limits.rulesTrialsKeptMax) break;
      if (hasEnded(trial)) this.#trials.delete(id);
    }
    if (this.#trials.size >= this.#parts.limits.rulesTrialsKeptMax) throw new Problem('too-many-open');
    const id = `trial_${randomBytes(12).toString('hex')}`;
    const trial: Trial = { ...order, id, state: 'waiting', found: NOTHING, endedMs: null };
    this.#trials.set(id, trial);
    this.#working = this.#working.then(() => this.#run(id, books));
    return trial;
  }

  /** One that has ended stays as it is. */
  stop(id: string): Trial | null {
    const trial = this.get(id);
    if (trial === null || hasEnded(trial)) return trial;
    return this.#set(trial, { state: 'stopped', endedMs: this.#parts.clock.nowMs() });
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const { id } of this.list()) this.stop(id);
    await this.#working;
  }

  #set(trial: Trial, now: Partial<Trial>): Trial {
    const changed = { ...trial, ...now };
    this.#trials.set(trial.id, changed);
    return changed;
  }

  async #run(id: string, books: Books): Promise<void> {
    const { reader, clock, limits } = this.#parts;
    let trial = this.get(id);
    if (trial === null || hasEnded(trial) || this.#closed) return;
    try {
      const total = await reader.paymentCount(null, limits.rulesTrialPaymentsMax);
      let cursor: PaymentId | null = null;
      trial = this.#set(trial, { state: 'running', found: { ...NOTHING, total } });
      while (trial.found.examined < total) {
        const limit = Math.min(limits.rulesTrialPage, total - trial.found.examined);
        const { items: entries, next } = await reader.payments({ book: null, cursor, limit });
        const items = await differences(this.#parts, entries, books, trial.atMs);
        // Stopped meanwhile: what was found so far stays.
        if (hasEnded(this.get(id) ?? trial)) return;
        trial = this.#set(trial, { found: withFound(trial.found, entries.length, items, limits) });
        if (next === null) break;
        cursor = next;
      }
      this.#set(trial, { state: 'done', endedMs: clock.nowMs() });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#parts.log.warn({ event: 'rule-trial-failed', trial: id, message }, 'a trial of rules failed');
      this.#set(this.get(id) ?? trial, { state: 'failed', endedMs: clock.nowMs() });
    }
  }
}

function withFound(
  found: TrialFindings,
  examined: number,
  items: readonly DifferenceView[],
  limits: Parts['limits'],
): TrialFindings {
  const members = { ...found.members };
  for (const { changed } of items) for (const name of changed) members[name] = (members[name] ?? 0) + 1;
  return {
    total: found.total,
    examined: found.examined + examined,
    changed: found.changed + new Set(items.map(({ payment }) => payment)).size,
    members,
    items: [...found.items, ...items].slice(0, limits.rulesTrialDifferencesMax),
  };
}
