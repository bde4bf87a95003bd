/** Names of persons and words of outcomes, which the server keeps. */
import { useQuery } from '@tanstack/react-query';
import { api } from '../../shared/api.ts';
import type { Words } from '../../shared/words.ts';

interface Listed<T> {
  readonly items: readonly T[];
}
interface Person {
  readonly id: string;
  readonly name: string;
}
/** The name of whoever did something; keys of programs have their id alone. */
export function useNameOf(): (id: string) => string {
  const { data } = useQuery({
    queryKey: ['staff', 'names'],
    queryFn: () => api.get<Listed<Person>>('/v1/staff'),
    staleTime: 60_000,
  });
  const names = new Map(data?.items.map((member) => [member.id, member.name]));
  return (id) => names.get(id) ?? id;
}

export interface OutcomeWords extends Words {
  readonly code: string;
}
/** The words of reasons, which the server keeps. */
export function useOutcomeWords(): (code: string) => Words {
  const { data } = useQuery({
    queryKey: ['outcomes'],
    queryFn: () => api.get<Listed<OutcomeWords>>('/v1/outcomes'),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const words = new Map(data?.items.map((outcome) => [outcome.code, outcome]));
  return (code) => words.get(code) ?? { zh: code, en: code };
}
