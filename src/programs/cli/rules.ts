/** `yuanlu rules`: what is in force, why, whether files are right, and what other files would answer. */
import type { Command } from 'commander';
import { ruleDetail, ruleView } from '#adapters/http-api';
import { calendarDayOf, isDay, SHANGHAI } from '#domain/calendar';
import { CHANNELS, type RuleBook, rulesInForce, type Scope } from '#domain/policy';
import type { DataFolder } from '../data-folder.ts';
import { withFiles } from '../rule-files.ts';
import { bookOfFiles, faultLine, loadRules, RulesError, readRuleFolders } from '../rules.ts';
import { CliError, common, EXIT } from './client.ts';
import { print, printJson } from './print.ts';
import { registerRuleEditions } from './rules-editions.ts';
import { filesGiven } from './rules-files.ts';
import { detailText, listText, parameterText } from './rules-print.ts';
import { addTry } from './rules-try.ts';

interface WhoOptions {
  readonly channel?: string;
  readonly institution?: string;
  readonly issuer?: string;
  readonly merchant?: string;
  readonly date?: string;
}

function whoAsked(options: WhoOptions): { scope: Scope; day: string } {
  const { channel = '', institution = '', issuer = null, merchant = '' } = options;
  const day = options.date ?? calendarDayOf(Date.now(), SHANGHAI);
  if (channel !== '' && !(CHANNELS as readonly string[]).includes(channel)) {
    const [shown, known] = [channel.slice(0, 40), CHANNELS.join(', ')];
    throw new CliError({
      zh: `--channel ${shown}：应为 ${known} 之一`,
      en: `--channel ${shown}: expected one of ${known}`,
    });
  }
  if (!isDay(day)) {
    const shown = day.slice(0, 20);
    throw new CliError({
      zh: `--date ${shown}：应为日期，如 2026-11-23`,
      en: `--date ${shown}: expected a day such as 2026-11-23`,
    });
  }
  return { scope: { channel, institution, issuer, merchant }, day };
}

const told = (error: unknown): CliError => {
  if (error instanceof CliError) return error;
  return new CliError(error instanceof Error ? error.message : String(error), EXIT.usage);
};

async function bookInUse(): Promise<RuleBook> {
  try {
    return await loadRules();
  } catch (error) {
    throw error instanceof RulesError ? new CliError(error.message, EXIT.no) : told(error);
  }
}

const withWho = (command: Command): Command =>
  command
    .option('--channel <channel>', `one of ${CHANNELS.join(', ')}`)
    .option('--institution <id>', 'with the narrowings of this institution')
    .option('--issuer <id>', 'with the narrowings of this issuer, for example ICBC')
    .option('--merchant <id>', 'with the narrowings of this merchant')
    .option('--date <day>', 'as of this day, for example 2026-11-23; today when left out');

function addList(rules: Command): void {
  withWho(rules.command('list').description('the rules in force, from the files of this machine'))
    .option('--parameters', 'the parameters with their values in place of the words')
    .addHelpText(
      'after',
      '\nExamples:\n  yuanlu rules list --channel wechat\n  yuanlu rules list --parameters --issuer ICBC\n' +
        '  yuanlu rules list --date 2016-09-05 --json',
    )
    .action(async (options: WhoOptions & { parameters?: boolean }, command: Command) => {
      const { json, lang } = common(command);
      const { scope, day } = whoAsked(options);
      const book = await bookInUse();
      const views = rulesInForce(book, scope, day).map((rule) => ruleView(book, rule, scope, day));
      if (json) printJson({ day, items: views });
      else print(options.parameters ? parameterText(views, lang) : listText(views, day, lang));
    });
}

function addShow(rules: Command): void {
  withWho(
    rules
      .command('show <id>')
      .description('one rule: words, source, dates, and each parameter layer by layer'),
  )
    .addHelpText(
      'after',
      '\nExamples:\n  yuanlu rules show UP-07\n  yuanlu rules show ISS-04 --issuer ICBC\n\nExit code 1: no such rule.',
    )
    .action(async (id: string, options: WhoOptions, command: Command) => {
      const { json, lang } = common(command);
      const { scope, day } = whoAsked(options);
      const detail = ruleDetail(await bookInUse(), id.toUpperCase(), scope, day, true);
      if (detail === null) {
        const shown = id.slice(0, 40);
        throw new CliError(
          {
            zh: `没有规则 ${shown}。用 "yuanlu rules list" 查看全部。`,
            en: `There is no rule ${shown}. "yuanlu rules list" lists them.`,
          },
          EXIT.no,
        );
      }
      if (json) printJson(detail);
      else print(detailText(detail, day, lang));
    });
}

function addValidate(rules: Command): void {
  rules
    .command('validate [paths...]')
    .description('are rule files right? Every fault with its line; nothing given: the files in use')
    .option(
      '--alone',
      'without the files in use; else a file replaces the one in use of its name, or is added',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  yuanlu rules validate\n  yuanlu rules validate our-rules.yaml\n' +
        '  yuanlu rules validate --alone rules/\n\n' +
        'Exit codes: 0 right, 1 wrong.',
    )
    .action(async (paths: string[], options: { alone?: boolean }, command: Command) => {
      const { json, lang } = common(command);
      const given = await filesGiven(paths);
      const inUse = options.alone
        ? []
        : await readRuleFolders().catch((error) => Promise.reject(told(error)));
      const { files, replaced } = withFiles(inUse, given);
      const { book, faults, warnings } = bookOfFiles(files);
      process.exitCode = faults.length === 0 ? EXIT.yes : EXIT.no;
      const counts = { files: files.length, rules: book.rules.size, overrides: book.overrides.length };
      if (json) return printJson({ valid: faults.length === 0, ...counts, replaced, faults, warnings });
      for (const name of replaced) print(lang === 'zh' ? `代替在用文件 ${name}` : `in place of ${name}`);
      for (const fault of faults) print(faultLine(fault));
      for (const warning of warnings) print(`${lang === 'zh' ? '注意' : 'note'}: ${faultLine(warning)}`);
      const size = `${counts.files} / ${counts.rules} / ${counts.overrides}`;
      if (faults.length > 0)
        print(lang === 'zh' ? `${faults.length} 处有误。` : `${faults.length} places are wrong.`);
      else
        print(
          lang === 'zh'
            ? `正确（文件 / 规则 / 覆盖：${size}）。`
            : `Right (files / rules / narrowings: ${size}).`,
        );
    });
}

export function registerRules(program: Command, data: DataFolder): void {
  const rules = program
    .command('rules')
    .description('the rules behind the answers: list, show, validate, try, editions, proposals');
  addList(rules);
  addShow(rules);
  addValidate(rules);
  addTry(rules, data);
  registerRuleEditions(rules, data);
}
