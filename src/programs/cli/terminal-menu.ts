/** `yuanlu terminal menu`: the menu of a till, numbered, with a question for each thing that an entry needs. */
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import type { Lang } from '#domain/outcome';
import { languageOf } from './terminal-arguments.ts';
import { MENU, type MenuItem, menuEntries, type Prompt } from './terminal-menu-items.ts';
import type { Perform } from './terminal-perform.ts';
import { exitCodes } from './terminal-print.ts';
import type { Context } from './terminal-run.ts';

/** The next line that somebody types; null at the end of the input. */
export type AskLine = (question: string) => Promise<string | null>;

interface MenuOptions {
  readonly terminal?: string;
  readonly lang?: string;
}

export function registerMenu(terminal: Command, context: Context, perform: Perform): void {
  terminal
    .command('menu')
    .description('the menu of the terminal: choose by number, reply to what it asks')
    .option('--terminal <id>', 'terminal number (default: the first profile of the data folder)')
    .option('--lang <zh|en>', 'language of menu and slips')
    .addHelpText('after', '\nExamples:\n  yuanlu terminal menu --lang zh')
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<MenuOptions>();
      const lang = languageOf(options.lang);
      const lines = createInterface({ input: process.stdin });
      const typed = lines[Symbol.asyncIterator]();
      const ask: AskLine = async (question) => {
        context.print(question);
        const next = await typed.next();
        return next.done === true ? null : next.value;
      };
      const rest = options.terminal === undefined ? [] : ['--terminal', options.terminal];
      await offer({ lang, ask, print: context.print, perform, rest });
      lines.close();
      context.setExitCode(exitCodes.approved);
    });
}

interface Offer {
  readonly lang: Lang;
  readonly ask: AskLine;
  readonly print: (text: string) => void;
  readonly perform: Perform;
  readonly rest: readonly string[];
}

const LAST_WORDS = { zh: '0 结束', en: '0 end' } as const;
const CHOOSE = { zh: '请选择', en: 'Choose' } as const;
const UNKNOWN = { zh: '没有此项', en: 'There is no such entry' } as const;

export function menuText(lang: Lang): string {
  const sections = MENU.map(({ items, ...section }) => {
    const entries = items.map((each) => `${String(menuEntries.indexOf(each) + 1).padStart(4)} ${each[lang]}`);
    return [section[lang], ...entries].join('\n');
  });
  return [...sections, `   ${LAST_WORDS[lang]}`].join('\n');
}

/** Until 0 is chosen or the input ends. */
export async function offer({ lang, ask, print, perform, rest }: Offer): Promise<void> {
  print(menuText(lang));
  for (;;) {
    const reply = (await ask(`${CHOOSE[lang]}:`))?.trim() ?? '0';
    if (reply === '0') return;
    if (reply === '') continue;
    const chosen = /^\d{1,2}$/.test(reply) ? menuEntries[Number(reply) - 1] : undefined;
    if (chosen === undefined) {
      print(UNKNOWN[lang]);
      continue;
    }
    const args = await questions(chosen, lang, ask);
    if (args === null) return;
    const { out, said } = await perform([...args, '--lang', lang, ...rest]);
    for (const text of [out, said]) if (text.trim() !== '') print(text.trimEnd());
  }
}

/** Null where the input ended in the middle. */
async function questions(chosen: MenuItem, lang: Lang, ask: AskLine): Promise<readonly string[] | null> {
  const args: string[] = [...chosen.command];
  for (const prompt of chosen.asks) {
    const reply = await answerTo(prompt, lang, ask);
    if (reply === null) return null;
    if (reply !== '') args.push(...(prompt.option === undefined ? [reply] : [prompt.option, reply]));
  }
  return args;
}

async function answerTo(prompt: Prompt, lang: Lang, ask: AskLine): Promise<string | null> {
  const usual = prompt.usual === undefined ? '' : ` [${prompt.usual}]`;
  for (;;) {
    const reply = await ask(`${prompt[lang]}${usual}:`);
    if (reply === null) return null;
    const given = reply.trim() === '' ? (prompt.usual ?? '') : reply.trim();
    // What begins with a dash would be an option of its own.
    if (!given.startsWith('-') && (given !== '' || prompt.needed !== true)) return given;
  }
}
