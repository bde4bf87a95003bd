/**
 * How sure a fact of the protocol is: S read in the specification, 3+, 2 and 1 the number of independent programs
 * that show it, V recomputed from a published message, M from memory alone, ! contradicted by another source.
 */
export type Certainty = 'S' | '3+' | '2' | '1' | 'V' | 'M' | '!';

/** A MAC over the message; names as in the security module. */
export interface ProfileMac {
  readonly algorithm: 'pos-ecb' | 'x9.9-cbc' | 'x9.19' | 'cmac' | 'sm4-cbc';
  readonly cipher: 'tdes' | 'sm4';
  /** `hex`: the first four bytes as eight characters of text. `raw`: the first eight bytes. */
  readonly form: 'hex' | 'raw';
  /** How many bytes of the MAC key count. A slot of sixteen may hold a key of eight. */
  readonly keyBytes: 8 | 16;
}

/** What the keys in a sign-in answer look like; see the sub-field of that name. */
export type KeyLayoutId = 'double' | 'single' | 'double-track' | 'triple' | 'sm4-3' | 'sm4-4' | 'tagged';

/** Why a terminal reverses, as it writes it into F39 of a 0400. */
export interface ReversalReasons {
  readonly noAnswer: string;
  readonly notCompleted: string;
  readonly macWrong: string;
  /** `null` where the message set knows no such reason. */
  readonly byCustomer: string | null;
}

/**
 * What two real programs do differently although both speak the terminal interface. One value of this type is one
 * terminal profile: a row, chosen by its id in the terminal's registration. Everything that all sources agree on is
 * in the dialect and not here.
 */
export interface DialectProfile {
  readonly id: string;
  readonly zh: string;
  readonly en: string;
  readonly frame: {
    /** Two bytes of length in front; without them the transport frames the message. */
    readonly lengthPrefix: boolean;
    /** TPDU of 5 bytes, then this many bytes of header. */
    readonly headerBytes: 0 | 6;
    /** Whether an answer swaps the two TPDU addresses or repeats them. */
    readonly answerTpdu: 'swap' | 'repeat';
  };
  /** Which end of its two bytes the three digits of F22 touch. */
  readonly entryModeJustify: 'left' | 'right';
  readonly cardSequence: { readonly digits: 3 | 4; readonly justify: 'left' | 'right' };
  /** F35 and F36. */
  readonly tracks: 'clear' | 'encrypted' | 'absent';
  readonly trackPad: '0' | 'F';
  /** What the length of F48 counts. */
  readonly field48Counts: 'digits' | 'bytes';
  /** How many digits of F60 a card message of ours carries. All lengths are read. */
  readonly field60Digits: 8 | 11 | 13 | 14 | 17;
  readonly field61Encoding: 'bcd' | 'ascii';
  /** What F62 of a parameter download holds: tags of two digits, or the tags of one acquirer. */
  readonly parameterLayout: 'two-digit-tags' | 'acquirer-tags';
  /** How F62 of an upload (61, 71) is written. */
  readonly uploadEncoding: 'bcd' | 'ascii';
  readonly mac: ProfileMac;
  readonly signIn: {
    /** 60.3 of the request. */
    readonly code: '001' | '003' | '004' | '005' | '006';
    /** 60.3 of the answer. */
    readonly answerCode: string;
    readonly keyLayout: KeyLayoutId;
  };
  readonly pin: {
    readonly cipher: 'tdes' | 'sm4';
    /** F26: the longest PIN, as the program writes it. */
    readonly captureCode: '12' | '06';
    /** Second digit of F53. */
    readonly algorithmDigit: '0' | '3' | '4' | '6';
    /** `f52`, or where a block of sixteen bytes travels: F63 under SM, F62 under usage 22. */
    readonly place: 'f52' | 'f63-sm' | 'f62-22';
  };
  readonly reversal: {
    readonly reasons: ReversalReasons;
    /** F61 in the reversal of a sale or a pre-authorisation. */
    readonly saleNamesOriginal: boolean;
    readonly keepsTracks: boolean;
  };
  /** 60.1 of a script result notice: 00, or as in the payment it tells of. */
  readonly scriptNoticeType: '00' | 'original';
  /** F39 in the answer to a settlement. */
  readonly settlementAnswerCode: boolean;
  /** What F55 has to be: chip data that can be read, or with every object that the list of its message asks for. */
  readonly chipData: 'readable' | 'complete';
  /** Words in F63. `ascii` shows them in English whatever language the terminal's record names. */
  readonly texts: 'gb18030' | 'ascii';
  /** Payment by code: F59 tag A3 in card messages, or an acquirer's own messages under 60.1 = 60. */
  readonly codeMessages: 'f59-a3' | 'acquirer';
  /**
   * Where the acquirer's own messages have the text of a code: the payer's in a request, the merchant's in an answer.
   * F5, which one program fills with an address, holds twelve digits on the standard line.
   */
  readonly codeText: 'f62' | 'f59';
}

/** What is known about each parameter: the certainty of the default, and why it is a parameter at all. */
export interface ProfileParameter {
  readonly path: string;
  /** Certainty of the default's value. */
  readonly certainty: Certainty;
  /** Other values seen, with their certainty. */
  readonly others: readonly (readonly [value: string, certainty: Certainty])[];
}

/** Every place where two real programs differ. */
export const profileParameters: readonly ProfileParameter[] = [
  { path: 'frame.lengthPrefix', certainty: '3+', others: [['false', '1']] },
  { path: 'frame.headerBytes', certainty: '3+', others: [['0', 'M']] },
  { path: 'frame.answerTpdu', certainty: '2', others: [['repeat', '1']] },
  { path: 'entryModeJustify', certainty: '3+', others: [['right', '1']] },
  { path: 'cardSequence.digits', certainty: '3+', others: [['4', '1']] },
  { path: 'cardSequence.justify', certainty: '3+', others: [['left', '1']] },
  {
    path: 'tracks',
    certainty: '2',
    others: [
      ['encrypted', '2'],
      ['absent', '1'],
    ],
  },
  { path: 'trackPad', certainty: '3+', others: [['F', '1']] },
  { path: 'field48Counts', certainty: '3+', others: [['bytes', '2']] },
  {
    path: 'field60Digits',
    certainty: '3+',
    others: [
      ['8', '2'],
      ['11', '2'],
      ['14', '1'],
      ['17', '1'],
    ],
  },
  { path: 'field61Encoding', certainty: '3+', others: [['ascii', '1']] },
  { path: 'parameterLayout', certainty: '1', others: [['acquirer-tags', '1']] },
  { path: 'uploadEncoding', certainty: '1', others: [['ascii', '1']] },
  {
    path: 'mac.algorithm',
    certainty: 'V',
    others: [
      ['x9.19', '1'],
      ['x9.9-cbc', '1'],
      ['cmac', 'M'],
      ['sm4-cbc', 'M'],
    ],
  },
  { path: 'mac.cipher', certainty: 'V', others: [['sm4', 'M']] },
  { path: 'mac.form', certainty: 'V', others: [['raw', '2']] },
  { path: 'mac.keyBytes', certainty: '2', others: [['16', 'V']] },
  {
    path: 'signIn.code',
    certainty: 'S',
    others: [
      ['001', 'S'],
      ['004', 'S'],
      ['005', '2'],
      ['006', '1'],
    ],
  },
  {
    path: 'signIn.answerCode',
    certainty: '3+',
    others: [
      ['005', '1'],
      ['011', '1'],
    ],
  },
  {
    path: 'signIn.keyLayout',
    certainty: 'V',
    others: [
      ['single', 'S'],
      ['double-track', 'S'],
      ['triple', '2'],
      ['sm4-3', '1'],
      ['sm4-4', 'M'],
      ['tagged', '1'],
    ],
  },
  { path: 'pin.cipher', certainty: '3+', others: [['sm4', '2']] },
  { path: 'pin.captureCode', certainty: '2', others: [['06', '2']] },
  {
    path: 'pin.algorithmDigit',
    certainty: '2',
    others: [
      ['0', '2'],
      ['3', '1'],
      ['4', '1'],
    ],
  },
  {
    path: 'pin.place',
    certainty: '3+',
    others: [
      ['f63-sm', '1'],
      ['f62-22', '1'],
    ],
  },
  { path: 'reversal.reasons.noAnswer', certainty: '3+', others: [['96', '1']] },
  { path: 'reversal.reasons.notCompleted', certainty: '3+', others: [['96', '2']] },
  { path: 'reversal.reasons.macWrong', certainty: '3+', others: [['96', '1']] },
  { path: 'reversal.reasons.byCustomer', certainty: 'M', others: [] },
  { path: 'reversal.saleNamesOriginal', certainty: '2', others: [['true', '2']] },
  { path: 'reversal.keepsTracks', certainty: '1', others: [['true', '2']] },
  { path: 'scriptNoticeType', certainty: '1', others: [['original', '1']] },
  { path: 'settlementAnswerCode', certainty: '!', others: [['false', '1']] },
  // One vendor's program lists the objects: others may send fewer.
  { path: 'chipData', certainty: '1', others: [['complete', '1']] },
  { path: 'texts', certainty: '2', others: [['ascii', '2']] },
  { path: 'codeMessages', certainty: '3+', others: [['acquirer', '1']] },
  { path: 'codeText', certainty: '!', others: [['f59', 'M']] },
];
