/** One page: its title in the tab and as its heading, which has the focus after a change of pages. */
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigationType } from 'react-router';
import css from './page.module.css';

export interface PageProps {
  readonly title: string;
  /** One sentence below the title. */
  readonly lead?: string;
  /** What stands beside the title, for example the first act of the page. */
  readonly aside?: ReactNode;
  readonly children?: ReactNode;
}

export function Page({ title, lead, aside, children }: PageProps) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  const arrived = useNavigationType() !== 'POP';
  useEffect(() => {
    // A screen reader begins to read where the focus is; the first page begins at its top by itself.
    if (arrived) heading.current?.focus({ preventScroll: true });
  }, [arrived]);
  return (
    <>
      <title>{t('title', { page: title })}</title>
      <div className={css.head}>
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead === undefined ? null : <p className={css.lead}>{lead}</p>}
        </div>
        {aside}
      </div>
      {children}
    </>
  );
}
