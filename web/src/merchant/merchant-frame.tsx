/** Around every page of the shop: who may be here, and where one can go. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { ForRoles, type SignedIn } from '../app/session.tsx';
import css from './merchant-frame.module.css';

const PLACES = [
  ['payments', '/merchant'],
  ['requests', '/merchant/requests'],
  ['orders', '/merchant/orders'],
  ['terminals', '/merchant/terminals'],
  ['notices', '/merchant/notices'],
  ['webhooks', '/merchant/webhooks', 'webhooks.read'],
] as const;

export interface MerchantFrameProps {
  readonly children: (session: SignedIn) => ReactNode;
}

export function MerchantFrame({ children }: MerchantFrameProps) {
  const { t } = useTranslation('merchant');
  return (
    <ForRoles roles={['merchant-admin', 'supervisor']}>
      {(session) => (
        <>
          <nav className={css.places} aria-label={t('places.label')}>
            {PLACES.filter(([, , needs]) => needs === undefined || session.can.includes(needs)).map(
              ([name, path]) => (
                <NavLink key={name} to={path} end={path === '/merchant'}>
                  {t(`places.${name}`)}
                </NavLink>
              ),
            )}
          </nav>
          {children(session)}
        </>
      )}
    </ForRoles>
  );
}
