/** `yuanlu acceptance`: can this be switched off at a terminal, and on again? Ask, and do it. */
import type { Command } from 'commander';
import type { AcceptanceAnswerView, AcceptancesView, SwitchedView } from '#adapters/http-api';
import type { Lang } from '#domain/outcome';
import { type AcceptanceState, PRODUCTS } from '#domain/terminal';
import type { DataFolder } from '../data-folder.ts';
import { CliError, clientFor, common, EXIT, good } from './client.ts';
import { clockTime, print, printJson, said, table } from './print.ts';
import { pathOf, withQuery } from './terminals.ts';

interface Options {
  readonly reason?: string;
  readonly shop?: boolean;
  readonly bar?: boolean;
  readonly merchant?: string;
}

function requireProduct(product: string): void {
  if (Object.hasOwn(PRODUCTS, product)) return;
  const names = Object.keys(PRODUCTS).join(', ');
  throw new CliError({
    zh: `没有受理项目“${product}”：应为 ${names} 之一`,
    en: `Cannot switch "${product}": expected one of ${names}`,
  });
}

export function answerLines(answer: AcceptanceAnswerView, lang: Lang): string[] {
  return [
    answer.sentence[lang],
    ...answer.aftercare.map((each) => `  · ${said(each, lang)}`),
    ...answer.advice.map((each) => `  → ${said(each, lang)}`),
    '',
    ...answer.rules.map(({ id, held, zh, en }) => `  ${held ? '✓' : '✗'} ${id}  ${said({ zh, en }, lang)}`),
  ];
}

export function registerAcceptance(program: Command, data: DataFolder): void {
  const acceptance = program
    .command('acceptance')
    .description('what a terminal accepts: explain, off, on')
    .addHelpText(
      'after',
      `\nProducts: ${Object.keys(PRODUCTS).join(', ')}\n\nExamples:\n` +
        '  yuanlu acceptance explain 31010001 tap\n' +
        '  yuanlu acceptance off 31010001 tap --reason "reader is broken"\n' +
        '  yuanlu acceptance on 31010001 tap --reason "reader repaired"\n' +
        '  yuanlu acceptance list 31010001',
    );

  const add = (
    name: string,
    description: string,
    wanted: (options: Options) => AcceptanceState,
    ask: boolean,
  ) =>
    acceptance
      .command(`${name} <terminal> <product>`)
      .description(description)
      .option('--reason <text>', 'why; kept with the version')
      .option('--shop', "with the shop's key instead of the operator's")
      .option('--merchant <number>', 'where several shops have a terminal of this number')
      .option('--bar', 'as the institution: the shop cannot switch it on again (58 instead of 40)')
      .action(async (terminal: string, product: string, options: Options, command: Command) => {
        const shared = common(command);
        requireProduct(product);
        if (!ask && options.reason === undefined)
          throw new CliError({
            zh: '请用 --reason 说明原因：原因随版本保存',
            en: 'Cannot switch without --reason: it is kept with the version',
          });
        const client = await clientFor(shared, data, options.shop === true ? 'merchant' : 'operator');
        const body = {
          ...{ product, state: wanted(options), reason: options.reason ?? 'asked' },
          ...(ask ? { only: 'ask' } : {}),
        };
        const path = `${pathOf(terminal)}/acceptances`;
        const { answer } = good(await client.post<SwitchedView>(withQuery(path, options), body, {}));
        if (answer.verdict !== 'YES') process.exitCode = EXIT.no;
        if (shared.json) return printJson(answer);
        for (const line of answerLines(answer, shared.lang)) print(line);
      });

  const off = ({ bar }: Options): AcceptanceState => (bar === true ? 'barred' : 'off');
  add('explain', 'can it be switched off, and what does that break?', off, true);
  add('off', 'switch it off, in force at once', off, false);
  add('on', 'switch it on again', () => 'on', false);

  acceptance
    .command('list <terminal>')
    .description('what the terminal accepts, and every version: who, when, why')
    .option('--merchant <number>', 'where several shops have a terminal of this number')
    .action(async (terminal: string, options: Options, command: Command) => {
      const shared = common(command);
      const client = await clientFor(shared, data, 'operator');
      const path = withQuery(`${pathOf(terminal)}/acceptances`, options);
      const found = good(await client.get<AcceptancesView>(path));
      if (shared.json) return printJson(found);
      const { lang } = shared;
      print(
        table(
          found.acceptances.map(({ product, state, since, words }) => [
            ...[product, said(words, lang), state, since === null ? '' : clockTime(since)],
          ]),
        ),
      );
      if (found.history.length > 0) print('');
      for (const { product, version, state, at, by, reason } of found.history)
        print(`  ${clockTime(at)}  ${product} v${version} → ${state}  ${by}: ${reason}`);
    });
}
