import { latinText, trimmed } from '../message.ts';
import { buildPrivateTags, parsePrivateTags } from './private-tags.ts';
import { failSubfield, isDigits, paddedText } from './slices.ts';

/** F61 of an account verification: who somebody says to be, and what the issuer's own message to them said. */
export interface HolderIdentity {
  /** `01`: the resident identity card. */
  readonly certificateType: string;
  readonly certificateNumber: string;
  /** GB 18030. */
  readonly name: Uint8Array;
  readonly phone: string;
  /** `null` where the issuer is asked to send one. */
  readonly code: string | null;
}

const FIELD = 61;
const TEXT_MAX = 200;
const TYPE_WIDTH = 2;
const NUMBER_WIDTH = 20;
/** Behind the certificate: two letters say that tagged parts follow. */
const USAGE = 'AM';
const TAGS = { name: 'NM', phone: 'PH', code: 'SC' } as const;

/**
 * Certificate type and number of 22 characters stand in front, as members write them (from memory); the tags behind
 * `AM` are a choice of this project.
 *
 * @throws Iso8583Error `bad-subfield`
 */
export function buildHolderIdentity(identity: HolderIdentity): string {
  const { certificateType, certificateNumber, name, phone, code } = identity;
  if (certificateType.length !== TYPE_WIDTH || !isDigits(certificateType))
    failSubfield(FIELD, 'certificate type', 'another shape', '2 digits');
  const tags = [
    { tag: TAGS.name, value: latinText(name) },
    { tag: TAGS.phone, value: phone },
    ...(code === null ? [] : [{ tag: TAGS.code, value: code }]),
  ];
  const text =
    certificateType +
    paddedText(FIELD, 'certificate number', certificateNumber, NUMBER_WIDTH) +
    USAGE +
    buildPrivateTags(FIELD, tags);
  if (text.length > TEXT_MAX) failSubfield(FIELD, 'length', `${text.length}`, `at most ${TEXT_MAX}`);
  return text;
}

/** @throws Iso8583Error `bad-subfield` where a part is missing or of another shape. */
export function parseHolderIdentity(text: string): HolderIdentity {
  const head = TYPE_WIDTH + NUMBER_WIDTH;
  if (text.length > TEXT_MAX) failSubfield(FIELD, 'length', `${text.length}`, `at most ${TEXT_MAX}`);
  if (text.slice(head, head + USAGE.length) !== USAGE) failSubfield(FIELD, 'usage', 'another one', USAGE);
  const certificateType = text.slice(0, TYPE_WIDTH);
  if (!isDigits(certificateType)) failSubfield(FIELD, 'certificate type', 'another shape', '2 digits');
  const tags = new Map(
    parsePrivateTags(FIELD, text.slice(head + USAGE.length)).map(({ tag, value }) => [tag, value]),
  );
  const required = (tag: string): string => tags.get(tag) ?? failSubfield(FIELD, tag, 'nothing', 'a value');
  return {
    certificateType,
    certificateNumber: trimmed(text.slice(TYPE_WIDTH, head)),
    name: Uint8Array.from(required(TAGS.name), (character) => character.charCodeAt(0)),
    phone: required(TAGS.phone),
    code: tags.get(TAGS.code) ?? null,
  };
}
