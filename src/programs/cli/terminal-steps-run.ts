/** `yuanlu terminal run FILE`: carries out the steps of a file, one after the other, against the host. */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { parseYuan } from '#domain/money';
import { dataFolderAt, readRuntime } from '../data-folder.ts';
import { UsageError } from '../terminal-files.ts';
import { languageOf } from './terminal-arguments.ts';
import { differences, type Outcome, type Told } from './terminal-expectations.ts';
import type { Perform } from './terminal-perform.ts';
import { exitCodes } from './terminal-print.ts';
import type { Context } from './terminal-run.ts';
import { readSteps, type Step } from './terminal-steps.ts';

interface RunOptions {
  readonly terminal?: string;
  readonly timeout: string;
  readonly lang?: string;
  readonly json?: boolean;
}

export function registerSteps(terminal: Command, context: Context, perform: Perform): void {
  terminal
    .command('run')
    .description('carry out a text of steps, each with what should come of it')
    .argument('<file...>', 'text files, for example docs/examples/terminal/day.steps')
    .option('--terminal <id>', 'terminal number (default: the first profile of the data folder)')
    .option('--timeout <seconds>', 'wait for an answer', '30')
    .option('--lang <zh|en>', 'language of the report')
    .option('--json', 'print JSON, one line for each step')
    .addHelpText(
      'after',
      '\nExamples:\n  yuanlu terminal run docs/examples/terminal/day.steps\n\n' +
        'A step: sale 12.00 chip card north-plenty as lunch -> 00 tc    (docs/terminal.md)',
    )
    .action(async (files: string[], _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<RunOptions>();
      try {
        const failed = await runFiles(files, options, context, perform);
        context.setExitCode(failed ? exitCodes.declined : exitCodes.approved);
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        context.complain(error.message);
        context.setExitCode(exitCodes.usage);
      }
    });
}

async function runFiles(
  files: readonly string[],
  options: RunOptions,
  context: Context,
  perform: Perform,
): Promise<boolean> {
  const lang = languageOf(options.lang);
  for (const file of files) {
    const steps = readSteps(await textOf(file));
    const names = new Map<string, string>();
    for (const step of steps) {
      const outcome = await runStep(step, names, options, context, perform);
      const wrong = await judged(step, outcome);
      report(file, step, outcome, wrong, { ...options, lang }, context);
      if (wrong.length > 0) return true;
      const stan = outcome.told?.stan;
      if (typeof stan === 'string') {
        names.set('last', stan);
        if (step.name !== null) names.set(step.name, stan);
      }
    }
  }
  return false;
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    throw new UsageError(`Cannot read the steps ${file}: ${code}`);
  }
}

async function judged(step: Step, outcome: Outcome): Promise<readonly string[]> {
  try {
    return differences(step.expected, outcome);
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`Line ${step.line}: ${error.message}`);
    throw error;
  }
}

async function runStep(
  step: Step,
  names: ReadonlyMap<string, string>,
  options: RunOptions,
  context: Context,
  perform: Perform,
): Promise<Outcome & { readonly said: string }> {
  if (step.kind === 'bank') {
    await tellBank(step, context.dataFolder);
    return { told: null, exitCode: 0, said: '' };
  }
  const args: string[] = [];
  for (const word of step.args) args.push(await filledIn(step, word, names, context.dataFolder));
  const common = ['--timeout', options.timeout, '--json'];
  if (options.terminal !== undefined) common.push('--terminal', options.terminal);
  const { out, said, exitCode } = await perform([...args, ...common]);
  const last = out.trim().split('\n').at(-1) ?? '';
  return { told: toldIn(last), exitCode, said };
}

function toldIn(text: string): Told {
  try {
    return JSON.parse(text) as Told;
  } catch {
    return null;
  }
}

/** `$name`: a trace number that was kept. `@code:card`: a code that this payer shows at the test network. */
async function filledIn(
  step: Step,
  word: string,
  names: ReadonlyMap<string, string>,
  dataFolder: string,
): Promise<string> {
  if (word.startsWith('$')) {
    const stan = names.get(word.slice(1));
    if (stan !== undefined) return stan;
    throw new UsageError(`Line ${step.line}: no step before has the name ${word.slice(1)}`);
  }
  if (!word.startsWith('@code:')) return word;
  const { codes } = (await ask(dataFolder, '/pay-codes')) as { codes: { card: string; code: string }[] };
  const found = codes.find(({ card }) => card === word.slice('@code:'.length));
  if (found !== undefined) return found.code;
  throw new UsageError(`Line ${step.line}: no payer has the card ${word.slice('@code:'.length)}`);
}

/** What an issuer's staff does: `bank CARD state frozen`, `limit-day 100.00`, `unlock-pin`, `script block-card`. */
async function tellBank({ line, args }: Step, dataFolder: string): Promise<void> {
  const [card = '', what = '', value = '', moment = 'after'] = args;
  const fen = (): string => {
    const found = parseYuan(value);
    if (found === undefined) throw new UsageError(`Line ${line}: "${value}" is no amount in yuan`);
    return String(found);
  };
  const cards = (body: object) => ask(dataFolder, '/cards', { card, ...body });
  switch (what) {
    case 'state':
      await cards({ state: value });
      return;
    case 'limit-day':
      await cards({ limits: { dayMaxFen: fen() } });
      return;
    case 'limit-payment':
      await cards({ limits: { paymentMaxFen: fen() } });
      return;
    case 'limit-count':
      await cards({ limits: { dayCountMax: Number(value) } });
      return;
    case 'no-limit':
      await cards({ limits: {} });
      return;
    case 'unlock-pin':
      await cards({ pinTries: 0 });
      return;
    case 'script':
      await ask(dataFolder, '/scripts', { card, command: value, moment });
      return;
    default:
      throw new UsageError(
        `Line ${line}: a bank does state, limit-day, limit-payment, limit-count, no-limit, unlock-pin or script`,
      );
  }
}

async function ask(dataFolder: string, path: string, body?: object): Promise<unknown> {
  const runtime = await readRuntime(dataFolderAt(dataFolder));
  if (runtime === null) throw new UsageError('The banks of the test network do not run in this data folder');
  const response = await fetch(new URL(path, runtime.networkControlUrl), {
    method: body === undefined ? 'GET' : 'POST',
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    signal: AbortSignal.timeout(10_000),
  });
  if (response.ok) return response.json();
  throw new UsageError(`The bank refused: ${(await response.text()).slice(0, 300)}`);
}

function report(
  file: string,
  step: Step,
  outcome: Outcome & { readonly said: string },
  wrong: readonly string[],
  options: { readonly json?: boolean; readonly lang: 'zh' | 'en' },
  context: Context,
): void {
  const { line, text } = step;
  if (options.json === true) {
    context.print(
      JSON.stringify({ file, line, step: text, ok: wrong.length === 0, wrong, told: outcome.told }),
    );
    return;
  }
  const code = typeof outcome.told?.code === 'string' ? ` [${outcome.told.code}]` : '';
  context.print(`${wrong.length === 0 ? '✓' : '✗'} ${String(line).padStart(3)}  ${text}${code}`);
  for (const each of wrong) context.print(`       ${each}`);
  if (wrong.length > 0 && outcome.said.trim() !== '') context.print(`       ${outcome.said.trim()}`);
}
