/** `yuanlu rules try`: which stored payments other rule files would answer otherwise, page by page. */
import { basename } from 'node:path';
import type { Command } from 'commander';
import type { DifferenceView, RuleFault, RuleTrialView } from '#adapters/http-api';
import type { Lang } from '#domain/outcome';
import type { DataFolder } from '../data-folder.ts';
import type { RuleFile } from '../rule-text.ts';
import { faultLine } from '../rules.ts';
import { CliError, type Client, clientFor, common, EXIT, problemError } from './client.ts';
import { count, print, printJson } from './print.ts';
import { changesText, differenceText, matters, verdictText } from './rules-differences.ts';
import { filesGiven } from './rules-files.ts';

interface TryOptions {
  readonly limit: string;
  readonly payments: string;
  readonly book?: string;
}

interface Trial {
  examined: number;
  changedPayments: number;
  differences: number;
  /** Whether payments were left that were not looked at. */
  more: boolean;
  replaced: readonly string[];
  institution: string;
  otherInstitutions: readonly string[];
  warnings: readonly RuleFault[];
  readonly verdicts: Map<string, number>;
  readonly members: Map<string, number>;
  readonly first: DifferenceView[];
}

function wholeNumber(name: string, text: string, most: number): number {
  if (/^\d{1,9}$/.test(text) && Number(text) <= most) return Number(text);
  const shown = text.slice(0, 20);
  throw new CliError({
    zh: `${name} ${shown}：应为 0 至 ${most}`,
    en: `${name} ${shown}: expected 0 to ${most}`,
  });
}

const raise = (counts: Map<string, number>, name: string): unknown =>
  counts.set(name, (counts.get(name) ?? 0) + 1);

function add(trial: Trial, page: RuleTrialView, firstMax: number): void {
  trial.examined += page.examined;
  trial.changedPayments += page.changed;
  trial.differences += page.items.length;
  trial.replaced = page.replaced;
  trial.institution = page.institution;
  trial.otherInstitutions = page.otherInstitutions;
  trial.warnings = page.warnings;
  for (const found of page.items) {
    for (const name of matters(found)) raise(trial.members, name);
    if (found.before.verdict !== found.after.verdict)
      raise(trial.verdicts, `${found.before.verdict} → ${found.after.verdict}`);
    if (trial.first.length < firstMax) trial.first.push(found);
  }
}

/** The faults of the files, where that is why the server refused. */
function refusal(problem: Parameters<typeof problemError>[0], lang: Lang): CliError {
  const { faults } = problem as { faults?: readonly RuleFault[] };
  if (problem.code !== 'rules-not-valid' || faults === undefined) return problemError(problem);
  const lines = faults.map((fault) => `  ${faultLine(fault)}`).join('\n');
  const said = lang === 'zh' ? problem.titleZh : problem.title;
  return new CliError(`${said}\n${lines}`, EXIT.no, problem);
}

async function run(
  client: Client,
  files: readonly RuleFile[],
  options: { readonly payments: number; readonly first: number; readonly book: string | null },
  lang: Lang,
): Promise<Trial> {
  const body = { files: files.map(({ name, text }) => ({ name, content: text })) };
  const trial: Trial = {
    ...{ examined: 0, changedPayments: 0, differences: 0, more: false },
    ...{ replaced: [], institution: '', otherInstitutions: [], warnings: [] },
    ...{ verdicts: new Map(), members: new Map(), first: [] },
  };
  let next: string | null = null;
  do {
    const query = new URLSearchParams({ limit: String(Math.min(200, options.payments - trial.examined)) });
    if (next !== null) query.set('cursor', next);
    if (options.book !== null) query.set('book', options.book);
    const reply = await client.post<RuleTrialView>(`/v1/rules/try?${query}`, body, {});
    if (!reply.ok) throw refusal(reply.problem, lang);
    add(trial, reply.body, options.first);
    next = reply.body.next;
    if (process.stderr.isTTY)
      process.stderr.write(
        `\r${lang === 'zh' ? '已比较' : 'compared'} ${trial.examined}${next === null ? '\n' : ''}`,
      );
  } while (next !== null && trial.examined < options.payments);
  trial.more = next !== null;
  return trial;
}

function trialText(trial: Trial, lang: Lang): string {
  const zh = lang === 'zh';
  const { examined, changedPayments, differences, first } = trial;
  const place = trial.replaced.map((name) => (zh ? `代替在用文件 ${name}` : `in place of ${name}`));
  const notes = trial.warnings.map((warning) => `${zh ? '注意' : 'note'}: ${faultLine(warning)}`);
  const others = trial.otherInstitutions.map((owner) =>
    zh
      ? `注意：针对机构 ${owner} 的覆盖与本服务无关，本机构为 ${trial.institution}`
      : `note: what is narrowed for the institution ${owner} touches nothing here: this one is ${trial.institution}`,
  );
  const newest = trial.more ? (zh ? '最近 ' : 'the newest ') : '';
  const looked = zh
    ? `比较了${newest === '' ? ' ' : newest}${examined} 笔交易：${changedPayments} 笔答复不同。`
    : `${newest}${count(examined, 'payment', 'payments')} compared: ${changedPayments} would get another answer.`;
  const details =
    differences === 0
      ? []
      : [
          ...[...trial.verdicts].map(([change, times]) => {
            const [from = '', to = ''] = change.split(' → ');
            return `  ${verdictText(from, lang)} → ${verdictText(to, lang)}: ${times}`;
          }),
          `  ${zh ? '不同之处：' : 'what differs: '}${changesText(trial.members, lang)}`,
        ];
  const shown = first.map((found) => `\n${differenceText(found, lang)}`);
  const left = differences - first.length;
  const rest = left > 0 ? [zh ? `\n另有 ${left} 处，见 --limit。` : `\n${left} more; see --limit.`] : [];
  return [...place, ...notes, ...others, looked, ...details, ...shown, ...rest].join('\n');
}

export function addTry(rules: Command, data: DataFolder): void {
  rules
    .command('try <files...>')
    .description(
      'which stored payments would get another answer under these files, and how; nothing is changed',
    )
    .option('--limit <count>', 'show so many differences', '20')
    .option('--payments <count>', 'compare so many of the newest payments', '10000')
    .option('--book <book>', 'those of one book')
    .addHelpText(
      'after',
      '\nA file takes the place of the one in use with its name, or stands beside all. Each payment is asked\n' +
        'for the whole amount by any route, by the merchant and by the payer, under the rules in use and under\n' +
        'the tried ones.\n\nExamples:\n  yuanlu rules try our-rules.yaml\n' +
        '  yuanlu rules try rules/unionpay-pos.json --limit 5\n\n' +
        'Exit codes: 0 no answer differs, 1 some differ or the files are wrong.',
    )
    .action(async (paths: string[], options: TryOptions, command: Command) => {
      const shared = common(command);
      const first = wholeNumber('--limit', options.limit, 10_000);
      const payments = wholeNumber('--payments', options.payments, 10_000_000);
      // The server knows its files by their names; a path of this machine means nothing to it.
      const files = (await filesGiven(paths)).map(({ name, text }) => ({ name: basename(name), text }));
      const client = await clientFor(shared, data, 'operator');
      const trial = await run(
        client,
        files,
        { payments: Math.max(1, payments), first, book: options.book ?? null },
        shared.lang,
      );
      process.exitCode = trial.differences === 0 ? EXIT.yes : EXIT.no;
      if (!shared.json) return print(trialText(trial, shared.lang));
      const { verdicts, members, first: items, ...counts } = trial;
      printJson({
        ...counts,
        verdicts: Object.fromEntries(verdicts),
        members: Object.fromEntries(members),
        items,
      });
    });
}
