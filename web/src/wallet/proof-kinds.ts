/** Proofs as the API takes them: by what one knows, has or is. */
import {
  browserSupportsWebAuthn,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
} from '@simplewebauthn/browser';
import { type CallOptions, isProblem } from '../shared/api.ts';
import { wallet } from './wallet-api.ts';

export type ProofKind = 'password' | 'sms-code' | 'passkey' | 'face' | 'staff';
export type ProofWays = readonly (readonly ProofKind[])[];

/** The person, or the device, said no. */
export class NotGiven extends Error {
  override readonly name = 'NotGiven';
}

/** A passkey belongs to a name: an address made of numbers has none. */
export const passkeysWork = (): boolean =>
  browserSupportsWebAuthn() && !/^[\d.]+$|^\[/.test(location.hostname);

const forAct = (act: string | null): object => (act === null ? {} : { act });

export const proveByPassword = (password: string, act: string | null) =>
  wallet.post('/proofs', { kind: 'password', password, ...forAct(act) });
export const sendProofCode = (act: string | null) => wallet.post('/proofs/codes', forAct(act));
/** It is for what it was asked for: the code itself knows its act. */
export const proveByCode = (code: string) => wallet.post('/proofs', { kind: 'sms-code', code });
export async function proveByPasskey(act: string | null): Promise<void> {
  const { options } = await wallet.post<{ options: PublicKeyCredentialRequestOptionsJSON }>(
    '/proofs/passkey/options',
    forAct(act),
  );
  let answer: Awaited<ReturnType<typeof startAuthentication>>;
  try {
    answer = await startAuthentication({ optionsJSON: options });
  } catch (error) {
    throw new NotGiven(error instanceof Error ? error.name : 'unknown', { cause: error });
  }
  await wallet.post('/proofs/passkey', { answer, ...forAct(act) });
}

export interface Wanted {
  readonly ways: ProofWays;
  readonly act: string | null;
}

/** What still has to be proven, if that is what the server said. */
export function wantedBy(error: unknown): Wanted | null {
  if (!isProblem(error)) return null;
  const {
    ways,
    have = [],
    act = null,
  } = error.body as {
    readonly ways?: ProofWays;
    readonly have?: readonly ProofKind[];
    readonly act?: string | null;
  };
  if (!Array.isArray(ways) || ways.length === 0) return null;
  return { ways: (ways as ProofWays).map((way) => way.filter((kind) => !have.includes(kind))), act };
}

/** What is left of each way once `kind` is proven. */
export const without = (ways: ProofWays, kind: ProofKind): ProofWays =>
  ways.map((way) => way.filter((each) => each !== kind));

export const readOffered = async (options: CallOptions): Promise<readonly ProofKind[]> =>
  (await wallet.get<{ readonly offered: readonly ProofKind[] }>('/proofs', options)).offered;

/** Ways that this person can go in this browser; where none is left, all of them, so that each can say why not. */
export function offeredNow(ways: ProofWays, offered: readonly ProofKind[] | null): ProofWays {
  if (offered === null) return ways;
  const can = (kind: ProofKind): boolean => offered.includes(kind) && (kind !== 'passkey' || passkeysWork());
  const open = ways.filter((way) => way.every(can));
  return open.length === 0 ? ways : open;
}
