/** The payer's link: where the money is, without signing in. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { type Outcome, wordsOf } from '#domain/outcome';
import type { Api } from '../api-type.ts';
import { trackingOf } from '../cancellations/cancellation-detail.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { Problem, type ProblemParts } from '../problems.ts';
import { RateLimit } from '../rate-limit.ts';
import { PublicTrackingSchema, type PublicTrackingView } from './schemas-tracking.ts';
import { cancellationOfToken } from './tracking-link.ts';
import { failurePage, PAGE_HEADERS, trackingPage } from './tracking-page.ts';
import { publicTrackingView } from './tracking-view.ts';

export const TokenParams = Type.Object({ token: Type.String({ maxLength: 128 }) });

/** Whatever is wrong with a link, it is the same answer: nobody learns which part was right. */
export const MISS: ProblemParts = {
  detail: 'This link leads nowhere. Ask the merchant for it again.',
  detailZh: '此链接无效，请向商户重新索取。',
  members: { instance: '/v1/track' },
};

async function publicView(options: HttpApiOptions, token: string): Promise<PublicTrackingView | null> {
  const id = await cancellationOfToken(options.security, token);
  const cancellation = id === null ? null : await options.reader.cancellation(id);
  if (cancellation === null) return null;
  const { payment, tracking, nowMs } = await trackingOf(options, cancellation);
  const merchant = await options.engine.merchant(payment.terminal.merchantId);
  const names = { zh: merchant?.nameZh ?? '', en: merchant?.nameEn ?? '' };
  return publicTrackingView({ payment, cancellation, merchant: names, tracking }, nowMs);
}

const sendPage = (reply: FastifyReply, html: string): FastifyReply => reply.headers(PAGE_HEADERS).send(html);

const followPath = (token: string): string => `/follow/${encodeURIComponent(token)}`;

const wantsPage = (request: FastifyRequest): boolean => /\btext\/html\b/.test(request.headers.accept ?? '');

function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  outcome: Outcome,
  parts: ProblemParts,
): FastifyReply {
  if (!wantsPage(request)) throw new Problem(outcome, parts);
  const words = { zh: parts.detailZh ?? wordsOf(outcome, 'zh'), en: parts.detail ?? wordsOf(outcome, 'en') };
  return sendPage(reply.code(status).headers({ ...parts.headers }), failurePage(words));
}

export function addTrackingRoutes(app: Api, options: HttpApiOptions): void {
  const { limits, clock } = options;
  const rate = new RateLimit({
    callsMax: limits.trackCallsMax,
    windowMs: limits.trackWindowMs,
    addressesMax: limits.trackAddressesMax,
  });

  app.get(
    '/v1/track/:token',
    {
      config: { access: 'public' },
      schema: docs(
        'track',
        'tracking',
        'Where the money of a cancellation is, for whoever has its link',
        { params: TokenParams },
        { 200: PublicTrackingSchema },
        {
          isPublic: true,
          description:
            'The link stands in `trackingUrl` of a cancellation. A browser (Accept: text/html) is led to a page. ' +
            'Every link that leads nowhere gets one and the same 404; too many calls from one address get 429.',
        },
      ),
    },
    async (request, reply) => {
      reply.header('vary', 'accept');
      // A link in a text opens the page that shows it live. Right or wrong is for the page to ask.
      if (options.pages && wantsPage(request))
        return reply.headers({ 'referrer-policy': 'no-referrer' }).redirect(followPath(request.params.token));
      const waitMs = rate.take(request.ip, clock.nowMs());
      if (waitMs !== null) {
        const headers = { 'retry-after': String(Math.max(1, Math.ceil(waitMs / 1000))) };
        return refuse(request, reply, 429, 'too-many-requests', { headers, members: MISS.members ?? {} });
      }
      const view = await publicView(options, request.params.token);
      if (view === null) return refuse(request, reply, 404, 'not-found', MISS);
      if (!wantsPage(request)) return view;
      return sendPage(reply, trackingPage(view));
    },
  );
}
