/** Every way in which bytes or a message can be wrong. Closed list: callers may switch over it. */
export const iso8583ErrorCodes = [
  'truncated',
  'trailing-bytes',
  'unknown-field',
  'missing-value',
  'bad-value',
  'bad-length',
  'too-long',
  'bad-digit',
  'bad-character',
  'bad-padding',
  'bad-bitmap',
  'bad-mti',
  'bad-subfield',
  'bad-frame',
  'frame-too-long',
] as const;

export type Iso8583ErrorCode = (typeof iso8583ErrorCodes)[number];

/**
 * The only error this room throws. `field` is the ISO 8583 field number, `offset` the byte position in
 * the input where reading stopped; each is null where it has no meaning. The message names the action,
 * what was found and what would be right, and never quotes card, track, PIN or key material.
 */
export class Iso8583Error extends Error {
  override readonly name = 'Iso8583Error';
  readonly code: Iso8583ErrorCode;
  readonly field: number | null;
  readonly offset: number | null;

  constructor(
    code: Iso8583ErrorCode,
    message: string,
    field: number | null = null,
    offset: number | null = null,
  ) {
    super(message);
    this.code = code;
    this.field = field;
    this.offset = offset;
  }
}

/** Throws; an expression form, so that hot loops keep one short call on their cold path. */
export function fail(
  code: Iso8583ErrorCode,
  message: string,
  field: number | null = null,
  offset: number | null = null,
): never {
  throw new Iso8583Error(code, message, field, offset);
}
