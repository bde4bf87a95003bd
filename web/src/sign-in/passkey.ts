/** Passkeys of this device or of one beside it. */
import {
  browserSupportsWebAuthn,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser';
import { api } from '../shared/api.ts';

/** The person, or the device, said no; or this device has none. */
export class PasskeyNotGiven extends Error {
  override readonly name = 'PasskeyNotGiven';
}

/** A passkey belongs to a name: an address made of numbers has none. */
const hasName = (): boolean => !/^[\d.]+$|^\[/.test(location.hostname);
export const passkeysWork = (): boolean => browserSupportsWebAuthn() && hasName();
/** The same page at a name of this machine; `null` where it has one or is elsewhere. */
export const namedAddress = (): string | null =>
  /^127\.|^\[::1\]$/.test(location.hostname)
    ? `${location.protocol}//localhost:${location.port}${location.pathname}${location.search}`
    : null;

async function asked<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw new PasskeyNotGiven(error instanceof Error ? error.name : 'unknown', { cause: error });
  }
}

export async function giveByPasskey<T>(
  path: '/v1/session/passkey' | '/v1/session/proof/passkey',
): Promise<T> {
  const { options } = await api.post<{ options: PublicKeyCredentialRequestOptionsJSON }>(
    `${path}/options`,
    undefined,
  );
  const answer = await asked(() => startAuthentication({ optionsJSON: options }));
  return api.post<T>(path, answer);
}

export async function addPasskey(label: string): Promise<void> {
  const path = '/v1/staff/me/passkeys';
  const { options } = await api.post<{ options: PublicKeyCredentialCreationOptionsJSON }>(
    `${path}/options`,
    undefined,
  );
  const answer = await asked(() => startRegistration({ optionsJSON: options }));
  await api.post(path, { label, answer });
}
