/**
 * What an issuer sends back to its card in the answer's field 55, and what the card says came of it.
 * Sources: EMV book 3 (tags 91, 71, 72, 86, 9F18), book 4 (script results); UnionPay carries the results in DF31.
 */
import { CHIP_DATA_BYTES_MAX, type ChipData } from './chip-data.ts';
import { fail } from './error.ts';
import { isTemplate, joined, type TlvNode, writeTlv } from './tlv.ts';

export interface IssuerScript {
  /** Template 71 is carried out before the card's last word, 72 after it. */
  readonly moment: 'before' | 'after';
  /** Four bytes that the results name again; null when the issuer gave none. */
  readonly id: Uint8Array | null;
  /** Command APDUs. */
  readonly commands: readonly Uint8Array[];
}

export interface IssuerAnswer {
  /** Issuer authentication data: cryptogram of the issuer (8 bytes) and up to 8 more. Null when there is none. */
  readonly authentication: { readonly cryptogram: Uint8Array; readonly extra: Uint8Array } | null;
  readonly scripts: readonly IssuerScript[];
  /** The card's counter again, where the network echoes it. */
  readonly atc: Uint8Array | null;
}

const CRYPTOGRAM_BYTES = 8;
const AUTHENTICATION_BYTES_MAX = 16;
const SCRIPT_ID_BYTES = 4;
/** EMV: a card need not take more in one answer. */
export const SCRIPT_BYTES_MAX = 128;

/** The two ASCII characters of the answer code as 91 carries them after the cryptogram: `00` is `3030`. */
export function authorisationResponseCode(code: string): Uint8Array {
  if (!/^[0-9A-Z]{2}$/.test(code))
    fail(
      'not-possible',
      `write tag 91: answer code of ${code.length} characters, expected two of 0-9 and A-Z`,
      '91',
    );
  return Uint8Array.from(code, (character) => character.charCodeAt(0));
}

/** Field 55 of an answer: 9F36, 91, scripts. @throws EmvError `not-possible`, `too-long` */
export function writeIssuerAnswer(answer: IssuerAnswer): Uint8Array {
  const { authentication, scripts, atc } = answer;
  const nodes: TlvNode[] = [];
  if (atc !== null) nodes.push({ tag: '9F36', value: exactly('9F36', atc, 2) });
  if (authentication !== null) {
    const value = joined([exactly('91', authentication.cryptogram, CRYPTOGRAM_BYTES), authentication.extra]);
    if (value.length > AUTHENTICATION_BYTES_MAX)
      fail('not-possible', `write tag 91: ${value.length} bytes, at most ${AUTHENTICATION_BYTES_MAX}`, '91');
    nodes.push({ tag: '91', value });
  }
  const templates = scripts.map(scriptNode);
  const scriptBytes = writeTlv(templates).length;
  if (scriptBytes > SCRIPT_BYTES_MAX)
    fail('not-possible', `write scripts: ${scriptBytes} bytes, a card takes at most ${SCRIPT_BYTES_MAX}`);
  const bytes = writeTlv([...nodes, ...templates]);
  if (bytes.length > CHIP_DATA_BYTES_MAX)
    fail('too-long', `write chip data: ${bytes.length} bytes, at most ${CHIP_DATA_BYTES_MAX} are allowed`);
  return bytes;
}

function scriptNode({ moment, id, commands }: IssuerScript): TlvNode {
  const tag = moment === 'before' ? '71' : '72';
  if (commands.length === 0) fail('not-possible', `write tag ${tag}: a script without a command`, tag);
  return {
    tag,
    children: [
      ...(id === null ? [] : [{ tag: '9F18', value: exactly('9F18', id, SCRIPT_ID_BYTES) }]),
      ...commands.map((value) => ({ tag: '86', value })),
    ],
  };
}

function exactly(tag: string, value: Uint8Array, bytes: number): Uint8Array {
  if (value.length !== bytes)
    fail('not-possible', `write tag ${tag}: ${value.length} bytes, expected ${bytes}`, tag);
  return value;
}

/** @throws EmvError `bad-value` */
export function readIssuerAnswer(data: ChipData): IssuerAnswer {
  const value = data.get('91');
  if (value !== undefined && (value.length < CRYPTOGRAM_BYTES || value.length > AUTHENTICATION_BYTES_MAX))
    fail('bad-value', `read tag 91: ${value.length} bytes, expected 8 to ${AUTHENTICATION_BYTES_MAX}`, '91');
  return {
    authentication:
      value === undefined
        ? null
        : { cryptogram: value.subarray(0, CRYPTOGRAM_BYTES), extra: value.subarray(CRYPTOGRAM_BYTES) },
    scripts: data.nodes.flatMap((node) => (node.tag === '71' || node.tag === '72' ? [scriptOf(node)] : [])),
    atc: data.get('9F36') ?? null,
  };
}

function scriptOf(node: TlvNode): IssuerScript {
  const moment = node.tag === '71' ? 'before' : 'after';
  // NET-18 and its like: a bare command where the objects should stand.
  if (!isTemplate(node)) return { moment, id: null, commands: [node.value] };
  const values = (tag: string): readonly Uint8Array[] =>
    node.children.flatMap((child) => (child.tag === tag && !isTemplate(child) ? [child.value] : []));
  return { moment, id: values('9F18')[0] ?? null, commands: values('86') };
}

/** What the card did with one script. */
export const SCRIPT_OUTCOMES = ['not-performed', 'failed', 'done'] as const;
export type ScriptOutcome = (typeof SCRIPT_OUTCOMES)[number];

export interface ScriptResult {
  readonly outcome: ScriptOutcome;
  /** Which command failed, 1 to 14; 15 stands for any later one, 0 for none named. */
  readonly command: number;
  /** Four bytes, zeros when the script had no identifier. */
  readonly scriptId: Uint8Array;
}
const RESULT_BYTES = 1 + SCRIPT_ID_BYTES;
const RESULTS_MAX = 8;

/** DF31 (or EMV's 9F5B): five bytes a script. @throws EmvError `bad-value` */
export function readScriptResults(bytes: Uint8Array): readonly ScriptResult[] {
  const count = bytes.length / RESULT_BYTES;
  if (!Number.isInteger(count) || count < 1 || count > RESULTS_MAX)
    fail(
      'bad-value',
      `read script results: ${bytes.length} bytes, expected 5 for each of 1 to ${RESULTS_MAX}`,
    );
  return Array.from({ length: count }, (_, i) => {
    const [head, at] = [bytes[i * RESULT_BYTES]!, i * RESULT_BYTES];
    return {
      outcome:
        SCRIPT_OUTCOMES[head >> 4] ??
        fail('bad-value', `read script results: result ${i + 1} says none of 0, 1, 2`, null, at),
      command: head & 15,
      scriptId: bytes.subarray(at + 1, at + RESULT_BYTES),
    };
  });
}

/** @throws EmvError `not-possible` */
export function writeScriptResults(results: readonly ScriptResult[]): Uint8Array {
  if (results.length < 1 || results.length > RESULTS_MAX)
    fail('not-possible', `write script results: ${results.length} of them, expected 1 to ${RESULTS_MAX}`);
  return joined(
    results.map(({ outcome, command, scriptId }) => {
      if (!Number.isInteger(command) || command < 0 || command > 15)
        fail('not-possible', `write script results: command ${command}, expected 0 to 15`);
      return [
        (SCRIPT_OUTCOMES.indexOf(outcome) << 4) | command,
        ...exactly('DF31', scriptId, SCRIPT_ID_BYTES),
      ];
    }),
  );
}
