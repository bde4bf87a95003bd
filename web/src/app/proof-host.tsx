/** Waits, beside every page, for an act that wants a fresh proof of who is there, and for the end of a sign-in. */
import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { setOnEnded, setProver } from '../shared/api.ts';
import { SESSION_KEY } from './session.tsx';

const ProofDialog = lazy(() => import('../sign-in/proof-dialog.tsx'));

export function ProofHost() {
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const waiting = useRef<((proved: boolean) => void)[]>([]);
  useEffect(() => {
    setProver(
      () =>
        new Promise((resolve) => {
          // Acts that come meanwhile wait for the same answer.
          waiting.current.push(resolve);
          setAsking(true);
        }),
    );
    setOnEnded(() => void client.invalidateQueries({ queryKey: SESSION_KEY }));
    return () => {
      setProver(null);
      setOnEnded(() => {});
    };
  }, [client]);
  const done = (proved: boolean): void => {
    setAsking(false);
    for (const resolve of waiting.current.splice(0)) resolve(proved);
  };
  return asking ? (
    <Suspense fallback={null}>
      <ProofDialog onDone={done} />
    </Suspense>
  ) : null;
}
