/** The sub-fields: what a text or bytes of one field say. What is read must be written, and read to the same. */
import {
  buildAuthorisedSum,
  buildBalances,
  buildBatchDetails,
  buildBlockIndex,
  buildChipUpload,
  buildCodeData,
  buildField44,
  buildField62Pin,
  buildField62Usage,
  buildInstalmentPlan,
  buildInstalmentTerms,
  buildListAnswer,
  buildListQuery,
  buildListTags,
  buildNetworkField48,
  buildNetworkField60,
  buildNetworkField60Parts,
  buildNetworkField90,
  buildNewKey,
  buildPosField60,
  buildPosField61,
  buildPosField63,
  buildPrivateTags,
  buildSequenceNumber,
  buildSettlementTotals,
  buildSignInKeys,
  buildSmPin,
  buildTerminalParameters,
  buildTip,
  buildUploadCount,
  Iso8583Error,
  keyLayouts,
  parseAuthorisedSum,
  parseBalances,
  parseBatchDetails,
  parseBlockIndex,
  parseChipUpload,
  parseCodeData,
  parseField44,
  parseField62Pin,
  parseField62Usage,
  parseInstalmentPlan,
  parseInstalmentTerms,
  parseListAnswer,
  parseListQuery,
  parseListTags,
  parseNetworkField48,
  parseNetworkField60,
  parseNetworkField60Parts,
  parseNetworkField90,
  parseNewKey,
  parsePosField60,
  parsePosField61,
  parsePosField63,
  parsePrivateTags,
  parseSequenceNumber,
  parseSettlementTotals,
  parseSignInKeys,
  parseSmPin,
  parseTerminalParameters,
  parseTerminalSecurity,
  parseTip,
  parseUploadCount,
} from '#wire/iso8583';
import { attempt, must } from './target.ts';

interface Reader<I, O> {
  readonly name: string;
  /** Fields of either side in which it stands. */
  readonly fields: readonly number[];
  readonly parse: (input: I) => O;
  /** Null where the room only reads. */
  readonly build: ((value: NonNullable<O>) => I) | null;
}

type AnyReader<I> = Reader<I, never>;

/** Erases the type of the value: each row builds what it has itself parsed. */
const reader = <I, O>(
  name: string,
  fields: readonly number[],
  parse: (input: I) => O,
  build: ((value: NonNullable<O>) => I) | null,
): AnyReader<I> => ({ name, fields, parse, build }) as unknown as AnyReader<I>;

export const TEXT_READERS: readonly AnyReader<string>[] = [
  reader('parseField44', [44], parseField44, buildField44),
  reader('parseSettlementTotals', [48], parseSettlementTotals, buildSettlementTotals),
  reader('parseTip', [48], parseTip, buildTip),
  reader('parseUploadCount', [48], parseUploadCount, buildUploadCount),
  reader('parseBatchDetails', [48], parseBatchDetails, buildBatchDetails),
  reader('parseNetworkField48', [48], parseNetworkField48, buildNetworkField48),
  reader('parseNewKey', [48], parseNewKey, buildNewKey),
  reader('parseBalances', [54], parseBalances, buildBalances),
  reader('parseAuthorisedSum', [54], parseAuthorisedSum, buildAuthorisedSum),
  reader('parseCodeData', [59], parseCodeData, buildCodeData),
  reader(
    'parsePrivateTags',
    [59],
    (text: string) => parsePrivateTags(59, text),
    (parts) => buildPrivateTags(59, parts),
  ),
  reader('parseTerminalSecurity', [59], parseTerminalSecurity, null),
  reader('parsePosField60', [60], parsePosField60, buildPosField60),
  reader('parseNetworkField60', [60], parseNetworkField60, buildNetworkField60),
  reader(
    'parseNetworkField60Parts',
    [60],
    (text: string) => parseNetworkField60Parts(text),
    (parts) => buildNetworkField60Parts(parts),
  ),
  reader(
    'parseInstalmentPlan',
    [48],
    (text: string) => parseInstalmentPlan(48, text),
    (plan) => buildInstalmentPlan(48, plan),
  ),
  reader(
    'parseInstalmentTerms',
    [48],
    (text: string) => parseInstalmentTerms(48, text),
    (terms) => buildInstalmentTerms(48, terms),
  ),
  reader('parsePosField61', [61], parsePosField61, buildPosField61),
  reader('parsePosField63', [63], parsePosField63, buildPosField63),
  reader('parseSmPin', [63], parseSmPin, buildSmPin),
  reader('parseNetworkField90', [90], parseNetworkField90, buildNetworkField90),
];

export const BYTE_READERS: readonly AnyReader<Uint8Array>[] = [
  ...Object.entries(keyLayouts).map(([id, layout]) =>
    reader(
      `parseSignInKeys ${id}`,
      [62],
      (bytes: Uint8Array) => parseSignInKeys(bytes, layout),
      // Whoever writes a whole MAC key says so; only its first half would be written otherwise.
      (keys) => buildSignInKeys(keys, layout, { wholeMacKey: keys.macKey.length > 8 }),
    ),
  ),
  reader('parseField62Usage', [62], parseField62Usage, buildField62Usage),
  reader('parseField62Pin', [62], parseField62Pin, buildField62Pin),
  reader('parseListQuery', [62], parseListQuery, buildListQuery),
  reader('parseListAnswer', [62], parseListAnswer, buildListAnswer),
  reader('parseListTags', [62], parseListTags, buildListTags),
  reader('parseBlockIndex', [62], parseBlockIndex, buildBlockIndex),
  reader('parseSequenceNumber', [62], parseSequenceNumber, buildSequenceNumber),
  reader('parseTerminalParameters', [62], parseTerminalParameters, buildTerminalParameters),
  ...(['bcd', 'ascii'] as const).map((encoding) =>
    reader(
      `parseChipUpload ${encoding}`,
      [62],
      (bytes: Uint8Array) => parseChipUpload(bytes, encoding),
      (upload) => buildChipUpload(upload, encoding),
    ),
  ),
];

const plain = (value: unknown): string =>
  JSON.stringify(value, (_key, each: unknown) => {
    if (typeof each === 'bigint') return `${each}n`;
    if (each instanceof Uint8Array) return Buffer.from(each).toString('hex');
    // Parts in another order say the same.
    return each instanceof Object && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort())
      : each;
  });

/** True when one of the readers takes the input. */
export function readSubfields<I>(readers: readonly AnyReader<I>[], field: number | null, input: I): boolean {
  let taken = false;
  for (const { name, fields, parse, build } of readers as unknown as readonly Reader<I, object>[]) {
    if (field !== null && !fields.includes(field)) continue;
    const read = attempt(Iso8583Error, () => parse(input));
    if (read === null || read.value === null) continue;
    taken = true;
    if (build === null) continue;
    const written = attempt(Iso8583Error, () => build(read.value));
    must(written !== null, `${name}: what it reads cannot be written`);
    must(
      plain(parse(written!.value)) === plain(read.value),
      `${name}: written and read again it says something else`,
    );
  }
  return taken;
}
