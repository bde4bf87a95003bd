/** One of the ten: done, next, or in the way, with what puts it right where it stands. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Countdown } from '../shared/countdown.tsx';
import { Moment } from '../shared/moment.tsx';
import { moneyText } from '../shared/money.tsx';
import { Problem } from '../shared/problem.tsx';
import { useLanguage, useSay } from '../shared/words.ts';
import css from './account.module.css';
import type { ClosingStep } from './account-api.ts';
import type { Blocker } from './closure-shapes.ts';
import { Icon } from './icons.tsx';
import { useProven } from './prove.tsx';
import { RuleMark } from './rule-mark.tsx';
import { useRefresh, useWallet } from './use-wallet.ts';
import { wallet } from './wallet-api.ts';
import type { Rule } from './wallet-shapes.ts';

export interface AccountStepProps {
  readonly step: ClosingStep;
  readonly rules: readonly Rule[];
}

export function AccountStep({ step, rules }: AccountStepProps) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const { state, blockers, until } = step;
  return (
    <li className={css.step} data-state={state}>
      <span className={css.mark} aria-hidden="true">
        {state === 'done' ? <Icon name="check" size={18} /> : step.number}
      </span>
      <div className={css.words}>
        <h2>{t(`account.step.${step.step}`)}</h2>
        <p className={css.state}>{t(`account.state.${state}`)}</p>
        {until === null || state === 'done' ? null : (
          <p className={css.until}>
            {step.step === 'locked' ? <Moment at={until} style="day" /> : <Countdown to={until} />}
          </p>
        )}
        {blockers.map((blocker) => (
          <div key={blocker.reason.code} className={css.blocker}>
            <p>{say(blocker.words)}</p>
            {blocker.items.map((item) => (
              <Item key={item.id ?? item.what} item={item} />
            ))}
            <RuleMark id={blocker.rule} rules={rules} />
          </div>
        ))}
      </div>
    </li>
  );
}

type ItemOf = Blocker['items'][number];

function Item({ item }: { readonly item: ItemOf }) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const language = useLanguage();
  const name = item.name === null ? t(`item.${item.what}`) : say(item.name);
  const shown = item.amount === null ? name : `${name} · ${moneyText(item.amount, language)}`;
  return (
    <div className={css.item}>
      <span>{shown}</span>
      <Resolve item={item} />
    </div>
  );
}

/** What puts it right: done here where it can be, else the way to where it is. */
function Resolve({ item: { what, id } }: { readonly item: ItemOf }) {
  const { t } = useTranslation('wallet');
  if (what === 'contract' && id !== null) return <EndContract id={id} />;
  if (what === 'balance') return <Link to="/wallet/me/payout">{t('account.payOut')}</Link>;
  if (what === 'arrears') return <Link to="/wallet/me/top-up">{t('balance.topUp')}</Link>;
  if (what === 'benefits') return <GiveUp />;
  if (what === 'card' && id !== null)
    return <Link to={`/wallet/close/binding/${id}`}>{t('card.unbind')}</Link>;
  if (what === 'dispute' && id !== null) return <Link to={`/wallet/cases/${id}`}>{t('account.look')}</Link>;
  if ((what === 'payment' || what === 'payout') && id !== null)
    return <Link to={`/wallet/bills/${id}`}>{t('account.look')}</Link>;
  return null;
}

function EndContract({ id }: { readonly id: string }) {
  const { t } = useTranslation('wallet');
  const refresh = useRefresh();
  const end = useProven((key) => wallet.post(`/deductions/${id}/end`, {}, { key }), refresh);
  return (
    <>
      <button type="button" disabled={end.busy} onClick={end.run}>
        {t('account.end')}
      </button>
      {end.dialog}
      {end.error === null ? null : <Problem error={end.error} />}
    </>
  );
}

/** What others gave is lost with the account: given up here, with the consent, as it was read. */
function GiveUp() {
  const { t } = useTranslation('wallet');
  const language = useLanguage();
  const refresh = useRefresh();
  const { data } = useWallet();
  const [agreed, setAgreed] = useState(false);
  const { redPacket = 0, points = 0 } = data ?? {};
  const give = useProven(
    (key) => wallet.post('/account/give-up', { redPacket, points, consent: true }, { key }),
    refresh,
  );
  return (
    <div className={css.giveUp}>
      <label>
        <input type="checkbox" checked={agreed} onChange={({ target }) => setAgreed(target.checked)} />
        <span>{t('account.consent', { redPacket: moneyText(redPacket, language), points })}</span>
      </label>
      <button type="button" disabled={!agreed || give.busy} onClick={give.run}>
        {t('account.giveUp')}
      </button>
      {give.dialog}
      {give.error === null ? null : <Problem error={give.error} />}
    </div>
  );
}
