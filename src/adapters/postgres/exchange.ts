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
  /** Names that were sent: whether the server took them is not known, until they are in the list above. */
  readonly #sent = new Set<string>();

  columnsOf(name: string): readonly Column[] | undefined {
    return this.#columns.get(name);
  }

  took(name: string, columns: readonly Column[]): void {
    this.#columns.set(name, columns);
  }

  /** True when the server may have it already, of an exchange that failed or has not been answered yet. */
  sends(name: string): boolean {
    const mayBeThere = this.#sent.has(name);
    this.#sent.add(name);
    return mayBeThere;
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
  readonly #answers: Answer[] = [];
  #described: readonly Column[] = [];
  #rows: Record<string, unknown>[] = [];

  /** @throws TypeError for a value that cannot be sent, before anything is */
  constructor(
    statements: readonly Statement[],
    session: { readonly prepared: Prepared; readonly parsers: TypeParsers },
  ) {
    super({ text: '' });
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
      const own = new Set<string>();
      for (const { name, text, values } of this.#statements) {
        const columns = this.#prepared.columnsOf(name) ?? null;
        this.#columns.push(columns);
        if (columns === null && !own.has(name)) {
          if (name !== '' && this.#prepared.sends(name)) wire.close({ type: 'S', name });
          wire.parse({ name, text });
          if (name !== '') own.add(name);
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
    for (let at = 0; at < columns.length; at += 1) {
      const text = fields[at]!;
      row[columns[at]!.name] = text === null ? null : columns[at]!.read(text);
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
    this.callback(error);
  }

  handleReadyForQuery(): void {
    this.callback(null, this.#answers);
  }
}
