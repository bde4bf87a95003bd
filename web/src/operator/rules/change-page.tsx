/** `/operator/rules/change`: one value, for whom, from which day and on what ground; then it is tried. */
import Button from 'antd/es/button';
import Input from 'antd/es/input';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { Field } from '../../shared/field.tsx';
import { Problem } from '../../shared/problem.tsx';
import { Fetched } from '../../shared/states.tsx';
import { useSay } from '../../shared/words.ts';
import css from './rules.module.css';
import { draft, LAYERS, type Layer, type Parameter, startTrial, useRule, type Value } from './rules-data.ts';
import { RulesFrame } from './rules-frame.tsx';
import { today, valueText } from './value-text.ts';

export function Component() {
  const { t } = useTranslation('rules');
  const [search] = useSearchParams();
  const rule = useRule(search.get('rule') ?? '');
  const key = search.get('parameter') ?? '';
  return (
    <RulesFrame title={t('change.title')} lead={t('change.lead')}>
      <Fetched query={rule}>
        {({ parameters }) => {
          const parameter = parameters.find((each) => each.key === key);
          return parameter === undefined ? (
            <p>{t('change.unknown')}</p>
          ) : (
            <ChangeForm key={parameter.key} parameter={parameter} />
          );
        }}
      </Fetched>
    </RulesFrame>
  );
}

function readValue(text: string, like: Value): Value {
  if (typeof like === 'boolean') return text === 'true';
  if (typeof like === 'number' && /^-?\d+(\.\d+)?$/.test(text.trim())) return Number(text);
  return text.trim();
}

function ChangeForm({ parameter }: { readonly parameter: Parameter }) {
  const { t } = useTranslation('rules');
  const say = useSay();
  const navigate = useNavigate();
  const [layer, setLayer] = useState<Layer>('platform');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const tryIt = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string): string => String(form.get(name) ?? '');
    setBusy(true);
    setError(null);
    try {
      const from = text('from');
      const { files } = await draft({
        ...{ parameter: parameter.key, layer, owner: layer === 'platform' ? '*' : text('owner'), from },
        ...{ value: readValue(text('value'), parameter.value), certainty: 'P', source: text('source') },
      });
      const trial = await startTrial({ files, effective: from });
      await navigate(`/operator/rules/trials/${trial.id}`);
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <form className="card" onSubmit={(event) => void tryIt(event)}>
      <h2>{say(parameter)}</h2>
      <p className={css.key}>{parameter.key}</p>
      <p>
        {t('change.now')} <strong className="number">{valueText(t, parameter.value)}</strong>{' '}
        <span className="muted">
          {parameter.unit} · {t(`layer.${parameter.layer}`)}
        </span>
      </p>
      <div className="fields">
        <Field label={t('change.value')} hint={parameter.unit}>
          {(control) => <ValueControl control={control} like={parameter.value} />}
        </Field>
        <Field label={t('change.layer')} hint={t(`layerHint.${layer}`)}>
          {(control) => (
            <select
              {...control}
              className={css.select}
              value={layer}
              onChange={(event) => setLayer(event.target.value as Layer)}
            >
              {LAYERS.map((each) => (
                <option key={each} value={each}>
                  {t(`layer.${each}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
        {layer === 'platform' ? null : (
          <Field label={t('change.owner')} hint={t(`ownerHint.${layer}`)}>
            {(control) => <Input {...control} name="owner" required maxLength={64} autoComplete="off" />}
          </Field>
        )}
        <Field label={t('change.from')} hint={t('change.fromHint')}>
          {(control) => (
            <input
              {...control}
              className={css.input}
              type="date"
              name="from"
              required
              min={today()}
              defaultValue={today()}
            />
          )}
        </Field>
        <Field label={t('change.source')} hint={t('change.sourceHint')}>
          {(control) => <Input {...control} name="source" required maxLength={500} autoComplete="off" />}
        </Field>
      </div>
      {error === null ? null : <Problem error={error} />}
      <div className={css.acts}>
        <Button type="primary" htmlType="submit" loading={busy}>
          {t('change.try')}
        </Button>
      </div>
    </form>
  );
}

interface ValueControlProps {
  readonly control: Parameters<Parameters<typeof Field>[0]['children']>[0];
  readonly like: Value;
}

function ValueControl({ control, like }: ValueControlProps) {
  const { t } = useTranslation('rules');
  if (typeof like === 'boolean')
    return (
      <select {...control} className={css.select} name="value" defaultValue={String(!like)}>
        <option value="true">{t('value.yes')}</option>
        <option value="false">{t('value.no')}</option>
      </select>
    );
  return (
    <Input
      {...control}
      name="value"
      required
      maxLength={200}
      autoComplete="off"
      inputMode={typeof like === 'number' ? 'numeric' : 'text'}
      defaultValue={String(like)}
    />
  );
}
