import { failSubfield, type Part } from './slices.ts';

/**
 * F60 of the network in its parts. A message may end after any of them. Values are text, as wide as their part;
 * `interaction` is one character wide in one program and two in another.
 */
export interface NetworkField60Parts {
  /** 60.1, 4 digits: why a message was sent. */
  readonly reason: string;
  readonly accountHolder?: string;
  /** 0 unknown, 2 stripe, 5 contact chip, 6 contactless chip. */
  readonly terminalCapability?: string;
  readonly chipCondition?: string;
  readonly reserved?: string;
  /** 01 automatic teller, 03 terminal, 07 internet, 08 telephone, 12 by hand. */
  readonly channel?: string;
  readonly noPin?: string;
  readonly chipReliability?: string;
  readonly electronicCommerce?: string;
  readonly interaction?: string;
  readonly feeType?: string;
  readonly feeLevel?: string;
  /** Three characters; the third is the MAC algorithm. */
  readonly reservedMac?: string;
  readonly partialApproval?: string;
  readonly initiation?: string;
  readonly medium?: string;
  readonly chipApplication?: string;
  readonly accountSettlement?: string;
  readonly cardLevel?: string;
  readonly cardProduct?: string;
}

function layout(interactionWidth: 1 | 2): readonly Part[] {
  return [
    ['reason', 4],
    ['accountHolder', 1],
    ['terminalCapability', 1],
    ['chipCondition', 1],
    ['reserved', 1],
    ['channel', 2],
    ['noPin', 1],
    ['chipReliability', 1],
    ['electronicCommerce', 2],
    ['interaction', interactionWidth],
    ['feeType', 2],
    ['feeLevel', 1],
    ['reservedMac', 3],
    ['partialApproval', 1],
    ['initiation', 1],
    ['medium', 1],
    ['chipApplication', 1],
    ['accountSettlement', 2],
    ['cardLevel', 1],
    ['cardProduct', 2],
  ];
}

const layouts = { 1: layout(1), 2: layout(2) } as const;

/** @throws Iso8583Error `bad-subfield` when the text ends inside a part, or goes on behind the last one. */
export function parseNetworkField60Parts(text: string, interactionWidth: 1 | 2 = 1): NetworkField60Parts {
  const found: Record<string, string> = {};
  let at = 0;
  for (const [name, width] of layouts[interactionWidth]) {
    if (at >= text.length && name !== 'reason') break;
    const value = text.slice(at, at + width);
    if (value.length < width) failSubfield(60, name, `${value.length} characters left`, `${width}`);
    found[name] = value;
    at += width;
  }
  if (at < text.length) failSubfield(60, 'length', `${text.length}`, `at most ${at}`);
  if (!/^\d{4}$/.test(found.reason!)) failSubfield(60, 'reason', 'another shape', '4 digits');
  return found as unknown as NetworkField60Parts;
}

/** @throws Iso8583Error `bad-subfield`; also when a part is given without the one before it. */
export function buildNetworkField60Parts(parts: NetworkField60Parts, interactionWidth: 1 | 2 = 1): string {
  const values: Readonly<Record<string, string | undefined>> = { ...parts };
  let text = '';
  let gap: string | null = null;
  for (const [name, width] of layouts[interactionWidth]) {
    const value = values[name];
    if (value === undefined) {
      gap ??= name;
      continue;
    }
    if (gap !== null) failSubfield(60, gap, 'nothing', `a value, because ${name} follows it`);
    if (value.length !== width) failSubfield(60, name, `${value.length} characters`, `${width}`);
    text += value;
  }
  if (!/^\d{4}/.test(text)) failSubfield(60, 'reason', 'another shape', '4 digits');
  return text;
}

/** F48 of the network: two letters say what follows. */
export interface NetworkField48 {
  /** `AA`, `AO`, `PB`, `ON`, `IN`, `NK` and others. */
  readonly usage: string;
  readonly text: string;
}

/** @throws Iso8583Error `bad-subfield` unless it begins with two letters. */
export function parseNetworkField48(text: string): NetworkField48 {
  if (!/^[A-Z]{2}/.test(text)) failSubfield(48, 'usage', 'another shape', '2 letters');
  return { usage: text.slice(0, 2), text: text.slice(2) };
}

/** @throws Iso8583Error `bad-subfield`. */
export function buildNetworkField48({ usage, text }: NetworkField48): string {
  if (!/^[A-Z]{2}$/.test(usage)) failSubfield(48, 'usage', 'another shape', '2 letters');
  if (text.length > 510) failSubfield(48, 'length', `${text.length + 2}`, 'at most 512');
  return usage + text;
}

/**
 * A new key longer than F96: F48 under NK, the key's bytes one character each. The shape behind the two letters is
 * from memory.
 *
 * @throws Iso8583Error `bad-subfield` unless the key has 16 bytes or 24.
 */
export function parseNewKey(field48: string): Uint8Array {
  const { usage, text } = parseNetworkField48(field48);
  if (usage !== 'NK') failSubfield(48, 'usage', 'another one', 'NK');
  if (text.length !== 16 && text.length !== 24)
    failSubfield(48, 'new key', `${text.length} bytes`, '16 or 24');
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** @throws Iso8583Error `bad-subfield`. */
export function buildNewKey(key: Uint8Array): string {
  if (key.length !== 16 && key.length !== 24) failSubfield(48, 'new key', `${key.length} bytes`, '16 or 24');
  return buildNetworkField48({ usage: 'NK', text: String.fromCharCode(...key) });
}
