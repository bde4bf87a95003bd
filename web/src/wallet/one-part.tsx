/** The page of one part of the wallet, found by the id in the address. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { Framed } from './framed.tsx';
import { NotHere } from './not-here.tsx';
import { useWallet } from './use-wallet.ts';
import { HolderPage } from './wallet-frame.tsx';
import type { WalletView } from './wallet-shapes.ts';

export interface OnePartProps<T> {
  readonly among: (wallet: WalletView) => readonly T[];
  readonly children: (part: T) => ReactNode;
}

export function OnePart<T extends { readonly id: string }>(props: OnePartProps<T>) {
  const { id = '' } = useParams();
  return <HolderPage>{() => <Found key={id} id={id} {...props} />}</HolderPage>;
}

function Found<T extends { readonly id: string }>({
  id,
  among,
  children,
}: OnePartProps<T> & { readonly id: string }) {
  const { t } = useTranslation('wallet');
  const query = useWallet();
  return (
    <Framed query={query} up={{ to: '/wallet/services', name: t('services.title') }}>
      {(wallet) => {
        const part = among(wallet).find((each) => each.id === id);
        return part === undefined ? <NotHere /> : children(part);
      }}
    </Framed>
  );
}
