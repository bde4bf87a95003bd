/** Verifying the books from the desk: started by a person, one at a time, followed live, its result kept. */
import { LAW_WORDS, type VerifyRun } from '#adapters/postgres';
import { instant, instantOrNull } from '../answers/answer-view.ts';
import type { Api } from '../api-type.ts';
import { callerOf } from '../auth.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { LiveDoor } from './live.ts';
import { VerifyRunSchema, type VerifyRunView, VerifySchema } from './schemas-books.ts';
import { type RunningVerify, VerifyDesk } from './verifying.ts';

const TAG = 'ledger';
const OPERATOR = { access: 'operator' } as const;
/** Progress is told in steps a person can follow. */
const TELL_EVERY_MS = 200;

export function verifyRunView(run: VerifyRun, running: RunningVerify | null): VerifyRunView {
  const { result } = run;
  const now = running?.run.id === run.id ? running.progress : null;
  const base = {
    id: run.id,
    startedAt: instant(run.startedMs),
    by: run.startedBy,
    endedAt: instantOrNull(run.endedMs),
    done: now?.done ?? null,
    of: now?.of ?? null,
    ...{ counts: null, issuers: null, faults: [], failure: null },
  };
  if (result === null) return { ...base, state: now === null ? 'broken-off' : 'running' };
  if ('failed' in result) return { ...base, state: 'failed', failure: result.failed };
  const { payments, cancellations, journals, entries, open, faults, issuers } = result;
  return {
    ...base,
    state: faults.length === 0 ? 'fine' : 'faults',
    counts: { payments, cancellations, journals, entries, open },
    issuers,
    faults: faults.map(({ law, subject, text }) => ({ law, words: { ...LAW_WORDS[law] }, subject, text })),
  };
}

export function addVerifyRoutes(app: Api, options: HttpApiOptions): void {
  const { desk, clock, limits, log } = options;
  const verifying = new VerifyDesk({
    ...{ desk, clock, runner: options.verifyBooks },
    trouble: (message) => log.error({ message }, 'verification'),
  });
  const door = new LiveDoor(options);
  app.addHook('preClose', async () => door.close());

  app.get(
    '/v1/operator/verify',
    {
      config: OPERATOR,
      schema: docs(
        'listVerifications',
        TAG,
        'Verifications, newest first, and the one that runs',
        {},
        { 200: VerifySchema },
      ),
    },
    async () => {
      const runs = await desk.verifyRuns(limits.verifyRunsShown);
      const { running } = verifying;
      const ended = runs.filter(({ id }) => id !== running?.run.id);
      return {
        running: running === null ? null : verifyRunView(running.run, running),
        runs: ended.map((run) => verifyRunView(run, null)),
      };
    },
  );

  app.post(
    '/v1/operator/verify',
    {
      config: OPERATOR,
      schema: docs(
        'startVerification',
        TAG,
        'Recompute the books: every journal, account, payment and event; one at a time, a second call joins it',
        {},
        { 202: VerifyRunSchema },
      ),
    },
    async (request, reply) => {
      const { run } = await verifying.start(callerOf(request).id);
      reply.code(202);
      return verifyRunView(run, verifying.running ?? { run, progress: { done: 0, of: 0 } });
    },
  );

  app.get(
    '/v1/operator/verify/live',
    {
      config: OPERATOR,
      exposeHeadRoute: false,
      schema: docs(
        'followVerification',
        TAG,
        'Server-sent events: `progress` while one runs, `ended` with its result, `idle` where none runs',
        {},
        {},
      ),
    },
    (request, reply) => {
      let toldMs = 0;
      let stop = (): void => {};
      const live = door.open(request, reply, () => stop());
      stop = verifying.listen((told) => {
        if ('ended' in told) return live.send('ended', verifyRunView(told.ended, null));
        const nowMs = clock.nowMs();
        if (nowMs - toldMs < TELL_EVERY_MS) return;
        toldMs = nowMs;
        live.send('progress', verifyRunView(told.running.run, told.running));
      });
      const { running } = verifying;
      if (running === null) live.send('idle', {});
      else live.send('progress', verifyRunView(running.run, running));
    },
  );
}
