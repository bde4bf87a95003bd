/** `yuanlu verify`: the whole, or what changed since the last one that found no fault. */
import type { Command } from 'commander';
import {
  LAW_WORDS,
  MarkError,
  type MarkTold,
  SLICE,
  type VerifyReport,
  verifyBooks,
} from '#adapters/postgres';
import type { Lang } from '#domain/outcome';
import { type DataFolder, readRuntime } from '../data-folder.ts';
import { CliError, common } from './client.ts';
import { openDatabase } from './database.ts';
import { type Issuers, issuersAt } from './issuers.ts';
import { clockTime, count, print, printJson, progress } from './print.ts';

interface Options {
  readonly database?: string;
  readonly issuers: boolean;
  readonly sinceLast?: boolean;
  readonly slice?: string;
}

const SLICE_MAX = 1_000_000;

function sliceOf(text: string | undefined): number {
  if (text === undefined) return SLICE;
  const slice = /^\d{1,7}$/.test(text) ? Number(text) : Number.NaN;
  if (slice <= SLICE_MAX) return slice;
  throw new CliError({
    zh: `--slice ${text}：应为 0 至 ${SLICE_MAX}`,
    en: `--slice ${text}: expected 0 to ${SLICE_MAX}`,
  });
}

const NO_MARK: Readonly<Record<MarkError['why'], string>> = {
  none: '还没有一次全部核对是无错误结束的',
  'other-database': '上次的标记是在另一个数据库里留下的，这里是它的副本',
  'other-schema': '上次的标记是在另一个数据库版本下留下的',
  'too-old': '上次的标记太旧',
  'read-only': '备库不留标记',
};

function asCliError(error: unknown): unknown {
  if (!(error instanceof MarkError)) return error;
  const here = error.why !== 'read-only';
  return new CliError({
    zh: `不能从上次接着核对：${NO_MARK[error.why]}。请${here ? '' : '在主库'}运行 "yuanlu verify" 核对全部。`,
    en:
      `Cannot begin at the last mark: ${error.message}. ` +
      `Run "yuanlu verify" ${here ? 'for the whole' : 'on the primary'}.`,
  });
}

async function verify(data: DataFolder, options: Options, command: Command): Promise<void> {
  const { json, lang } = common(command);
  if (options.sinceLast !== true && options.slice !== undefined)
    throw new CliError({
      zh: '--slice 只与 --since-last 一起用：全部核对看一切',
      en: '--slice goes with --since-last: the whole looks at everything',
    });
  const sinceLast = options.sinceLast === true ? { slice: sliceOf(options.slice) } : undefined;
  const database = await openDatabase(data, options.database);
  try {
    // The banks tell all they have or nothing: what they have beyond a part says nothing.
    const runtime = options.issuers && sinceLast === undefined ? await readRuntime(data) : null;
    const issuers = runtime === null ? null : await issuersAt(runtime.networkControlUrl);
    const report = await verifyBooks({
      url: database.url,
      leaveMark: true,
      onProgress: progress(lang === 'zh' ? '核对：交易' : 'verify: payments'),
      ...(sinceLast === undefined ? {} : { sinceLast }),
      ...(issuers === null ? {} : { matchIssuers: issuers.match, finishIssuers: issuers.finish }),
    });
    if (json)
      printJson({
        mode: report.since === null ? 'whole' : 'since-last',
        ...report,
        issuersMatched: issuers !== null,
      });
    else print(reportText(report, issuers, lang));
    process.exitCode = report.faults.length === 0 ? 0 : 1;
  } catch (error) {
    throw asCliError(error);
  } finally {
    await database.close();
  }
}

export function addVerify(program: Command, data: DataFolder): void {
  program
    .command('verify')
    .description("recompute the books and match them with the issuers' books")
    .option('--database <url>', 'another database than that of the data folder')
    .option('--no-issuers', 'the own books alone')
    .option('--since-last', 'what changed since the last verification without a fault; the own books alone')
    .option('--slice <payments>', `with --since-last: how many old payments to look at as well (${SLICE})`)
    .addHelpText(
      'after',
      '\nExamples:\n  yuanlu verify\n  yuanlu verify --no-issuers --json\n  yuanlu verify --since-last\n\n' +
        'A verification without a fault leaves a mark in the database. --since-last begins there: it judges what\n' +
        'events name since, what is under way, the walk of every account from the mark to now, and the next slice\n' +
        'of old payments. A row of an old payment that was altered by hand, without an event, it sees only when the\n' +
        'slice comes to it; the whole verification sees it at once.\n\n' +
        'Exit code 0: no fault. 1: faults, listed. 2: with --since-last, no mark to begin from.',
    )
    .action((options: Options, command: Command) => verify(data, options, command));
}

const named = (mark: MarkTold): string => `${mark.id} (${clockTime(new Date(mark.atMs).toISOString())} UTC)`;

function scopeText({ since, slice }: VerifyReport, lang: Lang): string[] {
  if (since === null || slice === null) return [];
  const { payments, rounds } = slice;
  if (lang === 'zh')
    return [
      `自标记 ${named(since)} 以来的变动，另按序复看旧交易 ${payments} 笔（已轮完 ${rounds} 遍）。`,
      '旧交易若被人手改动而没有事件，轮到时或全部核对时才会发现。',
    ];
  return [
    `What changed since mark ${named(since)}, and a slice of ${count(payments, 'old payment', 'old payments')}` +
      ` (${count(rounds, 'round', 'rounds')} done).`,
    'A row of an old payment altered by hand, without an event, is seen when the slice comes to it, or by the whole.',
  ];
}

function markText({ mark, noMark }: VerifyReport, lang: Lang): string[] {
  const zh = lang === 'zh';
  if (mark !== null) return [zh ? `留下标记 ${named(mark)}。` : `Mark ${named(mark)} left.`];
  if (noMark === 'standby') return [zh ? '备库不留标记。' : 'No mark left: this is a standby.'];
  if (noMark === 'overtaken')
    return [zh ? '未留标记：另一次核对先留下了。' : 'No mark left: another verification left one first.'];
  if (noMark?.startsWith('failed: ') === true)
    return [zh ? `未能留下标记（${noMark}）。` : `No mark left, the database would not take it (${noMark}).`];
  return [];
}

function reportText(report: VerifyReport, issuers: Issuers | null, lang: Lang): string {
  const { payments, cancellations, journals, entries, open, faults } = report;
  const summary = issuers?.summary(lang) ?? null;
  if (lang === 'zh') {
    return [
      ...scopeText(report, lang),
      `交易 ${payments} 笔，取消 ${cancellations} 笔，凭证 ${journals} 张，分录 ${entries} 条；${open} 笔尚在办理。`,
      summary === null ? '未核对发卡行账。' : `发卡行账：${summary}。`,
      faults.length === 0 ? '未发现错误。' : `${faults.length} 处错误：`,
      ...faults.map(({ law, subject, text }) => `  ${LAW_WORDS[law].zh}（${law}）  ${subject}：${text}`),
      ...markText(report, lang),
    ].join('\n');
  }
  const counted = [
    count(payments, 'payment', 'payments'),
    count(cancellations, 'way back', 'ways back'),
    count(journals, 'journal', 'journals'),
    count(entries, 'entry', 'entries'),
  ].join(', ');
  return [
    ...scopeText(report, lang),
    `${counted}; ${open} still under way.`,
    summary === null ? "The issuers' books were not asked." : `The issuers' books: ${summary}.`,
    faults.length === 0 ? 'No fault found.' : `${count(faults.length, 'fault', 'faults')}:`,
    ...faults.map(({ law, subject, text }) => `  ${law}  ${subject}: ${text}`),
    ...markText(report, lang),
  ].join('\n');
}
