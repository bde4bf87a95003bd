/** What an act asks for: one control for each, by name. Values go out as the route takes them. */

import Input from 'antd/es/input';
import { useTranslation } from 'react-i18next';
import { parseYuan } from '#domain/money';
import { Field } from '../../shared/field.tsx';
import css from './act-fields.module.css';
import type { Act, Asked } from './queue-data.ts';

export type Given = Readonly<Record<string, string>>;

const CHOICES = {
  'end-verdict': { name: 'verdict', of: ['carried-out', 'not-carried-out', 'ask-again'] },
  'mismatch-verdict': { name: 'verdict', of: ['network-right', 'books-right', 'made-good'] },
  'difference-end': { name: 'how', of: ['host-right', 'terminal-right', 'made-good'] },
  'payout-result': { name: 'result', of: ['paid', 'returned', 'struck'] },
} as const;
type Choice = keyof typeof CHOICES;
const isChoice = (asked: Asked): asked is Choice => asked in CHOICES;

const ID_KINDS = ['resident-id', 'passport', 'hong-kong-macao-permit', 'taiwan-permit', 'residence-permit'];
const EVIDENCE_MAX = 500;
const REASON_MAX = 200;

/** The members of the body: only what was filled in, an amount in fen. */
export function bodyOf({ way, asks }: Act, given: Given): Record<string, unknown> {
  const filled = Object.entries(given).filter(([, value]) => value !== '');
  const { clearingDay, bankFee, ...plain } = Object.fromEntries(filled);
  const withDay =
    asks.includes('clearing-day') && plain.verdict === 'not-carried-out' && clearingDay !== undefined;
  return {
    ...way.body,
    ...plain,
    ...(withDay ? { clearingDay } : {}),
    ...(bankFee === undefined ? {} : { bankFee: fenOf(bankFee) }),
  };
}

/** What is no amount stays one that the server refuses: a fee that was typed is never left out in silence. */
export const fenOf = (yuan: string): number => Number(parseYuan(yuan) ?? Number.NaN);

export interface ActFieldsProps {
  readonly act: Act;
  readonly given: Given;
  readonly onGiven: (given: Given) => void;
}

export function ActFields({ act, given, onGiven }: ActFieldsProps) {
  const set = (name: string, value: string): void => onGiven({ ...given, [name]: value });
  return (
    <div className="fields">
      {act.asks.map((asked) => (
        <Control key={asked} asked={asked} act={act} given={given} set={set} />
      ))}
    </div>
  );
}

interface ControlProps {
  readonly asked: Asked;
  readonly act: Act;
  readonly given: Given;
  readonly set: (name: string, value: string) => void;
}

function Control({ asked, act, given, set }: ControlProps) {
  const { t } = useTranslation('operator');
  if (isChoice(asked)) return <Choices asked={asked} given={given} set={set} />;
  switch (asked) {
    case 'clearing-day':
      return given.verdict === 'not-carried-out' ? (
        <Text
          name="clearingDay"
          given={given}
          set={set}
          type="date"
          hint={t('fields.clearingDayHint')}
          optional
        />
      ) : null;
    case 'evidence':
      return (
        <Text name="evidence" given={given} set={set} max={EVIDENCE_MAX} hint={t('fields.evidenceHint')} />
      );
    case 'reason':
      return <Text name="reason" given={given} set={set} max={REASON_MAX} />;
    case 'account':
      return (
        <>
          <Text name="bank" given={given} set={set} max={60} />
          <Text name="number" given={given} set={set} max={19} pattern="[0-9]{12,19}" numeric />
        </>
      );
    case 'person':
      return <Person given={given} set={set} />;
    case 'bank-reference':
      return (
        <Text
          name={act.act === 'issuer-word' ? 'reference' : 'bankReference'}
          given={given}
          set={set}
          max={40}
        />
      );
    default:
      return null;
  }
}

interface TextProps {
  readonly name:
    | 'clearingDay'
    | 'evidence'
    | 'reason'
    | 'bank'
    | 'number'
    | 'reference'
    | 'bankReference'
    | 'holder'
    | 'idNumber'
    | 'bankFee';
  readonly given: Given;
  readonly set: (name: string, value: string) => void;
  readonly type?: 'text' | 'date';
  readonly max?: number;
  readonly pattern?: string;
  readonly numeric?: boolean;
  readonly hint?: string;
  readonly optional?: boolean;
}

function Text({
  name,
  given,
  set,
  type = 'text',
  max,
  pattern,
  numeric = false,
  hint,
  optional = false,
}: TextProps) {
  const { t } = useTranslation('operator');
  return (
    <Field label={t(`fields.${name}`)} {...(hint === undefined ? {} : { hint })}>
      {(control) => (
        <Input
          {...control}
          type={type}
          value={given[name] ?? ''}
          required={!optional}
          autoComplete="off"
          {...(max === undefined ? {} : { maxLength: max })}
          {...(pattern === undefined ? {} : { pattern })}
          {...(numeric ? { inputMode: 'numeric' as const } : {})}
          onChange={(event) => set(name, event.target.value)}
        />
      )}
    </Field>
  );
}

function Choices({ asked, given, set }: Omit<ControlProps, 'act' | 'asked'> & { readonly asked: Choice }) {
  const { t } = useTranslation('operator');
  const { name, of } = CHOICES[asked];
  return (
    <fieldset className={css.choices}>
      <legend>{t(`fields.${asked}`)}</legend>
      {of.map((value) => (
        <label key={value}>
          <input
            type="radio"
            name={name}
            value={value}
            required
            checked={given[name] === value}
            onChange={() => set(name, value)}
          />
          <span>
            {t(`choices.${asked}.${value}.title`)}
            <small>{t(`choices.${asked}.${value}.detail`)}</small>
          </span>
        </label>
      ))}
      {asked === 'payout-result' && given.result === 'paid' ? (
        <Text name="bankFee" given={given} set={set} pattern="[0-9]{1,3}(\.[0-9]{1,2})?" optional />
      ) : null}
    </fieldset>
  );
}

function Person({ given, set }: Pick<ControlProps, 'given' | 'set'>) {
  const { t } = useTranslation('operator');
  return (
    <>
      <Text name="holder" given={given} set={set} max={60} />
      <Field label={t('fields.idKind')}>
        {(control) => (
          <select
            {...control}
            className={css.select}
            required
            value={given.idKind ?? ''}
            onChange={(event) => set('idKind', event.target.value)}
          >
            <option value="" disabled>
              {t('fields.choose')}
            </option>
            {ID_KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {t(`idKinds.${kind}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Text
        name="idNumber"
        given={given}
        set={set}
        max={30}
        pattern="[0-9A-Za-z\(\)\-]{4,30}"
        hint={t('fields.idNumberHint')}
      />
    </>
  );
}
