/** The next page of a list that is read page by page. */
import { useTranslation } from 'react-i18next';
import css from './more-button.module.css';
import { Problem } from './problem.tsx';

export interface MoreButtonProps {
  readonly list: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly isFetchNextPageError: boolean;
    readonly error: unknown;
    fetchNextPage(): unknown;
  };
}

export function MoreButton({ list }: MoreButtonProps) {
  const { t } = useTranslation();
  if (!list.hasNextPage) return null;
  return (
    <>
      {list.isFetchNextPageError ? <Problem error={list.error} /> : null}
      <button
        type="button"
        className={css.more}
        disabled={list.isFetchingNextPage}
        onClick={() => void list.fetchNextPage()}
      >
        {t(list.isFetchingNextPage ? 'loading' : 'more')}
      </button>
    </>
  );
}
