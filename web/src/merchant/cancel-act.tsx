/** Cancel or refund, whole or in part: the answer for exactly that amount is shown before the press. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { formatFen, parseYuan } from '#domain/money';
import { ActButton } from '../shared/act-button.tsx';
import control from '../shared/control.module.css';
import { Field } from '../shared/field.tsx';
import { moneyText } from '../shared/money.tsx';
import { useLanguage, useSay } from '../shared/words.ts';
import css from './cancel-act.module.css';
import { type Asked, cancel, type Payment, readAnswer } from './merchant-api.ts';

const REASONS = ['customer', 'amount', 'twice', 'goods', 'other'] as const;

export interface CancelActProps {
  readonly payment: Payment;
  readonly answer: Asked;
  readonly onDone: () => void;
}

/** Whole fen of what was typed; `null` when it is no amount that can go back. */
export function amountOf(text: string, remaining: number): number | null {
  const fen = parseYuan(text.trim());
  return fen !== null && fen !== undefined && fen >= 1n && fen <= BigInt(remaining)
    ? Number(fen.toString())
    : null;
}

export function CancelAct({ payment, answer, onDone }: CancelActProps) {
  const { t } = useTranslation('merchant');
  const say = useSay();
  const language = useLanguage();
  const navigate = useNavigate();
  const { remaining } = payment.wayBack;
  const whole = answer.amount ?? remaining;
  const [text, setText] = useState(() => formatFen(BigInt(whole)));
  const [reason, setReason] = useState<string>(REASONS[0]);
  const [note, setNote] = useState('');
  const amount = amountOf(text, remaining);
  const part = amount !== null && amount !== whole ? amount : null;
  const partAnswer = useQuery({
    queryKey: ['answer', payment.id, 'part', part],
    queryFn: ({ signal }) => readAnswer(payment.id, part, { signal }),
    enabled: part !== null,
  });
  const told = part === null ? answer : partAnswer.data;
  const allowed = told?.verdict === 'YES' || told?.verdict === 'YES_WITH_REVIEW';
  const words = [t(`cancel.reasons.${reason}`), note.trim()]
    .filter((each) => each !== '')
    .join(t('cancel.colon'));
  const act = async (key: string): Promise<void> => {
    const body = { subject: payment.id, reason: words, ...(part === null ? {} : { amount: part }) };
    const result = await cancel(body, key);
    // Where papers or a second person are needed it has become a request.
    if (result.id.startsWith('req_')) await navigate(`/merchant/requests/${result.id}`);
  };
  const shown = amount === null ? '' : moneyText(amount, language);
  return (
    <div className={css.act}>
      <ActButton
        label={t(told?.route === 'REFUND' ? 'cancel.refund' : 'cancel.cancel')}
        title={t('cancel.title')}
        act={act}
        onDone={onDone}
        intent={`${amount} ${words}`}
        ready={amount !== null && allowed}
      >
        <p role="status" className={css.told}>
          {amount === null ? t('cancel.amountFault', { most: moneyText(remaining, language) }) : null}
          {amount !== null && told !== undefined ? say(told.sentence) : null}
        </p>
        <div className={css.fields}>
          <Field
            label={t('cancel.amount')}
            hint={t('cancel.most', { amount: moneyText(remaining, language) })}
            fault={amount === null ? t('cancel.amountFault', { most: moneyText(remaining, language) }) : null}
          >
            {(props) => (
              <input
                {...props}
                inputMode="decimal"
                autoComplete="off"
                maxLength={16}
                className={control.control}
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
            )}
          </Field>
          <Field label={t('cancel.reason')}>
            {(props) => (
              <select
                {...props}
                className={control.control}
                value={reason}
                onChange={(event) => setReason(event.target.value)}
              >
                {REASONS.map((each) => (
                  <option key={each} value={each}>
                    {t(`cancel.reasons.${each}`)}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label={t('cancel.note')}>
            {(props) => (
              <input
                {...props}
                autoComplete="off"
                maxLength={120}
                className={control.control}
                value={note}
                onChange={(event) => setNote(event.target.value)}
              />
            )}
          </Field>
        </div>
        <p className="muted">{shown === '' ? null : t('cancel.willHappen', { amount: shown })}</p>
      </ActButton>
    </div>
  );
}
