/** An operator cancels a payment: what the answer promises is said before the press, and one press is one way back. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import Input from 'antd/es/input';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { parseYuan } from '#domain/money';
import { useSession } from '../../app/session.tsx';
import { ActButton } from '../../shared/act-button.tsx';
import { api } from '../../shared/api.ts';
import { Field } from '../../shared/field.tsx';
import { useSay } from '../../shared/words.ts';
import { type Asked, askCancellability, isAllowed } from './asked.ts';

export interface CancelActProps {
  readonly paymentId: string;
  /** The answer of this moment for all that is left, as it stands above. */
  readonly answer: Asked;
}

export function CancelAct({ paymentId, answer }: CancelActProps) {
  const { t } = useTranslation('operator');
  const { data } = useSession();
  const client = useQueryClient();
  const [amount, setAmount] = useState('');
  const [reason, setReason] = useState('');
  const say = useSay();
  const fen = parseYuan(amount.trim());
  const part = fen === undefined || fen === 0n ? null : Number(fen);
  // A part may go another way, by another day or not at all: what is promised is the answer for exactly that part.
  const partAnswer = useQuery({
    queryKey: ['cancellability', paymentId, part],
    queryFn: ({ signal }) => askCancellability(paymentId, part, signal),
    enabled: part !== null,
  });
  const told = amount === '' ? answer : partAnswer.data;
  if (data?.signedIn !== true || !data.can.includes('payments.cancel')) return null;
  const carryOut = (key: string): Promise<unknown> =>
    api.post(
      '/v1/cancellations',
      { subject: paymentId, reason: reason.trim(), ...(part === null ? {} : { amount: part }) },
      { key },
    );
  return (
    <ActButton
      label={t('cancel.label')}
      title={t('cancel.label')}
      intent={`${amount} ${reason}`}
      ready={told !== undefined && isAllowed(told)}
      act={carryOut}
      onDone={() => {
        setAmount('');
        setReason('');
        void client.invalidateQueries();
      }}
    >
      <p role="status">{told === undefined ? null : say(told.sentence)}</p>
      <div className="fields">
        <Field label={t('cancel.amount')} hint={t('cancel.amountHint')}>
          {(control) => (
            <Input
              {...control}
              value={amount}
              inputMode="decimal"
              pattern="[0-9]{1,10}(\.[0-9]{1,2})?"
              autoComplete="off"
              onChange={({ target }) => setAmount(target.value)}
            />
          )}
        </Field>
        <Field label={t('cancel.reason')} hint={t('cancel.reasonHint')}>
          {(control) => (
            <Input
              {...control}
              value={reason}
              required
              maxLength={200}
              autoComplete="off"
              onChange={({ target }) => setReason(target.value)}
            />
          )}
        </Field>
      </div>
    </ActButton>
  );
}
