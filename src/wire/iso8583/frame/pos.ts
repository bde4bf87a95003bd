import { fail } from '../error.ts';
import { toHex } from '../message.ts';
import { packHex } from './packed.ts';

/**
 * Transport address in front of a terminal message: one id byte and two network addresses, as hex digits
 * (decimal in practice; kept as found, because some terminals use every nibble).
 */
export interface Tpdu {
  /** 2 digits, usually `60`. */
  readonly id: string;
  /** 4 digits. */
  readonly destination: string;
  /** 4 digits. */
  readonly source: string;
}

/** The 12-digit application header. */
export interface PosHeader {
  /** 2 digits; 60 is card payment. */
  readonly applicationClass: string;
  /** 2 digits. */
  readonly softwareVersion: string;
  /** 1 digit: 0 normal, 1 test. */
  readonly terminalState: string;
  /** 1 digit: 0 in requests; in answers it tells the terminal what to do next. */
  readonly processingRequirement: string;
  /** 6 digits of the terminal vendor. */
  readonly softwareSubVersion: string;
}

export interface PosFrame {
  readonly tpdu: Tpdu;
  readonly header: PosHeader;
  /** MTI and everything after it. */
  readonly body: Uint8Array;
}

/** What a host may ask of a terminal in the header of an answer; one terminal vendor's reading. */
export const processingRequirements = {
  none: '0',
  downloadParameters: '1',
  uploadStatus: '2',
  signInAgain: '3',
  downloadCaKeys: '4',
  downloadChipParameters: '5',
  downloadSoftware: '6',
  downloadBlacklist: '7',
} as const;

const tpduBytes = 5;
const headerBytes = 6;
const largestFrame = 0xffff;
/** `LRI`, and a length of 28: what a dial-up concentrator puts between TPDU and header, of numbers and its node. */
const dialUpMark = [0x4c, 0x52, 0x49, 0x00, 0x1c];
const dialUpBytes = dialUpMark.length + 28;

/**
 * A frame with its 2-byte big-endian length, which counts everything after itself.
 *
 * @throws Iso8583Error `bad-frame` on an address or header of the wrong shape, `frame-too-long` when the
 *   length does not fit its two bytes.
 */
export function encodePosFrame(frame: PosFrame): Uint8Array {
  const { tpdu, header, body } = frame;
  const size = tpduBytes + headerBytes + body.length;
  if (size > largestFrame)
    fail('frame-too-long', `encode frame: ${size} bytes, expected at most ${largestFrame}`);
  const out = new Uint8Array(2 + size);
  out[0] = size >> 8;
  out[1] = size & 0xff;
  out.set(packHex(tpdu.id, 2, 'TPDU id'), 2);
  out.set(packHex(tpdu.destination, 4, 'TPDU destination'), 3);
  out.set(packHex(tpdu.source, 4, 'TPDU source'), 5);
  const digits =
    header.applicationClass +
    header.softwareVersion +
    header.terminalState +
    header.processingRequirement +
    header.softwareSubVersion;
  out.set(packHex(digits, 12, 'header'), 2 + tpduBytes);
  out.set(body, 2 + tpduBytes + headerBytes);
  return out;
}

/**
 * A frame as a {@link FrameReader} hands it out, without the two length bytes. The body is a view into
 * the frame. A concentrator's block in front of the header is read past (one source).
 *
 * @throws Iso8583Error `truncated` when TPDU and header do not fit.
 */
export function decodePosFrame(frame: Uint8Array): PosFrame {
  const dialUp = dialUpMark.every((byte, at) => frame[tpduBytes + at] === byte);
  const start = tpduBytes + (dialUp ? dialUpBytes : 0);
  const end = start + headerBytes;
  if (frame.length < end)
    fail('truncated', `decode frame: ${frame.length} bytes, expected at least ${end}`, null, frame.length);
  const digits = toHex(frame.subarray(0, tpduBytes)) + toHex(frame.subarray(start, end));
  return {
    tpdu: { id: digits.slice(0, 2), destination: digits.slice(2, 6), source: digits.slice(6, 10) },
    header: {
      applicationClass: digits.slice(10, 12),
      softwareVersion: digits.slice(12, 14),
      terminalState: digits.slice(14, 15),
      processingRequirement: digits.slice(15, 16),
      softwareSubVersion: digits.slice(16, 22),
    },
    body: frame.subarray(end),
  };
}

/** The address of an answer: destination and source change places, the id stays. */
export function answerTpdu(tpdu: Tpdu): Tpdu {
  return { id: tpdu.id, destination: tpdu.source, source: tpdu.destination };
}

/** The header of an answer: an echo, with one digit in which the host may ask for something. */
export function answerHeader(header: PosHeader, processingRequirement = '0'): PosHeader {
  return { ...header, processingRequirement };
}
