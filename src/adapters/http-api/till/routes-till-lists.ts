/** What the terminal did: its lists, its slips in every form, and the cards and codes of a demonstration. */
import type { FastifyReply } from 'fastify';
import { type SlipFile, SlipFileError } from '#adapters/slip-file';
import { type ReceiptLine, receiptText } from '#domain/receipt';
import { escposBytes } from '#wire/escpos';
import type { Api } from '../api-type.ts';
import { callerOf } from '../auth.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { Problem } from '../problems.ts';
import { listOf } from '../schemas.ts';
import {
  TillCardSchema,
  TillEntrySchema,
  TillPayerCodeSchema,
  TillScanSchema,
  TillSlipSchema,
} from './schemas-till.ts';
import {
  TillBatchParams,
  TillEntriesQuery,
  TillParams,
  TillPayBody,
  TillShopQuery,
  TillSlipParams,
  TillSlipQuery,
} from './schemas-till-input.ts';
import { listedOf } from './till-list.ts';
import { deskOf, doneAt, orTrouble, paymentOf, tillTerminal } from './till-lookup.ts';
import { type SlipForm, settlementSlip, slipOf } from './till-slip.ts';
import { codeEntryView, entryView } from './till-view.ts';

const ENTRIES_USUALLY = 100;

export function addTillListRoutes(app: Api, options: HttpApiOptions): void {
  app.get(
    '/v1/till/terminals/:terminal/entries',
    {
      schema: docs(
        'listTillEntries',
        'till',
        'Transactions of the terminal, newest first: those of a batch, or what somebody looks for',
        { params: TillParams, querystring: TillEntriesQuery },
        { 200: listOf(TillEntrySchema, 'TillEntries') },
      ),
    },
    async (request) => {
      const { batch = 'open', limit = ENTRIES_USUALLY, merchant, ...wanted } = request.query;
      const terminal = await tillTerminal(options, request, request.params.terminal, merchant);
      const journal = await orTrouble(deskOf(options).journal(terminal));
      return { items: listedOf(journal, { ...wanted, batch }, limit), next: null };
    },
  );

  app.get(
    '/v1/till/terminals/:terminal/entries/:batch/:stan',
    {
      schema: docs(
        'getTillEntry',
        'till',
        'One transaction, and the payment that the host has for it',
        { params: TillSlipParams, querystring: TillShopQuery },
        { 200: TillEntrySchema },
      ),
    },
    async (request) => {
      const { terminal: id, batch, stan } = request.params;
      const terminal = await tillTerminal(options, request, id, request.query.merchant);
      const journal = await orTrouble(deskOf(options).journal(terminal));
      const done = doneAt(journal, batch, stan);
      const payment = await paymentOf(options, callerOf(request), terminal, done);
      const known = payment === null ? null : { id: payment.id, state: payment.state };
      return 'entry' in done
        ? entryView(done.entry, journal, known)
        : codeEntryView(done.code, journal, known);
    },
  );

  app.get(
    '/v1/till/terminals/:terminal/entries/:batch/:stan/slip',
    {
      schema: docs(
        'getTillSlip',
        'till',
        'The slip (签购单) of a transaction: lines for a screen, text, a file, or bytes for a thermal printer',
        { params: TillSlipParams, querystring: TillSlipQuery },
        { 200: TillSlipSchema },
      ),
    },
    async (request, reply) => {
      const { terminal: id, batch, stan } = request.params;
      const terminal = await tillTerminal(options, request, id, request.query.merchant);
      const journal = await orTrouble(deskOf(options).journal(terminal));
      const done = doneAt(journal, batch, stan);
      const payment = await paymentOf(options, callerOf(request), terminal, done);
      const form = formOf(request.query);
      const lines = await slipOf(options, { terminal, journal, done, payment }, form);
      return sent(options, reply, lines, form, `${terminal.terminalId}-${batch}-${stan}`);
    },
  );

  app.get(
    '/v1/till/terminals/:terminal/settlements/:batch/slip',
    {
      schema: docs(
        'getTillSettlementSlip',
        'till',
        'The slip of a settlement',
        { params: TillBatchParams, querystring: TillSlipQuery },
        { 200: TillSlipSchema },
      ),
    },
    async (request, reply) => {
      const { terminal: id, batch } = request.params;
      const terminal = await tillTerminal(options, request, id, request.query.merchant);
      const journal = await orTrouble(deskOf(options).journal(terminal));
      const form = formOf(request.query);
      const lines = settlementSlip(terminal, journal, batch, form);
      return sent(options, reply, lines, form, `${terminal.terminalId}-settlement-${batch}`);
    },
  );

  app.get(
    '/v1/till/cards',
    {
      schema: docs(
        'listTillCards',
        'till',
        'Virtual cards at hand; none outside a demonstration',
        {},
        { 200: listOf(TillCardSchema, 'TillCards') },
      ),
    },
    async () => ({ items: [...(await orTrouble(deskOf(options).cards()))], next: null }),
  );

  app.get(
    '/v1/till/codes',
    {
      schema: docs(
        'listTillCodes',
        'till',
        'A fresh code of every wallet at hand; none outside a demonstration',
        {},
        { 200: listOf(TillPayerCodeSchema, 'TillPayerCodes') },
      ),
    },
    async () => ({ items: [...(await orTrouble(deskOf(options).payerCodes()))], next: null }),
  );

  app.post(
    '/v1/till/codes/pay',
    {
      schema: docs(
        'payTillCode',
        'till',
        'In a demonstration: a payer scans the code that the terminal shows, and pays',
        { body: TillPayBody },
        { 200: TillScanSchema },
      ),
    },
    async (request) => {
      const desk = deskOf(options);
      if (!desk.demo) throw new Problem('not-allowed', { detail: 'Real payers scan for themselves.' });
      return { ...(await orTrouble(desk.pays(request.body.card, request.body.code))) };
    },
  );
}

interface SlipQuery {
  readonly form?: string | undefined;
  readonly copy?: 'merchant' | 'cardholder' | undefined;
  readonly lang?: 'zh' | 'en' | undefined;
  readonly paper?: '58' | '80' | undefined;
  readonly reprint?: 'true' | 'false' | undefined;
}

const formOf = ({ form = 'json', copy, lang = 'zh', paper = '58', reprint }: SlipQuery): SlipForm => ({
  ...{ form: form as SlipForm['form'], copy, lang },
  paper: paper === '80' ? 80 : 58,
  reprint: reprint === 'true',
});

async function sent(
  options: HttpApiOptions,
  reply: FastifyReply,
  lines: readonly ReceiptLine[],
  { form, paper, lang }: SlipForm,
  name: string,
): Promise<{ lines: ReceiptLine[] }> {
  const file = name.replaceAll(/[^0-9A-Za-z-]/g, '_');
  const send = (type: string, end: string, bytes: string | Uint8Array): never =>
    reply
      .header('content-type', type)
      .header('content-disposition', `attachment; filename="${file}.${end}"`)
      .serializer((value: unknown) => value as string)
      .send(bytes) as never;
  switch (form) {
    case 'json':
      return { lines: [...lines] };
    case 'text':
      return send('text/plain; charset=utf-8', 'txt', receiptText(lines, paper === 80 ? 48 : 32));
    case 'escpos':
      return send('application/vnd.escpos', 'bin', Buffer.from(escposBytes(lines, paper)));
    case 'pdf':
      return send('application/pdf', 'pdf', Buffer.from(await pdfOf(options, { lines, paper, lang })));
  }
}

async function pdfOf(options: HttpApiOptions, slip: SlipFile): Promise<Uint8Array> {
  try {
    return await deskOf(options).files.pdf(slip);
  } catch (error) {
    if (error instanceof SlipFileError)
      throw new Problem('busy', { detail: 'The slip could not be made now.' });
    throw error;
  }
}
