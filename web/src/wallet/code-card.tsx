/** The payment code: bars and squares, good once and for a minute, made anew before it ends. */
import { useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { serverNowMs } from '../shared/api.ts';
import { QrCode } from '../shared/qr-code.tsx';
import { Failed, Loading } from '../shared/states.tsx';
import { useSay } from '../shared/words.ts';
import { Barcode } from './barcode.tsx';
import css from './pay.module.css';
import { makePayCode } from './pay-api.ts';
import { Ring } from './ring.tsx';
import { SourceChoice } from './source-choice.tsx';
import type { WalletView } from './wallet-shapes.ts';

const inFours = (code: string): string => code.replace(/(\d{4})(?=\d)/g, '$1 ');

export function CodeCard({ wallet }: { readonly wallet: WalletView }) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const [source, setSource] = useState<string | null>(null);
  const [bare, setBare] = useState(false);
  const query = useQuery({
    queryKey: ['own', 'pay-code', source],
    queryFn: async () => ({ ...(await makePayCode(source)), fromMs: serverNowMs() }),
    // One is made when it is shown, and never kept for later.
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnMount: 'always',
  });
  const { data, refetch } = query;
  const renew = useCallback(() => void refetch(), [refetch]);
  return (
    <section className={css.codeCard} aria-label={t('pay.way.pay-code')}>
      {data === undefined ? (
        query.isError ? (
          <Failed error={query.error} retry={renew} />
        ) : (
          <Loading lines={6} />
        )
      ) : (
        <>
          <p className={css.show}>{t('pay.show')}</p>
          <Barcode text={data.code} label={t('pay.bars')} />
          <button type="button" className={css.digits} onClick={() => setBare(!bare)}>
            {bare ? inFours(data.code) : t('pay.digits', { start: data.code.slice(0, 4) })}
          </button>
          <div className={css.square}>
            <QrCode text={data.code} label={t('pay.square')} />
          </div>
          <div className={css.fresh}>
            <Ring key={data.code} from={data.fromMs} to={Date.parse(data.expiresAt)} onEnd={renew} />
            <span>{t('pay.fresh')}</span>
            <button type="button" className={css.renew} onClick={renew}>
              {t('pay.renew')}
            </button>
          </div>
        </>
      )}
      <SourceChoice wallet={wallet} chosen={source} onChosen={setSource} />
      {data?.source === undefined || data.source === null ? null : (
        <p className="only-read">{t('pay.paidFrom', { source: say(data.source.words) })}</p>
      )}
    </section>
  );
}
