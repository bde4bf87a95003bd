/**
 * EMV QR Code, consumer-presented mode: Base64 of BER-TLV that a payer's app shows. Tag 85 names the format, a template
 * 61 stands for each application, 62 and 64 for what they share; 63 holds the cryptogram and what belongs to it.
 */
import { type ChipData, chipDataOf, EmvError, isTemplate, readTlv, type TlvNode, writeTlv } from '#wire/emv';
import { fromBase64, toBase64 } from './base64.ts';
import { QrError } from './error.ts';

/** Characters of Base64. */
export const PAYER_CODE_LENGTH_MAX = 512;
const FORMAT = 'CPV01';

export interface PayerCode {
  /** Everything after the format, in order: at least one template 61. */
  readonly objects: readonly TlvNode[];
}

const formatNode: TlvNode = {
  tag: '85',
  value: Uint8Array.from(FORMAT, (character) => character.charCodeAt(0)),
};
const isFormat = (node: TlvNode | undefined): boolean =>
  node !== undefined &&
  node.tag === '85' &&
  !isTemplate(node) &&
  String.fromCharCode(...node.value) === FORMAT;
const isApplication = (node: TlvNode): boolean => node.tag === '61' && isTemplate(node);

/** @throws QrError `too-long`, `malformed`, `missing` */
export function readPayerCode(text: string): PayerCode {
  if (text.length > PAYER_CODE_LENGTH_MAX)
    throw new QrError(
      'too-long',
      `Cannot read the payer's code: ${text.length} characters, at most ${PAYER_CODE_LENGTH_MAX} are allowed`,
    );
  const bytes = fromBase64(text);
  if (bytes === null) throw new QrError('malformed', "Cannot read the payer's code: it is not Base64");
  const [format, ...objects] = nodesOf(bytes);
  if (!isFormat(format))
    throw new QrError('missing', `Cannot read the payer's code: it does not begin with ${FORMAT}, tag 85`);
  if (!objects.some(isApplication))
    throw new QrError('missing', "Cannot read the payer's code: it has no application, tag 61");
  return { objects };
}

function nodesOf(bytes: Uint8Array): readonly TlvNode[] {
  try {
    return readTlv(bytes);
  } catch (error) {
    if (error instanceof EmvError)
      throw new QrError('malformed', `Cannot read the payer's code: ${error.message}`);
    throw error;
  }
}

/** @throws QrError `not-possible` */
export function buildPayerCode(code: PayerCode): string {
  if (!code.objects.some(isApplication))
    throw new QrError('not-possible', "Cannot make a payer's code: it has no application, tag 61");
  const text = toBase64(bytesOf([formatNode, ...code.objects]));
  if (text.length > PAYER_CODE_LENGTH_MAX)
    throw new QrError(
      'not-possible',
      `Cannot make a payer's code of ${text.length} characters, at most ${PAYER_CODE_LENGTH_MAX} are allowed`,
    );
  return text;
}

function bytesOf(nodes: readonly TlvNode[]): Uint8Array {
  try {
    return writeTlv(nodes);
  } catch (error) {
    if (error instanceof EmvError)
      throw new QrError('not-possible', `Cannot make a payer's code: ${error.message}`);
    throw error;
  }
}

export interface PayerApplication {
  /** Tag 4F; null when the code leaves it out. */
  readonly applicationId: Uint8Array | null;
  /** Digits, as the issuer's host needs them; never for a log. Null when the code carries none. */
  readonly cardNumber: string | null;
  readonly sequenceNumber: number | null;
  /** Objects of template 63, or of the shared template 64: the cryptogram and what it covers. Null without both. */
  readonly chip: ChipData | null;
}

/** @throws QrError `malformed` when an object stands twice in a template */
export function payerApplications({ objects }: PayerCode): readonly PayerApplication[] {
  const shared = innerOf(objects, '64') ?? innerOf(innerOf(objects, '62') ?? [], '64');
  return objects.flatMap((node) => {
    if (!isTemplate(node) || node.tag !== '61') return [];
    const data = dataOf(node.children);
    const chip = innerOf(node.children, '63') ?? shared;
    return [
      {
        applicationId: data.get('4F') ?? null,
        cardNumber: cardNumberOf(data),
        sequenceNumber: data.get('5F34')?.[0] ?? null,
        chip: chip === null ? null : dataOf(chip),
      },
    ];
  });
}

function innerOf(nodes: readonly TlvNode[], tag: string): readonly TlvNode[] | null {
  const node = nodes.find((each) => each.tag === tag);
  return node !== undefined && isTemplate(node) ? node.children : null;
}

function dataOf(nodes: readonly TlvNode[]): ChipData {
  try {
    return chipDataOf(nodes);
  } catch (error) {
    if (error instanceof EmvError)
      throw new QrError('malformed', `Cannot read the payer's code: ${error.message}`);
    throw error;
  }
}

/** From 5A, closed with F, or from the track in 57, closed with D. */
function cardNumberOf(data: ChipData): string | null {
  const value = data.get('5A') ?? data.get('57');
  if (value === undefined) return null;
  const hex = [...value].map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join('');
  return /^(\d{8,19})(?:[DF]|$)/.exec(hex)?.[1] ?? null;
}
