/** `yuanlu terminals add`: a new terminal at a shop, and what is to be done then. */
import type { Command } from 'commander';
import type { TerminalView } from '#adapters/http-api';
import type { Lang } from '#domain/outcome';
import type { DataFolder } from '../data-folder.ts';
import { CliError, clientFor, common, good } from './client.ts';
import { print, printJson } from './print.ts';

interface AddOptions {
  readonly merchant: string;
  readonly reason: string;
  readonly language?: string;
  readonly dialect: readonly string[];
}

export function languageOf(text: string): Lang {
  if (text === 'zh' || text === 'en') return text;
  throw new CliError({
    zh: `不认识语言“${text}”：应为 zh 或 en`,
    en: `Cannot use language "${text}": expected zh or en`,
  });
}

const several = (value: string, before: readonly string[]): readonly string[] => [...before, value];

export function addRegister(
  terminals: Command,
  data: DataFolder,
  lines: (terminal: TerminalView, lang: Lang) => readonly string[],
): void {
  terminals
    .command('add <terminal>')
    .description('register a new terminal: eight letters or digits, as it writes them into F41')
    .requiredOption('--merchant <number>', 'the shop, fifteen characters, F42')
    .requiredOption('--reason <text>', 'why')
    .option('--language <language>', 'zh or en: of the words in its answers')
    .option(
      '--dialect <name>',
      'a dialect that it may sign in with, the usual one first; repeat',
      several,
      [],
    )
    .addHelpText(
      'after',
      '\nExample:\n  yuanlu terminals add 31010003 --merchant 898310154110001 --language zh --reason "second till"\n' +
        '  yuanlu keys load --purpose tmk --of 898310154110001/31010003',
    )
    .action(async (terminal: string, options: AddOptions, command: Command) => {
      const shared = common(command);
      const client = await clientFor(shared, data, 'operator');
      const { merchant, reason, dialect, language } = options;
      const body = {
        ...{ merchant, id: terminal, reason },
        ...(language === undefined ? {} : { language: languageOf(language) }),
        ...(dialect.length === 0 ? {} : { dialects: dialect }),
      };
      const added = good(await client.post<TerminalView>('/v1/terminals', body, {}));
      if (shared.json) return printJson(added);
      for (const line of lines(added, shared.lang)) print(line);
      const load = `yuanlu keys load --purpose tmk --of ${added.merchant}/${added.id}`;
      print(shared.lang === 'zh' ? `尚无主密钥：${load}` : `It has no master key yet: ${load}`);
    });
}
