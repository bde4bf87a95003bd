/**
 * BER-TLV as chip cards write it (EMV book 3, annex B; ISO/IEC 8825-1): tag, length, value; definite lengths only.
 *
 * Reading is strict by default, because what decides about money must have one reading and one writing: a length in
 * more bytes than it needs, and the fill bytes `00` that EMV allows between objects in card files, are refused as
 * `not-canonical`. `readTlvLoose` accepts both, and templates that hold no objects, and tells where it met them.
 */
import { EmvError, fail } from './error.ts';

/** One data object. The tag is upper-case hex: `9F26`. */
export interface TlvLeaf {
  readonly tag: string;
  readonly value: Uint8Array;
}
/** A template: bit 6 of its first tag byte says that it holds objects. */
export interface TlvTemplate {
  readonly tag: string;
  readonly children: readonly TlvNode[];
}
export type TlvNode = TlvLeaf | TlvTemplate;

export interface TlvLimits {
  /** Length of the whole input. */
  readonly bytesMax: number;
  /** Templates within templates. */
  readonly depthMax: number;
  /** Objects on all levels together. */
  readonly countMax: number;
  readonly tagBytesMax: number;
}
export const TLV_LIMITS: TlvLimits = { bytesMax: 65_535, depthMax: 8, countMax: 512, tagBytesMax: 4 };

export type TlvRemarkKind = 'fill-bytes' | 'long-length' | 'opaque-template';
export interface TlvRemark {
  readonly kind: TlvRemarkKind;
  readonly offset: number;
  /** Null for fill bytes, which belong to no object. */
  readonly tag: string | null;
}
export interface LooseTlv {
  readonly nodes: readonly TlvNode[];
  readonly remarks: readonly TlvRemark[];
}

export const isTemplate = (node: TlvNode): node is TlvTemplate => 'children' in node;
/** Bit 6 of the first byte: the object holds objects. */
export const isTemplateTag = (tag: string): boolean => (Number.parseInt(tag.slice(0, 2), 16) & 0x20) !== 0;

interface Reading {
  readonly bytes: Uint8Array;
  readonly limits: TlvLimits;
  /** Null when reading strictly. */
  readonly remarks: TlvRemark[] | null;
  at: number;
  count: number;
}

/**
 * Values are views into `bytes`: hand over bytes that nobody writes to afterwards.
 *
 * @throws EmvError `truncated`, `bad-tag`, `bad-length`, `not-canonical`, `too-long`, `too-deep`, `too-many`
 */
export function readTlv(bytes: Uint8Array, limits: Partial<TlvLimits> = {}): readonly TlvNode[] {
  return read(bytes, limits, null);
}

/** As {@link readTlv}, but what is only unusual is remarked instead of refused. */
export function readTlvLoose(bytes: Uint8Array, limits: Partial<TlvLimits> = {}): LooseTlv {
  const remarks: TlvRemark[] = [];
  return { nodes: read(bytes, limits, remarks), remarks };
}

function read(bytes: Uint8Array, given: Partial<TlvLimits>, remarks: TlvRemark[] | null): readonly TlvNode[] {
  const limits = { ...TLV_LIMITS, ...given };
  if (bytes.length > limits.bytesMax)
    fail('too-long', `read chip data: ${bytes.length} bytes, at most ${limits.bytesMax} are allowed`);
  return readObjects({ bytes, limits, remarks, at: 0, count: 0 }, bytes.length, 1);
}

function readObjects(reading: Reading, end: number, depth: number): TlvNode[] {
  const nodes: TlvNode[] = [];
  skipFill(reading, end);
  while (reading.at < end) {
    nodes.push(readObject(reading, end, depth));
    skipFill(reading, end);
  }
  return nodes;
}

function skipFill(reading: Reading, end: number): void {
  const { bytes, remarks } = reading;
  if (reading.at >= end || bytes[reading.at] !== 0) return;
  if (remarks === null)
    fail('not-canonical', `read chip data at byte ${reading.at}: 00 where a tag begins`, null, reading.at);
  remarks.push({ kind: 'fill-bytes', offset: reading.at, tag: null });
  while (reading.at < end && bytes[reading.at] === 0) reading.at += 1;
}

function readObject(reading: Reading, end: number, depth: number): TlvNode {
  const { limits, remarks } = reading;
  const start = reading.at;
  reading.count += 1;
  if (reading.count > limits.countMax)
    fail('too-many', `read chip data: more than ${limits.countMax} objects`, null, start);
  const tag = readTag(reading, end);
  const length = readLength(reading, end, tag);
  const from = reading.at;
  const to = from + length;
  if (to > end)
    fail('truncated', `read tag ${tag}: its length says ${length}, ${end - from} bytes are left`, tag, from);
  if (!isTemplateTag(tag)) {
    reading.at = to;
    return { tag, value: reading.bytes.subarray(from, to) };
  }
  if (depth >= limits.depthMax)
    fail('too-deep', `read tag ${tag}: more than ${limits.depthMax} levels of templates`, tag, from);
  const [counted, noted] = [reading.count, remarks?.length ?? 0];
  try {
    return { tag, children: readObjects(reading, to, depth + 1) };
  } catch (error) {
    // Issuers put bare commands into script templates: shown as they are, where nothing depends on them.
    if (remarks === null || !(error instanceof EmvError) || error.code === 'too-many') throw error;
    remarks.length = noted;
    remarks.push({ kind: 'opaque-template', offset: from, tag });
    reading.count = counted;
    reading.at = to;
    return { tag, value: reading.bytes.subarray(from, to) };
  }
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).toUpperCase().padStart(2, '0'));

function readTag(reading: Reading, end: number): string {
  const { bytes, at, limits } = reading;
  const first = bytes[at]!;
  let tag = HEX[first]!;
  let next = at + 1;
  if ((first & 0x1f) === 0x1f) {
    for (;;) {
      if (next >= end) fail('truncated', `read a tag at byte ${at}: it goes on past the end`, null, at);
      if (next - at >= limits.tagBytesMax)
        fail('bad-tag', `read a tag at byte ${at}: more than ${limits.tagBytesMax} bytes`, null, at);
      const byte = bytes[next]!;
      if (next === at + 1 && (byte & 0x7f) === 0)
        fail('bad-tag', `read a tag at byte ${at}: its number begins with a zero`, null, at);
      tag += HEX[byte]!;
      next += 1;
      if ((byte & 0x80) === 0) break;
    }
  }
  reading.at = next;
  return tag;
}

function readLength(reading: Reading, end: number, tag: string): number {
  const { bytes, at, remarks } = reading;
  if (at >= end) fail('truncated', `read tag ${tag}: its length is missing`, tag, at);
  const first = bytes[at]!;
  if (first < 0x80) {
    reading.at = at + 1;
    return first;
  }
  const more = first & 0x7f;
  // 80 is the indefinite length, which cards do not use; three bytes and more would pass every bound.
  if (more === 0 || more > 2)
    fail('bad-length', `read tag ${tag}: length byte ${HEX[first]}, expected up to 82`, tag, at);
  if (at + more >= end) fail('truncated', `read tag ${tag}: its length goes on past the end`, tag, at);
  const length = more === 1 ? bytes[at + 1]! : (bytes[at + 1]! << 8) | bytes[at + 2]!;
  if (length < (more === 1 ? 0x80 : 0x100)) {
    if (remarks === null)
      fail('not-canonical', `read tag ${tag}: length ${length} takes ${more + 1} bytes`, tag, at);
    remarks.push({ kind: 'long-length', offset: at, tag });
  }
  reading.at = at + 1 + more;
  return length;
}

/**
 * Objects as bytes, each length in as few bytes as it needs: what was read strictly is written byte by byte again.
 *
 * @throws EmvError `bad-tag`, `too-long`, `too-deep`, `not-possible`
 */
export function writeTlv(nodes: readonly TlvNode[]): Uint8Array {
  return joined(nodes.map((node) => writeNode(node, 1)));
}

function writeNode(node: TlvNode, depth: number): Uint8Array {
  const tag = tagBytes(node.tag);
  const template = isTemplate(node);
  if (template !== isTemplateTag(node.tag)) {
    const [found, expected] = template ? ['objects', 'a value'] : ['a value', 'objects'];
    fail('not-possible', `write tag ${node.tag}: given ${found}, the tag holds ${expected}`, node.tag);
  }
  if (template && depth >= TLV_LIMITS.depthMax)
    fail('too-deep', `write tag ${node.tag}: more than ${TLV_LIMITS.depthMax} levels of templates`, node.tag);
  const value = template
    ? joined(node.children.map((child) => writeNode(child, depth + 1)))
    : (node as TlvLeaf).value;
  return joined([tag, lengthBytes(node.tag, value.length), value]);
}

function tagBytes(tag: string): Uint8Array {
  const bytes = /^(?:[0-9A-F]{2}){1,4}$/.test(tag)
    ? Uint8Array.from({ length: tag.length / 2 }, (_, i) => Number.parseInt(tag.slice(2 * i, 2 * i + 2), 16))
    : fail('bad-tag', 'write a tag: expected 1 to 4 bytes as upper-case hex');
  const last = bytes.length - 1;
  const whole =
    bytes[0] !== 0 &&
    ((bytes[0]! & 0x1f) === 0x1f) === bytes.length > 1 &&
    (last === 0 || (bytes[1]! & 0x7f) !== 0) &&
    bytes.every((byte, i) => i === 0 || ((byte & 0x80) !== 0) === i < last);
  if (!whole) fail('bad-tag', `write tag ${tag}: these bytes are not one whole tag`, tag);
  return bytes;
}

function lengthBytes(tag: string, length: number): readonly number[] {
  if (length < 0x80) return [length];
  if (length < 0x100) return [0x81, length];
  if (length <= 0xffff) return [0x82, length >> 8, length & 0xff];
  return fail('too-long', `write tag ${tag}: ${length} bytes, at most 65535 are possible`, tag);
}

export function joined(parts: readonly ArrayLike<number>[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
