/** Terminals, their switches and batches as the API tells them. */
import { ACCEPTANCE_TERM_WORDS, acceptanceSentence } from '#domain/acceptance';
import { OUTCOMES } from '#domain/outcome';
import {
  acceptanceOf,
  type Batch,
  type CardTotals,
  type DataVersions,
  type Difference,
  needsPerson,
  PRODUCTS,
  type Product,
  requirementOf,
  type Terminal,
} from '#domain/terminal';
import { DIFFERENCE_WORDS } from '#domain/wording';
import type { AcceptanceAnswer, AcceptanceRow } from '#engine';
import { amount, instant, outcomeView, ruleView } from '../answers/answer-view.ts';
import type { AcceptanceAnswerView, AcceptancesView, BatchView, TerminalView } from './schemas-terminals.ts';

const totalsView = ({ debitFen, debitCount, creditFen, creditCount }: CardTotals) => ({
  ...{ debit: amount(debitFen), debitCount, credit: amount(creditFen), creditCount },
});

export const acceptancesOf = (terminal: Terminal): TerminalView['acceptances'] =>
  (Object.keys(PRODUCTS) as Product[]).map((product) => {
    const { state, version, sinceMs } = acceptanceOf(terminal, product);
    const since = version === 0 ? null : instant(sinceMs);
    return { product, state, version, since, words: { ...PRODUCTS[product] } };
  });

/** `versions`: the lists that the gateway has; left out, only what was asked of the terminal is told. */
export function terminalView(terminal: Terminal, versions: DataVersions = {}): TerminalView {
  const { signedIn, totals, lastSettlement: last, lastStatus } = terminal;
  const wanted = requirementOf(terminal, versions);
  return {
    id: terminal.terminalId,
    merchant: terminal.merchantId,
    status: terminal.status,
    signedIn: signedIn === null ? null : { operator: signedIn.operator, at: instant(signedIn.atMs) },
    dialect: terminal.profile ?? 'standard',
    language: terminal.language ?? 'en',
    dialects: [...(terminal.profiles ?? [])],
    batch: terminal.batchNo,
    totals: totalsView(totals),
    hostVoids: { amount: amount(totals.hostVoidFen), count: totals.hostVoidCount },
    acceptances: acceptancesOf(terminal),
    holds: Object.entries(terminal.held ?? {}).map(([set, version]) => ({ set, version })),
    wants: wanted === null ? [] : [wanted],
    statusReport: lastStatus === undefined ? null : { at: instant(lastStatus.atMs), text: lastStatus.text },
    lastSettlement:
      last === null
        ? null
        : {
            batch: last.batchNo,
            result: last.result,
            at: instant(last.atMs),
            host: totalsView(last.host),
            terminal: totalsView(last.terminal),
          },
  };
}

export const acceptancesView = (terminal: Terminal, history: readonly AcceptanceRow[]): AcceptancesView => ({
  terminal: terminal.terminalId,
  merchant: terminal.merchantId,
  acceptances: acceptancesOf(terminal),
  history: history.map(({ product, state, version, atMs, by, reason }) => ({
    ...{ product, state, version, at: instant(atMs), by, reason },
  })),
});

const coded = (code: string) => ({ code, ...(ACCEPTANCE_TERM_WORDS[code] ?? { zh: code, en: code }) });

export function acceptanceAnswerView(answer: AcceptanceAnswer, product: Product): AcceptanceAnswerView {
  const { verdict, route, reason, terms, advice = [], rules, atMs } = answer;
  return {
    product,
    verdict,
    route: route ?? 'SERVICE_OFF',
    sentence: {
      zh: acceptanceSentence(answer, product, 'zh'),
      en: acceptanceSentence(answer, product, 'en'),
    },
    reason: reason === null ? null : outcomeView(reason),
    aftercare: (terms?.aftercare ?? []).map(coded),
    advice: advice.map(coded),
    rules: rules.map(ruleView),
    at: instant(atMs),
  };
}

function resolutionView({ resolution }: Difference): BatchView['differences'][number]['resolution'] {
  switch (resolution.state) {
    case 'open': {
      const row = resolution.why === null ? null : OUTCOMES[resolution.why];
      const why = row === null ? null : { zh: row.zh, en: row.en };
      return { state: 'open', how: null, cancellation: null, why, by: null, at: null };
    }
    case 'by-rule':
      return {
        ...{ state: 'by-rule', how: resolution.how, cancellation: resolution.cancellationId },
        ...{ why: null, by: null, at: instant(resolution.atMs) },
      };
    case 'ended':
      return {
        ...{ state: 'ended', how: resolution.how, cancellation: null },
        ...{
          why: { zh: resolution.why, en: resolution.why },
          by: resolution.by,
          at: instant(resolution.atMs),
        },
      };
  }
}

function differenceView(difference: Difference): BatchView['differences'][number] {
  const { no, kind, stan, terminal, host } = difference;
  return {
    ...{ no, kind, words: { ...DIFFERENCE_WORDS[kind] }, trace: stan },
    terminal:
      terminal === null
        ? null
        : { by: terminal.by, amount: amount(terminal.amountFen), card: terminal.masked },
    host:
      host === null
        ? null
        : {
            what: host.what,
            amount: amount(host.amountFen),
            card: host.masked,
            state: host.state,
            payment: host.paymentId,
            cancellation: host.cancellationId,
          },
    resolution: resolutionView(difference),
  };
}

export function batchView(batch: Batch): BatchView {
  const end = 'end' in batch ? batch.end : null;
  return {
    batch: batch.batchNo,
    terminal: batch.terminalId,
    merchant: batch.merchantId,
    state: batch.state,
    settled: instant(batch.settlement.atMs),
    host: totalsView(batch.settlement.host),
    counted: totalsView(batch.settlement.terminal),
    uploaded: batch.uploaded.length,
    end: end === null ? null : { code: end.code, count: end.count, at: instant(end.atMs) },
    needsPerson: needsPerson(batch),
    differences: batch.state === 'compared' ? batch.differences.map(differenceView) : [],
  };
}
