import { isSuccess } from '#domain/outcome';
import type { Engine, SecurityModule, WrappedKey } from '#engine';
import type { PosReply, PosSignIn } from '#engine/translate';
import { buildSignInKeys, signInKeyLayouts } from '#wire/iso8583';
import { findTerminal } from './authenticate.ts';

export type Signed = Pick<PosReply, 'outcome' | 'text' | 'keys'>;

/**
 * New working keys for a terminal. They are wrapped for it first, so that a master key that cannot wrap them
 * leaves the keys in force untouched; they are on disk before the answer that carries them leaves.
 *
 * Layout 001 is refused: it carries a PIN key of eight bytes, and a PIN under single DES is no secret.
 */
export async function signIn(
  parts: { readonly engine: Engine; readonly security: SecurityModule },
  request: PosSignIn,
): Promise<Signed> {
  const { engine, security } = parts;
  if (request.layout === '001') {
    return { outcome: 'message-not-supported', text: 'sign in with double length keys (003)' };
  }
  const known = await findTerminal(engine, request, { fresh: true });
  if (typeof known === 'string') return { outcome: known };
  const masterKey = known.terminal.keys.masterKey as WrappedKey;
  const [pin, mac] = await Promise.all([security.generateKey('pik'), security.generateKey('mak')]);
  const [pinOut, macOut] = await Promise.all([
    security.exportUnder(pin.key, masterKey),
    security.exportUnder(mac.key, masterKey),
  ]);
  const reply = await engine.submit({
    type: 'sign-in',
    merchant: known.merchant,
    terminalId: request.terminalId,
    operator: request.operator,
    pinKey: pin.key,
    macKey: mac.key,
  });
  if (!isSuccess(reply.outcome) || reply.terminal === null) return { outcome: reply.outcome };
  const bytes = buildSignInKeys(
    {
      pinKey: pinOut.cipher,
      pinKeyCheck: pinOut.checkValue,
      macKey: macOut.cipher,
      macKeyCheck: macOut.checkValue,
    },
    signInKeyLayouts[request.layout],
  );
  return { outcome: reply.outcome, keys: { bytes, batchNo: reply.terminal.batchNo } };
}
