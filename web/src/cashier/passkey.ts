/** The passkey of a supervisor at this screen; the page that asks is the one that it belongs to. */
import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser';
import { api } from '../shared/api.ts';

/** A passkey belongs to a name: an address made of numbers has none. */
export const passkeysWork = (): boolean =>
  'PublicKeyCredential' in globalThis && !/^[\d.]+$|^\[/.test(location.hostname);

/** @throws what the browser or the person said no with. */
export async function askPasskey(): Promise<unknown> {
  const [{ options }, { startAuthentication }] = await Promise.all([
    api.post<{ options: PublicKeyCredentialRequestOptionsJSON }>('/v1/session/passkey/options', undefined),
    import('@simplewebauthn/browser'),
  ]);
  return startAuthentication({ optionsJSON: options });
}
