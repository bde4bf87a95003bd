/** A new terminal at a shop: its row, without keys. */
import { dialectProfile, dialectProfiles } from '#wire/iso8583';
import type { Api } from '../api-type.ts';
import { callerOf } from '../auth.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { inputProblem, Problem } from '../problems.ts';
import { lineOf } from '../text-input.ts';
import { RegisterBody, TerminalSchema } from './schemas-terminals.ts';
import { terminalView } from './terminals-view.ts';

/** @throws Problem naming the dialects that there are */
export function requireDialects(
  { ownDialects = [] }: HttpApiOptions,
  names: readonly string[] | undefined,
): void {
  if (names?.every((name) => dialectProfile(name, ownDialects) !== undefined) ?? true) return;
  const known = [...new Set([...ownDialects, ...dialectProfiles].map(({ id }) => id))].join(', ');
  throw inputProblem('body', '/dialects', `must be among ${known}`);
}

export function addRegistering(app: Api, options: HttpApiOptions): void {
  const { engine, registrar } = options;

  app.post(
    '/v1/terminals',
    {
      config: { access: 'operator' },
      schema: docs(
        'registerTerminal',
        'terminals',
        'A new terminal at a shop',
        { body: RegisterBody },
        { 201: TerminalSchema },
        {
          description:
            'It has no master key yet: load one in a ceremony (purpose `tmk`, of `merchant/terminal`), and the same ' +
            'key at the terminal. Then it signs in.',
        },
      ),
    },
    async (request, reply) => {
      const { merchant: merchantId, id: terminalId, dialects, language, reason: why } = request.body;
      const reason = lineOf(why, '/reason');
      requireDialects(options, dialects);
      const merchant = await engine.merchant(merchantId);
      if (merchant === null) throw inputProblem('body', '/merchant', 'must be the number of a shop');
      const terminal = await registrar.register({
        ...{ merchant, terminalId },
        ...(dialects === undefined ? {} : { profiles: dialects }),
        ...(language === undefined ? {} : { language }),
      });
      if (terminal === null) throw new Problem('terminal-registered');
      const note = { kind: 'registered', by: callerOf(request).id, reason } as const;
      const told = await engine.submit({ type: 'note-terminal', merchant, terminalId, note });
      return reply.code(201).send(terminalView(told.terminal ?? terminal));
    },
  );
}
