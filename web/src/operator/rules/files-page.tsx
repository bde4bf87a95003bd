/** `/operator/rules/files`: the rule files, for those who write rules; a changed one is tried like a value. */
import Button from 'antd/es/button';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { isProblem } from '../../shared/api.ts';
import { Field } from '../../shared/field.tsx';
import { Problem } from '../../shared/problem.tsx';
import { Fetched } from '../../shared/states.tsx';
import css from './rules.module.css';
import { type RuleFile, startTrial, useFiles, useMay } from './rules-data.ts';
import { RulesFrame } from './rules-frame.tsx';
import { today } from './value-text.ts';

export function Component() {
  const { t } = useTranslation('rules');
  const files = useFiles(null);
  const [search, setSearch] = useSearchParams();
  return (
    <RulesFrame title={t('files.title')} lead={t('files.lead')}>
      <Fetched query={files} lines={8}>
        {({ items, edition }) => {
          const chosen = items.find(({ name }) => name === search.get('name')) ?? items[0];
          return (
            <div className={css.stack}>
              <Field label={t('files.file')} hint={t('files.of', { no: edition })}>
                {(control) => (
                  <select
                    {...control}
                    className={css.select}
                    value={chosen?.name ?? ''}
                    onChange={(event) => setSearch({ name: event.target.value }, { replace: true })}
                  >
                    {items.map(({ name, published }) => (
                      <option key={name} value={name}>
                        {published ? t('files.published', { name }) : name}
                      </option>
                    ))}
                  </select>
                )}
              </Field>
              {chosen === undefined ? null : <FileForm key={chosen.name} file={chosen} />}
            </div>
          );
        }}
      </Fetched>
    </RulesFrame>
  );
}

function FileForm({ file }: { readonly file: RuleFile }) {
  const { t } = useTranslation('rules');
  const navigate = useNavigate();
  const may = useMay('rules.try');
  const [text, setText] = useState(file.content);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const tryIt = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const effective = String(new FormData(event.currentTarget).get('from') ?? '');
    setBusy(true);
    setError(null);
    try {
      const trial = await startTrial({ files: [{ name: file.name, content: text }], effective });
      await navigate(`/operator/rules/trials/${trial.id}`);
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void tryIt(event)}>
      {file.overtaken ? (
        <div className={css.note}>
          <p>{t('files.overtaken')}</p>
        </div>
      ) : null}
      <Field label={t('files.content', { name: file.name })}>
        {(control) => (
          <textarea
            {...control}
            className={`${css.area} ${css.code}`}
            spellCheck={false}
            readOnly={!may}
            maxLength={500_000}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      {may ? (
        <div className="fields">
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
        </div>
      ) : null}
      {error === null ? null : <Faults error={error} />}
      {may ? (
        <div className={css.acts}>
          <Button type="primary" htmlType="submit" loading={busy} disabled={text === file.content}>
            {t('change.try')}
          </Button>
          <Button disabled={text === file.content} onClick={() => setText(file.content)}>
            {t('files.undo')}
          </Button>
        </div>
      ) : null}
    </form>
  );
}

interface Fault {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly path: string;
  readonly message: string;
}

/** Every place that is wrong, with its line. */
function Faults({ error }: { readonly error: unknown }) {
  const { t } = useTranslation('rules');
  const faults = isProblem(error) ? (error.body.faults as readonly Fault[] | undefined) : undefined;
  if (faults === undefined) return <Problem error={error} />;
  return (
    <div role="alert" className="problem">
      <strong>{t('files.wrong', { count: faults.length })}</strong>
      <ul>
        {faults.map(({ line, column, path, message }) => (
          <li key={`${line} ${column} ${path} ${message}`}>
            {t('files.place', { line, column })} <span className={css.key}>{path}</span> {message}
          </li>
        ))}
      </ul>
    </div>
  );
}
