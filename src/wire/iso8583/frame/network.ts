import { fail } from '../error.ts';
import { trimmed } from '../message.ts';
import { getText, putText } from './packed.ts';

/** The header has one size, and its first byte says it. */
export const networkHeaderBytes = 46;

/** Members write the whole length; one known client writes the body's only. A property of the link. */
export type LengthCounts = 'message' | 'body';

export interface NetworkFrame {
  /** Institution ids, up to 11 characters; the switch is `00010000`. */
  readonly destination: string;
  readonly source: string;
  /** Five digits; other than `00000` the message was not processed. */
  readonly rejectCode: string;
  readonly test: boolean;
  /** Body: MTI and everything after it. */
  readonly body: Uint8Array;
}

export interface NetworkFrameInput {
  readonly destination: string;
  readonly source: string;
  readonly body: Uint8Array;
  readonly rejectCode?: string;
  readonly test?: boolean;
  readonly lengthCounts?: LengthCounts;
}

const version = 0x02;
const testFlag = 0x80;
const largestFrame = 9999;
const at = {
  total: 2,
  destination: 6,
  source: 17,
  reserved: 28,
  batch: 31,
  transaction: 32,
  user: 40,
  reject: 41,
};

/**
 * A network message with its 46-byte header; the length is in the header, nothing precedes it.
 *
 * @throws Iso8583Error `bad-frame` on an id or reject code of the wrong shape, `frame-too-long` above
 *   9999 bytes, all that four length digits can say.
 */
export function encodeNetworkFrame(input: NetworkFrameInput): Uint8Array {
  const { destination, source, body, rejectCode = '00000', test = false, lengthCounts = 'message' } = input;
  const size = networkHeaderBytes + body.length;
  const counted = lengthCounts === 'message' ? size : body.length;
  if (size > largestFrame)
    fail('frame-too-long', `encode frame: ${size} bytes, expected at most ${largestFrame}`);
  if (!isDigits(rejectCode, 5)) fail('bad-frame', 'encode frame: reject code is not 5 digits');
  const out = new Uint8Array(size);
  out[0] = networkHeaderBytes;
  out[1] = test ? version | testFlag : version;
  putText(out, at.total, 4, String(counted).padStart(4, '0'), 'length');
  putText(out, at.destination, 11, destination, 'destination');
  putText(out, at.source, 11, source, 'source');
  putText(out, at.reserved, 3, '000', 'reserved');
  out[at.batch] = 0x01;
  putText(out, at.transaction, 8, '00000000', 'transaction information');
  putText(out, at.user, 1, '0', 'user information');
  putText(out, at.reject, 5, rejectCode, 'reject code');
  out.set(body, networkHeaderBytes);
  return out;
}

/**
 * A whole network frame, header included, as a {@link FrameReader} hands it out. Reserved, batch,
 * transaction and user bytes differ between members and carry nothing for us: they are not looked at.
 *
 * @throws Iso8583Error `truncated` below 46 bytes; `bad-frame` when the header's own length, its total
 *   length or its reject code is not what the bytes say.
 */
export function decodeNetworkFrame(frame: Uint8Array, lengthCounts: LengthCounts = 'message'): NetworkFrame {
  if (frame.length < networkHeaderBytes) {
    fail(
      'truncated',
      `decode frame: ${frame.length} bytes, expected at least ${networkHeaderBytes}`,
      null,
      frame.length,
    );
  }
  const total = networkFrameBytes(frame, lengthCounts);
  if (total !== frame.length) {
    fail('bad-frame', `decode frame: header says ${total} bytes, found ${frame.length}`, null, at.total);
  }
  const rejectCode = getText(frame, at.reject, networkHeaderBytes);
  if (!isDigits(rejectCode, 5))
    fail('bad-frame', 'decode frame: reject code is not 5 digits', null, at.reject);
  return {
    destination: trimmed(getText(frame, at.destination, at.source)),
    source: trimmed(getText(frame, at.source, at.reserved)),
    rejectCode,
    test: (frame[1]! & testFlag) !== 0,
    body: frame.subarray(networkHeaderBytes),
  };
}

/** Whole size of the frame whose first six bytes are given. @throws Iso8583Error `bad-frame`. */
export function networkFrameBytes(start: Uint8Array, lengthCounts: LengthCounts): number {
  if (start[0] !== networkHeaderBytes) {
    fail(
      'bad-frame',
      `decode frame: header length byte is ${start[0]}, expected ${networkHeaderBytes}`,
      null,
      0,
    );
  }
  const digits = getText(start, at.total, at.total + 4);
  if (!isDigits(digits, 4)) fail('bad-frame', 'decode frame: total length is not 4 digits', null, at.total);
  const total = lengthCounts === 'message' ? Number(digits) : Number(digits) + networkHeaderBytes;
  if (total < networkHeaderBytes) {
    fail(
      'bad-frame',
      `decode frame: total length ${total}, expected at least ${networkHeaderBytes}`,
      null,
      at.total,
    );
  }
  return total;
}

function isDigits(text: string, count: number): boolean {
  if (text.length !== count) return false;
  for (let i = 0; i < count; i += 1) {
    const code = text.charCodeAt(i);
    if (code < 0x30 || code > 0x39) return false;
  }
  return true;
}
