/** What all pages of the rules share: the way between them, and whose turn it is. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink, useLocation } from 'react-router';
import { ForRoles } from '../../app/session.tsx';
import { Page } from '../../shared/page.tsx';
import css from './rules.module.css';
import { useProposals } from './rules-data.ts';

const TABS = [
  ['/operator/rules', 'rules'],
  ['/operator/rules/proposals', 'proposals'],
  ['/operator/rules/history', 'history'],
  ['/operator/rules/files', 'files'],
] as const;

/** Where the page belongs: a rule and its change to the rules, a trial to the proposals. */
const BELONGS = {
  rules: /^\/operator\/rules(?:\/(?:rule|change).*)?$/,
  proposals: /^\/operator\/rules\/(?:proposals|trials)/,
  history: /^\/operator\/rules\/history/,
  files: /^\/operator\/rules\/files/,
} as const;
const isActive = (name: keyof typeof BELONGS, pathname: string): boolean => BELONGS[name].test(pathname);

export interface RulesFrameProps {
  readonly title: string;
  readonly lead?: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

export function RulesFrame({ title, lead, aside, children }: RulesFrameProps) {
  return (
    <ForRoles roles={['operator', 'auditor']}>
      {() => (
        <Framed title={title} {...(lead === undefined ? {} : { lead })} aside={aside}>
          {children}
        </Framed>
      )}
    </ForRoles>
  );
}

function Framed({ title, lead, aside, children }: RulesFrameProps) {
  const { t } = useTranslation('rules');
  const { pathname } = useLocation();
  const { data: proposals = [] } = useProposals();
  const open = proposals.filter(({ state, own, outdated }) => state === 'open' && !own && !outdated).length;
  return (
    <Page title={title} {...(lead === undefined ? {} : { lead })} aside={aside}>
      <nav className={css.tabs} aria-label={t('tabs.label')}>
        {TABS.map(([path, name]) => (
          <NavLink
            key={path}
            to={path}
            end={name === 'rules'}
            className={isActive(name, pathname) ? (css.here ?? '') : ''}
          >
            {t(`tabs.${name}`)}
            {name === 'proposals' && open > 0 ? (
              <span className={css.badge}>
                <span aria-hidden="true">{open}</span>
                <span className="only-read">{t('tabs.open', { count: open })}</span>
              </span>
            ) : null}
          </NavLink>
        ))}
      </nav>
      {children}
    </Page>
  );
}
