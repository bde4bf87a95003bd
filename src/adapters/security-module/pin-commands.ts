/** The commands that handle PIN blocks and tracks. No clear PIN leaves them. */
import {
  type KeyReference,
  type PinBlockFormat,
  type SecurityModule,
  SecurityModuleError,
} from '#engine/ports';
import { badPinBlock, decipherPin, encipherPin } from './algorithms/pin-block.ts';
import { mayTranslate, pinFormats } from './algorithms/pin-format.ts';
import { decryptTrack as decipherTrack } from './algorithms/track.ts';
import type { Vault } from './vault.ts';
import { withWorkingKeys } from './working-keys.ts';

export async function translatePin(
  vault: Vault,
  request: Parameters<SecurityModule['translatePin']>[0],
): Promise<Uint8Array> {
  const { pinBlock, pan, fromFormat, toFormat } = request;
  const { from: sources, to: targets } = vault.rules.translatePin;
  requireFormats(vault, fromFormat, toFormat);
  return withWorkingKeys(
    vault,
    [
      {
        key: request.from,
        purposes: sources,
        algorithms: [pinFormats[fromFormat].cipher],
        action: `decrypt a PIN block ${fromFormat}`,
        use: 'pin',
      },
      {
        key: request.to,
        purposes: targets,
        algorithms: [pinFormats[toFormat].cipher],
        action: `encrypt a PIN block ${toFormat}`,
        use: 'pin',
      },
    ],
    (from, to) => {
      const digits = decipherPin(fromFormat, from.cipher, pinBlock, pan);
      if (digits === undefined) throw badPinBlock(fromFormat);
      try {
        return encipherPin(toFormat, to.cipher, digits, pan);
      } finally {
        digits.fill(0);
      }
    },
  );
}

function requireFormats(vault: Vault, from: PinBlockFormat, to: PinBlockFormat): void {
  const { formats } = vault.rules.translatePin;
  if (formats.length === 0) {
    throw new SecurityModuleError(
      'not-supported',
      'Cannot translate a PIN block: this module has no such command; a payment HSM does it, see docs/keys.md',
    );
  }
  for (const format of [from, to]) {
    if (formats.includes(format)) continue;
    throw new SecurityModuleError(
      'bad-pin-block',
      `Cannot translate the PIN block format ${format}: use ${formats.join(' or ')}`,
    );
  }
  if (mayTranslate(from, to)) return;
  const targets = formats.filter((format) => mayTranslate(from, format));
  throw new SecurityModuleError(
    'bad-pin-block',
    `Cannot translate a PIN block from ${from} to ${to}, where it would no longer be bound to its card: ` +
      `use ${targets.join(' or ')}`,
  );
}

export function decryptTrack(vault: Vault, key: KeyReference, track: string): Promise<string> {
  const { keys: purposes } = vault.rules.decryptTrack;
  const wanted = { key, purposes, action: 'decrypt a track', use: 'data-request' } as const;
  return withWorkingKeys(vault, [wanted], ({ cipher }) => decipherTrack(cipher, track));
}
