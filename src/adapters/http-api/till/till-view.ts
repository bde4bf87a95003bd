/** The till as the API tells it. */
import {
  type JournalEntry,
  type JournalState,
  type KeptSettlement,
  meaningOf,
  type ReversalReport,
  type ShownCode,
  type TerminalResult,
  type TerminalTotals,
  totalsOf,
} from '#adapters/virtual-terminal';
import { isReceiptType } from '#domain/receipt';
import { shownText } from '#domain/wording';
import { amount, instant, instantOrNull } from '../answers/answer-view.ts';
import type {
  TillActView,
  TillEntryView,
  TillResultView,
  TillSettlementView,
  TillTerminalView,
} from './schemas-till.ts';
import type { TillAct, TillDesk, TillTerminal } from './till-desk.ts';

const SETTLEMENTS_SHOWN = 10;
const amountOrNull = (fen: bigint | null | undefined): number | null => (fen == null ? null : amount(fen));

const totalsView = ({ debitFen, debitCount, creditFen, creditCount }: TerminalTotals) => ({
  ...{ debit: amount(debitFen), debitCount, credit: amount(creditFen), creditCount },
});

const settlementView = (
  kept: Omit<KeptSettlement, 'stan'> & { stan: string | null },
): TillSettlementView => ({
  ...{ batch: kept.batchNo, stan: kept.stan, outcome: kept.outcome, at: instant(kept.atMs) },
  terminal: totalsView(kept.totals),
  host: totalsView(kept.hostTotals),
});

const originalView = (original: TerminalResult['original']) =>
  original === null
    ? null
    : { batch: original.batchNo, stan: original.stan, reference: original.rrn, date: original.date };

const reversalView = (report: ReversalReport): NonNullable<TillResultView['flushed']> => ({
  ...{ state: report.outcome, batch: report.batchNo, stan: report.stan, amount: amount(report.amountFen) },
  ...{ card: report.maskedPan, sends: report.sends, code: report.code },
});

const RESULTS = { 'refused-locally': 'refused' } as const satisfies Partial<
  Record<TerminalResult['result'], TillResultView['result']>
>;

function resultView(result: TerminalResult): TillResultView {
  const { settlement, flushed, detail } = result;
  const said = result.result === 'refused-locally' ? RESULTS[result.result] : result.result;
  return {
    ...{ result: said, code: result.code, reason: result.reason, words: { ...result.words } },
    detail: detail === null ? null : shownText(detail, 200),
    ...{ batch: result.batchNo, stan: result.stan, amount: amountOrNull(result.amountFen) },
    ...{ tip: amountOrNull(result.tipFen), balance: amountOrNull(result.balanceFen) },
    ...{ card: result.maskedPan, entry: result.cardEntry, variety: result.variety },
    ...{ pinEntered: result.pinEntered, reference: result.rrn, authCode: result.authCode },
    original: originalView(result.original),
    ...{ reversal: result.reversal, needsSignIn: result.needsSignIn },
    flushed: flushed === null ? null : reversalView(flushed),
    settlement:
      settlement === null ? null : settlementView({ ...settlement, stan: result.stan, atMs: result.atMs }),
    codeText: result.codeText ?? null,
    hasSlip: result.stan !== null && (result.settlement !== null || isSlipAct(result.act)),
  };
}

/** A query has no slip of its own in the journal; neither has a tip, which is part of its sale's. */
const isSlipAct = (act: TerminalResult['act']): boolean =>
  isReceiptType(act) && act !== 'code-query' && act !== 'tip';

/** The same from the journal, where the program that began the act is gone. */
function resultOfEntry(entry: JournalEntry, journal: JournalState | null): TillResultView {
  const answer = entry.state === 'approved' ? entry.answer : null;
  const result = {
    ...{ approved: 'approved', declined: 'declined', unknown: 'unknown', reversed: 'undone' },
    'reversal-failed': 'unknown',
  }[entry.state] as TillResultView['result'];
  const waits = journal?.pending?.stan === entry.stan;
  return {
    ...{ result, code: codeOf(entry), reason: null, words: wordsOf(entry), detail: null },
    ...{ batch: entry.batchNo, stan: entry.stan, amount: amount(entry.amountFen) },
    ...{ tip: amountOrNull(entry.tipFen), balance: null, card: entry.maskedPan, entry: entry.cardEntry },
    ...{ variety: entry.variety ?? null, pinEntered: entry.pinEntered ?? false },
    ...{ reference: answer?.rrn ?? null, authCode: answer?.authCode ?? null },
    original: originalView(entry.original),
    reversal: entry.state === 'reversed' ? 'acknowledged' : waits ? 'pending' : null,
    ...{ flushed: null, needsSignIn: false, settlement: null, codeText: null, hasSlip: true },
  };
}

const codeOf = (entry: JournalEntry): string | null =>
  entry.state === 'approved' ? entry.answer.code : entry.code;

const STATE_WORDS = {
  approved: { zh: '成功', en: 'approved' },
  unknown: { zh: '结果未知', en: 'unknown' },
  reversed: { zh: '已冲正，未扣款', en: 'reversed; nothing was taken' },
  'reversal-failed': { zh: '冲正不成功', en: 'its reversal failed' },
  voided: { zh: '已撤销', en: 'voided' },
} as const;

const stateOf = (entry: JournalEntry): TillEntryView['state'] =>
  entry.state === 'approved' && entry.voidedByStan !== null ? 'voided' : entry.state;

function wordsOf(entry: JournalEntry): { zh: string; en: string } {
  const state = stateOf(entry);
  if (entry.state === 'declined') return { ...meaningOf(entry.code).words };
  return { ...STATE_WORDS[state as keyof typeof STATE_WORDS] };
}

export function actView(act: TillAct, journal: JournalState | null = null): TillActView {
  const { result, entry } = act;
  return {
    ...{ id: act.id, terminal: act.terminalId, act: act.kind, amount: amountOrNull(act.amountFen) },
    state: act.endedMs === null ? 'under-way' : 'ended',
    ...{ startedAt: instant(act.startedMs), endedAt: instantOrNull(act.endedMs) },
    steps: act.steps.map((step) => ({
      ...{ step: step.step, at: instant(step.atMs), mti: 'mti' in step ? step.mti : null },
      stan: 'stan' in step ? step.stan : null,
      code: 'code' in step ? step.code : null,
    })),
    result: result !== null ? resultView(result) : entry === null ? null : resultOfEntry(entry, journal),
    trouble: act.trouble === null ? null : { ...act.trouble },
    recovered: act.steps.length === 0 && act.endedMs !== null && act.trouble === null,
  };
}

export function entryView(
  entry: JournalEntry,
  journal: JournalState,
  payment: TillEntryView['payment'] = null,
): TillEntryView {
  const answer = entry.state === 'approved' ? entry.answer : null;
  return {
    ...{ batch: entry.batchNo, stan: entry.stan, kind: entry.kind, state: stateOf(entry) },
    ...{ code: codeOf(entry), words: wordsOf(entry) },
    ...{ amount: amount(entry.amountFen), tip: amountOrNull(entry.tipFen), card: entry.maskedPan },
    ...{ entry: entry.cardEntry, variety: entry.variety ?? null },
    ...{ reference: answer?.rrn ?? null, authCode: answer?.authCode ?? null, at: instant(entry.atMs) },
    voidedBy: entry.state === 'approved' ? entry.voidedByStan : null,
    original: originalView(entry.original),
    inOpenBatch: entry.batchNo === journal.batchNo,
    payment,
  };
}

/** A code that was shown and paid, beside the transactions of cards. */
export function codeEntryView(
  code: ShownCode,
  journal: JournalState,
  payment: TillEntryView['payment'] = null,
): TillEntryView {
  const undone = code.state === 'undone';
  return {
    ...{
      batch: code.batchNo,
      stan: code.stan,
      kind: 'sale',
      state: undone ? 'voided' : 'approved',
      code: '00',
    },
    words: { ...STATE_WORDS[undone ? 'voided' : 'approved'] },
    ...{ amount: amount(code.amountFen), tip: null, card: '', entry: 'keyed', variety: 'own-code' },
    ...{ reference: code.rrn, authCode: null, at: instant(code.atMs), voidedBy: null, original: null },
    inOpenBatch: code.batchNo === journal.batchNo,
    payment,
  };
}

export function tillView(
  desk: TillDesk,
  terminal: TillTerminal,
  journal: JournalState,
  unknown: readonly TillEntryView[],
): TillTerminalView {
  const { pending } = journal;
  const underWay = desk.underWay(terminal);
  const waiting = [...journal.batch, ...journal.earlier].find(({ stan }) => stan === pending?.stan);
  return {
    ...{ id: terminal.terminalId, merchant: terminal.merchantId, merchantName: terminal.merchantName },
    ...{ demo: desk.demo, operator: journal.operator, signInDue: journal.signInDue },
    ...{ batch: journal.batchNo, totals: totalsView(totalsOf(journal.batch)) },
    entries: journal.batch.length,
    underWay: underWay === null ? null : actView(underWay),
    pending:
      pending === null
        ? null
        : {
            ...{ state: 'pending', batch: waiting?.batchNo ?? journal.batchNo, stan: pending.stan },
            ...{ amount: amount(BigInt(pending.fields[4] ?? '0')), card: waiting?.maskedPan ?? '' },
            ...{ sends: pending.sends, code: null },
          },
    unknown: [...unknown],
    codes: (journal.codes ?? [])
      .filter(({ state }) => state === 'unknown' || state === 'waiting')
      .map(({ batchNo, stan, amountFen, text, state, atMs }) => ({
        ...{ batch: batchNo, stan, amount: amount(amountFen), text, state, at: instant(atMs) },
      }))
      .reverse(),
    settlementOpen: journal.openSettlement !== null,
    settlements: (journal.settlements ?? []).slice(-SETTLEMENTS_SHOWN).reverse().map(settlementView),
  };
}
