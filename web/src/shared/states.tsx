/** The states between and beside success: still loading, nothing there, failed, cut off. */
import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from './problem.tsx';
import css from './states.module.css';

export interface LoadingProps {
  /** How many lines what is coming has, roughly. */
  readonly lines?: number;
}

const WIDTHS = ['42%', '96%', '88%', '64%'];

export function Loading({ lines = 4 }: LoadingProps) {
  const { t } = useTranslation();
  return (
    <div className={css.loading} role="status">
      <span className="only-read">{t('loading')}</span>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike and never change places
        <span key={line} className={css.bone} style={{ width: WIDTHS[line % WIDTHS.length] }} />
      ))}
    </div>
  );
}

export interface EmptyProps {
  readonly title: string;
  /** What can be done about it. */
  readonly children?: ReactNode;
}

export function Empty({ title, children }: EmptyProps) {
  return (
    <div className={css.empty}>
      <svg viewBox="0 0 64 32" width="96" height="48" aria-hidden="true">
        <path d="M4 10h34" className={css.wayOut} />
        <path d="M44 10a8 8 0 0 1 0 16H10" className={css.wayBack} />
      </svg>
      <p className={css.emptyTitle}>{title}</p>
      {children}
    </div>
  );
}

export interface FailedProps {
  readonly error: unknown;
  readonly retry?: () => void;
}

export function Failed({ error, retry }: FailedProps) {
  const { t } = useTranslation();
  return (
    <div className={css.failed}>
      <Problem error={error} />
      {retry === undefined ? null : (
        <button type="button" className={css.retry} onClick={retry}>
          {t('failed.retry')}
        </button>
      )}
    </div>
  );
}

const subscribe = (listener: () => void): (() => void) => {
  addEventListener('online', listener);
  addEventListener('offline', listener);
  return () => {
    removeEventListener('online', listener);
    removeEventListener('offline', listener);
  };
};
export const useOnline = (): boolean => useSyncExternalStore(subscribe, () => navigator.onLine);

/** Above every page while this device has no line: what is shown may be old. */
export function OfflineBar() {
  const { t } = useTranslation();
  const online = useOnline();
  return (
    <div role="status" className={online ? css.online : css.offline}>
      {online ? null : t('offline')}
    </div>
  );
}

export interface FetchedProps<T> {
  readonly query: UseQueryResult<T>;
  readonly lines?: number;
  readonly children: (data: T) => ReactNode;
}

/** What a query brought, or the state it is in. Older data stays shown while newer is asked for. */
export function Fetched<T>({ query, lines, children }: FetchedProps<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <Failed error={query.error} retry={() => void query.refetch()} />;
  return <Loading {...(lines === undefined ? {} : { lines })} />;
}
