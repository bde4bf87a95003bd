/** What people hand to `yuanlu iso`: hex, a file, or what comes in at standard input. */
import { readFileSync, statSync } from 'node:fs';
import { fromHex } from '#wire/iso8583';
import { CliError } from './client.ts';
import { type CapturedStream, isPcap, isPcapNg, streamsOfDump, streamsOfPcap } from './iso-capture.ts';

const INPUT_BYTES_MAX = 16 * 1024 * 1024;

const problem = (zh: string, en: string): CliError => new CliError({ zh, en });

/** One of the two must be given; `-` reads standard input. */
export async function streamsGiven(
  hex: string | undefined,
  file: string | undefined,
): Promise<CapturedStream[]> {
  if ((hex === undefined) === (file === undefined))
    throw problem('请给出十六进制、- 或 --file 之一', 'Give one of: hex, -, or --file');
  if (hex !== undefined && hex !== '-') return [alone(bytesOfHex(hex))];
  const bytes = file === undefined ? await readStandardInput() : readWhole(file);
  return streamsOf(bytes);
}

/** Hex given as an argument: blanks, line ends and colons between the digits do not count. */
function bytesOfHex(text: string): Uint8Array {
  const bytes = fromHex(withoutMarks(text));
  if (bytes !== null && bytes.length > 0) return bytes;
  throw problem(
    '参数不是完整的十六进制：应为偶数个 0-9 A-F',
    'The argument is no whole hex: expected an even number of 0-9 and A-F',
  );
}

const withoutMarks = (text: string): string => text.replace(/^\s*0x/, '').replace(/[\s:]/g, '');

const alone = (bytes: Uint8Array): CapturedStream => ({ between: null, bytes, gap: false });

/** What a file holds, by its content: a capture, a printed dump, hex, else the bytes themselves. */
export function streamsOf(bytes: Uint8Array): CapturedStream[] {
  if (bytes.length === 0) throw problem('没有输入', 'There is no input');
  if (isPcapNg(bytes))
    throw problem(
      '这是 pcapng 文件：请另存为 pcap（editcap -F pcap）',
      'This is a pcapng file: save it as pcap (editcap -F pcap)',
    );
  try {
    if (isPcap(bytes)) return streamsOfPcap(bytes);
    const text = asText(bytes);
    if (text === null) return [alone(bytes)];
    const hex = fromHex(withoutMarks(text));
    if (hex !== null && hex.length > 0) return [alone(hex)];
    return streamsOfDump(text) ?? [alone(bytes)];
  } catch (error) {
    if (error instanceof RangeError)
      throw problem(`无法读取抓包：${error.message}`, `Cannot read the capture: ${error.message}`);
    throw error;
  }
}

function asText(bytes: Uint8Array): string | null {
  const printable = bytes.every((byte) => (byte >= 0x20 && byte <= 0x7e) || (byte >= 9 && byte <= 13));
  return printable ? Buffer.from(bytes).toString('latin1') : null;
}

export function readWhole(file: string): Uint8Array {
  try {
    if (statSync(file).size > INPUT_BYTES_MAX) throw tooLarge(file);
    return new Uint8Array(readFileSync(file));
  } catch (error) {
    if (error instanceof CliError) throw error;
    const why = (error as NodeJS.ErrnoException).code ?? 'unknown';
    if (mayBeMessage(file))
      throw problem(
        `${file.length} 个字符的参数既不是文件，也不是完整的十六进制（${why}）`,
        `An argument of ${file.length} characters is neither a file nor whole hex (${why})`,
      );
    throw problem(`无法读取 ${file}：${why}`, `Cannot read ${file}: ${why}`);
  }
}

/** A mistyped message is not quoted: it holds a card number, perhaps a PIN block. */
const mayBeMessage = (text: string): boolean => /[0-9A-Fa-f\s:]{12}/.test(text);

const tooLarge = (what: string): CliError =>
  problem(`${what} 超过 ${INPUT_BYTES_MAX} 字节`, `${what} has more than ${INPUT_BYTES_MAX} bytes`);

export async function readStandardInput(): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of process.stdin as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > INPUT_BYTES_MAX) throw tooLarge('standard input');
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}
