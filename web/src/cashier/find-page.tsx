/** `/cashier/find`: the payment that somebody asks about, by what they know of it or by the code on its slip. */
import { useQuery } from '@tanstack/react-query';
import Button from 'antd/es/button';
import Input from 'antd/es/input';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { parseYuan } from '#domain/money';
import { api, isProblem } from '../shared/api.ts';
import { Field } from '../shared/field.tsx';
import { Page } from '../shared/page.tsx';
import { Problem } from '../shared/problem.tsx';
import { Empty, Fetched } from '../shared/states.tsx';
import { EntryList } from './entry-list.tsx';
import css from './find-page.module.css';
import { ScanButton } from './scan-button.tsx';
import { paymentOfSlip } from './slip-code.ts';
import { till as calls } from './till-api.ts';
import { useTill } from './till-context.ts';

interface HostPayment {
  readonly terminalId: string;
  readonly batchNo: string;
  readonly traceNo: string;
}

type Wanted = Readonly<Record<'reference' | 'amount' | 'lastFour' | 'stan' | 'day', string>>;

/** What was typed, as the server takes it; null names the field that cannot be read. */
function queryOf({
  reference,
  amount,
  lastFour,
  stan,
  day,
}: Wanted): Record<string, string | number> | 'amount' {
  const fen = amount === '' ? null : parseYuan(amount);
  if (fen === undefined) return 'amount';
  return {
    batch: 'all',
    limit: 100,
    ...(reference === '' ? {} : { reference }),
    ...(fen === null ? {} : { amount: String(fen) }),
    ...(lastFour === '' ? {} : { lastFour }),
    ...(stan === '' ? {} : { stan }),
    ...(day === '' ? {} : { day }),
  };
}

export function Component() {
  const { t } = useTranslation('cashier');
  const { till } = useTill();
  const navigate = useNavigate();
  const [address, setAddress] = useSearchParams();
  const [fault, setFault] = useState<string | null>(null);
  const [slipFault, setSlipFault] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const text = (name: keyof Wanted): string => address.get(name) ?? '';
  const wanted: Wanted = {
    ...{ reference: text('reference'), amount: text('amount') },
    ...{ lastFour: text('lastFour'), stan: text('stan'), day: text('day') },
  };
  const asked = queryOf(wanted);
  const query = useQuery({
    queryKey: ['till', till.id, 'find', wanted],
    queryFn: () => calls.entries(till.id, asked === 'amount' ? {} : asked),
    enabled: asked !== 'amount',
  });
  const look = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const names = ['reference', 'amount', 'lastFour', 'stan', 'day'] as const;
    const typed = Object.fromEntries(
      names.map((name) => [name, String(form.get(name) ?? '').replaceAll(/\s/g, '')]),
    ) as unknown as Wanted;
    setFault(queryOf(typed) === 'amount' ? t('find.amountWrong') : null);
    setAddress(Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== '')), {
      replace: true,
    });
  };
  const bySlip = async (code: string): Promise<void> => {
    const id = paymentOfSlip(code);
    setSlipFault(id === null ? t('find.slipWrong') : null);
    setError(null);
    if (id === null) return;
    try {
      const { terminalId, batchNo, traceNo } = await api.get<HostPayment>(`/v1/payments/${id}`);
      if (terminalId === till.id) return void navigate(`/cashier/payment/${batchNo}/${traceNo}`);
      setSlipFault(t('find.slipElsewhere', { terminal: terminalId }));
    } catch (failure) {
      if (isProblem(failure) && failure.status === 404) setSlipFault(t('find.slipNobody'));
      else setError(failure);
    }
  };
  return (
    <Page title={t('find.title')} lead={t('find.lead')}>
      <div className={css.ways}>
        <form className={`card ${css.form}`} onSubmit={look} key={address.toString()}>
          <Field label={t('find.reference')}>
            {(control) => (
              <Input
                {...control}
                name="reference"
                maxLength={12}
                defaultValue={wanted.reference}
                autoComplete="off"
              />
            )}
          </Field>
          <Field label={t('find.amount')} fault={fault}>
            {(control) => (
              <Input
                {...control}
                name="amount"
                inputMode="decimal"
                defaultValue={wanted.amount}
                autoComplete="off"
              />
            )}
          </Field>
          <Field label={t('find.lastFour')}>
            {(control) => (
              <Input
                {...control}
                {...{ name: 'lastFour', inputMode: 'numeric', maxLength: 4, pattern: '\\d{4}' }}
                defaultValue={wanted.lastFour}
                autoComplete="off"
              />
            )}
          </Field>
          <Field label={t('find.stan')}>
            {(control) => (
              <Input
                {...control}
                {...{ name: 'stan', inputMode: 'numeric', maxLength: 6, pattern: '\\d{1,6}' }}
                defaultValue={wanted.stan}
                autoComplete="off"
              />
            )}
          </Field>
          <Field label={t('find.day')}>
            {(control) => <Input {...control} name="day" type="date" defaultValue={wanted.day} />}
          </Field>
          <Button type="primary" htmlType="submit">
            {t('find.look')}
          </Button>
        </form>
        <form
          className={`card ${css.slip}`}
          onSubmit={(event) => {
            event.preventDefault();
            void bySlip(String(new FormData(event.currentTarget).get('slip') ?? ''));
          }}
        >
          <Field label={t('find.slip')} hint={t('find.slipHint')} fault={slipFault}>
            {(control) => <Input {...control} name="slip" autoComplete="off" required />}
          </Field>
          {error === null ? null : <Problem error={error} />}
          <Button htmlType="submit">{t('find.open')}</Button>
          <ScanButton title={t('find.slip')} onText={(text) => void bySlip(text)} />
        </form>
      </div>
      <h2>{t('find.found')}</h2>
      <Fetched query={query}>
        {(entries) =>
          entries.length === 0 ? (
            <Empty title={t('find.none')}>
              <p>{t('find.noneWhat')}</p>
            </Empty>
          ) : (
            <EntryList entries={entries} dates />
          )
        }
      </Fetched>
    </Page>
  );
}
