/**
 * `/operator/network/repair`: watch a lost message being repaired. Choose what happens to the answer, make a sale, and
 * see the way out and back draw itself.
 */

import Button from 'antd/es/button';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { parseYuan } from '#domain/money';
import { ForRoles } from '../../app/session.tsx';
import { Journey } from '../../journey/index.tsx';
import { Field } from '../../shared/field.tsx';
import { Page } from '../../shared/page.tsx';
import { Problem } from '../../shared/problem.tsx';
import { useMay } from '../rules/rules-data.ts';
import css from './network.module.css';
import { FAULTS, type Fault, makeSale, useLookAgain } from './network-data.ts';

const AMOUNT = '12.80';
const AMOUNT_FORM = /^\d{1,3}(\.\d{1,2})?$/;

/** Fen of a small amount: it is a demonstration's. */
function fenOf(text: string): number | null {
  const fen = AMOUNT_FORM.test(text) ? parseYuan(text) : undefined;
  return fen === undefined || fen === 0n ? null : Number(fen);
}

export function Component() {
  const { t } = useTranslation('network');
  return (
    <ForRoles roles={['operator', 'auditor']}>
      {() => (
        <Page title={t('repair.title')} lead={t('repair.lead')}>
          <Repair />
        </Page>
      )}
    </ForRoles>
  );
}

function Repair() {
  const { t } = useTranslation('network');
  const may = useMay('network.drive');
  const lookAgain = useLookAgain();
  const [search, setSearch] = useSearchParams();
  const [fault, setFault] = useState<Fault | null>('lose-reply');
  const [amount, setAmount] = useState(AMOUNT);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const shown = useRef<HTMLDivElement>(null);
  const payment = search.get('payment');
  const fen = fenOf(amount);
  useEffect(() => {
    if (payment !== null) shown.current?.scrollIntoView({ block: 'start' });
  }, [payment]);
  const begin = async (): Promise<void> => {
    if (fen === null) return;
    setBusy(true);
    setError(null);
    try {
      const made = await makeSale(fen, fault);
      setSearch({ payment: made.payment });
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
      await lookAgain();
    }
  };
  return (
    <div className={css.stack}>
      {may ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void begin();
          }}
        >
          <ol className={css.steps}>
            <li>
              <h2>{t('repair.fault')}</h2>
              <fieldset className={css.faults}>
                <legend className="only-read">{t('repair.fault')}</legend>
                {[...FAULTS, null].map((each) => (
                  <button
                    key={each ?? 'none'}
                    type="button"
                    className={css.fault}
                    aria-pressed={fault === each}
                    disabled={busy}
                    onClick={() => setFault(each)}
                  >
                    <strong>{t(each === null ? 'fault.none.name' : `fault.${each}.name`)}</strong>
                    <span>{t(each === null ? 'fault.none.detail' : `fault.${each}.detail`)}</span>
                  </button>
                ))}
              </fieldset>
            </li>
            <li>
              <h2>{t('repair.sale')}</h2>
              <div className={css.row}>
                <Field label={t('repair.amount')} fault={fen === null ? t('repair.amountWrong') : null}>
                  {(control) => (
                    <input
                      {...control}
                      className={css.input}
                      inputMode="decimal"
                      autoComplete="off"
                      maxLength={6}
                      value={amount}
                      onChange={(event) => setAmount(event.target.value)}
                    />
                  )}
                </Field>
                <Button type="primary" htmlType="submit" loading={busy} disabled={fen === null}>
                  {t('repair.begin')}
                </Button>
              </div>
              {error === null ? null : <Problem error={error} />}
            </li>
          </ol>
        </form>
      ) : null}
      <div ref={shown} className={payment === null ? '' : css.watch}>
        {payment === null ? (
          <p className="muted">{t(may ? 'repair.waits' : 'repair.notYours')}</p>
        ) : (
          <>
            <h2>{t('repair.watch')}</h2>
            <p>{t(`repair.tells.${fault ?? 'none'}`)}</p>
            <Journey key={payment} paymentId={payment} />
          </>
        )}
      </div>
    </div>
  );
}
