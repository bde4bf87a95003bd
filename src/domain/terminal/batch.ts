/**
 * A batch after its settlement: what the terminal uploaded of it, what the host has, and what became of every
 * difference between the two. Pure functions over one record.
 */
import type { Fen } from '../money/index.ts';
import type { Outcome } from '../outcome/index.ts';
import type { Settlement, Terminal } from './index.ts';

/** What makes a batch larger than its totals can count (999 debits and 999 credits of each of two groups). */
export const BATCH_ITEMS_MAX = 4_000;

export type CardGroup = 'domestic' | 'foreign';

/**
 * One transaction as the terminal tells it. `detail`: a line of a list. `notice`: a message of its own (refund,
 * completion, offline sale). `chip`: with the card's own certificate. `chip-failed`: approved by the bank and then
 * refused by the card, so that at the till it did not happen.
 */
export interface UploadedItem {
  readonly by: 'detail' | 'notice' | 'chip' | 'chip-failed';
  readonly stan: string;
  readonly amountFen: Fen;
  readonly cardIndex: string | null;
  readonly masked: string | null;
  readonly group: CardGroup | null;
}

/** One transaction as the host has it. `stands`: it counts in the totals of the batch. */
export interface HostItem {
  readonly stan: string;
  readonly what: 'sale' | 'completion' | 'void' | 'completion-void' | 'refund';
  readonly amountFen: Fen;
  readonly cardIndex: string;
  readonly masked: string;
  readonly state: string;
  readonly stands: boolean;
  /** Trace numbers of the tips and corrections in its amount: a terminal uploads it under any of them. */
  readonly also?: readonly string[];
  readonly paymentId: string;
  readonly cancellationId: string | null;
}

export const DIFFERENCE_KINDS = [
  'host-only',
  'terminal-only',
  'content-differs',
  'card-refused',
  'count-differs',
] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

/** How a person ends a difference: whose list was right, or what was done about it elsewhere. */
export const DIFFERENCE_ENDS = ['host-right', 'terminal-right', 'made-good'] as const;
export type DifferenceEnd = (typeof DIFFERENCE_ENDS)[number];

/**
 * `open`: a person decides; `why` says what stood in the way of a rule. `by-rule`: undone because the terminal never
 * got its answer, by that cancellation. `ended`: by a person.
 */
export type Resolution =
  | { readonly state: 'open'; readonly why: Outcome | null }
  | {
      readonly state: 'by-rule';
      readonly how: 'reversal' | 'void-undone';
      readonly cancellationId: string;
      readonly atMs: number;
    }
  | {
      readonly state: 'ended';
      readonly how: DifferenceEnd;
      readonly by: string;
      readonly why: string;
      readonly atMs: number;
    };

export interface Difference {
  /** From 1, in the order of trace numbers. */
  readonly no: number;
  readonly kind: DifferenceKind;
  readonly stan: string | null;
  readonly terminal: Pick<UploadedItem, 'by' | 'amountFen' | 'masked'> | null;
  readonly host: Pick<
    HostItem,
    'what' | 'amountFen' | 'masked' | 'state' | 'paymentId' | 'cancellationId'
  > | null;
  readonly resolution: Resolution;
}

interface BatchBase {
  readonly merchantId: string;
  readonly terminalId: string;
  readonly book: string;
  readonly batchNo: string;
  readonly settlement: Settlement;
  readonly uploaded: readonly UploadedItem[];
  readonly version: number;
}

/** How the terminal ended its upload: its code (202 or 207) and how many transactions it says it sent. */
export interface UploadEnd {
  readonly code: '202' | '207';
  readonly count: number;
  readonly atMs: number;
}

/**
 * - `balanced`: totals agreed; chip certificates may follow until the end (207)
 * - `awaiting-upload`: totals differed; the terminal's list is coming
 * - `ended`: balanced, and the terminal said that it sent all
 * - `compared`: the lists were compared, differences stand in it
 */
export type Batch =
  | (BatchBase & { readonly state: 'balanced' })
  | (BatchBase & { readonly state: 'awaiting-upload' })
  | (BatchBase & { readonly state: 'ended'; readonly end: UploadEnd })
  | (BatchBase & {
      readonly state: 'compared';
      readonly end: UploadEnd;
      readonly differences: readonly Difference[];
    });

export const batchAfter = (terminal: Terminal, settlement: Settlement): Batch => ({
  merchantId: terminal.merchantId,
  terminalId: terminal.terminalId,
  book: terminal.book,
  batchNo: settlement.batchNo,
  settlement,
  uploaded: [],
  version: 0,
  state: settlement.result === 'balanced' ? 'balanced' : 'awaiting-upload',
});

const itemKey = ({ by, stan }: UploadedItem): string => `${by}/${stan}`;

/**
 * Takes in what the terminal uploads. The same transaction again, in the same way, changes nothing: the terminal
 * repeats what it got no answer to. Outcomes: `batch-upload-over`, `batch-too-large`, `duplicate-other-content`.
 */
export function takeUpload(batch: Batch, items: readonly UploadedItem[]): Batch | Outcome {
  const known = new Map(batch.uploaded.map((item) => [itemKey(item), item]));
  const fresh: UploadedItem[] = [];
  for (const item of items) {
    const before = known.get(itemKey(item));
    if (before === undefined) {
      known.set(itemKey(item), item);
      fresh.push(item);
    } else if (before.amountFen !== item.amountFen || before.cardIndex !== item.cardIndex) {
      return 'duplicate-other-content';
    }
  }
  if (fresh.length === 0) return batch;
  if (batch.state === 'ended' || batch.state === 'compared') return 'batch-upload-over';
  const uploaded = [...batch.uploaded, ...fresh];
  return uploaded.length > BATCH_ITEMS_MAX ? 'batch-too-large' : { ...batch, uploaded };
}

/** What a rule does about a difference: the terminal never got an answer, so what it asked for is undone. */
export interface DifferenceAct {
  readonly no: number;
  readonly act: 'reverse' | 'undo-void';
  readonly paymentId: string;
  readonly cancellationId: string | null;
}

/**
 * Ends the upload. Where totals had differed the two lists are compared; where they agreed nothing is. The same end
 * again changes nothing. Outcomes: `batch-upload-wanted` (the totals differed and no list was sent: 207).
 */
export function endUpload(
  batch: Batch,
  end: UploadEnd,
  host: readonly HostItem[],
): { readonly batch: Batch; readonly acts: readonly DifferenceAct[] } | Outcome {
  if (batch.state === 'ended' || batch.state === 'compared') return { batch, acts: [] };
  if (batch.state === 'balanced') return { batch: { ...batch, state: 'ended', end }, acts: [] };
  if (end.code === '207') return 'batch-upload-wanted';
  const differences = differencesOf(batch.uploaded, host, end);
  // A list that lacks what its end counts proves nothing: what is missing in it may stand at the till.
  const complete = end.count === batch.uploaded.length;
  const acts = complete ? differences.flatMap(actOn).filter((act) => !isUndone(act, differences)) : [];
  return { batch: { ...batch, state: 'compared', end, differences }, acts };
}

function differencesOf(
  uploaded: readonly UploadedItem[],
  host: readonly HostItem[],
  end: UploadEnd,
): Difference[] {
  const told = new Map<string, UploadedItem>();
  const changes = new Map(host.flatMap(({ stan, also = [] }) => also.map((each) => [each, stan] as const)));
  // A failed chip transaction may stand in a list as well: what the card said last counts. A change of the amount
  // outweighs the sale before it.
  for (const item of uploaded) {
    const stan = changes.get(item.stan) ?? item.stan;
    const before = told.get(stan);
    const outweighs = changes.has(item.stan) && before?.by !== 'chip-failed';
    if (before === undefined || item.by === 'chip-failed' || outweighs) told.set(stan, item);
  }
  const had = new Map<string, HostItem>();
  for (const item of host) {
    const before = had.get(item.stan);
    if (before === undefined || (!before.stands && item.stands)) had.set(item.stan, item);
  }
  const found: Omit<Difference, 'no'>[] = [];
  for (const stan of [...new Set([...told.keys(), ...had.keys()])].sort()) {
    const kind = kindOfDifference(told.get(stan), had.get(stan));
    if (kind === null) continue;
    found.push({
      kind,
      stan,
      terminal: shownUpload(told.get(stan)),
      host: shownHost(had.get(stan)),
      resolution: { state: 'open', why: null },
    });
  }
  if (end.count !== uploaded.length)
    found.push({
      kind: 'count-differs',
      stan: null,
      terminal: null,
      host: null,
      resolution: { state: 'open', why: null },
    });
  return found.map((each, index) => ({ no: index + 1, ...each }));
}

function kindOfDifference(
  told: UploadedItem | undefined,
  had: HostItem | undefined,
): Exclude<DifferenceKind, 'count-differs'> | null {
  const stands = had?.stands === true;
  if (told === undefined) return stands ? 'host-only' : null;
  if (told.by === 'chip-failed') return stands ? 'card-refused' : null;
  if (!stands) return 'terminal-only';
  const sameCard = told.cardIndex === null || told.cardIndex === had.cardIndex;
  return sameCard && told.amountFen === had.amountFen ? null : 'content-differs';
}

const shownUpload = (item: UploadedItem | undefined): Difference['terminal'] =>
  item === undefined ? null : { by: item.by, amountFen: item.amountFen, masked: item.masked };

function shownHost(item: HostItem | undefined): Difference['host'] {
  if (item === undefined) return null;
  const { what, amountFen, masked, state, paymentId, cancellationId } = item;
  return { what, amountFen, masked, state, paymentId, cancellationId };
}

/** A refund that the terminal does not know is not taken back: the payer may have been promised it. */
function actOn({ no, kind, host }: Difference): DifferenceAct[] {
  if (host === null || (kind !== 'host-only' && kind !== 'card-refused')) return [];
  const { what, paymentId, cancellationId } = host;
  if (what === 'sale' || what === 'completion')
    return [{ no, act: 'reverse', paymentId, cancellationId: null }];
  return (what === 'void' || what === 'completion-void') && cancellationId !== null
    ? [{ no, act: 'undo-void', paymentId, cancellationId }]
    : [];
}

/** A void whose sale the terminal does not have either: both are lost there, and together they are nothing. */
const isUndone = ({ act, paymentId }: DifferenceAct, differences: readonly Difference[]): boolean =>
  act === 'undo-void' &&
  differences.some(({ host }) => host?.paymentId === paymentId && host.cancellationId === null);

export const openDifferences = (batch: Batch): readonly Difference[] =>
  batch.state === 'compared' ? batch.differences.filter(({ resolution }) => resolution.state === 'open') : [];

/** Is somebody still needed for this batch: its list did not come, or a difference is open? */
export const needsPerson = (batch: Batch): boolean =>
  batch.state === 'awaiting-upload' || openDifferences(batch).length > 0;

/** Writes what became of a difference. Outcomes: `difference-not-found`, `difference-already-ended`. */
export function resolveDifference(batch: Batch, no: number, resolution: Resolution): Batch | Outcome {
  if (batch.state !== 'compared') return 'difference-not-found';
  const found = batch.differences.find((each) => each.no === no);
  if (found === undefined) return 'difference-not-found';
  if (found.resolution.state !== 'open') return 'difference-already-ended';
  return {
    ...batch,
    differences: batch.differences.map((each) => (each.no === no ? { ...each, resolution } : each)),
  };
}
