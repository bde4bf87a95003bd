/** Every way in which chip data can be wrong. Closed list: callers may switch over it. */
export const EMV_ERRORS = [
  'truncated',
  'bad-tag',
  'bad-length',
  'not-canonical',
  'too-long',
  'too-deep',
  'too-many',
  'twice',
  'missing',
  'bad-value',
  'not-possible',
] as const;
export type EmvErrorCode = (typeof EMV_ERRORS)[number];

/**
 * The only error this room throws. `tag` is upper-case hex, `offset` the byte position in the input where reading
 * stopped; each is null where it has no meaning. The message names places, tags and lengths, never a value: chip data
 * holds card number and track.
 */
export class EmvError extends Error {
  override readonly name = 'EmvError';
  readonly code: EmvErrorCode;
  readonly tag: string | null;
  readonly offset: number | null;

  constructor(code: EmvErrorCode, message: string, tag: string | null = null, offset: number | null = null) {
    super(message);
    this.code = code;
    this.tag = tag;
    this.offset = offset;
  }
}

export function fail(
  code: EmvErrorCode,
  message: string,
  tag: string | null = null,
  offset: number | null = null,
): never {
  throw new EmvError(code, message, tag, offset);
}
