/** Where cardholders sign in. */
import { type Contacts, createContacts } from '#adapters/notifications';
import { createPersonStore, type Reader } from '#adapters/postgres';
import { createWalletSignIn, engineWallets, type WalletSignInDesk } from '#adapters/wallet-sign-in';
import type { WalletId } from '#domain/wallet';
import type { Clock, Engine, SecurityModule } from '#engine';
import { faceProvider } from '../outside-settings.ts';
import { seedDemoHolders } from './demo-holders.ts';

export interface Holders {
  readonly desk: WalletSignInDesk;
  /** Where payers and holders are told. */
  contacts(reader: Reader): Contacts;
  /** Opens the wallets that wait to be; tells those of the demonstration, in the order of its list. */
  begin(): Promise<readonly WalletId[]>;
  close(): Promise<void>;
}

export async function openHolders(options: {
  readonly url: string;
  readonly engine: Pick<Engine, 'submit' | 'wallets'>;
  readonly security: SecurityModule;
  readonly clock: Clock;
  readonly demo: boolean;
  /** The database is that of a demonstration, which has cardholders. */
  readonly seedDemo: boolean;
  readonly onText: () => void;
  readonly trouble: (message: string) => void;
}): Promise<Holders> {
  const { url, engine, seedDemo, ...parts } = options;
  const store = createPersonStore({ url });
  const wallets = engineWallets(engine);
  const face = await faceProvider(options.clock);
  const desk = createWalletSignIn({ store, wallets, ...(face === null ? {} : { face }), ...parts });
  return {
    desk,
    async begin() {
      try {
        const demo = seedDemo ? await seedDemoHolders({ ...parts, store, wallets }) : [];
        await desk.openPending();
        return demo;
      } catch (error) {
        // A wallet that cannot be opened yet is opened when its holder signs in.
        options.trouble(error instanceof Error ? error.name : 'failure');
        return [];
      }
    },
    contacts: (reader) => createContacts({ reader, security: parts.security, persons: store }),
    close: () => store.close(),
  };
}
