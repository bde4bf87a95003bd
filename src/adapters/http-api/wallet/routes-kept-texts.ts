/** In a demonstration, at the machine it runs on: what telephones would show. */
import { Type } from 'typebox';
import { instant } from '../answers/answer-view.ts';
import type { Api } from '../api-type.ts';
import { placeOf } from '../browser.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { Problem } from '../problems.ts';
import { Instant } from '../schemas-basic.ts';
import { bankTexts } from './bank-texts.ts';

const KeptTextsSchema = Type.Object(
  {
    items: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          phone: Type.String({ description: 'Masked.' }),
          text: Type.String(),
          at: Type.Unsafe<string>(Instant),
        },
        { title: 'KeptText' },
      ),
    ),
  },
  { title: 'KeptTexts' },
);

export function addKeptTextRoutes(app: Api, options: HttpApiOptions): void {
  const { holders, notices } = options;
  app.get(
    '/v1/wallet/session/texts',
    {
      config: { access: 'public' },
      schema: docs(
        'listKeptTexts',
        'wallet',
        'Texts with their codes, in a demonstration and at its own machine alone',
        {},
        { 200: KeptTextsSchema },
        { isPublic: true },
      ),
    },
    async (request) => {
      // For everybody else there is no such address.
      if (!holders.demo || !placeOf(request).local)
        throw new Problem('not-found', { detail: 'There is no such address.' });
      const [own, banks] = await Promise.all([holders.keptTexts(notices.texts), bankTexts(options)]);
      const items = [...own, ...banks].sort((one, two) => two.atMs - one.atMs);
      return { items: items.map(({ id, phone, text, atMs }) => ({ id, phone, text, at: instant(atMs) })) };
    },
  );
}
