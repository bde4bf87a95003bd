/**
 * Frames of the terminal and of the network line: cut out of a stream, taken apart, decoded, identified, described,
 * their sub-fields and chip data read.
 */
import { readdirSync } from 'node:fs';
import { checkField55, EmvError } from '#wire/emv';
import {
  bytesOf,
  checkPresence,
  type Dialect,
  decode,
  decodeNetworkFrame,
  decodePosFrame,
  describe,
  dialectProfiles,
  encode,
  encodeNetworkFrame,
  encodePosFrame,
  explainFields,
  type FieldValue,
  FrameReader,
  type Framing,
  Iso8583Error,
  type Iso8583Message,
  identify,
  iso87AsciiDialect,
  iso87AsciiDialectOf,
  iso87Messages,
  type MessageTable,
  macInputNetwork,
  macInputPos,
  networkDialect,
  networkFraming,
  networkMessages,
  plainFraming,
  posDialectOf,
  posFraming,
  posMessages,
  textOf,
} from '#wire/iso8583';
import { bytesOfHex, loadVectors } from '../vector-files.ts';
import { mutateBytes } from './mutate.ts';
import type { Random } from './random.ts';
import { BYTE_READERS, readSubfields, TEXT_READERS } from './subfields.ts';
import { attempt, must, sameBytes, type Target, type Verdict } from './target.ts';

interface Line {
  readonly framing: Framing;
  /** The first one made the corpus. */
  readonly dialects: readonly Dialect[];
  readonly table: MessageTable;
  readonly wrap: (body: Uint8Array) => Uint8Array;
  /** @throws Iso8583Error */
  readonly unwrap: (frame: Uint8Array) => Uint8Array;
  readonly macInput: (message: Iso8583Message, body: Uint8Array) => Uint8Array;
}

const POS: Line = {
  framing: posFraming,
  dialects: [...new Set(dialectProfiles.map(posDialectOf))],
  table: posMessages,
  wrap: (body) =>
    encodePosFrame({
      tpdu: { id: '60', destination: '0003', source: '8381' },
      header: {
        applicationClass: '60',
        softwareVersion: '31',
        terminalState: '0',
        processingRequirement: '0',
        softwareSubVersion: '310001',
      },
      body,
    }),
  unwrap: (frame) => decodePosFrame(frame).body,
  macInput: (_message, body) => macInputPos(body),
};
const NETWORK: Line = {
  framing: networkFraming(),
  dialects: [networkDialect],
  table: networkMessages,
  wrap: (body) => encodeNetworkFrame({ destination: '00010000', source: '48020000', body }),
  unwrap: (frame) => decodeNetworkFrame(frame).body,
  macInput: (message) => macInputNetwork(message),
};

const PLAIN: Line = {
  framing: plainFraming,
  dialects: [
    iso87AsciiDialect,
    ...(['hex', 'binary'] as const).map((bitmap) => iso87AsciiDialectOf({ bitmap, binaryFields: 'binary' })),
  ],
  table: iso87Messages,
  wrap: (body) => Uint8Array.of(body.length >> 8, body.length & 0xff, ...body),
  unwrap: (frame) => frame,
  macInput: (_message, body) => body,
};

export const vectorsOf = (folder: string, dialect: string): readonly Uint8Array[] =>
  readdirSync(new URL(`../../vectors/iso8583/${folder}`, import.meta.url))
    .sort()
    .map((file) =>
      loadVectors<{ readonly hex: string; readonly dialect?: string; readonly framing?: string }>(
        `iso8583/${folder}/${file.replace('.json', '')}`,
      ),
    )
    .filter((vector) => (vector.dialect ?? vector.framing) === dialect)
    .map(({ hex }) => bytesOfHex(hex));

/** A changed message, encoded: the bytes say truly what the fields say, which plain noise seldom does. */
function mutateMessage(
  line: Line,
  seed: Uint8Array,
  corpus: readonly Uint8Array[],
  random: Random,
): Uint8Array {
  const dialect = random.pick(line.dialects);
  const message = attempt(Iso8583Error, () => decode(dialect, seed))?.value;
  const other = attempt(Iso8583Error, () => decode(dialect, random.pick(corpus)))?.value;
  if (message === undefined || other === undefined) return mutateBytes(seed, random, corpus);
  const fields: Record<number, FieldValue> = { ...message.fields };
  for (let left = 1 + random.below(3); left > 0; left -= 1) {
    const numbers = Object.keys(fields);
    const number = Number(random.pick(numbers.length > 0 ? numbers : ['11']));
    const value = fields[number];
    if (random.once(3)) delete fields[number];
    else if (random.once(2)) Object.assign(fields, pickField(other, random));
    else if (value instanceof Uint8Array) fields[number] = mutateBytes(value, random, corpus);
    else if (value !== undefined) fields[number] = mutateDigits(value, random);
  }
  const mti = random.once(4) ? other.mti : message.mti;
  return (
    attempt(Iso8583Error, () => encode(dialect, { mti, fields }))?.value ?? mutateBytes(seed, random, corpus)
  );
}

function pickField(message: Iso8583Message, random: Random): Record<number, FieldValue> {
  const entries = Object.entries(message.fields);
  if (entries.length === 0) return {};
  const [number, value] = random.pick(entries);
  return { [Number(number)]: value };
}

function mutateDigits(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const change = random.below(4);
  if (change === 0) return text.slice(0, at) + String(random.below(10)) + text.slice(at + 1);
  if (change === 1) return text.slice(0, at) + text.slice(at + 1);
  if (change === 2) return text.slice(0, at) + String(random.below(100)) + text.slice(at);
  return text.slice(0, at) + String.fromCharCode(random.below(256)) + text.slice(at + 1);
}

/** Frames do not depend on how the stream breaks. */
function framesOf(framing: Framing, stream: Uint8Array): readonly Uint8Array[] {
  const whole = new FrameReader(framing);
  const frames = attempt(Iso8583Error, () => whole.push(stream))?.value ?? [];
  const step = 1 + (stream.length % 7);
  const parts = new FrameReader(framing);
  const again: Uint8Array[] = [];
  for (let at = 0; at < stream.length && parts.failure === null; at += step) {
    const chunk = stream.subarray(at, at + step);
    again.push(...(attempt(Iso8583Error, () => parts.push(chunk))?.value ?? []));
  }
  must(
    frames.length === again.length && frames.every((frame, i) => sameBytes(frame, again[i]!)),
    'the same stream in other chunks has other frames',
  );
  must(whole.failure?.code === parts.failure?.code, 'the same stream in other chunks fails otherwise');
  must(whole.pendingBytes <= 4_096, 'the reader holds more than a frame');
  return frames;
}

/**
 * What decoding forgives: a track closed with F where the dialect writes 0, or divided by D where it writes =; small
 * letters where bytes are written as hex.
 */
function differsAsForgiven(dialect: Dialect, body: Uint8Array, encoded: Uint8Array): boolean {
  const hex = dialect.bitmapEncoding === 'hex';
  const forgiven = (found: number, written: number): boolean =>
    found === written ||
    (found >> 4 === written >> 4 && (found & 15) === 15) ||
    (found === 0x44 && written === 0x3d) ||
    (hex && found >= 0x61 && found <= 0x66 && written === found - 0x20);
  return body.length === encoded.length && body.every((byte, i) => forgiven(byte, encoded[i]!));
}

/** And a second half of the bitmap in which no bit is set: many senders always write it. */
function withoutEmptyHalf(dialect: Dialect, body: Uint8Array): Uint8Array {
  const at = dialect.mtiEncoding === 'bcd' ? 2 : 4;
  const hex = dialect.bitmapEncoding === 'hex';
  const [half, zero] = hex ? [16, 0x30] : [8, 0];
  const first = hex ? Number.parseInt(String.fromCharCode(body[at]!), 16) << 4 : body[at]!;
  const empty =
    (first & 0x80) !== 0 && body.subarray(at + half, at + 2 * half).every((byte) => byte === zero);
  if (!empty) return body;
  const short = new Uint8Array(body.length - half);
  short.set(body.subarray(0, at + half));
  short.set(body.subarray(at + 2 * half), at + half);
  const left = first & 0x7f;
  short[at] = hex ? (left >> 4).toString(16).toUpperCase().charCodeAt(0) : left;
  return short;
}

/** Enough different digits that they cannot stand in another field by chance. */
const telling = (pan: string): boolean => pan.length >= 14 && new Set(pan).size > 4;

function checkBody(line: Line, dialect: Dialect, body: Uint8Array): Verdict {
  const decoded = attempt(Iso8583Error, () => decode(dialect, body));
  if (decoded === null) return 'refused';
  const message = decoded.value;
  const encoded = encode(dialect, message);
  must(
    sameBytes(encoded, body) || differsAsForgiven(dialect, withoutEmptyHalf(dialect, body), encoded),
    `what ${dialect.id} decodes is encoded to other bytes`,
  );
  must(
    sameBytes(encode(dialect, decode(dialect, encoded)), encoded),
    'encoded, decoded and encoded it differs',
  );
  const found = identify(line.table, message);
  if (found !== undefined) checkPresence(found.row, found.direction, message);
  const explained = [...explainFields(line.table, message).values()].flat();
  const text = describe(dialect, message) + JSON.stringify(explained);
  const pan = textOf(message, 2);
  if (pan !== undefined && telling(pan)) must(!text.includes(pan), 'a dump shows a card number');
  attempt(Iso8583Error, () => line.macInput(message, body));
  for (const [key, value] of Object.entries(message.fields)) {
    if (typeof value === 'string') readSubfields(TEXT_READERS, Number(key), value);
    else readSubfields(BYTE_READERS, Number(key), value);
  }
  const chip = bytesOf(message, 55);
  if (chip !== undefined) attempt(EmvError, () => checkField55('online', chip));
  return 'accepted';
}

/** What the network's messages say, in the words of the plain standard, as far as it has the words. */
function plainBodies(): readonly Uint8Array[] {
  return vectorsOf('valid', networkDialect.id).map((body) => {
    const { mti, fields } = decode(networkDialect, body);
    const fitting = Object.entries(fields).filter(
      ([number, value]) =>
        attempt(Iso8583Error, () => encode(iso87AsciiDialect, { mti, fields: { [number]: value } })) !== null,
    );
    return encode(iso87AsciiDialect, { mti, fields: Object.fromEntries(fitting) });
  });
}

function frameTarget(
  name: string,
  share: number,
  line: Line,
  valid: readonly Uint8Array[] = vectorsOf('valid', line.dialects[0]!.id),
): Target<Uint8Array> {
  const bodies = [...valid, ...vectorsOf('invalid', line.dialects[0]!.id)];
  const streams = [...vectorsOf('frames', line.framing.id), ...valid.slice(0, 8).map(line.wrap)];
  return {
    name,
    share,
    make(random) {
      const seed = random.pick(random.once(5) ? bodies : valid);
      const way = random.below(10);
      if (way < 4) return line.wrap(mutateMessage(line, seed, bodies, random));
      if (way < 8) return line.wrap(mutateBytes(seed, random, bodies));
      const first = random.pick(streams);
      if (way === 8) return mutateBytes(first, random, streams);
      const second = random.once(2) ? line.wrap(mutateBytes(seed, random, bodies)) : random.pick(streams);
      const glued = new Uint8Array(first.length + second.length);
      glued.set(first);
      glued.set(second, first.length);
      return mutateBytes(glued, random, streams);
    },
    check(stream) {
      let verdict: Verdict = 'refused';
      for (const frame of framesOf(line.framing, stream)) {
        const body = attempt(Iso8583Error, () => line.unwrap(frame));
        if (body === null) continue;
        // The stream itself chooses, so that an input alone repeats its case.
        const dialect = line.dialects[stream.length % line.dialects.length]!;
        if (checkBody(line, dialect, body.value) === 'accepted') verdict = 'accepted';
      }
      return verdict;
    },
  };
}

export const terminalFrameTarget = (): Target<Uint8Array> => frameTarget('terminal-frame', 22, POS);
export const networkFrameTarget = (): Target<Uint8Array> => frameTarget('network-frame', 14, NETWORK);
export const plainFrameTarget = (): Target<Uint8Array> =>
  frameTarget('plain-frame', 8, PLAIN, [...plainBodies(), ...vectorsOf('valid', iso87AsciiDialect.id)]);

/** Sub-fields by themselves: behind a decoder few mutations reach them. */
export function subfieldTarget(): Target<Uint8Array> {
  const corpus = [POS, NETWORK].flatMap(({ dialects: [dialect] }) =>
    vectorsOf('valid', dialect!.id).flatMap((body) =>
      Object.values(decode(dialect!, body).fields).map((value) =>
        typeof value === 'string' ? Uint8Array.from(value, (character) => character.charCodeAt(0)) : value,
      ),
    ),
  );
  return {
    name: 'sub-field',
    share: 6,
    make: (random) => mutateBytes(random.pick(corpus), random, corpus),
    check(bytes) {
      const text = String.fromCharCode(...bytes);
      const read = [readSubfields(TEXT_READERS, null, text), readSubfields(BYTE_READERS, null, bytes)];
      return read.includes(true) ? 'accepted' : 'refused';
    },
  };
}
