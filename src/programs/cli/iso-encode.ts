/** A message out of JSON: the form of the files in vectors/iso8583, with or without a frame. */
import {
  encode,
  encodeNetworkFrame,
  encodePosFrame,
  type FieldValue,
  fromHex,
  Iso8583Error,
  networkDialect,
  posDialect,
} from '#wire/iso8583';
import { CliError } from './client.ts';
import { type Speech, speechNamed } from './iso-frames.ts';

const bad = (zh: string, en: string): CliError => new CliError({ zh, en });

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * `{"dialect": "unionpay-pos", "mti": "0200", "fields": {"3": "000000", "52": {"hex": "0102030405060708"}}}`.
 * @throws CliError for another shape, or for a value that its field cannot hold.
 */
export function bytesOfJson(
  text: string,
  options: { readonly speech: Speech | null; readonly frame: boolean },
): { readonly dialect: string; readonly bytes: Uint8Array } {
  const given = parsed(text);
  const speech =
    options.speech ?? speechNamed(typeof given.dialect === 'string' ? given.dialect : posDialect.id);
  if (typeof given.mti !== 'string') throw bad('缺少 mti', 'mti is missing: expected four digits as text');
  if (!isRecord(given.fields))
    throw bad('缺少 fields', 'fields is missing: expected an object by field number');
  const fields: Record<number, FieldValue> = {};
  for (const [key, value] of Object.entries(given.fields)) {
    if (!/^(?:[2-9]|[1-9]\d|1[01]\d|12[0-8])$/.test(key))
      throw bad(
        `fields 中有 "${key.slice(0, 20)}"`,
        `fields has "${key.slice(0, 20)}": expected numbers from 2 to 128`,
      );
    fields[Number(key)] = fieldValue(key, value);
  }
  try {
    const body = encode(speech.dialect, { mti: given.mti, fields });
    return { dialect: speech.name, bytes: options.frame ? framed(speech, body) : body };
  } catch (error) {
    if (error instanceof Iso8583Error)
      throw bad(`无法编码：${error.message}`, `Cannot encode: ${error.message}`);
    throw error;
  }
}

function parsed(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw bad('输入不是 JSON', 'The input is no JSON');
  }
  if (isRecord(value)) return value;
  throw bad('输入不是 JSON 对象', 'The input is no JSON object');
}

function fieldValue(key: string, value: unknown): FieldValue {
  if (typeof value === 'string') return value;
  const hex = isRecord(value) && typeof value.hex === 'string' ? fromHex(value.hex) : null;
  if (hex !== null) return hex;
  throw bad(`域${key}应为文本或 {"hex": "…"}`, `field ${key}: expected text or {"hex": "…"}`);
}

/** The frame that a terminal of no particular kind, or a member of no particular network, would put around it. */
function framed({ table }: Speech, body: Uint8Array): Uint8Array {
  switch (table.dialect.id) {
    case posDialect.id:
      return encodePosFrame({
        tpdu: { id: '60', destination: '0003', source: '0000' },
        header: {
          applicationClass: '60',
          softwareVersion: '31',
          terminalState: '0',
          processingRequirement: '0',
          softwareSubVersion: '310001',
        },
        body,
      });
    case networkDialect.id:
      return encodeNetworkFrame({ destination: '00010000', source: '48020000', body });
    default:
      return Uint8Array.of(body.length >> 8, body.length & 0xff, ...body);
  }
}
