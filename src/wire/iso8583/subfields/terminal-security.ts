import { buildPrivateTags, type PrivateTag, parsePrivateTags } from './private-tags.ts';
import { failSubfield } from './slices.ts';

/** F59 tag A2: what a terminal proves of itself. One program writes it. */
export interface TerminalSecurity {
  /** 2 digits; 02 is a terminal of the usual kind. */
  readonly deviceType: string;
  /** At most 50 characters. */
  readonly hardwareSerial: string;
  /** 6 characters: the last ones of the card number or of the code. */
  readonly randomFactor: string;
  /** 8 characters: serial and factor under SM4. */
  readonly proof: string;
  /** 8 characters. */
  readonly programVersion: string;
}

const items = [
  ['deviceType', '01', 2, 2],
  ['hardwareSerial', '02', 1, 50],
  ['randomFactor', '03', 6, 6],
  ['proof', '04', 8, 8],
  ['programVersion', '05', 8, 8],
] as const;

/** The A2 part of a F59; null when it has none. @throws Iso8583Error `bad-subfield`. */
export function parseTerminalSecurity(field59: string): TerminalSecurity | null {
  const part = parsePrivateTags(59, field59).find(({ tag }) => tag === 'A2');
  if (part === undefined) return null;
  const inner = parsePrivateTags(59, part.value);
  const value = (tag: string): string => inner.find((each) => each.tag === tag)?.value ?? '';
  const [deviceType, hardwareSerial, randomFactor, proof, programVersion] = items.map(
    ([name, tag, min, max]) => fitting(name, value(tag), min, max),
  ) as [string, string, string, string, string];
  return { deviceType, hardwareSerial, randomFactor, proof, programVersion };
}

/** One part of F59. @throws Iso8583Error `bad-subfield`. */
export function terminalSecurityTag(security: TerminalSecurity): PrivateTag {
  const inner = items.map(([name, tag, min, max]) => ({
    tag,
    value: fitting(name, security[name], min, max),
  }));
  return { tag: 'A2', value: buildPrivateTags(59, inner) };
}

function fitting(name: string, value: string, min: number, max: number): string {
  if (value.length >= min && value.length <= max) return value;
  const expected = min === max ? `${max} characters` : `${min} to ${max} characters`;
  return failSubfield(59, `A2 ${name}`, `${value.length} characters`, expected);
}
