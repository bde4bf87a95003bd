/** The pages of the books under one head: balances, journal, trial balance, verification. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { Page } from '../../shared/page.tsx';
import css from './books-frame.module.css';

const PAGES = [
  ['balances', '/operator/books'],
  ['journal', '/operator/books/journal'],
  ['trial', '/operator/books/trial'],
  ['verify', '/operator/books/verify'],
] as const;

export interface BooksFrameProps {
  readonly title: string;
  readonly lead: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

export function BooksFrame({ title, lead, aside, children }: BooksFrameProps) {
  const { t } = useTranslation('operator');
  return (
    <Page title={title} lead={lead} aside={aside}>
      <nav className={css.pages} aria-label={t('books.nav')}>
        {PAGES.map(([name, path]) => (
          <NavLink key={name} to={path} end>
            {t(`books.${name}`)}
          </NavLink>
        ))}
      </nav>
      {children}
    </Page>
  );
}
