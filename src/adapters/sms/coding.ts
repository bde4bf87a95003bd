/** A text as octets: the alphabet of GSM 03.38 where it is enough, else UCS-2; long ones in parts with a header. */

/** GSM 03.38, 7 bits, one to an octet; the place is the code. ESC (1B) begins a character of the second table. */
const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const ESCAPE = 0x1b;
const EXTENDED: Readonly<Record<string, number>> = {
  ...{ '\f': 0x0a, '^': 0x14, '{': 0x28, '}': 0x29, '\\': 0x2f, '[': 0x3c, '~': 0x3d, ']': 0x3e, '|': 0x40 },
  '€': 0x65,
};

export const DATA_CODING = { gsm: 0x00, ucs2: 0x08 } as const;

/** Octets of each character that must not be parted; null: the text has others than this alphabet. */
function gsmUnits(text: string): Buffer[] | null {
  const units: Buffer[] = [];
  for (const each of text) {
    const basic = each === '\u001b' ? -1 : BASIC.indexOf(each);
    const extended = EXTENDED[each];
    if (basic >= 0) units.push(Buffer.from([basic]));
    else if (extended !== undefined) units.push(Buffer.from([ESCAPE, extended]));
    else return null;
  }
  return units;
}

/** Of characters beyond the first plane both halves stay together. */
const ucs2Units = (text: string): Buffer[] => [...text].map((each) => Buffer.from(each, 'utf16le').swap16());

/** Octets of one text alone, and of a part of a long one, whose header takes six octets of 140. */
const ROOM = {
  gsm: { alone: 160, part: 153 },
  ucs2: { alone: 140, part: 134 },
} as const;
export const PARTS_MAX = 10;

function packed(units: readonly Buffer[], room: number): Buffer[] {
  const parts: Buffer[][] = [[]];
  let used = 0;
  for (const unit of units) {
    if (used + unit.length > room) {
      parts.push([]);
      used = 0;
    }
    parts.at(-1)!.push(unit);
    used += unit.length;
  }
  return parts.map((part) => Buffer.concat(part));
}

export interface Coded {
  readonly dataCoding: number;
  readonly hasHeader: boolean;
  readonly parts: readonly Buffer[];
}

/** `reference` is the same in all parts of a text, and another one in the next text to a telephone. */
export function coded(text: string, reference: number): Coded {
  const gsm = gsmUnits(text);
  const [units, room, dataCoding] =
    gsm === null ? [ucs2Units(text), ROOM.ucs2, DATA_CODING.ucs2] : [gsm, ROOM.gsm, DATA_CODING.gsm];
  const whole = Buffer.concat(units);
  if (whole.length <= room.alone) return { dataCoding, hasHeader: false, parts: [whole] };
  const parts = packed(units, room.part);
  if (parts.length > PARTS_MAX)
    throw new RangeError(`A text of ${parts.length} parts is too long to be sent`);
  // 05 octets follow: concatenated text (00), 03 octets: reference, how many parts, which one.
  const headed = parts.map((part, at) =>
    Buffer.concat([Buffer.from([5, 0, 3, reference & 0xff, parts.length, at + 1]), part]),
  );
  return { dataCoding, hasHeader: true, parts: headed };
}
