/** A link or a code that somebody was given, pasted. */
import Button from 'antd/es/button';
import Input from 'antd/es/input';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from '../shared/field.tsx';
import css from './fields.module.css';
import { type Given, readGiven } from './given.ts';

const LENGTH_MAX = 600;

export interface LinkFormProps {
  readonly onFound: (given: Given) => void;
}

export function LinkForm({ onFound }: LinkFormProps) {
  const { t } = useTranslation('payer');
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState(false);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const given = readGiven(text);
        setWrong(given === null);
        if (given !== null) onFound(given);
      }}
    >
      <Field label={t('link.label')} hint={t('link.hint')} fault={wrong ? t('link.wrong') : null}>
        {(control) => (
          <div className={css.row}>
            <Input
              {...control}
              value={text}
              maxLength={LENGTH_MAX}
              autoComplete="off"
              spellCheck={false}
              onChange={({ target }) => {
                setText(target.value);
                setWrong(false);
              }}
            />
            <Button htmlType="submit">{t('link.open')}</Button>
          </div>
        )}
      </Field>
    </form>
  );
}
