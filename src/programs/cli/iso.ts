/** `yuanlu iso`: ISO 8583 messages read, written and compared, without a server. */
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import type { Lang } from '#domain/outcome';
import { fromHex, Iso8583Error, toHex } from '#wire/iso8583';
import { CliError, common, EXIT } from './client.ts';
import { differences, differencesText } from './iso-diff.ts';
import { bytesOfJson } from './iso-encode.ts';
import { type FoundMessage, messagesIn, type Speech, speeches, speechNamed } from './iso-frames.ts';
import { readStandardInput, readWhole, streamsGiven, streamsOf } from './iso-input.ts';
import { messageJson, messageText } from './iso-print.ts';
import { print, printJson } from './print.ts';

interface DialectOption {
  readonly dialect?: string;
}

const speechOf = ({ dialect }: DialectOption): Speech | null =>
  dialect === undefined ? null : speechNamed(dialect);

/** Names of fields stand in both languages unless one was asked for. */
const langOfNames = (command: Command, lang: Lang): Lang | 'both' =>
  command.optsWithGlobals().lang === undefined ? 'both' : lang;

const dialectHelp = `${speeches
  .slice(0, 3)
  .map(({ name }) => name)
  .join(', ')}, iso87-ascii/…, unionpay-pos/PROFILE`;

export function registerIso(program: Command): void {
  const iso = program.command('iso').description('ISO 8583 messages: read, write, compare; always masked');
  iso
    .command('decode')
    .argument('[hex]', 'hex, or - for standard input')
    .option('--file <file>', 'hex, raw bytes, a pcap file, or the text of tcpdump -x, hexdump or xxd')
    .option('--dialect <name>', `${dialectHelp}; else each is tried`)
    .description('print the fields of messages with their names and parts')
    .action(async (hex: string | undefined, options: DialectOption & { file?: string }, command: Command) => {
      const { json, lang } = common(command);
      const names = langOfNames(command, lang);
      const streams = await streamsGiven(hex, options.file);
      const told = streams.map((stream) => ({ stream, ...read(stream.bytes, speechOf(options)) }));
      if (json === true)
        printJson(
          told.flatMap(({ stream, messages, rest, error }) => [
            ...messages.map((found) => ({ between: stream.between, ...messageJson(found) })),
            ...(error === null ? [] : [{ between: stream.between, error: errorJson(error) }]),
            ...(rest > 0 || stream.gap
              ? [{ between: stream.between, restBytes: rest, gap: stream.gap }]
              : []),
          ]),
        );
      else print(told.map((each) => streamText(each.stream, each, names)).join('\n\n'));
      if (told.some(({ error }) => error !== null)) process.exitCode = EXIT.no;
    });
  iso
    .command('encode')
    .argument('[json]', 'a message as JSON, or - for standard input')
    .option('--file <file>', 'a file with the JSON')
    .option('--dialect <name>', dialectHelp)
    .option('--frame', 'with the frame of its link around it')
    .description('print a message as hex; JSON as in vectors/iso8583')
    .action(
      async (
        text: string | undefined,
        options: DialectOption & { file?: string; frame?: boolean },
        command: Command,
      ) => {
        const { json } = common(command);
        const { dialect, bytes } = bytesOfJson(await textGiven(text, options.file), {
          speech: speechOf(options),
          frame: options.frame === true,
        });
        if (json === true) printJson({ dialect, bytes: bytes.length, hex: toHex(bytes) });
        else print(toHex(bytes));
      },
    );
  iso
    .command('diff')
    .argument('<first>', 'hex, or a file as for decode')
    .argument('<second>', 'the same')
    .option('--dialect <name>', `${dialectHelp}; else each is tried`)
    .description('compare two messages, or two files of messages, field by field')
    .action((first: string, second: string, options: DialectOption, command: Command) => {
      const { json, lang } = common(command);
      const speech = speechOf(options);
      const [one, two] = [allIn(first, speech), allIn(second, speech)];
      if (one.length !== two.length)
        throw new CliError({
          zh: `左边 ${one.length} 条报文，右边 ${two.length} 条`,
          en: `There are ${one.length} messages on one side and ${two.length} on the other`,
        });
      const pairs = one.map((each, i) => [each, two[i]!] as const);
      if (json === true) printJson(pairs.map(([a, b]) => ({ differences: differences(a, b) })));
      else print(pairs.map(([a, b]) => differencesText(a, b, langOfNames(command, lang))).join('\n\n'));
      if (pairs.some(([a, b]) => differences(a, b).length > 0)) process.exitCode = EXIT.no;
    });
}

interface Read {
  readonly messages: readonly FoundMessage[];
  readonly rest: number;
  readonly error: Iso8583Error | null;
}

function read(bytes: Uint8Array, speech: Speech | null): Read {
  try {
    return { ...messagesIn(bytes, speech), error: null };
  } catch (error) {
    if (!(error instanceof Iso8583Error)) throw error;
    return { messages: [], rest: 0, error };
  }
}

function streamText(
  stream: { readonly between: string | null; readonly gap: boolean },
  { messages, rest, error }: Read,
  lang: Lang | 'both',
): string {
  const parts = messages.map((found) => messageText(found, lang));
  if (stream.between !== null) parts.unshift(stream.between);
  const remark = (zh: string, en: string) =>
    parts.push(`! ${lang === 'both' ? `${zh} ${en}` : lang === 'zh' ? zh : en}`);
  if (error !== null) parts.push(`! ${errorText(error)}`);
  if (rest > 0) remark(`下一条报文只有 ${rest} 字节`, `${rest} bytes of one more message`);
  if (stream.gap) remark('抓包缺少后续字节', 'bytes are missing in the capture');
  return parts.join('\n\n');
}

function errorText({ code, message, field, offset }: Iso8583Error): string {
  const where = [field === null ? '' : `field ${field}`, offset === null ? '' : `byte ${offset}`].filter(
    Boolean,
  );
  return `${code}: ${message}${where.length === 0 ? '' : ` (${where.join(', ')})`}`;
}

const errorJson = ({ code, message, field, offset }: Iso8583Error): object => ({
  code,
  message,
  field,
  offset,
});

async function textGiven(text: string | undefined, file: string | undefined): Promise<string> {
  if ((text === undefined) === (file === undefined))
    throw new CliError({ zh: '请给出 JSON、- 或 --file 之一', en: 'Give one of: JSON, -, or --file' });
  if (file !== undefined) return Buffer.from(readWhole(file)).toString('utf8');
  return text === '-' ? Buffer.from(await readStandardInput()).toString('utf8') : (text ?? '');
}

/** Hex where it is hex, else the file of that name. */
function allIn(given: string, speech: Speech | null): readonly FoundMessage[] {
  const hex = fromHex(given.replace(/[\s:]/g, ''));
  const isFile = hex === null || existsSync(given);
  const streams = isFile ? streamsOf(readWhole(given)) : [{ between: null, bytes: hex, gap: false }];
  return streams.flatMap(({ bytes }) => {
    const { messages, error } = read(bytes, speech);
    if (error === null) return messages;
    throw new CliError({ zh: `无法解码：${errorText(error)}`, en: `Cannot decode: ${errorText(error)}` });
  });
}
