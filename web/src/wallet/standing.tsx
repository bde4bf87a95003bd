/** What is unusual about the wallet as a whole, and closings that wait to be ended: before everything else. */
import { useTranslation } from 'react-i18next';
import { Countdown } from '../shared/countdown.tsx';
import { Moment } from '../shared/moment.tsx';
import { moneyText } from '../shared/money.tsx';
import { useLanguage, useSay } from '../shared/words.ts';
import { Banner } from './parts.tsx';
import type { WalletView } from './wallet-shapes.ts';

export function Standing({ wallet }: { readonly wallet: WalletView }) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const language = useLanguage();
  const { arrears, arrearsWords } = wallet.balance;
  const { state, caseId, closesAt, keptUntil, closures } = wallet;
  return (
    <>
      {state === 'stopped' ? (
        <Banner
          tone="back"
          icon="stop"
          title={t('standing.stopped')}
          {...(caseId === null ? {} : { to: `/wallet/cases/${caseId}` })}
        >
          {t('standing.stoppedLead')}
        </Banner>
      ) : null}
      {state === 'closing' && closesAt !== null ? (
        <Banner tone="unknown" icon="clock" title={t('standing.closing')} to="/wallet/account/closing">
          <Countdown to={closesAt} />
        </Banner>
      ) : null}
      {arrears === 0 || arrearsWords === null ? null : (
        <Banner
          tone="back"
          icon="top-up"
          title={t('standing.arrears', { amount: moneyText(arrears, language) })}
          {...(state === 'open' || state === 'closing' ? { to: '/wallet/me/top-up' } : {})}
        >
          {say(arrearsWords)}
        </Banner>
      )}
      {state === 'closed' ? (
        <Banner tone="back" icon="lock" title={t('standing.closed')}>
          {keptUntil === null ? null : (
            <>
              {t('standing.keptUntil')} <Moment at={keptUntil} style="day" />
            </>
          )}
        </Banner>
      ) : null}
      {closures.map(({ id, expiresAt }) => (
        <Banner key={id} tone="out" icon="back" title={t('standing.open')} to={`/wallet/closings/${id}`}>
          {expiresAt === null ? null : <Countdown to={expiresAt} />}
        </Banner>
      ))}
    </>
  );
}
