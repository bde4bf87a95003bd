/** What stands in the way: each with its name, the rule that says so, and the way to where it is put right. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Countdown } from '../shared/countdown.tsx';
import { moneyText } from '../shared/money.tsx';
import { useLanguage, useSay } from '../shared/words.ts';
import type { Blocker } from './closure-shapes.ts';
import { Icon } from './icons.tsx';
import css from './impact.module.css';
import { RuleMark } from './rule-mark.tsx';
import type { Rule } from './wallet-shapes.ts';

const PATHS: Readonly<Record<string, string>> = {
  movements: '/wallet/bills',
  refunds: '/wallet/bills',
  deductions: '/wallet/services',
  balance: '/wallet/me/balance',
  benefits: '/wallet/account/closing',
  cards: '/wallet/services',
  'device-cards': '/wallet/services',
  services: '/wallet/services',
  closing: '/wallet/account/closing',
  person: '/wallet/me/settings',
};
const ITEM_PATHS: Readonly<Record<string, (id: string) => string>> = {
  payment: (id) => `/wallet/bills/${id}`,
  payout: (id) => `/wallet/bills/${id}`,
  contract: (id) => `/wallet/deductions/${id}`,
  card: (id) => `/wallet/cards/${id}`,
  dispute: (id) => `/wallet/cases/${id}`,
};

export interface BlockersProps {
  readonly blockers: readonly Blocker[];
  readonly rules: readonly Rule[];
}

export function Blockers({ blockers, rules }: BlockersProps) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  if (blockers.length === 0) return null;
  return (
    <section className={css.section} data-tone="unknown">
      <h2>
        <Icon name="alarm" size={20} />
        {t('impact.blockers')}
      </h2>
      <ul className={css.lines}>
        {blockers.map((blocker) => (
          <li key={blocker.reason.code}>
            <strong>{say(blocker.words)}</strong>
            <Items blocker={blocker} />
            {blocker.opensAt === null ? null : (
              <span>
                {t('impact.opens')} <Countdown to={blocker.opensAt} />
              </span>
            )}
            <RuleMark id={blocker.rule} rules={rules} />
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Items({ blocker }: { readonly blocker: Blocker }) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const language = useLanguage();
  const { items, at } = blocker;
  const whole = PATHS[at];
  if (items.length === 0)
    return whole === undefined ? null : (
      <Link to={whole} className={css.resolve}>
        {t(`place.${at}`)}
      </Link>
    );
  return (
    <>
      {items.map((item) => {
        const path = item.id === null ? whole : (ITEM_PATHS[item.what]?.(item.id) ?? whole);
        const name = item.name === null ? t(`item.${item.what}`) : say(item.name);
        const shown = item.amount === null ? name : `${name} ${moneyText(item.amount, language)}`;
        return path === undefined ? (
          <span key={item.id ?? item.what}>{shown}</span>
        ) : (
          <Link key={item.id ?? item.what} to={path} className={css.resolve}>
            {shown}
            <Icon name="next" size={14} />
          </Link>
        );
      })}
    </>
  );
}
