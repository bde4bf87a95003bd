/** Waits for buckets while another process serves them, and says so at the address of the API meanwhile. */
import { openStandbyDoor, type StandbyDoor, type TlsFiles } from '#adapters/http-api';
import { type Lease, LeaseLost, type Store, StoreUnavailable } from '#engine';
import { listenTrouble } from '../places.ts';
import type { Settings } from '../settings.ts';

export interface StandbyOptions {
  readonly store: Pick<Store, 'claim'>;
  readonly settings: Settings;
  readonly tls: TlsFiles | null;
  /** The program begins to wait: the port at which it says so. */
  readonly onStandby: (apiPort: number) => void;
}

/** An owner that has just died leaves its lock within this: no reason to open a door for that long. */
const QUIET_MS = 1_000;
const AGAIN_MS = 500;

const pause = (delayMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, delayMs));

/** Asks again and again: every attempt waits for a lock or a lease to end by itself. */
async function claimAtLast(store: Pick<Store, 'claim'>): Promise<Lease> {
  for (;;) {
    try {
      return await store.claim();
    } catch (error) {
      if (!(error instanceof LeaseLost || error instanceof StoreUnavailable)) throw error;
      await pause(AGAIN_MS);
    }
  }
}

/** Resolves with the buckets, which are this process's from then on, and the port the API should open at. */
export async function standBy(options: StandbyOptions): Promise<{ lease: Lease; apiPort: number }> {
  const { store, settings, tls, onStandby } = options;
  const { host, apiPort: port } = settings;
  const claimed = claimAtLast(store);
  const quiet = await Promise.race([claimed, pause(QUIET_MS).then(() => null)]);
  if (quiet !== null) return { lease: quiet, apiPort: port };
  const place = { what: 'the API', setting: 'YUANLU_API_PORT', host, port };
  const door: StandbyDoor = await openStandbyDoor({ host, port, tls, limits: settings.limits }).catch(
    (error: unknown) => {
      throw listenTrouble(place, error);
    },
  );
  onStandby(door.port);
  const lease = await claimed;
  await door.close();
  return { lease, apiPort: door.port };
}

/** Nothing is under way while a server waits: it ends at once. Taken back when it serves. */
export function endWhileWaiting(): () => void {
  const end = (): void => process.exit(0);
  const asked = ['SIGTERM', 'disconnect'] as const;
  for (const name of asked) process.on(name, end);
  return () => {
    for (const name of asked) process.off(name, end);
  };
}
