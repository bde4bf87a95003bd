/** An act without a valid answer: what is known, what is not, what happens next. Nobody is told to try again. */
import { useQuery } from '@tanstack/react-query';
import Button from 'antd/es/button';
import { useTranslation } from 'react-i18next';
import stage from './act-stage.module.css';
import { type Act, till } from './till-api.ts';
import { useTill } from './till-context.ts';

const LOOK_AGAIN_MS = 3_000;
const ENDED = ['reversed', 'declined', 'approved', 'voided'];

export function UnknownPart({ act }: { readonly act: Act }) {
  const { t } = useTranslation('cashier');
  const { acting } = useTill();
  const { result } = act;
  const stan = result?.stan ?? null;
  const query = useQuery({
    queryKey: ['till', act.terminal, 'unknown', result?.batch, stan],
    queryFn: () => till.entry(act.terminal, result?.batch ?? '', stan ?? ''),
    enabled: stan !== null,
    refetchInterval: ({ state: { data } }) =>
      data?.payment != null && ENDED.includes(data.payment.state) && data.state !== 'unknown'
        ? false
        : LOOK_AGAIN_MS,
  });
  const host = query.data?.payment?.state ?? null;
  const ended = query.data?.state === 'reversed' || host === 'reversed' || host === 'declined';
  const own = result?.reversal === 'pending' && query.data?.state !== 'reversed';
  return (
    <section aria-live="polite">
      {ended ? (
        <p className={stage.found}>
          <strong>{t('reversal.acknowledged')}</strong> {t('unknown.mayPay')}
        </p>
      ) : null}
      <div className={stage.known}>
        <div className="card">
          <h2>{t('unknown.known')}</h2>
          <ul>
            <li>{result?.code == null ? t('unknown.sent') : t('unknown.answered')}</li>
            {host === null ? null : <li>{t('unknown.host', { state: t(`hostState.${host}`) })}</li>}
            {query.data?.state === 'reversed' ? <li>{t('unknown.reversed')}</li> : null}
          </ul>
        </div>
        {ended ? null : (
          <div className="card">
            <h2>{t('unknown.next')}</h2>
            <ul>
              <li>{own ? t('unknown.reversalKept') : t('unknown.hostEnds')}</li>
              <li>{t('unknown.goods')}</li>
            </ul>
          </div>
        )}
      </div>
      {own && !ended ? (
        <div className={stage.buttons}>
          <Button type="primary" size="large" onClick={() => acting.begin({ act: 'reversal' })}>
            {t('unknown.findOut')}
          </Button>
        </div>
      ) : null}
    </section>
  );
}
