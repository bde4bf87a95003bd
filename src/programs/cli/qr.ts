/** `yuanlu qr read` and `qr write`: the texts behind QR codes. */
import type { Command } from 'commander';
import { formatFen } from '#domain/money';
import type { Lang } from '#domain/outcome';
import { describeObjects } from '#wire/emv';
import {
  buildPresentedCode,
  CODE_KINDS,
  type CodeKind,
  codeKind,
  type PresentedCode,
  payCodeShape,
  QrError,
  readMerchantUrl,
  readPayerCode,
  readPresentedCode,
  unionpayAccount,
} from '#wire/qr';
import { CliError, type Common, common, EXIT } from './client.ts';
import { print, printJson, table } from './print.ts';
import { readPresentedJson } from './qr-json.ts';
import { maskedNumber, merchantRows, payerRows } from './qr-text.ts';
import { readInput } from './read-input.ts';
import { fen } from './yuan-input.ts';

const refused = (error: unknown): never => {
  if (!(error instanceof QrError)) throw error;
  throw new CliError({ zh: `二维码有误：${error.message}`, en: error.message }, EXIT.no);
};

interface ReadText {
  readonly content: object;
  readonly rows: readonly (readonly string[])[];
}

function merchantText(text: string, lang: Lang): ReadText {
  const { code, remarks } = readPresentedCode(text);
  const unionpay = unionpayAccount(code);
  return { content: { code, unionpay, remarks }, rows: merchantRows(code, unionpay, remarks, lang) };
}

function payerText(text: string, lang: Lang): ReadText {
  const code = readPayerCode(text);
  return { content: { objects: describeObjects(code.objects) }, rows: payerRows(code, lang) };
}

function urlText(text: string, lang: Lang): ReadText {
  const { organisation, number } = readMerchantUrl(text);
  const [first, second] = lang === 'zh' ? ['机构', '编号'] : ['organisation', 'number'];
  return {
    content: { organisation, number },
    rows: [
      [first!, organisation],
      [second!, number],
    ],
  };
}

function payCodeText(text: string, lang: Lang): ReadText {
  const { channel, certainty, zh, en } = payCodeShape(text)!;
  const number = maskedNumber(text);
  return {
    content: { channel, number, certainty },
    rows: [
      lang === 'zh' ? ['付款码', zh] : ['payment code of', en],
      [lang === 'zh' ? '号码' : 'number', number],
      ...(certainty === 'several'
        ? []
        : [['!', lang === 'zh' ? '号段未经证实' : 'this range is unconfirmed']]),
    ],
  };
}

const READERS: Readonly<Record<CodeKind, (text: string, lang: Lang) => ReadText>> = {
  merchant: merchantText,
  payer: payerText,
  'merchant-url': urlText,
  'pay-code': payCodeText,
};

function readText(text: string, { json, lang }: Common): void {
  const kind = codeKind(text);
  if (kind === null)
    throw new CliError(
      {
        zh: '无法识别：既不是商户码、付款码，也不是银联网址或付款码号码',
        en: `This is no code that we know: none of ${CODE_KINDS.join(', ')}`,
      },
      EXIT.no,
    );
  const { content, rows } = READERS[kind](text, lang);
  if (json) printJson({ kind, ...content });
  else print(table(rows));
}

async function read(given: string | undefined, options: { file?: string }, command: Command): Promise<void> {
  const input = await readInput(given, options.file);
  const text = new TextDecoder().decode(input).replace(/\r?\n$/, '');
  try {
    readText(text, common(command));
  } catch (error) {
    refused(error);
  }
}

interface WriteOptions {
  readonly file?: string;
  readonly merchant?: string;
  readonly acquirer: string;
  readonly forwarder?: string;
  readonly name: string;
  readonly city: string;
  readonly mcc: string;
  readonly country: string;
  readonly currency: string;
  readonly amount?: string;
  readonly reference?: string;
  readonly terminal?: string;
}

function codeOf(options: WriteOptions & { readonly merchant: string }): PresentedCode {
  const { acquirer, forwarder = acquirer, merchant, amount, reference = null, terminal = null } = options;
  const none = { billNumber: null, mobileNumber: null, storeLabel: null, loyaltyNumber: null };
  return {
    use: reference === null ? 'static' : 'dynamic',
    accounts: [{ tag: '15', value: acquirer + forwarder + merchant }],
    mcc: options.mcc,
    currency: options.currency,
    amount: amount === undefined ? null : formatFen(fen(amount)),
    tip: null,
    country: options.country,
    merchantName: options.name,
    city: options.city,
    postalCode: null,
    more:
      reference === null && terminal === null
        ? null
        : {
            ...none,
            referenceLabel: reference,
            customerLabel: null,
            terminalLabel: terminal,
            purpose: null,
            asksFor: null,
            others: [],
          },
    local: null,
    others: [],
  };
}

/** UnionPay's account has one length; what is written otherwise no app reads. */
function checkedAccount(code: PresentedCode): PresentedCode {
  if (unionpayAccount(code) !== null) return code;
  throw new CliError({
    zh: '银联商户账户应为：收单机构8位数字、转发机构8位数字、商户号15位',
    en: "UnionPay's account takes acquirer and forwarder of 8 digits and a merchant number of 15 characters",
  });
}

async function codeToWrite(given: string | undefined, options: WriteOptions): Promise<PresentedCode> {
  const { merchant } = options;
  if (merchant !== undefined && given === undefined && options.file === undefined)
    return checkedAccount(codeOf({ ...options, merchant }));
  if (merchant !== undefined)
    throw new CliError({
      zh: '--merchant 与 JSON 只能给出一个',
      en: 'Give --merchant or JSON, not both',
    });
  if (given !== undefined && given !== '-')
    throw new CliError({
      zh: '请用 --merchant 等选项，或从 - （标准输入）或 --file 读取 JSON',
      en: 'Use --merchant and its fellows, or give JSON by - for standard input or by --file',
    });
  if (given === undefined && options.file === undefined)
    throw new CliError({
      zh: '没有可写的内容：请给出 --merchant，或用 - 或 --file 给出 JSON',
      en: 'Nothing to write: give --merchant, or JSON by - or --file',
    });
  return readPresentedJson(new TextDecoder().decode(await readInput(given, options.file)));
}

async function write(given: string | undefined, options: WriteOptions, command: Command): Promise<void> {
  const { json } = common(command);
  const code = await codeToWrite(given, options);
  try {
    const text = buildPresentedCode(code);
    if (json) printJson({ text });
    else print(text);
  } catch (error) {
    refused(error);
  }
}

export function registerQr(program: Command): void {
  const qr = program.command('qr').description('the texts behind QR codes');
  qr.command('read')
    .argument('[text]', 'what was scanned; - reads standard input')
    .description("a merchant's code, a payer's code, UnionPay's address or a payment code: what it says")
    .option('--file <name>', 'a file that holds the text')
    .addHelpText(
      'after',
      '\nExamples:\n  yuanlu qr read 6212345678901234567\n' +
        '  yuanlu qr read https://qr.95516.com/00010000/62000000000000000000000000000001\n' +
        '  yuanlu qr read --file code.txt --json\n\nExit code 0: read. 1: no code, or one with a fault.',
    )
    .action(read);
  qr.command('write')
    .argument('[json]', "- reads a merchant's code as JSON from standard input, as qr read --json prints it")
    .description("the text of a merchant's code")
    .option('--file <name>', 'a file of such JSON')
    .option('--merchant <number>', 'merchant number of 15 characters')
    .option('--acquirer <digits>', 'acquirer, 8 digits', '48020000')
    .option('--forwarder <digits>', 'forwarder, 8 digits; else the acquirer')
    .option('--name <text>', 'name of the merchant', 'MERCHANT')
    .option('--city <text>', 'city', 'SHANGHAI')
    .option('--mcc <digits>', 'merchant category', '5411')
    .option('--country <letters>', 'country', 'CN')
    .option('--currency <digits>', 'currency', '156')
    .option('--amount <yuan>', 'amount; else the payer types it')
    .option('--reference <text>', 'the order: makes the code a dynamic one')
    .option('--terminal <text>', 'terminal')
    .addHelpText(
      'after',
      '\nExamples:\n  yuanlu qr write --merchant 898310154110001 --name "CORNER SHOP"\n' +
        '  yuanlu qr write --merchant 898310154110001 --amount 45.90 --reference A-1\n' +
        '  yuanlu qr read --file code.txt --json | yuanlu qr write -',
    )
    .action(write);
}
