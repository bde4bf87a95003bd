/** `yuanlu terminal preauth | preauth-add | preauth-void | complete | complete-notice | complete-void | notices`. */
import type { Command } from 'commander';
import type { FamilyRequest, SlipReference } from '#adapters/virtual-terminal';
import { UsageError } from '../terminal-files.ts';
import { amountOf, type CardOptions, cardOf, entryOf, numberOf } from './terminal-arguments.ts';
import { asJson, exitCodeOf, exitCodes, resultText } from './terminal-print.ts';
import {
  type CommonOptions,
  type Context,
  type Run,
  run,
  show,
  signInFirst,
  subcommand,
  withCard,
} from './terminal-run.ts';

interface NamedOptions extends CommonOptions, CardOptions {
  readonly authCode?: string;
  readonly rrn?: string;
  readonly date?: string;
  readonly batch?: string;
}
type NamedRun = Run<NamedOptions>;

/** What a slip of another terminal says; `undefined` where nothing of it was given. */
function slipOf(options: NamedOptions, stan: string | undefined): SlipReference | undefined {
  const { authCode, rrn, date, batch } = options;
  if (authCode === undefined && rrn === undefined && date === undefined && batch === undefined)
    return undefined;
  if (stan === undefined || authCode === undefined || date === undefined || batch === undefined)
    throw new UsageError(
      'The original of another terminal: give trace number, --auth-code, --date and --batch of its slip',
    );
  if (!/^[0-9A-Za-z]{6}$/.test(authCode)) throw new UsageError('--auth-code has six letters or digits');
  return {
    authCode,
    stan,
    rrn: rrn ?? '',
    date: numberOf('date', date, 4),
    batchNo: numberOf('batch number', batch, 6),
  };
}

async function doFamily(
  at: NamedRun,
  kind: FamilyRequest['kind'],
  trace: string | undefined,
  yuan: string | undefined,
): Promise<void> {
  const { options, context, terminal } = at;
  const stan = trace === undefined ? undefined : numberOf('trace number', trace, 6);
  const amountFen = yuan === undefined ? undefined : amountOf(yuan);
  const slip = slipOf(options, stan);
  const entry = options.entry === undefined ? undefined : entryOf(options.entry);
  const named = options.card !== undefined || options.entry !== undefined || slip !== undefined;
  const card = named
    ? await cardOf(context.dataFolder, options, entry ?? 'keyed', amountFen ?? 0n)
    : undefined;
  await signInFirst(at);
  const { loseAnswer } = options;
  show(at, await terminal.family({ kind, stan, slip, amountFen, card, entry, loseAnswer }));
}

interface Described {
  readonly name: string;
  readonly kind: FamilyRequest['kind'];
  readonly does: string;
  readonly examples: readonly string[];
  /** Which slip the trace number stands on. */
  readonly of: string;
  readonly amount: 'first' | 'optional';
}

const FAMILY: readonly Described[] = [
  {
    name: 'preauth-add',
    kind: 'increment',
    does: 'hold more for a pre-authorisation',
    examples: ['preauth-add 200.00', 'preauth-add 200.00 000012'],
    of: 'the pre-authorisation',
    amount: 'first',
  },
  {
    name: 'preauth-void',
    kind: 'preauth-void',
    does: 'lift a hold, whole: with all that raised it',
    examples: ['preauth-void', 'preauth-void 000012 700.00    # raised at another terminal'],
    of: 'the pre-authorisation',
    amount: 'optional',
  },
  {
    name: 'complete',
    kind: 'completion',
    does: 'take what is held, or a part of it, up to 115 %',
    examples: [
      'complete 480.00',
      'complete 480.00 000012',
      'complete 480.00 000012 --auth-code 123456 --date 1123 --batch 000001 --card north-plenty',
    ],
    of: 'the pre-authorisation',
    amount: 'first',
  },
  {
    name: 'complete-notice',
    kind: 'completion-notice',
    does: 'the same as a notice: kept here and sent again until it is answered',
    examples: ['complete-notice 480.00'],
    of: 'the pre-authorisation',
    amount: 'first',
  },
  {
    name: 'complete-void',
    kind: 'completion-void',
    does: 'undo a completion of the open batch; its hold lives on',
    examples: ['complete-void', 'complete-void 000013'],
    of: 'the completion',
    amount: 'optional',
  },
];

function named(command: Command): Command {
  return withCard(command)
    .option('--auth-code <code>', 'authorisation code, for an original of another terminal')
    .option('--rrn <reference>', 'its reference number')
    .option('--date <MMDD>', 'its date')
    .option('--batch <number>', 'its batch number');
}

export function registerPreauth(terminal: Command, context: Context): void {
  withCard(
    subcommand(terminal, 'preauth', 'hold money on a card, for a deposit', [
      'preauth 500.00',
      'preauth 500.00 --entry chip --pin 123456 --card north-plenty',
    ]),
  )
    .argument('<yuan>', 'amount in yuan, for example 500.00')
    .action((yuan: string, _options: unknown, command: Command) =>
      run<CommonOptions & CardOptions>(context, command, async (at) => {
        const { options } = at;
        const amountFen = amountOf(yuan);
        const entry = entryOf(options.entry ?? 'chip');
        const card = await cardOf(context.dataFolder, options, entry, amountFen);
        await signInFirst(at);
        show(at, await at.terminal.preauth({ amountFen, card, entry, loseAnswer: options.loseAnswer }));
      }),
    );
  for (const { name, kind, does, examples, of, amount } of FAMILY) {
    const command = named(subcommand(terminal, name, does, examples));
    if (amount === 'first') command.argument('<yuan>', 'amount in yuan');
    command.argument('[stan]', `trace number of ${of}, as on its slip; the last one unless given`);
    if (amount === 'optional') command.argument('[yuan]', 'amount in yuan; the whole unless given');
    command.action((one: string | undefined, two: string | undefined, _options: unknown, self: Command) =>
      run<NamedOptions>(context, self, (at) =>
        amount === 'first' ? doFamily(at, kind, two, one) : doFamily(at, kind, one, two),
      ),
    );
  }
  subcommand(terminal, 'notices', 'send the completion notices that nobody has answered', ['notices']).action(
    (_options: unknown, command: Command) => run(context, command, flush),
  );
}

async function flush(at: Run): Promise<void> {
  const { terminal, context, options, profile, lang } = at;
  await signInFirst(at);
  const results = await terminal.flushNotices();
  if (options.json) context.print(asJson(results));
  else if (results.length === 0) context.print(lang === 'zh' ? '没有待发的通知' : 'No notice waits');
  else
    for (const result of results) context.print(resultText(profile, terminal.journal.operator, result, lang));
  const codes = results.map(exitCodeOf);
  context.setExitCode(codes.length === 0 ? exitCodes.approved : Math.max(...codes));
}
