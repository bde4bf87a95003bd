import { failSubfield } from './slices.ts';

/** Working keys as a sign-in answer carries them: each encrypted under the terminal's master key. */
export interface SignInKeys {
  /** 8 or 16 bytes. */
  readonly pinKey: Uint8Array;
  /** 4 bytes: start of eight zero bytes encrypted with the key. */
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

const checkBytes = 4;

/**
 * F62 of a sign-in answer. A 16-byte MAC slot whose second half is zero holds an 8-byte key, which is
 * what every published sign-in but one does.
 *
 * @throws Iso8583Error `bad-subfield` when the size is not the layout's.
 */
export function parseSignInKeys(bytes: Uint8Array, layout: SignInKeyLayout): SignInKeys {
  const size = layoutBytes(layout);
  if (bytes.length !== size) failSubfield(62, 'length', `${bytes.length} bytes`, `${size}`);
  let at = 0;
  const take = (count: number) => {
    at += count;
    return bytes.slice(at - count, at);
  };
  const pinKey = take(layout.pinKeySlot);
  const pinKeyCheck = take(checkBytes);
  const macSlot = take(layout.macKeySlot);
  const macKeyCheck = take(checkBytes);
  const half = macSlot.length === 16 && macSlot.subarray(8).every((byte) => byte === 0);
  const keys = { pinKey, pinKeyCheck, macKey: half ? macSlot.slice(0, 8) : macSlot, macKeyCheck };
  if (layout.trackKeySlot === 0) return keys;
  return { ...keys, trackKey: take(layout.trackKeySlot), trackKeyCheck: take(checkBytes) };
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
  let at = 0;
  const put = (name: string, bytes: Uint8Array | undefined, slot: number) => {
    if (bytes === undefined || bytes.length > slot) {
      return failSubfield(62, name, `${bytes?.length ?? 0} bytes`, `at most ${slot}`);
    }
    out.set(bytes, at);
    at += slot;
  };
  const exact = (name: string, bytes: Uint8Array | undefined, slot: number) => {
    if (bytes?.length !== slot) failSubfield(62, name, `${bytes?.length ?? 0} bytes`, `exactly ${slot}`);
    put(name, bytes, slot);
  };
  exact('PIN key', keys.pinKey, layout.pinKeySlot);
  exact('PIN key check', keys.pinKeyCheck, checkBytes);
  if (keys.macKey.length !== 8 && keys.macKey.length !== 16) {
    failSubfield(62, 'MAC key', `${keys.macKey.length} bytes`, '8 or 16');
  }
  put('MAC key', options.wholeMacKey === true ? keys.macKey : keys.macKey.subarray(0, 8), layout.macKeySlot);
  exact('MAC key check', keys.macKeyCheck, checkBytes);
  if (layout.trackKeySlot > 0) {
    exact('track key', keys.trackKey, layout.trackKeySlot);
    exact('track key check', keys.trackKeyCheck, checkBytes);
  }
  return out;
}

function layoutBytes(layout: SignInKeyLayout): number {
  const track = layout.trackKeySlot === 0 ? 0 : layout.trackKeySlot + checkBytes;
  return layout.pinKeySlot + checkBytes + layout.macKeySlot + checkBytes + track;
}
