/** The server: terminal gateway, engine, network link, HTTP API and clearing inbox in one process. */
import { readFile } from 'node:fs/promises';
import { ClearingInbox } from '#adapters/clearing-inbox';
import { createPaperStore } from '#adapters/evidence';
import {
  assertListenAllowed,
  createHttpApi,
  createSubjectViews,
  type HttpApiOptions,
  isLoopback,
  loadTls,
} from '#adapters/http-api';
import { createPayoutOutbox } from '#adapters/payout-outbox';
import {
  createClearingBooks,
  createDeskStore,
  createPostgresStore,
  createReader,
  createRuleEditions,
  createTerminalRegistrar,
  readInstitution,
} from '#adapters/postgres';
import { createSlipFiles } from '#adapters/slip-file';
import { createTelemetry } from '#adapters/telemetry';
import { createTerminalGateway } from '#adapters/terminal-gateway';
import { calendarDayOf, SHANGHAI } from '#domain/calendar';
import { effective } from '#domain/policy';
import { Engine, type LeaseLost } from '#engine';
import { openAuditedSecurity } from '../audited-security.ts';
import { dataFolderAt, defaultDataFolder, readDemoKeys } from '../data-folder.ts';
import { createKeyDesk } from '../key-desk.ts';
import { smsCentre } from '../outside-settings.ts';
import { pagesAtHand } from '../pages.ts';
import { openRuleDesk } from '../rule-desk.ts';
import { readSettings } from '../settings.ts';
import { readTerminalData } from '../terminal-data.ts';
import { readTerminalProfiles } from '../terminal-profiles.ts';
import { createTillDesk } from '../till/index.ts';
import { verifyAside } from '../verify-aside.ts';
import { addressOf, listening, portOf } from './addresses.ts';
import { crashPoints } from './crash-points.ts';
import { fillDemoWallets } from './demo-wallets.ts';
import { openHolders } from './holders.ts';
import { keepMonths } from './months.ts';
import { linkUp, makeLink, networkPart } from './network.ts';
import { openOnUs } from './on-us.ts';
import { LineLog, openOperations } from './operations.ts';
import { openStaff } from './staff.ts';
import { endWhileWaiting, standBy } from './standby.ts';
import { createTelling } from './telling.ts';
import { clock, random, timers } from './this-machine.ts';
import { openWalletTools } from './wallet-tools.ts';
import { openZoneKeys } from './zone-keys.ts';

async function main(): Promise<void> {
  const settings = readSettings();
  const data = dataFolderAt(defaultDataFolder());
  const databaseUrl = settings.databaseUrl;
  if (databaseUrl === null)
    throw new Error(
      'Cannot start the server: DATABASE_URL is not set. "npm start" starts a database and sets it.',
    );
  const tls =
    settings.tls === null
      ? null
      : await loadTls({ certFile: settings.tls.certFile, keyFile: settings.tls.keyFile }, clock.nowMs());
  const clientCa = settings.tls?.clientCaFile
    ? { clientCa: await readFile(settings.tls.clientCaFile, 'utf8') }
    : {};
  assertListenAllowed({ ...settings, tls });

  const telemetry = createTelemetry({ level: settings.logLevel });
  const { log } = telemetry;
  const keys = await openAuditedSecurity({
    ...{ data, databaseUrl, clock, makeKeys: false, who: 'server' },
    trouble: (message) => telemetry.trouble({ where: 'key audit', message }),
  });
  const { security } = keys;
  const crashPoint = crashPoints();
  const institution = await readInstitution(databaseUrl);
  if (institution === null)
    throw new Error('Cannot start the server: the database has no institution. "npm start" seeds one.');
  const rules = await openRuleDesk({
    ...{ institution: institution.id, store: createRuleEditions({ url: databaseUrl }), clock },
    trouble: (message) => telemetry.trouble({ where: 'rules', message }),
  });
  const onLeaseLost = (error: LeaseLost): never => {
    log.fatal({ message: error.message }, 'the buckets are served by another process; stopping');
    process.exit(3);
  };
  const store = createPostgresStore({
    url: databaseUrl,
    laneCount: settings.limits.laneCount,
    clock,
    limits: settings.limits,
    onLeaseLost,
  });
  const waitsNoMore = endWhileWaiting();
  const { lease, apiPort } = await standBy({
    store,
    settings,
    tls,
    onStandby: (port) =>
      process.send?.({ ready: true, standby: true, apiPort: port, terminalPort: settings.terminalPort }),
  });

  const lines = new LineLog(clock);
  let engine: Engine | null = null;
  const onUs = await openOnUs({ url: databaseUrl, store, security, telemetry, engine: () => engine });
  const zone = openZoneKeys(databaseUrl, institution, clock);
  const link = await makeLink({
    ...{ settings, institution, zone, security, telemetry, clock, random, lines },
    engine: () => engine,
    onAnswer: onUs.onAnswer,
  });
  engine = await Engine.start({
    store: { ...store, claim: async () => lease },
    network: onUs.over(link),
    payouts: createPayoutOutbox({ folder: data.payouts, security }),
    ...{ clock, timers, random, telemetry },
    limits: settings.limits,
    rules: rules.book,
    institution: {
      id: institution.id,
      acquirerId: institution.acquirerId,
      forwarderId: institution.forwarderId,
    },
    onLeaseLost,
    crashPoint,
  });
  const running = engine;
  rules.onUse((book) => running.useRules(book));
  link.start();

  const months = keepMonths(databaseUrl, telemetry);
  const reader = createReader({ url: databaseUrl, maxConnections: 8 });
  const books = createClearingBooks({ url: databaseUrl });
  const scope = { channel: 'unionpay.pos', institution: institution.id, issuer: null, merchant: '' };
  const today = calendarDayOf(clock.nowMs(), SHANGHAI);
  const cutOver = String(effective(rules.book, 'unionpay.cutOver', scope, today).value);
  const inbox = new ClearingInbox({
    folder: data.clearing,
    engine: running,
    store,
    books,
    nowMs: clock.nowMs,
    cutOver,
    log: (event) =>
      /refused|failed/.test(event.event) ? log.warn(event, event.event) : log.info(event, event.event),
    pollMs: settings.clearingPollMs,
    rematchMs: settings.clearingPollMs,
  });
  inbox.start();
  const ownProfiles = await readTerminalProfiles();
  const gateway = createTerminalGateway({
    ownProfiles,
    engine: running,
    security,
    zonePinKey: zone.pinKey,
    acquirerId: institution.acquirerId,
    limits: settings.limits,
    clock,
    data: await readTerminalData(undefined, [data.schemePublic]),
    // Certificates of their own are asked of terminals alone.
    ...(tls === null ? {} : { tls: { ...tls, ...clientCa } }),
    log: (event) => {
      lines.gateway(event);
      log.info(event, event.kind);
    },
  });
  const telling = createTelling({
    url: databaseUrl,
    security,
    clock,
    random,
    limits: settings.limits,
    telemetry,
    // A demonstration serves one machine: its shop may listen there too.
    allowLoopback: isLoopback(settings.host) && (await readDemoKeys(data)) !== null,
    crashPoint,
    sms: await smsCentre((event) => log.warn({ event: 'sms' }, event)),
  });
  const papers = createPaperStore({
    url: databaseUrl,
    security,
    papersMax: settings.limits.papersPerRequestMax,
    maxConnections: 2,
  });
  const keyDesk = createKeyDesk({
    ...{ url: databaseUrl, security, audit: keys.audit, clock },
    askForKey: (kind) => link.askForKey(kind),
  });
  const slips = createSlipFiles();
  const registrar = createTerminalRegistrar({ url: databaseUrl });
  const desk = createDeskStore({ url: databaseUrl });
  const staff = openStaff({ url: databaseUrl, security, clock, demo: settings.demo });
  const holders = await openHolders({
    ...{ url: databaseUrl, engine: running, security, clock, demo: settings.demo },
    seedDemo: settings.demo && (await readDemoKeys(data)) !== null,
    onText: telling.wakeTexts,
    trouble: (message) => telemetry.trouble({ where: 'sign-ups', message }),
  });
  const demoWallets = await holders.begin();
  const operations = openOperations({
    ...{ log: lines, link, gateway, engine: running, cutOver, telemetry, clock, security, databaseUrl },
    openCounts: () => reader.openCounts(),
    simulatorPort: settings.demo ? settings.networkControlPort : null,
  });
  operations.start();
  const apiOptions: HttpApiOptions = {
    engine: running,
    rules,
    reader,
    desk,
    verifyBooks: verifyAside(databaseUrl),
    security,
    keys: keyDesk,
    staff: staff.desk,
    holders: holders.desk,
    walletTools: await openWalletTools({
      ...{ ...onUs, security, clock, phones: settings.demo ? data.root : null },
    }),
    operations,
    registrar,
    till: createTillDesk({
      ...{ data, demo: settings.demo, clock, files: slips },
      log: (event) => log.warn(event, event.event),
    }),
    ownDialects: ownProfiles,
    papers,
    tracking: {
      calendar: () => ({ cutOver, holidays: rules.book.holidays }),
      publicUrl: () => settings.publicUrl ?? addressOf(api, tls !== null, settings),
    },
    notices: telling.doors,
    ...{ trustProxy: settings.trustProxy, clock, limits: settings.limits, log },
    metrics: telemetry,
    readiness: () => ({ network: networkPart(link) }),
    tls,
    pages: await pagesAtHand((text) => log.warn({ event: 'no-pages' }, text)),
  };
  const api: Awaited<ReturnType<typeof createHttpApi>> = await createHttpApi(apiOptions);
  telemetry.watch({
    unknownPayments: async () => (await reader.openCounts()).payments,
    handedToPerson: async () => (await reader.openCounts()).handed,
    queuedCommands: () => running.stats.queued,
    waitingCallers: () => running.stats.waiting,
    networkInFlight: () => link.status().inFlight,
    networkUp: () => (link.status().state === 'up' ? 1 : 0),
    terminalConnections: () => gateway.status().connections,
    noticeLag: telling.lag,
    webhooksPending: telling.pending,
  });
  const { host, terminalPort } = settings;
  await listening({ what: 'terminals', setting: 'YUANLU_TERMINAL_PORT', host, port: terminalPort }, () =>
    gateway.listen({ host, port: terminalPort }),
  );
  await listening({ what: 'the API', setting: 'YUANLU_API_PORT', host, port: apiPort }, () =>
    api.listen({ host, port: apiPort }),
  );
  telling.start(lease.buckets, createSubjectViews(apiOptions), holders.contacts(reader), (events) =>
    holders.desk.heard(events),
  );
  await linkUp(link);
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    // From the outside in: no new work, then what is under way, then the store.
    await gateway.close();
    await api.close();
    await Promise.all([inbox.stop(), months.stop()]);
    operations.stop();
    await telling.stop();
    await running.stop();
    await link.stop();
    await Promise.all([telling.close(), reader.close(), desk.close(), papers.close()]);
    await Promise.all([books.close(), store.close()]);
    const last = [zone, keyDesk, registrar, staff, holders, keys, rules];
    await Promise.allSettled(last.map((each) => each.close()));
    process.exit(0);
  };
  waitsNoMore();
  process.on('SIGTERM', () => void stop());
  // Below the supervisor Ctrl-C reaches the whole group, and the supervisor stops its parts in order.
  process.on('SIGINT', () => process.connected || void stop());
  process.on('disconnect', () => void stop());
  await fillDemoWallets(demoWallets, apiOptions, () => stopping);
  process.send?.({
    ready: true,
    standby: false,
    apiPort: portOf(api, settings),
    terminalPort: gateway.address?.port ?? settings.terminalPort,
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
