/** `yuanlu bounce` and `yuanlu resolve`: refunds that came back, and ways back that a person has to end. */
import { readFile } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';
import type { Command } from 'commander';
import type { AdviceView, CancellationView, PayoutView } from '#adapters/http-api';
import { ID_KINDS, NO_END_YET } from '#domain/cancellation';
import type { Lang } from '#domain/outcome';
import type { DataFolder } from '../data-folder.ts';
import { CliError, clientFor, common, good, type Role } from './client.ts';
import { clockTime, print, printJson, said, table, yuan } from './print.ts';
import { exitOfCancellation } from './way-back-words.ts';

const SUSPENSE = NO_END_YET.filter((state) =>
  ['bounced', 'account-named', 'payout-ordered', 'stranded'].includes(state),
);

function rowOf(cancellation: CancellationView, lang: Lang): string[] {
  const { id, bounce, amount, stateWords } = cancellation;
  const account = bounce?.account ?? null;
  return [
    id,
    yuan(amount),
    bounce === null ? '' : clockTime(bounce.at),
    bounce === null ? '' : said(bounce.why, lang),
    account === null ? '' : `${account.bank} ${account.number} ${account.holder}`,
    said(stateWords, lang),
  ];
}

/** One act: posts it, and says how the refund stands now. */
async function act(
  command: Command,
  data: DataFolder,
  role: Role,
  cancellation: string,
  path: string,
  body: Readonly<Record<string, unknown>>,
): Promise<void> {
  const shared = common(command);
  const client = await clientFor(shared, data, role);
  const url = `/v1/cancellations/${encodeURIComponent(cancellation)}/${path}`;
  const now = good(await client.post<CancellationView>(url, body, {}));
  process.exitCode = exitOfCancellation(now);
  if (shared.json) return printJson(now);
  print(`${now.id}  ${yuan(now.amount)}  ${said(now.stateWords, shared.lang)}`);
  if (now.bounce?.order)
    print(shared.lang === 'zh' ? `指令号 ${now.bounce.order.no}` : `order ${now.bounce.order.no}`);
}

/** The same acts on an advice of a payment; `no` as `yuanlu status` shows it. */
async function actOnAdvice(
  command: Command,
  data: DataFolder,
  role: Role,
  subject: { readonly payment: string; readonly no: string },
  path: string,
  body: Readonly<Record<string, unknown>>,
): Promise<void> {
  const shared = common(command);
  const client = await clientFor(shared, data, role);
  const [payment, no] = [encodeURIComponent(subject.payment), encodeURIComponent(subject.no)];
  const now = good(await client.post<AdviceView>(`/v1/payments/${payment}/advices/${no}/${path}`, body, {}));
  if (shared.json) return printJson(now);
  const sum = now.amount === null ? '' : `  ${yuan(now.amount)}`;
  print(
    `${now.payment} ${now.no}  ${said(now.kindWords, shared.lang)}${sum}  ${said(now.stateWords, shared.lang)}`,
  );
}

interface PersonOptions {
  readonly holder?: string;
  readonly idKind: string;
  readonly id?: string;
  readonly from?: string;
  readonly bank?: string;
  readonly number?: string;
  readonly reference?: string;
}

/** From a file or standard input, so that no document's number has to stand in a command line; flags win. */
async function personBody(options: PersonOptions): Promise<Record<string, unknown>> {
  const { from, id, idKind, ...rest } = options;
  const content =
    from === undefined ? '{}' : from === '-' ? await textOf(process.stdin) : await readFile(from, 'utf8');
  const given: unknown = JSON.parse(content);
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new CliError({ zh: '--from：应为 JSON 对象', en: '--from: expected a JSON object' });
  return { idKind, ...given, ...rest, ...(id === undefined ? {} : { idNumber: id }) };
}

const person = (command: Command): Command =>
  command
    .option('--holder <name>', 'the name as the bank has it')
    .option('--id-kind <kind>', ID_KINDS.join(', '), 'resident-id')
    .option('--id <number>', 'number of the document; kept as a fingerprint alone')
    .option('--from <file>', 'a JSON file with these, or - for standard input');

function addLists(bounce: Command, data: DataFolder): void {
  bounce
    .command('list')
    .description('refunds whose money is in suspense, by state')
    .action(async (_options: unknown, command: Command) => {
      const shared = common(command);
      const client = await clientFor(shared, data, 'operator');
      const items: CancellationView[] = [];
      for (const state of SUSPENSE)
        items.push(
          ...good(
            await client.get<{ items: CancellationView[] }>(`/v1/cancellations?state=${state}&limit=200`),
          ).items,
        );
      if (shared.json) return printJson({ items });
      if (items.length === 0)
        return print(shared.lang === 'zh' ? '没有挂账的退货' : 'No refund is in suspense.');
      print(table(items.map((each) => rowOf(each, shared.lang))));
    });
  bounce
    .command('payouts')
    .description('payout orders that the bank has not ended')
    .action(async (_options: unknown, command: Command) => {
      const shared = common(command);
      const client = await clientFor(shared, data, 'operator');
      const { items } = good(await client.get<{ items: PayoutView[] }>('/v1/payouts'));
      if (shared.json) return printJson({ items });
      if (items.length === 0) return print(shared.lang === 'zh' ? '没有付款指令' : 'No payout order.');
      const rows = items.map((each) => [
        each.order,
        yuan(each.amount),
        `${each.bank} ${each.account} ${each.holder}`,
        clockTime(each.orderedAt),
        each.overdue ? (shared.lang === 'zh' ? '逾期' : 'overdue') : '',
      ]);
      print(table(rows));
    });
}

function addChecks(bounce: Command, data: DataFolder): void {
  person(
    bounce
      .command('account <cancellation>')
      .description('the holder names another own account')
      .option('--bank <name>', 'its bank')
      .option('--number <digits>', 'its number; kept sealed'),
  ).action(async (id: string, options: PersonOptions, command: Command) =>
    act(command, data, 'merchant', id, 'account', await personBody(options)),
  );
  person(
    bounce
      .command('issuer <cancellation>')
      .description('what the issuer of the closed card says of its holder')
      .option('--reference <text>', 'its letter or message'),
  ).action(async (id: string, options: PersonOptions, command: Command) =>
    act(command, data, 'operator', id, 'issuer-word', await personBody(options)),
  );
  for (const approve of [true, false])
    bounce
      .command(`${approve ? 'approve' : 'reject'} <cancellation>`)
      .description(approve ? 'order the payout, as a second operator' : 'put the account back')
      .action(async (id: string, _options: unknown, command: Command) =>
        act(command, data, 'second-operator', id, 'payout', { approve }),
      );
}

interface ResultOptions {
  readonly order: string;
  readonly reference: string;
  readonly fee: string;
  readonly struck?: boolean;
}

function addResults(bounce: Command, data: DataFolder): void {
  const result = (name: string, description: string): Command =>
    bounce
      .command(`${name} <cancellation>`)
      .description(description)
      .requiredOption('--order <number>', 'number of the order')
      .requiredOption('--reference <text>', 'reference of the bank')
      .option('--fee <fen>', 'what the bank took for it, in fen', '0');
  const report = async (
    id: string,
    what: string,
    options: ResultOptions,
    command: Command,
  ): Promise<void> => {
    const { order, reference: bankReference, fee } = options;
    if (!/^\d{1,6}$/.test(fee))
      throw new CliError({ zh: '--fee：应为整数分', en: '--fee: expected whole fen' });
    await act(command, data, 'operator', id, 'payout/result', {
      ...{ order, result: what, bankReference, bankFee: Number(fee) },
    });
  };
  result('paid', 'the bank paid it out').action((id: string, options: ResultOptions, command: Command) =>
    report(id, 'paid', options, command),
  );
  result('returned', 'the bank sent it back')
    .option('--struck', 'the whole entry was undone, the fee with it')
    .action((id: string, options: ResultOptions, command: Command) =>
      report(id, options.struck === true ? 'struck' : 'returned', options, command),
    );
  bounce
    .command('arrived <cancellation>')
    .description('a refund is there, as the payer or the shop says')
    .option('--by <who>', 'payer or merchant', 'payer')
    .action((id: string, options: { by: string }, command: Command) =>
      act(command, data, 'merchant', id, 'arrival', { by: options.by }),
    );
}

interface ResolveOptions {
  readonly carriedOut?: boolean;
  readonly notCarriedOut?: boolean;
  readonly askAgain?: boolean;
  readonly evidence?: string;
  readonly day?: string;
  readonly approve?: boolean;
  readonly reject?: boolean;
  readonly advice?: string;
}

function addResolve(program: Command, data: DataFolder): void {
  program
    .command('resolve <subject>')
    .description('end what was handed to a person: one operator says what became of it, another approves')
    .option(
      '--advice <no>',
      'the subject is a payment: end this one of its tips, corrections or script results',
    )
    .option('--carried-out', 'the network did it')
    .option('--not-carried-out', 'the network did not do it')
    .option('--ask-again', 'send it again')
    .option('--evidence <text>', 'where that is seen')
    .option('--day <date>', 'the clearing day for which the network has the payment, where it stands')
    .option('--approve', 'approve what another operator found')
    .option('--reject', 'put it back')
    .addHelpText(
      'after',
      '\nExamples:\n  yuanlu resolve can_… --not-carried-out --evidence "error file of 24 November"\n' +
        '  yuanlu resolve can_… --approve\n' +
        '  yuanlu resolve pay_… --advice 1 --carried-out --evidence "call to the network, 14:20"',
    )
    .action(async (id: string, options: ResolveOptions, command: Command) => {
      const verdicts = [
        ...(options.carriedOut ? ['carried-out'] : []),
        ...(options.notCarriedOut ? ['not-carried-out'] : []),
        ...(options.askAgain ? ['ask-again'] : []),
      ];
      const decides = options.approve === true || options.reject === true;
      if (verdicts.length + (decides ? 1 : 0) !== 1 || (options.approve && options.reject))
        throw new CliError({
          zh: '请只给出一项：--carried-out、--not-carried-out、--ask-again、--approve 或 --reject',
          en: 'Give one of --carried-out, --not-carried-out, --ask-again, --approve and --reject',
        });
      const send = (role: Role, path: string, body: Readonly<Record<string, unknown>>): Promise<void> =>
        options.advice === undefined
          ? act(command, data, role, id, path, body)
          : actOnAdvice(command, data, role, { payment: id, no: options.advice }, path, body);
      if (decides) return send('second-operator', 'resolve/decision', { approve: options.approve === true });
      if (options.evidence === undefined)
        throw new CliError({ zh: '请用 --evidence 说明依据', en: 'Say by --evidence where that is seen' });
      await send('operator', 'resolve', {
        ...{ verdict: verdicts[0], evidence: options.evidence },
        ...(options.day === undefined ? {} : { clearingDay: options.day }),
      });
    });
}

export function registerBounces(program: Command, data: DataFolder): void {
  const bounce = program
    .command('bounce')
    .description('refunds that the bank sent back: another account, four eyes, payout')
    .addHelpText(
      'after',
      '\nA walk:\n  yuanlu bounce list\n  yuanlu bounce account can_… --bank 工商银行 --number 62… --holder 王小明 --id …\n' +
        '  yuanlu bounce issuer can_… --holder 王小明 --id … --reference ICBC-77\n  yuanlu bounce approve can_…\n' +
        '  yuanlu bounce paid can_… --order … --reference B-1',
    );
  addLists(bounce, data);
  addChecks(bounce, data);
  addResults(bounce, data);
  addResolve(program, data);
}
