/** The two codecs of the registry, each fed the way its own README says. Neither has types. */
import { createRequire } from 'node:module';
import { saleAsText } from './message.ts';

const require = createRequire(import.meta.url);

interface JsposMessage {
  setMTI(mti: string): void;
  setField(number: number, value: string): void;
  pack(): number[];
  unpack(bytes: readonly number[]): unknown;
  getValue(number: number): unknown;
}
interface Jspos {
  readonly ISOBasePackager: new () => {
    setFieldPackager(fields: unknown): void;
    createISOMsg(): JsposMessage;
  };
  readonly packer: Readonly<Record<string, new (...options: unknown[]) => unknown>>;
}

/** Encodes and decodes the sale; answers what it decoded. */
export type Round = () => unknown;

/**
 * npm jspos: the same packed bytes. It knows no separator in packed tracks, so its F35 has a digit in that place:
 * the work and the size stay the same.
 */
export function jsposRound(): { readonly round: Round; readonly bytes: number } {
  const { ISOBasePackager, packer } = require('jspos') as Jspos;
  const field = (kind: string, length: number): unknown => new packer[kind]!(length, '', false);
  const fields: unknown[] = new Array(65).fill(null);
  fields[0] = new packer.IFB_NUMERIC!(4, 'mti', true);
  fields[1] = new packer.IFB_BITMAP!(8, 'bitmap');
  const numeric = { 3: 6, 4: 12, 11: 6, 12: 6, 13: 4, 14: 4, 22: 3, 25: 2, 53: 16 };
  for (const [number, length] of Object.entries(numeric))
    fields[Number(number)] = field('IFB_NUMERIC', length);
  fields[2] = field('IFB_LLNUM', 19);
  fields[35] = field('IFB_LLNUM', 37);
  fields[41] = field('IF_CHAR', 8);
  fields[42] = field('IF_CHAR', 15);
  fields[49] = field('IF_CHAR', 3);
  fields[52] = field('IFB_BINARY', 8);
  fields[55] = field('IFB_LLLBINARY', 255);
  fields[60] = field('IFB_LLLNUM', 19);
  fields[64] = field('IFB_BINARY', 8);
  const base = new ISOBasePackager();
  base.setFieldPackager(fields);
  const given = saleAsText.map(([number, text]) => [number, text.replace(/D(?=\d+$)/, '0')] as const);
  const round = (): unknown => {
    const message = base.createISOMsg();
    message.setMTI('0200');
    for (const [number, text] of given) message.setField(number, text);
    const back = base.createISOMsg();
    back.unpack(message.pack());
    return back;
  };
  const found = round() as JsposMessage;
  for (const number of [4, 35, 41, 60]) {
    const expected = given.find(([each]) => each === number)![1];
    if (found.getValue(number) !== expected) throw new Error(`jspos did not give field ${number} back`);
  }
  const message = base.createISOMsg();
  message.setMTI('0200');
  for (const [number, text] of given) message.setField(number, text);
  return { round, bytes: message.pack().length };
}

type Iso8583 = new (
  message: Readonly<Record<string, string>> | undefined,
  formats: Readonly<Record<string, object>>,
) => {
  getRawMessage(): Uint8Array | { readonly error: string };
  getIsoJSON(
    message: Uint8Array,
    configuration: object,
  ): Record<string, string> & { readonly error?: string };
};

/** Its own F53 and F64 have other shapes; it is told what ours are. */
const formats = {
  '53': { ContentType: 'n', Label: 'Security control', LenType: 'fixed', MaxLen: 16 },
  '64': { ContentType: 'b', Label: 'MAC', LenType: 'fixed', MaxLen: 16 },
} as const;

/** npm iso_8583: text only, so the message is longer; binary fields travel as hex. */
export function iso8583Round(): { readonly round: Round; readonly bytes: number } {
  const Message = require('iso_8583') as Iso8583;
  const given = Object.fromEntries([['0', '0200'], ...saleAsText]) as Record<string, string>;
  const round = (): Record<string, string> => {
    const raw = new Message(given, formats).getRawMessage();
    if (!(raw instanceof Uint8Array)) throw new Error(`iso_8583: ${raw.error}`);
    const back = new Message(undefined, formats).getIsoJSON(raw, { lenHeader: false });
    if (back.error !== undefined) throw new Error(`iso_8583: ${back.error}`);
    return back;
  };
  const found = round();
  for (const number of ['4', '35', '41', '60'])
    if (found[number] !== given[number]) throw new Error(`iso_8583 did not give field ${number} back`);
  const raw = new Message(given, formats).getRawMessage();
  if (!(raw instanceof Uint8Array)) throw new Error(`iso_8583: ${raw.error}`);
  return { round, bytes: raw.length };
}
