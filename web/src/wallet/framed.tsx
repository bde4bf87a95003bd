/** What a page is about, once it is here; until then, or without it, the same column with its way back. */
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Fetched } from '../shared/states.tsx';
import { Column } from './wallet-frame.tsx';

export interface FramedProps<T> {
  readonly query: UseQueryResult<T>;
  readonly up?: { readonly to: string; readonly name: string };
  readonly alone?: boolean;
  readonly children: (data: T) => ReactNode;
}

export function Framed<T>({ query, up, alone = false, children }: FramedProps<T>) {
  const { t } = useTranslation('wallet');
  if (query.data !== undefined) return children(query.data);
  return (
    <Column title={t('places.label')} quiet alone={alone} up={up}>
      <Fetched query={query} lines={8}>
        {() => null}
      </Fetched>
    </Column>
  );
}
