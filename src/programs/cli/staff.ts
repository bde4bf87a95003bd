/**
 * `yuanlu staff`: people of merchants and of the institution, straight in the database. The only way to the first
 * operator, and to any identity of the institution: whoever holds the machine answers for it.
 */
import type { Command } from 'commander';
import { createReader, createStaffStore, type StaffMember, type StaffStore } from '#adapters/postgres';
import { createManaging, type Managing, type OneTime, Passwords } from '#adapters/sign-in';
import { isLogin, normalLogin, ROLES, SIDES, STAFF_NAME_MAX, type StaffRole } from '#domain/staff';
import type { DataFolder } from '../data-folder.ts';
import { CliError, type Common, common, EXIT } from './client.ts';
import { openDatabase } from './database.ts';
import { clock, operatorName } from './keys-open.ts';
import { clockTime, harmless, print, printJson, table } from './print.ts';
import { actLines } from './staff-acts.ts';
import { languageOf } from './terminals-add.ts';

interface Shared {
  readonly database?: string;
}
interface AddOptions extends Shared {
  readonly name: string;
  readonly role: string;
  readonly book?: string;
  readonly language?: string;
}

interface Open {
  readonly url: string;
  readonly store: StaffStore;
  readonly managing: Managing;
}

async function withStaff<T>(data: DataFolder, options: Shared, act: (open: Open) => Promise<T>): Promise<T> {
  const database = await openDatabase(data, options.database);
  const store = createStaffStore({ url: database.url, maxConnections: 1 });
  try {
    const managing = createManaging({ store, passwords: new Passwords(), clock });
    return await act({ url: database.url, store, managing });
  } finally {
    await store.close();
    await database.close();
  }
}

/** Recorded like an act of a person, under the name of whoever is at the machine. */
async function recorded<T>(
  store: StaffStore,
  act: string,
  subject: string,
  doing: () => Promise<T>,
): Promise<T> {
  const no = await store.begin({
    ...{ atMs: clock.nowMs(), staffId: null, sessionId: null, who: `${operatorName()}, command line` },
    ...{ role: null, book: null, act, subject, requestId: null, address: null },
  });
  const told = await doing();
  await store.end(no, clock.nowMs(), 200, 'done');
  return told;
}

async function memberOf(store: StaffStore, login: string): Promise<StaffMember> {
  const member = await store.byLogin(normalLogin(login));
  if (member !== null) return member;
  const shown = harmless(login.slice(0, 60));
  throw new CliError({ zh: `没有人员“${shown}”`, en: `There is nobody called "${shown}"` }, EXIT.no);
}

const notOfDemo = ({ demo }: StaffMember): void => {
  if (demo)
    throw new CliError({
      zh: '演示人员的密码不能重置；不要演示人员：YUANLU_DEMO=off npm start',
      en: 'People of the demonstration keep their passwords. Without them: YUANLU_DEMO=off npm start',
    });
};

const plain = ({ id, login, name, role, book, language, locked, demo, oneTimeMs }: StaffMember) => ({
  ...{ id, login, name, role, book, language, locked, demo },
  password: oneTimeMs === null ? 'own' : oneTimeMs > clock.nowMs() ? 'one-time' : 'one-time-over',
});

function tellOneTime({ json, lang }: Common, { member, password, untilMs }: OneTime): void {
  const until = new Date(untilMs).toISOString();
  if (json) {
    printJson({ staff: plain(member), oneTimePassword: password, validUntil: until });
    return;
  }
  print(
    lang === 'zh'
      ? `${harmless(member.name)}（${member.login}，${member.role}）首次登录密码，仅显示这一次：`
      : `For the first sign-in of ${harmless(member.name)} (${member.login}, ${member.role}), shown this once:`,
  );
  print(`\n  ${password}\n`);
  print(
    lang === 'zh'
      ? `有效至 ${clockTime(until)} UTC；登录后须设置自己的密码。`
      : `Good until ${clockTime(until)} UTC; it opens the choice of an own password.`,
  );
}

function roleOf(text: string): StaffRole {
  const role = ROLES.find((each) => each === text);
  if (role !== undefined) return role;
  const shown = harmless(text.slice(0, 30));
  throw new CliError({
    zh: `没有角色“${shown}”：应为 ${ROLES.join('、')}`,
    en: `There is no role "${shown}": expected one of ${ROLES.join(', ')}`,
  });
}

async function bookFor(url: string, role: StaffRole, book: string | undefined): Promise<string | null> {
  if (SIDES[role] === 'operator') {
    if (book === undefined) return null;
    throw new CliError({
      zh: `${role} 属于机构，没有 --book`,
      en: `A ${role} is the institution's: leave --book out`,
    });
  }
  if (book === undefined)
    throw new CliError({
      zh: `${role} 属于商户：请给出 --book`,
      en: `A ${role} is a merchant's: give --book`,
    });
  const reader = createReader({ url, maxConnections: 1 });
  try {
    if ((await reader.merchantOf(book)) !== null) return book;
  } finally {
    await reader.close();
  }
  const shown = harmless(book.slice(0, 40));
  throw new CliError({ zh: `没有商户账本 ${shown}`, en: `No merchant has the book ${shown}` }, EXIT.no);
}

function addAdd(staff: Command, data: DataFolder): void {
  staff
    .command('add <login>')
    .description('somebody new; prints a password for the first sign-in, once')
    .requiredOption('--name <text>', 'as it is shown')
    .requiredOption('--role <role>', ROLES.join(', '))
    .option('--book <number>', 'of a merchant’s staff: the merchant')
    .option('--language <language>', 'zh or en', 'zh')
    .option('--database <url>', 'another database than that of the data folder')
    .addHelpText(
      'after',
      '\nExamples:\n  yuanlu staff add wang.fang --name 王芳 --role operator\n' +
        '  yuanlu staff add till1 --name 前台 --role cashier --book 898310154110001',
    )
    .action(async (given: string, options: AddOptions, command: Command) => {
      const shared = common(command);
      const login = normalLogin(given);
      if (!isLogin(login))
        throw new CliError({
          zh: '登录名应由 a–z、0–9、点、连字符、下划线组成，首尾为字母或数字，最多 40 个字符',
          en: 'A login has a–z, 0–9, dot, hyphen, underscore, a letter or digit at its ends, 40 characters at most',
        });
      const name = options.name.trim();
      if (name === '' || [...name].length > STAFF_NAME_MAX || /\p{Cc}/u.test(name))
        throw new CliError({
          zh: `--name 应为一行可读文字，最多 ${STAFF_NAME_MAX} 个字符`,
          en: `--name: expected one line of readable text, ${STAFF_NAME_MAX} characters at most`,
        });
      const role = roleOf(options.role);
      const language = languageOf(options.language ?? 'zh');
      await withStaff(data, options, async ({ url, store, managing }) => {
        const book = await bookFor(url, role, options.book);
        const made = await recorded(store, 'staff add', login, () =>
          managing.create({ login, name, role, book, language }, operatorName()),
        );
        if (made === null)
          throw new CliError({ zh: `登录名 ${login} 已被使用`, en: `The login ${login} is taken` }, EXIT.no);
        tellOneTime(shared, made);
      });
    });
}

const LIST_MAX = 1_000;

function addList(staff: Command, data: DataFolder): void {
  staff
    .command('list')
    .description('people, by login')
    .option('--book <number>', 'of this merchant alone')
    .option('--database <url>', 'another database than that of the data folder')
    .action(async (options: Shared & { book?: string }, command: Command) => {
      const { json, lang } = common(command);
      await withStaff(data, options, async ({ store }) => {
        const found = await store.list({ book: options.book ?? null, after: null, limit: LIST_MAX });
        if (json) return printJson({ staff: found.map(plain) });
        const head =
          lang === 'zh'
            ? ['登录名', '姓名', '角色', '账本', '密码', '状态']
            : ['login', 'name', 'role', 'book', 'password', 'state'];
        const state = ({ locked, demo }: StaffMember): string =>
          `${locked ? (lang === 'zh' ? '已锁定' : 'locked') : '-'}${demo ? (lang === 'zh' ? ' 演示' : ' demo') : ''}`;
        const rows = found.map((each) => [
          ...[each.login, each.name, each.role, each.book ?? '-', plain(each).password, state(each)],
        ]);
        print(table([head, ...rows]));
      });
    });
}

function addLocking(staff: Command, data: DataFolder): void {
  for (const [what, locked, description] of [
    ['lock', true, 'shut somebody out: every sign-in ends at once'],
    ['unlock', false, 'let somebody in again'],
  ] as const)
    staff
      .command(`${what} <login>`)
      .description(description)
      .option('--database <url>', 'another database than that of the data folder')
      .action(async (login: string, options: Shared, command: Command) => {
        const { json, lang } = common(command);
        await withStaff(data, options, async ({ store, managing }) => {
          const member = await memberOf(store, login);
          const changed = await recorded(store, `staff ${what}`, member.login, () =>
            managing.change(member, { locked }),
          );
          if (json) return printJson({ staff: plain(changed) });
          const words = locked
            ? { zh: '已锁定', en: 'is locked out' }
            : { zh: '可以登录', en: 'may sign in' };
          print(`${member.login} ${words[lang]}`);
        });
      });
  staff
    .command('reset <login>')
    .description('a new password for the next sign-in, printed once; every sign-in ends')
    .option('--second-proof', 'also take away codes and passkeys: a lost telephone')
    .option('--database <url>', 'another database than that of the data folder')
    .action(async (login: string, options: Shared & { secondProof?: boolean }, command: Command) => {
      const shared = common(command);
      await withStaff(data, options, async ({ store, managing }) => {
        const member = await memberOf(store, login);
        notOfDemo(member);
        tellOneTime(
          shared,
          await recorded(store, 'staff reset', member.login, () =>
            managing.reset(member, options.secondProof ?? false),
          ),
        );
      });
    });
}

function addActs(staff: Command, data: DataFolder): void {
  staff
    .command('acts')
    .description('what people did, newest first')
    .option('--limit <n>', 'how many, 1 to 1000', '50')
    .option('--of <login>', 'of this person alone')
    .option('--database <url>', 'another database than that of the data folder')
    .action(async (options: Shared & { limit: string; of?: string }, command: Command) => {
      const { json, lang } = common(command);
      const limit = Number(options.limit);
      if (!Number.isInteger(limit) || limit < 1 || limit > LIST_MAX)
        throw new CliError({ zh: '--limit 应为 1 至 1000', en: '--limit: expected 1 to 1000' });
      await withStaff(data, options, async ({ store }) => {
        const staffId = options.of === undefined ? null : (await memberOf(store, options.of)).id;
        const acts = await store.acts({ book: null, staffId, before: null, limit });
        if (json) return printJson({ acts });
        print(actLines(acts, lang));
      });
    });
}

export function registerStaff(program: Command, data: DataFolder): void {
  const staff = program.command('staff').description('people who sign in, and what they did');
  addAdd(staff, data);
  addList(staff, data);
  addLocking(staff, data);
  addActs(staff, data);
}
