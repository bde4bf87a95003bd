/**
 * Every route with every role: what is allowed is not refused for the role, what is not is refused for it. The
 * routes come from the server itself, so one that nobody decided about fails here.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ListedRoute, ROUTE_PERMISSIONS } from '#adapters/http-api';
import { KEY_PERMISSIONS, PERMISSIONS, ROLE_PERMISSIONS, ROLES, SIDES, type StaffRole } from '#domain/staff';
import { expectProblem, type HttpWorld, KEYS, openHttpWorld } from './http-api-world.ts';
import { Browser, signedInAs } from './sign-in-browser.ts';
import { signedInHolder } from './wallet-browser.ts';

let world: HttpWorld;
const people = new Map<StaffRole, Browser>();
beforeAll(async () => {
  world = await openHttpWorld();
  for (const role of ROLES) people.set(role, await signedInAs(world, role));
});
afterAll(() => world[Symbol.asyncDispose]());

/** They change nothing: a search whose words must stand in no address, and books computed anew. */
const LOOKS: ReadonlySet<string> = new Set([
  'POST /v1/wallet-archive',
  'POST /v1/operator/payments/search',
  'POST /v1/operator/verify',
]);

const nameOf = ({ method, url }: ListedRoute): string => `${method} ${url}`;
/** A GET is also a HEAD, and decided with it. */
const routes = (): readonly ListedRoute[] => world.api.listedRoutes.filter(({ method }) => method !== 'HEAD');
/** Of cardholders: neither a key nor a sign-in of the staff opens it, whatever the role. */
const isHolders = ({ access }: ListedRoute): boolean => access === 'holder';
const isOpen = ({ access }: ListedRoute): boolean => access === 'public';
/** About nobody but whoever calls. */
const isOwn = (route: ListedRoute): boolean =>
  route.access === 'person' && ROUTE_PERMISSIONS[nameOf(route)] === undefined;

const urlOf = (url: string): string => url.replace(/:(\w+)/g, 'nothing-here').replace('*', 'nothing-here');

async function codeOf(caller: Browser, { method, url }: ListedRoute): Promise<string> {
  const options = method === 'POST' ? { body: {} } : {};
  const { status, body } = await caller.call(method as 'GET', urlOf(url), options);
  return `${status} ${String(body.code ?? 'ok')}`;
}

describe('every route is decided', () => {
  it('public, one’s own, a cardholder’s, or with a permission', () => {
    const undecided = routes().filter(
      (route) =>
        !isOpen(route) &&
        !isHolders(route) &&
        route.access !== 'person' &&
        ROUTE_PERMISSIONS[nameOf(route)] === undefined,
    );
    expect(
      undecided.map(nameOf),
      'decide who may call these: a row in src/adapters/http-api/route-permissions.ts',
    ).toEqual([]);
  });

  it('no row is of a route that is not there, or open to everybody', () => {
    const known = new Map(routes().map((route) => [nameOf(route), route]));
    const stale = Object.keys(ROUTE_PERMISSIONS).filter((name) => {
      const route = known.get(name);
      return route === undefined || isOpen(route) || isHolders(route);
    });
    expect(stale).toEqual([]);
  });

  it('what is the institution’s is no merchant’s', () => {
    const merchants = [
      ...ROLES.filter((role) => SIDES[role] === 'merchant').map((role) => ROLE_PERMISSIONS[role]),
      KEY_PERMISSIONS.merchant,
    ];
    const leaks = routes()
      .filter(({ access }) => access === 'operator' || access === 'metrics')
      .filter((route) => merchants.some((can) => can.includes(ROUTE_PERMISSIONS[nameOf(route)]!)));
    expect(leaks.map(nameOf)).toEqual([]);
  });

  it('each permission is of some role', () => {
    for (const permission of PERMISSIONS)
      expect(
        ROLES.some((role) => ROLE_PERMISSIONS[role].includes(permission)),
        permission,
      ).toBe(true);
  });

  it('an auditor has no permission by which something changes', () => {
    // A card number comes as a body so that no address shows it, and a verification recomputes: both only read.
    const acts = routes().filter((route) => route.method !== 'GET' && !LOOKS.has(nameOf(route)));
    for (const route of acts)
      expect(
        ROLE_PERMISSIONS.auditor.includes(ROUTE_PERMISSIONS[nameOf(route)] ?? 'till.use'),
        nameOf(route),
      ).toBe(false);
  });
});

describe('every route with every role', () => {
  it.each([...ROLES])('%s', async (role) => {
    const caller = people.get(role)!;
    const wrong: string[] = [];
    for (const route of routes()) {
      // The end of the own sign-in comes last, and streams do not end by themselves.
      if (isOpen(route) || isOwn(route) || isHolders(route)) continue;
      if (route.access === 'metrics' || /live|stream/.test(route.url)) continue;
      const allowed = ROLE_PERMISSIONS[role].includes(ROUTE_PERMISSIONS[nameOf(route)]!);
      const code = await codeOf(caller, route);
      // Without content an act is refused for that: only that the role is not the reason counts.
      const barred = code === '403 not-allowed';
      if (barred === allowed)
        wrong.push(`${nameOf(route)} is ${allowed ? 'allowed' : 'not allowed'} and answered ${code}`);
    }
    expect(wrong).toEqual([]);
  });

  it('nobody calls what is not public', async () => {
    const nobody = new Browser(world);
    for (const route of routes()) {
      if (isOpen(route) || route.access === 'metrics' || /live|stream/.test(route.url)) continue;
      expect(`${nameOf(route)}: ${await codeOf(nobody, route)}`).toBe(`${nameOf(route)}: 401 not-signed-in`);
    }
  });

  it('no staff sign-in and no key opens a cardholder’s route', async () => {
    const wrong: string[] = [];
    for (const route of routes().filter(isHolders)) {
      const options = route.method === 'GET' || route.method === 'DELETE' ? {} : { body: {} };
      const byKey = await world.call(route.method as 'GET', urlOf(route.url), {
        ...{ ...options, key: KEYS.operator },
      });
      const codes = [`${byKey.status} ${String(byKey.body.code)}`];
      for (const role of ROLES) codes.push(await codeOf(people.get(role)!, route));
      if (codes.some((code) => code !== '401 not-signed-in')) wrong.push(`${nameOf(route)}: ${codes.join()}`);
    }
    expect(routes().filter(isHolders).length).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
  });

  it('a cardholder opens no route but those of cardholders', async () => {
    const holder = await signedInHolder(world);
    const wrong: string[] = [];
    for (const route of routes()) {
      if (isOpen(route) || isHolders(route) || route.access === 'metrics') continue;
      const options = route.method === 'POST' ? { body: {} } : {};
      const { status, body } = await holder.call(route.method as 'GET', urlOf(route.url), options);
      if (status !== 401) wrong.push(`${nameOf(route)}: ${status} ${String(body.code)}`);
    }
    expect(wrong).toEqual([]);
  });

  it('metrics are for this machine, the institution and nobody else', async () => {
    const from = (headers: Record<string, string>) =>
      world.call('GET', '/metrics', { key: null, headers: { 'x-forwarded-for': '203.0.113.1', ...headers } });
    expectProblem(await from({}), 401, 'not-signed-in');
    expectProblem(await from({ authorization: `Bearer ${KEYS.shop}` }), 403, 'not-allowed');
    expect((await from({ authorization: `Bearer ${KEYS.operator}` })).status).toBe(200);
  });

  it.each([...ROLES])('%s sees to the own sign-in', async (role) => {
    const { status, body } = await people.get(role)!.call('GET', '/v1/staff/me/security');
    expect(status).toBe(200);
    expect(body).toMatchObject({ codes: false, passkeys: [] });
  });

  it('one book’s staff sees no other book', async () => {
    const other = await signedInAs(world, 'merchant-admin', { book: '898310000000002' });
    for (const url of ['/v1/payments?book=898310000000001', '/v1/staff?book=898310000000001'])
      expectProblem(await other.call('GET', url), 404, 'not-found');
    const { body } = await other.call('GET', '/v1/staff');
    expect((body.items as { book: string }[]).every(({ book }) => book === '898310000000002')).toBe(true);
  });
});
