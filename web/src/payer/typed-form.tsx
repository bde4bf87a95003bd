/** What is printed on every slip, typed: reference, date, amount and the card's last four digits. */
import Button from 'antd/es/button';
import Input from 'antd/es/input';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from '../shared/field.tsx';
import css from './fields.module.css';
import { SLIP_FIELDS, type SlipField } from './slip-drawing.tsx';
import {
  digitsOf,
  fenOf,
  keepTyped,
  latestDay,
  referenceOf,
  textsBefore,
  todayInShanghai,
} from './typed-details.ts';

const REFERENCE_LENGTH = 12;
const LAST4_LENGTH = 4;

type Texts = Readonly<Record<SlipField, string>>;

const SOUND: Readonly<Record<SlipField, (text: string) => boolean>> = {
  reference: (text) => referenceOf(text).length === REFERENCE_LENGTH && /^[0-9A-Z]+$/.test(referenceOf(text)),
  date: (text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && text <= latestDay(),
  amount: (text) => fenOf(text) !== null,
  last4: (text) => digitsOf(text).length === LAST4_LENGTH,
};

export interface TypedFormProps {
  readonly onField: (field: SlipField | null) => void;
  readonly onFound: () => void;
}

export function TypedForm({ onField, onFound }: TypedFormProps) {
  const { t } = useTranslation('payer');
  const [texts, setTexts] = useState<Texts>(
    () => textsBefore() ?? { reference: '', date: todayInShanghai(), amount: '', last4: '' },
  );
  const [shown, setShown] = useState(false);

  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setShown(true);
    const first = SLIP_FIELDS.find((field) => !SOUND[field](texts[field]));
    if (first !== undefined) {
      event.currentTarget.querySelector<HTMLInputElement>(`[name=${first}]`)?.focus();
      return;
    }
    keepTyped(texts);
    onFound();
  };
  const field = (name: SlipField, more: Parameters<typeof Input>[0], hint = ''): ReactNode => {
    const wrong = shown && !SOUND[name](texts[name]);
    return (
      <Field
        label={t(`typed.${name}`)}
        {...(hint === '' ? {} : { hint })}
        fault={wrong ? t(`typed.wrong.${name}`) : null}
      >
        {(control) => (
          <Input
            {...control}
            name={name}
            value={texts[name]}
            autoComplete="off"
            status={wrong ? 'error' : ''}
            onFocus={() => onField(name)}
            onBlur={() => onField(null)}
            onChange={({ target }) => setTexts({ ...texts, [name]: target.value })}
            {...more}
          />
        )}
      </Field>
    );
  };
  return (
    <form noValidate onSubmit={submit}>
      <div className={css.fields}>
        {field(
          'reference',
          { inputMode: 'numeric', maxLength: 20, spellCheck: false, className: 'number' },
          t('typed.referenceHint', { length: REFERENCE_LENGTH }),
        )}
        {field('date', { type: 'date', max: latestDay(), min: '2000-01-01' })}
        {field('amount', { inputMode: 'decimal', maxLength: 16, prefix: '¥', className: 'number' })}
        {field('last4', { inputMode: 'numeric', maxLength: 8, className: 'number' })}
      </div>
      <div className={css.submit}>
        <Button type="primary" size="large" htmlType="submit">
          {t('typed.ask')}
        </Button>
      </div>
    </form>
  );
}
