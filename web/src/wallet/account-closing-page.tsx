/** `/wallet/account/closing`: closing the account as ten steps on one page; what is in the way is put right here. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Countdown } from '../shared/countdown.tsx';
import { Moment } from '../shared/moment.tsx';
import { Money } from '../shared/money.tsx';
import { Problem } from '../shared/problem.tsx';
import { useSay } from '../shared/words.ts';
import css from './account.module.css';
import { type AccountClosing, readAccountClosing, takeBack } from './account-api.ts';
import { AccountStep } from './account-step.tsx';
import { Framed } from './framed.tsx';
import { Group, Row } from './list.tsx';
import { Banner, Primary, State } from './parts.tsx';
import { useProven } from './prove.tsx';
import { RuleList } from './rule-mark.tsx';
import { useRefresh } from './use-wallet.ts';
import { Column, HolderPage } from './wallet-frame.tsx';

export function Component() {
  return <HolderPage>{() => <Closing />}</HolderPage>;
}

const AGAIN_MS = 4_000;

function Closing() {
  const { t } = useTranslation('wallet');
  const query = useQuery({
    queryKey: ['own', 'account-closing'],
    queryFn: ({ signal }) => readAccountClosing({ signal }),
    staleTime: 0,
    // Payments and payouts under way end by themselves.
    refetchInterval: AGAIN_MS,
  });
  return (
    <Framed query={query} up={{ to: '/wallet/me/settings', name: t('settings.title') }}>
      {(closing) => <Steps closing={closing} />}
    </Framed>
  );
}

function Steps({ closing }: { readonly closing: AccountClosing }) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const back = useProven((key) => takeBack(key), refresh);
  const { state, steps, wallet, answer } = closing;
  const open = steps.filter((step) => step.state === 'open').length;
  const ready = state === 'open' && open === 0;
  const foot =
    state === 'closing' ? (
      <>
        {back.error === null ? null : <Problem error={back.error} />}
        <Primary busy={back.busy} onPress={back.run}>
          {t('account.takeBack')}
        </Primary>
      </>
    ) : state === 'open' ? (
      <Primary disabled={!ready} onPress={() => void navigate(`/wallet/close/account/${wallet}`)}>
        {t(ready ? 'account.goOn' : 'account.left', { count: open })}
      </Primary>
    ) : undefined;
  return (
    <Column
      title={t('account.title')}
      up={{ to: '/wallet/me/settings', name: t('settings.title') }}
      help="account"
      foot={foot}
    >
      {back.dialog}
      {state === 'closing' && closing.closesAt !== null ? (
        <div className={css.waiting} role="status">
          <p>{t('account.waiting')}</p>
          <p className={css.clock}>
            <Countdown to={closing.closesAt} onEnd={() => void refresh()} />
          </p>
          <p>
            {t('account.closesAt')} <Moment at={closing.closesAt} style="minute" />
          </p>
        </div>
      ) : null}
      {closing.delayedBy === null ? null : (
        <Banner tone="unknown" icon="clock" title={t('account.delayed')}>
          {say(closing.delayedBy)}
        </Banner>
      )}
      {state === 'closed' ? (
        <Banner tone="back" icon="lock" title={t('standing.closed')}>
          {t('account.kept')}
        </Banner>
      ) : null}
      {state === 'open' ? (
        <p className={css.lead}>{answer === null ? t('account.lead') : say(answer.sentence)}</p>
      ) : null}
      <ol className={css.steps}>
        {steps.map((step) => (
          <AccountStep key={step.step} step={step} rules={answer?.rules ?? []} />
        ))}
      </ol>
      {closing.payout === null ? null : (
        <Group title={t('account.payout')}>
          <Row
            icon="payout"
            title={say(closing.payout.source.words)}
            sub={<State state={closing.payout.state} words={closing.payout.stateWords} />}
            value={<Money fen={closing.payout.amount} />}
            to={`/wallet/bills/${closing.payout.id}`}
          />
        </Group>
      )}
      {closing.watch.length === 0 ? null : (
        <Group title={t('account.watch')}>
          {closing.watch.map(({ what, id, words }) => (
            <Row key={`${what} ${id}`} icon="bills" title={say(words)} />
          ))}
        </Group>
      )}
      {answer === null ? null : <RuleList rules={answer.rules} />}
    </Column>
  );
}
