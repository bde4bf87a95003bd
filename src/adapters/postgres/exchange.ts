/**
 * Statements that travel together: one Sync behind the last of them. For PostgreSQL that is one transaction (its
 * «pipeline» of the extended protocol, Message Flow in its documentation): what stands between an error and the Sync is
 * passed over, the Sync commits or rolls back, and the server answers once instead of once for each statement.
 *
 * The driver's own queries each bring a Sync. This is one query to it, which it hands the answers of all.
 */
import pg from 'pg';
import { encoded } from './parameters.ts';

export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/** What a statement gave; values as the driver reads them from text. */
export interface Answer {
  readonly rows: object[];
}

interface Field {
  readonly name: string;
  readonly dataTypeID: number;
}
interface Column {
  readonly name: string;
  readonly read: (text: string) => unknown;
}
type TypeParsers = (oid: number, format: 'text') => (text: string) => unknown;

/** The part of the driver's connection that messages go out by. */
interface Wire {
  readonly stream: { cork(): void; uncork(): void };
  parse(message: { name: string; text: string }): void;
  bind(message: { statement: string; values: unknown[] }): void;
  describe(message: { type: 'P' }): void;
  execute(): void;
  close(message: { type: 'S'; name: string }): void;
  sync(): void;
}

/** What one session has prepared. */
export class Prepared {
  /** The columns of each statement that the server has under its name. */
  readonly #columns = new Map<string, readonly Column[]>();
  /** Texts that were sent under a name: whether the server took one is not known, until it is in the list above. */
  readonly #texts = new Map<string, string>();

  /** @throws Error for a name that means another statement already, of this session or among these */
  mustMeanOne(statements: readonly Pick<Statement, 'name' | 'text'>[]): void {
    const own = new Map<string, string>();
    for (const { name, text } of statements) {
      if (name === '') continue;
      if ((this.#texts.get(name) ?? own.get(name) ?? text) !== text)
        throw new Error(`Cannot send ${name}: another statement was prepared under that name`);
      own.set(name, text);
    }
  }

  columnsOf(name: string): readonly Column[] | undefined {
    return this.#columns.get(name);
  }

  took(name: string, columns: readonly Column[]): void {
    this.#columns.set(name, columns);
  }

  /** True when the server may have it already, of an exchange that failed or has not been answered yet. */
  sends(name: string, text: string): boolean {
    const mayBeThere = this.#texts.has(name);
    this.#texts.set(name, text);
    return mayBeThere;
  }

  /** Nobody knows whether the server has it: it was closed, and what should have prepared it anew may have failed. */
  doubts(name: string): void {
    this.#columns.delete(name);
  }
}

/** As the driver's own queries are told apart from those that keep a portal open, which cannot stand in a pipeline. */
const DriverQuery = pg.Query as unknown as new (config: { readonly text: string }) => object;

interface Ready {
  readonly name: string;
  readonly text: string;
  readonly values: unknown[];
}

export class Exchange extends DriverQuery {
  /** Set before this is handed to the driver, which calls it too when it gives up waiting. */
  callback: (error: Error | null, answers?: Answer[]) => void = () => {};
  readonly #statements: readonly Ready[];
  readonly #prepared: Prepared;
  readonly #parsers: TypeParsers;
  /** Columns of those that were there when they were sent; null where the server is asked for them. */
  readonly #columns: (readonly Column[] | null)[] = [];
  /** Names that this one prepares. */
  readonly #prepares = new Set<string>();
  readonly #answers: Answer[] = [];
  #unread: Error | null = null;
  #described: readonly Column[] = [];
  #rows: Record<string, unknown>[] = [];

  /** @throws TypeError for a value that cannot be sent, Error for a name with two meanings, before anything is sent */
  constructor(
    statements: readonly Statement[],
    session: { readonly prepared: Prepared; readonly parsers: TypeParsers },
  ) {
    super({ text: '' });
    session.prepared.mustMeanOne(statements);
    this.#statements = statements.map((statement) => ({
      name: statement.name,
      text: statement.text,
      values: encoded(statement).map((value) =>
        typeof value === 'number' || typeof value === 'bigint' ? String(value) : value,
      ),
    }));
    this.#prepared = session.prepared;
    this.#parsers = session.parsers;
  }

  /** Called by the driver. */
  submit(wire: Wire): null {
    wire.stream.cork();
    try {
      for (const { name, text, values } of this.#statements) {
        const columns = this.#prepared.columnsOf(name) ?? null;
        this.#columns.push(columns);
        if (columns === null && !this.#prepares.has(name)) {
          if (name !== '' && this.#prepared.sends(name, text)) wire.close({ type: 'S', name });
          wire.parse({ name, text });
          if (name !== '') this.#prepares.add(name);
        }
        wire.bind({ statement: name, values });
        if (columns === null) wire.describe({ type: 'P' });
        wire.execute();
      }
      wire.sync();
    } finally {
      wire.stream.uncork();
    }
    return null;
  }

  handleRowDescription({ fields }: { readonly fields: readonly Field[] }): void {
    this.#described = fields.map(({ name, dataTypeID }) => ({
      name,
      read: this.#parsers(dataTypeID, 'text'),
    }));
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    const columns = this.#columns[this.#answers.length] ?? this.#described;
    const row: Record<string, unknown> = {};
    try {
      for (let at = 0; at < columns.length; at += 1) {
        const text = fields[at]!;
        row[columns[at]!.name] = text === null ? null : columns[at]!.read(text);
      }
    } catch (error) {
      // Told when everything was answered: thrown from here it would end the program.
      this.#unread = error instanceof Error ? error : new Error('a row that cannot be read');
    }
    this.#rows.push(row);
  }

  handleCommandComplete(): void {
    const at = this.#answers.length;
    const { name } = this.#statements[at]!;
    // One without a name is gone with the next of its kind.
    if (name !== '' && this.#columns[at] === null) this.#prepared.took(name, this.#described);
    this.#answers.push({ rows: this.#rows });
    this.#described = [];
    this.#rows = [];
  }

  /** Of a statement, of the commit, or of the connection. */
  handleError(error: Error): void {
    for (const name of this.#prepares) this.#prepared.doubts(name);
    this.callback(error);
  }

  handleReadyForQuery(): void {
    if (this.#unread === null) this.callback(null, this.#answers);
    else this.callback(this.#unread);
  }
}
