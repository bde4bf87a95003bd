/** A supervisor's word for this act alone, given on the cashier's screen. */
import Button from 'antd/es/button';
import Input from 'antd/es/input';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiProblem } from '../shared/api.ts';
import { Field } from '../shared/field.tsx';
import { Money } from '../shared/money.tsx';
import { Page } from '../shared/page.tsx';
import { Problem } from '../shared/problem.tsx';
import css from './act-stage.module.css';
import { askPasskey, passkeysWork } from './passkey.ts';
import type { Order } from './till-api.ts';
import { useTill } from './till-context.ts';

export interface ApprovalFormProps {
  readonly order: Order;
  readonly problem: ApiProblem | null;
}

export function ApprovalForm({ order, problem }: ApprovalFormProps) {
  const { t } = useTranslation('cashier');
  const { acting } = useTill();
  const [notGiven, setNotGiven] = useState(false);
  const asksCode = problem?.code === 'second-factor-needed' || problem?.code === 'second-factor-wrong';
  const enter = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string): string => String(form.get(name) ?? '').trim();
    const code = text('code');
    const approval = {
      ...{ login: text('login'), password: String(form.get('password') ?? '') },
      ...(code === '' ? {} : { code }),
    };
    acting.again({ ...order, approval });
  };
  const byPasskey = async (): Promise<void> => {
    setNotGiven(false);
    try {
      acting.again({ ...order, approval: { passkey: await askPasskey() } });
    } catch {
      setNotGiven(true);
    }
  };
  return (
    <Page title={t('approval.title')} lead={t('approval.lead', { what: t(`acts.${order.act}`) })}>
      {order.amount === undefined ? null : (
        <p className={css.amount}>
          <Money fen={order.amount} />
        </p>
      )}
      {order.stan === undefined ? null : <p className="muted">{t('stan', { stan: order.stan })}</p>}
      <form className="card fields" onSubmit={enter} autoComplete="off">
        <Field label={t('approval.login')}>
          {(control) => <Input {...control} name="login" autoComplete="off" required autoFocus />}
        </Field>
        <Field label={t('approval.password')} hint={t('approval.once')}>
          {(control) => (
            <Input {...control} name="password" type="password" autoComplete="one-time-code" required />
          )}
        </Field>
        {asksCode ? (
          <Field label={t('approval.code')}>
            {(control) => <Input {...control} name="code" inputMode="numeric" autoComplete="one-time-code" />}
          </Field>
        ) : null}
        {problem === null ? null : <Problem error={problem} />}
        <div className={css.buttons}>
          <Button type="primary" danger htmlType="submit">
            {t('approval.give')}
          </Button>
          <Button onClick={acting.clear}>{t('approval.leave')}</Button>
        </div>
      </form>
      {passkeysWork() ? (
        <div className={css.buttons}>
          <Button onClick={() => void byPasskey()}>{t('approval.passkey')}</Button>
          {notGiven ? <p role="alert">{t('approval.notGiven')}</p> : null}
        </div>
      ) : null}
    </Page>
  );
}
