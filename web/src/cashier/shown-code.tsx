/** The merchant's code for a payer's app. The terminal asks what became of it until it is paid or closed. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import Button from 'antd/es/button';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Money } from '../shared/money.tsx';
import { Page } from '../shared/page.tsx';
import { Problem } from '../shared/problem.tsx';
import { Fetched } from '../shared/states.tsx';
import stage from './act-stage.module.css';
import cards from './card-choice.module.css';
import { CardFace } from './card-choice.tsx';
import { QrCode } from './qr-code.tsx';
import { ResultSheet } from './result-sheet.tsx';
import { runAct } from './run-act.ts';
import css from './shown-code.module.css';
import { type Act, type Result, till } from './till-api.ts';
import { useTill } from './till-context.ts';

const ASK_EVERY_MS = 3_000;
/** A code that nobody scans is asked about by hand after this. */
const ASK_FOR_MS = 5 * 60_000;

export function ShownCode({ act, result }: { readonly act: Act; readonly result: Result }) {
  const { t } = useTranslation('cashier');
  const { acting, till: state } = useTill();
  const client = useQueryClient();
  const { stan } = result;
  const [closed, setClosed] = useState<Act | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [asking, setAsking] = useState(true);
  const query = useQuery({
    queryKey: ['till-code', act.terminal, result.batch, stan],
    queryFn: ({ signal }) => runAct(act.terminal, { act: 'query-code', stan: stan ?? '' }, signal),
    enabled: closed === null && stan !== null,
    refetchInterval: ({ state: { data } }) =>
      data?.result?.result === 'unknown' || data === undefined ? (asking ? ASK_EVERY_MS : false) : false,
  });
  useEffect(() => {
    const timer = setTimeout(() => setAsking(false), ASK_FOR_MS);
    return () => clearTimeout(timer);
  }, []);
  const close = async (): Promise<void> => {
    setError(null);
    try {
      const told = await runAct(
        act.terminal,
        { act: 'close-code', stan: stan ?? '' },
        new AbortController().signal,
      );
      if (told.result?.result === 'approved') setClosed(told);
      else void query.refetch();
    } catch (failure) {
      setError(failure);
    } finally {
      void client.invalidateQueries({ queryKey: ['till', act.terminal] });
    }
  };
  const found = query.data?.result;
  const paid = found?.result === 'approved' && found.reference !== null;
  if (paid && query.data !== undefined && found !== undefined && found !== null)
    return (
      <ResultSheet
        act={{
          ...query.data,
          ...{ act: 'sale', amount: result.amount },
          result: { ...found, batch: result.batch, stan, amount: result.amount, hasSlip: true },
        }}
      />
    );
  if (closed !== null) return <ResultSheet act={{ ...closed, amount: result.amount }} />;
  return (
    <Page title={t('shown.title')} lead={t('shown.lead')}>
      <p className={stage.amount}>
        <Money fen={result.amount ?? 0} />
      </p>
      {result.codeText === null ? null : (
        <div className={css.code}>
          <QrCode text={result.codeText} label={t('shown.code')} />
        </div>
      )}
      <p role="status">{query.isError ? t('shown.notAsked') : t('shown.waiting')}</p>
      {error === null ? null : <Problem error={error} />}
      <div className={stage.buttons}>
        <Button size="large" onClick={() => void query.refetch()} loading={query.isFetching && !asking}>
          {t('shown.ask')}
        </Button>
        <Button size="large" danger onClick={() => void close()}>
          {t('shown.close')}
        </Button>
        <Button size="large" onClick={acting.clear}>
          {t('shown.leave')}
        </Button>
      </div>
      {state.demo && result.codeText !== null ? (
        <Payers code={result.codeText} onPaid={() => void query.refetch()} />
      ) : null}
    </Page>
  );
}

/** In a demonstration the payer's telephone is at hand too. */
function Payers({ code, onPaid }: { readonly code: string; readonly onPaid: () => void }) {
  const { t } = useTranslation('cashier');
  const query = useQuery({ queryKey: ['till-cards'], queryFn: till.cards, staleTime: 60_000 });
  const [said, setSaid] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const pay = async (card: string): Promise<void> => {
    setError(null);
    try {
      const { result, code: answer } = await till.pays(card, code);
      setSaid(t(`shown.${result}`, { code: answer }));
      onPaid();
    } catch (failure) {
      setError(failure);
    }
  };
  return (
    <details className={css.payers}>
      <summary>{t('shown.payers')}</summary>
      <p role="status">{said}</p>
      {error === null ? null : <Problem error={error} />}
      <Fetched query={query}>
        {(all) => (
          <ul className={cards.cards}>
            {all.slice(0, 4).map((card) => (
              <li key={card.id}>
                <button type="button" className={cards.card} onClick={() => void pay(card.id)}>
                  <CardFace card={card} />
                </button>
              </li>
            ))}
          </ul>
        )}
      </Fetched>
    </details>
  );
}
