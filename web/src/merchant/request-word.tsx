/** Yes or no to a request. A no is told to the payer with its reason; whoever accepted does not approve as well. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActButton } from '../shared/act-button.tsx';
import control from '../shared/control.module.css';
import { Field } from '../shared/field.tsx';
import lines from './lines.module.css';
import { decideRequest, type RequestDetail } from './merchant-api.ts';

/** Who is asked in which state, and what the two words are there. */
const WORDS = {
  asked: { yes: 'accept', no: 'refuse' },
  approval: { yes: 'approve', no: 'reject' },
} as const;

export interface RequestWordProps {
  readonly request: RequestDetail;
  readonly onDone: () => void;
}

export function RequestWord({ request, onDone }: RequestWordProps) {
  const { t } = useTranslation('merchant');
  const [reason, setReason] = useState('');
  const { id, state } = request;
  if (state !== 'asked' && state !== 'approval') return null;
  const { yes, no } = WORDS[state];
  return (
    <div className={lines.acts}>
      <ActButton
        way="out"
        label={t(`word.${yes}`)}
        title={t(`word.${yes}Title`)}
        act={() => decideRequest(id, yes)}
        onDone={onDone}
      >
        <p>{t(`word.${yes}Lead`)}</p>
      </ActButton>
      <ActButton
        label={t(`word.${no}`)}
        title={t('word.noTitle')}
        act={() => decideRequest(id, no, reason.trim())}
        onDone={onDone}
        intent={reason}
        ready={reason.trim() !== ''}
      >
        <p>{t('word.noLead')}</p>
        <Field label={t('word.reason')}>
          {(props) => (
            <textarea
              {...props}
              required
              maxLength={200}
              className={control.control}
              value={reason}
              onChange={(event) => setReason(event.target.value.replace(/\n/g, ' '))}
            />
          )}
        </Field>
      </ActButton>
    </div>
  );
}
