/**
 * `/merchant/terminals/:id/:product`: can the terminal stop taking it, or take it again? The answer, what it changes,
 * the confirmation, and the notice of what was done.
 */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { ActButton } from '../shared/act-button.tsx';
import { newKey } from '../shared/api.ts';
import control from '../shared/control.module.css';
import { Field } from '../shared/field.tsx';
import { Page } from '../shared/page.tsx';
import { Fetched } from '../shared/states.tsx';
import { useSay } from '../shared/words.ts';
import { MerchantFrame } from './merchant-frame.tsx';
import { SwitchAnswerCard } from './switch-answer.tsx';
import { SwitchHistory } from './switch-history.tsx';
import { SwitchNotice } from './switch-notice.tsx';
import css from './switch-page.module.css';
import {
  type Acceptance,
  askSwitch,
  doSwitch,
  isWayToPay,
  readTerminal,
  type Switched,
  type Terminal,
} from './terminals-api.ts';

export function Component() {
  const { id = '', product = '' } = useParams();
  return <MerchantFrame>{() => <One key={`${id} ${product}`} id={id} product={product} />}</MerchantFrame>;
}

function One({ id, product }: { readonly id: string; readonly product: string }) {
  const { t } = useTranslation('merchant');
  const terminal = useQuery({
    queryKey: ['terminal', id],
    queryFn: ({ signal }) => readTerminal(id, { signal }),
  });
  return (
    <>
      <p>
        <Link to="/merchant/terminals">{t('terminals.toList')}</Link>
      </p>
      <Fetched query={terminal} lines={8}>
        {(found) => {
          const acceptance = found.acceptances.find((each) => each.product === product);
          return acceptance === undefined ? null : <Switching terminal={found} acceptance={acceptance} />;
        }}
      </Fetched>
    </>
  );
}

export interface SwitchingProps {
  readonly terminal: Terminal;
  readonly acceptance: Acceptance;
}

function Switching({ terminal, acceptance }: SwitchingProps) {
  const { t } = useTranslation('merchant');
  const say = useSay();
  const client = useQueryClient();
  const [done, setDone] = useState<Switched | null>(null);
  const [reason, setReason] = useState('');
  const name = say(acceptance.words);
  const state = acceptance.state === 'on' ? 'off' : 'on';
  const label = t(state === 'off' ? 'terminals.switchOff' : 'terminals.switchOn', { name });
  const answer = useQuery({
    queryKey: ['switch-answer', terminal.id, acceptance.product, acceptance.state, acceptance.version],
    queryFn: ({ signal }) =>
      // The record of what is only asked is not kept, so its reason says what it is for.
      askSwitch(
        { terminal: terminal.id, product: acceptance.product, state, reason: label },
        { signal, key: newKey() },
      ),
    enabled: done === null,
  });
  const refresh = (): void => {
    for (const key of ['terminal', 'terminals', 'switches'])
      void client.invalidateQueries({ queryKey: [key] });
  };
  if (done !== null)
    return (
      <SwitchNotice
        switched={done}
        name={name}
        onAgain={() => {
          setDone(null);
          setReason('');
        }}
      />
    );
  const others = terminal.acceptances.filter(
    (each) =>
      each.product !== acceptance.product &&
      each.state === 'on' &&
      isWayToPay(each.product) &&
      each.product !== 'no-pin',
  );
  return (
    <Page title={label} lead={t('terminals.terminal', { id: terminal.id })}>
      <div className={css.parts}>
        <Fetched query={answer} lines={6}>
          {(told) => (
            <SwitchAnswerCard
              answer={told.answer}
              name={name}
              to={state}
              others={isWayToPay(acceptance.product) ? others : null}
            >
              {told.answer.verdict !== 'YES' ? null : (
                <div className={css.act}>
                  <ActButton
                    label={label}
                    title={label}
                    way={state === 'off' ? 'back' : 'out'}
                    intent={`${state} ${reason.trim()}`}
                    ready={reason.trim() !== ''}
                    act={async (key) => {
                      setDone(
                        await doSwitch(
                          {
                            terminal: terminal.id,
                            product: acceptance.product,
                            state,
                            reason: reason.trim(),
                          },
                          { key },
                        ),
                      );
                    }}
                    onDone={refresh}
                  >
                    <p>{say(told.answer.sentence)}</p>
                    <Field label={t('terminals.reason')} hint={t('terminals.reasonHint')}>
                      {(props) => (
                        <input
                          {...props}
                          autoComplete="off"
                          maxLength={120}
                          className={control.control}
                          value={reason}
                          onChange={(event) => setReason(event.target.value)}
                        />
                      )}
                    </Field>
                    <p className={css.will}>{t(state === 'off' ? 'terminals.will' : 'terminals.willOn')}</p>
                  </ActButton>
                </div>
              )}
            </SwitchAnswerCard>
          )}
        </Fetched>
        <SwitchHistory terminal={terminal.id} product={acceptance.product} />
      </div>
    </Page>
  );
}
