/** F62 of downloads, out of the institution's lists and the terminal's own switches. */

import type { Outcome } from '#domain/outcome';
import { acceptanceOf, type Product, parametersVersion, type Terminal } from '#domain/terminal';
import type { Merchant } from '#engine';
import type { PosDownload } from '#engine/translate';
import { encodeGb18030 } from '#wire/gb18030';
import {
  buildListAnswer,
  buildTerminalParameters,
  type DialectProfile,
  type ListTag,
  latinBytes,
  latinText,
  listStates,
  type TerminalParameters,
  transactionBits,
} from '#wire/iso8583';
import type { NamedEntry, TerminalData } from './terminal-data.ts';

/** Entries of a list in one answer: 23 bytes each, of 512. */
const LISTED_MAX = 16;
/** Card number beginnings in one block. */
const NUMBERS_MAX = 20;
const NAME_BYTES_MAX = 40;

/**
 * The transactions behind each product. Ways back have none: whatever is switched off, they stay on the menu. How a
 * card is read has one for contactless alone; keyed numbers are tag 20, tips tag 18.
 */
const BITS_OF: Partial<Readonly<Record<Product, readonly (keyof typeof transactionBits)[]>>> = {
  sale: ['sale'],
  refund: ['refund'],
  balance: ['balance'],
  preauth: ['pre-auth'],
  moto: ['moto-sale'],
  instalment: ['instalment-sale'],
  points: ['points-sale', 'points-query'],
  reservation: ['reservation-sale'],
  tip: ['adjustment'],
  offline: ['offline-settlement'],
  tap: ['contactless'],
  qr: ['code-sale'],
  'no-pin': ['no-pin'],
};

export interface Downloaded {
  readonly outcome: Outcome;
  readonly data?: Uint8Array;
  /** The terminal has the set to its end now, in this version. */
  readonly held?: string;
}

const on = (terminal: Terminal, product: Product): boolean => acceptanceOf(terminal, product).state === 'on';

/** Which transactions the terminal may offer, as positions of tag 26. */
export function transactionsOf(terminal: Terminal, data: TerminalData): readonly number[] {
  const off = new Set(
    Object.entries(BITS_OF).flatMap(([product, names]) =>
      on(terminal, product as Product) ? [] : (names as readonly string[]),
    ),
  );
  return Object.entries({ ...transactionBits, ...data.transactionBits })
    .filter(([name]) => !off.has(name))
    .map(([, bit]) => bit)
    .sort((a, b) => a - b);
}

const TIP_PERCENT_MAX = 99;

/** The lists for a merchant: tag 19 is what the rules allow (ACC-10), and a change of it makes a new version. */
export function dataFor(data: TerminalData, tipMaxPercent: number): TerminalData {
  const { parameters: version } = data.versions;
  if (version === undefined) return data;
  const tipPercent = Math.min(tipMaxPercent, TIP_PERCENT_MAX);
  return {
    ...data,
    parameters: { ...data.parameters, tipPercent },
    versions: { ...data.versions, parameters: `${version}.${tipPercent}` },
  };
}

function parametersOf(
  data: TerminalData,
  terminal: Terminal,
  merchant: Merchant,
  profile: DialectProfile,
): TerminalParameters {
  const { manualEntry = true, tips = true, ...rest } = data.parameters;
  return {
    ...rest,
    manualEntry: manualEntry && on(terminal, 'keyed'),
    tips: tips && on(terminal, 'tip'),
    merchantName: nameOf(terminal, merchant, profile),
    transactions: transactionsOf(terminal, data),
  };
}

/** The shop as slips have it, one character a byte: in Chinese (GB 18030) where the terminal's other words are. */
function nameOf({ language }: Terminal, { nameZh, nameEn }: Merchant, { texts }: DialectProfile): string {
  return texts === 'gb18030' && language === 'zh'
    ? latinText(encodeGb18030(nameZh, NAME_BYTES_MAX))
    : nameEn.replace(/[^ -~]/g, '?').slice(0, NAME_BYTES_MAX);
}

/** One acquirer's own tags: 11 is 32 characters of 0 and 1, 12 the name, 13 a line for the slip. */
function acquirerTags(parameters: TerminalParameters): Uint8Array {
  const bits = Array.from({ length: 32 }, (_, bit) => (parameters.transactions?.includes(bit) ? '1' : '0'));
  const name = (parameters.merchantName ?? '').padEnd(NAME_BYTES_MAX, ' ');
  return latinBytes(`11${bits.join('')}12${name}`) ?? new Uint8Array(0);
}

const bytesOfHex = (hex: string): Uint8Array =>
  Uint8Array.from({ length: hex.length / 2 }, (_, at) => Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16));

const nameTags = ({ id, index }: NamedEntry): ListTag[] => [
  { tag: '9F06', value: bytesOfHex(id) },
  ...(index === null ? [] : [{ tag: '9F22', value: bytesOfHex(index) }]),
];

/** What is there behind the `held` first entries. */
function listed(entries: readonly NamedEntry[], held: number): Uint8Array {
  const part = entries.slice(held, held + LISTED_MAX);
  if (part.length === 0) return buildListAnswer({ state: listStates.none, tags: [] });
  const state = held + part.length < entries.length ? listStates.more : listStates.last;
  return buildListAnswer({ state, tags: part.flatMap((entry) => [...nameTags(entry), ...entry.listed]) });
}

function entry(entries: readonly NamedEntry[], id: string, index: string | null): Uint8Array {
  const found = entries.find((each) => each.id === id && (each.index === index || each.index === null));
  return found === undefined
    ? buildListAnswer({ state: listStates.none, tags: [] })
    : buildListAnswer({ state: listStates.last, tags: [...nameTags(found), ...found.tags] });
}

/** A block of numbers: state, then for each two digits of length and its digits. The layout is from memory (M). */
function numbers(all: readonly string[], no: number): Uint8Array {
  const part = all.slice(no * NUMBERS_MAX, (no + 1) * NUMBERS_MAX);
  const more = all.length > (no + 1) * NUMBERS_MAX;
  const state = part.length === 0 ? listStates.none : more ? listStates.more : listStates.last;
  const text = part.map((number) => String(number.length).padStart(2, '0') + number).join('');
  return latinBytes(state + text) ?? new Uint8Array(0);
}

function tagBlock(blocks: readonly (readonly ListTag[])[], no: number): Uint8Array {
  const tags = blocks[no] ?? [];
  const state =
    tags.length === 0 ? listStates.none : no + 1 < blocks.length ? listStates.more : listStates.last;
  return buildListAnswer({ state, tags });
}

const notOpened: Downloaded = { outcome: 'message-not-supported' };

export function download(
  data: TerminalData,
  request: PosDownload,
  terminal: Terminal,
  merchant: Merchant,
  profile: DialectProfile,
): Downloaded {
  const { set, step } = request;
  const version = data.versions[set];
  if (version === undefined) return notOpened;
  if (step.is === 'end')
    return {
      outcome: 'approved',
      held: set === 'parameters' ? parametersVersion(terminal, version) : version,
    };
  const bytes = ((): Uint8Array | null => {
    switch (set) {
      case 'parameters': {
        const parameters = parametersOf(data, terminal, merchant, profile);
        return profile.parameterLayout === 'acquirer-tags'
          ? acquirerTags(parameters)
          : buildTerminalParameters(parameters);
      }
      case 'ca-keys':
      case 'chip-parameters': {
        const entries = set === 'ca-keys' ? data.caKeys : data.chipParameters;
        if (step.is === 'query') return listed(entries, step.held);
        return step.is === 'entry' ? entry(entries, step.id, step.index) : null;
      }
      case 'contactless':
        return step.is === 'block' ? tagBlock(data.contactless, step.no) : null;
      case 'blacklist':
        return step.is === 'block' ? numbers(data.blacklist, step.no) : null;
      case 'no-pin-bins':
        return step.is === 'block' ? numbers(data.noPinBins, step.no) : null;
      case 'no-pin-blacklist':
        return step.is === 'block' ? numbers(data.noPinBlacklist, step.no) : null;
    }
  })();
  return bytes === null ? notOpened : { outcome: 'approved', data: bytes };
}
