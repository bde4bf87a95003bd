/** Which cardholder is signed in, and the way to the sign-in for a page that needs one. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { Navigate, useLocation } from 'react-router';
import { Failed, Loading } from '../shared/states.tsx';
import {
  type HolderSession,
  type SignedInHolder,
  setHolderCsrf,
  setOnHolderEnded,
  wallet,
} from './wallet-api.ts';

const KEY = ['wallet-session'] as const;

async function readSession(): Promise<HolderSession> {
  const session = await wallet.get<HolderSession>('/session');
  setHolderCsrf(session.signedIn ? session.csrf : null);
  return session;
}

export const useHolderSession = () =>
  useQuery({ queryKey: KEY, queryFn: readSession, staleTime: 60_000, refetchOnWindowFocus: true });

/** After signing in or out: nothing stays that was read as somebody else. */
export function useForgetHolder(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] === 'own' });
    await client.invalidateQueries({ queryKey: KEY });
  };
}

/** A sign-in that ended while its pages were open leads to the sign-in, and back. */
function useNoticeEnd(): void {
  const client = useQueryClient();
  useEffect(() => {
    setOnHolderEnded(() => void client.invalidateQueries({ queryKey: KEY }));
    return () => setOnHolderEnded(() => {});
  }, [client]);
}

export function ForHolder({ children }: { readonly children: (session: SignedInHolder) => ReactNode }) {
  const session = useHolderSession();
  const { pathname, search } = useLocation();
  useNoticeEnd();
  if (session.isPending) return <Loading />;
  if (session.isError) return <Failed error={session.error} retry={() => void session.refetch()} />;
  if (session.data.signedIn) return children(session.data);
  return <Navigate to={`/wallet/sign-in?next=${encodeURIComponent(pathname + search)}`} replace />;
}
