import type { KeyAlgorithm, PinBlockFormat } from '#engine/ports';

type Fill = 'F' | 'A' | 'A-F' | 'any';

/** How a PIN lies in its block. Positions count half bytes from the left. */
export interface PinFormatRules {
  readonly cipher: KeyAlgorithm;
  readonly blockBytes: 8 | 16;
  /** First half byte; the PIN's length follows, then its digits. */
  readonly control: number;
  /** Behind the digits, as far as `filledTo`; from there on the block is random. */
  readonly fill: Fill;
  readonly filledTo: number;
  /**
   * Where twelve digits of the card number are folded in, `enciphered` where the whole number goes in between two
   * encipherments, null where the block is not bound to a card.
   */
  readonly pan: number | 'enciphered' | null;
  /** Whether blocks may be made in this format, or only read. */
  readonly made: boolean;
  readonly source: string;
}

export const pinFormats = {
  'iso-0': {
    cipher: 'tdes',
    blockBytes: 8,
    control: 0,
    fill: 'F',
    filledTo: 16,
    pan: 4,
    made: true,
    source: 'ISO 9564-1 format 0, ANSI X9.8',
  },
  'iso-1': {
    cipher: 'tdes',
    blockBytes: 8,
    control: 1,
    fill: 'any',
    filledTo: 16,
    pan: null,
    made: true,
    source: 'ISO 9564-1 format 1',
  },
  'iso-3': {
    cipher: 'tdes',
    blockBytes: 8,
    control: 3,
    fill: 'A-F',
    filledTo: 16,
    pan: 4,
    made: true,
    source: 'ISO 9564-1 format 3',
  },
  'iso-4': {
    cipher: 'aes',
    blockBytes: 16,
    control: 4,
    fill: 'A',
    filledTo: 16,
    pan: 'enciphered',
    made: true,
    source: 'ISO 9564-1 format 4',
  },
  'x9.8-no-pan': {
    cipher: 'tdes',
    blockBytes: 8,
    control: 0,
    fill: 'F',
    filledTo: 16,
    pan: null,
    made: false,
    source: 'UnionPay terminals, first digit of F53 = 1; 3 public programs',
  },
  'x9.8-sm4': {
    cipher: 'sm4',
    blockBytes: 16,
    control: 0,
    fill: 'F',
    filledTo: 32,
    pan: 20,
    made: true,
    source: 'UnionPay, SM4: blog.csdn.net/M_Kerry/article/details/104625499 and two public programs',
  },
} as const satisfies Record<PinBlockFormat, PinFormatRules>;

/**
 * Whether a block may be written anew in another format (ISO 9564-1, PCI PIN security requirement 3-3): never from
 * one that is bound to a card into one that is not, for there the PIN could be tried with any card.
 */
export function mayTranslate(from: PinBlockFormat, to: PinBlockFormat): boolean {
  const [source, target]: PinFormatRules[] = [pinFormats[from], pinFormats[to]];
  return target!.made && (target!.pan !== null || source!.pan === null);
}
