/** Asking for the cancellation: why, how to be told, in which language. Kept in memory alone until it is sent. */

import { useMutation } from '@tanstack/react-query';
import Alert from 'antd/es/alert';
import Button from 'antd/es/button';
import Input from 'antd/es/input';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { newKey } from '../shared/api.ts';
import { Field } from '../shared/field.tsx';
import { Problem } from '../shared/problem.tsx';
import { useLanguage } from '../shared/words.ts';
import css from './ask-form.module.css';
import { Chip, Chips } from './chips.tsx';
import fields from './fields.module.css';
import { keyText } from './given.ts';
import { askFor, type LookedUp, type Named, PURPOSES, type Purpose, type Wish } from './payer-api.ts';
import { forgetTyped } from './typed-details.ts';

const REASON_MAX = 200;
const PHONE_MAX = 20;
const EMAIL_MAX = 120;

export interface AskFormProps {
  readonly named: Named;
  readonly found: LookedUp;
  readonly purpose: Purpose | null;
  /** The answer is asked for anew: a purpose may open a right, or ask for papers. */
  readonly onPurpose: (purpose: Purpose) => void;
}

/** The server keeps one line; line breaks of a telephone's keyboard are blanks in it. */
const lineOf = (text: string): string => text.replace(/\s+/gu, ' ').trim();

interface Texts {
  readonly reason: string;
  readonly phone: string;
  readonly email: string;
}

export function AskForm({ named, found, purpose, onPurpose }: AskFormProps) {
  const { t } = useTranslation('payer');
  const language = useLanguage();
  const navigate = useNavigate();
  const [texts, setTexts] = useState<Texts>({ reason: '', phone: '', email: '' });
  const [told, setTold] = useState<'zh' | 'en'>(language);
  const [shown, setShown] = useState(false);
  // One key for one intent: pressed twice, or again after a lost answer, it is one request and its token comes again.
  const key = useRef(newKey());
  const waits = found.answer.verdict === 'NOT_YET';
  const line = lineOf(texts.reason);

  const asking = useMutation({
    mutationFn: (wish: Wish) => askFor(named, wish, key.current),
    onSuccess: async ({ request, token }) => {
      if (token === null) return;
      forgetTyped();
      await navigate(`/request#${keyText({ id: request.id, token })}`, { replace: true });
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setShown(true);
    if (asking.isPending) return;
    if (purpose === null || line === '') {
      const first = purpose === null ? 'input[type=radio]' : 'textarea';
      event.currentTarget.querySelector<HTMLElement>(first)?.focus();
      return;
    }
    const [phone, email] = [texts.phone.trim(), texts.email.trim()];
    asking.mutate({
      ...{ purpose, reason: line, language: told, whenOpen: waits },
      ...(phone === '' ? {} : { phone }),
      ...(email === '' ? {} : { email }),
    });
  };
  const set = (name: keyof Texts) => (event: { readonly target: { readonly value: string } }) =>
    setTexts({ ...texts, [name]: event.target.value });

  return (
    <form noValidate className={css.form} onSubmit={submit}>
      <Chips name="purpose" legend={t('ask.purpose')}>
        {PURPOSES.map((each) => (
          <Chip
            key={each}
            name="purpose"
            value={each}
            chosen={purpose === each}
            onChoose={() => onPurpose(each)}
          >
            {t(`purpose.${each}`)}
          </Chip>
        ))}
      </Chips>
      {shown && purpose === null ? (
        <p role="alert" className={fields.wrong}>
          {t('ask.choosePurpose')}
        </p>
      ) : null}
      {purpose === 'unauthorised' ? (
        <Alert type="error" showIcon title={t('notMe.title')} description={t('notMe.lead')} />
      ) : null}
      <Field
        label={t('ask.reason')}
        hint={t('ask.reasonHint')}
        fault={shown && line === '' ? t('ask.writeReason') : null}
      >
        {(control) => (
          <Input.TextArea
            {...control}
            value={texts.reason}
            rows={3}
            maxLength={REASON_MAX}
            onChange={set('reason')}
          />
        )}
      </Field>
      <div className={css.contact}>
        <Field label={t('ask.phone')}>
          {(control) => (
            <Input
              {...control}
              type="tel"
              autoComplete="off"
              maxLength={PHONE_MAX}
              value={texts.phone}
              onChange={set('phone')}
            />
          )}
        </Field>
        <Field label={t('ask.email')}>
          {(control) => (
            <Input
              {...control}
              type="email"
              autoComplete="off"
              maxLength={EMAIL_MAX}
              value={texts.email}
              onChange={set('email')}
            />
          )}
        </Field>
        <p className={fields.hint}>{t('ask.contactHint')}</p>
      </div>
      <Chips name="language" legend={t('ask.language')}>
        {(['zh', 'en'] as const).map((each) => (
          <Chip key={each} name="language" value={each} chosen={told === each} onChoose={() => setTold(each)}>
            <span lang={each}>{t(`ask.languages.${each}`)}</span>
          </Chip>
        ))}
      </Chips>
      <p className={css.will}>{t(waits ? 'ask.willWait' : 'ask.will')}</p>
      {asking.isError ? <Problem error={asking.error} /> : null}
      {asking.data?.token === null ? <p role="alert">{t('ask.another')}</p> : null}
      <Button type="primary" danger size="large" htmlType="submit" loading={asking.isPending} block>
        {t('ask.send')}
      </Button>
    </form>
  );
}
