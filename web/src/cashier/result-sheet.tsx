/** What came of it, large; what is known and what is not; the slip; the next customer. */
import { useQuery } from '@tanstack/react-query';
import Button from 'antd/es/button';
import type { TFunction } from 'i18next';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Journey } from '../journey/index.tsx';
import { Money } from '../shared/money.tsx';
import { Page } from '../shared/page.tsx';
import { useSay } from '../shared/words.ts';
import stage from './act-stage.module.css';
import { Steps } from './progress.tsx';
import css from './result-sheet.module.css';
import { SettlementTable } from './settlement-table.tsx';
import { Slip } from './slip.tsx';
import { type Act, type Result, till } from './till-api.ts';
import { useTill } from './till-context.ts';
import { UnknownPart } from './unknown-part.tsx';

type Tone = 'yes' | 'no' | 'unknown';

const TONES: Readonly<Record<Result['result'], Tone>> = {
  approved: 'yes',
  declined: 'no',
  refused: 'no',
  undone: 'no',
  unknown: 'unknown',
};

export function ResultSheet({ act }: { readonly act: Act }) {
  const { t } = useTranslation('cashier');
  const say = useSay();
  const { acting } = useTill();
  const { result, trouble } = act;
  useEnterToLeave(acting.clear);
  const kind = result?.result ?? (act.steps.some(({ step }) => step === 'sent') ? 'unknown' : 'refused');
  const tone = TONES[kind];
  const words = result?.words ?? trouble;
  const flushed = act.act === 'reversal' ? (result?.flushed ?? null) : null;
  const title =
    act.act === 'reversal' ? reversalTitle(flushed, t) : t(`result.${kind}`, { what: t(`acts.${act.act}`) });
  const net =
    result?.settlement == null ? null : result.settlement.terminal.debit - result.settlement.terminal.credit;
  const amount = flushed?.amount ?? result?.amount ?? act.amount ?? net;
  return (
    <Page title={title}>
      <div className={css.columns}>
        <div className={css.told}>
          <div className={`${css.sheet} ${css[tone]}`} role="status">
            <Sign tone={act.act === 'reversal' && flushed?.state === 'acknowledged' ? 'yes' : tone} />
            <div>
              {amount === null || amount === undefined ? null : (
                <p className={css.amount}>
                  <Money fen={amount} />
                </p>
              )}
              {kind === 'approved' || words === null || words === undefined ? null : (
                <p className={css.words}>
                  {say(words)}
                  {result?.code == null ? null : <span className="muted number"> [{result.code}]</span>}
                </p>
              )}
              <Facts result={result} />
              {act.recovered ? <p className="muted">{t('recovered')}</p> : null}
            </div>
          </div>
          {kind === 'unknown' && act.act !== 'reversal' ? <UnknownPart act={act} /> : null}
          {result?.settlement == null ? null : <SettlementTable settlement={result.settlement} />}
          {kind === 'declined' || kind === 'refused' ? <p>{t('nothingTaken')}</p> : null}
          <div className={stage.buttons}>
            <Button
              type={kind === 'unknown' ? 'default' : 'primary'}
              size="large"
              onClick={acting.clear}
              autoFocus={kind !== 'unknown'}
            >
              {act.act === 'sale' || act.act === 'preauth' ? t('next') : t('done')}
            </Button>
          </div>
        </div>
        {result?.hasSlip && kind !== 'unknown' ? (
          <Slip
            terminal={act.terminal}
            of={{ batch: result.batch, stan: result.settlement === null ? result.stan : null }}
          />
        ) : null}
      </div>
      {kind === 'approved' && isWayBack(act) && result !== null ? (
        <WayBack act={act} result={result} />
      ) : null}
      <details className={css.details}>
        <summary>{t('steps.label')}</summary>
        <Steps act={act} />
        {result?.detail == null ? null : <p className="muted">{result.detail}</p>}
      </details>
    </Page>
  );
}

const isWayBack = ({ act }: Act): boolean => act === 'void' || act === 'refund';

const reversalTitle = (flushed: Result['flushed'], t: TFunction<'cashier'>): string =>
  flushed === null ? t('reversal.none') : t(`reversal.${flushed.state}`);

function Facts({ result }: { readonly result: Result | null }) {
  const { t } = useTranslation('cashier');
  if (result === null || result.stan === null) return null;
  const rows = [
    [t('facts.card'), result.card],
    [t('facts.stan'), `${result.batch} / ${result.stan}`],
    [t('facts.reference'), result.reference],
  ] as const;
  return (
    <dl className={css.facts}>
      {rows.map(([label, value]) =>
        value === null || value === undefined ? null : (
          <div key={label}>
            <dt>{label}</dt>
            <dd className="number">{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

/** The way of the money back, drawn: that of the payment that was undone. */
function WayBack({ act, result }: { readonly act: Act; readonly result: Result }) {
  const original = result.original;
  const query = useQuery({
    queryKey: ['till', act.terminal, 'entry', original?.batch, original?.stan],
    queryFn: () => till.entry(act.terminal, original?.batch ?? '', original?.stan ?? ''),
    enabled: original !== null,
  });
  const id = query.data?.payment?.id;
  return id === undefined ? null : <Journey paymentId={id} />;
}

const SIGNS: Readonly<Record<Tone, string>> = {
  yes: 'M14 25l8 8 14-17',
  no: 'M16 16l16 16M32 16L16 32',
  unknown: 'M18 19a6 6 0 1 1 8.5 5.5c-1.8.9-2.5 2-2.5 4.5M24 34.5v.5',
};

function Sign({ tone }: { readonly tone: Tone }) {
  return (
    <svg viewBox="0 0 48 48" className={css.sign} aria-hidden="true">
      <circle cx="24" cy="24" r="22" />
      <path d={SIGNS[tone]} />
    </svg>
  );
}

/** Enter is the next customer, as on a terminal; a button that has the focus keeps its own meaning. */
function useEnterToLeave(leave: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const free =
        !(event.target instanceof Element) || event.target.closest('button, a, input, summary') === null;
      if (event.key === 'Enter' && free) leave();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [leave]);
}
