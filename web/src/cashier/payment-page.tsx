/** `/cashier/payment/:batch/:stan`: one transaction, whether it can be cancelled and how, and its slip again. */
import { useQuery } from '@tanstack/react-query';
import Input from 'antd/es/input';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { formatFen, parseYuan } from '#domain/money';
import { Journey } from '../journey/index.tsx';
import { ActButton } from '../shared/act-button.tsx';
import { api, withQuery } from '../shared/api.ts';
import { Field } from '../shared/field.tsx';
import { Moment } from '../shared/moment.tsx';
import { Money } from '../shared/money.tsx';
import { Page } from '../shared/page.tsx';
import { Fetched } from '../shared/states.tsx';
import { type Answer, AnswerSheet, isYes } from './answer-sheet.tsx';
import { StateMark } from './entry-list.tsx';
import css from './payment-page.module.css';
import { Slip } from './slip.tsx';
import { till as calls, type Entry, type Order } from './till-api.ts';
import { useTill } from './till-context.ts';

export function Component() {
  const { batch = '', stan = '' } = useParams();
  const { till } = useTill();
  const query = useQuery({
    queryKey: ['till', till.id, 'entry', batch, stan],
    queryFn: () => calls.entry(till.id, batch, stan),
  });
  return <Fetched query={query}>{(entry) => <Transaction entry={entry} terminal={till.id} />}</Fetched>;
}

function Transaction({ entry, terminal }: { readonly entry: Entry; readonly terminal: string }) {
  const { t } = useTranslation('cashier');
  const { payment } = entry;
  return (
    <Page title={t('payment.title', { kind: t(`kind.${entry.kind}`), stan: entry.stan })}>
      <div className={css.columns}>
        <div>
          <div className={css.head}>
            <p className={css.amount}>
              <Money fen={entry.amount} />
            </p>
            <StateMark state={entry.state} />
          </div>
          <p className="muted">
            <Moment at={entry.at} />
            {entry.card === '' ? ` · ${t('byCode')}` : ` · ${entry.card}`}
            {entry.reference === null ? null : ` · ${t('facts.reference')} ${entry.reference}`}
          </p>
          {entry.kind === 'preauth' && entry.state === 'approved' ? <Completion entry={entry} /> : null}
          {payment === null ? null : <Ways entry={entry} payment={payment.id} terminal={terminal} />}
        </div>
        {entry.state === 'unknown' ? null : (
          <details className={css.again} open={payment === null}>
            <summary>{t('slip.again')}</summary>
            <Slip terminal={terminal} of={{ batch: entry.batch, stan: entry.stan }} reprint />
          </details>
        )}
      </div>
      {payment === null ? null : <Journey paymentId={payment.id} />}
    </Page>
  );
}

/** What is held is taken, or a part of it; the host takes up to the share that the rules allow above it. */
function Completion({ entry }: { readonly entry: Entry }) {
  const { t } = useTranslation('cashier');
  const { acting } = useTill();
  const [typed, setTyped] = useState(formatFen(BigInt(entry.amount)));
  const fen = parseYuan(typed.trim());
  const amount = fen === undefined || fen === 0n ? null : Number(fen);
  return (
    <div className={css.ways}>
      <div className={css.part}>
        <Field
          label={t('payment.take')}
          hint={t('payment.takeHint')}
          fault={amount === null ? t('find.amountWrong') : null}
        >
          {(control) => (
            <Input
              {...control}
              inputMode="decimal"
              autoComplete="off"
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
          )}
        </Field>
      </div>
      <ActButton
        label={t('acts.completion')}
        title={t('payment.askTitle', { what: t('acts.completion') })}
        way="out"
        disabled={amount === null}
        intent={`completion/${amount}`}
        act={async () => {
          if (amount !== null) acting.begin({ act: 'completion', stan: entry.stan, amount });
        }}
      >
        <p>
          {t('payment.ask.completion')} <Money fen={amount ?? 0} /> · {entry.card}
        </p>
      </ActButton>
    </div>
  );
}

interface WaysProps {
  readonly entry: Entry;
  readonly payment: string;
  readonly terminal: string;
}

/** The answer of now, for the amount that is typed; the act that it allows. */
function Ways({ entry, payment, terminal }: WaysProps) {
  const { t } = useTranslation('cashier');
  const { acting } = useTill();
  const [typed, setTyped] = useState(formatFen(BigInt(entry.amount)));
  const fen = parseYuan(typed.trim());
  const amount = fen === undefined || fen === 0n ? null : Number(fen);
  const part = amount !== null && amount !== entry.amount;
  const query = useQuery({
    queryKey: ['till', terminal, 'answer', payment, part ? amount : null],
    queryFn: () =>
      api.get<Answer>(
        withQuery(`/v1/payments/${payment}/cancellability`, { terminal, amount: part ? amount : null }),
      ),
    enabled: amount !== null,
  });
  const order = (answer: Answer): Order | null => orderOf(answer, entry, amount);
  return (
    <div className={css.ways}>
      {entry.state === 'approved' && (entry.kind === 'sale' || entry.kind === 'completion') ? (
        <div className={css.part}>
          <Field
            label={t('payment.amount')}
            hint={t('payment.amountHint')}
            fault={amount === null ? t('find.amountWrong') : null}
          >
            {(control) => (
              <Input
                {...control}
                inputMode="decimal"
                autoComplete="off"
                value={typed}
                onChange={(event) => setTyped(event.currentTarget.value)}
              />
            )}
          </Field>
        </div>
      ) : null}
      <Fetched query={query}>
        {(answer) => {
          const what = order(answer);
          return (
            <>
              <AnswerSheet answer={answer} />
              {what === null || !isYes(answer) ? null : (
                <ActButton
                  label={t(`acts.${what.act}`)}
                  title={t('payment.askTitle', { what: t(`acts.${what.act}`) })}
                  intent={`${what.act}/${what.amount ?? entry.amount}`}
                  act={async () => acting.begin(what)}
                >
                  <p>
                    {t(`payment.ask.${what.act}`)} <Money fen={what.amount ?? entry.amount} /> · {entry.card}
                  </p>
                </ActButton>
              )}
            </>
          );
        }}
      </Fetched>
    </div>
  );
}

/** The way that the answer names, as the terminal takes it; `null` where this terminal has none. */
function orderOf({ route }: Answer, entry: Entry, amount: number | null): Order | null {
  const { batch, stan } = entry;
  if (entry.state !== 'approved' || amount === null) return null;
  if (entry.variety === 'own-code')
    return { act: 'code-back', stan, ...(amount === entry.amount && route === 'VOID' ? {} : { amount }) };
  if (entry.kind === 'preauth') return { act: 'preauth-void', stan };
  if (route === 'VOID')
    return { act: entry.kind === 'completion' ? 'completion-void' : 'void', stan, amount: entry.amount };
  if (route === 'REFUND') return { act: 'refund', batch, stan, amount };
  return null;
}
