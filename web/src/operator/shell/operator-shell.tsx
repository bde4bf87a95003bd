/** The operator's workspace: its sections beside the page, and how many things wait. */
import { useTranslation } from 'react-i18next';
import { NavLink, Outlet, useLocation } from 'react-router';
import { ForRoles } from '../../app/session.tsx';
import { useQueueCounts } from '../queue/queue-data.ts';
import css from './operator-shell.module.css';
import { SECTIONS } from './sections.ts';

export function Component() {
  return (
    <ForRoles roles={['operator', 'auditor']}>
      {() => (
        <div className={css.workspace}>
          <Sections />
          <div className={css.page}>
            <Outlet />
          </div>
        </div>
      )}
    </ForRoles>
  );
}

/** Items of the queue have addresses of their own and belong to it all the same. */
const isQueue = (pathname: string): boolean => pathname.startsWith('/operator/queue/');

function Sections() {
  const { t } = useTranslation('operator');
  const { pathname } = useLocation();
  const counts = useQueueCounts();
  return (
    <nav className={css.sections} aria-label={t('nav.label')}>
      {SECTIONS.map(({ path, words }) => {
        const isHome = path === '/operator';
        return (
          <NavLink
            key={path}
            to={path}
            end={isHome}
            className={({ isActive }) => (isActive || (isHome && isQueue(pathname)) ? css.here : '')}
          >
            <span>{t(`nav.${words}`)}</span>
            {isHome && counts !== null && counts.waiting > 0 ? (
              <span className={counts.pressing > 0 ? css.pressing : css.count}>
                <span aria-hidden="true" className="number">
                  {counts.waiting}
                </span>
                <span className="only-read">{t('nav.waiting', { count: counts.waiting })}</span>
              </span>
            ) : null}
          </NavLink>
        );
      })}
    </nav>
  );
}
