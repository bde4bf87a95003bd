import { trimmed } from '../message.ts';
import { failSubfield, paddedText } from './slices.ts';

/** F63 on the terminal side. Texts are one character a byte, GB 18030 undecoded, without their pad. */
export interface PosField63 {
  /** 63.1, up to 3 characters: operator in management messages, card scheme (`CUP`) in payments. */
  readonly code: string;
  /** 63.2.1, up to 20 characters each; empty when absent. */
  readonly issuerText: string;
  readonly networkText: string;
  readonly acquirerText: string;
}

/** Never fails: hosts put free text here, and a text must not cost a payment. */
export function parsePosField63(text: string): PosField63 {
  return {
    code: trimmed(text.slice(0, 3)),
    issuerText: trimmed(text.slice(3, 23)),
    networkText: trimmed(text.slice(23, 43)),
    acquirerText: trimmed(text.slice(43, 63)),
  };
}

/** Ends after the last text that is not empty; 3, 23, 43 or 63 characters. @throws Iso8583Error. */
export function buildPosField63(parts: Partial<PosField63> & Pick<PosField63, 'code'>): string {
  const texts = [parts.issuerText ?? '', parts.networkText ?? '', parts.acquirerText ?? ''];
  while (texts.length > 0 && texts.at(-1) === '') texts.pop();
  const names = ['issuer text', 'network text', 'acquirer text'];
  return (
    paddedText(63, 'code', parts.code, 3) +
    texts.map((text, i) => paddedText(63, names[i]!, text, 20)).join('')
  );
}

/** F44 of an answer: who issued the card and who acquired the payment. Without pad. */
export interface Field44 {
  readonly issuer: string;
  readonly acquirer: string;
}

/** Two ids of 11 characters; the second may be cut short or absent. @throws Iso8583Error `bad-subfield`. */
export function parseField44(text: string): Field44 {
  if (text.length > 25) failSubfield(44, 'length', `${text.length}`, 'at most 25');
  return { issuer: trimmed(text.slice(0, 11)), acquirer: trimmed(text.slice(11, 22)) };
}

/** Always 22 characters. @throws Iso8583Error `bad-subfield`. */
export function buildField44(parts: Field44): string {
  return paddedText(44, 'issuer', parts.issuer, 11) + paddedText(44, 'acquirer', parts.acquirer, 11);
}
