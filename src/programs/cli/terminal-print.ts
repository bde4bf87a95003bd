/** What the terminal command shows: slips, one line of what is known, and the same as JSON. */
import {
  CARD_KINDS,
  isEntryKind,
  type JournalEntry,
  type JournalState,
  KIND_NAMES,
  type ReversalReport,
  type SettlementReport,
  slipText,
  type TerminalProfile,
  type TerminalResult,
  type TerminalTotals,
  totalsOf,
} from '#adapters/virtual-terminal';
import { formatFen } from '#domain/money';
import type { Lang } from '#domain/outcome';
import { toJson } from '#engine/json';
import { afterwards } from './terminal-after-print.ts';
import { codeLines } from './terminal-codes-print.ts';

export const exitCodes = { approved: 0, declined: 1, usage: 2, unknown: 3 } as const;

/** A terminal that refuses by itself is a "no" like any other: nothing left it. */
export function exitCodeOf(result: TerminalResult): number {
  if (result.result === 'approved') return exitCodes.approved;
  return result.result === 'unknown' ? exitCodes.unknown : exitCodes.declined;
}

export function exitCodeOfReversal(report: ReversalReport | null): number {
  return report === null || report.outcome === 'acknowledged' ? exitCodes.approved : exitCodes.unknown;
}

export function resultText(
  profile: TerminalProfile,
  operator: string,
  result: TerminalResult,
  lang: Lang,
): string {
  const parts: string[] = [];
  if (result.flushed !== null && result.act !== 'sign-in') parts.push(reversalLine(result.flushed, lang));
  const card =
    isEntryKind(result.act) ||
    ['tip', 'offline'].includes(result.act) ||
    (result.act === 'code-query' && result.result === 'approved');
  const { merchantName, merchantId, terminalId } = profile;
  if (card && result.stan !== null) {
    parts.push(slipText({ merchantName, merchantId, terminalId, operator, result }, lang));
  }
  if (result.act.startsWith('code-')) parts.push(...codeLines(result, lang));
  if (result.settlement !== null) parts.push(settlementText(result, lang));
  if (result.balanceFen !== null) parts.push(balanceLine(result, result.balanceFen, lang));
  parts.push(knownLine(result, lang));
  if (result.flushed !== null && result.act === 'sign-in') parts.push(reversalLine(result.flushed, lang));
  for (const each of result.obeyed) parts.push(obeyedLine(each, lang));
  return parts.join('\n');
}

/** What the host's answer asked for, and the terminal did after it. */
function obeyedLine(result: TerminalResult, lang: Lang): string {
  const what = {
    download: lang === 'zh' ? '应主机要求下载' : 'Fetched because the host asked',
    status: lang === 'zh' ? '应主机要求上送状态' : 'Reported because the host asked',
  }[result.act as 'download' | 'status'];
  const detail = result.detail === null ? '' : ` (${result.detail})`;
  return `${what}: ${result.words[lang]}${detail}`;
}

/** Shown, never printed on a slip: it is the cardholder's business. */
function balanceLine({ maskedPan }: TerminalResult, balanceFen: bigint, lang: Lang): string {
  const sign = balanceFen < 0n ? '-' : '';
  const amount = `RMB ${sign}${formatFen(balanceFen < 0n ? -balanceFen : balanceFen)}`;
  return lang === 'zh' ? `${maskedPan} 可用余额 ${amount}` : `${maskedPan} available: ${amount}`;
}

/** One line: what is known now, and what happens or has to happen next. */
function knownLine(result: TerminalResult, lang: Lang): string {
  const zh = lang === 'zh';
  const head = {
    approved: zh ? '成功' : 'Approved',
    declined: zh ? '拒绝' : 'Declined',
    unknown: zh ? '未知' : 'Unknown',
    'refused-locally': zh ? '终端拒绝' : 'Refused by the terminal',
  }[result.result];
  const code = result.code === null ? '' : ` [${result.code}]`;
  const said = result.result === 'approved' ? '' : `${zh ? '：' : ': '}${result.words[lang]}`;
  const facts: string[] = [];
  if (result.act === 'sign-in' && result.result === 'approved') {
    facts.push(zh ? `批次号 ${result.batchNo}` : `batch ${result.batchNo}`);
  }
  if (result.reversal === 'pending' && result.result === 'unknown') {
    facts.push(
      zh
        ? `已存冲正（凭证号 ${result.stan}），下一笔交易前发出，也可运行 yuanlu terminal reversal`
        : `a reversal is stored (trace ${result.stan}) and goes out before the next transaction, ` +
            'or with: yuanlu terminal reversal',
    );
  }
  if (result.result === 'unknown' && result.code === '98') facts.push(...nextStep(result, lang));
  if (result.act === 'completion-notice' && result.result === 'unknown') {
    facts.push(
      zh
        ? '通知已存，结算前重发，也可运行 yuanlu terminal notices'
        : 'the notice is kept and sent again before the settlement, or with: yuanlu terminal notices',
    );
  }
  facts.push(...afterwards(result, zh));
  if (result.act === 'settlement' && result.result === 'unknown') {
    facts.push(zh ? '批次未关闭，请再次结算' : 'the batch stays open here; settle again');
  }
  if ((result.act === 'download' || result.act === 'status') && result.result === 'approved') {
    if (result.detail !== null) facts.push(result.detail);
  }
  if (result.needsSignIn) facts.push(zh ? '需要重新签到' : 'the terminal has to sign in again');
  if (result.detail !== null && result.result !== 'approved') facts.push(`(${result.detail})`);
  return [`${head}${code}${said}`, ...facts].join(zh ? '；' : '; ');
}

/** What the cashier does, and does not, while the platform finds out. */
function nextStep({ act }: TerminalResult, lang: Lang): readonly string[] {
  const zh = lang === 'zh';
  const see = zh ? '查看：./yuanlu payments --limit 1' : 'see ./yuanlu payments --limit 1';
  if (isEntryKind(act) && CARD_KINDS[act].reversible && CARD_KINDS[act].side !== 'credit') {
    return zh
      ? ['先不要交货，也不要再次刷卡', `系统会冲正这笔交易，${see}`]
      : ['no goods yet, do not charge again', `the system undoes it; ${see}`];
  }
  if (act === 'void') return [zh ? `先不要再次撤销，系统会查清，${see}` : `do not void again yet; ${see}`];
  return act === 'refund' ? [see] : [];
}

export function reversalLine(report: ReversalReport | null, lang: Lang): string {
  const zh = lang === 'zh';
  if (report === null) return zh ? '没有待发的冲正' : 'No reversal is open';
  const { stan, maskedPan, code, sends, detail } = report;
  const amount = formatFen(report.amountFen);
  const state = {
    acknowledged: zh ? '已确认' : 'acknowledged',
    pending: zh ? '未完成，保留待发' : 'still open, kept for the next attempt',
    failed: zh ? '不成功，已达次数上限，请联系收单机构' : 'failed after its last send; call the acquirer',
  }[report.outcome];
  const answer = code === null ? '' : ` [${code}]`;
  const why = detail === null ? '' : ` (${detail})`;
  return zh
    ? `冲正：凭证号 ${stan}，${maskedPan}，RMB ${amount}，原因 ${report.sentReason}，` +
        `发送 ${sends} 次，${state}${answer}${why}`
    : `Reversal of trace ${stan}, ${maskedPan}, RMB ${amount}, reason ${report.sentReason}, ` +
        `sent ${timesText(sends)}: ${state}${answer}${why}`;
}

/** Most hosts repeat the terminal's sums and say alone whether theirs agree. */
function hostLine({ outcome, totals, hostTotals }: SettlementReport, lang: Lang): string {
  const zh = lang === 'zh';
  const repeated = totals.debitFen === hostTotals.debitFen && totals.creditFen === hostTotals.creditFen;
  if (outcome === 'balanced' || !repeated) return totalsLine(zh ? '主机' : 'host', hostTotals, lang);
  return zh ? '  主机：总额不同，未告知' : '  host: has other sums and does not tell them';
}

function uploadLine({ upload }: SettlementReport, lang: Lang): string[] {
  if (upload === null) return [];
  const { sent, of, ended, detail } = upload;
  const why = detail === null ? '' : ` (${detail})`;
  const counts = `${sent} / ${of}`;
  if (lang === 'zh') return [ended ? `已上送 ${counts} 笔，主机逐笔核对` : `上送未完成：${counts}${why}`];
  return [
    ended ? `uploaded ${counts}; the host compares them one by one` : `upload not finished: ${counts}${why}`,
  ];
}

const timesText = (count: number): string => (count === 1 ? 'once' : `${count} times`);

function settlementText(result: TerminalResult, lang: Lang): string {
  const { settlement } = result;
  if (settlement === null) return '';
  const zh = lang === 'zh';
  const balanced = settlement.outcome === 'balanced';
  return [
    zh ? `批结算 批次 ${settlement.batchNo}` : `Settlement of batch ${settlement.batchNo}`,
    totalsLine(zh ? '终端' : 'terminal', settlement.totals, lang),
    hostLine(settlement, lang),
    ...hostVoidsLine(settlement, lang),
    balanced ? (zh ? '对账平' : 'balanced') : zh ? '对账不平' : 'the totals differ',
    ...uploadLine(settlement, lang),
    zh ? `新批次 ${settlement.nextBatchNo}` : `next batch ${settlement.nextBatchNo}`,
  ].join('\n');
}

/** Voids of the back office stand in neither total: without this line nobody at the counter sees them. */
function hostVoidsLine({ hostVoids }: SettlementReport, lang: Lang): readonly string[] {
  if (hostVoids === null) return [];
  const { count, amountFen } = hostVoids;
  const amount = `RMB ${formatFen(amountFen)}`;
  return [
    lang === 'zh'
      ? `  另列：主机撤销 ${count} 笔 ${amount}，不在以上合计内`
      : `  listed apart: host voids ${count}, ${amount}, not in these totals`,
  ];
}

function totalsLine(who: string, totals: TerminalTotals, lang: Lang): string {
  const { debitFen, debitCount, creditFen, creditCount } = totals;
  return lang === 'zh'
    ? `  ${who}：消费 ${debitCount} 笔 RMB ${formatFen(debitFen)}，` +
        `撤销与退货 ${creditCount} 笔 RMB ${formatFen(creditFen)}`
    : `  ${who}: ${debitCount} sales RMB ${formatFen(debitFen)}, ` +
        `${creditCount} voids and refunds RMB ${formatFen(creditFen)}`;
}

/** The journal without sealed cards and keys: what a person at the counter may see. */
export function journalView(journal: JournalState) {
  const { merchantId, terminalId, batchNo, operator, signInDue, nextStan, pending } = journal;
  return {
    merchantId,
    terminalId,
    batchNo,
    operator,
    signInDue,
    nextStan,
    totals: totalsOf(journal.batch),
    pendingReversal:
      pending === null ? null : { stan: pending.stan, reason: pending.reason, sends: pending.sends },
    batch: journal.batch.map(withoutCard),
    earlier: journal.earlier.map(withoutCard),
  };
}

function withoutCard(entry: JournalEntry) {
  const { sealedCard: _sealed, ...shown } = entry;
  return shown;
}

export function journalText(journal: JournalState, lang: Lang): string {
  const zh = lang === 'zh';
  const { terminalId, merchantId, batchNo, signInDue, pending } = journal;
  const lines = [
    zh
      ? `终端 ${terminalId}（商户 ${merchantId}），批次 ${batchNo}`
      : `Terminal ${terminalId} (merchant ${merchantId}), batch ${batchNo}`,
    totalsLine(zh ? '本批次' : 'this batch', totalsOf(journal.batch), lang),
  ];
  if (signInDue !== null) lines.push(zh ? `需要签到（${signInDue}）` : `a sign-in is due (${signInDue})`);
  if (pending !== null) {
    const { stan, reason, sends } = pending;
    lines.push(
      zh
        ? `待发冲正：凭证号 ${stan}，原因 ${reason}，已发送 ${sends} 次`
        : `reversal open: trace ${stan}, reason ${reason}, sent ${timesText(sends)}`,
    );
  }
  const entries = [...journal.earlier, ...journal.batch];
  if (entries.length === 0) lines.push(zh ? '尚无交易' : 'no transactions yet');
  for (const entry of entries) lines.push(entryLine(entry, lang));
  return lines.join('\n');
}

const stateWords = {
  zh: {
    approved: '成功',
    declined: '拒绝',
    unknown: '未知',
    reversed: '已冲正',
    'reversal-failed': '冲正不成功',
  },
  en: {
    approved: 'approved',
    declined: 'declined',
    unknown: 'unknown',
    reversed: 'reversed',
    'reversal-failed': 'reversal failed',
  },
} as const;

const kindWords = (kind: JournalEntry['kind'], lang: Lang): string =>
  lang === 'zh' ? KIND_NAMES.zh[kind] : KIND_NAMES.en[kind].toLowerCase();

function entryLine(entry: JournalEntry, lang: Lang): string {
  const parts = [
    `${entry.batchNo}/${entry.stan}`,
    kindWords(entry.kind, lang),
    `RMB ${formatFen(entry.amountFen)}`,
    entry.maskedPan,
    stateWords[lang][entry.state],
  ];
  if (entry.state === 'approved') {
    const { rrn, date } = entry.answer;
    parts.push(`${lang === 'zh' ? '参考号' : 'ref.'} ${rrn}`, `${lang === 'zh' ? '日期' : 'date'} ${date}`);
    if (entry.voidedByStan !== null) {
      parts.push(lang === 'zh' ? `已被 ${entry.voidedByStan} 撤销` : `voided by ${entry.voidedByStan}`);
    }
  } else if (entry.code !== null) parts.push(`[${entry.code}]`);
  return `  ${parts.join('  ')}`;
}

/** Amounts as text, because a JSON number cannot hold every one of them. */
export function asJson(value: unknown): string {
  return toJson(value);
}
