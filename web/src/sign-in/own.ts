/** The own sign-in as the server has it. */
import { useQuery } from '@tanstack/react-query';
import { api } from '../shared/api.ts';

export interface Passkey {
  readonly id: string;
  readonly label: string;
  readonly addedAt: string;
  readonly usedAt: string | null;
}

export interface SignIn {
  readonly id: string;
  readonly current: boolean;
  readonly startedAt: string;
  readonly seenAt: string;
  readonly proof: 'password' | 'password-and-code' | 'passkey';
  readonly address: string;
  readonly agent: string;
}

export interface OwnSecurity {
  readonly codes: boolean;
  readonly passkeys: readonly Passkey[];
  readonly passkeysPossible: boolean;
  readonly secondProofWanted: boolean;
  readonly signIns: readonly SignIn[];
}

export const OWN_KEY = ['own-security'] as const;

export const useOwnSecurity = () =>
  useQuery({
    queryKey: OWN_KEY,
    queryFn: ({ signal }) => api.get<OwnSecurity>('/v1/staff/me/security', { signal }),
  });
