/** What of the payments is shown. It stands in the address: a search can be kept and sent to a colleague. */
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import control from '../shared/control.module.css';
import { Field } from '../shared/field.tsx';
import { PAYMENT_STATES, type PaymentFilter } from './merchant-api.ts';
import css from './payments-filter.module.css';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const REFERENCE = /^[0-9A-Za-z]{12}$/;
const PAYMENT = /^pay_[0-9A-Za-z]{1,60}$/;
const TERMINAL = /^[0-9A-Za-z]{8}$/;

/** Days are the shop's own: from the first second of one to the last of the other. */
export function filterOf(query: URLSearchParams): PaymentFilter {
  const [from, to] = [query.get('from') ?? '', query.get('to') ?? ''];
  return {
    state: PAYMENT_STATES.find((state) => state === query.get('state')) ?? null,
    rrn: query.get('rrn'),
    terminal: query.get('terminal'),
    from: DAY.test(from) ? `${from}T00:00:00+08:00` : null,
    to: DAY.test(to) ? `${to}T23:59:59+08:00` : null,
  };
}

export function PaymentsFilter() {
  const { t } = useTranslation('merchant');
  const [query, setQuery] = useSearchParams();
  const navigate = useNavigate();
  const [fault, setFault] = useState<string | null>(null);

  const set = (name: string, value: string): void => {
    const next = new URLSearchParams(query);
    if (value === '') next.delete(name);
    else next.set(name, value);
    setQuery(next, { replace: true });
  };
  const search = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const text = String(new FormData(event.currentTarget).get('text') ?? '').replace(/\s/g, '');
    setFault(null);
    if (PAYMENT.test(text)) void navigate(`/merchant/payments/${text}`);
    else if (text === '') setQuery({});
    else if (REFERENCE.test(text)) setQuery({ rrn: text });
    else if (TERMINAL.test(text)) setQuery({ terminal: text });
    else setFault(t('filter.fault'));
  };
  return (
    <search>
      <form className={css.filter} onSubmit={search} key={query.get('rrn') ?? query.get('terminal') ?? ''}>
        <Field label={t('filter.text')} hint={t('filter.hint')} fault={fault}>
          {(props) => (
            <input
              {...props}
              name="text"
              type="search"
              enterKeyHint="search"
              autoComplete="off"
              maxLength={64}
              className={control.control}
              defaultValue={query.get('rrn') ?? query.get('terminal') ?? ''}
            />
          )}
        </Field>
        <Field label={t('filter.state')}>
          {(props) => (
            <select
              {...props}
              className={control.control}
              value={query.get('state') ?? ''}
              onChange={(event) => set('state', event.target.value)}
            >
              <option value="">{t('filter.any')}</option>
              {PAYMENT_STATES.map((state) => (
                <option key={state} value={state}>
                  {t(`state.${state}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
        {(['from', 'to'] as const).map((end) => (
          <Field key={end} label={t(`filter.${end}`)}>
            {(props) => (
              <input
                {...props}
                type="date"
                className={control.control}
                value={query.get(end) ?? ''}
                onChange={(event) => set(end, event.target.value)}
              />
            )}
          </Field>
        ))}
      </form>
    </search>
  );
}
