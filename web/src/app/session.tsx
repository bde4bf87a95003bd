/** Who is signed in, what they may do, and the way to the sign-in for a page that needs somebody. */
import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Navigate, useLocation } from 'react-router';
import { api, isProblem, setCsrf } from '../shared/api.ts';
import { Failed, Loading } from '../shared/states.tsx';

export type Role = 'cashier' | 'supervisor' | 'merchant-admin' | 'operator' | 'auditor';

export interface Staff {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly role: Role;
  /** The merchant's book; `null` for those who see every book. */
  readonly book: string | null;
  readonly language: string;
}

/** A demonstration's identity: shown to everybody, as everybody may use it. */
export interface DemoIdentity {
  readonly login: string;
  readonly name: string;
  readonly role: Role;
  readonly password: string;
}

export interface SignedOut {
  readonly signedIn: false;
  readonly demo: boolean;
  readonly demoIdentities?: readonly DemoIdentity[];
}

export interface SignedIn {
  readonly signedIn: true;
  readonly staff: Staff;
  readonly demo: boolean;
  readonly can: readonly string[];
  /** What has to be done before anything else is open. */
  readonly needs: readonly ('new-password' | 'second-factor')[];
  readonly csrf: string;
  readonly endsAt: string;
}

export type Session = SignedIn | SignedOut;

const NOBODY: SignedOut = { signedIn: false, demo: false };
export const SESSION_KEY = ['session'] as const;

async function readSession(): Promise<Session> {
  let session: Session;
  try {
    session = await api.get<Session>('/v1/session');
  } catch (error) {
    // A server without sign-in has nobody signed in.
    if (!isProblem(error) || error.status !== 404) throw error;
    session = NOBODY;
  }
  setCsrf(session.signedIn ? session.csrf : null);
  return session;
}

const SESSION = { queryKey: SESSION_KEY, queryFn: readSession, staleTime: 60_000 };

/** Asked for before anything is drawn: the first page then need not wait for it as long. */
export const startSession = (client: QueryClient): void => void client.prefetchQuery(SESSION);

/** `data` is missing while the server is asked. */
export const useSession = () => useQuery({ ...SESSION, refetchOnWindowFocus: true });

/** After signing in or out: what was read as somebody else is forgotten. */
export function useForgetSession(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION_KEY[0] });
    await client.invalidateQueries({ queryKey: SESSION_KEY });
  };
}

/** Where the daily work of a role is. */
export const HOME_OF: Readonly<Record<Role, string>> = {
  cashier: '/cashier',
  supervisor: '/cashier',
  'merchant-admin': '/merchant',
  operator: '/operator',
  auditor: '/operator',
};

export type Face = 'cashier' | 'merchant' | 'operator';

const FACES_OF: Readonly<Record<Role, readonly Face[]>> = {
  cashier: ['cashier'],
  supervisor: ['cashier', 'merchant'],
  'merchant-admin': ['merchant', 'cashier'],
  operator: ['operator'],
  auditor: ['operator'],
};
/** The faces that a role works with, the daily one first. */
export const facesOf = (role: Role): readonly Face[] => FACES_OF[role];

export interface ForRolesProps {
  readonly roles: readonly Role[];
  readonly children: (session: SignedIn) => ReactNode;
}

/** A page for some roles: others are sent to the sign-in, and come back to it afterwards. */
export function ForRoles({ roles, children }: ForRolesProps): ReactNode {
  const session = useSession();
  const { pathname, search } = useLocation();
  if (session.isPending) return <Loading />;
  if (session.isError) return <Failed error={session.error} retry={() => void session.refetch()} />;
  const { data } = session;
  const next = encodeURIComponent(pathname + search);
  if (data.signedIn && data.needs.length > 0) return <Navigate to={`/security?next=${next}`} replace />;
  if (data.signedIn && roles.includes(data.staff.role)) return children(data);
  return <Navigate to={`/sign-in?next=${next}`} replace />;
}
