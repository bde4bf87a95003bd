/** What a command that decodes is given: the text itself, `-` for what is piped in, or a file. */
import { readFile } from 'node:fs/promises';
import { CliError } from './client.ts';

/** Everything that the decoders read is far smaller. */
const INPUT_BYTES_MAX = 1_048_576;

async function bytesOf(file: string | undefined): Promise<Uint8Array> {
  try {
    if (file !== undefined) return await readFile(file);
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > INPUT_BYTES_MAX) break;
    }
    return Buffer.concat(chunks);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new CliError({ zh: `无法读取文件：${cause}`, en: `Cannot read the file: ${cause}` });
  }
}

/** @throws CliError when nothing is given, twice, or too much */
export async function readInput(given: string | undefined, file: string | undefined): Promise<Uint8Array> {
  if ((given === undefined) === (file === undefined))
    throw new CliError({
      zh: '请给出数据、- （标准输入）或 --file，三者之一',
      en: 'Give the data, - for standard input, or --file: one of the three',
    });
  const bytes = given !== undefined && given !== '-' ? new TextEncoder().encode(given) : await bytesOf(file);
  if (bytes.length <= INPUT_BYTES_MAX) return bytes;
  throw new CliError({
    zh: `数据超过 ${INPUT_BYTES_MAX} 字节`,
    en: `More than ${INPUT_BYTES_MAX} bytes of data`,
  });
}

/** Hex with spaces and line breaks as bytes; null for what is no hex, or half a byte. */
export function hexBytes(bytes: Uint8Array): Uint8Array | null {
  const text = Buffer.from(bytes).toString('latin1').replace(/\s+/g, '');
  if (text.length % 2 !== 0 || !/^[0-9A-Fa-f]*$/.test(text)) return null;
  return new Uint8Array(Buffer.from(text, 'hex'));
}
