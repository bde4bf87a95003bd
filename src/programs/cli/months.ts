/** `yuanlu months`: the tables of each month; makes those to come, sets those that are over aside. */
import type { Command } from 'commander';
import {
  LOCK_NOT_FREE,
  listMonths,
  type MonthEntry,
  MonthRefused,
  makeMonths,
  putMonthBack,
  setMonthAside,
} from '#adapters/postgres';
import type { Lang } from '#domain/outcome';
import type { Words } from '#domain/wording';
import type { DataFolder } from '../data-folder.ts';
import { CliError, common } from './client.ts';
import { openDatabase } from './database.ts';
import { print, printJson, table } from './print.ts';

const MONTH = /^\d{4}-(?:0[1-9]|1[0-2])$/;
const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

function sizeText(bytes: number): string {
  const step = Math.min(UNITS.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1_000 ** step).toFixed(step === 0 ? 0 : 1)} ${UNITS[step]}`;
}

function listText(months: readonly MonthEntry[], lang: Lang): string {
  const zh = lang === 'zh';
  const head = zh ? ['月份', '交易约', '大小', '位置'] : ['month', 'payments, about', 'size', 'where'];
  const where = (aside: boolean): string => (zh ? (aside ? '移存' : '在用') : aside ? 'aside' : 'in use');
  return table([
    head,
    ...months.map(({ month, andBefore, aside, payments, bytes }) => [
      andBefore ? (zh ? `${month} 及以前` : `${month} and before`) : month,
      payments === null ? '?' : String(payments),
      sizeText(bytes),
      where(aside),
    ]),
  ]);
}

function refused({ reason, number, other }: MonthRefused, month: string): Words {
  switch (reason) {
    case 'unknown':
      return {
        zh: `没有 ${month} 的表；"yuanlu months" 列出已有月份`,
        en: `No tables of ${month}: "yuanlu months" lists the months that there are`,
      };
    case 'young':
      return {
        zh: `${month} 结束未满 ${number} 个月，退货多在此间：暂不移存`,
        en: `${month} ended less than ${number} months ago, and most refunds come before: it stays`,
      };
    case 'waits':
      return {
        zh: `${month} 尚有 ${number} 项未了结（在途、到期或待人处理）：不移存。见 "yuanlu status"`,
        en: `${number} of ${month} still wait for an answer, a deadline or a person: it stays. See "yuanlu status"`,
      };
    case 'order':
      return {
        zh: `须按月份次序：先移 ${other}`,
        en: `Months move in their order: ${other} first`,
      };
    case 'there-already':
      return { zh: `${month} 已在那里`, en: `${month} is there already` };
  }
}

/** What the database or the rules refuse, told as what to do about it. */
async function told(month: string, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (error instanceof MonthRefused) throw new CliError(refused(error, month));
    if ((error as { code?: string }).code !== LOCK_NOT_FREE) throw error;
    throw new CliError({
      zh: '表正被长时间读取（如核对或备份）：一切如前，稍后再试',
      en: 'Somebody reads the tables for long (a verification, a backup): all is as before, try again later',
    });
  }
}

interface Place {
  readonly name: 'aside' | 'back';
  readonly description: string;
  readonly act: (url: string, month: string) => Promise<void>;
  readonly done: (month: string) => Words;
}
const PLACES: readonly Place[] = [
  {
    name: 'aside',
    description: 'set a month that is over aside; its payments are found, refunded and verified as before',
    act: setMonthAside,
    done: (month) => ({ zh: `${month} 已移存。`, en: `${month} is aside.` }),
  },
  {
    name: 'back',
    description: 'put the newest of what is aside back',
    act: putMonthBack,
    done: (month) => ({ zh: `${month} 已移回。`, en: `${month} is back.` }),
  },
];

export function registerMonths(program: Command, data: DataFolder): void {
  const DATABASE = ['--database <url>', 'another database than that of the data folder'] as const;
  const within = async (
    options: { readonly database?: string },
    act: (url: string) => Promise<void>,
  ): Promise<void> => {
    const database = await openDatabase(data, options.database);
    try {
      await act(database.url);
    } finally {
      await database.close();
    }
  };
  const months = program
    .command('months')
    .description('tables of each month: how large they are, and what is set aside')
    .option(...DATABASE)
    .addHelpText('after', '\nExamples:\n  yuanlu months\n  yuanlu months aside 2026-08')
    .action((options: { database?: string }, command: Command) =>
      within(options, async (url) => {
        const { json, lang } = common(command);
        const list = await listMonths(url);
        if (json) printJson(list);
        else print(listText(list, lang));
      }),
    );
  months
    .command('make')
    .description('make the tables of this month and the next ones, as every start does')
    .action((_: unknown, command: Command) =>
      within(months.opts(), async (url) => {
        const { json, lang } = common(command);
        const made = await makeMonths(url);
        if (json) return printJson(made);
        const names = made.map(({ month }) => month).join(', ');
        if (lang === 'zh') print(made.length === 0 ? '都已建好。' : `已建 ${names}。`);
        else print(made.length === 0 ? 'All are there.' : `Made ${names}.`);
      }),
    );
  for (const { name, description, act, done } of PLACES)
    months
      .command(`${name} <month>`)
      .description(description)
      .action((month: string, _: unknown, command: Command) =>
        within(months.opts(), async (url) => {
          const { json, lang } = common(command);
          if (!MONTH.test(month))
            throw new CliError({
              zh: `"${month}" 不是月份，应如 2026-08`,
              en: `"${month}" is no month: expected one such as 2026-08`,
            });
          await told(month, () => act(url, month));
          if (json) printJson(await listMonths(url));
          else print(done(month)[lang]);
        }),
      );
}
