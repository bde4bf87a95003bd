/** Chip data for people: one row per object, masked, with words in both languages where the value is a code. */
import { EmvError } from './error.ts';
import { tagSpec, type ValueFault, valueFault } from './tags/dictionary.ts';
import type { TagSensitivity, TagSpec } from './tags/row.ts';
import { isTemplate, type TlvNode } from './tlv.ts';
import type { Words } from './words/bits.ts';
import { wordsFor } from './words/values.ts';

export interface DescribedObject {
  readonly tag: string;
  readonly depth: number;
  /** Null for a tag that is in no list. */
  readonly name: Words | null;
  /** Masked; null for a template. */
  readonly value: string | null;
  readonly bytes: number | null;
  /** What a coded value says; empty for all others. */
  readonly words: readonly Words[];
  readonly fault: ValueFault | null;
}

/** Objects in the order in which they stand, templates before what they hold. */
export function describeObjects(nodes: readonly TlvNode[], depth = 0): readonly DescribedObject[] {
  return nodes.flatMap((node) => {
    const spec = tagSpec(node.tag);
    const name = spec === undefined ? null : { zh: spec.zh, en: spec.en };
    const common = { tag: node.tag, depth, name };
    if (isTemplate(node))
      return [
        { ...common, value: null, bytes: null, words: [], fault: null },
        ...describeObjects(node.children, depth + 1),
      ];
    const fault = valueFault(node.tag, node.value);
    return [
      {
        ...common,
        value: maskedValue(spec, node.value),
        bytes: node.value.length,
        words: fault === null ? wordsOf(node.tag, node.value) : [],
        fault,
      },
    ];
  });
}

function wordsOf(tag: string, value: Uint8Array): readonly Words[] {
  try {
    return wordsFor(tag)?.(value) ?? [];
  } catch (error) {
    // A value of a layout that nobody told us is shown without words.
    if (error instanceof EmvError) return [];
    throw error;
  }
}

const HIDDEN: readonly TagSensitivity[] = ['track', 'pin', 'key', 'person'];

/** A tag that is in no list could hold anything, and so could a template that is none: both count as secrets. */
export function maskedValue(spec: TagSpec | undefined, value: Uint8Array): string {
  if (spec === undefined || spec.format === 'objects' || HIDDEN.includes(spec.sensitivity))
    return `[${value.length} bytes, masked]`;
  const hex = [...value].map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join('');
  if (spec.sensitivity === 'expiry') return '*'.repeat(hex.length);
  if (spec.sensitivity === 'pan') return maskedPan(hex.replace(/F+$/, ''));
  const text = spec.format === 'an' || spec.format === 'ans';
  const printable = value.length > 0 && value.every((byte) => byte >= 0x20 && byte <= 0x7e);
  return text && printable ? `${hex} '${String.fromCharCode(...value)}'` : hex;
}

/** First six and last four digits; of less than fourteen nothing but the length. */
function maskedPan(digits: string): string {
  if (digits.length < 14) return '*'.repeat(digits.length);
  return digits.slice(0, 6) + '*'.repeat(digits.length - 10) + digits.slice(-4);
}
