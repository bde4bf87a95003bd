/** The wallet of who is signed in, read anew when the page is looked at again. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { readWallet } from './wallet-api.ts';

export const useWallet = () =>
  useQuery({
    queryKey: ['own', 'wallet'],
    queryFn: ({ signal }) => readWallet({ signal }),
    refetchOnWindowFocus: true,
  });

/** After an act: everything that was read of the wallet may be old. */
export function useRefresh(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ['own'] });
}
