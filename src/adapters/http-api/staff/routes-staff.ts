/** The people of a merchant and of the institution, and the record of what they did. */
import type { FastifyRequest } from 'fastify';
import type { StaffMember } from '#adapters/postgres';
import type { OneTime, SignedIn } from '#adapters/sign-in';
import {
  isLogin,
  type ManagingAct,
  managingFault,
  maySeeStaff,
  normalLogin,
  type Person,
  SIDES,
} from '#domain/staff';
import { instant } from '../answers/answer-view.ts';
import type { Api } from '../api-type.ts';
import { bookFor, callerOf, personOfCall } from '../auth.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { cursorFor, positionOf } from '../paging.ts';
import { PAGE_DEFAULT } from '../payments/routes-payments.ts';
import { inputProblem, Problem } from '../problems.ts';
import { listOf } from '../schemas.ts';
import { IdParams } from '../schemas-input.ts';
import { lineOf } from '../text-input.ts';
import { notOfDemo } from './routes-own-security.ts';
import {
  ActsQuery,
  DoneSchema,
  NewStaffBody,
  OneTimeSchema,
  ResetBody,
  StaffActSchema,
  StaffChangeBody,
  StaffQuery,
  StaffSchema,
} from './schemas-staff.ts';
import { actView, staffView } from './staff-view.ts';

const TAG = 'staff';

const personOf = ({ id, role, book }: StaffMember): Person => ({ id, role, book });

/** Somebody that the caller may see; of another merchant is the same as nobody. */
async function memberFor(options: HttpApiOptions, viewer: SignedIn, id: string): Promise<StaffMember> {
  const member = await options.staff.member(id);
  if (member === null || !maySeeStaff(personOf(viewer.member), personOf(member)))
    throw new Problem('not-found', {
      detail: 'There is nobody with this id.',
      detailZh: '没有此编号的人员。',
    });
  return member;
}

function requireMay(act: ManagingAct, manager: SignedIn, target: Person): void {
  const fault = managingFault(act, personOf(manager.member), target);
  if (fault === 'oneself') throw new Problem('not-to-oneself');
  if (fault !== null) throw new Problem(fault);
}

async function bookOf(options: HttpApiOptions, manager: SignedIn, role: StaffMember['role'], asked?: string) {
  if (SIDES[role] === 'operator') return null;
  const book = manager.member.book ?? asked;
  if (book === undefined) throw inputProblem('body', '/book', 'is missing: an operator names the merchant');
  if (asked !== undefined && asked !== book)
    throw new Problem('not-found', { detail: 'There is no such book.', detailZh: '没有此账本。' });
  if ((await options.reader.merchantOf(book)) === null)
    throw inputProblem('body', '/book', 'is the book of no merchant');
  return book;
}

export function addStaffRoutes(app: Api, options: HttpApiOptions): void {
  addLists(app, options);
  addManaging(app, options);
}

function addLists(app: Api, options: HttpApiOptions): void {
  const { staff, clock } = options;
  app.get(
    '/v1/staff',
    {
      schema: docs(
        'listStaff',
        TAG,
        'People, by login; for a merchant its own',
        { querystring: StaffQuery },
        { 200: listOf(StaffSchema, 'StaffList') },
      ),
    },
    async (request) => {
      const { cursor, limit = PAGE_DEFAULT, book: asked } = request.query;
      const book = bookFor(callerOf(request), asked);
      const list = JSON.stringify(['staff', book]);
      const found = await staff.members({ book, after: positionOf(list, cursor), limit: limit + 1 });
      const items = found.slice(0, limit);
      const next = found.length > limit ? (items.at(-1)?.login ?? null) : null;
      const nowMs = clock.nowMs();
      return { items: items.map((each) => staffView(each, nowMs)), next: cursorFor(list, next) };
    },
  );
  app.get(
    '/v1/staff/acts',
    {
      schema: docs(
        'listStaffActs',
        TAG,
        'What people did, newest first: who, when, to what, and what came of it',
        { querystring: ActsQuery },
        { 200: listOf(StaffActSchema, 'StaffActList') },
        {
          description:
            'An act is recorded before it is done and its end after; rows are only ever added. Signing in and acts ' +
            'that a role was refused are recorded too, reading is not.',
        },
      ),
    },
    async (request) => {
      const {
        cursor,
        limit = PAGE_DEFAULT,
        book: asked,
        staff: staffId = null,
        of = 'staff',
      } = request.query;
      const book = bookFor(callerOf(request), asked);
      const list = JSON.stringify(['staff-acts', book, staffId, of]);
      const position = positionOf(list, cursor);
      const before = position === null ? null : Number(position);
      const found = await staff.acts({ book, staffId, before, limit: limit + 1, of });
      const items = found.slice(0, limit);
      const next = found.length > limit ? String(items.at(-1)?.no) : null;
      return { items: items.map(actView), next: cursorFor(list, next) };
    },
  );
}

function addManaging(app: Api, options: HttpApiOptions): void {
  const { staff, clock } = options;
  const shown = ({ member, password, untilMs }: OneTime) => ({
    staff: staffView(member, clock.nowMs()),
    oneTimePassword: password,
    validUntil: instant(untilMs),
  });
  const target = async (request: FastifyRequest, act: ManagingAct): Promise<StaffMember> => {
    const manager = personOfCall(request);
    const member = await memberFor(options, manager, (request.params as { id: string }).id);
    requireMay(act, manager, personOf(member));
    return member;
  };

  app.post(
    '/v1/staff',
    {
      schema: docs(
        'addStaff',
        TAG,
        'Somebody new; the reply holds a password for the first sign-in, once',
        { body: NewStaffBody },
        { 201: OneTimeSchema },
      ),
    },
    async (request, reply) => {
      const manager = personOfCall(request);
      const { role, language = manager.member.language } = request.body;
      const login = normalLogin(request.body.login);
      if (!isLogin(login))
        throw inputProblem(
          'body',
          '/login',
          'must be a–z, 0–9, dot, hyphen and underscore, letters or digits at its ends',
        );
      const name = lineOf(request.body.name, '/name');
      const book = await bookOf(options, manager, role, request.body.book);
      requireMay('create', manager, { id: '', role, book });
      const made = await staff.managing.create({ login, name, role, book, language }, manager.member.login);
      if (made === null) throw new Problem('login-taken');
      reply.code(201);
      return shown(made);
    },
  );

  app.post(
    '/v1/staff/:id',
    {
      schema: docs(
        'changeStaff',
        TAG,
        'Another name or role; lock somebody out, or let in again',
        { params: IdParams, body: StaffChangeBody },
        { 200: StaffSchema },
      ),
    },
    async (request) => {
      const { name, role, locked } = request.body;
      if (name === undefined && role === undefined && locked === undefined)
        throw inputProblem('body', '', 'must name what changes');
      const act = name !== undefined || role !== undefined ? 'role' : locked === true ? 'lock' : 'unlock';
      const member = await target(request, act);
      // Also who somebody is to become has to be within reach.
      if (role !== undefined) requireMay('role', personOfCall(request), { ...personOf(member), role });
      if (name !== undefined || role !== undefined) notOfDemo({ member });
      const changed = await staff.managing.change(member, {
        ...(name === undefined ? {} : { name: lineOf(name, '/name') }),
        ...(role === undefined ? {} : { role }),
        ...(locked === undefined ? {} : { locked }),
      });
      return staffView(changed, clock.nowMs());
    },
  );

  app.post(
    '/v1/staff/:id/reset',
    {
      schema: docs(
        'resetStaff',
        TAG,
        'A new password for the next sign-in, shown once; all sign-ins of the person end',
        { params: IdParams, body: ResetBody },
        { 200: OneTimeSchema },
      ),
    },
    async (request) => {
      const member = await target(request, 'reset');
      notOfDemo({ member });
      return shown(await staff.managing.reset(member, request.body.secondProof ?? false));
    },
  );

  app.delete(
    '/v1/staff/:id/sign-ins',
    {
      schema: docs(
        'endSignInsOf',
        TAG,
        'End all sign-ins of somebody',
        { params: IdParams },
        { 200: DoneSchema },
      ),
    },
    async (request) => {
      await staff.managing.endStays(await target(request, 'end-stays'), 'ended-by-another');
      return { done: true } as const;
    },
  );
}
