import { isSuccess, type Outcome } from '#domain/outcome';
import type { Terminal } from '#domain/terminal';
import type { Engine, KeyAlgorithm, KeyPurpose, SecurityModule, WrappedKey } from '#engine';
import type { PosReply, PosSignIn } from '#engine/translate';
import { buildSignInKeys, type DialectProfile, keyLayouts, type SignInKeyLayout } from '#wire/iso8583';
import { findTerminal } from './authenticate.ts';
import type { Profiles } from './terminal-dialect.ts';

export type Signed = Pick<PosReply, 'outcome' | 'text' | 'keys'>;

interface Parts {
  readonly engine: Engine;
  readonly security: SecurityModule;
  readonly profiles: Profiles;
}

const refused = (outcome: Outcome, zh: string, en: string): Signed => ({ outcome, text: { zh, en } });

/**
 * New working keys for a terminal, in the dialect that it may speak and whose code (60.3) it signs in with. They are
 * wrapped for it first, so that a master key that cannot wrap them leaves the keys in force untouched; they are on
 * disk before the answer that carries them leaves.
 *
 * Layout 001 holds a PIN key of eight bytes, and a PIN under single DES is no secret: a terminal whose profile allows
 * 001 gets a PIN key that counts for nothing, and messages with a PIN are refused.
 */
export async function signIn(parts: Parts, request: PosSignIn): Promise<Signed> {
  const { engine, profiles } = parts;
  const known = await findTerminal(engine, request, { fresh: true });
  if (typeof known === 'string') return { outcome: known };
  const { terminal } = known;
  const may = profiles.of(terminal);
  const profile = may.find(({ signIn: { code } }) => code === request.code);
  if (profile === undefined) {
    const codes = [...new Set(may.map(({ signIn: { code } }) => code))].join(', ');
    return refused('message-not-supported', `请以60.3 ${codes}签到`, `sign in with 60.3 ${codes}`);
  }
  const made = await makeKeys(parts.security, terminal, profile);
  if ('outcome' in made) return made;
  const reply = await engine.submit({
    type: 'sign-in',
    merchant: known.merchant,
    terminalId: request.terminalId,
    operator: request.operator,
    pinKey: made.pinKey,
    macKey: made.macKey,
    trackKey: made.trackKey,
    profile: profile.id,
  });
  if (!isSuccess(reply.outcome) || reply.terminal === null) return { outcome: reply.outcome };
  const { answerCode: networkCode } = profile.signIn;
  return {
    outcome: reply.outcome,
    keys: { bytes: made.bytes, batchNo: reply.terminal.batchNo, networkCode },
  };
}

interface Made {
  readonly bytes: Uint8Array;
  readonly pinKey: string | null;
  readonly macKey: string;
  readonly trackKey: string | null;
}

async function makeKeys(
  security: SecurityModule,
  terminal: Terminal,
  profile: DialectProfile,
): Promise<Made | Signed> {
  const layout = keyLayouts[profile.signIn.keyLayout];
  const checkBytes = layout.checkSlot ?? 4;
  // Modules tell the first four bytes of a check value and no more; no terminal here has keys of three lengths.
  if (checkBytes > 4 || layout.pinKeySlot > 16)
    return refused('message-not-supported', '不支持此密钥格式', 'this key layout is not made here');
  const sm4 = profile.mac.cipher === 'sm4';
  const masterKey = sm4 ? terminal.keys.sm4MasterKey : terminal.keys.masterKey;
  if (!masterKey)
    return refused(
      'message-not-supported',
      '主机未装入此终端主密钥',
      'no master key of this cipher is loaded',
    );
  const cipher: KeyAlgorithm = sm4 ? 'sm4' : 'tdes';
  const made = async (purpose: KeyPurpose, bytes?: number) => {
    const { key } = await security.generateKey(purpose, cipher, bytes);
    const { cipher: wrapped, checkValue } = await security.exportUnder(key, masterKey as WrappedKey);
    return { key, wrapped, check: checkValue.subarray(0, checkBytes) };
  };
  const single = layout.pinKeySlot === 8;
  const [pin, mac, track] = await Promise.all([
    single ? made('mak') : made('pik'),
    made('mak', profile.mac.keyBytes),
    layout.trackKeySlot === 0 ? null : made('tdk'),
  ]);
  const bytes = buildSignInKeys(
    {
      ...{ pinKey: pin.wrapped.subarray(0, layout.pinKeySlot), pinKeyCheck: pin.check },
      ...{ macKey: mac.wrapped, macKeyCheck: mac.check },
      ...(track === null ? {} : { trackKey: track.wrapped, trackKeyCheck: track.check }),
    },
    layout satisfies SignInKeyLayout,
    { wholeMacKey: profile.mac.keyBytes === 16 },
  );
  return { bytes, pinKey: single ? null : pin.key, macKey: mac.key, trackKey: track?.key ?? null };
}
