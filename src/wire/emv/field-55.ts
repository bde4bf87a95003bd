/**
 * What field 55 must hold, by the purpose of its message. As data: another network's list is another table.
 * Source: lists of one terminal vendor's UnionPay program for the online messages; three unrelated programs agree on
 * reversal and script result.
 */
import { CHIP_DATA_BYTES_MAX, chipDataOf } from './chip-data.ts';
import { hasUsualLayout } from './iad.ts';
import { tagSpec, type ValueFault, valueFault } from './tags/dictionary.ts';
import type { TagFormat } from './tags/row.ts';
import { readTlvLoose, type TlvRemarkKind } from './tlv.ts';

export const FIELD_55_PURPOSES = [
  'online',
  'reversal',
  'script-result',
  'tc-upload',
  'aac-upload',
  'offline-sale',
  'answer',
] as const;
export type Field55Purpose = (typeof FIELD_55_PURPOSES)[number];

export interface Field55Rule {
  readonly zh: string;
  readonly en: string;
  readonly mandatory: readonly string[];
  readonly conditional: readonly string[];
  /** Which kinds of cryptogram 9F27 may tell; null where any will do. */
  readonly cryptogram: 'arqc' | 'tc' | 'aac' | null;
  /** Objects that have one of these values, in hex. */
  readonly fixed: Readonly<Record<string, readonly string[]>>;
}

const ONLINE = {
  mandatory: [
    '9F26',
    '9F27',
    '9F10',
    '9F37',
    '9F36',
    '95',
    '9A',
    '9C',
    '9F02',
    '5F2A',
    '82',
    '9F1A',
    '9F03',
    '9F33',
  ],
  conditional: ['9F34', '9F35', '9F1E', '84', '9F09', '9F41', '9F63', '9F74'],
} as const;

/** Voids, completions and refunds carry no field 55; a host lets it pass there unread. */
export const FIELD_55_RULES: Readonly<Record<Field55Purpose, Field55Rule>> = {
  online: {
    ...ONLINE,
    zh: '联机交易（消费、余额查询、预授权）',
    en: 'online request',
    cryptogram: 'arqc',
    fixed: {},
  },
  reversal: {
    zh: '冲正',
    en: 'reversal',
    mandatory: ['9F36'],
    conditional: ['95', '9F1E', '9F10', 'DF31'],
    cryptogram: null,
    fixed: {},
  },
  'script-result': {
    zh: '脚本结果通知',
    en: 'script result notice',
    mandatory: ['95', '9F10', '9F26', '9F36', '82', 'DF31', '9F1A', '9A'],
    conditional: ['9F33', '9F37', '9F1E'],
    cryptogram: null,
    fixed: {},
  },
  'tc-upload': { ...ONLINE, zh: 'TC值上送', en: 'TC upload', cryptogram: 'tc', fixed: {} },
  'aac-upload': { ...ONLINE, zh: 'AAC值上送', en: 'AAC upload', cryptogram: 'aac', fixed: {} },
  'offline-sale': {
    ...ONLINE,
    mandatory: [...ONLINE.mandatory, '8A'],
    zh: '脱机消费上送',
    en: 'offline sale upload',
    cryptogram: 'tc',
    // Y1, and Y3 of a terminal that could not go online.
    fixed: { '8A': ['5931', '5933'] },
  },
  answer: {
    zh: '应答',
    en: 'answer',
    mandatory: [],
    conditional: ['91', '71', '72', '9F36'],
    cryptogram: null,
    fixed: {},
  },
};

/** `refuse`: the message has a format error. `note`: unusual, and of no consequence. */
export interface Field55Issue {
  readonly level: 'refuse' | 'note';
  readonly kind: 'missing' | ValueFault | 'wrong-value' | 'unlisted' | 'other-layout' | TlvRemarkKind;
  readonly tag: string | null;
}

const TEXT: readonly TagFormat[] = ['an', 'ans'];
const CRYPTOGRAM_BITS = { aac: 0x00, tc: 0x40, arqc: 0x80 } as const;

/**
 * Everything that is wrong with a field 55, in order of its tags; empty when nothing is. Bytes that are no objects are
 * thrown: there is nothing to list. `expected` holds values that the message itself fixes, in hex, such as its amount
 * for 9F02.
 *
 * @throws EmvError `truncated`, `bad-tag`, `bad-length`, `too-long`, `too-deep`, `too-many`, `twice`
 */
export function checkField55(
  purpose: Field55Purpose,
  bytes: Uint8Array,
  expected: Readonly<Record<string, string>> = {},
): readonly Field55Issue[] {
  const rule = FIELD_55_RULES[purpose];
  const { nodes, remarks } = readTlvLoose(bytes, { bytesMax: CHIP_DATA_BYTES_MAX });
  const data = chipDataOf(nodes);
  const issues: Field55Issue[] = rule.mandatory
    .filter((tag) => !data.has(tag))
    .map((tag) => ({ level: 'refuse', kind: 'missing', tag }));
  for (const { tag } of nodes) {
    const known = rule.mandatory.includes(tag) || rule.conditional.includes(tag);
    if (!known) issues.push({ level: 'note', kind: 'unlisted', tag });
    const value = data.get(tag);
    if (value === undefined) continue;
    const fault = valueFault(tag, value);
    if (fault !== null) {
      // What is text decides nothing and enters no cryptogram; many readers have signs in their serial number.
      const text = fault === 'bad-format' && TEXT.includes(tagSpec(tag)!.format);
      issues.push({ level: known && !text ? 'refuse' : 'note', kind: fault, tag });
      if (!text) continue;
    }
    const wanted = rule.fixed[tag] ?? (expected[tag] === undefined ? null : [expected[tag]]);
    const differs = wanted !== null && !wanted.includes(hex(value));
    const otherKind =
      tag === '9F27' && rule.cryptogram !== null && (value[0]! & 0xc0) !== CRYPTOGRAM_BITS[rule.cryptogram];
    if (differs || otherKind) issues.push({ level: 'refuse', kind: 'wrong-value', tag });
    // Other schemes lay their 9F10 out otherwise; an issuer of PBOC cards answers one that it cannot read with 30.
    if (tag === '9F10' && known && !hasUsualLayout(value))
      issues.push({ level: 'note', kind: 'other-layout', tag });
  }
  return [...issues, ...remarks.map(({ kind, tag }) => ({ level: 'note', kind, tag }) as const)];
}

const hex = (value: Uint8Array): string =>
  [...value].map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join('');
