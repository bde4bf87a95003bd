/** Rules changed by two persons: draft, trial, proposal, approval; and that answers follow at once, everywhere. */

import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { AnswerView, EditionView, ProposalView, TrialStateView } from '#adapters/http-api';
import { createRuleEditions } from '#adapters/postgres';
import { registerRules } from '../src/programs/cli/rules.ts';
import { dataFolderAt } from '../src/programs/data-folder.ts';
import { type OpenRuleDesk, openRuleDesk } from '../src/programs/rule-desk.ts';
import {
  type Answered,
  expectProblem,
  fresh,
  type HttpWorld,
  KEYS,
  openHttpWorld,
} from './http-api-world.ts';

let world: HttpWorld;
/** The rules as a second process of the institution has them. */
let elsewhere: OpenRuleDesk;
let payment = '';
beforeAll(async () => {
  world = await openHttpWorld();
  elsewhere = await openRuleDesk({
    ...{ institution: 'inst-1', store: createRuleEditions({ url: world.database.url }) },
    ...{ clock: world.options.clock, trouble: (message) => world.log.push(message) },
  });
  for (let made = 0; made < 3; made += 1) payment = (await world.sale(fresh(), 10_000n)).id;
}, 120_000);
afterAll(async () => {
  await elsewhere?.close();
  await world?.[Symbol.asyncDispose]();
});

const RULES = '/v1/operator/rules';
const TODAY = '2026-11-23';
type Who = Exclude<keyof typeof KEYS, 'other'>;
const call = (
  method: 'GET' | 'POST',
  url: string,
  body?: unknown,
  who: Who = 'operator',
): Promise<Answered> =>
  world.call(method, `${RULES}${url}`, { key: KEYS[who], ...(body === undefined ? {} : { body }) });
const good = <T>(answered: Answered, status = 200): T => {
  expect(answered.status, answered.text).toBe(status);
  return answered.body as T;
};

/** The back office may void in the terminal's name, or may not: a sale of today has another way back then. */
const DRAFT = {
  ...{ parameter: 'unionpay.pos.hostVoid', layer: 'institution', owner: 'inst-1', from: TODAY },
  ...{ value: false, certainty: 'P', source: 'the board of 23 November' },
};
async function drafted(changed: object = {}) {
  const draft = await call('POST', '/draft', { ...DRAFT, ...changed });
  return good<{ files: { name: string; content: string }[]; changes: unknown[] }>(draft);
}
/** Ends when the trial has: it is asked again, as a page does. */
async function ended(id: string): Promise<TrialStateView> {
  for (;;) {
    const trial = good<TrialStateView>(await call('GET', `/trials/${id}`));
    if (trial.state !== 'waiting' && trial.state !== 'running') return trial;
    // Asked without a pause in the same process, the trial would never have its turn.
    await sleep(20);
  }
}
async function tried(order: object): Promise<TrialStateView> {
  const { id } = good<TrialStateView>(await call('POST', '/trials', order), 202);
  return ended(id);
}
async function proposed(order: object, who: Who = 'operator'): Promise<ProposalView> {
  const { id } = await tried(order);
  const body = { trial: id, reason: 'the tills void for themselves' };
  return good<ProposalView>(await call('POST', '/proposals', body, who), 201);
}
const decide = (id: string, body: object, who: Who = 'second') =>
  call('POST', `/proposals/${id}/decision`, body, who);
const answer = async (): Promise<AnswerView> => {
  const found = await world.call('GET', `/v1/payments/${payment}/cancellability`);
  return (found.body.answer ?? found.body) as unknown as AnswerView;
};

describe('a parameter is changed', () => {
  let proposal: ProposalView;
  test('the form writes a file, and tells what it changes', async () => {
    const { files, changes } = await drafted();
    expect(files.map(({ name }) => name)).toEqual(['published/narrowings.json']);
    expect(changes).toMatchObject([
      {
        kind: 'narrowing',
        rule: 'UP-03',
        parameter: DRAFT.parameter,
        owner: 'inst-1',
        before: true,
        after: false,
      },
    ]);
  });
  test('the trial tells whose answers change, and how', async () => {
    const { files } = await drafted();
    const trial = await tried({ files });
    expect(trial).toMatchObject({ state: 'done', examined: 3, total: 3, changed: 3, base: 0, inForce: 0 });
    expect(trial.items.length).toBeGreaterThan(0);
    expect(Object.values(trial.members).every((count) => count > 0)).toBe(true);
    const list = good<{ items: TrialStateView[] }>(await call('GET', '/trials'));
    expect(list.items.map(({ id }) => id)).toContain(trial.id);
  });
  test('it is proposed with its trial, and the proposer cannot approve it', async () => {
    const { files } = await drafted();
    proposal = await proposed({ files });
    expect(proposal).toMatchObject({ state: 'open', own: true, outdated: false, base: 0, effective: TODAY });
    expect(proposal.trial).toMatchObject({ examined: 3, changed: 3 });
    expectProblem(await decide(proposal.id, { approve: true }, 'operator'), 403, 'four-eyes');
    expect((await answer()).rulesEdition).toBe(0);
  });
  test('another one approves: answers follow at once, and name the edition', async () => {
    const before = await answer();
    const published = good<ProposalView>(await decide(proposal.id, { approve: true }));
    expect(published).toMatchObject({ state: 'published', decidedBy: 'key_second', own: false });
    const now = await answer();
    expect(now.rulesEdition).toBe(1);
    expect(before.route).toBe('VOID');
    expect(now.route).not.toBe('VOID');
    const cited = now.rules.find(({ id }) => id === 'UP-03')?.parameters[0];
    expect(cited).toMatchObject({ name: DRAFT.parameter, value: false, certainty: 'P' });
    expectProblem(await decide(proposal.id, { approve: true }), 409, 'not-in-this-state');
  });
  test('every other process takes it into use', async () => {
    await elsewhere.refresh();
    expect(elsewhere.book.edition).toBe(1);
    expect(elsewhere.editions.inForce()).toBe(1);
  });
  test('the history has both editions, who, why, when and the change', async () => {
    const { items } = good<{ items: EditionView[] }>(await call('GET', '/editions'));
    expect(items).toMatchObject([
      { no: 1, state: 'in-force', effective: TODAY, proposal: { reason: 'the tills void for themselves' } },
      { no: 0, state: 'over', proposal: null },
    ]);
    expect(items[0]!.proposal!.changes).toHaveLength(1);
    const files = good<{ items: { name: string; published: boolean }[] }>(await call('GET', '/files'));
    expect(files.items.filter(({ published }) => published).map(({ name }) => name)).toEqual([
      'published/narrowings.json',
    ]);
  });
  test('an earlier edition is published again in the same way', async () => {
    const back = await proposed({ restores: 0 }, 'second');
    expect(back).toMatchObject({ base: 1, restores: 0, changes: [{ before: false, after: true }] });
    good(await decide(back.id, { approve: true }, 'operator'));
    const now = await answer();
    expect(now.rulesEdition).toBe(2);
    expect(now.rules.find(({ id }) => id === 'UP-03')?.parameters[0]?.value ?? true).toBe(true);
  });
});

describe('two proposals on one edition', () => {
  test('the second is told that the rules have moved on, and can be tried anew', async () => {
    const first = await proposed({ files: (await drafted()).files });
    const second = await proposed({ files: (await drafted({ value: false, owner: '*' })).files }, 'second');
    const { id: late } = await tried({ files: (await drafted()).files });
    good(await decide(first.id, { approve: true }));
    expect(good<ProposalView>(await call('GET', `/proposals/${second.id}`))).toMatchObject({
      outdated: true,
    });
    expectProblem(await decide(second.id, { approve: true }, 'operator'), 409, 'rules-moved-on');
    expectProblem(await call('POST', '/proposals', { trial: late, reason: 'late' }), 409, 'rules-moved-on');
    const rejected = await decide(second.id, { approve: false, reason: 'overtaken' }, 'operator');
    expect(good<ProposalView>(rejected)).toMatchObject({ state: 'rejected', decisionReason: 'overtaken' });
    good(await decide((await proposed({ restores: 2 })).id, { approve: true }));
  });
});

describe('an edition that begins later', () => {
  test('is tried on its first day, waits for it, and is not yet asked', async () => {
    const from = '2026-12-24';
    const waiting = await proposed({ files: (await drafted({ from })).files, effective: from });
    expect(waiting.trial).toMatchObject({ at: '2026-12-24T00:00:00+08:00' });
    good(await decide(waiting.id, { approve: true }));
    const { items } = good<{ items: EditionView[] }>(await call('GET', '/editions?limit=2'));
    expect(items.map(({ state }) => state)).toEqual(['waiting', 'in-force']);
    expect((await answer()).rulesEdition).toBe(items[1]!.no);
    good(await decide((await proposed({ restores: 0 })).id, { approve: true }));
  });
});

describe('what is refused', () => {
  test('files with faults, each with its place; files that change nothing', async () => {
    const wrong = { files: [{ name: 'x.json', content: '{"rules": [{"id": 1}]}' }] };
    const refused = await call('POST', '/trials', wrong);
    expectProblem(refused, 422, 'rules-not-valid');
    expect(refused.body.faults).not.toEqual([]);
    const nothing = { files: [{ name: 'x.json', content: '{}' }] };
    expectProblem(await call('POST', '/trials', nothing), 422, 'rules-unchanged');
    expectProblem(await call('POST', '/trials', { restores: 77 }), 404, 'not-found');
    expectProblem(await call('POST', '/trials', {}), 400, 'input-not-valid');
  });
  test('a day that is past, a value that the unit cannot have, an unknown parameter', async () => {
    expectProblem(await call('POST', '/draft', { ...DRAFT, from: '2026-11-22' }), 400, 'input-not-valid');
    expectProblem(await call('POST', '/draft', { ...DRAFT, value: 'maybe' }), 422, 'rules-not-valid');
    expectProblem(await call('POST', '/draft', { ...DRAFT, parameter: 'x.y' }), 422, 'rules-not-valid');
  });
  test('a trial that was stopped cannot be proposed, and a stranger cannot take a proposal back', async () => {
    const { files } = await drafted();
    const order = good<TrialStateView>(await call('POST', '/trials', { files }), 202);
    const stopped = good<TrialStateView>(await call('POST', `/trials/${order.id}/stop`));
    if (stopped.state === 'stopped')
      expectProblem(
        await call('POST', '/proposals', { trial: order.id, reason: 'x' }),
        409,
        'trial-not-done',
      );
    const { id } = await proposed({ files });
    expectProblem(await call('POST', `/proposals/${id}/withdraw`, undefined, 'second'), 403, 'not-allowed');
    const own = good<ProposalView>(await call('POST', `/proposals/${id}/withdraw`));
    expect(own).toMatchObject({ state: 'withdrawn', decidedBy: 'key_operator' });
  });
  test('a merchant, at every door', async () => {
    for (const url of ['/editions', '/files', '/proposals', '/trials'])
      expectProblem(await call('GET', url, undefined, 'shop'), 403, 'not-allowed');
    expectProblem(await call('POST', '/draft', DRAFT, 'shop'), 403, 'not-allowed');
  });
});

describe('yuanlu rules', () => {
  async function yuanlu(...args: readonly string[]): Promise<string> {
    const program = new Command('yuanlu').exitOverride();
    for (const flags of ['--lang <lang>', '--url <url>', '--key <key>', '--json']) program.option(flags);
    registerRules(program, dataFolderAt('/nowhere'));
    let out = '';
    const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      out += String(text);
      return true;
    });
    try {
      const url = await world.api.listen({ host: '127.0.0.1', port: 0 }).catch(() => address());
      await program.parseAsync(['--url', url, '--key', KEYS.operator, ...args], { from: 'user' });
      return out;
    } finally {
      write.mockRestore();
    }
  }
  const address = (): string => `http://127.0.0.1:${(world.api.server.address() as { port: number }).port}`;

  test('editions tells who, why and what changed, in both languages', async () => {
    const english = await yuanlu('--lang', 'en', 'rules', 'editions');
    expect(english).toMatch(/^edition 1 {2}replaced {2}2026-11-23$/m);
    expect(english).toContain('unionpay.pos.hostVoid (institution inst-1): true → false');
    expect(english).toContain('trial: 3 of 3 payments get another answer');
    expect(english).toContain('edition 0');
    expect(await yuanlu('--lang', 'zh', 'rules', 'editions')).toContain('第 1 版');
  });
  test('proposals tells what became of each', async () => {
    const all = await yuanlu('--lang', 'en', 'rules', 'proposals');
    for (const state of ['published', 'rejected', 'taken back']) expect(all).toContain(state);
    expect(await yuanlu('--lang', 'zh', 'rules', 'proposals', '--open')).toContain('没有提议。');
  });
});
