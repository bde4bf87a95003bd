/** Opens an order: an amount and what it is for. The number is the shop's own, or made up here. */
import Button from 'antd/es/button';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { isPayableFen, parseYuan } from '#domain/money';
import { newKey } from '../shared/api.ts';
import control from '../shared/control.module.css';
import { Field } from '../shared/field.tsx';
import { Problem } from '../shared/problem.tsx';
import { openOrder } from './merchant-api.ts';
import css from './new-order.module.css';

const NUMBER = /^[0-9A-Za-z_-]{1,40}$/;
const MADE_UP_LENGTH = 10;

export function NewOrder() {
  const { t } = useTranslation('merchant');
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [faults, setFaults] = useState<{ readonly amount?: string; readonly orderNo?: string }>({});
  /** One key for one order: pressed again after an answer that got lost it is the same order. */
  const kept = useRef<{ readonly what: string; readonly key: string; readonly madeUp: string } | null>(null);

  const open = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const told = (name: string): string => String(form.get(name) ?? '').trim();
    const fen = parseYuan(told('amount'));
    const own = told('orderNo');
    const wrong = {
      ...(fen === undefined || !isPayableFen(fen) ? { amount: t('newOrder.amountFault') } : {}),
      ...(own === '' || NUMBER.test(own) ? {} : { orderNo: t('newOrder.numberFault') }),
    };
    setFaults(wrong);
    if (fen === undefined || Object.keys(wrong).length > 0 || busy) return;
    const what = JSON.stringify([String(fen), own, told('subject')]);
    if (kept.current?.what !== what)
      kept.current = { what, key: newKey(), madeUp: `W${newKey().slice(0, MADE_UP_LENGTH)}` };
    setBusy(true);
    setError(null);
    try {
      const body = { orderNo: own || kept.current.madeUp, amount: Number(fen), subject: told('subject') };
      const order = await openOrder(body, kept.current.key);
      await navigate(`/merchant/orders/${order.id}`);
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      className={`card ${css.form}`}
      onSubmit={(event) => void open(event)}
      aria-label={t('newOrder.title')}
    >
      <Field label={t('newOrder.amount')} fault={faults.amount ?? null}>
        {(props) => (
          <input
            {...props}
            name="amount"
            inputMode="decimal"
            required
            autoComplete="off"
            maxLength={16}
            className={control.control}
          />
        )}
      </Field>
      <Field label={t('newOrder.subject')}>
        {(props) => <input {...props} name="subject" required maxLength={128} className={control.control} />}
      </Field>
      <Field label={t('newOrder.number')} fault={faults.orderNo ?? null}>
        {(props) => (
          <input {...props} name="orderNo" maxLength={40} autoComplete="off" className={control.control} />
        )}
      </Field>
      <Button type="primary" htmlType="submit" loading={busy}>
        {t('newOrder.open')}
      </Button>
      {error === null ? null : <Problem error={error} />}
    </form>
  );
}
