/** What stands around every page: the name, where one can go, language, light or dark, and who is signed in. */
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, NavLink, Outlet, ScrollRestoration, useLocation, useRouteError } from 'react-router';
import { Failed, Loading, OfflineBar } from '../shared/states.tsx';
import { Account } from './account.tsx';
import { Demo } from './demo.tsx';
import { chooseLanguage, LANGUAGES, languageNow } from './i18n.ts';
import Mark from './mark.svg';
import { ProofHost } from './proof-host.tsx';
import { facesOf, useSession } from './session.tsx';
import css from './shell.module.css';
import { chooseShade, useShade } from './theme.ts';

export function Shell() {
  return (
    <Suspense fallback={null}>
      <Frame />
    </Suspense>
  );
}

function Frame() {
  const { t } = useTranslation();
  const { data } = useSession();
  const { pathname } = useLocation();
  const faces = data?.signedIn === true ? facesOf(data.staff.role) : [];
  const can = data?.signedIn === true ? data.can : [];
  // The wallet is its holder's alone: people of shop and institution have no place in its frame.
  const inWallet = /^\/wallet(?:\/|$)/.test(pathname);
  return (
    <div className={css.frame} data-face={inWallet ? 'wallet' : undefined}>
      <a className={css.skip} href="#page">
        {t('skip')}
      </a>
      <header className={css.header}>
        <div className={css.bar}>
          <Link to="/" className={css.name}>
            <img src={Mark} alt="" width={28} height={28} />
            <span>{t('name')}</span>
          </Link>
          {inWallet ? null : (
            <nav aria-label={t('faces.label')} className={css.faces}>
              {faces.map((face) => (
                <NavLink key={face} to={`/${face}`}>
                  {t(`faces.${face}`)}
                </NavLink>
              ))}
              {can.includes('staff.read') ? <NavLink to="/staff">{t('faces.staff')}</NavLink> : null}
              {can.includes('acts.read') ? <NavLink to="/acts">{t('faces.acts')}</NavLink> : null}
            </nav>
          )}
          <div className={css.corner}>
            <LanguageSwitch />
            <ShadeSwitch />
            {inWallet ? null : <Account />}
          </div>
        </div>
      </header>
      <OfflineBar />
      <main id="page" className={css.main}>
        <Suspense fallback={<Loading />}>
          <Outlet />
        </Suspense>
        {pathname === '/' ? <Demo /> : null}
      </main>
      <footer className={css.footer}>
        <p>{t('footer')}</p>
      </footer>
      <ProofHost />
      <ScrollRestoration />
    </div>
  );
}

function LanguageSwitch() {
  const { t } = useTranslation();
  const now = languageNow();
  const other = LANGUAGES.find((language) => language !== now) ?? 'zh';
  return (
    <button type="button" className={css.plain} lang={other} onClick={() => void chooseLanguage(other)}>
      {t('language.other')}
    </button>
  );
}

function ShadeSwitch() {
  const { t } = useTranslation();
  const other = useShade() === 'dark' ? 'light' : 'dark';
  return (
    <button
      type="button"
      className={css.plain}
      aria-label={t(`shade.${other}`)}
      onClick={() => chooseShade(other)}
    >
      <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
        <circle cx="10" cy="10" r="7" fill="none" stroke="currentColor" strokeWidth="2" />
        <path d="M10 3a7 7 0 0 1 0 14z" fill="currentColor" />
      </svg>
    </button>
  );
}

/** A page that could not be shown at all, for example because its file did not arrive. */
export function PageFailed() {
  return <Failed error={useRouteError()} retry={() => location.reload()} />;
}
