import { exactDigits, failSubfield, isDigits } from './slices.ts';

/** F90 on the network: the message that a void or a reversal is about. */
export interface OriginalData {
  /** 4 digits. */
  readonly mti: string;
  /** F11 of the original, 6 digits. */
  readonly trace: string;
  /** F7 of the original, MMDDhhmmss. */
  readonly transmissionTime: string;
  /** F32 and F33 of the original. Building accepts up to 11 digits; parsing answers all 11. */
  readonly acquirer: string;
  readonly forwarder: string;
}

/** @throws Iso8583Error `bad-subfield` unless the text is 42 digits. */
export function parseNetworkField90(text: string): OriginalData {
  exactDigits(90, 'length', text, 42);
  return {
    mti: text.slice(0, 4),
    trace: text.slice(4, 10),
    transmissionTime: text.slice(10, 20),
    acquirer: text.slice(20, 31),
    forwarder: text.slice(31, 42),
  };
}

/** 42 digits, ids right-justified with zeros. @throws Iso8583Error `bad-subfield`. */
export function buildNetworkField90(original: OriginalData): string {
  return (
    exactDigits(90, 'MTI', original.mti, 4) +
    exactDigits(90, 'trace', original.trace, 6) +
    exactDigits(90, 'transmission time', original.transmissionTime, 10) +
    exactDigits(90, 'acquirer', institutionDigits(original.acquirer), 11) +
    exactDigits(90, 'forwarder', institutionDigits(original.forwarder), 11)
  );
}

/** An institution id in the 11-digit form of F90, for comparing with F32 and F33. */
export function institutionDigits(id: string): string {
  return id.padStart(11, '0');
}

/** F60 on the network: a reason, then channel and card descriptions this room leaves as they are. */
export interface NetworkField60 {
  /** 60.1, 4 digits: why a message was sent, `0000` in ordinary payments. */
  readonly reason: string;
  /** 60.2 and 60.3 as text. */
  readonly rest: string;
}

/** Why a reversal leaves: the codes of network F60.1 that an acquirer may send, per UnionPay annex A. */
export const networkReversalReasons = {
  terminalFull: '4351',
  terminalPartial: '4352',
  acquirerLateAnswer: '4353',
  acquirerTimeout: '4354',
  acquirerBadMac: '4355',
  acquirerCannotReachTerminal: '4356',
} as const;

/** Characters of F60 on the network line. */
const field60Max = 100;

/** @throws Iso8583Error `bad-subfield` when the text does not begin with 4 digits, or is too long. */
export function parseNetworkField60(text: string): NetworkField60 {
  if (text.length > field60Max) failSubfield(60, 'length', `${text.length}`, `at most ${field60Max}`);
  const reason = text.slice(0, 4);
  if (reason.length < 4 || !isDigits(reason)) failSubfield(60, 'reason', 'another shape', '4 digits');
  return { reason, rest: text.slice(4) };
}

/** @throws Iso8583Error `bad-subfield`. */
export function buildNetworkField60(parts: NetworkField60): string {
  const text = exactDigits(60, 'reason', parts.reason, 4) + parts.rest;
  if (text.length > field60Max) failSubfield(60, 'length', `${text.length}`, `at most ${field60Max}`);
  return text;
}
