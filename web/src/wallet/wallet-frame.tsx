/**
 * Around every page of the cardholder: a column as wide as a telephone with its four places at the bottom, and on a
 * wide screen beside it what helps with the page.
 */
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, NavLink, useNavigationType } from 'react-router';
import { Icon } from './icons.tsx';
import { ForHolder } from './session.tsx';
import type { SignedInHolder } from './wallet-api.ts';
import css from './wallet-frame.module.css';

const PLACES = [
  ['pay', '/wallet', 'code'],
  ['services', '/wallet/services', 'cards'],
  ['bills', '/wallet/bills', 'bills'],
  ['me', '/wallet/me', 'me'],
] as const;

export interface ColumnProps {
  readonly title: string;
  /** Where the page stands below: its name and its address. */
  readonly up?: { readonly to: string; readonly name: string } | undefined;
  /** Beside the column on a wide screen, below it on a narrow one. */
  readonly beside?: ReactNode;
  /** Which sentences help here; they stand beside the column where there is room. */
  readonly help?: string;
  /** Held at the lower edge: the one act of a page, and its way out. */
  readonly foot?: ReactNode;
  /** A step of something under way has no places: one goes on, or back. */
  readonly alone?: boolean;
  /** The heading is for readers of screens alone: the page says it otherwise. */
  readonly quiet?: boolean;
  readonly children: ReactNode;
}

export function Column(props: ColumnProps) {
  const { title, up, beside, help, foot, alone = false, quiet = false, children } = props;
  const { t } = useTranslation('wallet');
  const heading = useRef<HTMLHeadingElement>(null);
  const arrived = useNavigationType() !== 'POP';
  useEffect(() => {
    if (arrived) heading.current?.focus({ preventScroll: true });
  }, [arrived]);
  return (
    <div className={css.stage}>
      <title>{t('tab', { page: title })}</title>
      <div className={css.column} data-alone={alone}>
        <div className={css.page}>
          {up === undefined ? null : (
            <Link to={up.to} className={css.up}>
              <Icon name="next" size={16} />
              {up.name}
            </Link>
          )}
          <h1 ref={heading} tabIndex={-1} className={quiet ? 'only-read' : css.title}>
            {title}
          </h1>
          {children}
        </div>
        {foot === undefined ? null : <div className={css.foot}>{foot}</div>}
        {alone ? null : (
          <nav className={css.places} aria-label={t('places.label')}>
            {PLACES.map(([name, path, icon]) => (
              <NavLink key={name} to={path} end={path === '/wallet'}>
                <Icon name={icon} size={23} />
                <span>{t(`places.${name}`)}</span>
              </NavLink>
            ))}
          </nav>
        )}
      </div>
      <aside className={css.beside} aria-label={t('help.label')}>
        {beside}
        {help === undefined ? null : <Help name={help} />}
      </aside>
    </div>
  );
}

function Help({ name }: { readonly name: string }) {
  const { t } = useTranslation('wallet');
  const lines = t(`help.${name}`, { returnObjects: true }) as unknown as Readonly<Record<string, string>>;
  return (
    <div className={css.help}>
      {Object.entries(lines).map(([key, text]) => (
        <p key={key}>{text}</p>
      ))}
    </div>
  );
}

export function HolderPage({ children }: { readonly children: (session: SignedInHolder) => ReactNode }) {
  return <ForHolder>{children}</ForHolder>;
}
