/** `/wallet/closings/:id`: a closing under way is gone on with where it stands; one that ended tells how. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { ClosingDone } from './closing-done.tsx';
import { ClosingEnded } from './closing-ended.tsx';
import { ClosingLast } from './closing-last.tsx';
import { ClosingProof } from './closing-proof.tsx';
import { readClosure } from './closure-api.ts';
import type { ClosureView } from './closure-shapes.ts';
import { Framed } from './framed.tsx';
import { HolderPage } from './wallet-frame.tsx';

const AGAIN_MS = 5_000;

export function Component() {
  const { id = '' } = useParams();
  return <HolderPage>{({ holder }) => <One key={id} id={id} phone={holder.phone} />}</HolderPage>;
}

function One({ id, phone }: { readonly id: string; readonly phone: string }) {
  const { t } = useTranslation('wallet');
  const client = useQueryClient();
  const key = ['own', 'closure', id];
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => readClosure(id, { signal }),
    staleTime: 0,
    // Another device may go on with it, or something else may end it first.
    refetchInterval: ({ state }) => (state.data?.open === false ? false : AGAIN_MS),
    refetchOnWindowFocus: true,
  });
  const onMoved = (closure: ClosureView): void => {
    client.setQueryData(key, closure);
    if (!closure.open)
      void client.invalidateQueries({
        predicate: ({ queryKey }) => queryKey[0] === 'own' && queryKey[1] !== 'closure',
      });
  };
  return (
    <Framed query={query} up={{ to: '/wallet/services', name: t('services.title') }}>
      {(closure) => {
        if (closure.state === 'done') return <ClosingDone closure={closure} />;
        if (!closure.open) return <ClosingEnded closure={closure} />;
        return closure.proofs.enough ? (
          <ClosingLast closure={closure} onMoved={onMoved} />
        ) : (
          <ClosingProof closure={closure} phone={phone} onMoved={onMoved} />
        );
      }}
    </Framed>
  );
}
