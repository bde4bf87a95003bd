import type { KeyLayoutId } from '../profiles/profile.ts';
import { failSubfield } from './slices.ts';

/** Working keys as a sign-in answer carries them: each encrypted under the terminal's master key. */
export interface SignInKeys {
  /** 8, 16 or 24 bytes. */
  readonly pinKey: Uint8Array;
  /** As many bytes as the layout has: the start of a block of zero bytes encrypted with the key. */
  readonly pinKeyCheck: Uint8Array;
  /** 8 bytes, or 16 when the sender uses the whole slot. */
  readonly macKey: Uint8Array;
  readonly macKeyCheck: Uint8Array;
  /** Only in layouts with a track key. */
  readonly trackKey?: Uint8Array;
  readonly trackKeyCheck?: Uint8Array;
}

/** Sizes in bytes of the key slots of one F62. */
export interface SignInKeyLayout {
  readonly pinKeySlot: number;
  readonly macKeySlot: number;
  readonly trackKeySlot: number;
  /** Bytes of check value behind each key; 4 when absent. */
  readonly checkSlot?: 3 | 4 | 8;
  /** The whole MAC slot is key. Otherwise a slot of 16 whose second half is zero holds a key of 8. */
  readonly wholeMacKey?: true;
  /** A byte in front of each key names it, and the MAC key comes first. */
  readonly tagged?: true;
}

/**
 * Layouts by the 60.3 code that usually asks for them. Which layout a terminal speaks is a property of
 * its profile: two terminals have been seen to answer one code with two layouts.
 */
export const signInKeyLayouts = {
  '001': { pinKeySlot: 8, macKeySlot: 8, trackKeySlot: 0 },
  '003': { pinKeySlot: 16, macKeySlot: 16, trackKeySlot: 0 },
  '004': { pinKeySlot: 16, macKeySlot: 16, trackKeySlot: 16 },
} as const satisfies Record<string, SignInKeyLayout>;

/** The same by what the terminal profile names. */
export const keyLayouts: Readonly<Record<KeyLayoutId, SignInKeyLayout>> = {
  single: signInKeyLayouts['001'],
  double: signInKeyLayouts['003'],
  'double-track': signInKeyLayouts['004'],
  triple: { pinKeySlot: 24, macKeySlot: 24, trackKeySlot: 24 },
  // One captured answer has 57 bytes, so three of check value; nobody shows the four that 3DES keys have.
  'sm4-3': { pinKeySlot: 16, macKeySlot: 16, trackKeySlot: 16, checkSlot: 3, wholeMacKey: true },
  'sm4-4': { pinKeySlot: 16, macKeySlot: 16, trackKeySlot: 16, wholeMacKey: true },
  tagged: {
    pinKeySlot: 16,
    macKeySlot: 16,
    trackKeySlot: 16,
    checkSlot: 8,
    wholeMacKey: true,
    tagged: true,
  },
};

/** The byte in front of a key of a tagged layout; 00 would be a new master key, which nobody here sends. */
const tags = { macKey: 1, pinKey: 2, trackKey: 3 } as const;

/**
 * F62 of a sign-in answer. A 16-byte MAC slot whose second half is zero holds an 8-byte key, which is
 * what every published sign-in but one does.
 *
 * @throws Iso8583Error `bad-subfield` when the size is not the layout's.
 */
export function parseSignInKeys(bytes: Uint8Array, layout: SignInKeyLayout): SignInKeys {
  const size = layoutBytes(layout);
  if (bytes.length !== size) failSubfield(62, 'length', `${bytes.length} bytes`, `${size}`);
  const found: Partial<Record<keyof SignInKeys, Uint8Array>> = {};
  let at = 0;
  const take = (count: number) => {
    at += count;
    return bytes.slice(at - count, at);
  };
  for (const { name, slot } of slotsOf(layout)) {
    if (layout.tagged === true && take(1)[0] !== tags[name]) {
      failSubfield(62, name, `tag ${bytes[at - 1]!.toString(16)}`, `0${tags[name]}`);
    }
    found[name] = take(slot);
    found[`${name}Check`] = take(checkBytes(layout));
  }
  const { macKey } = found;
  const half =
    layout.wholeMacKey !== true && macKey?.length === 16 && macKey.subarray(8).every((byte) => byte === 0);
  // Every layout has the slots of both keys.
  return { ...found, macKey: half ? macKey.slice(0, 8) : macKey } as SignInKeys;
}

/**
 * F62 of a sign-in answer. Terminals load the first eight bytes of the MAC slot only, so the second half
 * is zero unless `wholeMacKey` says that this profile really uses sixteen.
 *
 * @throws Iso8583Error `bad-subfield` when a key does not fit its slot.
 */
export function buildSignInKeys(
  keys: SignInKeys,
  layout: SignInKeyLayout,
  options: { readonly wholeMacKey?: boolean } = {},
): Uint8Array {
  const out = new Uint8Array(layoutBytes(layout));
  const whole = layout.wholeMacKey === true || options.wholeMacKey === true;
  let at = 0;
  for (const { name, slot } of slotsOf(layout)) {
    if (layout.tagged === true) out[at++] = tags[name];
    const key = keys[name];
    const fits = name === 'macKey' ? key?.length === 8 || key?.length === slot : key?.length === slot;
    if (key === undefined || !fits) {
      return failSubfield(
        62,
        name,
        `${key?.length ?? 0} bytes`,
        name === 'macKey' ? `8 or ${slot}` : `${slot}`,
      );
    }
    const used = name === 'macKey' && !whole ? key.subarray(0, 8) : key;
    if (used.length > slot) return failSubfield(62, name, `${used.length} bytes`, `at most ${slot}`);
    out.set(used, at);
    at += slot;
    const check = keys[`${name}Check`];
    if (check?.length !== checkBytes(layout)) {
      return failSubfield(62, `${name} check`, `${check?.length ?? 0} bytes`, `${checkBytes(layout)}`);
    }
    out.set(check, at);
    at += check.length;
  }
  return out;
}

type KeyName = keyof typeof tags;

function slotsOf(layout: SignInKeyLayout): readonly { readonly name: KeyName; readonly slot: number }[] {
  const pin = { name: 'pinKey', slot: layout.pinKeySlot } as const;
  const mac = { name: 'macKey', slot: layout.macKeySlot } as const;
  const track = layout.trackKeySlot === 0 ? [] : [{ name: 'trackKey', slot: layout.trackKeySlot } as const];
  return layout.tagged === true ? [mac, pin, ...track] : [pin, mac, ...track];
}

const checkBytes = (layout: SignInKeyLayout): number => layout.checkSlot ?? 4;

function layoutBytes(layout: SignInKeyLayout): number {
  const extra = checkBytes(layout) + (layout.tagged === true ? 1 : 0);
  return slotsOf(layout).reduce((sum, { slot }) => sum + slot + extra, 0);
}
