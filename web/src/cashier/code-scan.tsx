/** The payer's code: from a scanner that types it, or from a wallet at hand. */
import { useQuery } from '@tanstack/react-query';
import Button from 'antd/es/button';
import Input from 'antd/es/input';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { languageNow } from '../app/i18n.ts';
import { Field } from '../shared/field.tsx';
import { Fetched } from '../shared/states.tsx';
import { BackButton } from './back-button.tsx';
import css from './card-choice.module.css';
import { nameOf } from './card-choice.tsx';
import { ScanButton } from './scan-button.tsx';
import { till } from './till-api.ts';
import { useTill } from './till-context.ts';

const CODE = /^\d{12,19}$/;
const SHOWN_FIRST = 6;

export interface CodeScanProps {
  readonly onCode: (code: string) => void;
  readonly onBack: () => void;
}

export function CodeScan({ onCode, onBack }: CodeScanProps) {
  const { t } = useTranslation('cashier');
  const { till: state } = useTill();
  const [typed, setTyped] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const take = (text: string): void => {
    const code = text.replaceAll(/\s/g, '');
    if (CODE.test(code)) onCode(code);
    else setFault(t('scan.wrong'));
  };
  const enter = (event: FormEvent): void => {
    event.preventDefault();
    take(typed);
  };
  return (
    <section aria-labelledby="scan">
      <h2 id="scan">{t('scan.title')}</h2>
      <form className="fields" onSubmit={enter}>
        <Field label={t('scan.code')} hint={t('scan.hint')} fault={fault}>
          {(control) => (
            <Input
              {...control}
              inputMode="numeric"
              autoComplete="off"
              autoFocus
              value={typed}
              onChange={(event) => {
                setTyped(event.currentTarget.value);
                setFault(null);
              }}
            />
          )}
        </Field>
        <Button type="primary" htmlType="submit">
          {t('scan.take')}
        </Button>
        <ScanButton title={t('scan.title')} onText={(text) => take(text)} />
      </form>
      {state.demo ? <Wallets onCode={onCode} /> : null}
      <BackButton onClick={onBack} />
    </section>
  );
}

/** A code is good for a minute: it is fetched when the list is opened. */
function Wallets({ onCode }: Pick<CodeScanProps, 'onCode'>) {
  const { t } = useTranslation('cashier');
  const query = useQuery({ queryKey: ['till-codes'], queryFn: till.payerCodes, gcTime: 0, staleTime: 0 });
  const [all, setAll] = useState(false);
  return (
    <>
      <h3 className={css.wallets}>{t('scan.wallets')}</h3>
      <Fetched query={query}>
        {(codes) => (
          <>
            <ul className={css.cards}>
              {(all ? codes : codes.slice(0, SHOWN_FIRST)).map(({ card, name, code }) => (
                <li key={card}>
                  <button type="button" className={css.card} onClick={() => onCode(code)}>
                    <span className={css.name}>{nameOf(name, languageNow())}</span>
                    <span className={`number ${css.digits}`}>{code.replace(/\d(?=\d{4})/g, '·')}</span>
                  </button>
                </li>
              ))}
            </ul>
            {all || codes.length <= SHOWN_FIRST ? null : (
              <button type="button" className={css.all} onClick={() => setAll(true)}>
                {t('cards.all', { total: codes.length })}
              </button>
            )}
          </>
        )}
      </Fetched>
    </>
  );
}
