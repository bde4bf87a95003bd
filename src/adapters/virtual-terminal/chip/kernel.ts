/**
 * The terminal's side of a payment by chip: what it gives the card, what of it goes into field 55, and what it makes
 * of the issuer's answer. By EMV book 3 and 4; a contactless payment has no second word of the card.
 */
import {
  authorisationResponseCode,
  EmvError,
  readChipData,
  readIssuerAnswer,
  type ScriptResult,
  type TlvNode,
  writeScriptResults,
  writeTlv,
} from '#wire/emv';
import { toHex } from '#wire/iso8583';
import {
  type ChipInterface,
  type ChipPayment,
  type Cryptogram,
  INFORMATION,
  objectOf,
  type VirtualCard,
} from './card.ts';

/** What the terminal knows of the payment. */
export interface ChipAsk {
  readonly by: ChipInterface;
  readonly amountFen: bigint;
  /** 9C: 00 goods, 31 balance, 03 pre-authorisation. */
  readonly transactionType: string;
  readonly stan: string;
  readonly terminalId: string;
  /** YYMMDD. */
  readonly date: string;
  readonly holder: 'online-pin' | 'signature' | 'nobody';
  /** Four bytes, unpredictable. */
  readonly random: Uint8Array;
}

export interface ChipBegun {
  /** F55 of the request. */
  readonly data: Uint8Array;
  readonly sequence: string;
  /** What the card says to the answer. `chipAnswer`: its F55; null where it has none. */
  finish(code: string, chipAnswer: Uint8Array | null): Promise<ChipFinished>;
  /** No answer came: the card declines, and a reversal carries these. */
  abandon(): Promise<ChipFinished>;
}

export interface ChipFinished {
  /** `none`: a contactless card is long gone. */
  readonly cryptogram: 'tc' | 'aac' | 'none';
  readonly issuer: 'right' | 'wrong' | 'silent';
  /** F55 of what follows: an upload of the batch, a reversal, a notice of scripts. */
  readonly upload: Uint8Array | null;
  readonly reversal: Uint8Array;
  /** Null where the issuer sent no script. */
  readonly scriptNotice: Uint8Array | null;
  /** What a slip says of the chip, name and hexadecimal. */
  readonly print: readonly (readonly [name: string, hex: string])[];
}

const COUNTRY = '0156';
const CURRENCY = '0156';
/** Reads stripe, chip and keys; online PIN, signature, none; SDA, DDA, CDA, keeps cards. */
const CAPABILITIES = 'E0F8C8';
const ATTENDED = '22';
const HOLDER = { 'online-pin': '420300', signature: '1E0300', nobody: '1F0302' } as const;

/** Terminal verification results, by byte and bit. */
const TVR = {
  noOfflineAuthentication: [0, 0x80],
  sdaFailed: [0, 0x40],
  cardDataMissing: [0, 0x20],
  ddaFailed: [0, 0x08],
  cdaFailed: [0, 0x04],
  onlinePin: [2, 0x04],
  overFloorLimit: [3, 0x80],
  issuerFailed: [4, 0x40],
  scriptFailedBefore: [4, 0x20],
  scriptFailedAfter: [4, 0x10],
} as const;

export const ONLINE_TAGS = [
  ...['9F26', '9F27', '9F10', '9F37', '9F36', '95', '9A', '9C', '9F02', '5F2A', '82', '9F1A', '9F03', '9F33'],
  ...['9F34', '9F35', '9F1E', '84', '9F09', '9F41'],
];
const REVERSAL_TAGS = ['95', '9F1E', '9F10', '9F36', 'DF31'];
const NOTICE_TAGS = ['95', '9F10', '9F26', '9F36', '82', 'DF31', '9F1A', '9A', '9F33', '9F37', '9F1E'];

export type Objects = Map<string, Uint8Array>;

/** Null: the card is blocked, nothing was asked of it. */
export async function beginChip(card: VirtualCard, ask: ChipAsk): Promise<ChipBegun | null> {
  const payment = await card.begin(ask.by);
  if (payment === null) return null;
  const tvr = new Uint8Array(5);
  mark(tvr, 'noOfflineAuthentication');
  if (ask.by === 'contact') mark(tvr, 'overFloorLimit');
  if (ask.holder === 'online-pin') mark(tvr, 'onlinePin');
  const objects: Objects = new Map([...payment.objects, ...terminalObjects(ask)].map(leaf));
  objects.set('95', tvr.slice());
  put(objects, payment.first('arqc', nodes(objects)));
  return {
    data: select(objects, ONLINE_TAGS),
    sequence: card.sequence.padStart(3, '0'),
    finish: (code, chipAnswer) => finish(payment, objects, tvr, ask.by, code, chipAnswer),
    abandon: () => finish(payment, objects, tvr, ask.by, 'Z3', null),
  };
}

export function terminalObjects(ask: ChipAsk): TlvNode[] {
  const ascii = (text: string): string => toHex(Uint8Array.from(text, (each) => each.charCodeAt(0)));
  return [
    objectOf('9F02', ask.amountFen.toString().padStart(12, '0')),
    objectOf('9F03', '0'.repeat(12)),
    objectOf('9F1A', COUNTRY),
    objectOf('5F2A', CURRENCY),
    objectOf('9A', ask.date),
    objectOf('9C', ask.transactionType),
    { tag: '9F37', value: ask.random },
    objectOf('9F33', CAPABILITIES),
    objectOf('9F34', HOLDER[ask.holder]),
    objectOf('9F35', ATTENDED),
    objectOf('9F1E', ascii(ask.terminalId.padEnd(8, '0').slice(0, 8))),
    objectOf('9F41', ask.stan.padStart(8, '0')),
  ];
}

async function finish(
  payment: ChipPayment,
  objects: Objects,
  tvr: Uint8Array,
  by: ChipInterface,
  code: string,
  chipAnswer: Uint8Array | null,
): Promise<ChipFinished> {
  const told = by === 'contact' ? readAnswer(chipAnswer) : null;
  let issuer: ChipFinished['issuer'] = 'silent';
  if (told !== null && told.authentication !== null) {
    const { cryptogram, extra } = told.authentication;
    issuer = payment.hears(Uint8Array.from([...cryptogram, ...extra])) ? 'right' : 'wrong';
    if (issuer === 'wrong') mark(tvr, 'issuerFailed');
  }
  const results: ScriptResult[] = [];
  const run = async (moment: 'before' | 'after'): Promise<void> => {
    for (const script of (told?.scripts ?? []).filter((each) => each.moment === moment)) {
      const result = await runScript(payment, script);
      results.push(result);
      if (result.outcome !== 'done')
        mark(tvr, moment === 'before' ? 'scriptFailedBefore' : 'scriptFailedAfter');
    }
  };
  let cryptogram: ChipFinished['cryptogram'] = 'none';
  if (by === 'contact') {
    await run('before');
    objects.set('95', tvr.slice());
    objects.set('8A', authorisationResponseCode(code));
    const last = await payment.second(code === '00' ? 'tc' : 'aac', nodes(objects));
    put(objects, last);
    cryptogram = last.kind === 'tc' ? 'tc' : 'aac';
    await run('after');
    objects.set('95', tvr.slice());
  }
  if (results.length > 0) objects.set('DF31', writeScriptResults(results));
  return {
    ...{ cryptogram, issuer },
    upload: by === 'contact' ? select(objects, ONLINE_TAGS) : null,
    reversal: select(objects, REVERSAL_TAGS),
    scriptNotice: results.length > 0 ? select(objects, NOTICE_TAGS) : null,
    print: printOf(objects),
  };
}

export function printOf(objects: Objects): ChipFinished['print'] {
  const hex = (tag: string): string => toHex(objects.get(tag) ?? new Uint8Array(0));
  const kind = { '80': 'ARQC', '40': 'TC', '00': 'AAC' }[hex('9F27')] ?? 'AC';
  return [
    ['AID', hex('84')],
    [kind, hex('9F26')],
    ['ATC', hex('9F36')],
    ['TVR', hex('95')],
    ...(objects.has('9B') ? [['TSI', hex('9B')] as const] : []),
  ];
}

/** What cannot be read is no answer of the issuer. */
function readAnswer(bytes: Uint8Array | null): ReturnType<typeof readIssuerAnswer> | null {
  try {
    return bytes === null ? null : readIssuerAnswer(readChipData(bytes, 'loose'));
  } catch (error) {
    if (error instanceof EmvError) return null;
    throw error;
  }
}

/** Commands one after the other; the first that fails ends the script. */
async function runScript(
  payment: ChipPayment,
  script: ReturnType<typeof readIssuerAnswer>['scripts'][number],
): Promise<ScriptResult> {
  const scriptId = script.id ?? new Uint8Array(4);
  for (const [at, command] of script.commands.entries()) {
    if (!(await payment.obeys(command)))
      return { outcome: 'failed', command: Math.min(at + 1, 15), scriptId };
  }
  return { outcome: 'done', command: 0, scriptId };
}

export function put(objects: Objects, { kind, value, atc, iad }: Cryptogram): void {
  objects.set('9F26', value);
  objects.set('9F27', Uint8Array.of(INFORMATION[kind]));
  objects.set('9F36', atc);
  objects.set('9F10', iad);
}

export function mark(tvr: Uint8Array, what: keyof typeof TVR): void {
  const [at, bit] = TVR[what];
  tvr[at]! |= bit;
}

export const leaf = (node: TlvNode): [string, Uint8Array] => [
  node.tag,
  'value' in node ? node.value : new Uint8Array(0),
];
export const nodes = (objects: Objects): TlvNode[] => [...objects].map(([tag, value]) => ({ tag, value }));
export const select = (objects: Objects, tags: readonly string[]): Uint8Array =>
  writeTlv(tags.flatMap((tag) => (objects.has(tag) ? [{ tag, value: objects.get(tag)! }] : [])));
