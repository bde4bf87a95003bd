/** Where the API of this process is found, and listening there. */
import type { createHttpApi } from '#adapters/http-api';
import { listenTrouble, type Place } from '../places.ts';
import type { Settings } from '../settings.ts';

type Api = Awaited<ReturnType<typeof createHttpApi>>;

/** The port that was given, or was free. */
export function portOf({ server }: Api, { apiPort }: Settings): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : apiPort;
}

/** Where this machine itself finds the API; a payer elsewhere needs YUANLU_PUBLIC_URL. */
export function addressOf(api: Api, secure: boolean, settings: Settings): string {
  const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host;
  return `${secure ? 'https' : 'http'}://${host}:${portOf(api, settings)}`;
}

/** A port that is taken is the commonest reason not to start: the way out is told. */
export async function listening(place: Place, listen: () => Promise<unknown>): Promise<void> {
  try {
    await listen();
  } catch (error) {
    throw listenTrouble(place, error);
  }
}
