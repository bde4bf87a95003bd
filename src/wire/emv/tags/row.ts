/**
 * How the content of an object reads. `n` packed digits, `cn` packed digits closed with F, `date` and `time` six digits
 * that are one, `an`, `ans` text, `b` bytes, `objects` a template, `dol` a list of tags and lengths.
 */
export type TagFormat = 'n' | 'cn' | 'date' | 'time' | 'an' | 'ans' | 'b' | 'objects' | 'dol';

/**
 * What a dump may show. `pan` as first six and last four; of `track`, `pin`, `key` and `person` nothing but the
 * length; `expiry` nothing but stars.
 */
export type TagSensitivity = 'public' | 'pan' | 'track' | 'expiry' | 'pin' | 'key' | 'person';

export type TagOrigin = 'card' | 'terminal' | 'issuer';

export interface TagSpec {
  readonly tag: string;
  readonly format: TagFormat;
  readonly bytesMin: number;
  readonly bytesMax: number;
  readonly origin: TagOrigin;
  readonly sensitivity: TagSensitivity;
  readonly zh: string;
  readonly en: string;
}

/** Tag, format, bytes (`6`, `0-16`), origin, words; sensitivity where it is not public. */
export type TagRow = readonly [
  tag: string,
  format: TagFormat,
  bytes: string,
  origin: TagOrigin,
  zh: string,
  en: string,
  sensitivity?: TagSensitivity,
];

export function specOf([tag, format, bytes, origin, zh, en, sensitivity = 'public']: TagRow): TagSpec {
  const [min, max = min] = bytes.split('-').map(Number) as [number, number?];
  return { tag, format, bytesMin: min, bytesMax: max, origin, sensitivity, zh, en };
}
