/** The marks of a search: the reference first, the rest at a press; nothing has to be filled in. */
import Button from 'antd/es/button';
import Input from 'antd/es/input';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from '../../shared/field.tsx';
import { PAYMENT_STATES } from './payment-data.ts';
import { MARKS, type Mark, type Marks } from './search-data.ts';
import css from './search-form.module.css';

export interface SearchFormProps {
  readonly marks: Marks;
  /** `card`: a full number, which goes no further than the question. */
  readonly onAsk: (marks: Marks, card: string | null) => void;
}

interface TextMark {
  readonly name: Exclude<Mark, 'state' | 'reference'>;
  readonly type?: 'date';
  readonly pattern?: string;
  readonly numeric?: true;
  readonly max?: number;
}
const YUAN = '[0-9]{1,10}(\\.[0-9]{1,2})?';
const TEXTS: readonly TextMark[] = [
  { name: 'amountFrom', pattern: YUAN, numeric: true },
  { name: 'amountTo', pattern: YUAN, numeric: true },
  { name: 'from', type: 'date' },
  { name: 'to', type: 'date' },
  { name: 'last4', pattern: '[0-9]{4}', numeric: true, max: 4 },
  { name: 'authCode', pattern: '[0-9A-Za-z]{1,6}', max: 6 },
  { name: 'terminal', max: 8 },
  { name: 'trace', pattern: '[0-9]{6}', numeric: true, max: 6 },
  { name: 'book', max: 64 },
];

export function SearchForm({ marks, onAsk }: SearchFormProps) {
  const { t } = useTranslation('operator');
  const { reference = '', ...others } = marks;
  const [open, setOpen] = useState(Object.keys(others).length > 0);
  const ask = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const given = MARKS.flatMap((name) => {
      const value = String(form.get(name) ?? '').trim();
      return value === '' ? [] : [[name, value] as const];
    });
    const card = String(form.get('card') ?? '').replace(/\s/g, '');
    onAsk(Object.fromEntries(given), card === '' ? null : card);
  };
  return (
    <search aria-label={t('payments.title')}>
      <form className={css.form} onSubmit={ask}>
        <div className={css.first}>
          <Field label={t('payments.reference')} hint={t('payments.referenceHint')}>
            {(control) => (
              <Input
                {...control}
                name="reference"
                defaultValue={reference}
                maxLength={64}
                autoComplete="off"
                spellCheck={false}
              />
            )}
          </Field>
          <div className={css.buttons}>
            <Button type="primary" htmlType="submit">
              {t('payments.search')}
            </Button>
            <Button onClick={() => onAsk({}, null)}>{t('payments.clear')}</Button>
          </div>
        </div>
        <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>{t('payments.more')}</summary>
          <div className={css.marks}>
            {TEXTS.map((text) => (
              <TextField key={text.name} text={text} value={marks[text.name] ?? ''} />
            ))}
            <Field label={t('payments.state')}>
              {(control) => (
                <select {...control} name="state" className={css.select} defaultValue={marks.state ?? ''}>
                  <option value="">{t('payments.anyState')}</option>
                  {PAYMENT_STATES.map((state) => (
                    <option key={state} value={state}>
                      {t(`states.${state}`)}
                    </option>
                  ))}
                </select>
              )}
            </Field>
            <div className={css.wide}>
              <Field label={t('payments.card')} hint={t('payments.cardHint')}>
                {(control) => (
                  <Input
                    {...control}
                    name="card"
                    inputMode="numeric"
                    pattern="[0-9 ]{12,23}"
                    maxLength={23}
                    autoComplete="off"
                    spellCheck={false}
                  />
                )}
              </Field>
            </div>
          </div>
        </details>
      </form>
    </search>
  );
}

function TextField({ text, value }: { readonly text: TextMark; readonly value: string }) {
  const { t } = useTranslation('operator');
  const { name, type = 'text', pattern, numeric = false, max } = text;
  return (
    <Field label={t(`payments.${name}`)}>
      {(control) => (
        <Input
          {...control}
          name={name}
          type={type}
          defaultValue={value}
          autoComplete="off"
          {...(pattern === undefined ? {} : { pattern })}
          {...(numeric ? { inputMode: 'decimal' as const } : {})}
          {...(max === undefined ? {} : { maxLength: max })}
        />
      )}
    </Field>
  );
}
