/**
 * A chip card in software: it counts, makes real cryptograms, knows its issuer by its answer, and does what the
 * issuer's scripts say. Its counter moves before a cryptogram leaves it, so that none is ever made twice.
 */
import { type CardKeys, createCardChipFrom } from '#adapters/security-module';
import type { CardChip, ChipScheme } from '#engine';
import {
  type ChipData,
  type CryptogramRecipe,
  chipDataOf,
  cryptogramInput,
  type TlvNode,
  writeIad,
} from '#wire/emv';
import { fromHex, toHex } from '#wire/iso8583';
import {
  type OfflineData,
  type OfflineRecords,
  offlineRecords,
  signForCda,
  signForDda,
  withOfflineBits,
} from './offline-card.ts';

export interface ChipPersonalisation {
  readonly scheme: ChipScheme;
  readonly pan: string;
  /** Two digits. */
  readonly sequence: string;
  /** YYMM. */
  readonly expiry: string;
  readonly keys: CardKeys;
  /** Certificates and key for offline data authentication; absent: the card has none. */
  readonly offline?: OfflineData | undefined;
  /** A telephone that its holder has just unlocked for this payment says so under its cryptogram. */
  readonly isUnlocked?: boolean;
}

/** What a card remembers between two readers. */
export interface ChipMemory {
  readonly atc: number;
  /** Offline tries left. */
  readonly pinTriesLeft: number;
  readonly applicationBlocked: boolean;
  readonly cardBlocked: boolean;
  /** The issuer's answer to the last payment was not the issuer's. */
  readonly issuerFailed: boolean;
  /** What scripts wrote: hexadecimal by tag. */
  readonly written: Readonly<Record<string, string>>;
}

export const NEW_MEMORY: ChipMemory = {
  atc: 0,
  pinTriesLeft: 3,
  applicationBlocked: false,
  cardBlocked: false,
  issuerFailed: false,
  written: {},
};

/** Where the memory lies; `save` resolves when it is safe there. */
export interface ChipStore {
  load(): Promise<ChipMemory>;
  save(memory: ChipMemory): Promise<void>;
}

/** ARQC: ask the issuer; TC: approved; AAC: declined. */
export type CryptogramKind = 'arqc' | 'tc' | 'aac';

export interface Cryptogram {
  readonly kind: CryptogramKind;
  readonly value: Uint8Array;
  readonly atc: Uint8Array;
  readonly iad: Uint8Array;
  /** 9F4B, where CDA was asked for. */
  readonly signed?: Uint8Array;
}

/** 9F27 for each kind. */
export const INFORMATION = { arqc: 0x80, tc: 0x40, aac: 0x00 } as const;

export type ChipInterface = 'contact' | 'contactless';

/** One payment at one reader. */
export interface ChipPayment {
  /** Objects that the card gives: 82, 84, 9F09 and what is on the stripe of its copy. */
  readonly objects: readonly TlvNode[];
  /** What the card shows for offline data authentication; null for a card without, and by contactless. */
  readonly records: OfflineRecords | null;
  /** INTERNAL AUTHENTICATE: 9F4B over the values of DDOL; null where the card has no key. */
  authenticate(terminalData: Uint8Array): Uint8Array | null;
  /**
   * First word. The card may decline what the terminal would send. `combined`: signed too (CDA), unless it declines.
   *
   * @throws EmvError for data that is missing
   */
  first(asked: CryptogramKind, terminal: readonly TlvNode[], combined?: boolean): Cryptogram;
  /** EXTERNAL AUTHENTICATE or what GENERATE AC carries: is tag 91 from the issuer? */
  hears(issuerAuthentication: Uint8Array): boolean;
  /** A command of a script. False: not the issuer's MAC, or nothing that this card can do. */
  obeys(command: Uint8Array): Promise<boolean>;
  /** Last word, contact only. */
  second(asked: 'tc' | 'aac', terminal: readonly TlvNode[]): Promise<Cryptogram>;
}

export interface VirtualCard {
  readonly pan: string;
  readonly expiry: string;
  readonly sequence: string;
  readonly scheme: ChipScheme;
  /** Counts one payment. Null: the card or its application is blocked. */
  begin(by: ChipInterface): Promise<ChipPayment | null>;
  memory(): Promise<ChipMemory>;
}

interface Family {
  readonly recipe: CryptogramRecipe;
  /** 9F10: cryptogram version, and the byte for the algorithm that only PBOC has. */
  readonly version: number;
  readonly algorithm: number | null;
  readonly aid: string;
  /** 9F09 of the card's application. */
  readonly applicationVersion: string;
}

const UNIONPAY_DEBIT = 'A000000333010101';
const VISA = 'A0000000031010';

const FAMILIES: Readonly<Record<ChipScheme, Family>> = {
  'pboc-tdes': { recipe: 'pboc', version: 1, algorithm: 1, aid: UNIONPAY_DEBIT, applicationVersion: '0030' },
  'pboc-sm4': { recipe: 'pboc', version: 1, algorithm: 4, aid: UNIONPAY_DEBIT, applicationVersion: '0030' },
  'cvn-10': { recipe: 'cvn-10', version: 10, algorithm: null, aid: VISA, applicationVersion: '0096' },
  'cvn-18': { recipe: 'cvn-18', version: 18, algorithm: null, aid: VISA, applicationVersion: '0096' },
  'emv-common': { recipe: 'pboc', version: 1, algorithm: 1, aid: UNIONPAY_DEBIT, applicationVersion: '0030' },
};

/** Verification of the holder, terminal risk management, issuer authentication; by contactless none of these. */
const AIP = { contact: '1C00', contactless: '0000' } as const;

/** 82 by contact, before the bits for offline data authentication. */
export const contactProfile = (): Uint8Array => fromHex(AIP.contact)!;
/** The registered provider of a card's application, whose CA keys its certificates are under; hexadecimal. */
export const ridOf = (scheme: ChipScheme): string => FAMILIES[scheme].aid.slice(0, 10);
const KEY_INDEX = 1;
const ATC_MAX = 0xffff;
/** Most that these cards approve without their issuer. */
const OFFLINE_MAX_FEN = 50_000n;
const PIN_TRIES = 3;
const MAC_BYTES = 4;

/** Second byte of the card's verification results: what it answered first and last, as VIS and PBOC write it. */
const FIRST = { arqc: 0xa0, tc: 0x90, aac: 0x80 } as const;
const SECOND = { tc: 0x40, aac: 0x00 } as const;
const FIRST_BITS = 0x30;
const ISSUER_FAILED = 0x08;
/** As of an offline PIN: the device itself asked who is there. */
const PIN_PERFORMED = 0x04;

export const objectOf = (tag: string, hex: string): TlvNode => ({
  tag,
  value: fromHex(hex) ?? new Uint8Array(0),
});

/** The card of these data and keys. Keeps copies of the keys. */
export function createVirtualCard(card: ChipPersonalisation, store: ChipStore): VirtualCard {
  const chip = createCardChipFrom(card.scheme, card.keys);
  const { pan, expiry, sequence, scheme } = card;
  return {
    ...{ pan, expiry, sequence, scheme },
    memory: () => store.load(),
    async begin(by) {
      const memory = await store.load();
      if (memory.cardBlocked || memory.applicationBlocked || memory.atc >= ATC_MAX) return null;
      const counted = { ...memory, atc: memory.atc + 1 };
      await store.save(counted);
      const offline = by === 'contact' && card.offline !== undefined ? card.offline : null;
      const records = offline === null ? null : offlineRecords({ pan, expiry, sequence }, offline);
      const isUnlocked = by === 'contactless' && card.isUnlocked === true;
      return payment({ family: FAMILIES[scheme], chip, by, offline, records, isUnlocked }, counted, store);
    },
  };
}

interface Read {
  readonly family: Family;
  readonly chip: CardChip;
  readonly by: ChipInterface;
  readonly offline: OfflineData | null;
  readonly records: OfflineRecords | null;
  readonly isUnlocked: boolean;
}

function payment(
  { family, chip, by, offline, records, isUnlocked }: Read,
  counted: ChipMemory,
  store: ChipStore,
): ChipPayment {
  let memory = counted;
  const atc = Uint8Array.of(memory.atc >> 8, memory.atc & 0xff);
  const aip = fromHex(AIP[by])!;
  const objects = [
    { tag: '82', value: offline === null ? aip : withOfflineBits(aip, offline.method) },
    objectOf('84', family.aid),
    objectOf('9F09', family.applicationVersion),
  ];
  let arqc: Uint8Array = new Uint8Array(8);
  let firstBits: number = FIRST.aac;
  let issuer: 'silent' | 'heard' | 'failed' = 'silent';
  let [obeyed, refused] = [0, false];

  const make = (kind: CryptogramKind, results: number, terminal: readonly TlvNode[]): Cryptogram => {
    const failedBefore = memory.issuerFailed ? 0x10 : 0;
    const scripts = (Math.min(obeyed, 15) << 4) | (refused ? 0x08 : 0);
    const cvr = Uint8Array.of(3, isUnlocked ? results | PIN_PERFORMED : results, failedBefore, scripts);
    const { version: cryptogramVersion, algorithm } = family;
    const iad = writeIad({ keyIndex: KEY_INDEX, cryptogramVersion, cvr, algorithm, discretionary: null });
    const own = [...objects, { tag: '9F36', value: atc }, { tag: '9F10', value: iad }];
    const data = cryptogramInput(withOwn(terminal, own), family.recipe);
    return { kind, value: chip.makeCryptogram({ atc, data }), atc, iad };
  };

  return {
    objects,
    records,
    authenticate: (terminalData) => (offline === null ? null : signForDda(offline, atc, terminalData)),
    first(asked, terminal, combined = false) {
      // Beyond its own limit, or after an answer that was not its issuer's, the card wants to ask.
      const alone = amountIn(terminal) <= OFFLINE_MAX_FEN && !memory.issuerFailed;
      const kind = asked === 'tc' && !alone ? 'arqc' : asked;
      firstBits = FIRST[kind];
      const made = make(kind, firstBits, terminal);
      arqc = made.value;
      if (!combined || offline === null || kind === 'aac') return made;
      const information = Uint8Array.of(INFORMATION[kind]);
      const signed = signForCda(offline, terminal, { ...made, cryptogram: made.value, information });
      return { ...made, signed };
    },
    hears(issuerAuthentication) {
      const right = chip.acceptsIssuer({ atc, arqc, issuerAuthentication });
      issuer = right ? 'heard' : 'failed';
      return right;
    },
    async obeys(command) {
      const proven = chip.acceptsScript({ atc, arqc, command, macBytes: MAC_BYTES });
      const next = proven ? changed(memory, command) : null;
      if (next === null) {
        refused = true;
        return false;
      }
      await store.save(next);
      memory = next;
      obeyed += 1;
      return true;
    },
    async second(asked, terminal) {
      // What is not the issuer's answer is no approval.
      const kind = issuer === 'failed' ? 'aac' : asked;
      memory = { ...memory, issuerFailed: issuer === 'failed' };
      await store.save(memory);
      const failed = issuer === 'failed' ? ISSUER_FAILED : 0;
      return make(kind, (firstBits & FIRST_BITS) | SECOND[kind] | failed, terminal);
    },
  };
}

/** 9F02, twelve digits. */
const amountIn = (terminal: readonly TlvNode[]): bigint =>
  BigInt(toHex(chipDataOf(terminal).get('9F02') ?? new Uint8Array(1)));

const withOwn = (terminal: readonly TlvNode[], own: readonly TlvNode[]): ChipData => {
  const given = new Set(own.map(({ tag }) => tag));
  return chipDataOf([...terminal.filter(({ tag }) => !given.has(tag)), ...own]);
};

/** What the command makes of the card; null for one that it does not know. */
function changed(memory: ChipMemory, command: Uint8Array): ChipMemory | null {
  const [, ins = 0, p1 = 0, p2 = 0] = command;
  switch (ins) {
    case 0x24:
      return { ...memory, pinTriesLeft: PIN_TRIES };
    case 0x16:
      return { ...memory, cardBlocked: true };
    case 0x1e:
      return { ...memory, applicationBlocked: true };
    case 0x18:
      return { ...memory, applicationBlocked: false };
    case 0xda: {
      const tag = toHex(Uint8Array.of(p1, p2));
      return { ...memory, written: { ...memory.written, [tag]: toHex(command.subarray(5, -MAC_BYTES)) } };
    }
    default:
      return null;
  }
}
