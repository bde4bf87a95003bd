/** The commands that handle PIN blocks. No clear PIN leaves them. */
import { type SecurityModule, SecurityModuleError } from '#engine';
import { requirePinBlockIso0 } from './algorithms/pin-block-iso0.ts';
import { readyKeys, type Vault } from './vault.ts';

export async function translatePin(
  vault: Vault,
  request: Parameters<SecurityModule['translatePin']>[0],
): Promise<Uint8Array> {
  const { pinBlock, pan, fromFormat, toFormat } = request;
  const { formats, from: sources, to: targets } = vault.rules.translatePin;
  if (formats.length === 0) {
    throw new SecurityModuleError(
      'not-supported',
      'Cannot translate a PIN block: this module has no such command; a payment HSM does it, see docs/keys.md',
    );
  }
  for (const format of [fromFormat, toFormat]) {
    if (!formats.includes(format)) {
      throw new SecurityModuleError(
        'bad-pin-block',
        `Cannot translate the PIN block format ${format}: use ${formats.join(' or ')}`,
      );
    }
  }
  const [from, to] = await readyKeys(
    vault,
    { key: request.from, purposes: sources, action: 'decrypt a PIN block' },
    { key: request.to, purposes: targets, action: 'encrypt a PIN block' },
  );
  if (pinBlock.length !== 8) {
    throw new SecurityModuleError(
      'bad-length',
      `Cannot translate a PIN block of ${pinBlock.length} bytes: use 8`,
    );
  }
  const clear = from.cipher.decrypt(pinBlock);
  try {
    // Format and card number stay the same, so the checked clear block is already the one to encrypt.
    requirePinBlockIso0(clear, pan);
    return new Uint8Array(to.cipher.encrypt(clear));
  } finally {
    clear.fill(0);
  }
}
