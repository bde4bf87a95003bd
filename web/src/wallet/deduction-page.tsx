/** `/wallet/deductions/:id`: a contract by which a merchant takes money, and ending it. */
import { useTranslation } from 'react-i18next';
import { Moment } from '../shared/moment.tsx';
import { Money } from '../shared/money.tsx';
import { Problem } from '../shared/problem.tsx';
import { useSay } from '../shared/words.ts';
import { Fact, Facts } from './list.tsx';
import { OnePart } from './one-part.tsx';
import { Primary } from './parts.tsx';
import { useProven } from './prove.tsx';
import { useRefresh } from './use-wallet.ts';
import { wallet as api } from './wallet-api.ts';
import { Column } from './wallet-frame.tsx';
import type { DeductionView } from './wallet-shapes.ts';

export function Component() {
  return <OnePart among={({ deductions }) => deductions}>{(part) => <Contract contract={part} />}</OnePart>;
}

function Contract({ contract }: { readonly contract: DeductionView }) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const refresh = useRefresh();
  const { id, name, subject, perPayment, source, state, signedAt, lastUsedAt, endedAt } = contract;
  const end = useProven((key) => api.post(`/deductions/${id}/end`, {}, { key }), refresh);
  return (
    <Column
      title={say(name)}
      up={{ to: '/wallet/services', name: t('services.title') }}
      help="deduction"
      foot={
        state === 'ended' ? undefined : (
          <Primary way="edge" busy={end.busy} onPress={end.run}>
            {t('deduction.end')}
          </Primary>
        )
      }
    >
      {end.dialog}
      <Facts>
        <Fact name={t('deduction.subject')}>{subject}</Fact>
        <Fact name={t('deduction.stateName')}>{t(`deduction.${state}`)}</Fact>
        <Fact name={t('deduction.perPayment')}>
          <Money fen={perPayment} />
        </Fact>
        <Fact name={t('deduction.source')}>{say(source.words)}</Fact>
        <Fact name={t('deduction.signed')}>
          <Moment at={signedAt} style="minute" />
        </Fact>
        <Fact name={t('deduction.lastUsed')}>
          {lastUsedAt === null ? t('never') : <Moment at={lastUsedAt} style="minute" />}
        </Fact>
        {endedAt === null ? null : (
          <Fact name={t('deduction.endedAt')}>
            <Moment at={endedAt} style="minute" />
          </Fact>
        )}
      </Facts>
      {end.error === null ? null : <Problem error={end.error} />}
      <p className="muted">{t(state === 'ended' ? 'deduction.endedLead' : 'deduction.endLead')}</p>
    </Column>
  );
}
