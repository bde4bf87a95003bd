/** Wallets as the engine opens them. */
import type { Engine } from '#engine';
import type { Wallets } from './types.ts';

/** A telephone is one channel of verification: from afar a wallet is of class I, face to face of III (PBC-30). */
const CLASSES = { seen: 'III', fromAfar: 'I' } as const;

export const engineWallets = (engine: Pick<Engine, 'submit' | 'wallets'>): Wallets => ({
  newId: () => engine.wallets.newId(),
  async open({ walletId, holder, seen, by }) {
    const act = { kind: 'open', holder, accountClass: CLASSES[seen ? 'seen' : 'fromAfar'] } as const;
    const { outcome } = await engine.submit({
      type: 'wallet-act',
      book: walletId,
      act,
      by,
      key: `open/${by}`,
    });
    if (outcome !== 'accepted' && outcome !== 'wallet-open-already')
      throw new Error(`the wallet could not be opened: ${outcome}`);
  },
});
